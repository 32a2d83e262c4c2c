"""Reading on workers: files that wait are read wherever there is a place, and saved by the one catalogue.

A worker that sees the store is told where a file lies; to any other its bytes are sent. What was read
comes back as a value. Files go out in batches, because an order costs the scheduler and us milliseconds
whatever is in it. A batch whose worker is lost is read by another one: nothing of it was kept yet.
"""

from __future__ import annotations

import heapq
import itertools
import pickle
import threading
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.clock import utc_now
from harvester.many import watching
from harvester.many.cluster import ClusterError
from harvester.many.tasks import Unit, read_units
from harvester.run.reading import Reader
from harvester.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.many.cluster import Cluster
    from harvester.paths import DataDirectory
    from harvester.records import Extract

MOST = 10  # files in a batch
BATCH_S = 1.0  # that a batch should take, and after which a worker begins no more of its files
SENT_BYTES = 32 * 1024 * 1024  # of files that travel with a batch
ORDERED = 2  # batches a place: one that is read, and one that is there when it is done
AHEAD = (ORDERED + 1) * MOST  # files a place that are asked of the catalogue


@dataclass(slots=True, order=True)
class _File:
    """A file on its way. In order: the largest first, that no long one is begun when all else is done."""

    less_size: int
    number: int
    path: Path = field(compare=False)
    sha256: str = field(compare=False)
    future: Future[Extract] = field(compare=False, default_factory=Future)


class WorkersPool:
    """Reads files on the workers of a cluster; to a `Reader` it is a `ReadingPool`."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.places = cluster.threads()
        self.hear_of_places: Callable[[int], None] = lambda _places: None
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._waiting: list[_File] = []  # a heap
        self._under_way: dict[Any, list[_File]] = {}  # a Dask future that is let go of is cancelled
        self._seconds = 0.0  # that a file has taken of late; 0 where that is not known
        self._deserted = False  # by all workers

    def submit(self, path: Path, sha256: str) -> Future[Extract]:
        """Have a file read; the future resolves as those of `ReadingPool.submit` do.

        Raises:
            ClusterError: the cluster was lost.
        """
        if self._gone():
            raise self._lost()
        size = 0
        with suppress(OSError):  # the worker says what is wrong with it
            size = path.stat().st_size
        file = _File(-size, next(self._numbers), path, sha256)
        file.future.set_running_or_notify_cancel()
        self._deal([file])
        return file.future

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Take as many files as there are places, and let nobody wait for workers that do not come back."""
        with watching.watched(self.cluster, deserted=self._desert, places=self._take_places):
            yield

    def _take_places(self, places: int) -> None:
        self.places = places
        self.hear_of_places(places)

    def _desert(self) -> None:
        self._deserted = True
        self._fail([], self._lost())
        self._cancel()

    def _gone(self) -> bool:
        return self._deserted or self.cluster.client.status != "running"

    def _deal(self, more: list[_File]) -> None:
        """Hand out what waits, as far as there are places."""
        with self._lock:
            for file in more:
                heapq.heappush(self._waiting, file)
            # Files that take long need no other at hand: it would wait, and a free place could have it.
            most = (ORDERED if self._seconds < BATCH_S else 1) * self.places
            while self._waiting and len(self._under_way) < most:
                self._order(self._batch())

    def _batch(self) -> list[_File]:
        """The next files: fewer where they take long or few are left, so that all workers end together."""
        in_time = BATCH_S / self._seconds if self._seconds else 1
        most = max(1, min(MOST, int(in_time), -(-len(self._waiting) // self.places)))
        batch = [heapq.heappop(self._waiting)]
        left = SENT_BYTES + batch[0].less_size
        while self._waiting and len(batch) < most:
            left += self._waiting[0].less_size
            if left < 0 and not self.cluster.sharing:
                break
            batch.append(heapq.heappop(self._waiting))
        return batch

    def _order(self, batch: list[_File]) -> None:
        client = self.cluster.client
        units = tuple(self._unit(file) for file in batch)
        key = f"read-{batch[0].sha256}-{next(self._numbers)}"
        try:
            asked = client.submit(read_units, units, BATCH_S, key=key, pure=False, retries=0)
        except Exception as error:  # the client was closed just now
            meant = self._lost() if self._gone() else error
            for file in batch:
                file.future.set_exception(meant)
            return
        self._under_way[asked] = batch
        asked.add_done_callback(self._settle)

    def _unit(self, file: _File) -> Unit:
        body = None
        if not self.cluster.sharing:
            with suppress(OSError):
                body = file.path.read_bytes()
        return Unit(sha256=file.sha256, path=str(file.path.resolve()), body=body)

    def _settle(self, done: Any) -> None:
        """Hand a worker's answers on. Runs in a thread of Dask's."""
        batch, failed = self._under_way[done], None
        try:
            read = done.result()
            extracts = [pickle.loads(one) for one in read.extracts]  # noqa: S301  our own program's
        except Exception as error:
            failed = self._meant(done, error)
        with self._lock:
            del self._under_way[done]  # only now: what lies with a lost worker can be cancelled still
        if failed is not None:
            self._fail(batch, failed)
            return
        for file, extract in zip(batch, extracts, strict=False):
            file.future.set_result(extract)
        took = read.seconds / len(extracts)
        self._seconds = (self._seconds + took) / 2 if self._seconds else took
        self._deal(batch[len(extracts) :])

    def _fail(self, batch: list[_File], error: BaseException) -> None:
        """These will not be read, nor the others where the cluster was lost."""
        if self._gone():
            with self._lock:
                batch, self._waiting = [*batch, *self._waiting], []
        for file in batch:
            file.future.set_exception(error)
        self._deal([])

    def _meant(self, done: Any, error: Exception) -> BaseException:
        if done.status in ("cancelled", "lost"):
            return self._lost() if self._gone() else CancelledError()
        return ClusterError(
            f"reading on {self.cluster.address} failed: {type(error).__name__}: {error}"[:500]
        )

    def _lost(self) -> ClusterError:
        what = f"has had no worker for {watching.NO_WORKER_S:.0f} s" if self._deserted else "was lost"
        return ClusterError(f"{self.cluster.address} {what}; what was read is kept, run again to go on.")

    def stop(self) -> None:
        """Let go of everything that is not read yet."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for file in waiting:
            file.future.set_exception(CancelledError())
        self._cancel()

    def _cancel(self) -> None:
        with self._lock:
            under_way = list(self._under_way)
        with suppress(Exception):  # the scheduler may be gone
            self.cluster.client.cancel(under_way, force=True)


@contextmanager
def reader_on(
    cluster: Cluster, data: DataDirectory, catalogue: Catalogue, stop: Callable[[], bool]
) -> Iterator[Reader]:
    """A reader whose pool are the workers of a cluster."""
    pool = WorkersPool(cluster)
    reader = Reader(catalogue, open_store(data), pool, now=utc_now, ahead=AHEAD * pool.places)

    def take_more(places: int) -> None:
        reader.ahead = AHEAD * places

    pool.hear_of_places = take_more
    try:
        with pool.watched():
            yield reader
    finally:
        if stop() or reader.under_way:  # nobody waits for it
            pool.stop()
