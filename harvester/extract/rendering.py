"""Pages drawn in limited worker processes, a fresh one for each, a few at a time.

The newest request is served first: somebody who leafs quickly wants the page they are at, not those
they have passed. What waits is bounded; the oldest is let go.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections import deque
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from multiprocessing import forkserver
from typing import TYPE_CHECKING, Any

from harvester.extract.confinement import Confinement
from harvester.extract.page_image import MAX_BYTES, SIGNATURE, NoImage, PageImage, draw_confined

if TYPE_CHECKING:
    from pathlib import Path

MEMORY_BYTES = 512 * 1024**2
TIMEOUT_S = 15.0
WAITING = 32


@dataclass(slots=True)
class _Job:
    path: Path
    page: int
    width: int
    future: Future[PageImage | NoImage]


class PageRenderer:
    """Draws pages; may be used from any thread. Nothing is started before the first page is asked for."""

    def __init__(
        self,
        workers: int = 1,
        *,
        timeout_s: float = TIMEOUT_S,
        memory_bytes: int = MEMORY_BYTES,
        waiting: int = WAITING,
    ) -> None:
        """Prepare a renderer.

        Args:
            workers: pages drawn at the same time.
            timeout_s: for one page.
            memory_bytes: that one page may take.
            waiting: pages that may wait for a worker.
        """
        self._workers = max(1, workers)
        self._timeout_s = timeout_s
        self._memory_bytes = memory_bytes
        self._most_waiting = waiting
        self._context = multiprocessing.get_context("forkserver")
        self._lock = threading.Lock()
        self._waiting: deque[_Job] = deque()
        self._jobs: dict[int, _Job] = {}
        self._started = self._closed = False

    def submit(self, path: Path, page: int, width: int) -> Future[PageImage | NoImage]:
        """Have a page drawn.

        Args:
            path: the file, which must stay where it is until the future is done.
            page: number of the page, from 1.
            width: of the picture, in pixels.

        Returns:
            A future that always resolves: a crash, too, is a reason. It need not be cancelled.
        """
        job = _Job(path, page, width, Future())
        dropped = None
        with self._lock:
            if self._closed:
                job.future.set_result(NoImage.BUSY)
                return job.future
            self._start()
            if len(self._waiting) >= self._most_waiting:
                dropped = self._waiting.popleft()
            self._waiting.append(job)
        if dropped is not None:
            dropped.future.set_result(NoImage.BUSY)
        self._fill()
        return job.future

    def close(self) -> None:
        """Take no more pages; what waits resolves as busy. Workers end by themselves."""
        with self._lock:
            self._closed = True
            waiting = list(self._waiting)
            self._waiting.clear()
        for job in waiting:
            job.future.set_result(NoImage.BUSY)

    def _start(self) -> None:
        if not self._started:
            self._started = True
            self._context.set_forkserver_preload(["harvester.extract.rendering_preload"])
            forkserver.ensure_running()

    def _fill(self) -> None:
        while True:
            with self._lock:
                if len(self._jobs) >= self._workers or not self._waiting or self._closed:
                    return
                job = self._waiting.pop()
                self._jobs[id(job)] = job
            self._launch(job)

    def _launch(self, job: _Job) -> None:
        from pebble import concurrent

        limits = Confinement(self._memory_bytes, int(self._timeout_s) + 5)
        # The keyword is `context`, whatever pebble's overloads say; another name would silently fork us.
        in_process = concurrent.process(  # type: ignore[call-overload]
            timeout=self._timeout_s, context=self._context
        )(draw_confined)
        try:
            running: Future[Any] = in_process(job.path, job.page, job.width, limits)
        except Exception:  # no process, thread or pipe to be had just now
            self._finish(job, NoImage.BUSY)
            return
        running.add_done_callback(lambda future: self._ended(job, future))

    def _ended(self, job: _Job, future: Future[Any]) -> None:
        """A worker has answered, died or been stopped. Runs in pebble's thread for that worker."""
        try:
            answer = future.result()
        except CancelledError:
            self._finish(job, NoImage.BUSY)
        except TimeoutError:
            self._finish(job, NoImage.TOO_SLOW)
        except Exception:  # it died, or an engine raised what nobody foresaw
            self._finish(job, NoImage.TOO_MUCH)
        else:
            self._finish(job, answer if _is_sound(answer) else NoImage.DAMAGED)

    def _finish(self, job: _Job, answer: PageImage | NoImage) -> None:
        with self._lock:
            self._jobs.pop(id(job), None)
        job.future.set_result(answer)
        self._fill()


def _is_sound(answer: object) -> bool:
    """Whether a worker, which a hostile file may have turned, sent what it should."""
    if isinstance(answer, NoImage):
        return True
    return isinstance(answer, PageImage) and answer.png.startswith(SIGNATURE) and len(answer.png) <= MAX_BYTES
