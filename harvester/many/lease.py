"""The right to crawl a shard: a lease that the run renews, and a lock that every crawling process holds.

Two walls, because either can have a hole. The lock (`claim`) is held by every process of a shard's crawl
and ends with the last of them, so a second worker waits until the first has really ended, whatever the
scheduler believes of it. The lease is for what a lock cannot do: a worker that was cut off, or is taken
for dead, finds that its lease names another order, or is renewed no more, and stops by itself. Only the
run writes the lease, and no clocks are compared: whoever holds it measures on its own for how long
nothing was renewed.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from harvester.errors import DiskError
from harvester.many.orders import CLAIM, LEASE
from harvester.store import disk_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LEASE_S = 20.0  # without a renewal a worker stops after so long
BEAT_S = 1.0
LOOK_S = 0.5
REVOKED = -1


class Leases:
    """The leases that a run has given out, renewed by a thread until it is over."""

    def __init__(self) -> None:
        self._held: dict[Path, int] = {}
        self._beat = 0
        self._lock = threading.Lock()

    def give(self, shard: Path, epoch: int) -> None:
        """Let the order of this number crawl, and no other.

        Raises:
            DiskError: it could not be written.
        """
        with self._lock:
            self._held[shard] = epoch
            self._write(shard, epoch)

    def revoke(self, shard: Path) -> None:
        """Nobody may crawl this shard; whoever does stops within a second."""
        self.give(shard, REVOKED)

    def forget(self, shard: Path) -> None:
        """The shard is done."""
        with self._lock:
            self._held.pop(shard, None)

    @contextmanager
    def renewed(self) -> Iterator[None]:
        """Renew all leases while inside."""
        over = threading.Event()
        thread = threading.Thread(target=self._renew, args=(over,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _renew(self, over: threading.Event) -> None:
        while not over.wait(BEAT_S):
            with self._lock:
                self._beat += 1
                for shard, epoch in self._held.items():
                    try:
                        self._write(shard, epoch)
                    except DiskError:  # a disk that stays so ends the leases, and that is right
                        continue

    def _write(self, shard: Path, epoch: int) -> None:
        path = shard / LEASE
        draft = path.with_suffix(".tmp")
        with disk_errors(path):
            draft.write_text(json.dumps({"epoch": epoch, "beat": self._beat}), encoding="ascii")
            draft.replace(path)


class Watch:
    """A lease as its holder sees it."""

    def __init__(self, shard: Path, epoch: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._path, self._epoch, self._clock = shard / LEASE, epoch, clock
        self._beat: int | None = None
        self._since = clock()

    def lost(self) -> bool:
        """Whether the lease names another order, or was not renewed for too long."""
        epoch: int
        beat: int | None
        try:
            said = json.loads(self._path.read_text(encoding="ascii"))
            epoch, beat = int(said["epoch"]), int(said["beat"])
        except (OSError, ValueError, KeyError, TypeError):
            epoch, beat = self._epoch, self._beat  # not to be read just now: as if not renewed
        if epoch != self._epoch:
            return True
        if beat != self._beat:
            self._beat, self._since = beat, self._clock()
        return self._clock() - self._since > LEASE_S

    @contextmanager
    def watched(self, stop: Callable[[], None]) -> Iterator[None]:
        """Look after the lease in a thread, and call `stop` once when it is lost."""
        over = threading.Event()

        def look() -> None:
            while not over.wait(LOOK_S):
                if self.lost():
                    stop()
                    return

        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def claim(shard: Path) -> int | None:
    """The lock of a shard as an open file, or None while anyone crawls it.

    The lock belongs to the open file: processes that inherit it hold it too, until the last has ended.
    """
    handle = os.open(shard / CLAIM, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def claim_within(shard: Path, seconds: float, given_up: Callable[[], bool] = lambda: False) -> int | None:
    """As `claim`, waiting for others to end."""
    until = time.monotonic() + seconds
    while (handle := claim(shard)) is None:
        if given_up() or time.monotonic() > until:
            return None
        time.sleep(0.1)
    return handle
