"""A focused crawl that needs no selectors: start pages, homepage and site map, then the best link first.

What to ask next is decided by `harvester.frontier`; what a page offers by `spiders.reading`; this module is
the shell that asks, and that tells pages from files when the answers come.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider

from harvester.detect import addresses
from harvester.detect.links import ACCEPT, FOLLOW
from harvester.frontier import Budget, Frontier, Task, TaskKind
from harvester.urls import canonical, document_suffix, file_behind, host_of, never_fetched
from harvester.vocabulary import Outcome, PageKind
from harvester.web.outcomes import outcome_of_failure
from spiders.answers import Answer, failed_fetch, fetch_of, read_answer, visit_of
from spiders.landing import canonical_twin, html_review, with_landing
from spiders.moves import moved_to, sentence_of_move
from spiders.reading import (
    LEAD,
    LISTS,
    Reading,
    poorer,
    read_page,
)
from spiders.sightings import Sightings
from spiders.site_maps import SiteMaps, guesses
from spiders.tally import Tally
from spiders.territory import Territory

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from harvester.items import FoundDocument, FoundSightings
    from harvester.records import Candidate, CrawlTally, Fetch, PageVisit
    from harvester.sources import Declaration

    Found = PageVisit | FoundDocument | FoundSightings | Request

_DOCUMENTS_IN_FLIGHT = 8


class GenericSpider(Spider):
    """Crawls one declared source. The loader derives a class per declaration from it."""

    name = "generic"
    declaration: Declaration
    tally: CrawlTally
    only: Candidate | None = None  # a spider argument: ask for this one document and nothing else

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> GenericSpider:
        """Scrapy's constructor: the budget comes from the settings."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        pages = crawler.settings.get("HARVESTER_MAX_PAGES")
        spider.prepare(Budget() if pages is None else Budget(pages=int(pages)))
        crawler.signals.connect(spider.on_idle, signals.spider_idle)
        return spider

    def prepare(self, budget: Budget) -> None:
        """Set up an empty crawl."""
        self.territory = Territory.of(self.declaration)
        self.frontier = Frontier(FOLLOW, budget)
        self.sightings = Sightings()
        self.count = Tally(self.declaration)
        self._started = time.monotonic()
        self._pages_in_flight = 0
        self._documents_in_flight = 0
        self._site_maps = SiteMaps()
        self._guessed = False
        self._over = False
        self._fingerprints: set[str] = set()

    async def start(self) -> AsyncIterator[Any]:
        """Start pages first (they are known hubs), then the homepage; both are always asked."""
        if self.only is not None:
            self.sightings.add((self.only,))
            task = Task(url=self.only.url, kind=TaskKind.DOCUMENT, score=1.0, candidate=self.only)
            self.frontier.add(task)
        else:
            self._plan_entrances()
        for found in self._ask():
            yield found

    def _plan_entrances(self) -> None:
        one = self.declaration
        home = canonical(one.homepage)
        for number, url in enumerate((*one.start, one.homepage)):
            declared = canonical(url) != home
            score = 1.0 - number / 1000
            self.frontier.add(Task(url=url, kind=TaskKind.ENTRANCE, score=score, declared=declared))
        self._site_maps.plan(one.homepage)

    def on_idle(self) -> None:
        """Nothing is under way: go on if something is left (a middleware may have swallowed a request).

        Raises:
            DontCloseSpider: more was asked for.
        """
        self._pages_in_flight = self._documents_in_flight = 0
        left = list(self._ask())
        for found in left:
            if isinstance(found, Request) and self.crawler.engine is not None:
                self.crawler.engine.crawl(found)
        if left:
            raise DontCloseSpider

    def closed(self, reason: str) -> None:
        """Leave the tally where the command finds it."""
        stopped = self.frontier.budget_spent or self.frontier.gave_up
        capped = self._over or (stopped and self.frontier.pages_left())
        stats = self.crawler.stats
        self.tally = self.count.result(stats, capped=capped, finished=reason == "finished", reason=reason)
        if stats is not None:
            stats.set_value("harvester/tally", self.tally)

    # ------------------------------------------------------------------ asking

    def _ask(self) -> Iterator[Found]:
        """Requests for what comes next: files side by side, pages one by one, so that each can teach."""
        if time.monotonic() - self._started > self.frontier.budget.seconds:
            yield from self._give_up()
            return
        while self._documents_in_flight < _DOCUMENTS_IN_FLIGHT:
            task = self.frontier.next_document()
            if task is None:
                break
            self._documents_in_flight += 1
            yield self._request(task)
        if self._pages_in_flight == 0:
            page = self._next_page()
            if page is not None:
                self._pages_in_flight += 1
                yield self._request(page)

    def _next_page(self) -> Task | None:
        # Entrances come before the site map: a dead site is not asked for its map.
        if self.count.answered and not (self.frontier.entrances_left() or self.frontier.budget_spent):
            site_map = self._site_maps.next()
            if site_map is not None:
                return site_map
        task = self.frontier.next_page()
        if task is None and not self._guessed:
            self._guessed = True
            # No way to a hub was seen: try the few usual addresses.
            one, found = self.declaration, self.count.hubs or self.sightings.documents
            if self.count.answered and not found and (one.start or not self._site_maps.found):
                for guess in guesses(one.homepage, one.start, one.nation):
                    self.frontier.add(guess)
            task = self.frontier.next_page()
        return task

    def _request(self, task: Task) -> Request:
        document = task.kind is TaskKind.DOCUMENT
        return Request(
            task.url,
            callback=self.on_answer,
            errback=self.on_failure,
            dont_filter=True,
            # Files before further pages: a crawl that is cut short has what it found.
            priority=int(task.score * 100) + (1000 if document else 0),
            # The next request is not a child of the page whose answer made room for it.
            meta={"harvester_task": task, "depth_reset": True},
        )

    def _give_up(self) -> Iterator[Found]:
        """The time is over: say of every document that is left that it was not asked for."""
        self._over = self._over or self.frontier.pages_left()
        for task in self.frontier.drop_documents():
            self._over = True
            if task.candidate is not None:
                yield from self._settle(
                    task.candidate, failed_fetch(self.name, task.url, Outcome.LIMIT, "time was over")
                )

    # ------------------------------------------------------------------ answers

    def on_answer(self, response: Response) -> Iterator[Found]:
        """Any answer: a page, a file, a site map, an error page."""
        task: Task = response.meta["harvester_task"]
        self._landed(task)
        answer = read_answer(response)
        if task.kind is TaskKind.SITE_MAP:
            for found in self._site_maps.read(answer, self.territory):
                self.frontier.add(found)
        elif answer.is_document and answer.is_whole:
            yield from self._on_document(task, response, answer)
        elif task.kind is TaskKind.DOCUMENT:
            yield from self._on_promised(task, response, answer)
        else:
            yield from self._on_page(task, response, answer)
        yield from self._ask()

    def on_failure(self, failure: Failure) -> Iterator[Found]:
        """No answer: refused, robots, time-out, TLS, DNS …"""
        task: Task = failure.request.meta["harvester_task"]  # type: ignore[attr-defined]
        self._landed(task)
        outcome, message = outcome_of_failure(failure)
        if task.kind is not TaskKind.SITE_MAP:
            yield from self._on_nothing(task, outcome, message)
        yield from self._ask()

    def _landed(self, task: Task) -> None:
        if task.kind is TaskKind.DOCUMENT:
            self._documents_in_flight = max(0, self._documents_in_flight - 1)
        else:
            self._pages_in_flight = max(0, self._pages_in_flight - 1)

    def _on_nothing(
        self, task: Task, outcome: Outcome, message: str, status: int | None = None
    ) -> Iterator[Found]:
        """Neither page nor file: a document link keeps its failure, a page its visit."""
        if task.kind is not TaskKind.DOCUMENT:
            self.frontier.refund()
            self.frontier.learn(task, documents=0, leads=False)
            self.count.entrance(task.url, outcome)
            yield visit_of(self.name, task.url, outcome, status=status, message=message)
        if task.candidate is not None and self.sightings.known(task.url):
            yield from self._settle(
                task.candidate, failed_fetch(self.name, task.url, outcome, message, status)
            )

    @staticmethod
    def _why_nothing(answer: Answer) -> tuple[Outcome, str, int]:
        """Outcome, words and status of an answer that is neither page nor document."""
        if not answer.is_whole:
            return answer.outcome, answer.message, answer.status
        if not answer.body:
            return Outcome.EMPTY, "an empty answer", answer.status
        return Outcome.UNSUPPORTED, f"neither page nor document ({answer.media_type})", answer.status

    def _on_document(self, task: Task, response: Response, answer: Answer) -> Iterator[Found]:
        if task.kind is not TaskKind.DOCUMENT:
            self.frontier.refund()
            self.frontier.learn(task, documents=1, leads=True, hub=task.sure)
            self.count.entrance(task.url, answer.outcome)
        candidate = task.candidate
        if candidate is None:
            return
        fetch = fetch_of(self.name, candidate.url, response, answer, answer.outcome)
        yield from self._settle(candidate, fetch, answer.body)

    def _on_promised(self, task: Task, response: Response, answer: Answer) -> Iterator[Found]:
        """A link that promised a file was answered with something else."""
        if not answer.is_page or answer.outcome is Outcome.TRUNCATED:
            yield from self._on_nothing(task, *self._why_nothing(answer))
            return
        reading = self._read(answer, task)
        if reading is None:
            why = (Outcome.PARSE_ERROR, "the page could not be taken apart", answer.status)
            yield from self._on_nothing(task, *why)
            return
        kind = reading.verdict.kind
        shown = file_behind(task.url)
        if shown is not None and self.frontier.add(replace(task, url=shown, key="")):
            return  # the same document, asked for as a file; it is settled under the address of the link
        if kind is PageKind.WALL:
            yield from self._on_nothing(
                task, Outcome.BLOCKED, "; ".join(reading.verdict.reasons), answer.status
            )
        elif answer.status >= 400:
            yield from self._on_nothing(task, *self._why_nothing(answer))
        elif self.only is not None and kind is PageKind.MISSING:
            why = (Outcome.GONE, "a page that says it was not found", answer.status)
            yield from self._on_nothing(task, *why)
        elif reading.is_review or self.only is not None:  # a person says that it is one
            fetch = fetch_of(self.name, task.url, response, answer, answer.outcome)
            yield from self._settle(html_review(reading, task, self.name), fetch, answer.body)
        else:
            yield from self._on_landing(task, reading, answer)

    def _read(self, answer: Answer, task: Task) -> Reading | None:
        """Take a page apart; None when its markup breaks us, which must not end the crawl."""
        try:
            return read_page(answer, self.territory, task)
        except Exception:
            self.logger.exception("%s cannot be read", answer.url)
            return None

    def _on_landing(self, task: Task, reading: Reading, answer: Answer) -> Iterator[Found]:
        """A page where a file was promised: it may lead to the file."""
        joined = with_landing(reading, task)
        useful = joined is not reading or reading.accepted or reading.verdict.kind in LISTS
        if document_suffix(task.url):
            useful = any(one.verdict.score >= ACCEPT for one in reading.candidates)
        useful = useful or any(one.url == reading.page.refresh for one in reading.tasks)
        # A document that was taken down often leads to a page that we know, or to a list.
        led_away = canonical(answer.url) != canonical(task.url) and joined is reading
        if led_away and (
            self.frontier.was_taken(answer.url) or reading.verdict.kind is not PageKind.CASE_PAGE
        ):
            useful = False
        if not useful or self.frontier.budget_spent:
            yield from self._on_nothing(task, Outcome.NOT_A_DOCUMENT, "answered a web page", answer.status)
            return
        self.frontier.pages_asked += 1
        yield from self._take_in(task, joined, answer)

    def _on_page(self, task: Task, response: Response, answer: Answer) -> Iterator[Found]:
        if not answer.is_page or answer.outcome is Outcome.TRUNCATED:
            yield from self._on_nothing(task, *self._why_nothing(answer))
            return
        self._at_entrance(task, answer)
        reading = self._read(answer, task)
        if reading is None:
            why = (Outcome.PARSE_ERROR, "the page could not be taken apart", answer.status)
            yield from self._on_nothing(task, *why)
            return
        kind = reading.verdict.kind
        if kind is PageKind.WALL:
            self.count.wall(task)
            yield from self._on_nothing(
                task, Outcome.BLOCKED, "; ".join(reading.verdict.reasons), answer.status
            )
        elif answer.status >= 400 or kind is PageKind.MISSING:
            why = (Outcome.GONE, "a page that says it was not found", answer.status)
            yield from self._on_nothing(task, *(why if answer.is_whole else self._why_nothing(answer)))
        else:
            promised = self.sightings.known(task.url) and not (reading.accepted or reading.is_review)
            yield from self._take_in(task, with_landing(reading, task) if promised else reading, answer)
            if reading.is_review:
                candidate = html_review(reading, task, self.name)
                fetch = fetch_of(self.name, candidate.url, response, answer, answer.outcome)
                yield from self._settle(candidate, fetch, answer.body)

    def _take_in(self, task: Task, reading: Reading, answer: Answer) -> Iterator[Found]:
        """A page that was read: queue what it offers, note its links, learn from it."""
        self.count.page(task, reading)
        self.sightings.is_page(task.url)
        if task.kind is TaskKind.ENTRANCE:
            self._follow_move(task, reading)
        for twin in (answer.url, canonical_twin(reading.page, answer.url)):
            if twin:
                self.frontier.mark(twin)
        yield visit_of(self.name, task.url, answer.outcome, reading=reading, status=answer.status)
        fingerprint = reading.fingerprint
        if fingerprint is not None and fingerprint in self._fingerprints:
            self.frontier.learn(task, documents=0, leads=True)
            return
        self._fingerprints.update({fingerprint} if fingerprint else ())
        new, late = self.sightings.add(reading.candidates)
        fresh = [one for one in reading.tasks if self.frontier.add(one)]
        leads = any(one.score >= LEAD for one in fresh)
        following = reading.next_page
        if following is not None:
            self.frontier.add(following if new or leads else poorer(following))
        found = sum(one.verdict.score >= ACCEPT for one in new)
        self.frontier.learn(task, documents=found, leads=leads, hub=reading.lists_reviews)
        if late is not None:
            yield late

    def _settle(self, candidate: Candidate, fetch: Fetch, body: bytes | None = None) -> Iterator[Found]:
        self.count.document()
        yield from self.sightings.settle(candidate, fetch, body)

    def _at_entrance(self, task: Task, answer: Answer) -> None:
        """A homepage or start page may have led to another host: what is there is ours."""
        if task.kind is not TaskKind.ENTRANCE:
            return
        ours = self.territory.hosts
        if host_of(answer.url) not in ours and not never_fetched(answer.url, ours):
            if not addresses.is_national(answer.url):
                self._join(task.url, answer.url)
        elif task.url in self.declaration.start and canonical(answer.url) != canonical(task.url):
            self.count.moved(f"{task.url} now leads to {answer.url}")

    def _follow_move(self, task: Task, reading: Reading) -> None:
        """A homepage or start page may say that the site is elsewhere now."""
        target = moved_to(reading.page, self.territory.hosts)
        if target is not None:
            self._join(task.url, target)
            self.frontier.add(Task(url=target, kind=TaskKind.ENTRANCE, score=0.95, depth=task.depth))

    def _join(self, old: str, new: str) -> None:
        self.territory = self.territory.with_host(host_of(new))
        self._site_maps.plan(new)
        self.count.moved(sentence_of_move(old, new))
