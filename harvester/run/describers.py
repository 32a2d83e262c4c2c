"""Describing on more than one core: processes beside this one that work out what documents are.

They only read the catalogue. What one does not answer, because it died, took too long or could not be
started, is worked out by whoever asked.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Self

from harvester.run.children import without_secrets
from harvester.run.describer import Batch, Work
from harvester.run.working_out import Ended

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path
    from types import TracebackType

    from harvester.run.working_out import Answer, Task

log = logging.getLogger(__name__)

MODULE = "harvester.run.describer"
LIMIT_S = 120  # for one batch, which takes a tenth of a second: reports of thousands of pages take some
_SPARE_S = 60  # in which one should have loaded the rules
_GRACE_S = 5  # for those that have nothing to do and are told to end
MOST_STARTED = 8  # describers that died are replaced, up to so many processes in all


class DescriberDiedError(Exception):
    """There is no answer: the describer ended before it gave one."""


def cores() -> int:
    """How many there are for us."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def describers_of(catalogue: Path, count: int, work: Work = Work.DESCRIBE) -> Iterator[Describers | None]:
    """So many describers, but no more than there are cores; None where there is but one."""
    there = cores()
    if there < 2:
        yield None
        return
    with Describers(catalogue, min(count, there), work=work) as describers:
        yield describers


class Describers:
    """Processes that work tasks out, started when first asked. Use it as a context manager."""

    def __init__(
        self, catalogue: Path, count: int, limit_s: int = LIMIT_S, work: Work = Work.DESCRIBE
    ) -> None:
        """Prepare them.

        Args:
            catalogue: the file.
            count: how many work at once.
            limit_s: seconds that one batch may take.
            work: what they are asked.
        """
        self.count = max(1, count)
        self._catalogue = catalogue.resolve()
        self._limit_s, self._work = limit_s, work
        self._threads = ThreadPoolExecutor(self.count, thread_name_prefix="describing")
        self._free: queue.SimpleQueue[Connection | None] = queue.SimpleQueue()  # None: one that died
        self._starting = threading.Lock()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._closed = False
        self.started = False  # or it was tried in vain
        self.working = True  # False once there are none any more

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def prepare(self) -> None:
        """Start them, if they are not: they load their rules while a core has nothing to do."""
        if not self.started:
            self.started = True
            for channel in self._start(self.count):
                self._free.put(channel)

    def submit(self, tasks: Sequence[Task]) -> Future[list[Answer | None]]:
        """Have tasks worked out. The future resolves to an answer each, or raises `DescriberDiedError`."""
        self.prepare()
        return self._threads.submit(self._ask, Batch(tuple(tasks), self._limit_s))

    def _ask(self, batch: Batch) -> list[Answer | None]:
        channel = self._free.get()
        try:
            if channel is None:
                self.working = False
                raise DescriberDiedError("there are no describers any more")
            return _answers(channel, batch)
        except EOFError as error:
            assert channel is not None  # noqa: S101 - the case is above
            channel.close()
            channel = self._another()
            raise DescriberDiedError(str(error) or "a describer died, or took longer than it may") from error
        finally:
            self._free.put(channel)

    def _another(self) -> Connection | None:
        """A new describer for one that died, unless too many have."""
        return self._start(1)[0] if len(self._processes) < MOST_STARTED else None

    def _start(self, count: int) -> Sequence[Connection | None]:
        """Start so many in one go; None for each that could not be."""
        pairs: list[tuple[socket.socket, socket.socket]] = []
        try:
            for _ in range(count):
                pairs.append(socket.socketpair())
            with self._starting:
                if self._closed:
                    return [None] * count
                self._processes.append(self._popen([there for _, there in pairs]))
            return [Connection(here.detach()) for here, _ in pairs]
        except OSError as error:
            log.warning("no describer could be started: %s", error)
            return [None] * count
        finally:
            for here, there in pairs:
                here.close()
                there.close()

    def _popen(self, theirs: Sequence[socket.socket]) -> subprocess.Popen[bytes]:
        names = [str(os.getpid()), self._work, str(self._catalogue), *(str(one.fileno()) for one in theirs)]
        return subprocess.Popen(  # noqa: S603 - a module of ours
            # -P: what lies in the directory where the command was called is no module of ours.
            [sys.executable, "-P", "-m", MODULE, *names],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=without_secrets(os.environ) | {"OPENBLAS_NUM_THREADS": "1"},
            pass_fds=[one.fileno() for one in theirs],
            start_new_session=True,  # a terminal's Ctrl-C is for the program
        )

    def dismiss(self) -> None:
        """Let those end by themselves that have nothing to do: nothing is asked any more."""
        if self._free.qsize() == self.count:
            self.working = False
            self._let_go()

    def close(self) -> None:
        """End them; what they were asked and have not answered is left undone."""
        idle = self._free.qsize() == self.count
        with self._starting:
            self._closed = True
            if idle:
                self._let_go()  # which they take for the end
            for process in self._processes:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(_GRACE_S if idle else 0)
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)  # with all describers that it forked
                    process.wait()
        self._threads.shutdown(cancel_futures=True)
        self._let_go()

    def _let_go(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                channel = self._free.get_nowait()
                if channel is not None:
                    channel.close()
        for _ in range(self.count):  # else a batch that had its turn just now would wait for one for ever
            self._free.put(None)


def _answers(channel: Connection, batch: Batch) -> list[Answer | None]:
    """What a describer answers.

    Raises:
        EOFError: it does not; the text is why, where that is known.
    """
    try:
        with contextlib.suppress(ConnectionError):  # it has ended, and may have said why
            channel.send(batch)
        if not channel.poll(batch.limit_s + _SPARE_S):
            raise EOFError  # it does not even start
        answers: list[Answer | None] | Ended = channel.recv()
    except OSError as error:
        raise EOFError from error
    if isinstance(answers, Ended):
        raise EOFError(f"a describer ended: {answers.reason}")
    return answers
