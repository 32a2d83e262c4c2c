"""The catalogue and the desk's tables: seal, structure, references, and the search index."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from harvester.durable import sha256_of
from harvester.fixity.findings import Finding
from harvester.fixity.seal import header_of, load_seal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harvester.paths import DataDirectory

_MOST = 10  # complaints of SQLite that are told
_REBUILD = "Run 'harvester rebuild', or 'harvester restore latest'; what is there now is kept beside it"


def catalogue_findings(data: DataDirectory, notes: list[str]) -> list[Finding]:
    """What is wrong with the catalogue; nothing where there is none."""
    path = data.catalogue
    if not path.exists():
        return []

    def finding(place: str, what: str, todo: str = _REBUILD) -> Finding:
        return Finding(kind="catalogue", path=str(path), place=place, what=what, todo=todo)

    try:
        found = [finding(place, what) for place, what in (*_structure(path), *_seal(path, notes))]
        if not found:
            found = [finding(place, what) for place, what in _search_index(path, notes)]
    except OSError as error:
        return [finding("", f"it cannot be read: {error.strerror}")]
    return found


def desk_findings(data: DataDirectory) -> list[Finding]:
    """What is wrong with the desk's own tables; nothing where there are none."""
    if not data.desk.exists():
        return []
    todo = "Run 'harvester restore latest'; what is there now is kept beside it"
    return [
        Finding(kind="desk", path=str(data.desk), place=place, what=what, todo=todo)
        for place, what in _structure(data.desk)
    ]


def _structure(path: Path) -> Iterator[tuple[str, str]]:
    header = header_of(path)
    if header is None:
        yield "byte 0", "it does not begin as an SQLite file does"
        return
    if header.valid_for and header.changes != header.valid_for:
        yield "byte 24", "its counters of changes differ"
    size = path.stat().st_size
    if header.pages and header.pages * header.page_size != size:
        # A crash leaves pages of a transaction that its journal takes back: let SQLite do so first.
        with closing(_open(path)) as db:
            try:
                db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            except sqlite3.Error as error:
                yield "", str(error)
                return
        header = header_of(path)
        if header is not None and header.pages * header.page_size > path.stat().st_size:
            yield "its end", f"{size} bytes instead of {header.pages * header.page_size}"
            return
    try:
        with closing(_open(path)) as db:
            for (said,) in db.execute(f"PRAGMA integrity_check({_MOST})"):
                if said != "ok":
                    yield "", str(said).replace("\n", "; ")
            for row in db.execute("PRAGMA foreign_key_check").fetchmany(_MOST):
                yield f"table {row[0]}, row {row[1]}", f"it refers to a row of {row[2]} that is not there"
    except sqlite3.DatabaseError as error:
        yield "", str(error)


def _open(path: Path) -> sqlite3.Connection:
    """For looking; where the disk allows it, a crash's half-done write is taken back by this."""
    uri = path.resolve().as_uri()
    try:
        db = sqlite3.connect(f"{uri}?mode=rw", uri=True, timeout=30, isolation_level=None)
    except sqlite3.OperationalError:
        db = sqlite3.connect(f"{uri}?mode=ro", uri=True, timeout=30, isolation_level=None)
    return db


def _seal(path: Path, notes: list[str]) -> Iterator[tuple[str, str]]:
    seal, header = load_seal(path), header_of(path)
    if seal is None or header is None or header.changes != seal.changes:
        notes.append("the catalogue was written to since its last seal: only its structure was checked")
        return
    if path.stat().st_size != seal.size or sha256_of(path) != seal.sha256:
        yield "", "a byte in it is not what the last run left, though nobody has written to it since"


def _search_index(path: Path, notes: list[str]) -> Iterator[tuple[str, str]]:
    """Whether the full-text index says what the pages say: FTS5 compares all of it."""
    with closing(_open(path)) as db:
        try:
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO pages_fts (pages_fts, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN):
                notes.append(f"the search index was not compared with the pages: {error}")
            else:
                yield "search index", f"it does not say what the pages say ({error})"
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")
