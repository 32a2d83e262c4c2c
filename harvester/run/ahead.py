"""Describing ahead: while the crawl waits for its sites, work out what documents are, and keep it in memory.

What is written is written after the crawl, as ever, and only if nothing that it was worked out from has
changed since; so a night ends with what it would have ended with, and sooner. Sketches of texts, and which
texts are alike, are kept at once: they depend on the texts alone.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from datetime import date
from typing import TYPE_CHECKING

from harvester.catalogue.codings import CODED_ROLES
from harvester.catalogue.nearness import compare_new
from harvester.catalogue.sketches import sketch_texts, waiting
from harvester.clock import utc_now
from harvester.coding.values import Case
from harvester.process import RULES, describe_one
from harvester.vocabulary import ReviewType, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.catalogue import Catalogue, DocumentInput
    from harvester.coding.values import Suggestion
    from harvester.process import Described
    from harvester.records import Description, DocumentVerdict, SourceInfo

log = logging.getLogger(__name__)

LOOK_EVERY_S = 4.0  # for documents that were read since, at most so often
LOOK_SHARE = 0.05  # of the time at most goes into looking, where there are many documents
MOST = 20_000  # kept in memory
SKETCHED_AT_ONCE = 10


class Ahead:
    """Descriptions worked out before their time."""

    def __init__(self, catalogue: Catalogue, clock: Callable[[], float] = time.monotonic) -> None:
        self.catalogue = catalogue
        self._clock = clock
        self._look_at = clock() + LOOK_EVERY_S
        self._sources: dict[str, SourceInfo] = {}
        self._waiting: deque[DocumentInput] = deque()
        self._known: dict[str, tuple[DocumentInput, SourceInfo | None, Described]] = {}
        self._unsketched: deque[str] = deque()
        self._uncoded: deque[tuple[str, Case]] = deque()
        self._suggested: dict[tuple[str, Case], tuple[Suggestion, ...]] = {}

    def step(self) -> bool:
        """Describe one document more, or sketch and compare a few texts; whether there was anything to do."""
        if self._uncoded:
            self._suggest(*self._uncoded.popleft())
            return True
        if self._unsketched:
            some = [self._unsketched.popleft() for _ in range(min(SKETCHED_AT_ONCE, len(self._unsketched)))]
            sketch_texts(self.catalogue, some)
            compare_new(self.catalogue)
            return True
        if not self._waiting:
            self._look_when_due()
        if self._waiting:
            self._describe(self._waiting.popleft())
            return True
        return bool(self._unsketched)

    def _describe(self, item: DocumentInput) -> None:
        if not self._is_whole(item):
            return
        try:
            done = describe_one(self.catalogue, self._sources, item)
        except Exception:  # what is wrong is told where it counts, after the crawl
            log.debug("could not describe %s ahead", item.id, exc_info=True)
        else:
            self._known[item.id] = (item, self._sources.get(item.source), done)
            self._note_uncoded(item, *done)

    def _note_uncoded(self, item: DocumentInput, told: Description, verdict: DocumentVerdict) -> None:
        if item.sha256 and verdict.kept and (told.role or Role.OTHER) in CODED_ROLES:
            kind = told.review_type or ReviewType.OTHER
            case = Case(name=told.case_name, review_type=kind, title=told.title or "")
            if (item.sha256, case) not in self._suggested:
                self._uncoded.append((item.sha256, case))

    def _suggest(self, sha256: str, case: Case) -> None:
        from harvester.catalogue.codings import page_texts
        from harvester.coding import suggest

        with self.catalogue.reading() as connection:
            pages = page_texts(connection, sha256)
        today = date.fromisoformat(utc_now()[:10])
        try:
            self._suggested[sha256, case] = suggest(pages, case, today=today)
        except Exception:
            log.debug("could not suggest codings of %s ahead", sha256, exc_info=True)

    def _is_whole(self, item: DocumentInput) -> bool:
        """Whether its text was read, or it is known that there is none."""
        if item.sha256:
            return self.catalogue.load_extract(item.sha256) is not None
        return item.fetch is not None

    def _look_when_due(self) -> None:
        began = self._clock()
        if began < self._look_at:
            return
        self._unsketched.extend(waiting(self.catalogue, MOST))
        if len(self._known) < MOST:
            self._look()
        ended = self._clock()
        self._look_at = ended + max(LOOK_EVERY_S, (ended - began) / LOOK_SHARE)

    def _look(self) -> None:
        self._sources = dict(self.catalogue.sources())
        for item in self.catalogue.stale_documents(rules=RULES):
            known = self._known.get(item.id)
            if known is None or known[0] != item:
                self._waiting.append(item)

    def suggestions(self, sha256: str, case: Case) -> tuple[Suggestion, ...] | None:
        """What was suggested for exactly this text of this case, if it was."""
        return self._suggested.get((sha256, case))

    def description(self, item: DocumentInput, source: SourceInfo | None) -> Described | None:
        """What was worked out from exactly this, if it was."""
        known = self._known.get(item.id)
        return known[2] if known is not None and known[:2] == (item, source) else None
