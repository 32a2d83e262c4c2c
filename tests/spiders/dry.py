"""A crawl without an engine: requests of a spider are answered from a table, one after another."""

from __future__ import annotations

import asyncio
import heapq
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import HtmlResponse, Response
from twisted.python.failure import Failure

from harvester.frontier import Budget
from harvester.items import FoundDocument, FoundSightings
from harvester.records import CrawlTally, PageVisit
from harvester.sources import Declaration
from spiders.loader import spider_class

PDF = b"%PDF-1.4\n% neutral bytes that stand for a file\n%%EOF\n"


@dataclass
class Site:
    """Addresses and what they answer: text (a page), bytes (a file), a number (status), an exception."""

    answers: dict[str, Any]
    asked: list[str] = field(default_factory=list)

    def answer(self, request: Request) -> Response | Failure | Request:
        self.asked.append(request.url)
        found = self.answers.get(request.url, self.answers.get(request.url.rstrip("/"), 404))
        if callable(found):
            found = found(request)
        if isinstance(found, Response):
            return found
        if isinstance(found, Exception):
            failure = Failure(found)
            failure.request = request
            return failure
        if isinstance(found, tuple):  # a redirect
            return request.replace(url=urljoin(request.url, found[1]))
        if isinstance(found, int):
            body = f"<html><head><title>{found}</title></head><body><p>Error {found}</p></body></html>"
            return HtmlResponse(request.url, status=found, body=body.encode(), request=request)
        if isinstance(found, bytes):
            return Response(request.url, body=found, request=request, headers={"ETag": '"1"'})
        return HtmlResponse(request.url, body=found.encode(), encoding="utf-8", request=request)


@dataclass
class Result:
    visits: list[PageVisit]
    documents: list[FoundDocument]
    sightings: list[FoundSightings]
    tally: CrawlTally
    site: Site
    spider: Any

    @property
    def fetched(self) -> dict[str, str]:
        return {one.fetch.url: str(one.fetch.outcome) for one in self.documents}

    @property
    def pages(self) -> list[str]:
        return [one.url for one in self.visits if one.kind is not None]


def declare(**values: Any) -> Declaration:
    given = {
        "slug": "northmoor",
        "title": "Northmoor Safeguarding Children Partnership",
        "nation": "england",
        "homepage": "https://www.northmoorscp.org.uk/",
    }
    return Declaration.model_validate(given | values)


def crawl(answers: dict[str, Any], *, budget: Budget | None = None, **declared: Any) -> Result:
    """Crawl a table of answers to the end."""
    site = Site(answers)
    spider = spider_class(declare(**declared))()
    spider.prepare(budget or Budget())
    items: list[Any] = []
    queue: list[tuple[int, int, Request]] = []
    order = count()

    def take(found: Any) -> None:
        if isinstance(found, Request):
            heapq.heappush(queue, (-found.priority, next(order), found))
        elif found is not None:
            items.append(found)

    async def begin() -> None:
        async for found in spider.start():
            take(found)

    asyncio.run(begin())
    while queue:
        request = heapq.heappop(queue)[2]
        answer = site.answer(request)
        hops = 0
        while isinstance(answer, Request) and hops < 5:
            answer, hops = site.answer(answer), hops + 1
        back = request.errback if isinstance(answer, Failure) else request.callback
        if isinstance(answer, Response):
            answer.request = request
        for found in back(answer):
            take(found)
        assert len(site.asked) < 2_000, "the crawl does not end"
    spider.crawler = type("NoCrawler", (), {"stats": None})()
    spider.closed("finished")
    return Result(
        [one for one in items if isinstance(one, PageVisit)],
        [one for one in items if isinstance(one, FoundDocument)],
        [one for one in items if isinstance(one, FoundSightings)],
        spider.tally,
        site,
        spider,
    )
