"""The queue of the desk: what waits, in which order, how many of each; against counting by hand."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from harvester.catalogue.finds import refresh
from harvester.catalogue.queue import (
    document_doubts,
    facets,
    finds,
    key_of,
    neighbours,
    queue_page,
    source_titles,
)
from harvester.catalogue.queue_types import FACETS, KINDS, QueueFilters
from tests.makers.desk_catalogue import BETWEEN_NIGHTS


def everything(connection, filters=None, step=500):
    rows, after = [], None
    while True:
        page = queue_page(connection, filters or QueueFilters(), after, step)
        rows += page.rows
        if page.next is None:
            assert page.total == len(rows)
            return rows
        after = page.next


def values_of(row, facet):
    if facet == "kind":
        return set(row.kinds)
    if facet == "doubt":
        return {doubt.code for doubt in row.doubts}
    return {getattr(row, facet)}


def passes(row, filters, but=""):
    for facet in FACETS:
        asked = getattr(filters, facet)
        wanted = set(asked) if facet == "kind" else {asked} - {None}
        if facet != but and wanted and not wanted & values_of(row, facet):
            return False
    text = " ".join([row.title, row.case_name or "", row.source_title, row.source]).casefold()
    return all(word in text for word in filters.words.split()) and (
        filters.since is None or row.matters > filters.since
    )


def some_filters(rows, seed):
    pick = random.Random(seed)
    row = pick.choice(rows)
    given = {}
    for facet in pick.sample(FACETS, pick.randint(1, 3)):
        values = sorted(values_of(row, facet))
        if values:
            given[facet] = {pick.choice(values)} if facet == "kind" else pick.choice(values)
    if pick.random() < 0.3:
        given["since"] = BETWEEN_NIGHTS
    if pick.random() < 0.3:
        given["words"] = "child"
    return QueueFilters(**given)


# ------------------------------------------------------------ choosing and counting


def test_everything_undecided_waits_and_nothing_rejected(queue):
    rows = {row.document_id: row for row in everything(queue)}
    undecided = {r[0] for r in queue.execute("SELECT id FROM documents WHERE status IN ('new', 'held')")}
    withdrawn = {r[0] for r in queue.execute(
        "SELECT id FROM documents WHERE presence = 'withdrawn' AND status <> 'rejected'")}  # fmt: skip
    assert rows.keys() == undecided | withdrawn
    assert {kind for row in rows.values() for kind in row.kinds} == set(KINDS)
    assert queue.execute("SELECT count(*) FROM documents WHERE status = 'rejected'").fetchone()[0] > 0


def test_the_kinds_of_a_find_follow_from_its_record(queue):
    for row in everything(queue):
        assert ("new" in row.kinds) == (row.status == "new" and row.replaces is None)
        assert ("changed" in row.kinds) == (row.status == "new" and row.replaces is not None)
        assert ("held" in row.kinds) == (row.status == "held")
        assert ("withdrawn" in row.kinds) == (row.presence == "withdrawn")
        assert row.doubts == document_doubts(queue, row.document_id)
        # The newer version asks by itself; that alone makes nothing doubtful.
        asking = {doubt.code for doubt in row.doubts} - {"superseded"}
        assert ("doubtful" in row.kinds) == (bool(asking) and row.status != "accepted")


@pytest.mark.parametrize("seed", range(40))
def test_counts_are_those_of_the_rows_with_filters_on(queue, seed):
    rows = everything(queue)
    filters = some_filters(rows, seed)
    assert [r.document_id for r in everything(queue, filters)] == [
        r.document_id for r in rows if passes(r, filters)
    ]
    counted = facets(queue, filters)
    assert list(counted) == list(FACETS)
    for facet, found in counted.items():
        by_hand = {}
        for row in rows:
            if passes(row, filters, but=facet):
                for value in values_of(row, facet):
                    by_hand[value] = by_hand.get(value, 0) + 1
        assert dict(found) == by_hand, facet
        assert all(a[1] >= b[1] for a, b in pairwise(found)), "the most frequent first"


def test_several_kinds_are_any_of_them(queue):
    both = everything(queue, QueueFilters(kind={"withdrawn", "changed"}))
    assert {k for row in both for k in row.kinds} >= {"withdrawn", "changed"}
    assert all({"withdrawn", "changed"} & set(row.kinds) for row in both)
    assert everything(queue, QueueFilters(kind={"nonsense"})) == []


def test_since_shows_what_the_second_night_brought(queue):
    rows = everything(queue, QueueFilters(since=BETWEEN_NIGHTS))
    brought = {r[0] for r in queue.execute(
        """SELECT id FROM documents WHERE status <> 'rejected' AND status <> 'accepted'
            AND first_seen > ? OR presence = 'withdrawn' AND status <> 'rejected'""",
        (BETWEEN_NIGHTS,))}  # fmt: skip
    assert {row.document_id for row in rows} == brought
    assert {k for row in rows for k in row.kinds} >= {"new", "changed", "withdrawn"}
    assert all(row.matters > BETWEEN_NIGHTS for row in rows)
    assert everything(queue, QueueFilters(since="2027-01-01T00:00:00Z")) == []


@pytest.mark.parametrize("text", ["'", '"', "%", "\0", "\ud800", "x" * 10_000, "a " * 5000, "😀", "[", "\\"])
def test_any_text_is_a_filter(queue, text):
    for name in ("nation", "source", "review_type", "role", "doubt", "since", "words"):
        filters = QueueFilters(**{name: text})
        assert queue_page(queue, filters, after=text).total >= 0
        assert facets(queue, filters)
    assert neighbours(queue, QueueFilters(), text).previous is None
    assert key_of(queue, text) is None
    assert document_doubts(queue, text) == ()
    assert finds(queue, [text]) == ()


# ------------------------------------------------------------ order


@pytest.mark.parametrize("step", [1, 7, 50])
def test_leafing_shows_every_find_once(queue, step):
    all_at_once = everything(queue)
    assert [row.document_id for row in everything(queue, step=step)] == [r.document_id for r in all_at_once]


def test_the_latest_night_comes_first_then_one_review_after_the_other(queue):
    rows = everything(queue)
    days = [row.matters[:10] for row in rows]
    assert days == sorted(days, reverse=True)
    for day in set(days):
        places = [(row.source, row.review_id) for row in rows if row.matters[:10] == day]
        assert len([one for one, two in pairwise(places) if one != two]) == len(set(places)) - 1
    for one, two in pairwise(rows):
        if one.review_id == two.review_id and one.matters[:10] == two.matters[:10]:
            assert one.role == "overview_report" or two.role != "overview_report"


def test_neighbours_are_those_of_the_list(queue):
    filters = QueueFilters(nation="england")
    rows = everything(queue, filters)
    for place in (0, 1, len(rows) // 2, len(rows) - 1):
        found = neighbours(queue, filters, rows[place].document_id)
        assert found.previous == (rows[place - 1].document_id if place else None)
        assert found.next == (rows[place + 1].document_id if place + 1 < len(rows) else None)
        assert (found.position, found.total) == (place, len(rows))


def test_neighbours_of_what_has_left_the_queue_are_those_around_its_place(queue):
    rejected = queue.execute("SELECT id FROM documents WHERE status = 'rejected' ORDER BY id").fetchone()[0]
    key = key_of(queue, rejected)
    rows = everything(queue)
    found = neighbours(queue, QueueFilters(), rejected)
    assert found.next == next((row.document_id for row in rows if row.key > key), None)
    assert found.previous == next((row.document_id for row in reversed(rows) if row.key < key), None)


def test_named_finds_and_sources(queue):
    rows = everything(queue)
    two = [rows[5].document_id, rows[2].document_id, rows[5].document_id, "nobody"]
    assert finds(queue, two) == (rows[2], rows[5])
    assert source_titles(queue)["northmoor"] == "Northmoor Safeguarding Partnership"


# ------------------------------------------------------------ kept true

SORT = "waits, nation, source, review_type, role, doubts"


def rows_of_find(connection):
    """Everything that waits; what is counted beside it is right at any time."""
    counted = connection.execute(f"SELECT {SORT}, number FROM find_count ORDER BY {SORT}")
    by_hand = connection.execute(
        f"SELECT {SORT}, count(*) FROM find WHERE waits <> 0 GROUP BY {SORT} ORDER BY {SORT}"
    )
    assert [tuple(row) for row in counted] == [tuple(row) for row in by_hand]
    return [tuple(row) for row in connection.execute("SELECT * FROM find ORDER BY document_id")]


def test_working_everything_out_again_changes_nothing(made_catalogue):
    before = rows_of_find(made_catalogue.connection)
    with made_catalogue.writing() as connection:
        connection.execute("INSERT INTO find_stale (document_id) SELECT id FROM document")
    assert rows_of_find(made_catalogue.connection) == before


def test_it_can_be_emptied_and_filled_again(made_catalogue):
    fixed = "SELECT document_id, waits, doubts, said, status, replaces, words FROM find ORDER BY document_id"
    connection = made_catalogue.connection
    before = [tuple(row) for row in connection.execute(fixed)]
    with made_catalogue.writing():
        connection.execute("DELETE FROM find")
        connection.execute("INSERT INTO find_stale (document_id) SELECT id FROM document")
    assert [tuple(row) for row in connection.execute(fixed)] == before


def test_nothing_waits_to_be_worked_out_after_a_transaction(made_catalogue):
    with made_catalogue.writing() as connection:
        connection.execute("UPDATE document SET title = 'Another title' WHERE role = 'response'")
        assert connection.execute("SELECT count(*) FROM find_stale").fetchone()[0] > 10
    assert made_catalogue.connection.execute("SELECT count(*) FROM find_stale").fetchone()[0] == 0
    assert any(row.title == "Another title" for row in everything(made_catalogue.connection))
    assert rows_of_find(made_catalogue.connection)


def test_counts_are_never_those_of_before(made_catalogue):
    connection = made_catalogue.connection
    before = dict(facets(connection, QueueFilters())["role"])
    with made_catalogue.writing():
        connection.execute("UPDATE document SET kept = 0 WHERE role = 'response'")
    after = dict(facets(connection, QueueFilters())["role"])
    assert before.pop("response") > 0
    assert after == before
    assert rows_of_find(connection)


def test_a_transaction_that_fails_leaves_the_queue_as_it_was(made_catalogue):
    before = rows_of_find(made_catalogue.connection)

    def fail():
        with made_catalogue.writing() as connection:
            connection.execute("UPDATE document SET kept = 0")
            refresh(connection)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert rows_of_find(made_catalogue.connection) == before


def test_pages_are_chosen_and_counted_without_reading_the_table(queue):
    plans = [
        "SELECT document_id, place FROM find WHERE waits <> 0 AND nation = 'wales' AND place > '' "
        "ORDER BY place LIMIT 51",
        "SELECT matters FROM find WHERE waits <> 0 AND matters > ''",
        "SELECT count(*) FROM find WHERE waits <> 0 AND role = 'letter' AND place < 'x'",
    ]
    for sql in plans:
        plan = " ".join(row["detail"] for row in queue.execute(f"EXPLAIN QUERY PLAN {sql}"))
        assert "COVERING INDEX find_waiting" in plan, plan
        assert "TEMP B-TREE" not in plan, plan
