"""`publication.db`: the tables of a publication as one SQLite file with full-text search."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from harvester.publish.entries import Entry
from harvester.publish.rows import some_at_once
from harvester.publish.tables import DOCUMENTS, PAGES, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from harvester.publish.oai_state import RecordState
    from harvester.publish.tables import Column, Table

APPLICATION_ID = 0x48525650  # "HRVP"
VERSION = 1
_TYPES = {Kind.INTEGER: "INTEGER", Kind.NUMBER: "REAL"}
# What is joined, narrowed, counted and sorted by; the rows themselves are wide.
_INDEXED = {
    "documents": (
        *("review_id", "source", "review_type", "role", "nation", "presence", "language", "published"),
        *("first_seen", "sha256", "duplicate_of"),
    ),
    "reviews": ("source", "review_type", "nation", "year"),
    "review_publishers": ("source",),
    "sightings": ("document_id",),
    "evidence": ("document_id", "field", "origin"),
    "coverage": ("body",),
}
_TOKENS = "porter unicode61 remove_diacritics 2"


def create(path: Path, tables: Iterable[tuple[Table, Iterable[dict[str, Any]]]]) -> None:
    """Make the file with these tables; the search index comes with `finish`."""
    with closing(_connect(path)) as db, db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {VERSION}")
        filled = list(tables)
        for table, _ in filled:
            _make(db, table)
        for table, rows in filled:
            _fill(db, table, rows)


def _make(db: sqlite3.Connection, table: Table) -> None:
    columns = [_column(table, column) for column in table.columns]
    if len(table.key) > 1:
        columns.append(f"PRIMARY KEY ({', '.join(table.key)})")
    later = "DEFERRABLE INITIALLY DEFERRED"
    columns += [
        f"FOREIGN KEY ({column.name}) REFERENCES {column.refers_to.replace('.', '(')}) {later}"
        for column in table.columns
        if column.refers_to
    ]
    db.execute(f"CREATE TABLE {table.name} ({', '.join(columns)}) STRICT")


def _fill(db: sqlite3.Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    marks = ", ".join("?" * len(table.columns))
    for chunk in some_at_once(rows):
        db.executemany(
            f"INSERT INTO {table.name} VALUES ({marks})",  # noqa: S608 - names of our own tables
            [[_value(row[name]) for name in table.names] for row in chunk],
        )


def _column(table: Table, column: Column) -> str:
    key = " PRIMARY KEY" if table.key == (column.name,) else ""
    needed = " NOT NULL" if column.required else ""
    return f"{column.name} {_TYPES.get(column.kind, 'TEXT')}{key}{needed}"


def _value(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = OFF")  # a draft that fails is thrown away whole
    db.execute("PRAGMA synchronous = OFF")  # flushed when the folder is finished
    # Checked once at the end: row by row each new parent is looked for in children that have no index yet.
    db.execute("PRAGMA foreign_keys = OFF")
    return db


def add_texts(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """The table of pages."""
    with closing(_connect(path)) as db, db:
        _make(db, PAGES)
        _fill(db, PAGES, rows)


def finish(path: Path, states: Mapping[str, RecordState], about: Mapping[str, str]) -> None:
    """Search index, states of the records for OAI-PMH, what the publication is; then one tidy file."""
    with closing(_connect(path)) as db:
        with db:
            db.execute(
                f"CREATE VIRTUAL TABLE documents_fts USING fts5(title, case_name, authors, board, link_text, "
                f"subjects, content='documents', tokenize='{_TOKENS}')"
            )
            db.execute("INSERT INTO documents_fts (documents_fts) VALUES ('rebuild')")
            if db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'pages'").fetchone():
                db.execute(
                    f"CREATE VIRTUAL TABLE pages_fts USING fts5(text, content='pages', tokenize='{_TOKENS}')"
                )
                db.execute("INSERT INTO pages_fts (pages_fts) VALUES ('rebuild')")
                db.execute("CREATE VIEW page_index AS SELECT rowid AS page_id, document_id, page FROM pages")
            db.execute(
                """CREATE TABLE oai_records (id TEXT PRIMARY KEY, datestamp TEXT NOT NULL,
                deleted INTEGER NOT NULL, digest TEXT NOT NULL) STRICT"""
            )
            db.executemany(
                "INSERT INTO oai_records VALUES (?, ?, ?, ?)",
                [(s.id, s.datestamp, int(s.deleted), s.digest) for s in states.values()],
            )
            db.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT")
            db.executemany("INSERT INTO about VALUES (?, ?)", sorted(about.items()))
            for table, columns in _INDEXED.items():
                for column in columns:
                    db.execute(f"CREATE INDEX {table}_by_{column} ON {table}({column})")
        db.execute("ANALYZE")
        db.commit()
        wrong = db.execute("PRAGMA foreign_key_check").fetchone()
        if wrong is not None:
            what = f"a row of {wrong[0]} refers to a row of {wrong[2]} that is not there"
            raise sqlite3.IntegrityError(what)


# ---------------------------------------------------------------- reading it again


def open_publication(path: Path) -> sqlite3.Connection:
    """A publication's file, which nobody ever writes to."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)
    db.row_factory = sqlite3.Row
    return db


def stored_entries(db: sqlite3.Connection, names: Iterable[str]) -> Iterator[Entry]:
    """Entries of a publication by their names, in that order; those that are not there are left out."""
    lists = {column.name for column in DOCUMENTS.columns if column.kind is Kind.LIST}
    for name in names:
        row = db.execute("SELECT * FROM documents WHERE id = ?", (name,)).fetchone()
        if row is not None:
            values: dict[str, Any] = {
                key: tuple(json.loads(row[key])) if key in lists else row[key]
                for key in DOCUMENTS.names
                if key in row.keys()  # noqa: SIM118 - an edition of an older harvester has fewer
            }
            yield Entry(**values)
