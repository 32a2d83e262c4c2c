"""Copies of files on a worker that does not see where they are kept.

Each is locked by who made it, while that lives. One that nobody holds was left by a worker that was killed,
and the next process that reads takes it away: reports are no rubbish to leave in `/tmp`.
"""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "harvester-copy-"


@contextmanager
def copy_of(body: bytes) -> Iterator[str]:
    """A file with this in it, gone at the end of the block."""
    while True:
        with tempfile.NamedTemporaryFile(prefix=PREFIX) as file:
            with suppress(OSError):  # a file system without locks: then nothing is taken for left
                fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file.fileno()).st_nlink == 0:  # it was taken for left before it was locked
                with suppress(FileNotFoundError):
                    file.close()
                continue
            file.write(body)
            file.flush()
            yield file.name
            return


def remove_left() -> None:
    """Remove our copies that nobody holds."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            _remove_if_left(path)


def _remove_if_left(path: Path) -> None:
    # Whoever may write there may put anything under such a name.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        held = os.fstat(descriptor)
        if not stat.S_ISREG(held.st_mode) or held.st_uid != os.geteuid():
            return
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
    finally:
        os.close(descriptor)
