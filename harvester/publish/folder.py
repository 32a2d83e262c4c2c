"""The folder of publications: dated editions that are whole or not there, and are never changed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from harvester.durable import sha256_of, sync_file
from harvester.errors import LockedError
from harvester.publish.package import FileFact
from harvester.store import disk_errors, sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

LATEST = "latest"
SUMS = "SHA256SUMS"
REMOVED = ".removed.json"
_EDITION = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-(\d{1,4}))?\Z")
_SNAPSHOT = re.compile(r"as-at-\d{4}-\d{2}-\d{2}(?:-\d{1,4})?\Z")
_DRAFT = ".draft-"


def editions(root: Path) -> list[Path]:
    """The editions in a folder, oldest first."""
    if not root.is_dir():
        return []
    found = [(match, path) for path in root.iterdir() if (match := _EDITION.match(path.name))]
    whole = [(match, path) for match, path in found if (path / SUMS).is_file()]
    return [path for match, path in sorted(whole, key=lambda one: (one[0][1], int(one[0][2] or 1)))]


def newest(root: Path) -> Path | None:
    """The edition that `latest` leads to, else the newest by name."""
    known = editions(root)
    latest = root / LATEST
    if latest.exists() and latest.resolve() in [path.resolve() for path in known]:
        return latest.resolve()
    return known[-1] if known else None


def snapshots(root: Path) -> list[Path]:
    """The editions that look back to a day; `latest` never leads to one."""
    if not root.is_dir():
        return []
    found = [path for path in root.iterdir() if _SNAPSHOT.match(path.name) and (path / SUMS).is_file()]
    return sorted(found, key=lambda path: path.name)


def next_name(root: Path, stem: str) -> str:
    """A name that no edition has: the stem (a day), and a number from its second edition on."""
    number, name = 1, stem
    # Of one that was removed for a takedown a note is left: what was cited under its name is no other.
    while (root / name).exists() or (root / f"{name}{REMOVED}").exists():
        number += 1
        name = f"{stem}-{number}"
    return name


@contextmanager
def alone(root: Path, what: str) -> Iterator[None]:
    """Be the only one who makes an edition in a folder; a folder in which none is made stays as it was.

    Raises:
        LockedError: somebody else makes one.
        DiskError: the disk refuses.
    """
    from filelock import FileLock, Timeout

    made = not root.exists()
    with disk_errors(root):
        root.mkdir(parents=True, exist_ok=True)
    path = root / ".lock"
    try:
        with FileLock(path, timeout=0):
            try:
                yield
            finally:
                # While it is held: whoever opened it meanwhile sees that it is gone, and opens another.
                path.unlink(missing_ok=True)
    except Timeout as error:
        raise LockedError(f"another {what} is being made in {root}; wait for it.") from error
    finally:
        if made:
            with suppress(OSError):  # an edition is in it, or somebody's lock
                root.rmdir()


class Draft:
    """An edition in the making, in a folder that nothing refers to.

    Raises (every method): DiskError.
    """

    def __init__(self, root: Path, hear: Callable[[str], object] = lambda _: None) -> None:
        self.root, self.hear = root, hear
        with disk_errors(root):
            root.mkdir(parents=True, exist_ok=True)
            for left in root.glob(f"{_DRAFT}*"):  # of a crash; the caller holds the lock
                shutil.rmtree(left, ignore_errors=True)
            self.path = root / f"{_DRAFT}{os.getpid()}"
            self.path.mkdir()
        self.facts: dict[str, FileFact] = {}
        self._unflushed = False

    def place(self, name: str) -> Path:
        """Where a file of the edition is to be written."""
        path = self.path / name
        with disk_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def write(self, name: str, pieces: Iterable[bytes], *, together: bool = False) -> None:
        """One file, flushed to the disk.

        Args:
            name: its path inside the edition.
            pieces: its bytes.
            together: flush it with others of its kind when the edition is finished; one of many small ones.
        """
        path, digest, size = self.place(name), hashlib.sha256(), 0
        with disk_errors(path), path.open("xb") as stream:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                stream.write(piece)
            if together:
                self._unflushed = True
            else:
                stream.flush()
                os.fsync(stream.fileno())
        self.facts[name] = FileFact(path=name, size=size, sha256=digest.hexdigest())

    def take(self, name: str) -> None:
        """A file that another library wrote at its place."""
        path = self.path / name
        with disk_errors(path):
            sync_file(path)
            fact = FileFact(path=name, size=path.stat().st_size, sha256=sha256_of(path))
        self.facts[name] = fact

    def finish(self, name: str, *, leads: bool = True) -> Path:
        """Checksums, read-only, its name, `latest`: in this order, so that a crash leaves no half.

        Args:
            name: of the edition.
            leads: whether `latest` is to lead to it.
        """
        lines = (f"{fact.sha256}  {path}\n".encode() for path, fact in sorted(self.facts.items()))
        self.write(SUMS, lines)
        target = self.root / name
        with disk_errors(target):
            if self._unflushed:
                os.sync()  # one wait, and not one for each of tens of thousands of files
            for folder in self._folders():
                for path in folder.iterdir():
                    if path.is_file():
                        path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
                sync_folder(folder)
            self.path.rename(target)
            sync_folder(self.root)
            if not leads:
                return target
            pointer = self.root / f".{LATEST}.tmp"
            pointer.unlink(missing_ok=True)
            pointer.symlink_to(name, target_is_directory=True)
            pointer.replace(self.root / LATEST)
            sync_folder(self.root)
        return target

    def _folders(self) -> Iterator[Path]:
        for where, _, _ in os.walk(self.path, topdown=False):
            yield self.path.__class__(where)

    def drop(self) -> None:
        """Throw away what was not finished."""
        shutil.rmtree(self.path, ignore_errors=True)
