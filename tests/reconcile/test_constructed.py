"""Reconciling made sets with pseudonyms shared between areas, measured against their truth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.reconcile import Reconciliation, Standing, reconcile
from tests.reconcile.corpus import Made, make

SEEDS = (1, 2, 3)


def verdicts(made: Made, result: Reconciliation) -> tuple[int, int, list[str]]:
    """How many of all decisions are right: each entry once, and each review that no entry has."""
    said = {str(entry.number): review for review, entry in result.pairs}
    right, wrong = 0, []
    for number, review in made.truth.items():
        if said.get(number) == review or (number in made.anonymous and number not in said):
            right += 1
        else:
            wrong.append(f"{number}: {said.get(number)} instead of {review}")
    return right, len(made.truth), wrong


@pytest.mark.parametrize("seed", SEEDS)
def test_nearly_all_pairs_are_right(seed: int) -> None:
    made = make(seed)
    right, total, wrong = verdicts(made, reconcile(made.held, made.entries, made.sources))
    assert total > 200
    assert right / total >= 0.97, wrong


def test_names_and_years_alone_suffice() -> None:
    made = make(6)
    bare = [replace(one, text="", sha256s=(), years=()) for one in made.held]
    entries = [replace(one, summary="", sha256=None) for one in made.entries]
    made.anonymous |= {str(one.number) for one in entries if one.anonymous}
    right, total, wrong = verdicts(made, reconcile(bare, entries, made.sources))
    assert right / total >= 0.97, wrong


@pytest.mark.parametrize("seed", SEEDS)
def test_no_pair_crosses_areas(seed: int) -> None:
    made = make(seed)
    result = reconcile(made.held, made.entries, made.sources)
    for match in result.of(Standing.BOTH):
        assert match.held is not None
        assert match.entry is not None
        if not match.entry.anonymous:
            old = {"merebridge", "mereland", "bridgeland"}
            ours, theirs = set(match.held.publishers), set(match.entry.publishers)
            assert ours & theirs or (ours & old and theirs & old), match


def test_every_review_and_every_entry_is_told_once() -> None:
    made = make(4)
    result = reconcile(made.held, made.entries, made.sources)
    entries = [m.entry.number for m in result.matches if m.entry is not None]
    assert sorted(entries) == sorted(e.number for e in made.entries)
    assert {m.held.id for m in result.matches if m.held is not None} == {h.id for h in made.held}


def test_the_order_of_arrival_changes_nothing() -> None:
    made = make(5, cases=150)
    there = reconcile(made.held, made.entries, made.sources)
    back = reconcile(made.held[::-1], made.entries[::-1], made.sources[::-1])
    assert {(r, e.number) for r, e in there.pairs} == {(r, e.number) for r, e in back.pairs}
