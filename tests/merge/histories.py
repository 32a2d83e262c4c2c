"""Hostile histories by number: equal times, clocks that go back, copies that go on, one text twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from parts import Making, Night, at_once, differences, name_of, seen, union

from harvester.catalogue import Catalogue, facade, recording, tombstones
from harvester.catalogue import decisions as said_by
from harvester.catalogue.acts import Change
from harvester.catalogue.deciding import decide
from harvester.process import process
from harvester.takedown import deciding
from harvester.takedown.cleaning import finish
from harvester.takedown.deciding import Word, take_down
from harvester.takedown.planning import plan as planned
from harvester.vocabulary import Outcome, SourceOutcome

WORDS = ["Child Amber", "Child Amber, second", "Child Beryl", "Child Coral", "Child Amber and Child Beryl"]
NOTHING = [Outcome.GONE, Outcome.TIMEOUT]


@dataclass(frozen=True)
class Plan:
    """One directory: whose copy it begins as, and its nights, not always in the order of their days."""

    nights: list[Night]
    of: int | None = None
    said: tuple[tuple[str, str, str, str], ...] = ()  # of the file with these words: field, value, and when
    taken: tuple[tuple[str, str], ...] = ()  # the words of a file that is taken down, and when


def history(number: int) -> list[Plan]:
    """Three directories."""
    dice = Random(number)
    names = "abcde"[: dice.choice([1, 2, 3, 3, 5])]
    words = WORDS[: dice.choice([2, 3, 5, 5])]
    days = dice.choice([2, 4, 9, 9])
    sources = dice.choice([["northmoor"], ["northmoor", "eastvale"], ["northmoor", "northmoor", "eastvale"]])
    made: list[Plan] = []
    for place in range(3):
        nights = [
            Night(
                day=dice.randint(1, days),
                source=dice.choice(sources),
                answers={
                    name: dice.choice(words) if dice.random() < 0.75 else dice.choice(NOTHING)
                    for name in names
                    if dice.random() < 0.6
                },
                words={name: f"Child {name} overview" for name in names if dice.random() < 0.2},
                unlisted=frozenset(name for name in names if dice.random() < 0.15),
                outcome=dice.choice([SourceOutcome.OK] * 6 + [SourceOutcome.SUSPECT, SourceOutcome.FAILED]),
            )
            for _ in range(dice.randint(1, dice.choice([2, 3, 5])))
        ]
        if dice.random() < 0.7:
            nights.sort(key=lambda night: night.day)
        of = dice.choice([None, None, *range(place)]) if place else None
        if of is not None and dice.random() < 0.7:  # else its clock went back
            nights = [replace(night, day=night.day + 10) for night in nights]
        made.append(Plan(nights, of))
    more = Random(f"{number} goes on")
    made = [_going_on(one, names, words, number % 4, more) for one in made]
    return [_taken_down(one, words, more) if number % 8 == 7 else one for one in made]


def _taken_down(plan: Plan, words: list[str], dice: Random) -> Plan:
    """Every eighth history has something taken down."""
    taken = [(dice.choice(words), f"2026-02-0{dice.randint(1, 3)}T00:00:00Z") for _ in range(2)]
    return replace(plan, taken=tuple(taken[: dice.randint(0, 2)]))


def _going_on(plan: Plan, names: str, words: list[str], kind: int, dice: Random) -> Plan:
    """Every fourth history goes on until something is withdrawn, every fourth until people have spoken."""
    if kind == 1 and dice.random() < 0.7:
        last = max(night.day for night in plan.nights)
        gone, back = dice.choice(names), dice.random() < 0.3
        source = plan.nights[-1].source
        tail = [
            Night(last + n, source, {gone: Outcome.GONE}, unlisted=frozenset({gone}))
            for n in range(1, dice.randint(2, 5))
        ]
        tail += [Night(last + 6, source, {gone: dice.choice(words)})] if back else []
        return replace(plan, nights=[*plan.nights, *tail])
    if kind == 2:
        said = [
            (dice.choice(words), *dice.choice(_SAYINGS), f"2026-02-0{dice.randint(1, 3)}T00:00:00Z")
            for _ in range(dice.randint(0, 3))
        ]
        return replace(plan, said=tuple(said))
    return plan


_SAYINGS = [
    ("title", "As a person called it"),
    ("title", "As another called it"),
    *(("status", value) for value in ("accepted", "rejected")),
    ("role", "action_plan"),
]


def _say(making: Making, plan: Plan) -> None:
    for words, field, value, at in plan.said:
        with Catalogue.open(making.data.catalogue) as catalogue:
            found = "SELECT id FROM documents WHERE sha256 = ? ORDER BY id"
            row = catalogue.connection.execute(found, (name_of(words),)).fetchone()
            if row is None:
                continue
            change = Change("document", row["id"], field, value)
            decide(making.data, catalogue, [change], who="lena", at=at)


def _take_down(making: Making, plan: Plan) -> None:
    for words, at in plan.taken:
        with Catalogue.open(making.data.catalogue) as catalogue:
            found = "SELECT id FROM document WHERE sha256 = ?"
            row = catalogue.connection.execute(found, (name_of(words),)).fetchone()
            if row is not None:
                word = Word(who="lena", at=at, reason="asked to")
                take_down(making.data, catalogue, planned(catalogue, row["id"]), word)
        finish(making.data)


def name_runs(patched: pytest.MonkeyPatch, number: int) -> None:
    """Let runs have names that are the same each time: of two that began in one second the name decides."""
    dice = Random(number)
    for module in (facade, recording, said_by, deciding):
        patched.setattr(module, "uuid4", lambda: UUID(int=dice.getrandbits(128)))


def make(root: Path, plans: list[Plan], fresh: Callable[[Path], Making]) -> list[Path]:
    """The directories."""
    made: list[Making] = []
    for number, plan in enumerate(plans):
        at = root / str(number)
        made.append((fresh(at) if plan.of is None else made[plan.of].copy(at)).nights(plan.nights))
        _say(made[-1], plan)
        _take_down(made[-1], plan)
    return [one.data.root for one in made]


def _now(root: Path) -> dict[str, Any]:
    """What there is; where something was taken down, when the next night has described what is left.

    Until then a title may be told by a link that was forgotten, and what was read of it beside stays so. A
    review may keep a name that it got from what was taken down.
    """
    with Catalogue.open(root / "catalogue.db") as catalogue:
        taken_down = tombstones.exist(catalogue.connection)
        if taken_down:
            process(catalogue, catalogue.sources(), "2026-03-01T00:00:00Z")
    found = seen(root)
    if taken_down:
        for name in ("evidence", "reviews", "review_publishers"):
            del found[name]
        for row in found["documents"]:
            del row["review_id"]
    return found


def in_any_order(root: Path, parts: list[Path], fresh: Callable[[Path], Making]) -> dict[str, object]:
    """How joining three directories differs by order, bracket and repetition: way → what; best empty."""

    def into(name: str) -> Path:
        return fresh(root / name).data.root

    a, b, c = parts
    union(into("a b c"), a, b, c)
    union(into("c b"), c, b)
    union(into("c a"), c, a)
    at_once(into("c a b"), [c, a, b])
    union(into("(c b) a"), root / "c b", a)
    union(into("b (c a)"), b, root / "c a")
    union(root / "c b", root / "c a")
    joined = _now(root / "a b c")
    ways = {"c a b": "c a b", "(c b) a": "(c b) a", "b (c a)": "b (c a)", "(c b) (c a)": "c b"}
    found = {way: differences(joined, _now(root / name)) for way, name in ways.items()}
    union(root / "a b c", b, a)
    found["again"] = differences(joined, _now(root / "a b c"))
    for path in root.iterdir():
        shutil.rmtree(path)
    return {way: what for way, what in found.items() if what}
