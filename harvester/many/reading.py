"""Reading on workers: files that wait are read wherever there is a place, and saved by the one catalogue.

A worker that sees the store is told where a file lies; to any other its bytes are sent. What was read
comes back as a value. A file whose worker is lost is read by another one: nothing of it was kept yet.
"""

from __future__ import annotations

import itertools
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from harvester.clock import utc_now
from harvester.many.cluster import ClusterError
from harvester.many.tasks import Unit, read_unit
from harvester.run.reading import Reader
from harvester.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.many.cluster import Cluster
    from harvester.paths import DataDirectory
    from harvester.records import Extract

AHEAD = 4  # files a place that are handed out at once, so that no worker waits for us


class WorkersPool:
    """Reads files on the workers of a cluster; to a `Reader` it is a `ReadingPool`."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._numbers = itertools.count()
        self._under_way: set[Any] = set()  # a Dask future that is let go of is cancelled

    def submit(self, path: Path, sha256: str) -> Future[Extract]:
        """Have a file read; the future resolves as those of `ReadingPool.submit` do.

        Raises:
            ClusterError: the cluster was lost.
        """
        client = self.cluster.client
        if client.status != "running":
            raise self._lost()
        body = None if self.cluster.sharing else path.read_bytes()
        unit = Unit(sha256=sha256, path=str(path.resolve()), body=body)
        out: Future[Extract] = Future()
        out.set_running_or_notify_cancel()
        asked = client.submit(
            read_unit, unit, key=f"read-{sha256}-{next(self._numbers)}", pure=False, retries=0
        )
        self._under_way.add(asked)
        asked.add_done_callback(lambda done: self._settle(done, out, path))
        return out

    def _settle(self, done: Any, out: Future[Extract], path: Path) -> None:
        """Hand a worker's answer on. Runs in a thread of Dask's."""
        self._under_way.discard(done)
        try:
            extract = done.result()
        except Exception as error:
            out.set_exception(self._meant(done, error))
        else:
            out.set_result(extract)

    def _meant(self, done: Any, error: Exception) -> BaseException:
        if done.status in ("cancelled", "lost"):
            return CancelledError() if self.cluster.client.status == "running" else self._lost()
        return ClusterError(
            f"reading on {self.cluster.address} failed: {type(error).__name__}: {error}"[:500]
        )

    def _lost(self) -> ClusterError:
        return ClusterError(f"{self.cluster.address} was lost; what was read is kept, run again to go on.")

    def stop(self) -> None:
        """Let go of everything that is not read yet."""
        with suppress(Exception):  # the scheduler may be gone
            self.cluster.client.cancel(list(self._under_way), force=True)


@contextmanager
def reader_on(
    cluster: Cluster, data: DataDirectory, catalogue: Catalogue, stop: Callable[[], bool]
) -> Iterator[Reader]:
    """A reader whose pool are the workers of a cluster."""
    pool = WorkersPool(cluster)
    try:
        yield Reader(catalogue, open_store(data), pool, now=utc_now, ahead=AHEAD * cluster.threads())
    finally:
        if stop():
            pool.stop()
