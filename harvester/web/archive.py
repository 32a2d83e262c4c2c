"""Recording a live crawl, and asking sites only for what has changed.

Scrapy's cache middleware answers from its store while something is "fresh", and when a site fails.
For a harvest both are wrong: what we hold is always stale, only the site's 304 makes it good again,
and a failure is news. So the storage interface is Scrapy's and the middleware is ours. Everything is
recorded, whatever Cache-Control says. Bodies are recorded decoded: documents are kept once, in the
store, and their record names them by SHA-256.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections import Counter
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from scrapy import Request, signals
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.responsetypes import responsetypes
from scrapy.utils.misc import load_object

from harvester import media_type
from harvester.errors import ArchiveError, DiskError
from harvester.paths import DataDirectory
from harvester.store import open_store
from harvester.stores.uploads import uploads
from harvester.vocabulary import Outcome
from harvester.warc_index import Capture, exact_key
from harvester.warc_replay import ArchiveReader
from harvester.warc_writer import Exchange, WarcWriter
from harvester.web.earlier import ContinuedIndex, history_of, past_nights
from harvester.web.endings import RequestEnded
from harvester.web.far_files import FarFiles
from harvester.web.fatal import ended_for, stop_for
from harvester.web.incremental import BY_HEAD, Way, conditions, is_file, judge_head, nights_since, way_of
from harvester.web.outcomes import NOT_MODIFIED, outcome_of_failure
from harvester.web.politeness import host_key
from harvester.web.replay import CAPTURED, KEPT, TRUNCATED
from harvester.web.robots import CACHED
from harvester.web.taken_down import TAKEN_DOWN

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from harvester.warc import Entry
    from harvester.warc_replay import Answer

log = logging.getLogger(__name__)

_UNCONDITIONAL = "harvester_unconditional"
_HEAD_S = 30.0  # a server that takes longer is asked in full instead
_WORTH_A_REFERENCE = 1024  # bytes of a page that came again unchanged
_MOST_VAIN = 2  # times that a host may refuse HEAD, or tell no length, before it is no longer asked so
_KEPT = frozenset(
    (
        *(media_type.PDF, media_type.DOC, media_type.DOCX, media_type.ODT, media_type.RTF, media_type.OLE),
        *(media_type.PPT, media_type.PPTX, media_type.XLS, media_type.XLSX, media_type.MSG, media_type.ZIP),
    )
)


class ArchiveStorage:
    """Scrapy's cache storage interface over WARC files: one new file per source and run."""

    def __init__(self, settings: BaseSettings) -> None:
        data = DataDirectory(Path(settings["HARVESTER_DATA"]))
        self._root = data.warc
        self._history = history_of(settings)
        self._catalogue = (self._history or data).catalogue
        self._nights: tuple[int, ...] = ()
        self._run = settings.get("HARVESTER_RUN_ID")
        self._agent = settings.get("USER_AGENT")
        self.files = open_store(data)
        self.stores = (self.files, open_store(self._history)) if self._history else (self.files,)
        self.far = FarFiles(self.stores)
        self._index: ContinuedIndex | None = None
        self._writer: WarcWriter | None = None
        self._name = ""
        self._entries: list[Entry] = []

    def open_spider(self, spider: Spider) -> None:
        """Open the index; the WARC file begins with the first answer."""
        run = self._run or spider.crawler.stats.get_value("harvester/run_id")
        self._run = str(run) if run else datetime.now(UTC).strftime("unnumbered-%Y%m%dT%H%M%SZ")
        self._name = spider.name
        self._nights = past_nights(self._catalogue, self._name)
        self._index = ContinuedIndex(self._root / "index.db", self._history)
        self._reader = ArchiveReader(self._index, self.stores)
        if self._index.fresh:
            self._index.add_all(self._root)

    def close_spider(self, spider: Spider) -> None:
        """Finish the WARC file, then index it: later runs ask for validators, this one never does."""
        index, writer = self._index, self._writer
        self._index = self._writer = None
        try:
            if writer is not None:
                path = writer.close()
                if index is not None:
                    index.add_entries(path, self._entries)
        except sqlite3.Error as error:  # `warc_index.tidy` indexes the file before the next run
            log.warning("the archive index could not be written: %s", error)
        finally:
            if index is not None:
                index.close()

    # ------------------------------------------------------------ what we hold

    def held(self, url: str) -> Capture | None:
        """The newest whole answer of this address, if it can be read."""
        capture = self.newest(url)
        return capture if capture is not None and self._reader.holds(capture) else None

    def newest(self, url: str) -> Capture | None:
        """The newest whole answer of this address, wherever its payload is."""
        try:
            return next(iter(self._index.payloads(url)), None) if self._index else None
        except sqlite3.Error as error:
            log.warning("the archive index could not be read: %s", error)
            return None

    def stored(self, url: str) -> Capture | None:
        """The newest whole answer of this address, if a server can be asked to confirm it."""
        capture = self.held(url)
        return capture if capture and (capture.entry.etag or capture.entry.last_modified) else None

    def size_of(self, capture: Capture) -> int | None:
        """The size of a document that the store holds."""
        sha256 = capture.entry.digest.partition(":")[2]
        return next((size for store in self.stores if (size := store.size(sha256)) is not None), None)

    def way_of(self, capture: Capture) -> Way:
        """How the address of this capture is asked tonight."""
        return way_of(capture, nights_since(capture, self._nights))

    def read(self, capture: Capture, url: str) -> Response | None:
        """A capture as a response to this address, or None when it cannot be read any more."""
        try:
            answer = self._reader.read(capture)
        except ArchiveError:
            return None
        return _response(url, answer) if answer is not None else None

    def retrieve_response(self, spider: Spider, request: Request) -> Response | None:
        """The recorded copy of a request's answer (Scrapy's interface)."""
        capture = self.stored(request.url)
        return self.read(capture, request.url) if capture else None

    def recent_body(self, url: str, seconds: float) -> bytes | None:
        """The body of a 200 answer to this address that is not older than this."""
        oldest = (datetime.now(UTC) - timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")
        exact = exact_key(url)
        for capture in self._index.captures(url) if self._index else ():
            entry = capture.entry
            if exact_key(entry.url) != exact or entry.at < oldest:
                return None
            if entry.status in (200, 304) and not entry.truncated:
                response = self.read(capture, url)
                return response.body if response is not None else None
        return None

    # ------------------------------------------------------------ recording

    def record(
        self, request: Request, response: Response, kept: str | None, held: Capture | None = None
    ) -> None:
        """Write one exchange; `kept` is the SHA-256 of a body in the store, `held` the answer before this.

        Raises:
            DiskError: the disk refuses.
        """
        exchange = _exchange(request, response, kept or hashlib.sha256(response.body).hexdigest())
        writer = self._open_writer()
        original = None if kept else self._original(exchange, held)
        if original is not None:
            self._entries.append(writer.same(exchange, original))
        else:
            self._entries.append((writer.kept if kept else writer.response)(exchange))

    def _original(self, exchange: Exchange, capture: Capture | None) -> Entry | None:
        """The record that holds this very page since an earlier night; small ones are as well kept again."""
        small = len(exchange.body) < _WORTH_A_REFERENCE
        if small or exchange.truncated or not exchange.status_line.startswith("200 "):
            return None
        if capture is None or capture.entry.digest != f"sha256:{exchange.sha256}" or is_file(capture):
            return None
        if capture.entry.type != "revisit":
            return capture.entry
        found = self._index.original_of(capture) if self._index else None
        return found.entry if found is not None else None

    def record_not_modified(self, request: Request, response: Response, capture: Capture) -> None:
        """Write that the server confirmed an earlier capture.

        Raises:
            DiskError: the disk refuses.
        """
        exchange = _exchange(request, response, "")
        self._entries.append(self._open_writer().not_modified(exchange, capture.entry))

    def store_response(self, spider: Spider, request: Request, response: Response) -> None:
        """Record an answer (Scrapy's interface)."""
        kept = self.files.put(response.body).sha256 if is_document(response) else None
        self.record(request, response, kept, self.held(request.url))

    def _open_writer(self) -> WarcWriter:
        if self._writer is None:
            path = self._root / str(self._run) / f"{self._name}.warc.gz"
            facts = {"isPartOf": f"run {self._run}", "description": f"source {self._name}", "robots": "obey"}
            self._writer = WarcWriter(path, {**facts, "http-header-user-agent": str(self._agent)})
        return self._writer


class ArchiveMiddleware:
    """Asks conditionally, accepts a 304 alone as good, and records every answer."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings.getbool("HTTPCACHE_ENABLED"):
            raise NotConfigured
        self.crawler = crawler
        self.storage: ArchiveStorage = load_object(settings["HTTPCACHE_STORAGE"])(settings)
        self._asked: WeakKeyDictionary[Request, Capture] = WeakKeyDictionary()
        self._held: WeakKeyDictionary[Request, Capture | None] = WeakKeyDictionary()  # when it was asked
        self._vain: Counter[str] = Counter()  # by host: HEAD requests that told nothing

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveMiddleware:
        """As Scrapy makes it."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(middleware.spider_closed, signal=signals.spider_closed)
        return middleware

    def spider_opened(self, spider: Spider) -> None:
        """Open the archive."""
        try:
            self.storage.open_spider(spider)
        except DiskError as error:
            stop_for(self.crawler, error)

    def spider_closed(self, spider: Spider) -> None:
        """Finish the archive."""
        try:
            self.storage.close_spider(spider)
        except DiskError as error:
            stop_for(self.crawler, error)

    async def process_request(self, request: Request) -> Response | None:
        """Add the validators of what we hold, or ask for its length and type first."""
        for name in (b"If-None-Match", b"If-Modified-Since"):
            request.headers.pop(name, None)
        if request.method != "GET" or request.meta.get(_UNCONDITIONAL):
            return None
        try:
            if self.storage.far:
                await self.storage.far.ready(self.storage.newest(request.url))
            return await self._asked_again(request)
        except DiskError as error:  # of a store elsewhere
            raise ended_for(self.crawler, error) from error

    async def _asked_again(self, request: Request) -> Response | None:
        capture = self._held[request] = self.storage.held(request.url)
        way = self.storage.way_of(capture) if capture is not None else Way.FULL
        if capture is None or way is Way.FULL:
            return None
        if way is Way.HEAD:
            return await self._by_head(request, capture)
        self._asked[request] = capture
        for field, value in conditions(capture).items():
            request.headers[field] = value.encode("latin-1", "replace")
        return None

    async def _by_head(self, request: Request, capture: Capture) -> Response | None:
        """The recorded copy when a HEAD says that nothing has changed, else None: ask in full."""
        size, host = self.storage.size_of(capture), host_key(request.url)
        if size is None or self._vain[host] >= _MOST_VAIN:
            return None
        head = Request(
            request.url,
            method="HEAD",
            # The length must be that of the file, and a redirect or failure is for the GET to tell.
            headers={"Accept-Encoding": "identity"},
            meta={"dont_redirect": True, "max_retry_times": 0, "download_timeout": _HEAD_S},
            priority=request.priority,
            callback=NO_CALLBACK,
            dont_filter=True,
        )
        try:
            answered = await self.crawler.engine.download_async(head)
        except Exception as error:
            same, why = None, outcome_of_failure(error)[1]
        else:
            same, why = judge_head(answered, capture, size)
        if same:
            async with self.storage.far.at_hand(capture):
                stored = self.storage.read(capture, request.url)
            if stored is not None:
                self.crawler.stats.inc_value("harvester/unchanged_by_head")
                return stored.replace(flags=[NOT_MODIFIED, BY_HEAD])
        elif same is None:
            self._vain[host] += 1
        log.debug("%s is asked for in full: %s", request.url, why)
        return None

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Record the answer; for a 304 give the recorded copy.

        Raises:
            RequestEnded: a 304 that answers no question of ours.
        """
        request.meta.pop(KEPT, None)  # of an answer before this one
        unrecorded = (CACHED, BY_HEAD, TAKEN_DOWN)
        if request.method != "GET" or any(flag in response.flags for flag in unrecorded):
            return response
        try:
            if response.status == 304:
                return await self._confirmed(request, response)
            kept: str | None = None
            if is_document(response):
                kept = request.meta[KEPT] = (await uploads().put(self.storage.files, response.body)).sha256
            known = kept or request in self._held
            held = self._held.pop(request, None) if known else self.storage.held(request.url)
            self.storage.record(request, response, kept, held)
        except DiskError as error:
            raise ended_for(self.crawler, error) from error
        return response

    async def _confirmed(self, request: Request, response: Response) -> Request | Response:
        capture, stored = self._asked.pop(request, None), None
        if capture is not None:
            async with self.storage.far.at_hand(capture):
                stored = self.storage.read(capture, request.url)
        if capture is not None and stored is not None:
            self.storage.record_not_modified(request, response, capture)
            stored.flags.append(NOT_MODIFIED)
            self.crawler.stats.inc_value("harvester/not_modified")
            return stored
        if request.meta.get(_UNCONDITIONAL):
            raise RequestEnded(Outcome.SERVER_ERROR, "the server says 304 to a request without validators")
        again = request.replace(dont_filter=True)
        again.meta[_UNCONDITIONAL] = True
        return again


def is_document(response: Response) -> bool:
    """Whether a response is a whole file that is kept in the store, and not a page."""
    if response.status != 200 or TRUNCATED in response.flags:
        return False
    return media_type.detect_media_type(response.body) in _KEPT


def _response(url: str, answer: Answer) -> Response:
    headers = Headers()
    for name, value in answer.headers:
        headers.appendlist(name, value.encode("latin-1", "replace"))
    kind = responsetypes.from_args(headers=headers, url=url, body=answer.body)
    return kind(url=url, status=answer.status, headers=headers, body=answer.body)


def _exchange(request: Request, response: Response, sha256: str) -> Exchange:
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:
        phrase = "Unknown"
    _, captured = request.meta.get(CAPTURED) or ("", "")
    headers = [pair for pair in _pairs(response.headers) if pair[0].lower() != "content-length"]
    if response.status != 304:
        headers.append(("Content-Length", str(len(response.body)).encode()))
    return Exchange(
        url=request.url,
        method=request.method,
        request_headers=_pairs(request.headers),
        status_line=f"{response.status} {phrase}",
        protocol=response.protocol or "HTTP/1.1",
        headers=tuple(headers),
        body=response.body,
        sha256=sha256,
        truncated=TRUNCATED in response.flags,
        at=captured,
    )


def _pairs(headers: Headers) -> tuple[tuple[str, bytes], ...]:
    # Not by its own `items`, which looks up every name again.
    return tuple((name.decode("latin-1"), value) for name, values in dict.items(headers) for value in values)
