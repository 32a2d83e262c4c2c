"""Whose request goes next when a process has more answers at hand than it can deal with.

At the beginning of a night every site may be asked at once, which is more than one process can read.
Whatever is asked then only waits in it. The night is as long as its longest crawl takes, so that crawl
must not stand in a queue with all others: while answers wait to be dealt with, requests are let go
one by one, those of the source that has most left first.
"""

from __future__ import annotations

import asyncio
import heapq
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler

AT_HAND = 8  # answers that are being dealt with; with more, requests wait
_AT_ONCE = 2  # requests let go …
_EVERY_S = 0.02  # … in this time, while any wait: their answers cannot be counted yet
_UNKNOWN = 15  # what a source may have left of which no list was read yet
_KNOWN_AFTER = 6  # requests after which what is left of it is known


class Admission:
    """Lets requests of all crawlers of a process go, in the order of what their sources have left."""

    def __init__(self) -> None:
        self._crawlers: WeakSet[Crawler] = WeakSet()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._number = count()
        self._ticking = False
        self._let_go = 0  # since the last tick

    def add(self, crawler: Crawler) -> None:
        """Count the answers of a crawler too."""
        self._crawlers.add(crawler)

    def at_hand(self) -> int:
        """Answers that were received and are not dealt with yet."""
        return sum(_at_hand(crawler) for crawler in self._crawlers)

    async def turn(self, left: int, stopping: Callable[[], bool] = lambda: False) -> None:
        """Wait until a request of a source with so much left may go; at once while nothing is behind."""
        if not self._waiting and self._let_go < _AT_ONCE and self.at_hand() <= AT_HAND:
            self._note()
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (-left, next(self._number), mine))
        self._tick_later()
        while not mine.done() and not stopping():
            await asyncio.wait({mine}, timeout=1.0)
        mine.cancel()

    def _note(self) -> None:
        self._let_go += 1
        self._tick_later()

    def _tick_later(self) -> None:
        if not self._ticking:
            self._ticking = True
            asyncio.get_running_loop().call_later(_EVERY_S, self._tick)

    def _tick(self) -> None:
        self._ticking = False
        self._let_go = 0
        while self._waiting and self._let_go < _AT_ONCE and self.at_hand() <= AT_HAND:
            _, _, future = heapq.heappop(self._waiting)
            if not future.done():
                future.set_result(None)
                self._let_go += 1
        if self._waiting:
            self._tick_later()


def _at_hand(crawler: Crawler) -> int:
    engine: Any = crawler.engine
    slot = getattr(getattr(engine, "scraper", None), "slot", None)
    return len(slot.active) + len(slot.queue) if slot is not None else 0


def left_of(crawler: Crawler) -> int:
    """How much the source of a crawler has left, as far as that is known."""
    spider: Any = crawler.spider
    frontier = getattr(spider, "frontier", None)
    if frontier is None:
        return 0
    asked = crawler.stats.get_value("harvester/requests", 0) if crawler.stats else 0
    left = int(frontier.promising)
    return max(left, _UNKNOWN) if asked < _KNOWN_AFTER else left
