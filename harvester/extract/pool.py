"""Documents read side by side, each in a fresh process with limits.

Engines crash, hang and eat memory on hostile files, so a document never shares a process with another
or with the crawl. Workers are forked from a small server process that has the engines loaded; forking a
process with a reactor in it would be unsafe, and starting Python anew would cost a quarter of a second.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from harvester.extract import NO_WORKER
from harvester.extract.confinement import Confinement
from harvester.extract.files import extractor_name, media_type_of
from harvester.extract.forks import NotStartedError, Worker, WorkerDiedError, server_for
from harvester.extract.limits import OCR_BASE_SECONDS, OCR_MAX_PAGES, OCR_PAGE_SECONDS
from harvester.extract.scans import recogniser
from harvester.extract.wire import Answer, FailedWorkerError, unpack
from harvester.extract.worker import read_confined, recognise_confined
from harvester.records import Extract
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

logger = logging.getLogger(__name__)

GIB = 1024**3
_PAUSES_S = (1.0, 4.0)  # before it is tried again to start a worker
_HEAD = 1_024  # bytes in which a PDF says that it is one


@dataclass(slots=True)
class _Job:
    """One document on its way."""

    path: Path
    sha256: str
    future: Future[Extract]
    worker: Worker | None = None


class ReadingPool:
    """Reads documents in limited worker processes.

    Use it as a context manager; leaving it waits for what was submitted, and leaving it by an exception
    stops what is running. May be used from any thread.
    """

    def __init__(self, workers: int, timeout_s: float = 30, memory_bytes: int = GIB) -> None:
        """Prepare a pool.

        Args:
            workers: documents read at the same time.
            timeout_s: for the text of one document; recognising scans has its own, longer time.
            memory_bytes: that one document may take.
        """
        self._workers = max(1, workers)
        self._timeout_s = timeout_s
        self._memory_bytes = memory_bytes
        self._changed = threading.Condition()
        self._waiting: deque[_Job] = deque()
        self._running: list[_Job] = []
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._closed = self._stopped = False
        self._no_longer = threading.Event()  # once it is stopped
        self._said_online = False

    def __enter__(self) -> Self:
        server_for("pdf")  # loads its engines while the first file is on its way
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(stop=kind is not None)

    def submit(self, path: Path, sha256: str) -> Future[Extract]:
        """Have a file read.

        Args:
            path: the file, which must stay where it is until the future is done.
            sha256: its name in the store.

        Returns:
            A future that always resolves to an `Extract`: what goes wrong, a crash of the worker too, is
            its outcome. Only a stopped pool, or the caller, cancels it.

        Raises:
            RuntimeError: the pool is closed.
        """
        job = _Job(path, sha256, Future())
        with self._changed:
            if self._closed:
                raise RuntimeError("the reading pool is closed")
            self._waiting.append(job)
            if self._idle < len(self._waiting) and len(self._threads) < self._workers:
                thread = threading.Thread(target=self._read_on, name="reading", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._changed.notify()
        return job.future

    def close(self, *, stop: bool = False) -> None:
        """Take no more files; wait for those submitted, or with `stop` end them (their futures cancel)."""
        with self._changed:
            self._closed = True
            if stop:
                self._stopped = True
                self._no_longer.set()
                for job in self._waiting:
                    job.future.cancel()
                self._waiting.clear()
                for job in self._running:
                    if job.worker is not None:
                        job.worker.kill()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(60 if stop else None)

    def _read_on(self) -> None:
        """Read one waiting document after the other, until the pool is closed and none waits."""
        while True:
            with self._changed:
                self._idle += 1
                self._changed.wait_for(lambda: self._waiting or self._closed)
                self._idle -= 1
                if not self._waiting:
                    return
                job = self._waiting.popleft()
                if not job.future.set_running_or_notify_cancel():
                    continue
                self._running.append(job)
            try:
                extract = self._read(job)
            except CancelledError as stopped:
                job.future.set_exception(stopped)
            except Exception as error:  # this document's outcome, whatever it was; the next must be read
                logger.debug("could not read %s", job.sha256, exc_info=True)
                job.future.set_result(_failed(job, Outcome.PARSE_ERROR, f"{type(error).__name__}: {error}"))
            else:
                job.future.set_result(extract)
            finally:
                with self._changed:
                    self._running.remove(job)

    def _read(self, job: _Job) -> Extract:
        """Read one document: its text layer, and where that is missing, its pictures."""
        limits = Confinement(self._memory_bytes, int(self._timeout_s) + 5)
        try:
            answer = self._ask(job, self._timeout_s, read_confined, (job.path, job.sha256, limits))
        except (TimeoutError, WorkerDiedError, FailedWorkerError, NotStartedError) as error:
            return _of_failure(job, error, self._timeout_s)
        if not answer.offline:
            self._say_online()
        if not answer.scanned or recogniser() is None or self._stopped:
            return answer.extract
        pages = answer.scanned[:OCR_MAX_PAGES]
        timeout_s = OCR_BASE_SECONDS + OCR_PAGE_SECONDS * len(pages)
        limits = Confinement(self._memory_bytes, int(timeout_s) + 5)
        try:
            arguments = (job.path, answer.extract, pages, limits)
            return self._ask(job, timeout_s, recognise_confined, arguments).extract
        except (TimeoutError, WorkerDiedError, FailedWorkerError, NotStartedError) as error:
            reason = (
                "took too long" if isinstance(error, TimeoutError) else f"failed ({type(error).__name__})"
            )
            notes = (answer.extract.message, f"recognising its pictures {reason}")
            return replace(answer.extract, message="; ".join(part for part in notes if part))

    def _ask(
        self, job: _Job, timeout_s: float, function: Callable[..., Any], arguments: tuple[Any, ...]
    ) -> Answer:
        """What a fresh worker answers; one that could not be started, or whose server ended, has another try.

        Raises:
            CancelledError: the pool was stopped.
            TimeoutError, WorkerDiedError, FailedWorkerError, NotStartedError: there is no answer.
        """
        for pause in _PAUSES_S:
            try:
                return self._try(job, timeout_s, function, arguments)
            except NotStartedError as error:
                logger.warning("no worker to read %s: %s; trying again", job.sha256[:12], error)
            self._no_longer.wait(pause)
        return self._try(job, timeout_s, function, arguments)

    def _try(
        self, job: _Job, timeout_s: float, function: Callable[..., Any], arguments: tuple[Any, ...]
    ) -> Answer:
        """What a fresh worker answers. Raises what `_ask` does."""
        try:
            worker = server_for("pdf" if _is_pdf(job.path) else "any").start(function, arguments)
        except OSError as error:
            raise NotStartedError(str(error)) from error
        with self._changed:
            job.worker = worker
            if self._stopped:
                worker.kill()
        try:
            return unpack(worker.answer(timeout_s))
        except (WorkerDiedError, NotStartedError) as error:
            if self._stopped:
                raise CancelledError from None
            if isinstance(error, WorkerDiedError) and not worker.server.alive():
                raise NotStartedError("the process that starts them ended") from error
            raise

    def _say_online(self) -> None:
        if not self._said_online:
            self._said_online = True
            logger.warning("documents are read without a network namespace: the kernel does not allow one")


def _is_pdf(path: Path) -> bool:
    try:
        file = os.open(path, os.O_RDONLY)
        try:
            return b"%PDF-" in os.read(file, _HEAD)
        finally:
            os.close(file)
    except OSError:
        return False


def _of_failure(job: _Job, error: Exception, timeout_s: float) -> Extract:
    """The result of a document whose worker did not answer."""
    if isinstance(error, TimeoutError):
        return _failed(job, Outcome.LIMIT, f"reading took longer than {timeout_s:g} s")
    if isinstance(error, WorkerDiedError):
        return _failed(job, Outcome.LIMIT, "its worker died: the engine crashed or ran out of memory")
    if isinstance(error, FailedWorkerError) and error.out_of_memory:
        return _failed(job, Outcome.LIMIT, "it needs more memory than allowed")
    if isinstance(error, NotStartedError):
        return _failed(job, Outcome.LIMIT, f"{NO_WORKER}: {error}")
    return _failed(job, Outcome.PARSE_ERROR, str(error)[:300])


def _failed(job: _Job, outcome: Outcome, message: str) -> Extract:
    return Extract(
        sha256=job.sha256,
        outcome=outcome,
        media_type=media_type_of(job.path),
        extractor=extractor_name(),
        message=message,
    )
