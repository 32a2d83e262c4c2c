"""A look back: finds, decisions and presence of a day, whatever came after."""

from __future__ import annotations

import sqlite3

import pytest

from harvester.catalogue.deciding import Change, decide, undo
from harvester.errors import UsageError
from harvester.publish.as_at import catalogue_as_at, checked_day

DAY = "2026-02-01"  # on which the house accepted 0, 1, 2, 3 and rejected 4
LATER = "2026-02-02T09:00:00Z"


def statuses(house, day):
    with catalogue_as_at(house.data, day) as catalogue:
        rows = catalogue.connection.execute("SELECT id, status FROM documents").fetchall()
    names = {name: number for number, name in house.ids.items()}
    return {names[row["id"]]: row["status"] for row in rows}


def test_a_later_decision_is_not_there_yet(house):
    house.decide(0, "status", "rejected", at=LATER)
    house.decide(5, "status", "accepted", at=LATER)
    told = statuses(house, DAY)
    assert [told[number] for number in range(6)] == ["accepted"] * 4 + ["rejected", "new"]
    now = statuses(house, "2026-02-02")
    assert [now[number] for number in range(6)] == ["rejected", *["accepted"] * 3, "rejected", "accepted"]


def test_of_two_decisions_the_one_of_the_day_stands(house):
    house.decide(1, "title", "As at the day")
    house.decide(1, "title", "Later", at=LATER)
    house.decide(2, "title", "First said later", at=LATER)
    with catalogue_as_at(house.data, DAY) as catalogue:
        rows = catalogue.connection.execute("SELECT id, title FROM documents").fetchall()
        told = {row["id"]: row["title"] for row in rows}
        evidence = catalogue.connection.execute(
            "SELECT value FROM evidence WHERE origin = 'decision' AND field = 'title'"
        ).fetchall()
    assert told[house.ids[1]] == "As at the day"
    assert told[house.ids[2]] != "First said later"
    assert [row["value"] for row in evidence] == ["As at the day"]


def test_what_was_found_later_is_not_there_and_its_review_counts_less(house):
    with house.harvest.catalogue.writing() as connection:
        connection.execute("UPDATE document SET first_seen = ? WHERE id = ?", (LATER, house.ids[1]))
        connection.execute("UPDATE sighting SET first_seen = ? WHERE document_id = ?", (LATER, house.ids[1]))
    with catalogue_as_at(house.data, DAY) as catalogue:
        ask = catalogue.connection.execute
        assert not ask("SELECT 1 FROM documents WHERE id = ?", (house.ids[1],)).fetchone()
        assert not ask("SELECT 1 FROM sightings WHERE document_id = ?", (house.ids[1],)).fetchone()
        assert not ask("SELECT 1 FROM pages WHERE document_id = ?", (house.ids[1],)).fetchone()
        assert ask("SELECT documents FROM reviews WHERE id = 'r000000000000'").fetchone()[0] == 1
    assert set(statuses(house, "2026-02-02")) == set(range(6))


def test_what_was_withdrawn_later_was_still_offered_and_was_not_seen_since(house):
    with house.harvest.catalogue.writing() as connection:
        connection.execute("UPDATE run SET started = '2026-01-01T02:00:00Z'")
        connection.execute(
            """INSERT INTO run (id, command, sources, started, finished, exit_code)
            VALUES (99, 'crawl', '[]', ?, ?, 0)""",
            (LATER, LATER),
        )
        connection.execute(
            """UPDATE document SET presence = 'withdrawn', withdrawn_run = 99, last_seen = ?,
            first_seen = '2026-01-01T02:00:00Z' WHERE id = ?""",
            (LATER, house.ids[0]),
        )
    ask = "SELECT presence, last_seen FROM documents WHERE id = ?"
    with catalogue_as_at(house.data, DAY) as catalogue:
        told = tuple(catalogue.connection.execute(ask, (house.ids[0],)).fetchone())
    assert told == ("present", "2026-02-01T23:59:59Z")
    with catalogue_as_at(house.data, "2026-02-02") as catalogue:
        told = tuple(catalogue.connection.execute(ask, (house.ids[0],)).fetchone())
    assert told == ("withdrawn", LATER)


def test_before_anything_was_found_there_was_nothing(house):
    assert statuses(house, "1999-01-01") == {}


def test_a_look_back_writes_nothing_and_cannot_be_written_to(house):
    house.harvest.catalogue.connection.execute("PRAGMA wal_checkpoint")
    before = house.data.catalogue.read_bytes()
    with catalogue_as_at(house.data, DAY) as catalogue:
        for statement in (
            "DELETE FROM document",
            "DELETE FROM main.document",
            "UPDATE decided SET title='x'",
        ):
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                catalogue.connection.execute(statement)
    assert house.data.catalogue.read_bytes() == before


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-02-30", "30.6.2026", "2026-06-30T00:00:00Z", "２０２６-06-30"]
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(UsageError, match="is no day"):
        checked_day(text, "2026-11-26")


def test_a_day_to_come_is_refused_and_today_is_not():
    assert checked_day("2026-11-26", "2026-11-26T09:00:00Z") == "2026-11-26"
    with pytest.raises(UsageError, match="still to come"):
        checked_day("2026-11-27", "2026-11-26T09:00:00Z")


# ---------------------------------------------------------------- relations


def shown(house, day, what="review_id, duplicate_of, replaces, status"):
    with catalogue_as_at(house.data, day) as catalogue:
        rows = catalogue.connection.execute(f"SELECT id, {what} FROM documents ORDER BY id").fetchall()
        reviews = [tuple(row) for row in catalogue.connection.execute("SELECT * FROM reviews ORDER BY id")]
    return [tuple(row) for row in rows], reviews


def test_relations_that_were_decided_later_were_not_there_yet(house):
    before = shown(house, DAY)
    catalogue = house.harvest.catalogue
    changes = [
        Change("document", house.ids[1], "duplicate_of", house.ids[0]),
        Change("document", house.ids[2], "review", "r000000000000"),
        Change("document", house.ids[3], "review", "new"),
        Change("document", house.ids[4], "replaces", house.ids[5]),
        Change("review", "r000000000000", "title", "Another title"),
        Change("document", house.ids[0], "status", "rejected"),
    ]
    for change in changes:
        decide(house.data, catalogue, [change], who="E. Librarian", at=LATER)
        assert shown(house, DAY) == before, change
    with catalogue.writing() as connection:  # as grouping honours what was decided
        connection.execute("UPDATE document SET duplicate_of = ? WHERE id = ?", (house.ids[0], house.ids[1]))
    assert shown(house, DAY) == before
    assert shown(house, LATER[:10]) != before
    file = house.data.catalogue.read_bytes()
    shown(house, DAY)
    assert house.data.catalogue.read_bytes() == file, "nothing was worked out into the file"


def test_what_was_undone_later_still_stood(house):
    batch = decide(
        house.data,
        house.harvest.catalogue,
        [
            Change("document", house.ids[3], "review", "new"),
            Change("document", house.ids[3], "title", "Mine"),
        ],
        who="E. Librarian",
        at=f"{DAY}T11:00:00Z",
    )
    then = shown(house, DAY, "review_id, title")
    undo(house.data, house.harvest.catalogue, batch.id, who="E. Librarian", at=LATER)
    assert shown(house, DAY, "review_id, title")[0] == then[0]
    assert shown(house, LATER[:10], "review_id, title")[0] != then[0]
