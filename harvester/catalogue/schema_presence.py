"""Nights without a document, what a gate withheld, and what the values of documents gained and lost."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from harvester.catalogue.views import SHOWN

COLUMNS = (
    # How an address was asked: GET, or HEAD for a known document that no page listed.
    "ALTER TABLE fetch ADD COLUMN method TEXT NOT NULL DEFAULT 'GET'",
    "ALTER TABLE run_source ADD COLUMN documents_withheld INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE document ADD COLUMN withdrawn_reason TEXT",
    # Whether its text had been read when it was described.
    "ALTER TABLE document ADD COLUMN described_read INTEGER",
)

TABLES = (
    # A withdrawal that a gate keeps from coming true (field ''), or a value that a new description
    # blanked and that still stands. Gone when the loss is over, or when a person approved it.
    """CREATE TABLE withheld (
        document_id TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE,
        what TEXT NOT NULL CHECK (what IN ('withdrawal', 'value')),
        field TEXT NOT NULL,
        value TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL,
        correction INTEGER NOT NULL DEFAULT 0,
        run_id INTEGER,
        approved TEXT,
        PRIMARY KEY (document_id, what, field)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE value_count (
        run_id INTEGER NOT NULL REFERENCES run(id),
        source TEXT NOT NULL,
        field TEXT NOT NULL,
        gained INTEGER NOT NULL DEFAULT 0,
        lost INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (run_id, source, field)
    ) STRICT, WITHOUT ROWID""",
    # What a source was expected to look like in a run, and did not. checked with nothing broken: no row.
    """CREATE TABLE broken_expectation (
        run_id INTEGER NOT NULL REFERENCES run(id),
        source TEXT NOT NULL,
        name TEXT NOT NULL,
        message TEXT NOT NULL,
        PRIMARY KEY (run_id, source, name)
    ) STRICT, WITHOUT ROWID""",
)

# nights_up: healthy nights from the first to the last on which a page listed it.
WITHDRAWALS = f"""CREATE VIEW withdrawals AS SELECT
    d.id AS document_id,
    d.source,
    COALESCE(NULLIF(x.title, ''), NULLIF(d.title, ''), d.label) AS title,
    COALESCE(NULLIF(x.review_type, ''), d.review_type, 'other') AS review_type,
    d.url,
    d.first_seen,
    d.last_seen,
    COALESCE(r.finished, r.started) AS withdrawn,
    (SELECT count(*) FROM run_source n WHERE n.source = d.source AND n.counted = 1 AND n.outcome = 'ok'
        AND n.run_id BETWEEN d.first_run AND d.last_run) AS nights_up,
    max(0, CAST(julianday(d.last_seen) - julianday(d.first_seen) AS INTEGER)) AS days_up,
    COALESCE(d.withdrawn_reason, '') AS reason
FROM document d
LEFT JOIN decided x ON x.subject_id = d.id
LEFT JOIN run r ON r.id = d.withdrawn_run
WHERE d.presence = 'withdrawn' AND {SHOWN}"""
