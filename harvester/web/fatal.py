"""Ending a crawl that cannot go on: the disk or the store is full, refuses or fails."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from harvester.vocabulary import Outcome
from harvester.web.endings import RequestEnded

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from harvester.errors import HarvesterError

log = logging.getLogger(__name__)

FATAL = "harvester/fatal"
UNWRITTEN = "harvester/unwritten"  # finds that no row was written of
FATAL_CODE = "harvester/fatal_code"  # the exit code of that error
_TASKS: set[asyncio.Task[None]] = set()  # asyncio itself keeps no reference to a running task


def ended_for(crawler: Crawler, error: HarvesterError) -> RequestEnded:
    """The same, and the end of the request at which it was noticed."""
    stop_for(crawler, error)
    return RequestEnded(Outcome.LIMIT, str(error))


def stop_for(crawler: Crawler, error: HarvesterError) -> None:
    """Leave the reason in the crawler's stats and close its spider; later calls change nothing."""
    if crawler.stats.get_value(FATAL):
        return
    crawler.stats.set_value(FATAL, str(error))
    crawler.stats.set_value(FATAL_CODE, int(error.exit_code))
    log.error("%s", error)
    task = asyncio.get_running_loop().create_task(crawler.engine.close_spider_async(reason="disk"))
    _TASKS.add(task)
    task.add_done_callback(_TASKS.discard)


def note_unwritten(crawler: Crawler, url: str, error: Exception) -> None:
    """Log that a find could not be recorded, by a fault of ours. The crawl goes on.

    The source ends as failed and is tried again, so that what was lost is not taken for gone.
    """
    crawler.stats.inc_value(UNWRITTEN)
    name = crawler.spider.name if crawler.spider else "?"
    log.error("%s: %s was found and could not be recorded", name, url, exc_info=error)
