from __future__ import annotations

import gzip
import zlib
from types import SimpleNamespace
from typing import Any

import brotli
import pytest
from backports import zstd
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import MemoryStatsCollector

from harvester.vocabulary import Outcome
from harvester.web.bodies import BodyMiddleware, flag_doubt, packed_whole, proves_whole
from harvester.web.endings import RequestEnded
from harvester.web.replay import REPLAYED, plausibly_encoded

PAGE = b"<html><body>page</body></html>"
PACKERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}
ZIP_END = b"PK\x05\x06" + b"\0" * 18


@pytest.fixture
def middleware() -> BodyMiddleware:
    settings = Settings(
        {"HARVESTER_HTML_MAXSIZE": 1000, "DOWNLOAD_MAXSIZE": 100_000, "COMPRESSION_ENABLED": True}
    )
    crawler: Any = SimpleNamespace(settings=settings)
    crawler.signals = SignalManager(crawler)
    crawler.stats = MemoryStatsCollector(crawler)
    return BodyMiddleware.from_crawler(crawler)


def answered(body: bytes, encoding: str | None = None, status: int = 200, **headers: str) -> Response:
    known = {"Content-Type": "text/html", **({"Content-Encoding": encoding} if encoding else {}), **headers}
    return Response("http://a.example/", status=status, body=body, headers=known)


@pytest.mark.parametrize("encoding", PACKERS)
def test_bodies_are_decoded(middleware: BodyMiddleware, encoding: str) -> None:
    packed = PACKERS[encoding](PAGE)
    result = middleware.process_response(Request("http://a.example/"), answered(packed, encoding))
    assert isinstance(result, Response)
    assert result.body == PAGE
    assert b"Content-Encoding" not in result.headers
    assert plausibly_encoded(packed, encoding.encode())


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])  # almost any bytes are some deflate stream
def test_a_body_that_cannot_be_decoded_ends_the_request(middleware: BodyMiddleware, encoding: str) -> None:
    broken = PACKERS[encoding](PAGE)[:4] + b"\xff\xfe\xfd" * 20
    with pytest.raises(RequestEnded) as caught:
        middleware.process_response(Request("http://a.example/"), answered(broken, encoding))
    assert caught.value.outcome is Outcome.TRUNCATED


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_stream_that_was_cut_is_doubted_though_its_length_is_right(
    middleware: BodyMiddleware, encoding: str
) -> None:
    packed = PACKERS[encoding](b"".join(b"<p>%d" % number**2 for number in range(80)))
    assert packed_whole(packed, encoding.encode())
    assert not packed_whole(packed[:-1], encoding.encode())
    cut = answered(packed[: len(packed) * 3 // 4], encoding)
    result = middleware.process_response(Request("http://a.example/"), cut)
    assert isinstance(result, Response)
    assert "truncated" in result.flags


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_page_is_bounded_more_tightly_than_a_file(middleware: BodyMiddleware, encoding: str) -> None:
    request = Request("http://a.example/")
    large = b"<html>" + b" " * 5000
    for headers in ({}, {"Content-Type": "application/pdf"}):
        with pytest.raises(RequestEnded) as caught:
            middleware.process_response(request, answered(PACKERS[encoding](large), encoding, **headers))
        assert caught.value.outcome is Outcome.TOO_LARGE
    pdf = b"%PDF-1.4" + b" " * 5000 + b"%%EOF"
    packed = answered(PACKERS[encoding](pdf), encoding, **{"Content-Type": "application/pdf"})
    result = middleware.process_response(request, packed)
    assert isinstance(result, Response)
    assert result.body == pdf


@pytest.mark.parametrize("encoding", ["br", "gzip", "zstd"])
def test_what_a_recorder_has_undone_is_seen(encoding: str) -> None:
    assert not plausibly_encoded(PAGE, encoding.encode())
    assert plausibly_encoded(PAGE, None)
    assert plausibly_encoded(PAGE, b"unheard-of")


def test_answers_without_a_body_are_left_alone(middleware: BodyMiddleware) -> None:
    for response in (answered(b"", "gzip"), answered(b"", "gzip", status=304)):
        assert middleware.process_response(Request("http://a.example/"), response) is response


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        (b"%PDF-1.4 ... %%EOF\n", True),
        (b"%PDF-1.4 ...", False),
        (b"%PDF-1.4 %%EOF" + b"x" * 5000, False),
        (b"<html></html>", True),
        (b"<html></HTML>\n<!-- cached -->", True),
        (b"<html><p>half", False),
        (b"PK\x03\x04word/..." + ZIP_END, True),
        (b"PK\x03\x04word/...", False),
        (b"plain text", False),
        (b"", False),
    ],
)
def test_an_end_mark_proves_that_a_body_is_whole(body: bytes, whole: bool) -> None:
    assert proves_whole(body) is whole


def flagged(request: Request, body: bytes, *flags: str) -> list[str]:
    response = Response("http://a.example/", body=body, flags=list(flags))
    flag_doubt(request, response)
    return response.flags


def test_doubt_needs_a_reason_and_ends_when_the_same_bytes_come_again() -> None:
    half, request = b"<html><p>half", Request("http://a.example/")
    assert flagged(request, half) == []
    assert flagged(request, half, "partial") == ["truncated"]
    assert flagged(request.copy(), half + b"more", "partial") == ["truncated"]
    assert flagged(request, half, "partial") == ["repeated"]
    assert flagged(Request("http://a.example/"), PAGE, "partial") == []


def test_a_pdf_without_its_end_is_doubted_even_if_its_length_is_right_but_not_in_a_replay() -> None:
    cut = b"%PDF-1.4 ..."
    assert flagged(Request("http://a.example/"), cut) == ["truncated"]
    assert flagged(Request("http://a.example/"), cut, REPLAYED) == [REPLAYED]
    assert flagged(Request("http://a.example/"), cut, REPLAYED, "truncated") == [REPLAYED, "truncated"]
