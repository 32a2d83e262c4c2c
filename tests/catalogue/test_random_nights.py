"""Simulated weeks with outages, walls, empty lists, redesigns, wrong clocks and interrupted runs.

The site and what must be told of it are a model of their own, written from docs/operating.md; the
catalogue only gets what a crawl would have told it. Nothing may be withdrawn that was not taken down,
and everything that was, is told once.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from harvests import Harvest, name_of
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from harvester.catalogue import Catalogue
from harvester.gates import Gates
from harvester.vocabulary import Outcome, SourceOutcome

GATES = Gates(withdraw_after=3, floor=1, site_share=0.0)
DOCUMENTS = range(5)
SITE = "https://northmoor.example"
WEATHER = ("fine", "fine", "fine", "fine", "failed", "blocked", "lists nothing", "capped")

# What happens to one document from a night on: (listed, answer of its address).
FATES = {
    "up": (True, Outcome.OK),
    "unlisted": (False, Outcome.OK),
    "dead link": (True, Outcome.GONE),
    "taken down": (False, Outcome.GONE),
    "unlisted, failing": (False, Outcome.SERVER_ERROR),
    "unlisted, walled": (False, Outcome.BLOCKED),
}


@dataclass(frozen=True)
class Tonight:
    weather: str
    fates: dict[int, str]  # changes of this night
    redesign: bool
    interrupted: bool
    clock: int  # the year that the clock shows
    asks: bool  # whether on a bad night the spider gets as far as asking for known documents


night_plan = st.builds(
    Tonight,
    weather=st.sampled_from(WEATHER),
    fates=st.dictionaries(st.sampled_from(DOCUMENTS), st.sampled_from(sorted(FATES)), max_size=2),
    redesign=st.integers(0, 9).map(lambda n: n == 0),
    interrupted=st.integers(0, 7).map(lambda n: n == 0),
    clock=st.sampled_from([2026, 2026, 2026, 2025, 2027, 1970]),
    asks=st.booleans(),
)


@dataclass(eq=False)
class Model:
    """One document by the book."""

    fate: str = "up"
    address: int = 0  # raised by a redesign
    served: list[int] = field(default_factory=list)  # addresses at which its bytes were found
    against: int = 0
    withdrawn: bool = False
    told: list[str] = field(default_factory=list)


class Clocked(Harvest):
    """A harvest whose clock jumps."""

    year = 2026

    def now(self) -> str:
        return super().now().replace("2026-01-", f"{self.year}-01-", 1)


def url(number: int, address: int) -> str:
    return f"{SITE}/{address}/{number}.pdf"


class World:
    def __init__(self, harvest: Clocked) -> None:
        self.harvest = harvest
        self.models = {number: Model() for number in DOCUMENTS}

    def begin(self) -> None:
        self.night(Tonight("fine", {}, False, False, 2026, True))

    def night(self, plan: Tonight) -> None:
        self.harvest.year = plan.clock
        self.harvest.night %= 27
        for number, fate in plan.fates.items():
            self.models[number].fate = fate
        if plan.redesign:
            for model in self.models.values():
                model.address += 1
        outcome = self.crawl(plan)
        self.expect(plan, outcome)
        self.harvest.finish(outcome, 11 if plan.interrupted else 0, GATES)

    def listed(self, plan: Tonight) -> list[int]:
        if plan.weather in ("failed", "blocked", "lists nothing"):
            return []
        return [n for n, model in self.models.items() if FATES[model.fate][0]]

    def crawl(self, plan: Tonight) -> SourceOutcome:
        self.harvest.start()
        listed = self.listed(plan)
        for number in listed:
            model = self.models[number]
            address = url(number, model.address)
            self.harvest.link(address, f"Child {'ABCDE'[number]} overview report")
            answer = FATES[model.fate][1]
            got = answer is Outcome.OK
            status = 200 if got else 404
            self.harvest.fetch(address, f"text {number}" if got else None, outcome=answer, status=status)
        if plan.weather in ("fine", "capped", "lists nothing") or plan.asks:
            self.ask(plan)
        if plan.weather in ("failed", "blocked"):
            return SourceOutcome(plan.weather)
        known = self.harvest.catalogue.known_documents("northmoor")
        if not listed:
            return SourceOutcome.SUSPECT if known else SourceOutcome.EMPTY
        return SourceOutcome.CAPPED if plan.weather == "capped" else SourceOutcome.OK

    def answer(self, plan: Tonight, number: int, address: int) -> Outcome:
        if plan.weather == "failed":
            return Outcome.SERVER_ERROR
        if plan.weather == "blocked":
            return Outcome.BLOCKED
        model = self.models[number]
        return FATES[model.fate][1] if address == model.address else Outcome.GONE

    def ask(self, plan: Tonight) -> None:
        answers = {
            url(n, a): self.answer(plan, n, a) for n, m in self.models.items() for a in range(m.address + 1)
        }
        self.harvest.ask(answers, Outcome.GONE)

    def expect(self, plan: Tonight, outcome: SourceOutcome) -> None:
        """What must be told of this night."""
        listed = self.listed(plan)
        due: list[Model] = []
        counted: list[Model] = []
        asks = plan.weather in ("fine", "capped", "lists nothing") or plan.asks
        for number, model in self.models.items():
            answers = {a: self.answer(plan, number, a) for a in model.served}
            if number in listed:
                model.against = 0
                if FATES[model.fate][1] is Outcome.OK:
                    if model.address not in model.served:
                        model.served.append(model.address)
                    model.withdrawn = False
            elif asks and not model.withdrawn and Outcome.OK in answers.values():
                model.against = 0
            elif (
                not plan.interrupted
                and outcome is SourceOutcome.OK
                and model.served
                and all(answer is Outcome.GONE for answer in answers.values())
            ):
                model.against += 1
                counted.append(model)
                if model.against >= GATES.withdraw_after and not model.withdrawn:
                    due.append(model)
        if len(due) <= GATES.floor:
            for model in due:
                model.withdrawn = True
                model.told.append("withdrawn")
        else:
            event("a gate closed")
            for model in counted:  # the night is suspect, so it counts for nobody
                model.against -= 1

    def check(self) -> None:
        rows = self.harvest.rows("documents")
        by_hash = {row["sha256"]: row for row in rows}
        for number, model in self.models.items():
            row = by_hash.get(name_of(f"text {number}"))
            if row is None:
                continue
            withdrawn = row["presence"] == "withdrawn"
            assert withdrawn == model.withdrawn, (number, model, row["presence"])
            told = self.harvest.rows("event", "document_id = ? AND what = 'withdrawn'", row["id"])
            assert len(told) == len(model.told), (number, model)
        register = {row["document_id"] for row in self.harvest.rows("withdrawals")}
        assert register == {row["id"] for row in rows if row["presence"] == "withdrawn"}


@pytest.fixture(scope="module")
def template(empty_catalogue: Path) -> Path:
    return empty_catalogue


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(plans=st.lists(night_plan, min_size=4, max_size=18))
def test_no_weather_withdraws_what_was_not_taken_down(template: Path, plans: list[Tonight]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.db"
        shutil.copy(template, path)
        with Catalogue.open(path) as catalogue:
            catalogue.connection.execute("PRAGMA synchronous = OFF")
            catalogue.connection.execute("PRAGMA journal_mode = MEMORY")
            world = World(Clocked(catalogue))
            world.begin()
            for plan in plans:
                world.night(plan)
                world.check()
            again(world)


def again(world: World) -> None:
    """Describing everything once more, and drawing up what a night would lose, changes nothing."""
    harvest = world.harvest
    views = ("documents", "withdrawals", "event", "withheld", "run_source")
    before = {view: harvest.rows(view) for view in views}
    harvest.catalogue.mark_all_stale()
    harvest.describe()
    harvest.catalogue.settle_values(GATES)
    for outcome in SourceOutcome:
        harvest.catalogue.losses(harvest.run_id, "northmoor", outcome, GATES)
    assert {view: harvest.rows(view) for view in views} == before
    world.check()
