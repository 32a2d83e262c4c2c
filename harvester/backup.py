"""Backups: a copy of the catalogue and of what people said, whole, hashed, and tried before it counts.

A backup is a folder below `backups/`, named by when it was made. It has its name only when everything in
it is on the disk and the copy of the catalogue has passed SQLite's own check, so that a damaged catalogue
never pushes out a good backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester import __version__
from harvester.catalogue import connection as sqlite
from harvester.durable import copy_whole, sha256_of, sync_file, write_whole
from harvester.errors import DamagedCatalogueError, DiskError, NewerCatalogueError, UsageError
from harvester.store import LocalStore, disk_errors, open_store, sync_folder
from harvester.stores.place import elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.paths import DataDirectory

MANIFEST = "manifest.json"
KEEP = 14
_DRAFT = ".draft-"
_STAMP = "%Y%m%dT%H%M%SZ"
_TREES = ("files", "warc", "archives")  # what `--with-files` takes along
_COUNTS = {
    "documents": "SELECT count(*) FROM document",
    "reviews": "SELECT count(*) FROM review",
    "sightings": "SELECT count(*) FROM sighting",
    "decisions": "SELECT count(*) FROM decisions",
    "files": "SELECT count(*) FROM file",
    "runs": "SELECT count(*) FROM run",
    "last_run": "SELECT COALESCE(max(id), 0) FROM run",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """One file of a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One backup, as its manifest says."""

    path: Path
    made: str
    harvester: str
    schema: int
    counts: dict[str, int]
    files: tuple[Copied, ...]
    with_files: bool = False
    pruned: tuple[str, ...] = field(default=())  # names of older backups that were removed for it

    @property
    def size(self) -> int:
        """Bytes of everything in it."""
        return sum(one.size for one in self.files)


def back_up(
    data: DataDirectory, keep: int = KEEP, *, into: Path | None = None, with_files: bool = False
) -> Backup:
    """Make a backup, then remove the oldest so that `keep` are left.

    Another program may write meanwhile; the copy is the catalogue as it stood at one moment.

    Args:
        data: what to back up.
        keep: how many are kept, this one among them.
        into: the folder that the backup is made in, `backups/` of the data directory by default.
        with_files: take the kept files and web archives along: as hard links where that is possible.

    Raises:
        UsageError: there is no catalogue.
        DamagedCatalogueError: the catalogue does not pass the check; no backup was removed.
        DiskError: the disk refuses.
    """
    if not data.catalogue.exists():
        raise UsageError(f"no catalogue in {data.root}: there is nothing to back up.")
    root = into or data.backups
    with disk_errors(root):
        root.mkdir(parents=True, exist_ok=True)
        _remove_drafts(root)
        _require_room(data, root)
        final = _free_name(root)
        draft = root / f"{_DRAFT}{final.name}-{os.getpid()}"
        draft.mkdir()
    try:
        made = _fill(data, draft, final, with_files=with_files)
        with disk_errors(final):
            draft.replace(final)
            sync_folder(root)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return Backup(**{**_fields(made), "pruned": _prune(root, keep, final)})


def would_go(data: DataDirectory, keep: int, into: Path | None = None) -> tuple[str, ...]:
    """Names of the backups that the next one would remove; nothing is changed.

    Raises:
        UsageError: there is no catalogue to back up.
    """
    if not data.catalogue.exists():
        raise UsageError(f"no catalogue in {data.root}: there is nothing to back up.")
    root = into or data.backups
    there = backups(root) if root.exists() else []
    return tuple(path.name for path in there[: max(0, len(there) + 1 - max(1, keep))])


def _fields(backup: Backup) -> dict[str, Any]:
    return {name: getattr(backup, name) for name in Backup.__dataclass_fields__}


def _fill(data: DataDirectory, draft: Path, final: Path, *, with_files: bool) -> Backup:
    copied = [_copy_database(data.catalogue, draft / data.catalogue.name)]
    schema, counts = _look_at(draft / data.catalogue.name)
    if data.desk.exists():
        (draft / data.desk.name).touch(0o600)  # it tells who is logged in
        copied.append(_copy_database(data.desk, draft / data.desk.name))
    if data.store_note.exists():
        copied.append(_copy_file(data.store_note, draft / data.store_note.name))
    if data.decisions.exists():
        # After the catalogue: a decision is in the file first, so the copy lacks none that it has.
        copied.append(_copy_file(data.decisions, draft / data.decisions.name))
    if with_files:
        for name in _TREES:
            copied += _copy_tree(data.root / name, draft / name)
        if elsewhere(data):
            copied += _copy_store(data, draft / data.files.name)
    backup = Backup(
        path=final,
        made=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        harvester=__version__,
        schema=schema,
        counts=counts,
        files=tuple(copied),
        with_files=with_files,
    )
    write_whole(draft / MANIFEST, _manifest(backup))
    return backup


def _copy_database(source: Path, target: Path) -> Copied:
    """Copy a database through SQLite, which waits for writers and copies one state, and try the copy."""
    with sqlite.plain_errors(source):
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, timeout=30)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        check_database(target)
    with disk_errors(target):
        sync_file(target)
    return Copied(name=target.name, size=target.stat().st_size, sha256=sha256_of(target))


def check_database(path: Path) -> None:
    """Have SQLite check a database that nobody writes to.

    Raises:
        DamagedCatalogueError: what is wrong with it.
    """
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as db:
            said = [str(row[0]) for row in db.execute("PRAGMA integrity_check(5)")]
            broken = db.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise DamagedCatalogueError(f"{path} is damaged: {error}") from error
    if said != ["ok"] or broken is not None:
        what = "; ".join(said) if said != ["ok"] else f"a row of {broken[0]} refers to nothing"
        raise DamagedCatalogueError(f"{path} is damaged: {what}")


def _look_at(path: Path) -> tuple[int, dict[str, int]]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        schema = int(db.execute("PRAGMA user_version").fetchone()[0])
        return schema, {name: int(db.execute(sql).fetchone()[0]) for name, sql in _COUNTS.items()}


def _copy_file(source: Path, target: Path) -> Copied:
    sha256 = copy_whole(source, target)
    return Copied(name=target.name, size=target.stat().st_size, sha256=sha256)


def _copy_store(data: DataDirectory, target: Path) -> Iterator[Copied]:
    """Take the files of a store elsewhere along, as a folder like that of a data directory."""
    store = open_store(data)
    here = LocalStore(target)
    for sha256, body in store.bodies(store.hashes()):
        if hashlib.sha256(body).hexdigest() != sha256:
            raise DiskError(
                f"{store.where(sha256)} is not what its name says, and no backup was made: harvester verify."
            )
        here.put(body)
        yield Copied(name=f"{target.name}/{sha256[:2]}/{sha256}", size=len(body), sha256=sha256)


def _copy_tree(source: Path, target: Path) -> Iterator[Copied]:
    """Take a folder along: a hard link where both are on one disk, else a copy; what is open stays out."""
    for path in sorted(source.rglob("*")):
        if not path.is_file() or path.name.startswith(".") or not _is_finished(path):
            continue
        place = target / path.relative_to(source)
        with disk_errors(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(path, place)
                sha256 = sha256_of(place)
            except OSError:
                sha256 = copy_whole(path, place)
        name = f"{target.name}/{place.relative_to(target)}"
        yield Copied(name=name, size=place.stat().st_size, sha256=sha256)


def _is_finished(path: Path) -> bool:
    """Whether a kept file or an archive will never change again; indexes are made anew."""
    return not path.name.endswith((".open", ".tmp", "index.db", "replay.db", "-journal", ".jsonl"))


# ---------------------------------------------------------------- the manifest


def save_manifest(backup: Backup) -> None:
    """Let a backup say anew what is in it: of something that had to be taken out of it.

    Raises:
        DiskError: the disk refuses.
    """
    write_whole(backup.path / MANIFEST, _manifest(backup))


def _manifest(backup: Backup) -> bytes:
    values = {**_fields(backup), "format": 1, "files": [asdict(one) for one in backup.files]}
    del values["path"], values["pruned"]
    return json.dumps({**values, "seal": _seal_of(values)}, indent=1).encode("ascii") + b"\n"


def _seal_of(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode("ascii")).hexdigest()


def load(path: Path) -> Backup:
    """What a backup's manifest says.

    Raises:
        UsageError: this is no backup.
        DamagedCatalogueError: its manifest is damaged.
    """
    manifest = path / MANIFEST
    if not manifest.is_file():
        raise UsageError(f"{path} is no backup of harvester: it has no {MANIFEST}.")
    try:
        text = manifest.read_bytes()
        values = json.loads(text)
        said = values.pop("seal")
        if said != _seal_of(values) or text != _manifest_text(values, said):
            raise ValueError("its checksum is wrong")
        if values.pop("format") != 1:
            raise NewerCatalogueError(f"{path} was made by a newer harvester; upgrade harvester.")
        values["files"] = tuple(Copied(**one) for one in values["files"])
        return Backup(path=path, **values)
    except OSError as error:
        raise DiskError(f"cannot read {manifest}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedCatalogueError(f"{manifest} is damaged ({error}); take another backup.") from error


def _manifest_text(values: dict[str, Any], said: str) -> bytes:
    return json.dumps({**values, "seal": said}, indent=1).encode("ascii") + b"\n"


def problems(backup: Backup) -> Iterator[tuple[Path, str]]:
    """What of a backup is not as its manifest says: the file, and what is wrong with it."""
    for one in backup.files:
        path = backup.path / one.name
        try:
            size = path.stat().st_size
            if size != one.size:
                yield path, f"{size} bytes instead of {one.size}"
            elif sha256_of(path) != one.sha256:
                yield path, "its bytes are not those that were backed up"
        except FileNotFoundError:
            yield path, "it is missing"
        except OSError as error:
            yield path, f"it cannot be read: {error.strerror}"


def backups(root: Path) -> list[Path]:
    """The finished backups in a folder, oldest first."""
    if not root.is_dir():
        return []
    return sorted(path for path in root.iterdir() if _is_stamp(path.name) and (path / MANIFEST).is_file())


def _is_stamp(name: str) -> bool:
    try:
        datetime.strptime(name.partition("-")[0], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def _free_name(root: Path) -> Path:
    stamp = datetime.now(UTC).strftime(_STAMP)
    newest = max((path.name for path in backups(root)), default="")
    # A clock that was set back must not make the newest backup the oldest: names go on in order.
    base = max(stamp, newest.partition("-")[0])
    number, candidate = 1, root / base
    while candidate.exists() or candidate.name < newest:
        number += 1
        candidate = root / f"{base}-{number:03}"
    return candidate


def _prune(root: Path, keep: int, newest: Path) -> tuple[str, ...]:
    """Remove the oldest; each loses its name first, so that a half-removed one is none."""
    gone = []
    for path in backups(root)[: -max(1, keep)]:
        if path == newest:
            continue
        away = root / f"{_DRAFT}gone-{path.name}-{os.getpid()}"
        with disk_errors(path):
            path.replace(away)
            shutil.rmtree(away)
        gone.append(path.name)
    return tuple(gone)


def _remove_drafts(root: Path) -> None:
    """Remove what a crash left half-made; a draft whose process lives is in use."""
    for path in root.glob(f"{_DRAFT}*"):
        owner = path.name.rpartition("-")[2]
        if owner.isdecimal() and int(owner) != os.getpid() and Path(f"/proc/{owner}").exists():
            continue
        shutil.rmtree(path, ignore_errors=True)


def _require_room(data: DataDirectory, root: Path) -> None:
    needed = sum(path.stat().st_size for path in (data.catalogue, data.desk, data.decisions) if path.exists())
    free = shutil.disk_usage(root).free
    if free < needed * 1.05 + 1024 * 1024:
        raise DiskError(
            f"a backup into {root} needs {needed / 1e6:.0f} MB and {free / 1e6:.0f} MB are free; "
            "make room, keep fewer, or name a folder on another disk."
        )
