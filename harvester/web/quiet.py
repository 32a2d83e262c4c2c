"""What Scrapy does for every request and every item, without the parts that nobody reads.

A crawl of a thousand pages sends twenty thousand signals, most of which nobody hears, makes a task for each
item to count it, and words a message for each that is below the level of the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydispatch import dispatcher
from scrapy import signals
from scrapy.extensions.corestats import CoreStats
from scrapy.logformatter import LogFormatter
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import MemoryStatsCollector

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class QuietSignals(SignalManager):
    """Scrapy's signals, of which those that nobody hears are not sent."""

    def _is_heard(self, signal: Any) -> bool:
        for sender in (self.sender, dispatcher.Any):
            heard = dispatcher.connections.get(id(sender))
            if heard and (signal in heard or dispatcher.Any in heard):
                return True
        return False

    def send_catch_log(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        """As Scrapy's."""
        if "sender" in kwargs or self._is_heard(signal):
            return super().send_catch_log(signal, **kwargs)
        return []

    async def send_catch_log_async(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        """As Scrapy's."""
        if "sender" in kwargs or self._is_heard(signal):
            return await super().send_catch_log_async(signal, **kwargs)
        return []


class QuietStats(MemoryStatsCollector):
    """Scrapy's stats, without a look at each use whether it is a use of the past."""

    def __getattribute__(self, name: str) -> Any:
        return object.__getattribute__(self, name)


class RunStats(CoreStats):
    """When a crawl began and how it ended; its answers and items we count ourselves."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunStats:
        """As Scrapy makes it."""
        assert crawler.stats is not None  # noqa: S101 - made before extensions are
        made = cls(crawler.stats)
        crawler.signals.connect(made.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(made.spider_closed, signal=signals.spider_closed)
        crawler.signals.connect(made.item_dropped, signal=signals.item_dropped)
        return made


class QuietLog(LogFormatter):
    """Scrapy's messages, without those of what went well."""

    def crawled(self, *_: Any) -> None:  # type: ignore[override]
        """Nothing is said of an answer."""

    def scraped(self, *_: Any) -> None:  # type: ignore[override]
        """Nothing is said of an item."""
