"""Limits that must act while a body is still arriving."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.exceptions import StopDownload

from harvester.media_type import HTML, detect_media_type
from harvester.vocabulary import Outcome
from harvester.web.endings import RequestEnded

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers

    from harvester.web.politeness import LargeBodies

LARGE_BODY = 32 * 1024 * 1024
_HEAD = 4096
_MOST_HEADERS = 500


class LargeBodyWaits(Exception):
    """A large body began while another was in flight: ask again when that one is done."""


class Watch:
    """One body on its way in."""

    def __init__(self, large: LargeBodies, html_max: int, *, holds_large: bool = False) -> None:
        self.large = large
        self.html_max = html_max
        self.holds_large = holds_large
        self.received = 0
        self.ending: Exception | None = None
        self._head = b""
        self._html: bool | None = None

    def headers(self, headers: Headers, length: int | None) -> None:
        """The head of the answer is here; `length` is what it announces, if anything."""
        if len(headers) > _MOST_HEADERS:
            self._end(RequestEnded(Outcome.REFUSED, f"the answer has {len(headers)} headers"))
        if b"Content-Encoding" in headers:
            self._html = False  # compressed bytes look like nothing; the decoded size is checked later
        elif b"html" in (headers.get(b"Content-Type") or b"").lower():
            self._html = True
        self._measure(length or 0)

    def data(self, data: bytes) -> None:
        """More of the body is here."""
        self.received += len(data)
        if self._html is not True and self._html is not False:
            self._head += data[: _HEAD - len(self._head)]
            if len(self._head) >= _HEAD:
                self._html = detect_media_type(self._head, size=None) == HTML
        self._measure(self.received)

    def _measure(self, size: int) -> None:
        if self._html and size > self.html_max:
            self._end(RequestEnded(Outcome.TOO_LARGE, f"a web page of more than {self.html_max:,} bytes"))
        if size > LARGE_BODY and not self.holds_large:
            self.holds_large = self.large.take()
            if not self.holds_large:
                self._end(LargeBodyWaits())

    def _end(self, ending: Exception) -> None:
        self.ending = ending
        raise StopDownload(fail=True)

    def close(self) -> None:
        """The answer is here or lost."""
        if self.holds_large:
            self.holds_large = False
            self.large.release()


class BodyWatcher:
    """Connects watches to Scrapy's signals: one for each request of one crawler under way."""

    def __init__(self, crawler: Crawler) -> None:
        self._watches: WeakKeyDictionary[Request, Watch] = WeakKeyDictionary()
        crawler.signals.connect(self._on_headers, signal=signals.headers_received)
        crawler.signals.connect(self._on_data, signal=signals.bytes_received)

    def add(self, request: Request, watch: Watch) -> None:
        """Watch a request that is about to be sent."""
        self._watches[request] = watch

    def remove(self, request: Request) -> None:
        """The request has ended."""
        self._watches.pop(request, None)

    def _on_headers(self, headers: Headers, body_length: object, request: Request) -> None:
        watch = self._watches.get(request)
        if watch is not None:
            watch.headers(headers, body_length if isinstance(body_length, int) else None)

    def _on_data(self, data: bytes, request: Request) -> None:
        watch = self._watches.get(request)
        if watch is not None:
            watch.data(data)
