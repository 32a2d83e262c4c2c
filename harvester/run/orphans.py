"""Crawling processes whose command was killed: the next command waits until they have closed what they write.

They are told when it dies, and need a moment to end: files that they still write would look like those that
a crash left open.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from harvester.errors import LockedError

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.paths import DataDirectory

PATIENCE_S = 25.0  # they have ended by then


def crawl_there(runs: Path) -> None:
    """Have it known, until this process ends, that it crawls into the data directory with these runs."""
    with suppress(OSError):  # where there are no such locks, nobody waits
        fcntl.flock(os.open(runs, os.O_RDONLY), fcntl.LOCK_SH)


def wait_for_orphans(data: DataDirectory, patience_s: float = PATIENCE_S) -> None:
    """Wait for processes that crawl there, for whoever holds the lock: no others can be there.

    Raises:
        LockedError: they do not end.
    """
    try:
        handle = os.open(data.runs, os.O_RDONLY)
    except OSError:
        return  # nobody has crawled there
    until = time.monotonic() + patience_s
    try:
        while _in_use(handle):
            if time.monotonic() > until:
                raise LockedError(
                    f"{data.root} is in use by crawling processes whose command was killed. Wait for them "
                    "to end, or choose another --data."
                )
            time.sleep(0.1)
    finally:
        os.close(handle)


def _in_use(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # no such locks here
        return False
    return False
