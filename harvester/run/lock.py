"""One run at a time per data directory; the lock ends with its process."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from harvester.errors import DiskError, LockedError
from harvester.run.orphans import wait_for_orphans
from harvester.stores.place import settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.paths import DataDirectory


@contextmanager
def hold(data: DataDirectory, command: str, *, settled: bool = True) -> Iterator[None]:
    """Create the data directory if need be and hold its lock.

    Processes that still crawl there, of a command that was killed, are waited for: they close their files.

    Args:
        data: the data directory.
        command: who holds it, for others to read.
        settled: see first that its files are where the configuration says.

    Raises:
        ConfigurationError: they are not.
        LockedError: another process holds it; the text names that process.
        DiskError: the directory cannot be made or written.
    """
    try:
        data.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(data.lock))
        lock.acquire(timeout=0)
    except Timeout as err:
        raise LockedError(
            f"{data.root} is in use by {_holder(data)}. Wait for it to end, or choose another --data."
        ) from err
    except OSError as err:
        raise DiskError(
            f"cannot write to {data.root}: {err.strerror}. Check that it is a directory, yours, and has room."
        ) from err
    try:
        note = data.lock.with_suffix(".holder")
        note.write_text(f"process {os.getpid()} ({command})", encoding="utf-8")
        wait_for_orphans(data)
        if settled:
            settle(data)
        yield
    finally:
        data.lock.with_suffix(".holder").unlink(missing_ok=True)
        lock.release()


def holder(data: DataDirectory) -> str | None:
    """Who holds a data directory, or None; only looks, so that no run that begins now is shut out."""
    said = _holder(data)
    number = said.removeprefix("process ").partition(" ")[0]
    if not number.isdigit():
        return None
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):  # it was killed, and its lock ended with it
        return None
    except PermissionError:  # somebody else's process
        pass
    return said


def _holder(data: DataDirectory) -> str:
    try:
        return data.lock.with_suffix(".holder").read_text(encoding="utf-8").strip() or "another process"
    except OSError:
        return "another process"
