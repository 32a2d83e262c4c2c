"""Hundreds of decisions at once: one wait for the disk, and work that grows with their number alone."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from harvester.catalogue import Catalogue
from harvester.catalogue.acts import merge_reviews
from harvester.catalogue.deciding import Change, decide, recent_batches, revisions, undo
from tests.makers.desk_catalogue import Plan, make_catalogue

MANY, FEW = 500, 100
AT = "2026-12-01T10:00:00Z"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return make_catalogue(tmp_path_factory.mktemp("bulk") / "data", Plan(documents=MANY + 20, pages=(1, 1)))


def counted(catalogue: Catalogue, act) -> tuple[int, float]:
    """How many statements something took, and how long."""
    seen = [0]

    def note(_: str) -> None:
        seen[0] += 1

    catalogue.connection.set_trace_callback(note)
    begun = time.monotonic()
    act()
    catalogue.connection.set_trace_callback(None)
    return seen[0], time.monotonic() - begun


def test_five_hundred_are_accepted_and_taken_back_with_one_wait_each(data, monkeypatch):
    waits: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        waits.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with Catalogue.open(data.catalogue) as catalogue:
        ids = [row[0] for row in catalogue.connection.execute("SELECT id FROM documents ORDER BY id")][:MANY]
        seen = revisions(catalogue, ids)
        changes = [Change("document", name, "status", "accepted") for name in ids]
        data.decisions.touch()
        begun = time.monotonic()
        batch = decide(data, catalogue, changes, who="ann", at=AT, expected=seen)
        assert waits == [str(data.decisions)]
        undo(data, catalogue, batch.id, who="ann", at=AT)
        assert waits == [str(data.decisions)] * 2
        assert time.monotonic() - begun < 20, "about a second on an idle machine"
        assert recent_batches(catalogue)[1].decisions == MANY
        accepted = "SELECT count(*) FROM documents WHERE status = 'accepted'"
        assert catalogue.connection.execute(accepted).fetchone()[0] == 0


@pytest.mark.parametrize("field", ["title", "review", "not_duplicate_of"])
def test_the_work_grows_with_the_number_of_decisions_and_not_faster(data, field):
    with Catalogue.open(data.catalogue) as catalogue:
        rows = catalogue.connection.execute("SELECT id, review_id FROM documents ORDER BY id").fetchall()
        ids = [row["id"] for row in rows]
        review = next(row["review_id"] for row in rows if row["review_id"])

        def of(names: list[str]) -> list[Change]:
            if field == "review":
                return merge_reviews(names, review)
            value = ids[-1] if field == "not_duplicate_of" else "Decided"
            return [Change("document", name, field, value) for name in names]

        def act(names: list[str]) -> None:
            undo(data, catalogue, decide(data, catalogue, of(names), who="ann", at=AT).id, who="ann", at=AT)

        few, _ = counted(catalogue, lambda: act(ids[:FEW]))
        many, seconds = counted(catalogue, lambda: act(ids[:MANY]))
        assert many < few * (MANY / FEW) * 1.5
        assert seconds < 30
