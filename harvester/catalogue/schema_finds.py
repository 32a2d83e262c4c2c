"""The read model of the desk: what waits for a person, worked out beforehand, one row a document shown.

Triggers note which documents it must be worked out for again; `finds.refresh` does so at the end of the
transaction. Nothing here is of its own: `find` can be emptied and filled again from the rest.
"""

# Statements are put together from constants of this package only.
# ruff: noqa: S608

from __future__ import annotations

TABLES = (
    # place: its order in the queue. waits: the kinds as which it waits, a sum of bits; 0: it does not.
    # doubts: codes, each between blanks; said: the doubts whole, as JSON.
    """CREATE TABLE find (
        document_id TEXT PRIMARY KEY REFERENCES document(id) ON DELETE CASCADE,
        place TEXT NOT NULL,
        waits INTEGER NOT NULL,
        matters TEXT NOT NULL,
        source TEXT NOT NULL,
        nation TEXT NOT NULL,
        review_type TEXT NOT NULL,
        role TEXT NOT NULL,
        doubts TEXT NOT NULL,
        status TEXT NOT NULL,
        presence TEXT NOT NULL,
        year INTEGER,
        sha256 TEXT,
        replaces TEXT,
        duplicate_of TEXT,
        found_at TEXT NOT NULL,
        doubtful_at TEXT,
        said TEXT NOT NULL,
        words TEXT NOT NULL
    ) STRICT""",
    # Everything that a page of the queue is chosen, counted and ordered by: the table itself is left alone.
    """CREATE INDEX find_waiting
        ON find(place, waits, matters, source, nation, review_type, role, doubts, document_id)
        WHERE waits <> 0""",
    "CREATE INDEX find_by_file ON find(sha256)",
    "CREATE INDEX find_by_replaced ON find(replaces) WHERE replaces IS NOT NULL",
    "CREATE INDEX find_by_copied ON find(duplicate_of) WHERE duplicate_of IS NOT NULL",
    "CREATE INDEX find_by_source ON find(source, review_type)",
    "CREATE TABLE find_stale (document_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    # The latest time that anything was told of, and how often the table was brought up to date.
    """CREATE TABLE find_clock (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        at TEXT NOT NULL,
        version INTEGER NOT NULL
    ) STRICT""",
    "INSERT INTO find_clock (one, at, version) VALUES (1, '', 0)",
)

_MATTERS = (
    *("kept", "kept_score", "described_at", "title", "review_type", "role", "case_name", "board"),
    *("published", "completed", "sha256", "fetch_outcome", "presence", "withdrawn_run", "foreign_report"),
    *("review_id", "duplicate_of", "replaces_address", "replaces_text"),
)


def _stale(name: str, event: str, *subjects: str) -> str:
    notes = " ".join(
        f"INSERT OR IGNORE INTO find_stale (document_id) SELECT {subject} WHERE {subject} IS NOT NULL;"
        for subject in subjects
    )
    return f"CREATE TRIGGER {name} AFTER {event} BEGIN {notes} END"


def _clock(name: str, event: str, time: str) -> str:
    return f"""CREATE TRIGGER {name} AFTER {event} WHEN {time} IS NOT NULL
        BEGIN UPDATE find_clock SET at = max(at, {time}); END"""


TRIGGERS = (
    _stale("find_follows_document", f"UPDATE OF {', '.join(_MATTERS)} ON document", "NEW.id"),
    _stale("find_follows_file", "UPDATE OF outcome ON extract", "NULL").replace(
        "SELECT NULL WHERE NULL IS NOT NULL", "SELECT id FROM document WHERE sha256 = NEW.sha256"
    ),
    _stale("find_follows_alias", "INSERT ON document_alias", "NEW.document_id"),
    _stale("find_follows_decision", "INSERT ON decisions", "NEW.document_id"),
    _stale("find_follows_decided", "INSERT ON decided", "NEW.subject_id"),
    _stale("find_follows_undecided", "DELETE ON decided", "OLD.subject_id"),
    _stale("find_follows_standing", "INSERT ON standing", "NEW.subject_id", "NEW.other_id"),
    _stale("find_follows_taken_back", "DELETE ON standing", "OLD.subject_id", "OLD.other_id"),
    _stale("find_follows_withheld", "INSERT ON withheld", "NEW.document_id"),
    _stale("find_follows_let_go", "DELETE ON withheld", "OLD.document_id"),
    _clock("clock_follows_description", "UPDATE OF described_at ON document", "NEW.described_at"),
    _clock("clock_follows_start", "INSERT ON run", "NEW.started"),
    _clock("clock_follows_finish", "UPDATE OF finished ON run", "NEW.finished"),
    _clock("clock_follows_decision", "INSERT ON decisions", "NEW.at"),
)

FILL = (
    "INSERT OR IGNORE INTO find_stale (document_id) SELECT id FROM document",
    """UPDATE find_clock SET at = max(
        COALESCE((SELECT max(described_at) FROM document), ''),
        COALESCE((SELECT max(COALESCE(finished, started)) FROM run), ''),
        COALESCE((SELECT max(at) FROM decisions), ''))""",
)

STATEMENTS = (*TABLES, *TRIGGERS, *FILL)


# ---------------------------------------------------------------- how many there are of each sort

_SORT = ("waits", "nation", "source", "review_type", "role", "doubts")


def _same(row: str) -> str:
    return " AND ".join(f"{name} = {row}.{name}" for name in _SORT)


_ONE_MORE = f"""INSERT INTO find_count ({", ".join(_SORT)}, number)
    SELECT {", ".join(f"NEW.{name}" for name in _SORT)}, 1 WHERE NEW.waits <> 0
    ON CONFLICT DO UPDATE SET number = number + 1;"""
_ONE_LESS = f"""UPDATE find_count SET number = number - 1 WHERE {_same("OLD")};
    DELETE FROM find_count WHERE number = 0 AND {_same("OLD")};"""

COUNTS = (
    f"""CREATE TABLE find_count (
        waits INTEGER NOT NULL,
        nation TEXT NOT NULL,
        source TEXT NOT NULL,
        review_type TEXT NOT NULL,
        role TEXT NOT NULL,
        doubts TEXT NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY ({", ".join(_SORT)})
    ) STRICT, WITHOUT ROWID""",
    f"CREATE TRIGGER find_count_more AFTER INSERT ON find WHEN NEW.waits <> 0 BEGIN {_ONE_MORE} END",
    f"CREATE TRIGGER find_count_less AFTER DELETE ON find WHEN OLD.waits <> 0 BEGIN {_ONE_LESS} END",
    f"""CREATE TRIGGER find_count_other AFTER UPDATE OF {", ".join(_SORT)} ON find
        WHEN {" OR ".join(f"OLD.{name} <> NEW.{name}" for name in _SORT)}
        BEGIN {_ONE_LESS} {_ONE_MORE} END""",
    f"""INSERT INTO find_count ({", ".join(_SORT)}, number)
        SELECT {", ".join(_SORT)}, count(*) FROM find WHERE waits <> 0 GROUP BY {", ".join(_SORT)}""",
    # What filters of a search ask, beside what is usual for a source: without the table's long rows.
    "DROP INDEX find_by_source",
    """CREATE INDEX find_by_source
        ON find(source, review_type, nation, role, status, year, sha256, document_id)""",
)
