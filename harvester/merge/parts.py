"""A part of a union: another data directory, looked at and found sound before anything of it is taken.

It is only read. Where SQLite would have to write (a crash left a journal, the schema is an older one), that
happens in a copy.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.backup import MANIFEST as BACKUP
from harvester.catalogue import Catalogue
from harvester.catalogue.connection import APPLICATION_ID, SCHEMA_VERSION, plain_errors
from harvester.durable import sha256_of
from harvester.errors import DamagedCatalogueError, HarvesterError, NewerCatalogueError
from harvester.fixity.decisions import decision_findings
from harvester.fixity.seal import header_of, load_seal
from harvester.merge.decisions import Values, held_in
from harvester.merge.numbering import Run, runs_of
from harvester.paths import DataDirectory
from harvester.run.lock import holder

if TYPE_CHECKING:
    from pathlib import Path

_BESIDE = ("-journal", "-wal", "-shm")


class PartRefusedError(HarvesterError):
    """A part is not sound, or somebody writes to it: nothing of it is taken."""


@dataclass(slots=True)
class Part:
    """One part, opened for reading."""

    data: DataDirectory
    path: Path  # of its catalogue, or of the copy that is read instead
    catalogue: Catalogue
    decisions: list[Values]
    runs: list[Run]
    lock: int | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def connection(self) -> sqlite3.Connection:
        """To its catalogue."""
        return self.catalogue.connection

    def close(self) -> None:
        """Let it go."""
        self.catalogue.close()
        if self.lock is not None:
            os.close(self.lock)


def open_part(root: Path, scratch: Path) -> Part:
    """Open a data directory as a part.

    Args:
        root: the data directory.
        scratch: a folder of its own, for a copy of the catalogue where one is needed.

    Raises:
        NewerCatalogueError: written by a newer harvester.
        PartRefusedError: it is damaged, in use, or no data directory; says why.
    """
    data = DataDirectory(root)
    if (root / BACKUP).is_file() and not data.warc.exists():
        raise PartRefusedError(f"it is a backup; 'harvester restore {root}' puts it into a data directory")
    if not data.catalogue.is_file():
        raise PartRefusedError("there is no catalogue.db in it")
    lock = _shut(data)
    try:
        return _opened(data, scratch, lock)
    except BaseException:
        if lock is not None:
            os.close(lock)
        raise


def _opened(data: DataDirectory, scratch: Path, lock: int | None) -> Part:
    try:
        path = _readable(data, scratch)
        catalogue = Catalogue.open(path, create=False, read_only=True)
    except NewerCatalogueError:
        raise
    except (HarvesterError, sqlite3.Error, OSError) as error:
        raise PartRefusedError(_plain(error)) from error
    try:
        notes: list[str] = []
        _check(data, path, catalogue, notes)
        return Part(
            data=data,
            path=path,
            catalogue=catalogue,
            decisions=held_in(data.decisions),
            runs=runs_of(catalogue.connection),
            lock=lock,
            notes=notes,
        )
    except BaseException as error:
        catalogue.close()
        if isinstance(error, (DamagedCatalogueError, sqlite3.Error, OSError)):
            raise PartRefusedError(_plain(error)) from error
        raise


def _plain(error: Exception) -> str:
    return str(error).partition(". ")[0]


def _shut(data: DataDirectory) -> int | None:
    """Keep every run out of it while it is read; None where it has no lock to hold."""
    said = holder(data)
    if said is not None:
        raise PartRefusedError(f"it is in use by {said}; wait for that to end")
    try:
        handle = os.open(data.lock, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise PartRefusedError("it is in use by another process; wait for that to end") from error
    return handle


def _readable(data: DataDirectory, scratch: Path) -> Path:
    """The catalogue, or a copy that SQLite has brought in order."""
    path = data.catalogue
    left = [one for ending in _BESIDE if (one := path.with_name(path.name + ending)).exists()]
    needs_copy = any(one.stat().st_size for one in left)
    if not needs_copy:
        with (
            closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db,
            plain_errors(path),
        ):
            version = int(db.execute("PRAGMA user_version").fetchone()[0])
            mark = int(db.execute("PRAGMA application_id").fetchone()[0])
            wal = db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        if mark == APPLICATION_ID and version > SCHEMA_VERSION:
            raise NewerCatalogueError(
                f"{path} was written by a newer harvester (schema {version}; this one knows "
                f"{SCHEMA_VERSION}). Upgrade harvester; nothing was joined."
            )
        needs_copy = wal or version < SCHEMA_VERSION
    if not needs_copy:
        return path
    scratch.mkdir(parents=True, exist_ok=True)
    copy = scratch / path.name
    shutil.copyfile(path, copy)
    for one in left:
        shutil.copyfile(one, scratch / one.name)
    Catalogue.open(copy, create=False).close()
    return copy


def _check(data: DataDirectory, path: Path, catalogue: Catalogue, notes: list[str]) -> None:
    """Look at the catalogue and the decisions as `verify` does; files and archives follow as they are copied.

    Raises:
        PartRefusedError: something is wrong.
    """
    seal, header = load_seal(data.catalogue), header_of(data.catalogue)
    sealed = seal is not None and header is not None and header.changes == seal.changes
    if sealed and seal is not None and sha256_of(data.catalogue) != seal.sha256:
        raise PartRefusedError("a byte of its catalogue is not what its last run left")
    said = catalogue.connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise PartRefusedError(f"its catalogue is damaged ({str(said).splitlines()[0]})")
    broken = catalogue.connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise PartRefusedError(f"its catalogue is damaged (a row of {broken[0]} refers to nothing)")
    _, found = decision_findings(data, catalogue, notes)
    if found:
        raise PartRefusedError(f"its decisions.jsonl is damaged ({found[0].place or found[0].what})")


def private_copy(part: Part, scratch: Path) -> None:
    """Have this part read from a copy of its catalogue, which may be changed."""
    if part.path.parent == scratch:
        part.catalogue.close()
    else:
        scratch.mkdir(parents=True, exist_ok=True)
        copy = scratch / part.path.name
        with closing(sqlite3.connect(copy)) as target:
            part.connection.backup(target)
        part.catalogue.close()
        part.path = copy
    part.catalogue = Catalogue.open(part.path, create=False)
    with suppress(sqlite3.Error):
        part.connection.execute("PRAGMA synchronous = OFF")  # nobody else has it, and a crash begins anew
