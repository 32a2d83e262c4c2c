"""Lists of captures in every dialect, addresses of archives, and the order in which captures are tried."""

from __future__ import annotations

import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from harvester import cdx
from harvester.cdx import BadListingError, Capture, Table, parse_listing

HEADER = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
ROW = ["example,old)/a", "20160102030405", "http://www.old.example:80/a", "text/html", "200", "ABC", "99"]


def test_the_wayback_dialect() -> None:
    revisit = [*ROW[:3], "warc/revisit", "-", "ABC", "50"]
    listing = parse_listing(json.dumps([HEADER, ROW, revisit, [], ["example%2Cold%29%2F+2016"]]).encode())
    assert listing.resume == "example%2Cold%29%2F+2016"
    first, second = listing.captures
    assert (first.status, first.media_type, first.digest) == (200, "text/html", "ABC")
    assert first.captured == "2016-01-02T03:04:05Z"
    assert second.status == 0
    assert [one.status for one in cdx.resolved(listing.captures)] == [200, 200]
    assert all(one.is_page for one in cdx.resolved(listing.captures))


def test_a_header_may_name_other_columns_or_be_missing() -> None:
    short = [["timestamp", "original"], ["20160102030405", "http://old.example/"]]
    assert parse_listing(json.dumps(short).encode()).captures[0].url == "http://old.example/"
    assert parse_listing(json.dumps([ROW]).encode()).captures[0].status == 200


def test_the_pywb_dialect() -> None:
    lines = [
        {"urlkey": "example,old)/", "timestamp": "20150102030405", "url": "http://old.example/",
         "mime": "text/html", "status": "200", "digest": "sha1:ABC", "filename": "a.warc.gz"},
        {"urlkey": "example,old)/b", "timestamp": "20170102030405", "url": "http://old.example/b",
         "mime": "warc/revisit", "digest": "DEF"},
    ]  # fmt: skip
    listing = parse_listing("\n".join(map(json.dumps, lines)).encode())
    assert [one.status for one in listing.captures] == [200, 0]
    assert listing.captures[0].digest == "ABC"
    assert listing.rows == 2


def test_lines_of_older_servers() -> None:
    plain = " ".join(ROW) + "\n" + " ".join(ROW) + "\n\nexample%2Cold"
    assert len(parse_listing(plain.encode()).captures) == 2
    assert parse_listing(plain.encode()).resume == "example%2Cold"
    cdxj = 'example,old)/a 20160102030405 {"url": "http://old.example/a", "status": "200"}'
    assert parse_listing(cdxj.encode()).captures[0].at == "20160102030405"


@pytest.mark.parametrize("body", [b"", b"[]", b" \n", b"[[]]", json.dumps([HEADER]).encode()])
def test_nothing_was_captured(body: bytes) -> None:
    assert parse_listing(body).captures == ()


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Service unavailable</html>",
        b'{"message": "no such collection"}',
        b'{"a": ',
        b"[1, 2]",
        b"Blocked Site Error",
        b"[" * 100_000,
    ],
)
def test_what_is_no_list(body: bytes) -> None:
    with pytest.raises(BadListingError):
        parse_listing(body)


def test_rows_that_make_no_sense_are_left_out() -> None:
    bad = [[*ROW[:1], "yesterday", *ROW[2:]], [*ROW[:2], "ftp://old.example/", *ROW[3:]], ["x"], ROW]
    assert len(parse_listing(json.dumps([HEADER, *bad]).encode()).captures) == 1


@pytest.mark.parametrize(
    ("index", "prefix"),
    [
        ("https://web.archive.org/cdx/search/cdx", "https://web.archive.org/web/"),
        ("http://web.archive.org/cdx/search", "http://web.archive.org/web/"),
        ("http://127.0.0.1:8080/board/cdx", "http://127.0.0.1:8080/board/"),
        ("https://arquivo.pt/wayback/cdx", "https://arquivo.pt/wayback/"),
        ("https://archive.example/board-cdx", "https://archive.example/board/"),
        ("https://archive.example/board-index", "https://archive.example/board/"),
        (
            "https://www.webarchive.org.uk/wayback/archive/cdx",
            "https://www.webarchive.org.uk/wayback/archive/",
        ),
    ],
)
def test_where_captures_are_replayed(index: str, prefix: str) -> None:
    assert cdx.replay_prefix(index) == prefix
    assert cdx.replay_prefix(index, "https://else.example/x") == "https://else.example/x/"


def test_addresses_of_captures() -> None:
    capture = Capture(url="http://old.example/a b?x=1&y=%20", at="20160102030405")
    url = cdx.replay_url("https://web.archive.org/web/", capture)
    assert url == "https://web.archive.org/web/20160102030405id_/http://old.example/a%20b?x=1&y=%20"
    for form in (url, url.replace("id_", ""), url.removeprefix("https://web.archive.org"), url[6:]):
        assert cdx.split_replay(form, "https://web.archive.org/web/") == (
            "20160102030405",
            "http://old.example/a%20b?x=1&y=%20",
        )
    assert cdx.split_replay("https://old.example/web/", "https://web.archive.org/web/") is None


def test_queries() -> None:
    asked = parse_qs(urlsplit(cdx.host_query("http://a.example/cdx", "www.old.example", "k+1")).query)
    assert asked["url"] == ["www.old.example"]
    assert asked["matchType"] == ["host"]
    assert asked["output"] == ["json"]
    assert asked["resumeKey"] == ["k+1"]
    exact = parse_qs(urlsplit(cdx.address_query("http://a.example/cdx?c=1", "http://o.example/?a=b&c")).query)
    assert exact["url"] == ["http://o.example/?a=b&c"]
    assert exact["c"] == ["1"]


def shot(
    at: str, status: int = 200, kind: str = "text/html", url: str = "http://old.example/a.pdf"
) -> Capture:
    return Capture(url=url, at=f"{at}0101000000", status=status, media_type=kind, digest=f"D{at}{url}")


def test_newest_first_without_errors() -> None:
    captures = [shot("2015"), shot("2017", 404), shot("2016", 302), shot("2018", 500), shot("2014", 0)]
    assert [one.at[:4] for one in cdx.worth_asking(captures)] == ["2016", "2015", "2014"]


def test_pages_where_a_file_is_promised_and_pages_that_answer_for_many_are_doubted() -> None:
    table = Table()
    file, page = shot("2015", kind="application/pdf"), shot("2016")
    table.add([file, page])
    assert [cdx.doubts(one, file.url, table) for one in (file, page)] == [0, 1]
    same = [Capture(url=f"http://old.example/{n}", at="2019", status=200, media_type="text/html", digest="S")
            for n in range(4)]  # fmt: skip
    table.add(same)
    assert cdx.doubts(same[0], same[0].url, table) == 1
    assert cdx.doubts(page, "http://old.example/page", table) == 0


def test_a_file_stands_for_its_address_though_pages_were_captured_there_later() -> None:
    table = Table()
    table.add([shot("2014", kind="application/pdf"), shot("2021"), shot("2023")])
    table.add([shot("2015", url="http://old.example/b"), shot("2019", url="http://old.example/b")])
    assert [one.at[:4] for one in table.addresses()] == ["2014", "2019"]


def test_an_address_is_found_as_archives_find_it() -> None:
    table = Table()
    table.add(
        [
            shot("2015", url="http://www.old.example:80/Reviews/?b=2&a=1"),
            shot("2015", url="https://old.example/x/print"),
        ]
    )
    for url in ("https://old.example/reviews?a=1&b=2", "http://www.old.example/Reviews/?b=2&a=1#top"):
        assert len(table.of(url)) == 1
    assert len(table.of("http://old.example/x")) == 1  # its print view is its twin
    assert table.of("http://old.example/reviews") == []
    table.add([shot("2015", url="http://www.old.example:80/Reviews/?b=2&a=1")])
    assert len(table.of("https://old.example/reviews?a=1&b=2")) == 1  # the same capture again


def test_what_an_archive_wrote_into_a_page_is_taken_out() -> None:
    prefix = "https://web.archive.org/web/"
    body = (
        b'<html><head><script src="https://web-static.archive.org/_static/js/bundle-playback.js"></script>'
        b"<script>__wm.init();</script><!-- End Wayback Rewrite JS Include --></head><body>"
        b"<!-- BEGIN WAYBACK TOOLBAR INSERT --><div>412 captures of http://old.example/</div>"
        b"<!-- END WAYBACK TOOLBAR INSERT --><h1>Reviews</h1>"
        b'<a href="https://web.archive.org/web/20160102030405/http://old.example/a.pdf">A</a>'
        b'<a href="/web/20160102030405/https://old.example/b?x=1&amp;y=2">B</a>'
        b'<img src="//web.archive.org/web/20160102030405im_/http://old.example/i.png">'
        b"</body></html><!--\n     FILE ARCHIVED ON 03:04:05 Jan 02, 2016 AND RETRIEVED FROM THE\n-->"
    )
    clean = cdx.unrewritten(body, prefix)
    assert clean == (
        b"<html><head></head><body><h1>Reviews</h1>"
        b'<a href="http://old.example/a.pdf">A</a><a href="https://old.example/b?x=1&amp;y=2">B</a>'
        b'<img src="http://old.example/i.png"></body></html>'
    )
    raw = b'<a href="https://web.archive.org/web/20160102030405/http://old.example/">our old site</a>'
    assert cdx.unrewritten(raw, prefix) is raw  # a page may itself link to an archive


def test_a_redirect_that_the_archive_shows_as_a_page() -> None:
    body = (
        b'<p class="code">Got an HTTP 302 response at crawl time</p><p class="impatient">'
        b'<a href="/web/20160102030405/http://old.example/new">Impatient?</a></p>'
    )
    assert cdx.shown_redirect(body, "https://web.archive.org/web/") == "http://old.example/new"
    assert cdx.shown_redirect(b"<p>hello</p>", "https://web.archive.org/web/") is None


MARKS = (
    b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->",
    b"<script src='/_static/js/x'>",
    b"<!--\nFILE ARCHIVED ON ",
    b"/web/20160102030405/http://",
)


@pytest.mark.parametrize("mark", MARKS)
def test_marks_without_an_end_keep_nobody_busy(mark: bytes) -> None:
    begun = time.monotonic()
    cdx.unrewritten(b"WB Insert" + mark * 100_000, "https://web.archive.org/web/")
    assert time.monotonic() - begun < 4
