"""The catalogue as it was known at the end of a day: temporary tables laid over those of the file.

SQLite looks for a name among temporary tables first. So what came after the day is left out of
temporary copies of the small tables, the views are made anew over them, and every question that is
asked of the catalogue is answered as of that day, whoever asks it.

What a machine read from a document (its title, its kind, which review it belongs to) is kept only as of
now: a rule that got better since has read better here too.
"""

# Statements are put together from constants and the catalogue's own schema; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.catalogue.standing import refresh_decided

if TYPE_CHECKING:
    import sqlite3

# Table → which of its rows were there, :day being the last day that counts.
_THEN = {
    "document": "substr(first_seen, 1, 10) <= :day",
    "sighting": "substr(first_seen, 1, 10) <= :day",
    "list_entry": "substr(first_seen, 1, 10) <= :day",
    "decisions": "substr(at, 1, 10) <= :day",
    "decided": "1",
    "standing": "1",
    "run": "substr(started, 1, 10) <= :day",
    "run_source": "run_id IN (SELECT id FROM temp.run)",
    "event": "run_id IN (SELECT id FROM temp.run)",
}
_INDEXES = (
    "document(id)",
    "document(review_id)",
    "document(sha256)",
    "document(duplicate_of)",
    "document(replaces_text)",
    "sighting(document_id)",
    "decisions(document_id, field)",
    "decisions(review_id, field)",
    "run(id)",
    "run_source(source, run_id)",
    "event(document_id)",
)
# A document that went, or was replaced, after the day was still there; one that was seen since was not
# seen since then.
_PRESENCE = (
    """UPDATE document SET presence = 'present' WHERE presence = 'withdrawn'
        AND withdrawn_run IS NOT NULL AND withdrawn_run NOT IN (SELECT id FROM temp.run)""",
    """UPDATE document SET presence = 'present' WHERE presence = 'changed' AND NOT EXISTS (
        SELECT 1 FROM document n WHERE n.replaces_address = document.id)""",
)
_LATER_SUBJECTS = """SELECT DISTINCT COALESCE(c.review_id, a.document_id, c.document_id) AS subject
    FROM main.decisions c LEFT JOIN document_alias a ON a.id = c.document_id
    WHERE substr(c.at, 1, 10) > :day"""


def lay_over(connection: sqlite3.Connection, day: str) -> None:
    """Make this connection answer as at the end of a day (UTC), and write no more.

    Args:
        connection: of a catalogue, opened for this alone.
        day: ISO 8601, as 2026-06-30.
    """
    asked = {"day": day}
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA query_only = OFF")
    connection.execute("BEGIN")  # one state of the file; nothing is written to it
    try:
        for table in ("run", *(name for name in _THEN if name != "run")):
            connection.execute(
                f"CREATE TEMP TABLE {table} AS SELECT * FROM main.{table} WHERE {_THEN[table]}", asked
            )
        for number, what in enumerate(_INDEXES):
            connection.execute(f"CREATE INDEX temp.then_{number} ON {what}")
        connection.execute("CREATE UNIQUE INDEX temp.then_decided ON decided(subject_id)")
        connection.execute("CREATE UNIQUE INDEX temp.then_standing ON standing(subject_id, field, key)")
        _times_of_the_day(connection, day)
        for row in connection.execute(_LATER_SUBJECTS, asked).fetchall():
            refresh_decided(connection, row["subject"])
        _views(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("PRAGMA query_only = ON")


def _times_of_the_day(connection: sqlite3.Connection, day: str) -> None:
    end = f"{day}T23:59:59Z"
    for table in ("document", "sighting", "list_entry"):
        connection.execute(f"UPDATE {table} SET last_seen = ? WHERE last_seen > ?", (end, end))
    for statement in _PRESENCE:
        connection.execute(statement)


def _views(connection: sqlite3.Connection) -> None:
    """Every view of the file once more, over the temporary tables."""
    views = connection.execute("SELECT sql FROM main.sqlite_schema WHERE type = 'view'").fetchall()
    for row in views:
        connection.execute(row["sql"].replace("CREATE VIEW", "CREATE TEMP VIEW", 1))
