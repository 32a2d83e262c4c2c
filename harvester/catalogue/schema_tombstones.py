"""Tables of what was taken down: kept are names of things (hashes), a reason, a date, a person."""

from __future__ import annotations

TABLES = (
    # traces: the words and addresses still to be cleaned out of this data directory; NULL once they are.
    """CREATE TABLE tombstone (
        id TEXT PRIMARY KEY,
        document_id TEXT NOT NULL,
        source TEXT,
        sha256 TEXT,
        text_hash TEXT NOT NULL DEFAULT '',
        said TEXT NOT NULL,
        reason TEXT NOT NULL,
        who TEXT NOT NULL,
        at TEXT NOT NULL,
        traces TEXT,
        cleaned TEXT
    ) STRICT""",
    """CREATE TABLE tombstone_mark (
        kind TEXT NOT NULL CHECK (kind IN ('file', 'text', 'spared', 'address', 'words')),
        mark TEXT NOT NULL,
        tombstone TEXT NOT NULL REFERENCES tombstone(id),
        PRIMARY KEY (kind, mark, tombstone)
    ) STRICT, WITHOUT ROWID""",
    """CREATE VIEW tombstones AS
        SELECT id, document_id, source, sha256, text_hash, reason, who, at, cleaned FROM tombstone""",
)
