"""SQLite files without what was taken down: rows, words in other rows, the search index, free pages."""

# Statements are put together from names that SQLite itself gives; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from harvester.catalogue import connection as sqlite
from harvester.catalogue import removing
from harvester.durable import copy_whole, sha256_of, sync_file
from harvester.store import disk_errors, sync_folder

if TYPE_CHECKING:
    from harvester.takedown.archives import Note
    from harvester.takedown.what import What

# Their words are those of documents that stay, of people (erased one by one), or are hashes.
_AS_THEY_ARE = frozenset({"file_page", "extract", "decisions", "tombstone", "tombstone_mark", "source"})
_SIDES = ("-journal", "-wal", "-shm")


def is_database(path: Path) -> bool:
    """Whether a file is one of SQLite's."""
    try:
        with path.open("rb") as stream:
            return stream.read(16) == b"SQLite format 3\x00"
    except OSError:
        return False


def clean_database(path: Path, what: What, *, vacuum: bool = True) -> None:
    """Clean a database in its place; doing it again changes nothing.

    Raises:
        HarvesterError: another program keeps it locked, or the disk refuses.
    """
    with sqlite.plain_errors(path), closing(_open(path)) as db:
        db.execute("BEGIN IMMEDIATE")
        try:
            _clean(db, what)
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
        if vacuum:
            _rebuild_indexes(db)
            db.execute("VACUUM")


def clean_copy(path: Path, what: What, note: Note | None = None) -> bool:
    """Clean a database that nobody writes to: a copy is cleaned, and takes its place.

    Args:
        path: the file.
        what: is cleaned out.
        note: told of the file before it is changed.

    Returns:
        Whether it had anything of it.
    """
    if not holds(path, what):
        return False
    draft = path.with_name(f"{path.name}.cleaning")
    mode = path.stat().st_mode & 0o777
    copy_whole(path, draft)
    draft.chmod(0o600)
    clean_database(draft, what)
    with disk_errors(path):
        sync_file(draft)
        draft.chmod(mode)
        if note is not None:
            note(path, sha256_of(draft), draft.stat().st_size)
        os.replace(draft, path)  # noqa: PTH105 - a read-only file is replaced too
        for ending in _SIDES:
            path.with_name(path.name + ending).unlink(missing_ok=True)
        sync_folder(path.parent)
    return True


def holds(path: Path, what: What) -> bool:
    """Whether a database has any trace, in its rows or in pages that it no longer uses."""
    from harvester.takedown.residue import Search

    return Search(what).file(path) > 0


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=30, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA journal_mode = DELETE")
    db.execute("PRAGMA synchronous = FULL")
    return db


def _clean(db: sqlite3.Connection, what: What) -> None:
    names = removing.tables(db)
    if "document" in names and "file_page" in names:  # a catalogue, of any schema
        documents = what.traces.documents
        if _is_live(db, what):  # it is gone from there; what goes by its name came since
            held = {row[0] for row in db.execute("SELECT id FROM document")}
            documents = tuple(name for name in documents if name not in held)
        removing.remove(
            db, removing.Removal(documents=documents, files=what.traces.files, urls=what.traces.urls)
        )
        removing.erase_decisions(db, what.erased)
        removing.erase_decisions(db, what.unnamed, only=("other",))
    if "tombstone" in names and not _is_live(db, what):
        db.execute("UPDATE tombstone SET traces = NULL WHERE traces IS NOT NULL")
    _blank(db, [name for name in names if name not in _AS_THEY_ARE], what)


def _is_live(db: sqlite3.Connection, what: What) -> bool:
    """Whether this is the catalogue that still has to know what is being cleaned."""
    path = db.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0]
    return bool(path) and what.live is not None and Path(path).samefile(what.live)


def _blank(db: sqlite3.Connection, names: list[str], what: What) -> None:
    """Blank its words wherever else they stand."""
    db.create_function("says", 1, lambda text: int(isinstance(text, str) and what.masker.found(text)))
    db.create_function("blanked", 1, what.masker, deterministic=True)
    for table in names:
        columns = [
            row["name"]
            for row in db.execute(f"SELECT name, type FROM pragma_table_info('{table}')")
            if row["type"].upper() in ("TEXT", "", "VARCHAR", "LONGTEXT") or "CHAR" in row["type"].upper()
        ]
        for column in columns:
            statement = f'"{table}" SET "{column}" = blanked("{column}") WHERE says("{column}")'
            try:
                db.execute(f"UPDATE {statement}")
            except sqlite3.IntegrityError:  # two rows became the same: the word was all that told them apart
                db.execute(f'DELETE FROM "{table}" WHERE says("{column}")')


def _rebuild_indexes(db: sqlite3.Connection) -> None:
    """Make full-text indexes anew: their segments keep words that were deleted until they are merged."""
    for index in removing.search_indexes(db):
        db.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
