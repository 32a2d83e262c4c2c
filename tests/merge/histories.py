"""Hostile histories by number: equal times, clocks that go back, copies that go on, one text twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from parts import Making, Night, at_once, differences, name_of, union

from harvester.catalogue import Catalogue, facade, recording
from harvester.catalogue.acts import Change
from harvester.catalogue.deciding import decide
from harvester.vocabulary import Outcome, SourceOutcome

WORDS = ["Child Amber", "Child Amber, second", "Child Beryl", "Child Coral", "Child Amber and Child Beryl"]
NOTHING = [Outcome.GONE, Outcome.TIMEOUT]


@dataclass(frozen=True)
class Plan:
    """One directory: whose copy it begins as, and its nights, not always in the order of their days."""

    nights: list[Night]
    of: int | None = None
    said: tuple[tuple[str, str, str, str], ...] = ()  # of the file with these words: field, value, and when


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
    return [_going_on(one, names, words, number % 4, more) for one in made]


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


def name_runs(patched: pytest.MonkeyPatch, number: int) -> None:
    """Let runs have names that are the same each time: of two that began in one second the name decides."""
    dice = Random(number)
    for module in (facade, recording):
        patched.setattr(module, "uuid4", lambda: UUID(int=dice.getrandbits(128)))


def make(root: Path, plans: list[Plan], fresh: Callable[[Path], Making]) -> list[Path]:
    """The directories."""
    made: list[Making] = []
    for number, plan in enumerate(plans):
        at = root / str(number)
        made.append((fresh(at) if plan.of is None else made[plan.of].copy(at)).nights(plan.nights))
        _say(made[-1], plan)
    return [one.data.root for one in made]


def in_any_order(root: Path, parts: list[Path], fresh: Callable[[Path], Making]) -> dict[str, object]:
    """How joining three directories differs by order, bracket and repetition: way → what; best empty."""

    def into(name: str) -> Path:
        return fresh(root / name).data.root

    a, b, c = parts
    joined = union(into("a b c"), a, b, c)
    union(into("c b"), c, b)
    union(into("c a"), c, a)
    found = {
        "c a b": differences(joined, at_once(into("at once"), [c, a, b])),
        "(c b) a": differences(joined, union(into("(c b) a"), root / "c b", a)),
        "b (c a)": differences(joined, union(into("b (c a)"), b, root / "c a")),
        "(c b) (c a)": differences(joined, union(root / "c b", root / "c a")),
        "again": differences(joined, union(root / "a b c", b, a)),
    }
    for path in root.iterdir():
        shutil.rmtree(path)
    return {way: what for way, what in found.items() if what}
