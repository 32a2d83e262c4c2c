"""What a night costs on which little or nothing has changed: on a real engine, in processes of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.run.farm import ask, report
from tests.run.steady import NAMES, Steady, crawl

FEW = NAMES[:4]
BY_HEAD = "asked by HEAD: length and type are as when it was last fetched in full"
FOR_ROBOTS = {
    "/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /private/\n"),
    "/sitemap.xml": (
        "application/xml",
        b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>',
    ),
}


def test_a_second_crawl_of_an_unchanged_site_costs_next_to_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """At most 3 % of the bytes, with validators or without; pages without are fetched."""
    data = tmp_path / "data"
    with Steady("ashby", 12, extra=FOR_ROBOTS) as ashby, Steady("birch", 13, validators=False) as birch:
        crawl(data, ashby, birch)
        first = {site.slug: site.sent for site in (ashby, birch)}
        for night in (2, 3, 4):
            if night == 3:  # a rebuilt index knows all that it must
                (data / "warc" / "index.db").unlink()
            crawl(data, ashby, birch)
            for site, kind in ((ashby, "with"), (birch, "without")):
                share = site.sent / first[site.slug]
                with capsys.disabled():
                    print(
                        f"\n{kind} validators, night {night}: {site.sent:,} of {first[site.slug]:,} bytes "
                        f"({share:.2%}), {len(site.log)} requests {dict(site.asked_how(''))}"
                    )
                assert share <= 0.03
                columns = "bytes, documents_new, documents_changed, documents_lost, outcome"
                assert site.last(data, columns) == (site.sent, 0, 0, 0, "ok")
                assert site.told(data) == []
            assert set(ashby.asked_how("")) == {("GET", 304)}  # pages, files, robots.txt and site map
            assert birch.asked_how() == {("HEAD", 200): len(NAMES)}
    presence = "SELECT source, count(*), min(presence), max(presence) FROM documents GROUP BY source"
    count = len(NAMES)
    assert ask(data, presence) == [(slug, count, "present", "present") for slug in ("ashby", "birch")]
    rows = "SELECT DISTINCT source, outcome, method, message, times FROM fetch ORDER BY source, outcome"
    assert ask(data, rows) == [
        ("ashby", "not_modified", "GET", "", 3),
        ("ashby", "ok", "GET", "", 1),
        ("birch", "not_modified", "HEAD", BY_HEAD, 3),
        ("birch", "ok", "GET", "", 1),
    ]


def test_where_head_says_nothing_files_are_fetched_and_few_heads_are_wasted(tmp_path: Path) -> None:
    data = tmp_path / "data"
    names = NAMES[:12]
    with (
        Steady("ashby", 12, names=names, validators=False, heads="no") as ashby,
        Steady("birch", 13, names=names, validators=False, heads="silent") as birch,
        Steady("cedar", 14, names=names, validators=False, heads="lying") as cedar,
    ):
        crawl(data, ashby, birch, cedar)
        crawl(data, ashby, birch, cedar)
        for site in (ashby, birch, cedar):
            asked = site.asked_how()
            assert asked["GET", 200] == len(names)
            assert 1 <= sum(count for (method, _), count in asked.items() if method == "HEAD") <= 8
            assert site.told(data) == []


def test_changes_are_found_the_same_night_and_lies_in_time(tmp_path: Path) -> None:
    """A lie: other bytes under the same tag, or of the same length where there is no tag."""
    data, path = tmp_path / "data", "/files/ashb.pdf"
    with Steady("ashby", 12, names=FEW) as ashby, Steady("birch", 13, names=FEW, validators=False) as birch:
        old = report("Ashb", "Some Board")
        for site in (ashby, birch):
            site.instead[path] = (200, "application/pdf", old)
            site.frozen[path] = '"for-ever"'
        crawl(data, ashby, birch)

        for site in (ashby, birch):
            site.instead["/files/asha.pdf"] = (200, "application/pdf", report("another", site.title))
            site.instead[path] = (200, "application/pdf", old[:-1] + b"\r")
            site.nights(data, 5)
        crawl(data, ashby, birch)  # the sixth night after the first
        for site in (ashby, birch):
            assert site.asked_how("asha.pdf")["GET", 200] == 1
            assert site.last(data, "documents_new, documents_changed") == (0, 1)
            assert site.told(data) == [("changed", 1)]
        assert ashby.asked_how(path) == {("GET", 304): 1}
        assert birch.asked_how(path) == {("HEAD", 200): 1}

        crawl(data, ashby, birch)  # the seventh: files without a validator are fetched in full
        assert ashby.asked_how(path) == {("GET", 304): 1}
        assert birch.asked_how(path) == {("GET", 200): 1}
        assert birch.told(data) == [("changed", 2)]

        ashby.nights(data, 28)
        crawl(data, ashby)  # the 36th: everything was fetched in full by now
        assert ashby.asked_how(path) == {("GET", 200): 1}
        assert ashby.told(data) == [("changed", 2)]


ENDS = {
    "bircha": (404, "text/html", b"<html><body>none</body></html>"),
    "birchb": (410, "text/html", b"<html><body>gone</body></html>"),
    "birchc": (
        200,
        "text/html",
        b"<html><head><title>Page not found</title></head><body><h1>Page not found</h1>"
        b"<p>Sorry, the page you are looking for cannot be found.</p></body></html>",
    ),
    "birchd": (302, "/", b""),
    "birche": (503, "text/html", b"<html>busy</html>"),
}


def test_documents_that_no_page_lists_are_asked_for_and_only_what_is_gone_is_withdrawn(
    tmp_path: Path,
) -> None:
    data, names = tmp_path / "data", (*NAMES[:3], *NAMES[6:12])
    with (
        Steady("ashby", 12, names=names) as ashby,
        Steady("birch", 13, names=names, validators=False) as birch,
    ):
        sites = {
            "ashby": (ashby, "there, though no page lists it"),
            "birch": (birch, BY_HEAD),
        }
        crawl(data, ashby, birch)
        for site, _ in sites.values():
            site.unlisted = {name for name in names if name.startswith("Birch")}
            site.instead |= {f"/files/{name}.pdf": end for name, end in ENDS.items()}
        for _ in range(3):
            assert ask(data, "SELECT count(*) FROM documents WHERE presence = 'withdrawn'") == [(0,)]
            crawl(data, ashby, birch)
        for slug, (site, there) in sites.items():
            newest = ask(
                data,
                "SELECT substr(url, instr(url, '/files/') + 7, 6), outcome, message FROM fetch "
                f"WHERE run_id = 4 AND source = '{slug}' AND url LIKE '%birch%' ORDER BY url",
            )
            assert newest == [
                ("bircha", "gone", "the server answered 404 Not Found"),
                ("birchb", "gone", "the server answered 410 Gone"),
                ("birchc", "gone", "a page that says it was not found"),
                ("birchd", "not_a_document", "leads to the homepage instead"),
                ("birche", "server_error", "the server answered 503 Service Unavailable"),
                ("birchf", "not_modified", there),
            ]
            assert site.asked_how("bircha")["GET", 404] == 1
            gone = (
                f"SELECT url FROM documents WHERE presence = 'withdrawn' AND source = '{slug}' ORDER BY url"
            )
            assert [url.rpartition("/")[2] for (url,) in ask(data, gone)] == [
                *("bircha.pdf", "birchb.pdf", "birchc.pdf")
            ]
        assert ask(data, "SELECT count(*) FROM sighting WHERE last_run > 1 AND url LIKE '%birch%'") == [(0,)]

        for site, _ in sites.values():
            site.unlisted = set()  # all is listed again, though some is not to be had
        crawl(data, ashby, birch)
        for site, _ in sites.values():
            assert site.asked_how("bircha")["GET", 404] == 1
            site.instead.clear()
        crawl(data, ashby, birch)
        assert ask(data, "SELECT DISTINCT presence FROM documents") == [("present",)]


def test_a_site_in_trouble_is_not_asked_for_what_it_does_not_list(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with (
        Steady("ashby", 12, names=FEW) as empty,
        Steady("birch", 13, names=FEW) as down,
        Steady("cedar", 14, names=FEW) as forbidden,
    ):
        crawl(data, empty, down, forbidden)
        empty.unlisted = set(empty.names)
        down.down = True
        no = (403, "text/html", b"<html>no</html>")
        forbidden.instead |= {"/": no, "/reviews/": no}
        crawl(data, empty, down, forbidden)
        ends = []
        for site in (empty, down, forbidden):
            assert site.asked_how("/files/") == {}
            ends += site.last(data, "outcome")
        assert ends == ["suspect", "failed", "blocked"]
