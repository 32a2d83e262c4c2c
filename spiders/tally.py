"""What one crawl came to, counted while it runs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from harvester.frontier import Task, TaskKind
from harvester.health import UNREACHED, WALLED
from harvester.records import CrawlTally
from harvester.urls import canonical
from harvester.vocabulary import Outcome, PageKind
from spiders.reading import LISTS

if TYPE_CHECKING:
    from scrapy.statscollectors import StatsCollector

    from harvester.sources import Declaration
    from spiders.reading import Reading


class Tally:
    """Counts of one crawl; `result` turns them into the record."""

    def __init__(self, declaration: Declaration) -> None:
        self._declaration = declaration
        self._declared = {canonical(url): url for url in declaration.entrances}
        self._entrances: dict[str, Outcome] = {}
        self._moved: list[str] = []
        self._stale: dict[str, Outcome | None] = {}
        self._started = time.monotonic()
        self.hubs: dict[str, int] = {}  # address → number of documents it lists
        self.answered = False  # whether any page was read
        self.pages = 0
        self.documents = 0
        self.walls = 0
        self.platform: str | None = None

    def entrance(self, url: str, outcome: Outcome) -> None:
        """How a homepage or start page ended; other addresses are no matter here."""
        declared = self._declared.get(canonical(url))
        if declared is None:
            return
        self._entrances[declared] = outcome
        if declared in self._declaration.start and outcome is not Outcome.OK:
            self._stale[declared] = outcome

    @property
    def shut(self) -> bool:
        """Whether every homepage and start page that ended so far kept us out, or was out of reach."""
        return bool(self._entrances) and set(self._entrances.values()) <= WALLED | UNREACHED

    def page(self, task: Task, reading: Reading) -> None:
        """A page was read."""
        self.pages += 1
        self.answered = True
        accepted, kind = reading.accepted, reading.verdict.kind
        if accepted and kind in (PageKind.HUB, PageKind.LISTING):
            self.hubs[reading.page.url] = accepted
        if task.kind is TaskKind.ENTRANCE:
            self.entrance(task.url, Outcome.OK)
            declared = self._declared.get(canonical(task.url))
            is_list = kind in (*LISTS, PageKind.REVIEW)
            if declared in self._declaration.start and not (accepted or is_list or reading.leads):
                self._stale[declared] = None

    def wall(self, task: Task) -> None:
        """A challenge or log-in page instead of a page."""
        self.walls += task.kind is TaskKind.ENTRANCE

    def document(self) -> None:
        """An address of a document was settled."""
        self.documents += 1

    def note(self, sentence: str) -> None:
        """Something that a person should know, and is told in the same place."""
        self.moved(sentence)

    def moved(self, sentence: str) -> None:
        """Something is no longer where it was declared."""
        if sentence not in self._moved:
            self._moved.append(sentence)

    def result(
        self, stats: StatsCollector | None, *, capped: bool, finished: bool, reason: str
    ) -> CrawlTally:
        """The record of this crawl; what went over the wire is counted where it is sent (`web.handler`)."""
        hub = max(self.hubs, key=lambda url: (self.hubs[url], url), default=None)
        for url, outcome in self._stale.items():
            if hub is not None and canonical(hub) != canonical(url):
                how = f"answers {outcome}" if outcome else "lists no reviews any more"
                self.moved(f"start page {url} {how}; reviews are listed at {hub}")
        return CrawlTally(
            source=self._declaration.slug,
            requests=stats.get_value("harvester/requests", 0) if stats else 0,
            pages_fetched=self.pages,
            bytes=stats.get_value("harvester/bytes", 0) if stats else 0,
            candidates=self.documents,
            seconds=round(time.monotonic() - self._started, 3),
            entrances=dict(self._entrances),
            walls=self.walls,
            capped=capped,
            moved=tuple(self._moved),
            message="" if finished else f"ended early: {reason}",
            finished=finished,
            platform=self.platform,
        )
