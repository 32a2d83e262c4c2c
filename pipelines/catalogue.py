"""Second stage: what was seen and fetched goes into the catalogue, one transaction per item."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.exceptions import DropItem

from harvester.catalogue import tombstones
from harvester.clock import utc_now
from harvester.errors import HarvesterError, LockedError
from harvester.items import AskedAddress, FoundDocument, FoundEntries, FoundSightings
from harvester.paths import DataDirectory
from harvester.records import CrawlTally, PageVisit
from harvester.web.fatal import UNWRITTEN, note_unwritten, stop_for
from pipelines.own_run import begin_own_run, finish_own_run

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from harvester.catalogue import Catalogue

log = logging.getLogger(__name__)

T = TypeVar("T")

_MOST_TOGETHER = 24  # writes in one transaction; the reader in the parent process wants its turn too

RUN_ID = "harvester/run_id"


@dataclass(slots=True, eq=False)
class _Asked:
    """Some work on the catalogue, and what came of it."""

    work: Callable[[Catalogue], Any]
    told: asyncio.Future[Any]
    done: bool = False
    result: Any = None
    error: BaseException | None = None

    def alone(self, catalogue: Catalogue) -> None:
        try:
            self.result = self.work(catalogue)
        except Exception as error:
            self.error = error
        self.done = True

    def tell(self) -> None:
        """Tell whoever asked, on the event loop."""
        if self.told.done():  # whoever asked waits no longer
            return
        if self.error is not None:
            self.told.set_exception(self.error)
        else:
            self.told.set_result(self.result)


class CatalogueWriter:
    """The one thread of a process that writes its catalogue, whoever asks.

    Writing waits for the disk, and for other programs that write; the reactor must not. What came while a
    commit was waiting for the disk is committed together: a disk does not do it faster one by one, and
    nobody is told before it is safe.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="catalogue")
        self._catalogue: Catalogue | None = None
        self._asked: deque[_Asked] = deque()
        self._working = False  # whether the thread has something to do
        self._users = 0

    async def do(self, work: Callable[[Catalogue], T]) -> T:
        """Do some work on the catalogue, after all that was asked for before."""
        loop = asyncio.get_running_loop()
        asked = _Asked(work, loop.create_future())
        self._asked.append(asked)
        self._go_on(loop)
        result: T = await asked.told
        return result

    def _go_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """Have the thread do what was asked for next, unless it is at work."""
        if self._asked and not self._working:
            self._working = True
            together = [self._asked.popleft() for _ in range(min(len(self._asked), _MOST_TOGETHER))]
            self._thread.submit(self._do, together, loop)

    def _do(self, together: list[_Asked], loop: asyncio.AbstractEventLoop) -> None:
        """Do what was asked for, in the thread."""
        try:
            self._do_together(self._opened(), together)
        except BaseException as error:  # whoever asked is told that it was not done
            for one in together:
                if not one.done:
                    one.error, one.done = error, True
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(self._tell, together, loop)

    def _tell(self, together: list[_Asked], loop: asyncio.AbstractEventLoop) -> None:
        self._working = False
        self._go_on(loop)  # first, so that the thread works while they are told
        for one in together:
            one.tell()

    def _opened(self) -> Catalogue:
        if self._catalogue is None:
            from harvester.catalogue import RecordingCatalogue

            self._catalogue = RecordingCatalogue.open(self._path)
        return self._catalogue

    def _do_together(self, catalogue: Catalogue, together: list[_Asked]) -> None:
        """Do some work in one transaction, or each for itself where one fails."""
        if len(together) > 1:
            try:
                with catalogue.writing():
                    results = [one.work(catalogue) for one in together]
            except LockedError as error:  # nobody's fault; each alone would wait as long, with nobody told
                for one in together:
                    one.error, one.done = error, True
            except Exception:  # all is undone; whose fault it was is seen when each is alone
                log.debug("%d writes are done one by one", len(together))
            else:
                for one, result in zip(together, results, strict=True):
                    one.result, one.done = result, True
        for one in together:
            if not one.done:
                one.alone(catalogue)

    def enter(self) -> CatalogueWriter:
        """Count one more user."""
        self._users += 1
        return self

    async def leave(self) -> bool:
        """Count one user less; the last one closes the catalogue.

        Returns:
            Whether it is closed now.
        """
        self._users -= 1
        if self._users:
            return False
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        if self._users:  # somebody came while it was being closed: the next write opens it again
            return False
        self._thread.shutdown(wait=False)
        return True

    def _close(self) -> None:
        if self._catalogue is not None:
            self._catalogue.close()
            self._catalogue = None


_OF_LOOP: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Path, CatalogueWriter]] = WeakKeyDictionary()


class CataloguePipeline:
    """Writes visits, sightings and fetches of one crawl; begins a run of its own if none was begun."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        settings = crawler.settings
        self.path = DataDirectory(Path(settings["HARVESTER_DATA"]).absolute()).catalogue
        given = settings.get("HARVESTER_RUN_ID")
        self.run_id = int(given) if given is not None else None
        self._own_run = given is None
        self._writer: CatalogueWriter | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CataloguePipeline:
        """As Scrapy makes it."""
        pipeline = cls(crawler)
        # Later than close_spider: only then has the spider left its tally.
        crawler.signals.connect(pipeline.engine_stopped, signal=signals.engine_stopped)
        return pipeline

    async def open_spider(self) -> None:
        """Open the catalogue, and begin a run where the command has not (`scrapy crawl`)."""
        writers = _OF_LOOP.setdefault(asyncio.get_running_loop(), {})
        self._writer = writers.setdefault(self.path, CatalogueWriter(self.path)).enter()
        if not self._own_run:
            return
        spider = self._spider()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.run_id = await self._writer.do(lambda catalogue: begin_own_run(catalogue, spider))
        except HarvesterError as error:
            stop_for(self.crawler, error)
            return
        self.crawler.stats.set_value(RUN_ID, self.run_id)

    def _tell_unwritten(self) -> None:
        """The spider has left its tally: how many of its finds were lost here it could not know."""
        stats = self.crawler.stats
        lost, tally = stats.get_value(UNWRITTEN, 0), stats.get_value("harvester/tally")
        if lost and isinstance(tally, CrawlTally):
            stats.set_value("harvester/tally", replace(tally, unwritten=lost))

    def _spider(self) -> Spider:
        assert self.crawler.spider is not None  # noqa: S101 - Scrapy opens pipelines for a spider
        return self.crawler.spider

    async def process_item(self, item: Any) -> Any:
        """Write one item.

        Raises:
            DropItem: the catalogue cannot be written; the crawl is being stopped for that reason.
        """
        work = self._work(item)
        if work is None:
            return item
        if self._writer is None or self.run_id is None:
            raise DropItem("there is no run to write into", log_level="DEBUG")
        try:
            await self._writer.do(work)
        except HarvesterError as error:
            stop_for(self.crawler, error)
            raise DropItem(str(error), log_level="DEBUG") from error
        except Exception as error:
            note_unwritten(self.crawler, address_of(item), error)
            raise DropItem(str(error), log_level="DEBUG") from error
        return item

    def _work(self, item: Any) -> Callable[[Catalogue], None] | None:
        run_id = self.run_id or 0
        stats = self.crawler.stats
        if isinstance(item, PageVisit):
            stats.inc_value("harvester/pages")
            return lambda catalogue: catalogue.record_visit(run_id, item)
        if isinstance(item, FoundSightings):
            return lambda catalogue: catalogue.record_candidates(run_id, item.candidates, utc_now())
        if isinstance(item, FoundEntries):
            stats.inc_value("harvester/entries", len(item.entries))
            return lambda catalogue: catalogue.record_entries(run_id, item.entries, utc_now())
        if isinstance(item, AskedAddress):
            return lambda catalogue: catalogue.record_fetch(run_id, item.fetch)
        if isinstance(item, FoundDocument):
            stats.inc_value("harvester/documents")
            return lambda catalogue: _record_document(catalogue, run_id, item)
        return None

    async def engine_stopped(self) -> None:
        """Close a run of our own, and the catalogue when no other crawl uses it."""
        writer, self._writer = self._writer, None
        if writer is None:
            return
        run_id, crawler = self.run_id, self.crawler
        self._tell_unwritten()
        if self._own_run and run_id is not None:
            try:
                await writer.do(lambda catalogue: finish_own_run(catalogue, run_id, crawler))
            except HarvesterError as error:
                crawler.stats.set_value("harvester/fatal", str(error))
        if await writer.leave():
            _OF_LOOP.get(asyncio.get_running_loop(), {}).pop(self.path, None)


def address_of(item: Any) -> str:
    """Where an item was found, for messages."""
    if isinstance(item, FoundDocument):
        return item.fetch.url
    if isinstance(item, AskedAddress):
        return item.fetch.url
    return str(getattr(item, "url", None) or type(item).__name__)


def _record_document(catalogue: Catalogue, run_id: int, item: FoundDocument) -> None:
    with catalogue.writing() as connection:  # the sighting and its fetch, or neither
        catalogue.record_candidates(run_id, (item.candidate,), item.fetch.at)
        stone = tombstones.file_held_out(connection, item.fetch.sha256)
        if stone is None:
            catalogue.record_fetch(run_id, item.fetch)
        else:
            _take_down_again(catalogue, item, stone)


def _take_down_again(catalogue: Catalogue, item: FoundDocument, stone: str) -> None:
    """Bytes that were taken down came from another address: that address is not asked again either."""
    from harvester.takedown.deciding import came_back

    row = catalogue.connection.execute(
        "SELECT document_id FROM address WHERE source = ? AND url = ?", (item.fetch.source, item.fetch.url)
    ).fetchone()
    held = (
        row
        and catalogue.connection.execute(
            "SELECT sha256 FROM document WHERE id = ?", (row["document_id"],)
        ).fetchone()
    )
    if held is not None and held["sha256"] is None:
        data = DataDirectory(catalogue.path.parent)
        came_back(data, catalogue, [row["document_id"]], stone, item.fetch.at)
