"""What joining data directories needs: names of runs that hold everywhere, and readings that did not win."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.catalogue.values import run_uid
from harvester.catalogue.views import DECIDED_EVIDENCE, SHOWN

if TYPE_CHECKING:
    import sqlite3

COLUMNS = (
    # The number of a run is its place in one data directory; this is the same in every copy of it.
    "ALTER TABLE run ADD COLUMN uid TEXT NOT NULL DEFAULT ''",
    # Field → when the entry was last seen that said so, for values that another directory added to it.
    "ALTER TABLE list_entry ADD COLUMN filled TEXT NOT NULL DEFAULT '{}'",
)

# What was read of a document in another data directory, where its description is not the one that stands.
OTHER_READING = """CREATE TABLE other_reading (
    document_id TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    origin TEXT NOT NULL,
    page INTEGER NOT NULL,
    line TEXT NOT NULL,
    box TEXT NOT NULL,
    rule TEXT NOT NULL,
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    PRIMARY KEY (document_id, field, value, origin, page, line, box, rule, confidence)
) STRICT, WITHOUT ROWID"""  # 0 and '' stand for nothing: the whole row names it

_SHOWN = f"SELECT d.id FROM document d LEFT JOIN decided x ON x.subject_id = d.id WHERE {SHOWN}"

EVIDENCE = f"""CREATE VIEW evidence AS
SELECT v.document_id, v.field, v.value, v.origin, v.page, v.line, v.box, v.rule, v.confidence
FROM evidence_item v JOIN ({_SHOWN}) k ON k.id = v.document_id
UNION ALL
SELECT o.document_id, o.field, o.value, o.origin, NULLIF(o.page, 0), NULLIF(o.line, ''), NULLIF(o.box, ''),
    o.rule, o.confidence
FROM other_reading o JOIN ({_SHOWN}) k ON k.id = o.document_id
WHERE NOT EXISTS (SELECT 1 FROM evidence_item v
    WHERE v.document_id = o.document_id AND v.field = o.field AND v.value = o.value)
UNION ALL
SELECT w.document_id, w.field, w.value, w.origin, w.page, w.line, w.box, w.rule, w.confidence
FROM ({DECIDED_EVIDENCE}) w JOIN ({_SHOWN}) k ON k.id = w.document_id"""


# Links that a directory saw and got nothing from, at addresses of which another has bytes. In `sighting` they
# stand with the document whose bytes came first; which that is may change with the next directory.
UNHELD = (
    """CREATE TABLE unheld_sighting (
        source TEXT NOT NULL REFERENCES source(slug),
        url TEXT NOT NULL,
        page_url TEXT NOT NULL,
        link_text TEXT NOT NULL,
        heading TEXT NOT NULL,
        page_title TEXT NOT NULL,
        page_kind TEXT NOT NULL,
        page_heading TEXT NOT NULL,
        page_published TEXT,
        link TEXT NOT NULL,
        verdict TEXT NOT NULL,
        score REAL NOT NULL,
        is_review_document INTEGER NOT NULL,
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        first_run INTEGER NOT NULL,
        last_run INTEGER NOT NULL,
        prior_seen TEXT,
        prior_run INTEGER,
        PRIMARY KEY (source, url, page_url, link_text, heading)
    ) STRICT, WITHOUT ROWID""",
    # What a sighting is without those: '' where there is nothing else.
    "ALTER TABLE sighting ADD COLUMN alone_seen TEXT",
    "ALTER TABLE sighting ADD COLUMN alone_run INTEGER",
    "ALTER TABLE sighting ADD COLUMN alone_prior_seen TEXT",
    "ALTER TABLE sighting ADD COLUMN alone_prior_run INTEGER",
)


# What documents and their reviews were called in each directory that was joined, and since when: what they
# are called here is chosen from these, so that it is the same in whatever order directories come.
CLAIMS = (
    """CREATE TABLE name_claim (
        document_id TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        since TEXT NOT NULL,
        PRIMARY KEY (document_id, name)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE review_claim (
        document_id TEXT PRIMARY KEY REFERENCES document(id) ON DELETE CASCADE,
        review TEXT NOT NULL,
        since TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a catalogue to it."""
    for statement in (*COLUMNS, OTHER_READING, "DROP VIEW evidence", EVIDENCE):
        connection.execute(statement)
    rows = connection.execute("SELECT id, command, started, sources FROM run").fetchall()
    connection.executemany(
        "UPDATE run SET uid = ? WHERE id = ?", [(run_uid(*tuple(row)[1:]), row[0]) for row in rows]
    )
