"""How an address that we hold is asked again."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.http import Response

from harvester.warc import Entry
from harvester.warc_index import Capture
from harvester.web.incremental import Way, conditions, judge_head, nights_since, way_of

PDF = "application/pdf"


def capture(
    *, kind: str = "revisit", run: str = "1", url: str = "https://a.example/q.pdf", **more: str
) -> Capture:
    values = {"offset": 0, "type": kind, "url": url, "media_type": PDF, **more}
    return Capture(Path(f"warc/{run}/a.warc.gz"), Entry(**values))  # type: ignore[arg-type]


def spans(kind: str, **more: str) -> list[int]:
    """On which night each of many addresses is first asked in full."""
    found = []
    for number in range(300):
        one = capture(kind=kind, url=f"https://a.example/{number}", **more)
        found.append(next(n for n in range(1, 99) if way_of(one, n) is Way.FULL))
    return found


def test_what_has_a_validator_is_asked_conditionally_and_now_and_then_in_full() -> None:
    for validator in ({"etag": '"v"'}, {"last_modified": "Mon, 02 Mar 2026 10:00:00 GMT"}):
        assert way_of(capture(**validator), 1) is Way.CONDITIONAL
        files, pages = spans("revisit", **validator), spans("response", **validator)
        assert (min(files), max(files)) == (24, 36)
        assert (min(pages), max(pages)) == (12, 16)
        assert max(files.count(night) for night in range(24, 37)) < 60  # of 300, and not all in one night


def test_what_has_none_is_asked_by_head_when_it_is_a_file() -> None:
    assert [way_of(capture(), night) for night in (1, 6, 7, 8)] == [Way.HEAD, Way.HEAD, Way.FULL, Way.FULL]
    assert way_of(capture(kind="response"), 1) is Way.FULL


def test_nights_are_the_runs_that_counted() -> None:
    assert nights_since(capture(run="3"), (9, 8, 5, 3, 2)) == 4
    assert nights_since(capture(run="9"), (8, 5)) == 1
    assert nights_since(capture(run="9"), ()) == 1
    assert way_of(capture(), nights_since(capture(run="unnumbered-20260101"), (2, 1))) is Way.FULL


@pytest.mark.parametrize(
    ("etag", "asked"),
    [
        ('"abc"', '"abc"'),
        ('W/"abc"', 'W/"abc"'),
        ('"abc-gzip"', '"abc-gzip", "abc"'),
        ('"abc--gzip"', '"abc--gzip", "abc"'),
        ('W/"abc:br"', 'W/"abc:br", W/"abc"'),
        ('"a-gzip-b"', '"a-gzip-b"'),
    ],
)
def test_a_tag_is_also_asked_without_what_compressing_added_to_it(etag: str, asked: str) -> None:
    assert conditions(capture(etag=etag)) == {"If-None-Match": asked}


def answered(status: int = 200, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response("https://a.example/q.pdf", status=status, headers=named)


@pytest.mark.parametrize(
    ("response", "same"),
    [
        (answered(Content_Length="500", Content_Type="application/pdf"), True),
        (answered(Content_Length="500", Content_Type="Application/PDF; charset=x"), True),
        (answered(Content_Length="501", Content_Type="application/pdf"), False),
        (answered(Content_Length="500", Content_Type="text/html"), False),
        (answered(Content_Length="500"), False),
        (answered(Content_Type="application/pdf"), None),
        (answered(Content_Length="0", Content_Type="application/pdf"), None),
        (answered(Content_Length="-1", Content_Type="application/pdf"), None),
        (answered(Content_Length="500", Content_Type="application/pdf", Content_Encoding="gzip"), None),
        (answered(404, Content_Length="500", Content_Type="application/pdf"), None),
        (answered(302, Location="/"), None),
        (answered(405), None),
    ],
)
def test_a_head_says_same_only_when_length_and_type_do(response: Response, same: bool | None) -> None:
    found, why = judge_head(response, capture(), 500)
    assert found is same
    assert bool(why) is not bool(same)
