"""Vanished sites: addresses of archived hosts are answered from web archives (docs/vanished-boards.md).

The source's own host is never asked. An address is answered with the newest good capture, under its
original address, so that a spider crawls a closed site as if it were there. What archive it came from and
when it was captured stands in the request's meta (`CAPTURED`) for whoever records the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers
from scrapy.responsetypes import responsetypes

from harvester.urls import host_of
from harvester.web.captures import CaptureFinder, Found
from harvester.web.holdings import INSIDE, FileHolding, holdings_of
from harvester.web.replay import CAPTURED
from harvester.web.robots import CACHED

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from harvester import cdx

_ORIGINAL = b"x-archive-orig-"  # before the names of the headers as captured
_OF_ARCHIVE = frozenset(
    {b"memento-datetime", b"link", b"content-location", b"location", b"set-cookie", b"content-encoding"}
)


class ArchivesMiddleware:
    """Answers requests for the archived hosts of its source; all others pass."""

    def __init__(self, crawler: Crawler) -> None:
        declaration = getattr(crawler.spidercls, "declaration", None)
        if declaration is None or not declaration.archives:
            raise NotConfigured
        self.finder = CaptureFinder(holdings_of(crawler, declaration))
        crawler.signals.connect(self.spider_closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchivesMiddleware:
        """As Scrapy makes it."""
        return cls(crawler)

    def spider_closed(self) -> None:
        """Close what is open."""
        for holding in self.finder.holdings:
            if isinstance(holding, FileHolding):
                holding.close()

    async def process_request(self, request: Request) -> Response | None:
        """Answer from an archive, or let the request pass.

        Raises:
            RequestEnded: no capture is good, or the archive fails.
        """
        if request.meta.get(INSIDE):
            return None
        request.meta.pop(CAPTURED, None)  # a request made from another one has its meta
        if host_of(request.url) not in self.finder.hosts:
            return None
        found = await self.finder.find(request.url)
        if found is None:
            return None
        request.meta[CAPTURED] = (found.archive, found.captured)
        return _answer(found)

    async def listed(self) -> list[tuple[str, cdx.Capture]]:
        """All addresses that were captured well, each with the address of the list that names it."""
        found: list[tuple[str, cdx.Capture]] = []
        for holding in self.finder.holdings:
            for host, spelt in holding.hosts.items():
                table = await holding.table(f"http://{spelt}/")
                if table is not None:
                    found += [(holding.listing_url(host), one) for one in table.addresses()]
        return found


def _answer(found: Found) -> Response:
    """The capture as the site once answered: original address, original headers."""
    response = found.response
    headers = Headers()
    for name, values in response.headers.items():
        plain = name.lower().removeprefix(_ORIGINAL)
        if plain in _OF_ARCHIVE or plain == b"transfer-encoding":
            continue
        if name.lower().startswith(_ORIGINAL) or plain not in headers:
            headers[plain] = values
    kind = responsetypes.from_args(headers=headers, url=found.url, body=response.body)
    # An answer of an archive's server was recorded under its own address.
    flags = [*response.flags, *([] if found.from_file else [CACHED])]
    return kind(url=found.url, status=200, headers=headers, body=response.body, flags=flags)


__all__ = ["CAPTURED", "ArchivesMiddleware"]
