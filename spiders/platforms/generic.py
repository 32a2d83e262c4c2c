"""A focused crawl that needs no selectors: start pages, homepage and site map, then the best link first.

What to ask next is decided by `spiders.asking`; what a page offers by `spiders.reading`; what a platform does
in its own way by `spiders.ways`. This module tells pages from files when the answers come.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scrapy import Request

from harvester.detect import addresses
from harvester.detect.links import ACCEPT
from harvester.frontier import Task, TaskKind
from harvester.items import AskedAddress, FoundEntries
from harvester.shared_files import direct_address, past_warning
from harvester.urls import canonical, document_suffix, host_of, never_fetched
from harvester.vocabulary import Outcome, PageKind
from harvester.web.outcomes import outcome_of_failure
from spiders.answers import Answer, failed_fetch, fetch_of, read_answer, visit_of, why_nothing
from spiders.asking import AskingSpider
from spiders.invented import address_beside, shape_shown
from spiders.landing import canonical_twin, html_review, with_landing
from spiders.moves import moved_to, sentence_of_move
from spiders.reading import DEAD, LEAD, LISTS, Reading, poorer, read_page
from spiders.twins import Held, is_there, offers_nothing
from spiders.unlisted import fetch_of_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from spiders.asking import Found
    from spiders.invented import Shape

_MENUS = 2  # of lists that were read by their twins


class GenericSpider(AskingSpider):
    """Crawls one declared source. The loader derives a class per declaration from it."""

    name = "generic"

    def on_answer(self, response: Response) -> Iterator[Found]:
        """Any answer: a page, a file, a site map, an error page."""
        task: Task = response.meta["harvester_task"]
        self._landed(task)
        answer = read_answer(response)
        twin = response.meta.get("harvester_twin")
        if task.kind is TaskKind.SITE_MAP:
            for found in self._site_maps.read(answer, self.territory):
                self.queue(found)
        elif task.kind is TaskKind.DATA:
            yield from self._on_data(task, answer)
        elif task.key in self._menu_only:
            self._on_menu(task, answer)
        elif twin and not is_there(answer, twin):
            yield from self._instead_of_twin(task, missing=True)
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
        if failure.request.meta.get("harvester_twin"):  # type: ignore[attr-defined]
            yield from self._instead_of_twin(task, missing=True)
        elif task.kind not in (TaskKind.SITE_MAP, TaskKind.DATA) and task.key not in self._menu_only:
            yield from self._on_nothing(task, outcome, message)
        yield from self._ask()

    def on_unlisted(self, response: Response) -> Iterator[Found]:
        """What the address of a known document says that no page listed."""
        task, known = response.meta["harvester_task"], response.meta["harvester_known"]
        self._landed(task)
        answer = read_answer(response)
        reading = self._read(answer, task) if answer.is_page else None
        kind = reading.verdict.kind if reading else None
        fetch = fetch_of_known(self.name, known, response, answer, kind)
        if fetch is not None:
            yield AskedAddress(fetch=fetch)
        yield from self._ask_unlisted()

    def on_unlisted_failure(self, failure: Failure) -> Iterator[Found]:
        """It says nothing."""
        meta = failure.request.meta  # type: ignore[attr-defined]
        self._landed(meta["harvester_task"])
        fetch = failed_fetch(self.name, meta["harvester_known"].url, *outcome_of_failure(failure))
        yield AskedAddress(fetch=fetch)
        yield from self._ask_unlisted()

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

    def _on_document(self, task: Task, response: Response, answer: Answer) -> Iterator[Found]:
        if task.kind is not TaskKind.DOCUMENT:
            self.frontier.refund()
            self.frontier.learn(task, documents=1, leads=True, hub=task.sure)
            self.count.entrance(task.url, answer.outcome)
        candidate = task.candidate
        if candidate is None:
            return
        fetch = fetch_of(self.name, candidate.url, response, answer, answer.outcome)
        yield from self._settle(candidate, fetch, answer.body, answer.kept)

    def _on_promised(self, task: Task, response: Response, answer: Answer) -> Iterator[Found]:
        """A link that promised a file was answered with something else."""
        if not answer.is_page or answer.outcome is Outcome.TRUNCATED:
            yield from self._on_nothing(task, *why_nothing(answer))
            return
        reading = self._read(answer, task)
        if reading is None:
            why = (Outcome.PARSE_ERROR, "the page could not be taken apart", answer.status)
            yield from self._on_nothing(task, *why)
            return
        kind = reading.verdict.kind
        further = past_warning(response.url) if direct_address(task.url) else None
        if further is not None and answer.is_whole:
            yield self.request(task, at=further)  # settled under the address of the link like any other
            return
        if self._may_be_no_address(task, reading, answer):
            if self.invented.must_wait(task, response):
                yield from self._ask_invented(task)
                return
            missing = self.invented.why_missing(task, reading.page)
            if missing is not None:
                yield from self._on_nothing(task, Outcome.GONE, missing, answer.status)
                return
        if kind is PageKind.WALL:
            yield from self._on_nothing(
                task, Outcome.BLOCKED, "; ".join(reading.verdict.reasons), answer.status
            )
        elif answer.status >= 400:
            yield from self._on_nothing(task, *why_nothing(answer))
        elif direct_address(task.url):  # what such a service says about a file is not the publisher's text
            why = (Outcome.NOT_A_DOCUMENT, "the file-sharing service answered a web page", answer.status)
            yield from self._on_nothing(task, *why)
        elif self.only is not None and kind is PageKind.MISSING:
            why = (Outcome.GONE, "a page that says it was not found", answer.status)
            yield from self._on_nothing(task, *why)
        elif reading.is_review or self.only is not None:  # a person says that it is one
            fetch = fetch_of(self.name, task.url, response, answer, answer.outcome)
            yield from self._settle(html_review(reading, task, self.name), fetch, answer.body)
        else:
            yield from self._on_landing(task, reading, answer)

    def _may_be_no_address(self, task: Task, reading: Reading, answer: Answer) -> bool:
        """Whether a page where a file was promised may be what its host shows for any address."""
        judged = reading.verdict.kind in DEAD or answer.status >= 400
        return not judged and self.only is None and not direct_address(task.url)

    def _ask_invented(self, task: Task) -> Iterator[Found]:
        if self.invented.is_first(task):
            self._documents_in_flight += 1
            asked = replace(task, url=address_beside(task.url), key="", candidate=None)
            yield Request(
                asked.url,
                callback=self.on_invented,
                errback=self.on_invented_failure,
                dont_filter=True,
                priority=2000,
                meta={"harvester_task": asked},
            )

    def on_invented(self, response: Response) -> Iterator[Found]:
        """What a host shows for an address that does not exist; then the answers that waited for it."""
        task: Task = response.meta["harvester_task"]
        answer = read_answer(response)
        reading = self._read(answer, task) if answer.is_page and answer.is_whole else None
        yield from self._judge_held(task, shape_shown(reading, task.url))

    def on_invented_failure(self, failure: Failure) -> Iterator[Found]:
        """It says nothing, so nothing is known of its host."""
        yield from self._judge_held(failure.request.meta["harvester_task"], None)  # type: ignore[attr-defined]

    def _judge_held(self, task: Task, shape: Shape | None) -> Iterator[Found]:
        self._landed(task)
        for waiting, response in self.invented.learn(task.url, shape):
            yield from self._on_promised(waiting, response, read_answer(response))
        yield from self._ask()

    def _read(self, answer: Answer, task: Task) -> Reading | None:
        """Take a page apart; None when its markup breaks us, which must not end the crawl."""
        try:
            reading = read_page(self.hosts.shown(answer), self.territory, task)
            if task.kind is TaskKind.ENTRANCE and answer.status < 400 and reading.verdict.kind not in DEAD:
                reading = self._recognise(reading, answer, task)
            return self.hosts.of(answer.url).refine(reading, answer, task, self.territory)
        except Exception:
            self.logger.exception("%s cannot be read", answer.url)
            return None

    def _recognise(self, reading: Reading, answer: Answer, task: Task) -> Reading:
        """The first page of an entrance tells the platform of its host."""
        ways = self.hosts.look(reading.page, answer)
        if ways is None:
            return reading
        for extra in ways.entrances(self.declaration, answer.url):
            self.queue(extra)
        shown = self.hosts.shown(answer)
        return reading if shown is answer else read_page(shown, self.territory, task)

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
            yield from self._on_nothing(task, *why_nothing(answer))
            return
        self._at_entrance(task, answer)
        reading = self._read(answer, task)
        if self._is_twin(response) and (reading is None or offers_nothing(reading)):
            missing = reading is None or reading.verdict.kind in DEAD
            yield from self._instead_of_twin(task, missing=missing)
            return
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
            yield from self._on_nothing(task, *(why if answer.is_whole else why_nothing(answer)))
        elif self.hosts.twin(task) and not (self._is_twin(response) or task.key in self._without_twin):
            self._held[task.key] = Held(response, answer, reading)
            yield self.request(replace(task, kind=TaskKind.PAGE) if task.kind is TaskKind.GUESS else task)
        else:
            if self._is_twin(response):
                self._on_twin(task, reading)
            elif self._without_twin.get(task.key):
                self.hosts.twin_answered(task, found=False)
            promised = self.sightings.known(task.url) and not (reading.accepted or reading.is_review)
            yield from self._take_in(task, with_landing(reading, task) if promised else reading, answer)
            if reading.is_review:
                candidate = html_review(reading, task, self.name)
                fetch = fetch_of(self.name, candidate.url, response, answer, answer.outcome)
                yield from self._settle(candidate, fetch, answer.body)

    @staticmethod
    def _is_twin(response: Response) -> bool:
        return bool(response.meta.get("harvester_twin"))

    def _on_twin(self, task: Task, reading: Reading) -> None:
        """A twin takes the place of its page; of a page that was here before it, the menu counts."""
        self.hosts.twin_answered(task, found=True)
        held = self._held.pop(task.key, None)
        if held is not None:
            self._take_menu(held.reading)
        elif reading.lists_reviews and len(self._menus) < _MENUS:
            self._menus.append(task)

    def _on_menu(self, task: Task, answer: Answer) -> None:
        reading = self._read(answer, task) if answer.is_page and answer.is_whole else None
        if reading is not None:
            self._take_menu(reading)

    def _take_menu(self, reading: Reading) -> None:
        for one in reading.tasks:
            if one.kind is TaskKind.PAGE:
                self.queue(one)

    def _instead_of_twin(self, task: Task, *, missing: bool = False) -> Iterator[Found]:
        """The twin is missing or offers nothing: the page itself, which may be here already."""
        self._without_twin[task.key] = missing
        held = self._held.pop(task.key, None)
        if held is None:
            yield self.request(task, twin=False)
        else:
            yield from self._on_page(task, held.response, held.answer)

    def _on_data(self, task: Task, answer: Answer) -> Iterator[Found]:
        """A listing that is no HTML: no page, and no failure of the source when it is not there."""
        try:
            reading = self.hosts.of(task.url).read_data(answer, task, self.territory)
        except Exception:
            self.logger.exception("%s cannot be read", answer.url)
            return
        if reading is None:
            return
        if reading.extra:
            self.listings.keep(reading)
            for one in reading.tasks:
                if one.kind is not TaskKind.DOCUMENT:
                    self.queue(one)
            return
        new, late = self.sightings.add(reading.candidates)
        fresh = [one for one in reading.tasks if self.queue(one)]
        found = sum(one.verdict.score >= ACCEPT for one in new)
        leads = any(one.score >= LEAD for one in fresh)
        self.frontier.learn(task, documents=found, leads=leads, hub=reading.lists_reviews)
        if late is not None:
            yield late

    def _take_in(self, task: Task, reading: Reading, answer: Answer) -> Iterator[Found]:
        """A page that was read: queue what it offers, note its links, learn from it."""
        self.count.page(task, reading)
        self.sightings.is_page(task.url)
        self.listings.saw(reading)
        if task.kind is TaskKind.ENTRANCE:
            self._follow_move(task, reading)
        for twin in (task.url, answer.url, canonical_twin(reading.page, answer.url), *reading.covers):
            if twin:
                self.frontier.mark(twin)
        for note in reading.notes:
            self.count.note(note)
        yield visit_of(self.name, task.url, answer.outcome, reading=reading, status=answer.status)
        yield from self._on_entries(task, reading, answer)
        fingerprint = reading.fingerprint
        if fingerprint is not None and fingerprint in self._fingerprints:
            self.frontier.learn(task, documents=0, leads=True)
            return
        self._fingerprints.update({fingerprint} if fingerprint else ())
        new, late = self.sightings.add(reading.candidates)
        fresh = [one for one in reading.tasks if self.queue(one)]
        leads = any(one.score >= LEAD for one in fresh)
        following = reading.next_page
        if following is not None:
            self.queue(following if new or leads else poorer(following))
        found = sum(one.verdict.score >= ACCEPT for one in new)
        self.frontier.learn(task, documents=found, leads=leads, hub=reading.lists_reviews)
        if late is not None:
            yield late

    def _on_entries(self, task: Task, reading: Reading, answer: Answer) -> Iterator[Found]:
        """What a page of a national list records."""
        try:
            entries = self.hosts.of(task.url).entries(reading, answer)
        except Exception:
            self.logger.exception("the entries of %s cannot be read", answer.url)
            return
        if entries:
            yield FoundEntries(entries=tuple(replace(one, source=self.name) for one in entries))

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
        if host_of(task.url) in self.archived:
            return  # a closed board's successor is a source of its own
        target = moved_to(reading.page, self.territory.hosts)
        if target is not None:
            self._join(task.url, target)
            self.queue(Task(url=target, kind=TaskKind.ENTRANCE, score=0.95, depth=task.depth))

    def _join(self, old: str, new: str) -> None:
        self.territory = self.territory.with_host(host_of(new))
        self._site_maps.plan(new)
        self.count.moved(sentence_of_move(old, new))
