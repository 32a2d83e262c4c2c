"""Asks web archives, in a process of its own: `python -m harvester.discover.asker`, an order on its input.

Every request goes through the engine of a crawl: reach, robots.txt, the pace of the host, retries and limits
hold for it. What is answered is kept by `harvester.discover.kept`; what happens is told as JSON lines.
"""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from scrapy import Spider

from harvester import cdx
from harvester.discover import choosing, queries
from harvester.discover.choosing import Wishes
from harvester.discover.kept import BY_KEY, BY_PAGES, WHOLE, KeptCaptures, KeptList
from harvester.discover.records import Record, records
from harvester.errors import DiskError
from harvester.run.worker import end_with_parent, tell
from harvester.sources import ArchivedCaptures
from harvester.vocabulary import ExitCode, Outcome
from harvester.web.endings import RequestEnded
from harvester.web.holdings import IndexHolding
from harvester.web.outcomes import message_of_response, outcome_of_response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Response

    from harvester.discover.index import Listed

MOST_LIST: Final = 64 * 1024 * 1024  # bytes of one part of a list
MOST_RECORD: Final = 64 * 1024 * 1024
_FAILURES: Final = 10  # one after another, then an archive is left alone
_AT_ONCE: Final = 8  # requests for captures, where no delay is asked for
_SETTINGS: Final = {
    "SPIDER_LOADER_CLASS": "scrapy.spiderloader.DummySpiderLoader",
    "ITEM_PIPELINES": {},
    "DOWNLOAD_MAXSIZE": MOST_LIST,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked of one index, or of the archives that it names."""

    folder: str
    index: str  # the address of the index without a query, or a file
    queries: tuple[str, ...] = ()
    options: dict[str, Any]  # of the engine: data, allow_hosts, delay, contact
    lists: tuple[str, ...] = ()  # those of the queries that are not answered yet
    declared: tuple[str, ...] | None = None  # hosts of which nothing is wanted; None: no captures at all
    most: int = 0
    under: str = ""  # where the archives lie that the index names; "": captures are replayed
    replay: str | None = None  # what stands before the address of a replayed capture


class AskingSpider(Spider):
    """Not a crawl: its requests are those of the order."""

    name = "discover"
    order: Order

    async def start(self) -> AsyncIterator[Any]:
        """Carry out the order before the engine has anything else to do."""
        try:
            await _Work(self.crawler, self.order).run()
        except DiskError as error:
            tell(event="fatal", message=str(error))
        requests: tuple[Any, ...] = ()
        for request in requests:
            yield request


class _Work:
    def __init__(self, crawler: Any, order: Order) -> None:
        self.order = order
        asked = order.under or order.index
        index = order.index if queries.is_http(order.index) else asked
        archive = ArchivedCaptures(cdx=index, replay=order.replay, name=urlsplit(asked).netloc)
        self.holding = IndexHolding(crawler, archive, {})
        self.failures = 0
        self._keeping = asyncio.Lock()

    async def run(self) -> None:
        for query in self.order.lists:
            try:
                await self._list(query)
            except RequestEnded as ended:
                tell(event="failed", what="list", message=ended.message)
        if self.order.declared is not None:
            await self._captures()

    # ------------------------------------------------------------ lists

    async def _list(self, query: str) -> None:
        kept = KeptList(Path(self.order.folder), query)
        if kept.load(WHOLE):
            return
        answer = await self.holding.get(queries.count_query(query), follow=True, most=MOST_LIST)
        count = queries.page_count(answer.body) if answer.status == 200 else None
        if count is None:
            await self._by_key(query, kept)
            kept.close(BY_KEY)
        else:
            await self._by_pages(query, kept, count)
            kept.close(BY_PAGES)

    async def _by_pages(self, query: str, kept: KeptList, count: int) -> None:
        if count > queries.MOST_PARTS:
            message = f"a list of {count:,} pages; ask for less (--within)"
            raise RequestEnded(Outcome.LIMIT, f"{self.holding.name}: {message}")
        for number in range(count):
            name = f"{BY_PAGES}-{number}"
            if kept.load(name) is None:
                await self._part(queries.page_query(query, number), kept, name)
            tell(event="listed", number=number + 1, of=count)

    async def _by_key(self, query: str, kept: KeptList) -> None:
        resume, known = "", set()
        for number in range(queries.MOST_PARTS):
            name = f"{BY_KEY}-{number}"
            part = kept.load(name)
            if part is None:
                url = queries.part_query(query, resume)
                part = await self._part(url, kept, name)
                if part.rows == queries.ROWS_A_PART and not part.resume and not number:
                    # It knows how to stop, but not how to go on: all at once, then.
                    part = await self._part(query, kept, name)
            tell(event="listed", number=number + 1, of=0)
            if not part.resume or part.resume in known:
                return
            resume = part.resume
            known.add(resume)
        message = "a list without end; ask for less (--within)"
        raise RequestEnded(Outcome.LIMIT, f"{self.holding.name}: {message}")

    async def _part(self, url: str, kept: KeptList, name: str) -> Any:
        listing = await self.holding.listing(url)
        assert listing is not None  # noqa: S101 - nothing is replayed here
        good = [one for one in listing.captures if one.status in (0, 200)]
        return await asyncio.to_thread(kept.save, name, listing.rows, good, listing.resume)

    # ------------------------------------------------------------ captures

    async def _captures(self) -> None:
        order = self.order
        wishes = Wishes(declared=frozenset(order.declared or ()), most=order.most)
        left = iter(choosing.left(order.index, order.queries, Path(order.folder), wishes))
        with KeptCaptures(Path(self.order.folder)) as kept:
            count = 1 if self.order.options["delay"] else _AT_ONCE
            await asyncio.gather(*(self._some(left, kept) for _ in range(count)))

    async def _some(self, left: Iterator[Listed], kept: KeptCaptures) -> None:
        for one in left:
            if self.failures >= _FAILURES:
                return
            try:
                record = await (self._by_range(one) if self.order.under else self._by_replay(one))
            except RequestEnded as ended:
                refused = ended.outcome in (Outcome.ROBOTS_DENIED, Outcome.LIMIT)
                self.failures = _FAILURES if refused else self.failures + 1
                tell(event="failed", what="capture", url=one.url, message=ended.message)
                if self.failures >= _FAILURES and not refused:
                    tell(event="failed", what="archive", message=f"{_FAILURES} failures one after another")
                continue
            self.failures = 0
            if isinstance(record, str):
                tell(event="refused", url=one.url, message=record)
            else:
                async with self._keeping:
                    await asyncio.to_thread(kept.add, one, record)
                tell(event="fetched", url=one.url)

    async def _by_range(self, one: Listed) -> bytes | str:
        """The record of a capture out of its archive; in words why it is not had."""
        if one.length > MOST_RECORD:
            return f"a record of {one.length:,} bytes"
        last = one.offset + one.length - 1
        headers = {"Range": f"bytes={one.offset}-{last}", "Accept-Encoding": "identity"}
        url = f"{self.order.under.rstrip('/')}/{one.archive.lstrip('/')}"
        response = await self.holding.get(url, follow=True, headers=headers, most=one.length + 1)
        if response.status == 200 and len(response.body) != one.length:
            return "the server of the archives gives no parts of files"
        if response.status not in (200, 206):
            return _answered(response)
        return record_of(response.body, one.url)

    async def _by_replay(self, one: Listed) -> bytes | str:
        """A record made of what the archive replays; in words why it is not had."""
        capture = cdx.Capture(url=one.url, at=cdx.digits_of(one.at), media_type=one.media_type)
        replayed = await self.holding.fetch(capture)
        response = replayed.response
        if response.status != 200:
            return _answered(response)
        body = cdx.unrewritten(response.body, self.holding.prefix)
        kind = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
        return await asyncio.to_thread(made_record, one.url, replayed.capture.captured, kind, body)


def _answered(response: Response) -> str:
    """An answer that is no capture.

    Raises:
        RequestEnded: the archive does not want to be asked, or cannot answer now.
    """
    outcome, said = outcome_of_response(response.status), message_of_response(response.status)
    if outcome in (Outcome.BLOCKED, Outcome.SERVER_ERROR, Outcome.TIMEOUT):
        raise RequestEnded(outcome, said)
    return said


def record_of(data: bytes, url: str) -> bytes | str:
    """One record as an archive holds it, compressed; in words why it is none of this address."""
    # Its block is not held: a few bytes may inflate to billions.
    first = next(records(io.BytesIO(data), lambda kind, length: False), None)
    if not isinstance(first, Record):
        return "what lies there is no record"
    if first.field(b"warc-target-uri:").strip(b"<>").decode("utf-8", "replace") != url:
        return "what lies there is the record of another address"
    return data if data.startswith(b"\x1f\x8b") else gzip.compress(data, mtime=0)


def made_record(url: str, at: str, kind: str, body: bytes) -> bytes:
    """A record of a capture that was replayed."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    told = [("Content-Type", kind), ("Content-Length", str(len(body)))]
    record = writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(body),
        http_headers=StatusAndHeaders("200 OK", told, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": at},
    )
    writer.write_record(record)
    return out.getvalue()


def main() -> int:
    """Carry out the order on standard input."""
    end_with_parent()
    order = Order(**json.loads(sys.stdin.read()))
    from scrapy.crawler import CrawlerProcess

    from harvester.web.options import CrawlOptions
    from harvester.web.settings import for_run

    told = order.options
    options = CrawlOptions(
        data=Path(told["data"]),
        allow_hosts=tuple(told["allow_hosts"]),
        delay=told["delay"],
        contact=told["contact"],
        archive=False,
    )
    log = Path(order.folder) / "asking.log"
    process = CrawlerProcess({**for_run(options), **_SETTINGS, "LOG_FILE": str(log)})
    process.crawl(AskingSpider, order=order)
    process.start()
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
