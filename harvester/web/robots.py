"""robots.txt (RFC 9309): what cannot be read forbids.

| robots.txt                                          | then                                     |
|-----------------------------------------------------|------------------------------------------|
| 200                                                 | its rules                                |
| 4xx except 429                                      | everything is allowed                    |
| more than five redirects                            | everything is allowed, as the RFC has it |
| 5xx, 429, time-out, reset, no name, a web page, cut | nothing, unless a copy of the last 24 h  |
|                                                     | in our archive says otherwise            |

A request that is not made ends with its reason. Where the file could not be had for want of a
connection, the reason is that failure and not a refusal: the site did not refuse us, it is down.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.http.request import NO_CALLBACK

from harvester.media_type import HTML, detect_media_type
from harvester.vocabulary import Outcome
from harvester.web.endings import RequestEnded
from harvester.web.outcomes import message_of_response, outcome_of_failure, outcome_of_response
from harvester.web.politeness import process_state

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

CACHED = "cached"  # an answer that was not asked for again
_PRIORITY = 1_000_000
_MOST_BYTES = 500 * 1024  # RFC 9309 section 2.5
_LAST_GOOD_S = 24 * 3600
_ROBOTS_META = "dont_obey_robotstxt"
_TELLING = frozenset(
    {
        Outcome.TIMEOUT,
        Outcome.TLS,
        Outcome.UNREACHABLE,
        Outcome.SERVER_ERROR,
        Outcome.BLOCKED,
        Outcome.REFUSED,
    }
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says to us."""

    parser: Protego | None = None
    ending: tuple[Outcome, str] | None = None  # why nothing is allowed
    response: Response | None = None  # the answer itself, for whoever looks for site maps in it

    def ending_of(self, url: str, agent: str) -> tuple[Outcome, str] | None:
        """Why this address may not be asked, or None."""
        if self.ending is not None or self.parser is None:
            return self.ending
        if self.parser.can_fetch(url, agent):
            return None
        return Outcome.ROBOTS_DENIED, "robots.txt of the site forbids this address"


def read_rules(body: bytes) -> Rules:
    """The rules in the body of a robots.txt that was answered with 200."""
    head = body[:4096]
    if detect_media_type(head) == HTML:
        message = "robots.txt is answered with a web page, so its rules are unknown"
        return Rules(ending=(Outcome.ROBOTS_DENIED, message))
    text = body[:_MOST_BYTES].decode("utf-8-sig", errors="replace")
    return Rules(parser=Protego.parse(text))


def unreadable(outcome: Outcome, why: str) -> Rules:
    """Nothing is allowed, because robots.txt could not be read."""
    ended = outcome if outcome in _TELLING else Outcome.ROBOTS_DENIED
    return Rules(ending=(ended, f"robots.txt could not be read, so nothing was asked: {why}"))


def _robots_url(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


class RobotsMiddleware:
    """Asks each site for its robots.txt once, through the same engine as everything else."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self.crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._sites: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """As Scrapy makes it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        """Let a request pass, or end it; one for robots.txt itself is answered with what we have.

        Raises:
            RequestEnded: it is not allowed.
        """
        if request.meta.get(_ROBOTS_META):
            return None
        rules = await self._rules(request.url)
        if rules.response is not None and request.method == "GET" and request.url == _robots_url(request.url):
            flags = [*rules.response.flags, CACHED]
            return rules.response.replace(url=request.url, flags=flags, request=request)
        ending = rules.ending_of(request.url, self._agent)
        if ending is not None:
            self.crawler.stats.inc_value("robotstxt/forbidden")
            raise RequestEnded(*ending)
        return None

    async def _rules(self, url: str) -> Rules:
        site = _robots_url(url)
        known = self._sites.get(site)
        if known is not None:
            return await asyncio.shield(known)
        future: asyncio.Future[Rules] = asyncio.get_running_loop().create_future()
        self._sites[site] = future
        try:
            rules = await self._ask(site)
        except BaseException as error:
            # Whoever waits must be told, and the next request must be able to ask again.
            del self._sites[site]
            future.set_result(unreadable(Outcome.UNREACHABLE, type(error).__name__))
            raise
        future.set_result(rules)
        if rules.parser is not None:
            delay = rules.parser.crawl_delay(self._agent)
            if delay and not self.crawler.settings.getlist("HARVESTER_REPLAY"):
                process_state().politeness.raise_delay(url, float(delay))
        return rules

    async def _ask(self, url: str) -> Rules:
        meta = {_ROBOTS_META: True}
        request = Request(url, priority=_PRIORITY, meta=meta, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await self.crawler.engine.download_async(request)
        except RequestEnded as ended:
            if ended.outcome is Outcome.REFUSED and ended.response is not None:
                return Rules()  # redirects without end: "unavailable" in the words of the RFC
            return self._last_good(url) or unreadable(ended.outcome, ended.message)
        except Exception as error:
            return self._last_good(url) or unreadable(*outcome_of_failure(error))
        return self._answered(url, response)

    def _answered(self, url: str, response: Response) -> Rules:
        if 200 <= response.status < 300:
            rules = replace(read_rules(response.body), response=response)
            return rules if rules.ending is None else self._last_good(url) or rules
        if 400 <= response.status < 500 and response.status != 429:
            return Rules(response=response)
        outcome = outcome_of_response(response.status, response.flags)
        why = message_of_response(response.status, response.flags)
        return self._last_good(url) or unreadable(outcome, why)

    def _last_good(self, url: str) -> Rules | None:
        """The rules of a copy that was recorded less than a day ago."""
        from harvester.web.archive import ArchiveMiddleware

        archive = self.crawler.get_downloader_middleware(ArchiveMiddleware)
        body = archive.storage.recent_body(url, _LAST_GOOD_S) if archive else None
        if body is None:
            return None
        rules = read_rules(body)
        return rules if rules.ending is None else None
