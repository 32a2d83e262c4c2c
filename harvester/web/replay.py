"""The download handler of a replay: it has no socket, only web archives."""

from __future__ import annotations

import logging
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Headers, HtmlResponse, Response
from scrapy.responsetypes import responsetypes

from harvester.errors import ArchiveError
from harvester.vocabulary import Outcome
from harvester.warc_replay import Answer, Replay
from harvester.web.endings import RequestEnded

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

NOT_IN_ARCHIVE = "not_in_archive"
REPLAYED = "replayed"
TRUNCATED = "truncated"
KEPT = "harvester_kept"  # in a request's meta: the SHA-256 of its answer, whose bytes the store has
CAPTURED = "harvester_captured"  # in a request's meta: (archive, time) of the capture that answered it
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


class ReplayHandler(BaseDownloadHandler):
    """Answers http and https from the archives named in HARVESTER_REPLAY and from nothing else.

    An address that none of them holds, robots.txt included, answers 404 with the flag
    `not_in_archive`. Redirects, revisits and encodings come out as the site would have sent them.
    """

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        paths = [Path(path) for path in settings.getlist("HARVESTER_REPLAY")]
        self._replay = Replay(Path(settings["HARVESTER_DATA"]), paths)
        for note in self._replay.notes:
            log.warning("%s", note)

    async def download_request(self, request: Request) -> Response:
        """Answer one request from the archive."""
        stats = self.crawler.stats
        stats.inc_value("harvester/requests")
        try:
            answer = self._replay.answer(request.url)
        except ArchiveError as error:
            raise RequestEnded(Outcome.UNREACHABLE, f"the web archive failed: {error}") from error
        response = _missing(request.url) if answer is None else response_of(request, answer)
        if answer is not None and answer.at:
            request.meta[CAPTURED] = (answer.archive, f"{answer.at[:19]}Z")
        stats.inc_value("harvester/bytes", len(response.body))
        return response

    async def close(self) -> None:
        """Close the archive's index."""
        self._replay.close()


def _missing(url: str) -> Response:
    return HtmlResponse(url, status=404, body=b"", encoding="utf-8", flags=[REPLAYED, NOT_IN_ARCHIVE])


def response_of(request: Request, answer: Answer) -> Response:
    """A recorded answer as the response to a request."""
    body = b"" if request.method == "HEAD" else answer.body
    headers = Headers()
    for name, value in answer.headers:
        headers.appendlist(name, value.encode("latin-1", "replace"))
    if not plausibly_encoded(body, headers.get(b"Content-Encoding")):
        del headers[b"Content-Encoding"]
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
    flags = [REPLAYED, TRUNCATED] if answer.truncated else [REPLAYED]
    return kind(url=request.url, status=answer.status, headers=headers, body=body, flags=flags)


def plausibly_encoded(body: bytes, encoding: bytes | None) -> bool:
    """Whether a body is encoded as its header says; recorders may keep the header of what they undid."""
    if encoding is None:
        return True
    last = encoding.lower().split(b",")[-1].strip()
    if last in (b"gzip", b"x-gzip"):
        return body.startswith(b"\x1f\x8b")
    if last == b"zstd":
        return body.startswith(_ZSTD_MAGIC)
    if last == b"br":
        return _begins_brotli(body)
    if last == b"deflate":
        return any(_begins_deflate(body, bits) for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS))
    return True


def _begins_brotli(body: bytes) -> bool:
    import brotli

    try:
        brotli.Decompressor().process(body[:4096], output_buffer_limit=65536)
    except brotli.error:
        return False
    return True


def _begins_deflate(body: bytes, bits: int) -> bool:
    try:
        zlib.decompressobj(bits).decompress(body[:4096], 65536)
    except zlib.error:
        return False
    return True
