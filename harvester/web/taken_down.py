"""What was taken down is not asked for, not recorded, and left out of the pages that still list it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import NotConfigured

from harvester.paths import DataDirectory
from harvester.takedown import pages
from harvester.takedown.keep_out import KeepOut, load
from harvester.vocabulary import Outcome
from harvester.web.endings import RequestEnded

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

TAKEN_DOWN = "taken_down"  # flag of an answer whose body is not to be kept
_KEEP_OUT = "harvester/keep_out"


def keep_out_of(crawler: Crawler, data: DataDirectory | None = None) -> KeepOut:
    """What this crawl keeps out, read once."""
    held = crawler.stats.get_value(_KEEP_OUT) if crawler.stats else None
    if isinstance(held, KeepOut):
        return held
    made = load(data or DataDirectory(Path(crawler.settings["HARVESTER_DATA"])))
    if crawler.stats:
        crawler.stats.set_value(_KEEP_OUT, made)
    return made


class AskNothingTakenDown:
    """Refuses requests for addresses that were taken down, whoever would have answered them."""

    def __init__(self, crawler: Crawler) -> None:
        self.keep_out = keep_out_of(crawler)
        if not self.keep_out:
            raise NotConfigured

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AskNothingTakenDown:
        """As Scrapy makes it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or end it.

        Raises:
            RequestEnded: the address was taken down.
        """
        if self.keep_out.address(request.url):
            raise RequestEnded(Outcome.REFUSED, "it was taken down, and is not asked for again")


class KeepNothingTakenDown:
    """Marks answers that are what was taken down, and takes it out of pages before anybody reads them."""

    def __init__(self, crawler: Crawler) -> None:
        self.keep_out = keep_out_of(crawler)
        if not self.keep_out:
            raise NotConfigured

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> KeepNothingTakenDown:
        """As Scrapy makes it."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The answer, without what was taken down."""
        if request.method != "GET" or not response.body:
            return response
        if await asyncio.to_thread(self.keep_out.body, response.body):
            response.flags.append(TAKEN_DOWN)
            return response
        encoding = getattr(response, "encoding", None)
        if encoding is None:  # no text
            return response
        made = pages.without(response.body, response.url, encoding, self.keep_out)
        return response if made is response.body else response.replace(body=made)
