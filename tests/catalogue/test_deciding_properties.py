"""Whatever is decided and taken back in whatever order: what was said stands, and the file tells it all."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest
from deciding_harvest import Desk, a_desk, everything
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from harvester.catalogue import Catalogue, replay_decisions
from harvester.catalogue.deciding import Batch, Change, ConflictError
from harvester.catalogue.standing import refresh_all
from harvester.errors import UsageError

NAMES = ("a-report", "a-response", "b-report")
RELATIONS = ("duplicate_of", "not_duplicate_of", "replaces")


@dataclass(frozen=True)
class Start:
    """A grouped harvest that no decision was made about, to be copied for each example."""

    folder: Path
    names: dict[str, str]


@pytest.fixture(scope="module")
def start(tmp_path_factory) -> Start:
    folder = tmp_path_factory.mktemp("start")
    with Catalogue.open(folder / "catalogue.db") as catalogue:
        desk = a_desk(folder, catalogue)
    return Start(folder, desk.names)


def opened(folder: Path) -> Catalogue:
    catalogue = Catalogue.open(folder / "catalogue.db")
    catalogue.connection.execute("PRAGMA synchronous = OFF")
    return catalogue


_field = st.sampled_from(
    [
        *[("title", value) for value in ("One", "Two", "", None)],
        *[("status", value) for value in ("accepted", "rejected", None)],
        *[("language", value) for value in ("cy", "", None)],
        *[("published", value) for value in ("2016", "2017-03", None)],
    ]
)
_related = st.tuples(st.sampled_from(RELATIONS), st.sampled_from([*NAMES, None]))
_placed = st.tuples(st.just("review"), st.sampled_from(["new", "of a-report", "of b-report", None]))
_step = st.one_of(
    st.tuples(st.just("undo"), st.integers(0, 8)),
    st.tuples(st.just("regroup"), st.just(0)),
    st.tuples(
        st.just("decide"),
        st.lists(
            st.tuples(st.sampled_from(NAMES), st.one_of(_field, _related, _placed)), min_size=1, max_size=3
        ),
    ),
)


def change(desk: Desk, start: Start, name: str, field: str, value: str | None) -> Change:
    if field in RELATIONS and value:
        value = start.names[value]
    elif value and value.startswith("of "):
        value = desk.review_of(start.names[value.removeprefix("of ")]) or "new"
    return Change("document", start.names[name], field, value)


def play(desk: Desk, start: Start, steps, *, regrouping: bool = True) -> list[Batch]:
    """What can be meant is decided; what cannot is refused and changes nothing."""
    done: list[Batch] = []
    for kind, what in steps:
        before = everything(desk.catalogue)
        try:
            if kind == "undo" and done:
                done.append(desk.undo(done[what % len(done)]))
            elif kind == "decide":
                done.append(desk.decide([change(desk, start, name, *said) for name, said in what]))
            elif kind == "regroup" and regrouping:
                desk.regroup()
        except (UsageError, ConflictError):
            assert everything(desk.catalogue) == before
    return done


def in_copy(start: Start, folder: Path) -> Desk:
    from harvests import Harvest

    from harvester.paths import DataDirectory

    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(start.folder, folder)
    return Desk(DataDirectory(folder), Harvest(opened(folder)), names=start.names)


slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@slow
@example(steps=[("decide", [("a-report", ("review", "of a-report")), ("a-report", ("review", None))])])
@given(steps=st.lists(_step, max_size=8))
def test_taking_back_the_latest_again_and_again_leads_back_to_the_start(start, tmp_path, steps):
    desk = in_copy(start, tmp_path / "played")
    try:
        before = everything(desk.catalogue)
        done = play(desk, start, [one for one in steps if one[0] == "decide"])
        for batch in reversed(done):
            desk.undo(batch)
        after = everything(desk.catalogue)
        for name in ("decided", "standing", "documents", "reviews", "evidence"):
            assert after[name] == before[name], name
    finally:
        desk.catalogue.close()


@slow
@given(steps=st.lists(_step, max_size=10))
def test_the_file_replayed_into_the_catalogue_of_before_gives_every_row(start, tmp_path, steps):
    desk = in_copy(start, tmp_path / "played")
    again = in_copy(start, tmp_path / "again")
    try:
        play(desk, start, steps, regrouping=False)
        if desk.data.decisions.exists():
            shutil.copy(desk.data.decisions, again.data.decisions)
        replay_decisions(again.data, again.catalogue)
        assert everything(again.catalogue) == everything(desk.catalogue)
        desk.regroup()
        again.regroup()
        assert everything(again.catalogue) == everything(desk.catalogue)
    finally:
        desk.catalogue.close()
        again.catalogue.close()


@slow
@given(steps=st.lists(_step, max_size=10))
def test_what_stands_holds_whatever_is_grouped_and_nothing_goes_in_circles(start, tmp_path, steps):
    desk = in_copy(start, tmp_path / "played")
    try:
        play(desk, start, steps)
        desk.regroup()
        first = everything(desk.catalogue)
        _holds(desk)
        desk.regroup()
        assert everything(desk.catalogue) == first, "grouping again changes nothing"
        with desk.catalogue.writing() as connection:
            refresh_all(connection)
        assert everything(desk.catalogue) == first, "what stands follows from what was said"
    finally:
        desk.catalogue.close()


def _holds(desk: Desk) -> None:
    """Every standing decision shows, and copies and versions end somewhere."""
    connection = desk.catalogue.connection
    shown = {row["id"]: row for row in desk.harvest.rows("documents")}
    for row in desk.harvest.rows("decided"):
        document = shown.get(row["subject_id"])
        if document is None:
            continue
        if row["review"]:
            assert document["review_id"] == row["review"]
        for field in ("duplicate_of", "replaces"):
            if row[field] is not None:
                assert document[field] == (row[field] or None), field
    for row in connection.execute(
        "SELECT subject_id, other_id FROM standing WHERE field = 'not_duplicate_of'"
    ):
        pair = {row["subject_id"], row["other_id"]}
        assert all(shown[one]["duplicate_of"] not in pair - {one} for one in pair)
    for field in ("duplicate_of", "replaces"):
        for name in shown:
            line = [name]
            while (step := shown[line[-1]][field]) is not None:
                assert step not in line, (field, line)
                line.append(step)
    reviews = {row["id"] for row in desk.harvest.rows("review")}
    assert {row["review_id"] for row in shown.values() if row["review_id"]} <= reviews
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("DELETE FROM decisions") if desk.harvest.rows("decisions") else _refused()


def _refused() -> None:
    raise sqlite3.IntegrityError
