"""Histories that once came to something else in another order, and any number of others."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from histories import Plan, history, in_any_order, make, name_runs
from parts import SOURCES, Making, Night

from harvester.catalogue import Catalogue

# `replaces`, `first_seen`, the words of links; what an address serves; what takedowns leave
ONCE_DIFFERENT = [8, 11, 227, 387, 7, 47, 287, 1535]
MANY = range(int(os.environ.get("HARVESTER_MERGE_HISTORIES", "0")))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Making]:
    empty = tmp_path_factory.mktemp("empty") / "catalogue.db"
    with Catalogue.open(empty) as catalogue:
        catalogue.save_sources(list(SOURCES.values()))

    def make_one(root: Path) -> Making:
        root.mkdir(parents=True)
        shutil.copy(empty, root / "catalogue.db")
        return Making(root)

    return make_one


@pytest.mark.parametrize("number", [*ONCE_DIFFERENT, *MANY])
def test_hostile_histories(number, tmp_path, monkeypatch, fresh):
    name_runs(monkeypatch, number)
    parts = make(tmp_path, history(number), fresh)
    assert in_any_order(tmp_path, parts, fresh) == {}


@pytest.mark.parametrize("number", range(4))  # two names of runs in either order
def test_an_address_whose_bytes_changed_within_a_second_while_a_clock_went_back(
    number, tmp_path, monkeypatch, fresh
):
    """What replaced what was kept from unions of fewer answers: now it follows from the answers alone."""
    name_runs(monkeypatch, number)
    plans = [
        Plan([Night(4, answers={"d": "Child Amber"})]),
        Plan([Night(2, answers={"d": "Child Amber"}, words={"a": "Child a overview"})], of=0),
        Plan([Night(4, answers={"d": "Child Beryl"})]),
    ]
    parts = make(tmp_path, plans, fresh)
    assert in_any_order(tmp_path, parts, fresh) == {}
