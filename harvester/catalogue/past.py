"""The catalogue as it was known at the end of a day: temporary tables laid over those of the file.

SQLite looks for a name among temporary tables first. So what came after the day is left out of
temporary copies of the small tables, the views are made anew over them, and every question that is
asked of the catalogue is answered as of that day, whoever asks it.

What a machine read from a document (its title, its kind, which review it belongs to) is kept only as of
now: a rule that got better since has read better here too. Grouping honours what people decide, so where a
person decided of a relation only later, what was shown before is put back.
"""

# Statements are put together from constants and the catalogue's own schema; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3

from harvester.catalogue.decisions import DUPLICATE_OF, REPLACES, REVIEW
from harvester.catalogue.standing import refresh_decided

# Table → which of its rows were there, :day being the last day that counts.
_THEN = {
    "document": "substr(first_seen, 1, 10) <= :day",
    "sighting": "substr(first_seen, 1, 10) <= :day",
    "list_entry": "substr(first_seen, 1, 10) <= :day",
    "decisions": "substr(at, 1, 10) <= :day",
    # What working out what stood may write to.
    "decided": "1",
    "standing": "1",
    "review": "1",
    "review_publisher": "1",
    "document_alias": "1",
    "review_alias": "1",
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
    "review(id)",
    "review_publisher(review_id)",
    "document_alias(document_id)",
    "review_alias(review_id)",
)
_UNIQUE = (
    "decided(subject_id)",
    "standing(subject_id, field, key)",
    "document_alias(id)",
    "review_alias(id)",
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


# Of every relation that was first decided of after the day: what was shown until then.
_BEFORE = """SELECT COALESCE(a.document_id, c.document_id) AS document_id, c.field, c.old, min(c.seq)
    FROM main.decisions c LEFT JOIN document_alias a ON a.id = c.document_id
    LEFT JOIN standing n ON n.subject_id = COALESCE(a.document_id, c.document_id) AND n.field = c.field
    WHERE substr(c.at, 1, 10) > :day AND c.field = :field AND n.seq IS NULL GROUP BY 1"""
_SHOWN_IN = {
    DUPLICATE_OF: "UPDATE document SET duplicate_of = ?2 WHERE id = ?1",
    REPLACES: "UPDATE document SET replaces_text = ?2 WHERE id = ?1",
    REVIEW: """UPDATE document SET review_id = ?2 WHERE id = ?1
        AND (?2 IS NULL OR EXISTS (SELECT 1 FROM review WHERE id = ?2))""",
}
# What was rejected because another text was, was so only once that one was.
_REJECTED_LATER = """UPDATE document SET rejected_as = NULL WHERE rejected_as IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM decided x WHERE x.subject_id = document.rejected_as AND x.status = 'rejected')"""
_WRITES = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE)


def lay_over(connection: sqlite3.Connection, day: str) -> None:
    """Make this connection answer as at the end of a day (UTC), and write no more.

    Args:
        connection: of a catalogue, opened for this alone.
        day: ISO 8601, as 2026-06-30.
    """
    asked = {"day": day}
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA query_only = OFF")
    connection.set_authorizer(_only_over_it)
    connection.execute("BEGIN")  # one state of the file; nothing is written to it
    try:
        for table in ("run", *(name for name in _THEN if name != "run")):
            connection.execute(
                f"CREATE TEMP TABLE {table} AS SELECT * FROM main.{table} WHERE {_THEN[table]}", asked
            )
        for number, what in enumerate(_INDEXES):
            connection.execute(f"CREATE INDEX temp.then_{number} ON {what}")
        for number, what in enumerate(_UNIQUE):
            connection.execute(f"CREATE UNIQUE INDEX temp.then_only_{number} ON {what}")
        _times_of_the_day(connection, day)
        _views(connection)  # working out what stood asks them
        for row in connection.execute(_LATER_SUBJECTS, asked).fetchall():
            refresh_decided(connection, row["subject"])
        _relations_of_the_day(connection, day)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.set_authorizer(None)
    connection.execute("PRAGMA query_only = ON")


def _only_over_it(
    action: int, _table: str | None, _column: str | None, database: str | None, *_: object
) -> int:
    """Whoever writes here writes over the file and never into it."""
    return sqlite3.SQLITE_DENY if action in _WRITES and database == "main" else sqlite3.SQLITE_OK


def _relations_of_the_day(connection: sqlite3.Connection, day: str) -> None:
    for field, statement in _SHOWN_IN.items():
        for row in connection.execute(_BEFORE, {"day": day, "field": field}).fetchall():
            connection.execute(statement, (row["document_id"], row["old"] or None))
    connection.execute(_REJECTED_LATER)


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
