"""Opening the catalogue file, transactions on it, and its errors in plain words."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from harvester.errors import (
    DamagedCatalogueError,
    DiskError,
    HarvesterError,
    LockedError,
    NewerCatalogueError,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APPLICATION_ID = 0x48525653  # "HRVS", in the file's header: this SQLite file is a harvester catalogue
SCHEMA_VERSION = 27  # number of migrations; a test compares it with migrations.py
BUSY_TIMEOUT_S = 30.0
_ITS_OWN_S = 1.0  # of that, which SQLite has at least: who holds the folder's lock may be no catalogue's
_TURN_S = 0.002  # between two looks whether it is our turn
PAGE_SIZE = 8192  # bytes; saves a third against 4096 on page text

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DISK = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the file or its folder is read-only",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened or created there",
    sqlite3.SQLITE_PERM: "there is no permission to write it",
}


class CatalogueConnection(sqlite3.Connection):
    """A connection that knows where its file lies."""

    folder: Path | None = None


def explain(error: sqlite3.Error, path: Path) -> HarvesterError | None:
    """The error in plain words, or None when it is a fault of this program."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _DAMAGED:
        return DamagedCatalogueError(
            f"{path} is damaged or not a harvester catalogue ({error}). "
            "Move it away and restore a backup, or give another directory with --data."
        )
    if code in _BUSY:
        return LockedError(
            f"another program has been writing to {path} for {BUSY_TIMEOUT_S:.0f} s; "
            "wait until it is done and try again."
        )
    if code in _DISK:
        return DiskError(
            f"cannot write the catalogue {path}: {_DISK[code]} ({error}). Nothing already kept is lost; "
            "make room or allow writing, then run the command again."
        )
    return None


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about the file into the errors that a command may end with."""
    try:
        yield
    except sqlite3.Error as error:
        plain = explain(error, path)
        if plain is None:
            raise
        raise plain from error


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One write transaction, locked from its start so that it cannot fail half-way on a lock.

    Inside another one it joins it.
    """
    if connection.in_transaction:
        yield
        return
    with _turn(connection) as left_s:
        _begin(connection, left_s)
    try:
        yield
    except BaseException:
        # Some errors (a full disk) have rolled back already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    try:
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _begin(connection: sqlite3.Connection, left_s: float) -> None:
    """Take the write lock, and wait so long for it; that is all there is but for who stood in line."""
    if left_s > BUSY_TIMEOUT_S - _ITS_OWN_S:
        connection.execute("BEGIN IMMEDIATE")
        return
    connection.execute(f"PRAGMA busy_timeout = {int(left_s * 1000)}")
    try:
        connection.execute("BEGIN IMMEDIATE")
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}")


@contextmanager
def _turn(connection: sqlite3.Connection) -> Iterator[float]:
    """Stand in line for the write lock, while entering; how many seconds are left to wait for it.

    SQLite lets in whoever asks at the right moment, and that is who has just written and writes again: a
    crawl kept its own command from saving texts for five seconds. So who waits for the lock holds the
    folder's, and who comes later waits for that. It is a courtesy only: what fails here SQLite decides.
    """
    if not isinstance(connection, CatalogueConnection) or connection.folder is None:
        yield BUSY_TIMEOUT_S
        return
    try:
        descriptor = os.open(connection.folder, os.O_RDONLY)
    except OSError:
        yield BUSY_TIMEOUT_S
        return
    try:
        until = time.monotonic() + BUSY_TIMEOUT_S
        while not _locked(descriptor) and time.monotonic() < until - _ITS_OWN_S:
            time.sleep(_TURN_S)
        yield max(_ITS_OWN_S, until - time.monotonic())
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Whether the lock is ours now, or there are none in this file system."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """One read transaction: every statement in it sees the same state."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("COMMIT")


def connect(path: Path, *, create: bool, read_only: bool) -> sqlite3.Connection:
    """A connection to a catalogue at the schema of this program.

    Raises:
        UsageError: no file there, and `create` is false.
        DamagedCatalogueError: not a catalogue.
        NewerCatalogueError: written by a newer harvester.
        DiskError: the file cannot be made, opened or written.
        LockedError: another program keeps it locked.
    """
    if not path.exists():
        if not create:
            raise UsageError(
                f"no catalogue in {path.parent}; run 'harvester crawl' or 'harvester demo' first, "
                "or say where it is with --data."
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DiskError(f"cannot make the data directory {path.parent}: {error.strerror}") from error
    with plain_errors(path):
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}",
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            factory=CatalogueConnection,
        )
        connection.folder = path.parent
        try:
            _prepare(connection, path, read_only=read_only)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}")
    connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")  # no effect on a file that has pages
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")  # what a takedown deletes leaves no bytes behind
    connection.execute("PRAGMA temp_store = MEMORY")
    _refuse_cut_off(connection, path)
    version = _schema_version(connection, path)
    if not read_only:
        # Kept in the file: another tool may have left it in WAL mode, whose reset race is unfixed in
        # many SQLite builds. Where it is DELETE already nothing is written.
        connection.execute("PRAGMA journal_mode = DELETE")
    if version < SCHEMA_VERSION:
        _migrate(connection, path)
    connection.execute("PRAGMA foreign_keys = ON")
    if read_only:
        connection.execute("PRAGMA query_only = ON")


def _schema_version(connection: sqlite3.Connection, path: Path) -> int:
    """How many migrations the file has had; 0 for a new file."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if int(connection.execute("PRAGMA application_id").fetchone()[0]) != APPLICATION_ID:
        if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            raise DamagedCatalogueError(
                f"{path} is an SQLite file but not a harvester catalogue. "
                "Give another directory with --data, or move the file away."
            )
        return 0
    if version > SCHEMA_VERSION:
        raise NewerCatalogueError(
            f"{path} was written by a newer harvester (schema {version}; this one knows {SCHEMA_VERSION}). "
            "Upgrade harvester; the catalogue was not touched."
        )
    return version


def _refuse_cut_off(connection: sqlite3.Connection, path: Path) -> None:
    """A file shorter than its header says has lost pages, though SQLite would notice only later."""
    with reading(connection):
        said = connection.execute("PRAGMA page_count").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        held = path.stat().st_size
    if said * size > held:
        raise DamagedCatalogueError(
            f"{path} is cut off: {held} bytes of {said * size}. Restore a backup, or give another directory "
            "with --data; the kept files and decisions.jsonl are not affected."
        )


@contextmanager
def _left_out(*modules: str) -> Iterator[None]:
    """Import without optional modules: sqlite-utils would load pandas (0.4 s) and numpy where they are."""
    missing = [module for module in modules if module not in sys.modules]
    for module in missing:
        sys.modules[module] = None  # type: ignore[assignment]  # as import's reference has it: not found
    try:
        yield
    finally:
        for module in missing:
            sys.modules.pop(module, None)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    # Imported only when needed: sqlite-utils takes a quarter of a second to import.
    with _left_out("pandas", "numpy"):
        from harvester.catalogue.migrations import apply_pending

    connection.execute("PRAGMA foreign_keys = OFF")
    with writing(connection):
        # Another process may have migrated while this one waited for the lock.
        if _schema_version(connection, path) == SCHEMA_VERSION:
            return
        apply_pending(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
