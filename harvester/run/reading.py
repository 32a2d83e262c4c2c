"""Reading beside the crawl: files that came are read in limited workers while more are fetched."""

from __future__ import annotations

import logging
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from harvester.catalogue import tombstones
from harvester.clock import utc_now
from harvester.stores.lending import lend_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.many.cluster import Cluster
    from harvester.records import Extract
    from harvester.run.options import RunOptions
    from harvester.run.stopping import Stop
    from harvester.store import Store

log = logging.getLogger(__name__)


def keep_read(catalogue: Catalogue, extract: Extract, now: str) -> None:
    """Save what was read. A text that was taken down is taken down again, whatever file it came in."""
    catalogue.save_extract(extract, now)
    with catalogue.reading() as connection:
        stone = tombstones.text_held_out(connection, extract.pages, extract.sha256)
        rows = connection.execute("SELECT id FROM document WHERE sha256 = ?", (extract.sha256,)).fetchall()
    if stone is not None and rows:
        from harvester.paths import DataDirectory
        from harvester.takedown.deciding import came_back

        data = DataDirectory(catalogue.path.parent)
        came_back(data, catalogue, [row["id"] for row in rows], stone, now)
        log.warning("%s says what was taken down: taken down again", extract.sha256[:12])


class Pool(Protocol):
    """Whatever reads files: `ReadingPool`, or the workers of a cluster."""

    def submit(self, path: Path, sha256: str) -> Future[Extract]:
        """Have a file read; the future resolves to what was read, or is cancelled."""


class Reader:
    """Takes unread files from the catalogue, reads them in the pool, and saves what was read.

    It keeps no list of its own: what is unread stands in the catalogue, so a killed run's rest is
    picked up by the next one.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        store: Store,
        pool: Pool,
        *,
        now: Callable[[], str],
        ahead: int = 8,
    ) -> None:
        self.catalogue = catalogue
        self.store = store
        self.pool = pool
        self.now = now
        self.ahead = ahead  # files handed to the pool and not yet saved
        self.under_way: dict[Future[Extract], str] = {}
        self.done = 0

    def step(self, timeout_s: float) -> bool:
        """Hand out waiting files, save finished ones; True while there is anything to do."""
        from harvester.extract import EXTRACTOR

        room = self.ahead - len(self.under_way)
        if room > 0:
            busy = set(self.under_way.values())
            for sha256, _media_type in self.catalogue.files_to_read(EXTRACTOR, limit=self.ahead * 2):
                if sha256 in busy or room <= 0:
                    continue
                self.under_way[self._submit(sha256)] = sha256
                room -= 1
        if not self.under_way:
            return False
        finished, _ = wait(self.under_way, timeout=timeout_s, return_when=FIRST_COMPLETED)
        for future in finished:
            del self.under_way[future]
            try:
                extract = future.result()
            except CancelledError:
                continue  # the pool was stopped: the file stays unread, for the next run
            keep_read(self.catalogue, extract, self.now())
            self.done += 1
            log.info("read %s: %s", extract.sha256[:12], extract.outcome)
        return True

    def _submit(self, sha256: str) -> Future[Extract]:
        return lend_to(self.store, sha256, lambda path: self.pool.submit(path, sha256))

    def drain(self, stopping: Callable[[], bool] = lambda: False) -> None:
        """Read until nothing waits, or until asked to stop."""
        while not stopping() and self.step(1.0):
            pass


@contextmanager
def reader_of(
    options: RunOptions, catalogue: Catalogue, stop: Stop, cluster: Cluster | None = None
) -> Iterator[Reader | None]:
    """The reader of a run: its workers', else a pool of this machine; None where nothing is to be read."""
    if not options.read:
        yield None
        return
    if cluster is not None:
        from harvester.many.reading import reader_on

        with reader_on(cluster, options.data, catalogue, stop) as reader:
            yield reader
        return
    from harvester.extract.pool import ReadingPool
    from harvester.store import open_store

    with ReadingPool(options.readers) as pool:
        yield Reader(catalogue, open_store(options.data), pool, now=utc_now)
        if stop():
            pool.close(stop=True)  # what is being read stays unread, for the next run
