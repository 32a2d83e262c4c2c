"""Ending a crawl that cannot go on: the disk is full, read-only or failing."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from harvester.errors import HarvesterError

log = logging.getLogger(__name__)

FATAL = "harvester/fatal"
_TASKS: set[asyncio.Task[None]] = set()  # asyncio itself keeps no reference to a running task


def stop_for(crawler: Crawler, error: HarvesterError) -> None:
    """Leave the reason in the crawler's stats and close its spider; later calls change nothing."""
    if crawler.stats.get_value(FATAL):
        return
    crawler.stats.set_value(FATAL, str(error))
    log.error("%s", error)
    task = asyncio.get_running_loop().create_task(crawler.engine.close_spider_async(reason="disk"))
    _TASKS.add(task)
    task.add_done_callback(_TASKS.discard)
