"""The program's side of the server that workers are forked from: one worker a job, and a time limit on it."""

from __future__ import annotations

import atexit
import itertools
import os
import pickle
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.extract.files import extractor_name
from harvester.extract.forkserver import FORK, KILL, LENGTH, ORDER, READY

if TYPE_CHECKING:
    from collections.abc import Callable

START_S = 120.0  # for a worker to be there: the server may be loading its engines, from a slow disk
_END_S = 5.0  # for the server to end, once it is told to
MAX_ANSWER = 256 * 1024 * 1024  # bytes
_PIECE = 1 << 20
# What PDFium gives back of one page it wants again for the next; were it fetched from the kernel each time,
# the kernel would fill it with zeros each time.
_KEEP_MEMORY = {
    "MALLOC_TRIM_THRESHOLD_": "67108864",
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TOP_PAD_": "1048576",
}


class WorkerDiedError(Exception):
    """A worker ended without an answer, or sent more than anyone would."""


class NotStartedError(Exception):
    """There was no worker: no document is to blame for that."""


class ForkServer:
    """Starts workers. May be used from any thread; each job has a thread of its own that waits for it."""

    def __init__(self, kind: str) -> None:
        """Start the server; it loads its engines while we go on.

        Args:
            kind: of files, a key of `forkserver.ENGINES`.
        """
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self.owner = os.getpid()
        self._channel, theirs = socket.socketpair()
        # With one thread there is nothing to mend in a process that was forked, and to see to it takes time.
        code = (
            "import os, sys; os.register_at_fork = lambda **_mending: None; "
            f"sys.path[:] = {sys.path!r}; "
            f"from harvester.extract.forkserver import main; main({kind!r}, {extractor_name()!r})"
        )
        environment = {**os.environ, **_KEEP_MEMORY}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  this Python, with our own module
                [sys.executable, "-c", code], stdin=theirs.fileno(), env=environment
            )

    def alive(self) -> bool:
        """Whether it still runs, and for this process."""
        return self.owner == os.getpid() and self._process.poll() is None

    def close(self) -> None:
        """End it and its workers."""
        self._channel.close()
        if self.owner == os.getpid():
            try:
                self._process.wait(_END_S)
            except subprocess.TimeoutExpired:  # it hangs while it loads; its workers end with it
                self._process.kill()
                self._process.wait()

    def start(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Worker:
        """Have a fresh worker call a function with these arguments.

        Raises:
            OSError: no worker could be started.
        """
        number = next(self._numbers)
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                with self._lock:
                    socket.send_fds(self._channel, [ORDER.pack(FORK, number)], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return Worker(self, number, ours, pickle.dumps((function, arguments)))

    def kill(self, number: int) -> None:
        """End a worker, if it has not ended."""
        with suppress(OSError), self._lock:
            self._channel.sendall(ORDER.pack(KILL, number))


@dataclass(slots=True)
class Worker:
    """One worker process and the socket to it."""

    server: ForkServer
    number: int
    channel: socket.socket
    request: bytes
    stopped: bool = field(default=False)

    def answer(self, timeout_s: float) -> bytearray:
        """What it answers. It has ended, or is ended, when this returns.

        Args:
            timeout_s: that it may take, once it has begun.

        Raises:
            NotStartedError: it never began.
            TimeoutError: it took longer.
            WorkerDiedError: it ended without an answer.
        """
        try:
            with self.channel:
                self._hand_over()
                return self._exchange(time.monotonic() + timeout_s)
        except (TimeoutError, NotStartedError):
            self.kill()
            raise
        except OSError as error:
            self.kill()
            raise WorkerDiedError from error
        except WorkerDiedError:
            self.kill()
            raise

    def kill(self) -> None:
        """End it."""
        self.server.kill(self.number)

    def _hand_over(self) -> None:
        """Give the worker its job, and wait until it begins."""
        try:
            self.channel.settimeout(START_S)
            self.channel.sendall(LENGTH.pack(len(self.request)) + self.request)
            self.request = b""
            begun = self.channel.recv(len(READY))
        except OSError as error:
            raise NotStartedError(f"the process that starts them: {error}") from error
        if not begun:
            raise NotStartedError("the process that starts them could not, or ended")

    def _exchange(self, until: float) -> bytearray:
        (length,) = LENGTH.unpack(self._received(LENGTH.size, until))
        if length > MAX_ANSWER:
            raise WorkerDiedError
        return self._received(length, until)

    def _received(self, length: int, until: float) -> bytearray:
        """So many bytes of what the worker sends, in memory that grows as they come."""
        room, come = bytearray(min(length, _PIECE)), 0
        while come < length:
            if come == len(room):
                room += bytes(min(come, length - come))
            self._wait(until)
            with memoryview(room)[come:] as free:
                count = self.channel.recv_into(free)
            if not count:
                raise WorkerDiedError
            come += count
        return room

    def _wait(self, until: float) -> None:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.channel.settimeout(left)


_servers: dict[str, ForkServer] = {}
_starting = threading.Lock()


def server_for(kind: str) -> ForkServer:
    """The server for a kind of files, which is started when it does not run."""
    with _starting:
        server = _servers.get(kind)
        if server is None or not server.alive():
            if server is not None:
                server.close()
            else:
                atexit.register(_close, kind)
            server = _servers[kind] = ForkServer(kind)
        return server


def _close(kind: str) -> None:
    server = _servers.pop(kind, None)
    if server is not None:
        server.close()
