"""What a night costs on which nothing, or little, has changed: on a real engine, in processes of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.run.farm import ask, report
from tests.run.steady import NAMES, Steady

LARGE = NAMES[:12]


def told(data: Path) -> list[tuple[str, int]]:
    return ask(data, "SELECT what, count(*) FROM event WHERE run_id > 1 GROUP BY what")


@pytest.mark.parametrize(("validators", "most"), [(True, 0.03), (False, 0.15)])
def test_a_second_crawl_of_an_unchanged_site_costs_next_to_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], validators: bool, most: float
) -> None:
    data = tmp_path / "data"
    with Steady("ashby", 12, validators=validators) as site:
        site.crawl(data)
        first, (first_bytes,) = site.sent, site.last(data, "bytes")
        assert first == first_bytes
        for night in range(3):
            if night == 1:  # a rebuilt index knows all that it must
                (data / "warc" / "index.db").unlink()
            site.crawl(data)
            share = site.sent / first
            with capsys.disabled():
                kind = "with" if validators else "without"
                print(
                    f"\n{kind} validators, night {night + 2}: {site.sent:,} of {first:,} bytes "
                    f"({share:.2%}), {len(site.log)} requests {dict(site.asked_how(''))}"
                )
            assert share <= most
            unchanged = {("GET", 304): len(NAMES)} if validators else {("HEAD", 200): len(NAMES)}
            assert site.asked_how() == unchanged
            assert site.last(data, "bytes, documents_new, documents_changed, documents_lost, outcome") == (
                *(site.sent, 0, 0, 0),
                "ok",
            )
        if validators:
            assert ("GET", 200) not in site.asked_how("")
    assert told(data) == []
    assert ask(data, "SELECT count(*), min(presence), max(presence) FROM documents") == [
        (len(NAMES), "present", "present")
    ]
    rows = ask(data, "SELECT DISTINCT outcome, method, message, times FROM fetch ORDER BY 1")
    if validators:
        assert rows == [("not_modified", "GET", "", 3), ("ok", "GET", "", 1)]
    else:
        words = "asked by HEAD: length and type are as when it was last fetched in full"
        assert rows == [("not_modified", "HEAD", words, 3), ("ok", "GET", "", 1)]


@pytest.mark.parametrize("heads", ["no", "silent", "lying"])
def test_where_head_says_nothing_files_are_fetched_and_few_heads_are_wasted(
    tmp_path: Path, heads: str
) -> None:
    data = tmp_path / "data"
    with Steady("ashby", 12, names=LARGE, validators=False, heads=heads) as site:
        site.crawl(data)
        site.crawl(data)
        asked = site.asked_how()
        assert asked["GET", 200] == len(LARGE)
        assert 1 <= sum(count for (method, _), count in asked.items() if method == "HEAD") <= 8
    assert told(data) == []


def test_a_change_is_found_the_same_night_by_either_way(tmp_path: Path) -> None:
    for validators in (True, False):
        data = tmp_path / str(validators) / "data"
        data.parent.mkdir()
        with Steady("ashby", 12, names=LARGE[:4], validators=validators) as site:
            site.crawl(data)
            new = report("quite another", site.title)
            site.instead["/files/asha.pdf"] = (200, "application/pdf", new)
            site.crawl(data)
            assert site.asked_how("asha.pdf")["GET", 200] == 1
            assert site.last(data, "documents_new, documents_changed") == (0, 1)
            assert told(data) == [("changed", 1)]


def test_a_server_that_lies_is_found_out_in_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other bytes under the same tag; and of the same length, where there is no tag."""
    data = tmp_path / "data"
    with Steady("ashby", 12, names=LARGE[:4]) as site:
        old = report("Asha", site.title)
        site.instead["/files/asha.pdf"] = (200, "application/pdf", old)
        site.frozen["/files/asha.pdf"] = '"for-ever"'
        site.crawl(data)
        site.instead["/files/asha.pdf"] = (200, "application/pdf", report("another", site.title))
        site.nights(data, 20)
        site.crawl(data)
        assert site.asked_how("asha.pdf") == {("GET", 304): 1}
        site.nights(data, 14)
        site.crawl(data)
        assert site.asked_how("asha.pdf") == {("GET", 200): 1}
        assert told(data) == [("changed", 1)]

    data = tmp_path / "other" / "data"
    data.parent.mkdir()
    with Steady("ashby", 12, names=LARGE[:4], validators=False) as site:
        site.instead["/files/asha.pdf"] = (200, "application/pdf", old)
        site.crawl(data)
        padded = report("another", site.title)
        padded = padded + b" " * (len(old) - len(padded)) if len(padded) < len(old) else padded[: len(old)]
        changed = padded if b"%%EOF" in padded[-1500:] else old.replace(b"Jo Bloggs", b"Al Bloggs")
        changed = changed if changed != old else old[:-1] + b"\r"
        assert len(changed) == len(old)
        site.instead["/files/asha.pdf"] = (200, "application/pdf", changed)
        site.nights(data, 5)
        site.crawl(data)  # the sixth night after
        assert site.asked_how("asha.pdf") == {("HEAD", 200): 1}
        site.crawl(data)  # the seventh: in full
        assert site.asked_how("asha.pdf") == {("GET", 200): 1}
        assert told(data) == [("changed", 1)]


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


@pytest.mark.parametrize("validators", [True, False])
def test_documents_that_no_page_lists_are_asked_for(tmp_path: Path, validators: bool) -> None:
    data = tmp_path / "data"
    with Steady("ashby", 12, names=(*NAMES[:3], *NAMES[6:12]), validators=validators) as site:
        site.crawl(data)
        site.unlisted = {name for name in site.names if name.startswith("Birch")}
        site.instead |= {f"/files/{name}.pdf": end for name, end in ENDS.items()}
        site.crawl(data)
        newest = ask(
            data,
            "SELECT substr(url, instr(url, '/files/') + 7), outcome, method, message FROM fetch "
            "WHERE run_id = 2 AND url LIKE '%birch%' ORDER BY url",
        )
        ends = {name.removesuffix(".pdf"): (outcome, message) for name, outcome, _, message in newest}
        there = ("not_modified", "there, though no page lists it")
        if not validators:
            there = (there[0], "asked by HEAD: length and type are as when it was last fetched in full")
        assert ends == {
            "bircha": ("gone", "the server answered 404 Not Found"),
            "birchb": ("gone", "the server answered 410 Gone"),
            "birchc": ("gone", "a page that says it was not found"),
            "birchd": ("not_a_document", "leads to the homepage instead"),
            "birche": ("server_error", "the server answered 503 Service Unavailable"),
            "birchf": there,
        }
        assert site.asked_how("bircha")["GET", 404] == 1
        assert ask(data, "SELECT count(*) FROM sighting WHERE last_run = 2 AND url LIKE '%birch%'") == [(0,)]

        # One that is there again under its old address, listed or not, is as it was.
        site.instead.clear()
        site.crawl(data)
        assert ask(data, "SELECT DISTINCT presence FROM documents") == [("present",)]


@pytest.mark.parametrize("trouble", ["empty", "down", "forbidden"])
def test_a_site_in_trouble_is_not_asked_for_what_it_does_not_list(tmp_path: Path, trouble: str) -> None:
    data = tmp_path / "data"
    with Steady("ashby", 12, names=NAMES[:3]) as site:
        site.crawl(data)
        if trouble == "empty":
            site.unlisted = set(site.names)
        elif trouble == "down":
            site.down = True
        else:
            forbidden = (403, "text/html", b"<html>no</html>")
            site.instead |= {"/": forbidden, "/reviews/": forbidden}
        site.crawl(data)
        assert site.asked_how("/files/") == {}


def test_three_such_nights_withdraw_what_is_gone_and_nothing_else(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Steady("ashby", 12, names=(*NAMES[:3], *NAMES[6:12])) as site:
        site.crawl(data)
        site.unlisted = {name for name in site.names if name.startswith("Birch")}
        site.instead |= {f"/files/{name}.pdf": end for name, end in ENDS.items()}
        for _ in range(3):
            assert ask(data, "SELECT count(*) FROM documents WHERE presence = 'withdrawn'") == [(0,)]
            site.crawl(data)
        withdrawn = ask(data, "SELECT url FROM documents WHERE presence = 'withdrawn' ORDER BY url")
        assert [url.rpartition("/")[2] for (url,) in withdrawn] == ["bircha.pdf", "birchb.pdf", "birchc.pdf"]
        site.crawl(data)
        assert site.asked_how("bircha") == {}  # it is in the register now
