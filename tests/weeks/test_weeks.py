"""Six weeks of `harvester nightly` over eight sites with outages, redesigns, walls and wrong clocks.

What each site does is written down in `sites.py`, what an operator must hear of it here. Once through
with a night every third day; `WEEKS_EVERY_NIGHT=1` takes all 42 nights (some minutes).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.run.farm import ROOT, ask, run
from tests.tell.ears import Hook, hook
from tests.weeks.sites import NETWORK_DOWN, STEPS, Scripted, sites

EVERY_NIGHT = bool(os.environ.get("WEEKS_EVERY_NIGHT"))
NIGHTS_A_STEP = 3 if EVERY_NIGHT else 1
BEGAN = datetime(2026, 1, 5, 2, tzinfo=UTC)
# What the clock shows on some nights instead of the time.
WRONG = {7: datetime(1970, 1, 2, 2, tzinfo=UTC), 9: datetime(2027, 1, 5, 2, tzinfo=UTC)}
APPROVED = 11  # before this step a person looks at holly's site and approves


@dataclass
class Night:
    """One night, as an operator has it in the morning."""

    step: int
    code: int
    report: dict[str, Any]
    told: list[tuple[str, str]]  # subject and text of each message

    def outcome(self, source: str) -> str:
        """How a source ended; "" when it was not due."""
        found = [one["outcome"] for one in self.report["sources"] if one["source"] == source]
        return found[0] if found else ""


@dataclass
class Weeks:
    """The sites, the harvest and its nights."""

    folder: Path
    shim: Path
    sites: dict[str, Scripted]
    ear: Hook
    nights: list[Night] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def run(self, *words: object, at: datetime, **more: str) -> subprocess.CompletedProcess[str]:
        """A command on a day of ours; the sites' files and time-outs keep to the real clock."""
        moved = str(int(at.timestamp() - time.time()))
        told = f"json://127.0.0.1:{self.ear.port}/hook"
        settings = {
            "HARVESTER_NIGHTLY_RETRIES": "0",
            "HARVESTER_NIGHTLY_MIN_FREE_GB": "0.1",
            "HARVESTER_NOTIFY_URLS": told,
            **more,
        }
        shim = {"LD_PRELOAD": str(self.shim), "SHIM_CLOCK": moved}
        return run("--data", self.data, *words, **settings, **shim)

    def night(self, number: int, **more: str) -> Night:
        """One night; its messages are those that came in it."""
        step = number // NIGHTS_A_STEP
        for site in self.sites.values():
            site.step = step
        at = BEGAN + timedelta(days=number * 3 // NIGHTS_A_STEP)
        first = number % NIGHTS_A_STEP == 0
        self.ear.heard.clear()
        options = ("--sources", self.folder / "sources", "--allow-host", "127.0.0.0/8", "--delay", "0")
        done = self.run("nightly", *options, "--json", at=WRONG.get(step, at) if first else at, **more)
        assert done.stdout, done.stderr
        heard = [json.loads(body) for _, body in self.ear.heard]
        told = [(one["title"], one["message"]) for one in heard]
        return Night(step, done.returncode, json.loads(done.stdout), told)

    def go_through(self) -> None:
        for number in range(STEPS * NIGHTS_A_STEP):
            if number == APPROVED * NIGHTS_A_STEP:
                at = BEGAN + timedelta(days=3 * APPROVED - 1)
                done = self.run("approve", "holly", "--why", "the board told us", "--who", "J. Doe", at=at)
                assert done.returncode == 0, done.stderr
            self.nights.append(self.night(number))

    def of(self, step: int) -> list[Night]:
        return [night for night in self.nights if night.step == step]

    def told(self) -> str:
        """All messages of all nights."""
        return "\n".join(f"{subject}\n{text}" for night in self.nights for subject, text in night.told)


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weeks]:
    if shutil.which("gcc") is None:
        pytest.skip("not run: needs gcc, to move clocks")
    folder = tmp_path_factory.mktemp("weeks")
    shim = folder / "shim.so"
    source = ROOT / "tests" / "survive" / "shim.c"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", shim, source, "-ldl"], check=True)
    with ExitStack() as stack:
        made = sites()
        for site in made.values():
            stack.enter_context(site)
            site.declare(folder / "sources", every="1d" if EVERY_NIGHT else "3d")
        found = Weeks(folder, shim, made, stack.enter_context(hook()))
        found.go_through()
        yield found


def events(weeks: Weeks, what: str) -> Counter[str]:
    rows = ask(weeks.data, f"SELECT source, count(*) FROM event WHERE what = '{what}' GROUP BY source")
    return Counter(dict(rows))


def test_nothing_is_withdrawn_that_was_not_and_everything_else_once(weeks: Weeks) -> None:
    taken_down = {"elm": 1, "gorse": 2, "holly": 13}
    assert events(weeks, "withdrawn") == taken_down
    titles = Counter(
        name
        for site in weeks.sites.values()
        for name in site.gone
        for night in weeks.nights
        for _, text in night.told
        if f"Child {name} " in _section(text, "WITHDRAWN BY THEIR SITES")
    )
    assert titles == {name: 1 for site in weeks.sites.values() for name in site.gone}
    print(f"{len(weeks.nights)} nights, {sum(taken_down.values())} withdrawn, false withdrawals 0")


def _section(text: str, title: str) -> str:
    """One part of a message: from its heading to the next, which is in capitals too."""
    kept, inside = [], False
    for line in text.splitlines():
        if line.isupper() and len(line) > 4:
            inside = line.startswith(title)
        elif inside:
            kept.append(line)
    return " ".join(" ".join(kept).split())


def test_what_is_at_its_place_in_the_end_is_present_and_what_moved_is_told_where_to(weeks: Weeks) -> None:
    rows = ask(weeks.data, "SELECT source, presence, count(*) FROM documents GROUP BY 1, 2")
    found: dict[str, dict[str, int]] = {}
    for source, presence, number in rows:
        found.setdefault(source, {})[presence] = number
    assert found.pop("cedar") == {"moved": 5}
    assert found.pop("elm") == {"present": 3, "withdrawn": 1}
    assert found.pop("gorse") == {"present": 5, "withdrawn": 1}
    assert found.pop("holly") == {"present": 3, "withdrawn": 13}
    assert found.pop("fir") == {"present": 4, "changed": 1}
    assert found == {"alder": {"present": 7}, "birch": {"present": 5}, "dogwood": {"present": 4}}
    assert events(weeks, "moved") == {"cedar": 10}
    for step, folder in ((5, "/media/2026/"), (10, "/assets/docs/")):
        ((_, text),) = weeks.of(step)[0].told
        assert _section(text, "MOVED TO ANOTHER ADDRESS").count(folder) == 5


def test_each_find_is_told_once_and_in_its_night(weeks: Weeks) -> None:
    alder, fir = weeks.sites["alder"], weeks.sites["fir"]
    for name, step in alder.added.items():
        nights = [n for n in weeks.nights if any(f"Child {name} " in _section(t, "NEW") for _, t in n.told)]
        assert [n.step for n in nights] == [step], name
        assert nights[0] is weeks.of(step)[0]
    for step, heading in ((4, "CHANGED"), (8, "OFFERED AGAIN")):  # swapped, and swapped back
        ((_, text),) = weeks.of(step)[0].told
        assert next(iter(fir.swapped)) in _section(text, heading)
    ((_, text),) = weeks.of(8)[0].told
    assert next(iter(weeks.sites["gorse"].back)) in _section(text, "OFFERED AGAIN")


CODES = {0: 0, 1: 0, 2: 0, 3: 3, 4: 3, 5: 3, 6: 3, 7: 3, 8: 5, 9: 5, 10: 5, 11: 0, NETWORK_DOWN: 9, 13: 0}


def test_the_exit_code_of_each_night_says_how_it_went(weeks: Weeks) -> None:
    assert {step: weeks.of(step)[0].code for step in CODES} == CODES


def test_trouble_is_told_when_it_begins_and_when_it_is_over(weeks: Weeks) -> None:
    for source, step, over in (("birch", 3, 4), ("dogwood", 4, 6), ("birch", 6, 8), ("elm", 8, 10)):
        title = weeks.sites[source].title
        night = weeks.of(step)[0]
        assert night.outcome(source) in ("failed", "blocked", "suspect")
        ((_, text),) = night.told
        assert title in _section(text, "BROKEN"), (source, step)
        after = [n for n in weeks.nights if n.step >= over and n.outcome(source) == "ok"]
        ((_, text),) = after[0].told
        assert title in _section(text, "WELL AGAIN"), (source, over)


def test_nights_without_news_send_nothing(weeks: Weeks) -> None:
    quiet = [weeks.of(1)[0], weeks.of(2)[0], *weeks.of(NETWORK_DOWN + 1)[1:]]
    assert [night.told for night in quiet] == [[]] * len(quiet)
    first = weeks.of(0)[0].told
    assert len(first) == 1
    assert first[0][0] == "First harvest of 8 sites"
    assert "Overview Report" not in first[0][1]  # a first harvest is counted, not listed


def test_a_network_that_is_down_blames_no_site(weeks: Weeks) -> None:
    down = weeks.of(NETWORK_DOWN)[0]
    told = " ".join(text for _, text in down.told)
    assert "network" in told
    assert {down.outcome(name) for name in weeks.sites} == {"failed"}
    last = weeks.nights[-1]
    assert all(last.outcome(name) == "ok" for name in weeks.sites if last.outcome(name))


def test_too_many_losses_wait_for_a_person_and_are_told_with_what_to_do(weeks: Weeks) -> None:
    waiting = [weeks.of(step)[0] for step in (8, 9, 10)]
    assert {night.outcome("holly") for night in waiting} == {"suspect"}
    ((subject, text),) = waiting[0].told
    assert subject.startswith("The gate refused")
    assert "harvester approve holly" in _section(text, "LOSSES THAT WAIT")
    ((_, text),) = weeks.of(APPROVED)[0].told
    assert _section(text, "WITHDRAWN BY THEIR SITES").count("Holly Safeguarding") == 13


def test_a_second_night_of_the_same_day_finds_nothing_due(weeks: Weeks) -> None:
    night = weeks.night(STEPS * NIGHTS_A_STEP - 1)
    assert (night.code, night.told) == (6, [])


def test_a_full_disk_fetches_nothing_and_says_so(weeks: Weeks) -> None:
    before = ask(weeks.data, "SELECT count(*) FROM sightings")
    night = weeks.night(STEPS * NIGHTS_A_STEP - 1, HARVESTER_NIGHTLY_MIN_FREE_GB="1000000")
    assert night.code == 8
    assert "min_free_gb" in night.report["reason"]
    ((subject, _),) = night.told
    assert subject.startswith("Crawl failed")
    assert ask(weeks.data, "SELECT count(*) FROM sightings") == before
