"""Documents read side by side, each in a fresh process with limits.

Engines crash, hang and eat memory on hostile files, so a document never shares a process with another
or with the crawl. Workers are forked from a small server process that has the engines loaded; forking a
process with a reactor in it would be unsafe, and starting Python anew would cost a quarter of a second.
pebble starts, watches and stops the workers, each with a pipe of its own.
"""

from __future__ import annotations

import logging
import multiprocessing
import threading
from collections import deque
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import forkserver
from typing import TYPE_CHECKING, Any, Self

from harvester.extract.confinement import Confinement
from harvester.extract.files import extractor_name, media_type_of
from harvester.extract.limits import OCR_BASE_SECONDS, OCR_MAX_PAGES, OCR_PAGE_SECONDS
from harvester.extract.scans import recogniser
from harvester.extract.worker import Answer, read_confined, recognise_confined
from harvester.records import Extract
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

logger = logging.getLogger(__name__)

GIB = 1024**3


@dataclass(slots=True)
class _Job:
    """One document on its way."""

    path: Path
    sha256: str
    future: Future[Extract]
    running: Future[Any] | None = None
    first: Extract | None = None  # what its text layer gave, while its pictures are being read


class ReadingPool:
    """Reads documents in limited worker processes.

    Use it as a context manager; leaving it waits for what was submitted, and leaving it by an exception
    stops what is running. May be used from any thread.
    """

    def __init__(self, workers: int, timeout_s: float = 30, memory_bytes: int = GIB) -> None:
        """Prepare a pool; processes are started on entering.

        Args:
            workers: documents read at the same time.
            timeout_s: for the text of one document; recognising scans has its own, longer time.
            memory_bytes: that one document may take.
        """
        self._workers = max(1, workers)
        self._timeout_s = timeout_s
        self._memory_bytes = memory_bytes
        self._context = multiprocessing.get_context("forkserver")
        self._changed = threading.Condition()
        self._waiting: deque[_Job] = deque()
        self._jobs: dict[int, _Job] = {}
        self._closed = self._stopped = False
        self._said_online = False

    def __enter__(self) -> Self:
        self._context.set_forkserver_preload(["harvester.extract.forkserver_preload"])
        forkserver.ensure_running()
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
        self._fill()
        return job.future

    def close(self, *, stop: bool = False) -> None:
        """Take no more files; wait for those submitted, or with `stop` end them (their futures cancel)."""
        with self._changed:
            self._closed = True
            if stop:
                self._stopped = True
                for job in self._waiting:
                    job.future.cancel()
                self._waiting.clear()
                running = list(self._jobs.values())
            else:
                running = []
        for job in running:
            if job.running is not None:
                job.running.cancel()
        with self._changed:
            self._changed.wait_for(lambda: not self._jobs and not self._waiting, timeout=60 if stop else None)

    def _fill(self) -> None:
        """Start waiting documents while there are free places."""
        while True:
            with self._changed:
                if len(self._jobs) >= self._workers or not self._waiting:
                    return
                job = self._waiting.popleft()
                if not job.future.set_running_or_notify_cancel():
                    self._changed.notify_all()
                    continue
                self._jobs[id(job)] = job
            limits = Confinement(self._memory_bytes, int(self._timeout_s) + 5)
            self._launch(job, self._timeout_s, read_confined, (job.path, job.sha256, limits))

    def _launch(
        self, job: _Job, timeout_s: float, function: Callable[..., Any], arguments: tuple[Any, ...]
    ) -> None:
        from pebble import concurrent

        # The keyword is `context`, whatever pebble's overloads say; another name would silently fork us.
        in_process = concurrent.process(  # type: ignore[call-overload]
            timeout=timeout_s, context=self._context
        )(function)
        try:
            job.running = _cancellable(in_process(*arguments))
        except Exception as error:  # no process, thread or pipe to be had: this document's outcome too
            self._finish(job, _failed(job, Outcome.LIMIT, f"no worker process could be started: {error}"))
            return
        job.running.add_done_callback(lambda future: self._ended(job, future))

    def _ended(self, job: _Job, future: Future[Any]) -> None:
        """A worker has answered, died or been stopped. Runs in pebble's thread for that worker."""
        try:
            answer = future.result()
        except CancelledError:
            self._finish(job, None)
        except Exception as error:
            self._finish(job, _of_failure(job, error, self._timeout_s))
        else:
            self._answered(job, answer)

    def _answered(self, job: _Job, answer: Answer | Extract) -> None:
        if isinstance(answer, Extract):
            self._finish(job, answer)
            return
        if not answer.offline:
            self._say_online()
        if not answer.scanned or recogniser() is None or self._stopped:
            self._finish(job, answer.extract)
            return
        job.first = answer.extract
        pages = answer.scanned[:OCR_MAX_PAGES]
        timeout_s = OCR_BASE_SECONDS + OCR_PAGE_SECONDS * len(pages)
        limits = Confinement(self._memory_bytes, int(timeout_s) + 5)
        self._launch(job, timeout_s, recognise_confined, (job.path, answer.extract, pages, limits))

    def _finish(self, job: _Job, extract: Extract | None) -> None:
        """Hand over the result (None: it was stopped) and make room for the next document."""
        with self._changed:
            self._jobs.pop(id(job), None)
        if extract is None:
            job.future.set_exception(CancelledError())
        else:
            job.future.set_result(extract)
        self._fill()
        with self._changed:
            self._changed.notify_all()

    def _say_online(self) -> None:
        if not self._said_online:
            self._said_online = True
            logger.warning("documents are read without a network namespace: the kernel does not allow one")


def _cancellable(future: Future[Any]) -> Future[Any]:
    """The future, proof against being cancelled at the very moment when pebble's thread settles it."""

    def tolerant(settle: Callable[[Any], None]) -> Callable[[Any], None]:
        def settle_or_leave(value: Any) -> None:
            with suppress(InvalidStateError):
                settle(value)

        return settle_or_leave

    future.set_result = tolerant(future.set_result)  # type: ignore[method-assign, assignment]
    future.set_exception = tolerant(future.set_exception)  # type: ignore[method-assign, assignment]
    return future


def _of_failure(job: _Job, error: Exception, timeout_s: float) -> Extract:
    """The result of a document whose worker did not answer."""
    from pebble import ProcessExpired

    if job.first is not None:
        reason = "took too long" if isinstance(error, TimeoutError) else f"failed ({type(error).__name__})"
        notes = "; ".join(part for part in (job.first.message, f"recognising its pictures {reason}") if part)
        return replace(job.first, message=notes)
    if isinstance(error, TimeoutError):
        return _failed(job, Outcome.LIMIT, f"reading took longer than {timeout_s:g} s")
    if isinstance(error, ProcessExpired):
        return _failed(job, Outcome.LIMIT, "its worker died: the engine crashed or ran out of memory")
    if isinstance(error, MemoryError):
        return _failed(job, Outcome.LIMIT, "it needs more memory than allowed")
    return _failed(job, Outcome.PARSE_ERROR, f"{type(error).__name__}: {error}"[:300])


def _failed(job: _Job, outcome: Outcome, message: str) -> Extract:
    return Extract(
        sha256=job.sha256,
        outcome=outcome,
        media_type=media_type_of(job.path),
        extractor=extractor_name(),
        message=message,
    )
