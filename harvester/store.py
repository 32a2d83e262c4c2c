"""The content-addressed store: every kept sequence of bytes once, named by its SHA-256.

A file is complete from the moment it has its name: it is written under a temporary name, flushed to
the disk, renamed, and the folder is flushed too. A crash leaves at most a temporary file, which
nothing refers to and which the next opening of the store removes once it is old.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from harvester.errors import DiskError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

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
    path: Path


class FileStore:
    """Files below one folder as `ab/abcdef…`; safe to use from several threads and processes."""

    def __init__(self, root: Path) -> None:
        self.root = root

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
