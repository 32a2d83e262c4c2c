"""The asking half of every spider: what is requested next, and in which order.

What is worth asking for is decided by `harvester.frontier`. The answering half, which makes items of what
comes back, is `spiders.platforms.generic`.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider

from harvester.archived import archived_hosts
from harvester.detect.links import FOLLOW
from harvester.frontier import Budget, Frontier, Task, TaskKind
from harvester.shared_files import direct_address
from harvester.urls import canonical, host_of
from harvester.vocabulary import Outcome, SourceStatus
from spiders.answers import failed_fetch
from spiders.captured import files_of, listed, pages_of
from spiders.hosts import Hosts
from spiders.invented import Invented
from spiders.listings import Listings
from spiders.sightings import Sightings
from spiders.site_maps import SiteMaps, guesses
from spiders.tally import Tally
from spiders.territory import Territory
from spiders.unlisted import look_up

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from harvester.catalogue.absence import KnownAddress
    from harvester.items import AskedAddress, FoundDocument, FoundEntries, FoundSightings
    from harvester.records import Candidate, CrawlTally, Fetch, PageVisit
    from harvester.sources import Declaration
    from spiders.captured import Listed
    from spiders.twins import Held
    from spiders.ways import Ways

    Found = PageVisit | FoundDocument | FoundSightings | FoundEntries | AskedAddress | Request

_DOCUMENTS_IN_FLIGHT = 8


class AskingSpider(Spider):
    """Requests for one declared source, until nothing is left that is worth it."""

    declaration: Declaration
    tally: CrawlTally
    ways: Ways | None = None  # of the platform's module; None: recognise the platform
    only: Candidate | None = None  # a spider argument: ask for this one document and nothing else

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> AskingSpider:
        """Scrapy's constructor: the budget comes from the settings."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        pages = crawler.settings.get("HARVESTER_MAX_PAGES")
        spider.prepare(Budget() if pages is None else Budget(pages=int(pages)))
        crawler.signals.connect(spider.on_idle, signals.spider_idle)
        return spider

    def prepare(self, budget: Budget) -> None:
        """Set up an empty crawl."""
        self.archived = archived_hosts(self.declaration)
        self.territory = Territory.of(self.declaration)
        self.hosts = Hosts(self.ways, lambda url: host_of(url) in self.territory.hosts)
        self.frontier = Frontier(FOLLOW, budget, key_of=self.hosts.key)
        self.sightings = Sightings(key_of=self.hosts.key)
        self.listings = Listings(key_of=self.hosts.key)
        self.invented = Invented()
        self.count = Tally(self.declaration)
        self._started = time.monotonic()
        self._pages_in_flight = 0
        self._documents_in_flight = 0
        self._site_maps = SiteMaps()
        self._guessed = False
        self._over = False
        self._fingerprints: set[str] = set()
        self._held: dict[str, Held] = {}  # by the key of the task
        self._without_twin: dict[str, bool] = {}  # pages to read themselves; whether the twin was missing
        self._menus: list[Task] = []  # lists read by their twins
        self._menu_only: set[str] = set()
        self._unlisted: list[KnownAddress] | None = None  # None: not looked up yet

    async def start(self) -> AsyncIterator[Any]:
        """Start pages first (they are known hubs), then the homepage; both are always asked."""
        if self.only is not None:
            self.sightings.add((self.only,))
            task = Task(url=self.only.url, kind=TaskKind.DOCUMENT, score=1.0, candidate=self.only)
            self.queue(task)
        else:
            self._plan_entrances()
        if self.archived and self.only is None:
            if self.declaration.status is not SourceStatus.GONE:  # a live site does not wait for an archive
                for found in self._ask():
                    yield found
            self._plan_captured(await listed(self.crawler))
        for found in self._ask():
            yield found

    def _plan_captured(self, found: Listed) -> None:
        """What web archives hold leads to pages now, and to files when no page is left."""
        for spelt in self.archived.values():
            self.queue(Task(url=f"http://{spelt}/", kind=TaskKind.ENTRANCE, score=0.9))
        for task in pages_of(found, self.territory):
            self.queue(task)
        for reading in files_of(found, self.territory):
            self.listings.keep(reading)

    def _plan_entrances(self) -> None:
        home = self.declaration.home
        for number, url in enumerate(self.declaration.entrances):
            declared = canonical(url) != canonical(home)
            score = 1.0 - number / 1000
            self.queue(Task(url=url, kind=TaskKind.ENTRANCE, score=score, declared=declared))
        self._site_maps.plan(home)

    def queue(self, task: Task) -> bool:
        """Queue a task of any kind unless its address is known.

        Returns:
            Whether it is news.
        """
        if task.kind is TaskKind.DATA:
            return self.listings.add(task)
        page = self.hosts.page(task.url)
        if page != task.url and task.kind is not TaskKind.DOCUMENT:
            candidate = replace(task.candidate, url=page) if task.candidate else None
            task = replace(task, url=page, key="", candidate=candidate)
        return self.frontier.add(task)

    def on_idle(self) -> None:
        """Nothing is under way: go on if something is left (a middleware may have swallowed a request).

        Raises:
            DontCloseSpider: more was asked for.
        """
        self._pages_in_flight = self._documents_in_flight = 0
        left = list(self._ask()) or list(self._ask_unlisted())
        for found in left:
            if isinstance(found, Request) and self.crawler.engine is not None:
                self.crawler.engine.crawl(found)
        if left:
            raise DontCloseSpider

    def closed(self, reason: str) -> None:
        """Leave the tally where the command finds it."""
        stats = self.crawler.stats
        self.count.platform = self.platform
        self.tally = self.count.result(
            stats, capped=self._capped, finished=reason == "finished", reason=reason
        )
        if stats is not None:
            stats.set_value("harvester/tally", self.tally)

    @property
    def platform(self) -> str | None:
        """The platform as pinned or recognised; "generic" when pages were read and none was recognised."""
        return self.hosts.platform or ("generic" if self.count.answered else None)

    def _ask(self) -> Iterator[Found]:
        """Requests for what comes next: files side by side, pages one by one, so that each can teach."""
        if self._time_is_over:
            yield from self._give_up()
            return
        yield from self._ask_documents()
        if self._pages_in_flight == 0:
            page = self._next_page()
            if page is not None:
                yield self.request(page)
            else:
                self._release()
                yield from self._ask_documents()

    def _ask_documents(self) -> Iterator[Request]:
        while self._documents_in_flight < _DOCUMENTS_IN_FLIGHT:
            task = self.frontier.next_document()
            if task is None:
                break
            yield self.request(task)

    def _next_page(self) -> Task | None:
        # Entrances come before listings and site map: a dead site is not asked for them.
        if self.count.answered and not (self.frontier.entrances_left() or self.frontier.budget_spent):
            found = self.listings.next() or self._site_maps.next()
            if found is not None:
                return found
        task = self.frontier.next_page()
        if task is None and not self._guessed:
            self._guessed = True
            # No way to a hub was seen: try the few usual addresses.
            one, found_any = self.declaration, self.count.hubs or self.sightings.documents
            if self.count.answered and not found_any and (one.start or not self._site_maps.found):
                for guess in guesses(one.home, one.start, one.nation):
                    self.queue(guess)
            task = self.frontier.next_page()
        return task or self.listings.next(late=True) or self._next_menu()

    def _next_menu(self) -> Task | None:
        """A list that was read by its twin, for the menu beside it, where no site map tells of pages."""
        if self._site_maps.found or not self._menus:
            return None
        task = self._menus.pop(0)
        self._without_twin[task.key] = False
        self._menu_only.add(task.key)
        return task

    def _release(self) -> None:
        """No page is left: now what listings offer beside the pages, where no page links to it."""
        for offered in self.listings.release():
            if self.archived and self.count.shut:
                continue  # an archive that lists and does not answer: no document was found
            unknown = tuple(one for one in offered if not self.sightings.known(one.url))
            for one in self.sightings.add(unknown)[0]:
                score = min(one.verdict.score, 1.0)
                self.queue(Task(url=one.url, kind=TaskKind.DOCUMENT, score=score, candidate=one))

    def request(self, task: Task, *, twin: bool = True, at: str = "") -> Request:
        """The request for a task; for the twin of its page where there is one; `at` another address."""
        document = task.kind is TaskKind.DOCUMENT
        if document:
            self._documents_in_flight += 1
        else:
            self._pages_in_flight += 1
        # Whether a guess leads to a page at all must be seen first.
        twin = twin and task.kind is not TaskKind.GUESS and task.key not in self._without_twin
        other = self.hosts.twin(task) if twin else None
        # A file-sharing service shows a file at one address and gives it out at another.
        direct = (at or direct_address(task.url)) if document else None
        return Request(
            other or direct or task.url,
            callback=self.on_answer,
            errback=self.on_failure,
            dont_filter=True,
            # Files before further pages: a crawl that is cut short has what it found.
            priority=int(task.score * 100) + (1000 if document else 0),
            meta={"harvester_task": task, "harvester_twin": other},
        )

    def _landed(self, task: Task) -> None:
        if task.kind is TaskKind.DOCUMENT:
            self._documents_in_flight = max(0, self._documents_in_flight - 1)
        else:
            self._pages_in_flight = max(0, self._pages_in_flight - 1)

    def _ask_unlisted(self) -> Iterator[Request]:
        """Everything is asked for: now known documents that no page listed, if the site was found well."""
        if self._unlisted is None:
            self._unlisted = look_up(self, self.archived) if self._is_well else []
        while self._unlisted and self._documents_in_flight < _DOCUMENTS_IN_FLIGHT:
            if self._time_is_over:
                self._unlisted.clear()
                return
            known = self._unlisted.pop(0)
            self._documents_in_flight += 1
            task = Task(url=known.url, kind=TaskKind.DOCUMENT, score=0.0)
            yield Request(
                direct_address(known.url) or known.url,
                callback=self.on_unlisted,
                errback=self.on_unlisted_failure,
                dont_filter=True,
                meta={"harvester_task": task, "harvester_known": known},
            )

    @property
    def _is_well(self) -> bool:
        """Whether what no page listed tonight is worth asking for."""
        live = self.declaration.status is not SourceStatus.GONE
        listed = self.count.answered and self.count.documents and not self.count.shut
        return bool(self.only is None and live and listed and not self._capped)

    @property
    def _capped(self) -> bool:
        stopped = self.frontier.budget_spent or self.frontier.gave_up
        return self._over or (stopped and self.frontier.pages_left())

    @property
    def _time_is_over(self) -> bool:
        return time.monotonic() - self._started > self.frontier.budget.seconds

    def _give_up(self) -> Iterator[Found]:
        """The time is over: say of every document that is left that it was not asked for."""
        self._over = self._over or self.frontier.pages_left()
        for task in self.frontier.drop_documents():
            self._over = True
            if task.candidate is not None:
                fetch = failed_fetch(self.name, task.url, Outcome.LIMIT, "time was over")
                yield from self._settle(task.candidate, fetch)

    def _settle(
        self, candidate: Candidate, fetch: Fetch, body: bytes | None = None, kept: str = ""
    ) -> Iterator[Found]:
        self.count.document()
        yield from self.sightings.settle(candidate, fetch, body, kept)

    # ------------------------------------------------------------------ answers, in the other half

    def on_answer(self, response: Response) -> Iterator[Found]:
        """Any answer."""
        raise NotImplementedError

    def on_failure(self, failure: Failure) -> Iterator[Found]:
        """No answer."""
        raise NotImplementedError

    def on_unlisted(self, response: Response) -> Iterator[Found]:
        """What the address of a known document says that no page listed."""
        raise NotImplementedError

    def on_unlisted_failure(self, failure: Failure) -> Iterator[Found]:
        """It says nothing."""
        raise NotImplementedError
