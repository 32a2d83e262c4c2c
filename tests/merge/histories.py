"""Hostile histories by number: equal times, clocks that go back, copies that go on, one text twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from parts import Making, Night, at_once, differences, union

from harvester.catalogue import facade, recording
from harvester.vocabulary import Outcome, SourceOutcome

WORDS = ["Child Amber", "Child Amber, second", "Child Beryl", "Child Coral", "Child Amber and Child Beryl"]
NOTHING = [Outcome.GONE, Outcome.TIMEOUT]


@dataclass(frozen=True)
class Plan:
    """One directory: whose copy it begins as, and its nights, not always in the order of their days."""

    nights: list[Night]
    of: int | None = None


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
    return made


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
