"""Putting a backup back: tried before anything is touched, and what was there is kept beside it."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from harvester import backup as backing
from harvester.catalogue.connection import SCHEMA_VERSION
from harvester.catalogue.decision_file import chain_after, rechained
from harvester.durable import copy_whole, sha256_of, write_whole
from harvester.errors import DamagedCatalogueError, NewerCatalogueError, UsageError
from harvester.fixity.seal import seal
from harvester.run.lock import hold
from harvester.store import disk_errors, open_store, sync_folder
from harvester.stores.opening import prepare
from harvester.stores.place import elsewhere, noted
from harvester.takedown.cleaning import finish

if TYPE_CHECKING:
    from harvester.backup import Backup
    from harvester.paths import DataDirectory
    from harvester.store import Store

_SIDE_FILES = ("-journal", "-wal", "-shm")  # of a database that nobody closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What restoring a backup did, or would do."""

    backup: Backup
    into: Path
    put_back: tuple[str, ...]  # names, relative to the data directory
    kept_aside: tuple[str, ...]  # names that what was there has now
    files_back: int = 0  # kept files and archives that were missing or damaged
    notes: tuple[str, ...] = field(default=())


def find(data: DataDirectory, name: str) -> Path:
    """The backup that a person means: a path, a name below `backups/`, or "latest".

    Raises:
        UsageError: there is none of that name.
    """
    held = backing.backups(data.backups)
    if name == "latest":
        if not held:
            raise UsageError(f"there is no backup in {data.backups}.")
        return held[-1]
    for path in (Path(name), data.backups / name):
        if (path / backing.MANIFEST).is_file():
            return path
    newest = f"; the newest is {held[-1].name}" if held else ""
    raise UsageError(f"{name} is no backup, and none in {data.backups} is called so{newest}.")


def check(path: Path) -> Backup:
    """Try a backup: every hash, the database, its schema. Nothing is changed.

    Raises:
        UsageError: this is no backup.
        DamagedCatalogueError: it is damaged; the text names the file.
        NewerCatalogueError: a newer harvester made it.
    """
    backup = backing.load(path)
    if backup.schema > SCHEMA_VERSION:
        raise NewerCatalogueError(
            f"{path} holds a catalogue of a newer harvester (schema {backup.schema}; this one knows "
            f"{SCHEMA_VERSION}). Upgrade harvester; nothing was touched."
        )
    for file, what in backing.problems(backup):
        raise DamagedCatalogueError(f"{file}: {what}. Take another backup; nothing was touched.")
    for one in backup.files:
        if one.name.endswith(".db") and "/" not in one.name:
            backing.check_database(path / one.name)
    return backup


def restore(path: Path, data: DataDirectory, *, dry_run: bool = False) -> Restored:
    """Put a backup back into a data directory.

    The catalogue there is kept beside the new one. Decisions are never lost: those that were made after
    the backup stay in `decisions.jsonl`, and are entered again.

    Raises:
        HarvesterError: the backup is damaged or newer, the directory is in use, or the disk refuses.
    """
    backup = check(path)
    if dry_run:
        return _Putting(backup, data, dry_run=True).all()
    with hold(data, "restore"):
        done = _Putting(backup, data, dry_run=False).all()
        # A backup from elsewhere may hold what was taken down since; decisions are never lost.
        finish(data, again=True)
        seal(data.catalogue)
    return done


class _Putting:
    """One backup on its way back."""

    def __init__(self, backup: Backup, data: DataDirectory, *, dry_run: bool) -> None:
        self.backup, self.data, self.dry_run = backup, data, dry_run
        self.suffix = datetime.now(UTC).strftime(".%Y%m%dT%H%M%SZ.old")
        self.put_back: list[str] = []
        self.aside: list[str] = []
        self.notes: list[str] = []

    @cached_property
    def store(self) -> Store:
        """Where kept files go, when that is not in the data directory."""
        return open_store(self.data)

    def all(self) -> Restored:
        """Everything in the backup; the catalogue last, so that it never speaks of what is not there yet."""
        names = {one.name for one in self.backup.files}
        self._store_note(names)
        files_back = self._trees()
        if self.data.decisions.name in names:
            self._decisions()
        for path in (self.data.desk, self.data.catalogue):
            if path.name in names:
                self._database(path)
        return Restored(
            backup=self.backup,
            into=self.data.root,
            put_back=tuple(self.put_back),
            kept_aside=tuple(self.aside),
            files_back=files_back,
            notes=tuple(self.notes),
        )

    def _database(self, path: Path) -> None:
        self.put_back.append(path.name)
        if path.exists():
            self.aside.append(path.name + self.suffix)
        if self.dry_run:
            return
        draft = path.with_name(f".{path.name}.restoring")
        copy_whole(self.backup.path / path.name, draft)
        with disk_errors(path):
            if path.exists():
                self._settle(path)
                os.link(path, _free(path.with_name(path.name + self.suffix)))
            for ending in _SIDE_FILES:  # a journal left beside would be rolled back into the copy
                left = path.with_name(path.name + ending)
                if left.exists():
                    left.replace(_free(path.with_name(path.name + self.suffix + ending)))
            sync_folder(path.parent)
            draft.replace(path)
            sync_folder(path.parent)

    def _settle(self, path: Path) -> None:
        """Let SQLite finish what a crash left half-done, where it can, before the file is set aside."""
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)) as db,
        ):
            db.execute("SELECT count(*) FROM sqlite_schema").fetchone()

    def _decisions(self) -> None:
        source, target = self.backup.path / self.data.decisions.name, self.data.decisions
        held = target.read_bytes() if target.exists() else b""
        saved = source.read_bytes()
        if held.startswith(saved):
            return  # everything that was backed up is here, and what came later too
        later = _unknown_lines(held, saved)
        self.put_back.append(target.name)
        if held:
            self.aside.append(target.name + self.suffix)
        if later:
            self.notes.append(f"{len(later)} decisions that the backup lacks were kept")
        if self.dry_run:
            return
        with disk_errors(target):
            if held:
                os.link(target, _free(target.with_name(target.name + self.suffix)))
        whole = saved if saved.endswith(b"\n") or not saved else saved + b"\n"
        # The lines that are added stand behind others now: they are chained to those.
        write_whole(target, whole + rechained(later, chain_after(whole.splitlines())))
        with disk_errors(target):
            target.chmod(0o600)

    def _store_note(self, names: set[str]) -> None:
        """Where the files are is put back where nothing is said of it, and no files lie here."""
        note = self.data.store_note
        if note.name not in names or note.exists() or self.data.files.is_dir():
            return
        self.put_back.append(note.name)
        if not self.dry_run:
            copy_whole(self.backup.path / note.name, note)

    def _into_store(self, one: backing.Copied) -> bool:
        """Put a kept file back into a store elsewhere; whether that was necessary."""
        sha256 = Path(one.name).name
        if self.store.size(sha256) == one.size and self.store.verify(sha256):
            return False
        if not self.dry_run:
            self.store.remove(sha256)  # what is damaged there would else be taken for it
            self.store.put((self.backup.path / one.name).read_bytes())
        return True

    def _trees(self) -> int:
        back = 0
        files = f"{self.data.files.name}/"
        far = elsewhere(self.data)
        if far and not self.dry_run:
            prepare(self.data, noted(self.data).url)  # it may have been emptied
        for one in self.backup.files:
            if "/" not in one.name:
                continue
            if far and one.name.startswith(files):
                back += self._into_store(one)
                continue
            target = self.data.root / one.name
            if _is_sound(target, one):
                continue
            back += 1
            if self.dry_run:
                continue
            with disk_errors(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                if target.exists():
                    aside = _free(target.with_name(target.name + ".damaged"))
                    target.replace(aside)
                    self.aside.append(str(aside.relative_to(self.data.root)))
                # Never a link: a flipped byte in one must not be in both.
                copy_whole(self.backup.path / one.name, target)
        if back:
            self.put_back.append("kept files and archives")
        return back


def _is_sound(target: Path, one: backing.Copied) -> bool:
    try:
        return target.stat().st_size == one.size and sha256_of(target) == one.sha256
    except OSError:
        return False


def _unknown_lines(held: bytes, saved: bytes) -> list[bytes]:
    """Lines of one file of decisions whose decisions the other lacks; a torn line was never acknowledged."""

    def name(line: bytes) -> str | None:
        try:
            return str(json.loads(line)["id"])
        except (ValueError, KeyError, TypeError):
            return None

    known = {name(line) for line in saved.splitlines()} | {None}
    return [line + b"\n" for line in held.splitlines() if name(line) not in known]


def _free(path: Path) -> Path:
    number, candidate = 1, path
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.name}-{number}")
    return candidate
