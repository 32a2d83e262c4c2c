"""Reading beside the crawl: files that came are read in limited workers while more are fetched."""

from __future__ import annotations

import logging
import time
from collections import deque
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Protocol

from harvester.catalogue import tombstones
from harvester.clock import utc_now
from harvester.extract import NO_WORKER
from harvester.stores.lending import lend_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.many.cluster import Cluster
    from harvester.records import Extract
    from harvester.run.options import RunOptions
    from harvester.run.stopping import Stop
    from harvester.store import Store

log = logging.getLogger(__name__)


AHEAD = 8  # files handed to each reading process and not yet saved: saving may wait for the crawl's writing
LOOK_FOR = 200  # files that wait, at one look into the catalogue
LOOKING = 0.05  # share of the time that may go into looking, which takes the longer the more is kept
LOOKING_IDLE = 0.25  # the same while nothing is being read
MOST_LEFT = 20  # files that stay unread for want of workers, before no more are tried
SAVED_AT_ONCE = 16  # each transaction costs a wait for the disk
SAVED_AFTER_S = 0.5  # at the latest; what was read and not saved before a crash is read again


def keep_read(catalogue: Catalogue, extract: Extract, now: str) -> None:
    """Save what was read. A text that was taken down is taken down again, whatever file it came in."""
    keep_all_read(catalogue, [extract], now)


def keep_all_read(catalogue: Catalogue, extracts: Sequence[Extract], now: str) -> None:
    """As `keep_read`, for several in one transaction."""
    with catalogue.writing():
        for extract in extracts:
            catalogue.save_extract(extract, now)
    with catalogue.reading() as connection:
        held_out = [
            (extract, stone)
            for extract in extracts
            if (stone := tombstones.text_held_out(connection, extract.pages, extract.sha256)) is not None
        ]
    for extract, stone in held_out:
        _take_down_again(catalogue, extract, stone, now)


def _take_down_again(catalogue: Catalogue, extract: Extract, stone: str, now: str) -> None:
    with catalogue.reading() as connection:
        rows = connection.execute("SELECT id FROM document WHERE sha256 = ?", (extract.sha256,)).fetchall()
    if rows:
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
        ahead: int = AHEAD,
    ) -> None:
        self.catalogue = catalogue
        self.store = store
        self.pool = pool
        self.now = now
        self.ahead = ahead  # files handed to the pool and not yet saved
        self.under_way: dict[Future[Extract], str] = {}
        self.done = 0
        # Waiting for the next of many futures costs the more the more there are; a queue does not.
        self._ended: SimpleQueue[Future[Extract]] = SimpleQueue()
        self._waiting: deque[str] = deque()  # seen to be unread
        self._look_again = 0.0
        self._read: list[Extract] = []  # and not yet saved
        self._left: set[str] = set()  # to the next run: there were no workers for them
        self._read_since = 0.0

    def step(self, timeout_s: float, *, last: bool = False) -> bool:
        """Hand out waiting files, save finished ones; True while there is anything to do.

        Args:
            timeout_s: to wait for one to be finished.
            last: whether to look for files that wait before saying that there are none; else that may be
                found a little later.
        """
        self._hand_out(look=last and not self.under_way)
        if not self.under_way:
            self.flush()
            return False
        if self._read:
            timeout_s = min(timeout_s, max(0.0, self._read_since + SAVED_AFTER_S - time.monotonic()))
        for future in self._finished(timeout_s):
            del self.under_way[future]
            try:
                extract = future.result()
            except CancelledError:
                continue  # the pool was stopped: the file stays unread, for the next run
            if extract.message.startswith(NO_WORKER):
                log.warning("%s stays unread, for the next run: %s", extract.sha256[:12], extract.message)
                self._left.add(extract.sha256)
                continue
            if not self._read:
                self._read_since = time.monotonic()
            self._read.append(extract)
            self.done += 1
            log.info("read %s: %s", extract.sha256[:12], extract.outcome)
        if len(self._read) >= SAVED_AT_ONCE or time.monotonic() >= self._read_since + SAVED_AFTER_S:
            self.flush()
        return True

    def _finished(self, timeout_s: float) -> Iterator[Future[Extract]]:
        """Those that are done, after waiting for one."""
        with suppress(Empty):
            yield self._ended.get(timeout=timeout_s)
            while True:
                yield self._ended.get_nowait()

    def flush(self) -> None:
        """Save what was read and is not saved yet."""
        if self._read:
            read, self._read = self._read, []
            keep_all_read(self.catalogue, read, self.now())

    def left(self) -> str:
        """What was left unread and why, for people; empty where nothing was."""
        if not self._left:
            return ""
        many = f"{len(self._left)} files or more"
        return f"{NO_WORKER} to read {many}; 'harvester reprocess', or the next run, tries again"

    def _hand_out(self, *, look: bool) -> None:
        if len(self._left) >= MOST_LEFT:
            return
        if self.ahead > len(self.under_way) and not self._waiting:
            self._look(at_once=look)
        while self._waiting and self.ahead > len(self.under_way):
            sha256 = self._waiting.popleft()
            future = self._submit(sha256)
            self.under_way[future] = sha256
            future.add_done_callback(self._ended.put)

    def _look(self, *, at_once: bool) -> None:
        """Note files that wait, unless looking would take too much of the time."""
        from harvester.extract import EXTRACTOR

        if time.monotonic() < self._look_again and not at_once:
            return
        self.flush()  # else it would be found unread
        start = time.monotonic()
        busy = {*self.under_way.values(), *self._left}
        found = self.catalogue.files_to_read(EXTRACTOR, limit=LOOK_FOR + len(busy))
        self._waiting.extend(sha256 for sha256, _media_type in found if sha256 not in busy)
        now = time.monotonic()
        self._look_again = now + (now - start) / (LOOKING if self.under_way else LOOKING_IDLE)

    def _submit(self, sha256: str) -> Future[Extract]:
        return lend_to(self.store, sha256, lambda path: self.pool.submit(path, sha256))

    def drain(
        self,
        stopping: Callable[[], bool] = lambda: False,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> None:
        """Read until nothing waits, or until asked to stop.

        Args:
            stopping: asked after each file.
            meanwhile: done over and over; must take a moment, and not much more.
        """
        while not stopping() and self.step(0.2, last=True):
            meanwhile()
        self.flush()


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
            reader.flush()
        return
    from harvester.extract.pool import ReadingPool
    from harvester.store import open_store

    with ReadingPool(options.readers) as pool:
        store = open_store(options.data)
        reader = Reader(catalogue, store, pool, now=utc_now, ahead=AHEAD * options.readers)
        yield reader
        reader.flush()
        if stop() or reader.under_way:  # nobody waits for it: signalled, or the night is over
            pool.close(stop=True)  # what is being read stays unread, for the next run
