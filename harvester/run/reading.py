"""Reading beside the crawl: files that came are read in limited workers while more are fetched."""

from __future__ import annotations

import logging
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from typing import TYPE_CHECKING

from harvester.catalogue import tombstones

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.catalogue import Catalogue
    from harvester.extract.pool import ReadingPool
    from harvester.records import Extract
    from harvester.store import FileStore

log = logging.getLogger(__name__)


class Reader:
    """Takes unread files from the catalogue, reads them in the pool, and saves what was read.

    It keeps no list of its own: what is unread stands in the catalogue, so a killed run's rest is
    picked up by the next one.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        store: FileStore,
        pool: ReadingPool,
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
                self.under_way[self.pool.submit(self.store.path(sha256), sha256)] = sha256
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
            self.catalogue.save_extract(extract, self.now())
            self._refuse_what_came_back(extract)
            self.done += 1
            log.info("read %s: %s", extract.sha256[:12], extract.outcome)
        return True

    def _refuse_what_came_back(self, extract: Extract) -> None:
        """A text that was taken down is taken down again, whatever file it came in."""
        with self.catalogue.reading() as connection:
            stone = tombstones.text_held_out(connection, extract.pages, extract.sha256)
            rows = connection.execute(
                "SELECT id FROM document WHERE sha256 = ?", (extract.sha256,)
            ).fetchall()
        if stone is not None and rows:
            from harvester.paths import DataDirectory
            from harvester.takedown.deciding import came_back

            data = DataDirectory(self.catalogue.path.parent)
            came_back(data, self.catalogue, [row["id"] for row in rows], stone, self.now())
            log.warning("%s says what was taken down: taken down again", extract.sha256[:12])

    def drain(self, stopping: Callable[[], bool] = lambda: False) -> None:
        """Read until nothing waits, or until asked to stop."""
        while not stopping() and self.step(1.0):
            pass
