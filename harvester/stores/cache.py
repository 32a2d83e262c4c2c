"""Copies of files of a store elsewhere, in a folder of bounded size that may be deleted at any moment.

A copy that is lent holds a shared lock, which ends with its process; making room only removes what nobody
holds. What is taken from here is hashed again: a crash may leave a copy that is not whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from harvester.bounded_folder import DRAFT, make_room
from harvester.store import Lent, disk_errors

if TYPE_CHECKING:
    from typing import BinaryIO

log = logging.getLogger(__name__)

_CHUNK = 1024 * 1024


class FileCache:
    """The copies of one data directory; for any thread, and several processes at once."""

    def __init__(self, root: Path, max_bytes: int) -> None:
        self.root, self._max_bytes = root, max_bytes
        self._lock = threading.Lock()
        self._unswept = max_bytes  # bytes written since the folder was last measured; it never was

    def path(self, sha256: str) -> Path:
        """Where the copy is, or would be."""
        return self.root / sha256[:2] / sha256

    def take(self, sha256: str) -> BinaryIO | None:
        """The copy, opened and locked against being removed until it is closed; None: none that is sound."""
        path = self.path(sha256)
        try:
            stream = path.open("rb")
        except OSError:
            return None
        try:
            fcntl.flock(stream, fcntl.LOCK_SH)
            if os.fstat(stream.fileno()).st_nlink and _digest(stream) == sha256:
                os.utime(path)
                stream.seek(0)
                return stream
            self.drop(sha256)
        except OSError:
            pass
        stream.close()
        return None

    def lend(self, sha256: str) -> Lent | None:
        """The copy as a file that stays until it is given back."""
        stream = self.take(sha256)
        return Lent(self.path(sha256), stream.close) if stream is not None else None

    def has(self, sha256: str) -> bool:
        """Whether there is a copy, whole or not."""
        return self.path(sha256).is_file()

    def keep(self, sha256: str, body: bytes) -> None:
        """Keep a copy.

        Raises:
            DiskError: the disk refuses.
        """
        self.kept(sha256, body).close()

    def kept(self, sha256: str, body: bytes) -> BinaryIO:
        """Keep a copy, and have it as `take` gives it: no room is made of it in between.

        Raises:
            DiskError: the disk refuses.
        """
        path = self.path(sha256)
        with disk_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=DRAFT, dir=path.parent)
            stream = os.fdopen(handle, "w+b")
            try:
                fcntl.flock(stream, fcntl.LOCK_SH)
                stream.write(body)
                stream.flush()
                Path(name).replace(path)
                stream.seek(0)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                stream.close()
                raise
        self._sweep(len(body))
        return stream

    def drop(self, sha256: str) -> None:
        """Remove a copy at once, lent or not."""
        with suppress(OSError):
            self.path(sha256).unlink(missing_ok=True)

    # ------------------------------------------------------------ keeping within bounds

    def _sweep(self, written: int) -> None:
        """Now and then, bring the folder back to four fifths of what it may take."""
        with self._lock:
            self._unswept += written
            if self._unswept < self._max_bytes // 20:
                return
            self._unswept = 0
        try:
            self.make_room()
        except OSError as error:
            log.warning("copies of files could not be cleared away: %s", error)

    def make_room(self) -> None:
        """Remove those longest unused, where all together are too large."""
        make_room(self.root.glob("*"), self._max_bytes, _remove_unless_lent)


def _remove_unless_lent(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
    except OSError:  # somebody reads it
        return False
    return True


def _digest(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
