"""Tables of the catalogue, as first released. A later change is a new migration, never an edit here.

Tables have singular names; the plural views (`views.py`) are the contract for other programs.
Everything that describing and grouping start from is kept: sightings with the whole context of the
link, fetches with their HTTP facts, extracts with text and layout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.vocabulary import (
    DocumentStatus,
    Nation,
    Origin,
    Outcome,
    PageKind,
    Precision,
    Presence,
    ReviewType,
    Role,
    SourceKind,
    SourceOutcome,
)

if TYPE_CHECKING:
    from enum import StrEnum


def one_of(column: str, vocabulary: type[StrEnum], *, blank: bool = False) -> str:
    """A CHECK that a column holds a word of the vocabulary (or NULL, or "" where `blank`)."""
    words = [*(member.value for member in vocabulary), *([""] if blank else [])]
    return f"CHECK ({column} IN ({', '.join(repr(word) for word in words)}))"


SOURCES = (
    f"""CREATE TABLE source (
        slug TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        nation TEXT NOT NULL {one_of("nation", Nation)},
        kind TEXT NOT NULL {one_of("kind", SourceKind)},
        aliases TEXT NOT NULL DEFAULT '[]',
        authorities TEXT NOT NULL DEFAULT '[]',
        homepage TEXT
    ) STRICT""",
)

RUNS = (
    """CREATE TABLE run (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        command TEXT NOT NULL,
        sources TEXT NOT NULL DEFAULT '[]',
        started TEXT NOT NULL,
        finished TEXT,
        exit_code INTEGER,
        reason TEXT
    ) STRICT""",
    # counted: the run finished for this source, so it is a night (docs/architecture.md).
    f"""CREATE TABLE run_source (
        run_id INTEGER NOT NULL REFERENCES run(id),
        source TEXT NOT NULL REFERENCES source(slug),
        outcome TEXT NOT NULL {one_of("outcome", SourceOutcome)},
        pages_fetched INTEGER NOT NULL,
        requests INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        candidates INTEGER NOT NULL,
        documents_listed INTEGER NOT NULL,
        documents_new INTEGER NOT NULL,
        documents_changed INTEGER NOT NULL,
        documents_lost INTEGER NOT NULL,
        seconds REAL NOT NULL,
        message TEXT NOT NULL,
        counted INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (run_id, source)
    ) STRICT""",
    "CREATE INDEX run_source_by_source ON run_source(source, run_id)",
    f"""CREATE TABLE page_visit (
        id INTEGER PRIMARY KEY,
        run_id INTEGER NOT NULL REFERENCES run(id),
        source TEXT NOT NULL,
        url TEXT NOT NULL,
        outcome TEXT NOT NULL {one_of("outcome", Outcome)},
        status INTEGER,
        kind TEXT {one_of("kind", PageKind)},
        title TEXT NOT NULL,
        candidates INTEGER NOT NULL,
        message TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX page_visit_by_run ON page_visit(run_id, source)",
)

FILES = (
    """CREATE TABLE file (
        sha256 TEXT PRIMARY KEY,
        size INTEGER,
        media_type TEXT,
        first_seen TEXT NOT NULL
    ) STRICT""",
    f"""CREATE TABLE extract (
        sha256 TEXT PRIMARY KEY REFERENCES file(sha256),
        outcome TEXT NOT NULL {one_of("outcome", Outcome)},
        media_type TEXT,
        page_count INTEGER,
        extractor TEXT NOT NULL,
        ocr INTEGER NOT NULL,
        message TEXT NOT NULL,
        lines TEXT NOT NULL,
        headers TEXT NOT NULL,
        properties TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE file_page (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL REFERENCES file(sha256),
        page INTEGER NOT NULL,
        text TEXT NOT NULL,
        UNIQUE (sha256, page)
    ) STRICT""",
    """CREATE VIRTUAL TABLE pages_fts USING fts5(
        text, content='file_page', content_rowid='id',
        tokenize="porter unicode61 remove_diacritics 2"
    )""",
)

DOCUMENTS = (
    # kept: NULL before the first description, then the machine's verdict. revision counts changes of
    # what a document is described from; it is stale while described_revision lags or rules differ.
    f"""CREATE TABLE document (
        id TEXT PRIMARY KEY,
        source TEXT NOT NULL REFERENCES source(slug),
        sha256 TEXT REFERENCES file(sha256),
        url TEXT NOT NULL,
        page_url TEXT,
        link_text TEXT,
        heading TEXT NOT NULL DEFAULT '',
        label TEXT NOT NULL,
        fetch_outcome TEXT {one_of("fetch_outcome", Outcome)},
        presence TEXT NOT NULL DEFAULT 'present' {one_of("presence", Presence)},
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        first_run INTEGER NOT NULL,
        last_run INTEGER NOT NULL,
        counted_run INTEGER,
        withdrawn_run INTEGER,
        revision INTEGER NOT NULL DEFAULT 1,
        described_revision INTEGER,
        described_rules INTEGER,
        described_at TEXT,
        kept INTEGER,
        kept_score REAL,
        kept_reasons TEXT NOT NULL DEFAULT '[]',
        title TEXT,
        review_type TEXT {one_of("review_type", ReviewType)},
        role TEXT {one_of("role", Role)},
        case_name TEXT,
        authors TEXT NOT NULL DEFAULT '[]',
        board TEXT,
        published TEXT,
        published_precision TEXT {one_of("published_precision", Precision)},
        completed TEXT,
        language TEXT,
        replaces_address TEXT REFERENCES document(id) DEFERRABLE INITIALLY DEFERRED,
        replaces_text TEXT REFERENCES document(id) DEFERRABLE INITIALLY DEFERRED,
        duplicate_of TEXT REFERENCES document(id) DEFERRABLE INITIALLY DEFERRED,
        review_id TEXT REFERENCES review(id) DEFERRABLE INITIALLY DEFERRED,
        publisher TEXT,
        foreign_report INTEGER NOT NULL DEFAULT 0,
        group_reason TEXT,
        UNIQUE (source, sha256)
    ) STRICT""",
    "CREATE INDEX document_by_sha256 ON document(sha256)",
    "CREATE INDEX document_by_review ON document(review_id)",
    "CREATE INDEX document_by_duplicate ON document(duplicate_of)",
    "CREATE INDEX document_by_replaced ON document(replaces_address)",
    "CREATE INDEX document_by_replaced_text ON document(replaces_text)",
    # A row that was known by address only, and whose bytes turned out to be those of another row.
    """CREATE TABLE document_alias (
        id TEXT PRIMARY KEY,
        document_id TEXT NOT NULL REFERENCES document(id)
    ) STRICT""",
    "CREATE INDEX document_alias_by_document ON document_alias(document_id)",
    # What an address serves now, with the HTTP facts of the bytes we hold from it.
    f"""CREATE TABLE address (
        source TEXT NOT NULL REFERENCES source(slug),
        url TEXT NOT NULL,
        document_id TEXT NOT NULL REFERENCES document(id),
        sha256 TEXT,
        outcome TEXT {one_of("outcome", Outcome)},
        at TEXT,
        final_url TEXT,
        status INTEGER,
        size INTEGER,
        media_type TEXT,
        etag TEXT,
        last_modified TEXT,
        file_name TEXT,
        message TEXT NOT NULL DEFAULT '',
        last_outcome TEXT {one_of("last_outcome", Outcome)},
        last_fetched TEXT,
        PRIMARY KEY (source, url)
    ) STRICT""",
    "CREATE INDEX address_by_document ON address(document_id)",
    f"""CREATE TABLE fetch (
        id INTEGER PRIMARY KEY,
        run_id INTEGER NOT NULL REFERENCES run(id),
        source TEXT NOT NULL,
        url TEXT NOT NULL,
        outcome TEXT NOT NULL {one_of("outcome", Outcome)},
        at TEXT NOT NULL,
        final_url TEXT,
        status INTEGER,
        sha256 TEXT,
        size INTEGER,
        media_type TEXT,
        etag TEXT,
        last_modified TEXT,
        file_name TEXT,
        message TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX fetch_by_address ON fetch(source, url, id)",
    "CREATE INDEX fetch_by_run ON fetch(run_id, source)",
    # prior_*: when it was last seen before last_run, so that bytes found changed in last_run can give
    # the old document its old last_seen back.
    f"""CREATE TABLE sighting (
        id INTEGER PRIMARY KEY,
        document_id TEXT NOT NULL REFERENCES document(id),
        url TEXT NOT NULL,
        page_url TEXT NOT NULL,
        link_text TEXT NOT NULL,
        heading TEXT NOT NULL,
        page_title TEXT NOT NULL,
        page_kind TEXT NOT NULL {one_of("page_kind", PageKind)},
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
        UNIQUE (document_id, url, page_url, link_text, heading)
    ) STRICT""",
    # Told in a run, once: new, changed, moved, returned, unreachable, withdrawn.
    """CREATE TABLE event (
        id INTEGER PRIMARY KEY,
        run_id INTEGER NOT NULL REFERENCES run(id),
        source TEXT NOT NULL,
        document_id TEXT NOT NULL REFERENCES document(id),
        what TEXT NOT NULL
            CHECK (what IN ('new', 'changed', 'moved', 'returned', 'unreachable', 'withdrawn')),
        UNIQUE (run_id, document_id, what)
    ) STRICT""",
    "CREATE INDEX event_by_document ON event(document_id)",
    f"""CREATE TABLE evidence_item (
        document_id TEXT NOT NULL REFERENCES document(id),
        position INTEGER NOT NULL,
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        origin TEXT NOT NULL {one_of("origin", Origin)},
        page INTEGER,
        line TEXT,
        box TEXT,
        rule TEXT NOT NULL,
        confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
        PRIMARY KEY (document_id, position)
    ) STRICT, WITHOUT ROWID""",
)

REVIEWS = (
    f"""CREATE TABLE review (
        id TEXT PRIMARY KEY,
        source TEXT NOT NULL REFERENCES source(slug),
        nation TEXT NOT NULL {one_of("nation", Nation)},
        review_type TEXT NOT NULL {one_of("review_type", ReviewType)},
        case_name TEXT,
        title TEXT NOT NULL,
        year INTEGER
    ) STRICT""",
    """CREATE TABLE review_publisher (
        review_id TEXT NOT NULL REFERENCES review(id) ON DELETE CASCADE,
        source TEXT NOT NULL REFERENCES source(slug),
        PRIMARY KEY (review_id, source)
    ) STRICT, WITHOUT ROWID""",
)

DECISIONS = (
    """CREATE TABLE decisions (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        document_id TEXT,
        review_id TEXT,
        field TEXT NOT NULL,
        value TEXT,
        reason TEXT NOT NULL,
        who TEXT NOT NULL,
        at TEXT NOT NULL,
        source TEXT,
        sha256 TEXT,
        url TEXT,
        CHECK ((document_id IS NULL) <> (review_id IS NULL))
    ) STRICT""",
    "CREATE INDEX decisions_by_document ON decisions(document_id, field)",
    "CREATE INDEX decisions_by_review ON decisions(review_id, field)",
    """CREATE TRIGGER decisions_are_not_edited BEFORE UPDATE ON decisions
        BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END""",
    """CREATE TRIGGER decisions_are_not_deleted BEFORE DELETE ON decisions
        BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END""",
    # The standing decisions of one document or review: NULL = none, '' = "there is none".
    f"""CREATE TABLE decided (
        subject_id TEXT PRIMARY KEY,
        title TEXT,
        review_type TEXT {one_of("review_type", ReviewType, blank=True)},
        role TEXT {one_of("role", Role, blank=True)},
        case_name TEXT,
        authors TEXT,
        board TEXT,
        published TEXT,
        completed TEXT,
        status TEXT {one_of("status", DocumentStatus, blank=True)}
    ) STRICT, WITHOUT ROWID""",
)

TABLES = (*SOURCES, *RUNS, *FILES, *REVIEWS, *DOCUMENTS, *DECISIONS)
