"""The content-addressed store: every kept sequence of bytes once, named by its SHA-256.

By default it is a folder of the data directory. There a file is complete from the moment it has its name:
it is written under a temporary name, flushed to the disk, renamed, and the folder is flushed too. A crash
leaves at most a temporary file, which nothing refers to and which the next opening of the store removes
once it is old. `open_store` gives the store of a data directory, wherever that is (docs/storage.md).
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self, TypeVar

from harvester.errors import DiskError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from typing import BinaryIO

    from harvester.paths import DataDirectory

T = TypeVar("T")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DRAFT_PREFIX = ".draft-"
_DRAFT_AGE_S = 24 * 3600
_CHUNK = 1024 * 1024

_WORDS = {
    errno.ENOSPC: "the disk is full: make room and run again",
    errno.EDQUOT: "your disk quota is used up: make room and run again",
    errno.EROFS: "the file system is read-only: mount it writable and run again",
    errno.EACCES: "permission is denied: check who owns the data directory",
    errno.EPERM: "permission is denied: check who owns the data directory",
    errno.EIO: "the disk reports an input/output error: check the disk before you go on",
}


def disk_error(error: OSError, path: Path) -> DiskError:
    """An operating-system error at a path, in words for the operator."""
    words = _WORDS.get(error.errno or 0, error.strerror or str(error))
    return DiskError(f"cannot write {path}: {words}")


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn every OSError inside into a `DiskError` that names the path."""
    try:
        yield
    except OSError as error:
        raise disk_error(error, path) from error


def sync_folder(folder: Path) -> None:
    """Make renames inside a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One kept file."""

    sha256: str
    size: int
    path: Path | None = None  # where it lies, in a store on this machine's disk


class Examined(NamedTuple):
    """One kept file after its bytes were looked at."""

    sha256: str
    size: int
    sound: bool  # whether it is what its name says


@dataclass(slots=True)
class Lent:
    """A kept file as a file of this machine, which stays where it is until it is given back."""

    path: Path
    give_back: Callable[[], None] = field(default=lambda: None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.give_back()


class Store(Protocol):
    """What a store can do, wherever it is. Safe to use from several threads and processes.

    Every method may raise `DiskError` where the store refuses, and `StoreUnreachableError`, which is one,
    where it does not answer; `ValueError` for a name that is no SHA-256.
    """

    @property
    def url(self) -> str:
        """Where it is, for people; never with a secret."""

    def where(self, sha256: str) -> str:
        """Where the file of this name is, or would be, for people."""

    def put(self, body: bytes) -> StoredFile:
        """Keep these bytes; once it returns they are safely there. The same bytes again change nothing."""

    def has(self, sha256: str) -> bool:
        """Whether a file of this name is kept, without reading it."""

    def size(self, sha256: str) -> int | None:
        """The size of a file, or None when it is not kept here."""

    def open(self, sha256: str) -> BinaryIO:
        """The file, opened for reading; `FileNotFoundError` when it is not kept here."""

    def read(self, sha256: str) -> bytes | None:
        """The bytes of a file, or None when it is not kept here."""

    def lend(self, sha256: str) -> Lent:
        """The file as one of this machine, for programs that need a path; `FileNotFoundError` as `open`."""

    def verify(self, sha256: str) -> bool:
        """Whether the file is here and still is what its name says."""

    def examine(self, names: Iterable[str]) -> Iterator[Examined]:
        """The same for many files, in their order."""

    def bodies(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of many files, in their order; those that are not kept here are left out."""

    def hashes(self) -> Iterator[str]:
        """Names of all kept files, in order."""

    def remove(self, sha256: str) -> None:
        """Remove a file for good, older versions and copies that the store keeps of it too."""

    def in_background(self, work: Callable[[], T]) -> Future[T]:
        """Have something done that waits for the store, in one of a few threads."""

    def clean(self, *, older_than_s: float = _DRAFT_AGE_S) -> int:
        """Remove what a crash left half-written, if it is so old; how many pieces that were."""


def open_store(data: DataDirectory) -> Store:
    """The store of a data directory: its folder `files/`, or where its `store.json` says.

    Raises:
        ConfigurationError: the note, or what the configuration says of the store, makes no sense.
    """
    if not data.store_note.exists():
        return LocalStore(data.files)
    from harvester.stores.opening import open_noted

    return open_noted(data)


class LocalStore:
    """Files below one folder as `ab/abcdef…`; safe to use from several threads and processes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def url(self) -> str:
        """The folder."""
        return str(self.root)

    def where(self, sha256: str) -> str:
        """The path of a file, for people."""
        return str(self.path(sha256))

    def path(self, sha256: str) -> Path:
        """Where the file of this name is, or would be.

        Raises:
            ValueError: this is no SHA-256 in hexadecimal.
        """
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"not a SHA-256: {sha256!r}")
        return self.root / sha256[:2] / sha256

    def put(self, body: bytes) -> StoredFile:
        """Keep these bytes; keeping the same bytes again changes nothing.

        Raises:
            DiskError: the disk refuses; nothing half-written has the file's name.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        path = self.path(sha256)
        with disk_errors(path):
            if not self._holds(path, len(body)):
                self._write(path, body)
        return StoredFile(sha256, len(body), path)

    @staticmethod
    def _holds(path: Path, size: int) -> bool:
        try:
            return path.stat().st_size == size
        except FileNotFoundError:
            return False

    def _write(self, path: Path, body: bytes) -> None:
        folder = path.parent
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            sync_folder(folder.parent)
        handle, name = tempfile.mkstemp(prefix=_DRAFT_PREFIX, dir=folder)
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(body)
                stream.flush()
                os.fsync(stream.fileno())
            draft.chmod(0o644)
            draft.replace(path)
        except BaseException:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise
        sync_folder(folder)

    def has(self, sha256: str) -> bool:
        """Whether a file of this name is kept."""
        return self.path(sha256).is_file()

    def size(self, sha256: str) -> int | None:
        """The size of a file, or None when it is not kept here."""
        try:
            return self.path(sha256).stat().st_size
        except OSError:
            return None

    def lend(self, sha256: str) -> Lent:
        """The file itself.

        Raises:
            FileNotFoundError: it is not kept here.
        """
        path = self.path(sha256)
        if not path.is_file():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        return Lent(path)

    def open(self, sha256: str) -> BinaryIO:
        """The file, opened for reading.

        Raises:
            FileNotFoundError: it is not kept here.
        """
        return self.path(sha256).open("rb")

    def read(self, sha256: str) -> bytes | None:
        """The bytes of a file, or None when it is not kept here."""
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def verify(self, sha256: str) -> bool:
        """Whether the file is here and still is what its name says."""
        try:
            with self.open(sha256) as stream:
                digest = hashlib.sha256()
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
        except OSError:
            return False
        return digest.hexdigest() == sha256

    def examine(self, names: Iterable[str]) -> Iterator[Examined]:
        """Size and soundness of many files, in their order."""
        for sha256 in names:
            yield Examined(sha256, self.size(sha256) or 0, self.verify(sha256))

    def bodies(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of many files, in their order; those that are not kept here are left out."""
        for sha256 in names:
            body = self.read(sha256)
            if body is not None:
                yield sha256, body

    def remove(self, sha256: str) -> None:
        """Remove a file, and what `restore` set aside of it as damaged.

        Raises:
            DiskError: the disk refuses.
        """
        path = self.path(sha256)
        for one in (path, *path.parent.glob(f"{sha256}.damaged*")):
            if one.exists():
                with disk_errors(one):
                    one.unlink()
                    sync_folder(one.parent)

    def in_background(self, work: Callable[[], T]) -> Future[T]:
        """Do it now: a disk is not waited for."""
        from concurrent.futures import Future

        done: Future[T] = Future()
        try:
            done.set_result(work())
        except Exception as error:
            done.set_exception(error)
        return done

    def hashes(self) -> Iterator[str]:
        """Names of all kept files, in order."""
        if not self.root.is_dir():
            return
        for folder in sorted(self.root.iterdir()):
            if folder.is_dir():
                yield from sorted(f.name for f in folder.iterdir() if _SHA256.fullmatch(f.name))

    def clean(self, *, older_than_s: float = _DRAFT_AGE_S) -> int:
        """Remove temporary files that a crash left behind; younger ones may be in use.

        Returns:
            How many were removed.
        """
        removed = 0
        for draft in self.root.glob(f"*/{_DRAFT_PREFIX}*"):
            with suppress(FileNotFoundError):
                if time.time() - draft.stat().st_mtime >= older_than_s:
                    draft.unlink()
                    removed += 1
        return removed
