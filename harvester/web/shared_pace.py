"""One host, several crawling processes: they share its clock through a file.

Sources that share a host are crawled by one process, but a document may lie on a host that sources of
two processes link to. A file per host carries the time of the last start; holding its lock is the
right to have a request in flight. The kernel gives the lock back when a process dies.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import time
from typing import TYPE_CHECKING

from harvester.vocabulary import Outcome
from harvester.web.endings import RequestEnded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LOOK_S = 0.05  # a process that waits for a host looks this often whether it is free
_WIDTH = 20  # characters of a time in the file


class Turn:
    """The right to have one request to a host in flight; give it back when the answer has arrived."""

    def __init__(self, handle: int, clock: Callable[[], float]) -> None:
        self._handle = handle
        self._clock = clock

    def started(self) -> None:
        """Say that the request goes out now, for whoever asks this host next."""
        os.pwrite(self._handle, f"{self._clock():<{_WIDTH}.6f}".encode(), 0)

    def last_start(self) -> float:
        """When the last request to this host went out, whichever process sent it; 0 when none did."""
        text = os.pread(self._handle, _WIDTH, 0).strip()
        return float(text) if text else 0.0

    def release(self) -> None:
        """Let the other processes have the host."""
        os.close(self._handle)


class SharedPace:
    """The clocks of all hosts, as files in one folder that the processes of a run share."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock
        folder.mkdir(parents=True, exist_ok=True)

    async def turn(self, host: str, gap_s: float, stopping: Callable[[], bool] = lambda: False) -> Turn:
        """Wait until no process asks this host and `gap_s` seconds have passed since one last did.

        Raises:
            RequestEnded: the crawl is being stopped.
        """
        name = hashlib.sha256(host.encode("utf-8", "replace")).hexdigest()[:32]
        handle = os.open(self._folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            while not _locked(handle):
                await self._pause(_LOOK_S, stopping)
            turn = Turn(handle, self._clock)
            # A clock that was set back must not stop the crawl for longer than one gap.
            wait = min(turn.last_start() + gap_s - self._clock(), gap_s)
            while wait > 0:
                await self._pause(min(wait, 1.0), stopping)
                wait -= 1.0
        except BaseException:
            os.close(handle)
            raise
        turn.started()
        return turn

    @staticmethod
    async def _pause(seconds: float, stopping: Callable[[], bool]) -> None:
        if stopping():
            raise RequestEnded(Outcome.LIMIT, "the crawl was stopped before this was asked for")
        await asyncio.sleep(seconds)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
