"""Pages whose lists are made by scripts: rendered for sources that say `render: true`, and for no others.

A downloader middleware next to the engine. A page has been asked for, recorded and judged like any other
when it comes here; then a browser runs its scripts, and each request of theirs goes through the engine's
downloader, so that reach, robots, politeness, limits, recording and replay hold for it too.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from scrapy import Request, signals
from scrapy.exceptions import NotConfigured
from scrapy.http import HtmlResponse
from scrapy.http.request import NO_CALLBACK

from harvester import media_type
from harvester.detect.pages import judge_page, parse_page
from harvester.frontier import TaskKind
from harvester.records import PageVisit
from harvester.urls import host_of
from harvester.vocabulary import PageKind
from harvester.web.browser import Chromium, require_browser
from harvester.web.fatal import FATAL
from harvester.web.outcomes import outcome_of_failure
from harvester.web.rendering import Fetched, Rules

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = logging.getLogger(__name__)

RENDERED = "rendered"  # a flag of the response
RENDERING = "harvester_rendering"  # in a request's meta: what happened, in words
_PART = "harvester_part_of_page"
_MOST_PART = 5 * 1024 * 1024
_MOST_REMEMBERED = 64 * 1024 * 1024
_PART_TIMEOUT_S = 30
_MOST_HOPS = 5
_MOST_WORDS = 2_000
_HEAD = re.compile(r"<head(?:\s[^>]{0,2000})?>", re.IGNORECASE)  # every page of a browser has one
_PAGES = frozenset({TaskKind.ENTRANCE, TaskKind.PAGE, TaskKind.GUESS})


class RenderMiddleware:
    """Hands the spider pages as a reader sees them."""

    def __init__(self, crawler: Crawler) -> None:
        if not _asks_for_it(crawler):
            raise NotConfigured
        self.crawler = crawler
        self._own_s = crawler.settings.getfloat("HARVESTER_RENDER_SECONDS")
        program = require_browser(crawler.settings.get("HARVESTER_CHROMIUM"))
        self._browser = Chromium(program, crawler.settings["USER_AGENT"])
        self._parts: dict[str, Fetched] = {}
        self._remembered = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RenderMiddleware:
        """As Scrapy makes it."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.spider_closed, signal=signals.spider_closed)
        return middleware

    async def spider_closed(self) -> None:
        """End the browser."""
        await self._browser.close()

    async def process_response(self, request: Request, response: Response) -> Response:
        """Render what is a page of this source; hand on everything else."""
        if not self._is_wanted(request, response):
            return response
        rules = Rules(
            hosts=self._hosts(response.url), fetch=self._fetch, stopping=self._stopping, own_s=self._own_s
        )
        page = await self._browser.render(response.url, _fetched(response), rules)
        request.meta[RENDERING] = page.message
        self.crawler.stats.inc_value("harvester/rendered")
        if page.html is None:
            log.warning("%s: %s", response.url, page.message)
            return response
        html = page.html
        if page.leads_to and host_of(page.leads_to) in rules.hosts:
            html = _with_refresh(html, page.leads_to)
        return _replaced(response, html)

    def _is_wanted(self, request: Request, response: Response) -> bool:
        task = request.meta.get("harvester_task")
        if task is None or task.kind not in _PAGES or request.meta.get(_PART) or response.status != 200:
            return False
        body = response.body
        if media_type.detect_media_type(body[:8192], size=len(body)) != media_type.HTML:
            return False
        if host_of(response.url) not in self._hosts(request.url):
            return False
        # A challenge is not there to be solved by us: a wall stays a wall.
        return judge_page(parse_page(body, response.url), status=200).kind is not PageKind.WALL

    def _hosts(self, url: str) -> frozenset[str]:
        territory = getattr(self.crawler.spider, "territory", None)
        return territory.hosts if territory is not None else frozenset({host_of(url)})

    def _stopping(self) -> bool:
        engine = self.crawler.engine
        return engine is None or not engine.running or bool(self.crawler.stats.get_value(FATAL))

    async def _fetch(self, url: str, headers: Mapping[str, str]) -> Fetched:
        """What a page needs, asked for once in a crawl."""
        known = self._parts.get(url)
        if known is not None:
            return known
        fetched = await self._follow(url, headers)
        if self._remembered + len(fetched.body) <= _MOST_REMEMBERED:
            self._parts[url] = fetched
            self._remembered += len(fetched.body)
        return fetched

    async def _follow(self, url: str, headers: Mapping[str, str]) -> Fetched:
        """One request through the engine. Redirects are followed here: a browser would follow them itself."""
        for _ in range(_MOST_HOPS + 1):
            meta = {
                _PART: True,
                "dont_redirect": True,
                "download_maxsize": _MOST_PART,
                "download_timeout": _PART_TIMEOUT_S,
            }
            try:
                asked = Request(url, headers=dict(headers), meta=meta, callback=NO_CALLBACK, dont_filter=True)
                response = await self.crawler.engine.download_async(asked)
            except Exception as error:
                outcome, message = outcome_of_failure(error)
                return Fetched(refusal=f"{outcome}: {message}")
            location = (response.headers.get(b"Location") or b"").decode("latin-1")
            if not 300 <= response.status < 400 or not location:
                return _fetched(response)
            url = urljoin(url, location)
            if host_of(url) not in self._hosts(url):
                return Fetched(refusal=f"redirects to another host: {url[:200]}")
        return Fetched(refusal=f"more than {_MOST_HOPS} redirects")


class RenderNotes:
    """A spider middleware: what happened while a page was rendered is told with its visit."""

    def __init__(self, crawler: Crawler) -> None:
        if not _asks_for_it(crawler):
            raise NotConfigured

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RenderNotes:
        """As Scrapy makes it."""
        return cls(crawler)

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Add the words to the visit of this page."""
        request = response.request
        words = request.meta.get(RENDERING, "") if request is not None else ""
        async for found in result:
            if words and isinstance(found, PageVisit):
                yield replace(found, message="; ".join(filter(None, (found.message, words)))[:_MOST_WORDS])
            else:
                yield found


def _asks_for_it(crawler: Crawler) -> bool:
    """Whether the spider's declaration does; for a single document nothing is rendered."""
    spider = crawler.spider
    one_document = getattr(spider, "only", None) is not None
    return bool(getattr(getattr(spider, "declaration", None), "render", False)) and not one_document


def _fetched(response: Response) -> Fetched:
    headers = {
        name.decode("latin-1"): values[-1].decode("latin-1") for name, values in response.headers.items()
    }
    return Fetched(status=response.status, headers=headers, body=response.body)


def _with_refresh(html: str, url: str) -> str:
    """The page with what its script did to its reader said in markup."""
    meta = f'<meta http-equiv="refresh" content="0; url={escape(url)}">'
    return _HEAD.sub(lambda found: found[0] + meta, html, count=1)


def _replaced(response: Response, html: str) -> Response:
    """The same answer with another text, in UTF-8, and marked so that no old declaration misleads."""
    headers = response.headers.copy()
    headers[b"Content-Type"] = b"text/html; charset=utf-8"
    headers.pop(b"Content-Length", None)
    return HtmlResponse(
        url=response.url,
        status=response.status,
        headers=headers,
        body=b"\xef\xbb\xbf<!DOCTYPE html>" + html.encode("utf-8", "replace"),
        encoding="utf-8",
        flags=[*response.flags, RENDERED],
        request=response.request,
        protocol=response.protocol,
    )
