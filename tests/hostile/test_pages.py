"""B1, B2, B12, B13, B14: traps, twins, encodings, look-alike hosts and links that are none, page by page."""

from __future__ import annotations

import codecs
import time
import unicodedata
from typing import Any

import pytest
from scrapy.http import HtmlResponse, Request

from harvester.detect.pages import judge_page, parse_page
from harvester.urls import host_of
from spiders.answers import read_answer
from tests.hostile.figures import Figures
from tests.hostile.odd import LINKS
from tests.spiders.dry import PDF, crawl
from tests.spiders.pages import HOME, furniture, homepage, hub, page, ul

HUB = f"{HOME}/case-reviews"


def site(**more: Any) -> dict[str, Any]:
    return {f"{HOME}/": homepage(ul("Case reviews:/case-reviews")), **furniture(), **more}


class Endless(dict[str, Any]):
    """A site that answers every address with a page made from it."""

    def __init__(self, make: Any) -> None:
        super().__init__()
        self._make = make

    def get(self, url: str, default: Any = None) -> Any:
        return self._make


def sprawling(shape: str) -> Any:
    """A page that leads on for ever in one shape."""

    def answer(request: Request) -> str:
        url = request.url
        number = sum(ch.isdigit() for ch in url) + len(url)
        on = {
            "numbers": "|".join(f"Case reviews {n}:/case-reviews/{number * 7 + n}" for n in range(5)),
            "deeper": f"Case reviews:{url.removeprefix(HOME).rstrip('/')}/more",
            "circles": f"Case reviews:{url.removeprefix(HOME).rstrip('/')}/case-reviews/learning",
            "pages": f"Next:/case-reviews?page={number}",
            "months": "|".join(
                f"Reviews {n}:/case-reviews/20{number % 90 + 10}/{n:02}/" for n in range(1, 13)
            ),
            "calendar": "|".join(
                f"Reviews {n}:/calendar?month={n}&year={1990 + number}" for n in range(1, 13)
            ),
            "facets": "|".join(f"Case reviews:/case-reviews?f[{n}]=a&f[{n + 1}]={number}" for n in range(9)),
            "sessions": f"Case reviews:/case-reviews;jsessionid={number}A|Case reviews:/case-reviews?sid={number}",
            "orders": "|".join(f"Case reviews:/case-reviews?sort={n}&order={number}" for n in range(9)),
            "languages": "|".join(
                f"Case reviews:/{code}/case-reviews{number}" for code in ("fr", "pl", "zh", "ar")
            ),
            "tags": "|".join(f"Serious case reviews:/tag/scr-{number}-{n}/" for n in range(9)),
            "cases": "|".join(
                f"Child Q{number}{n} serious case review:/case-q{number}{n}/" for n in range(9)
            ),
        }[shape]
        return hub(ul(on), title=f"Child safeguarding practice reviews {number}")

    return answer


SHAPES = ("numbers", "deeper", "circles", "pages", "months", "calendar", "facets", "sessions", "orders",
          "languages", "tags", "cases")  # fmt: skip


def test_traps_end(figures: Figures) -> None:
    from harvester.frontier import Budget

    over, most = {}, 0
    for shape in SHAPES:
        found = crawl(Endless(sprawling(shape)), budget=Budget(pages=120))
        asked = len(found.site.asked)
        most = max(most, found.tally.pages_fetched)
        if found.tally.pages_fetched > 120 or asked > 160 or not found.tally.finished:
            over[shape] = (found.tally.pages_fetched, asked)
    figures("B1", "endless sites of one shape", len(SHAPES), over, f"{most} pages at most, budget 120")
    assert over == {}


def test_one_document_a_thousand_addresses(figures: Figures) -> None:
    """B2: sessions, tracking, fragments, doubled slashes and escapes make no second document."""
    same = [
        f"/files/q.pdf?{name}={n}"
        for name in ("utm_source", "fbclid", "PHPSESSID", "sid", "gclid")
        for n in range(150)
    ]
    same += [f"/files/q.pdf;jsessionid={n:032X}" for n in range(100)] + [
        f"/files/q.pdf#page={n}" for n in range(100)
    ]
    same += [
        "/files//q.pdf",
        "/files/./q.pdf",
        "/files/%71.pdf",
        "/x/../files/q.pdf",
        "//www.northmoorscp.org.uk/files/q.pdf",
    ]
    listed = "".join(
        f'<li><a href="{url}">Child Q serious case review overview report</a></li>' for url in same
    )
    pages = {HUB: hub(f"<ul>{listed}</ul>")}
    found = crawl(site(**pages, **{f"{HOME}{url}": PDF for url in same}))
    asked = [url for url in found.site.asked if ".pdf" in url]
    figures("B2", "addresses of one document", len(same), len(asked) - 1, f"asked {len(asked)} times")
    assert len(asked) == 1


NAMES = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "iso8859-14", "iso8859-15", "cp850", "cp1250", "cp1254",
         "mac-roman", "koi8-r", "cp1251", "shift_jis", "euc-jp", "gb18030", "big5", "euc-kr", "iso2022_jp", "cp437", "cp1257",
         "iso8859-2", "iso8859-9")  # fmt: skip


def titles(name: str) -> str:
    """A title with the letters that this encoding has of those that reviews use."""
    kept = []
    for ch in "Adolygiad Siân Rhŷs – £5 “Child Ŵ” café":
        try:
            ch.encode(name)
            kept.append(ch)
        except UnicodeEncodeError:
            continue
    return " ".join("".join(kept).split())


def test_encodings(figures: Figures) -> None:
    """B12: told by header, by the page, by both or wrongly; UTF-8 and Windows without being told."""
    wrong, tried = [], 0
    for name in NAMES:
        title = titles(name)
        for told in ("header", "meta", "wrong header"):
            meta = f"<meta charset={codecs.lookup(name).name}>" if told == "meta" else ""
            body = f"<!doctype html><html><head>{meta}<title>{title}</title></head><body><h1>{title}</h1></body></html>"
            charset = {"header": name, "meta": "", "wrong header": "utf-9000"}[told]
            plain = name in ("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "iso8859-15")
            if told == "wrong header" and not plain:
                continue  # bytes alone do not tell; the page is read all the same
            if name in ("utf-16-le",) and told != "header":
                continue
            tried += 1
            headers = {"Content-Type": f"text/html; charset={charset}" if charset else "text/html"}
            answer = read_answer(HtmlResponse(f"{HOME}/x", body=body.encode(name), headers=headers))
            got = parse_page(answer.body, answer.url, encoding=answer.charset).title
            if unicodedata.normalize("NFKC", got) != unicodedata.normalize("NFKC", title):
                wrong.append((name, told, got, title))
    figures("B12", "encodings told by header, page, or wrongly", tried, wrong)
    assert wrong == []


@pytest.mark.parametrize(
    "charset", ["utf-9000", "\xff\xfe", "x" * 9_000, "utf-7", "replacement", "none", "../../etc", "ucs-4"]
)
def test_an_encoding_that_is_none_breaks_nothing(charset: str) -> None:
    body = f"<html><head><meta charset='{charset}'><title>Sîr £</title></head></html>".encode()
    response = HtmlResponse(
        HOME, body=body, headers={"Content-Type": f"text/html; charset={charset}".encode()}
    )
    answer = read_answer(response)
    assert "S" in parse_page(answer.body, answer.url, encoding=answer.charset).title


_ALIKE = {
    "a": "а",
    "c": "с",
    "e": "е",
    "h": "һ",
    "i": "і",
    "j": "ј",
    "o": "о",
    "p": "р",
    "s": "ѕ",
    "x": "х",
    "y": "у",
    "n": "ո",
}


def look_alikes(host: str) -> list[str]:
    """Hosts that look like this one: one letter of another alphabet, full width, invisible, confused."""
    found = []
    for place, ch in enumerate(host):
        if ch in _ALIKE:
            found.append(host[:place] + _ALIKE[ch] + host[place + 1 :])
    found += [host.replace("m", "rn"), host.replace("o", "\uff4f", 1), host.replace("r", "r\u0301"), host.replace("s", "s\u200b"), f"{host}.evil.example",
              host.replace(".org.uk", ".org.uk.example"), host.replace("northmoor", "n0rthm00r")]  # fmt: skip
    return [*dict.fromkeys(found)]


def test_look_alike_hosts(figures: Figures) -> None:
    """B13: their pages are never asked for, whatever is said of them, and they never become ours."""
    hosts = [one for name in ("northmoorscp.org.uk", "www.northmoorscp.org.uk") for one in look_alikes(name)]
    links = "".join(
        f'<li><a href="https://{host}/case-reviews">Serious case reviews</a></li>' for host in hosts
    )
    moved = "".join(
        f"<p>Our case reviews are now at <a href='https://{host}/'>{host}</a></p>" for host in hosts
    )
    found = crawl(site(**{HUB: hub(f"<ul>{links}</ul>{moved}")}))
    asked = {host_of(url) for url in found.site.asked} - {"northmoorscp.org.uk"}
    joined = set(found.spider.territory.hosts) - {"northmoorscp.org.uk"}
    figures("B13", "look-alike hosts", len(hosts), asked | joined)
    assert asked | joined == set()


def test_links_that_are_none(figures: Figures) -> None:
    """B14: each alone as a link and a base, all of them on one list; nothing but http is asked, nothing raises."""
    raised = []
    for link in LINKS:
        quoted = link.replace('"', "&quot;")
        body = page(
            "Serious case reviews", f'<base href="{quoted}"><a href="{quoted}">Child Q overview report</a>'
        )
        try:
            judge_page(parse_page(body.encode("utf-8", "replace"), HUB))
        except Exception as error:
            raised.append((link, repr(error)))
    listed = "".join(
        f'<li><a href="{link.replace(chr(34), "&quot;")}">Child Q{n} overview report</a></li>'
        for n, link in enumerate(LINKS)
    )
    found = crawl(site(**{HUB: hub(f"<ul>{listed}</ul>")}))
    strange = [url for url in found.site.asked if not url.startswith(("http://", "https://"))]
    figures("B14", "odd links, alone and together", len(LINKS) + 1, [*raised, *strange],
            f"{len(found.site.asked)} asked")  # fmt: skip
    assert (raised, strange) == ([], [])
    assert found.tally.finished


HEAVY_PAGES = {
    "deep": b"<div><a href=/x.pdf>review " * 60_000,
    "wide": b"<a href=/q.pdf>Child Q serious case review</a> " * 60_000,
    "table": b"<table>" + b"<tr><td rowspan=9999 colspan=9999><a href=/q.pdf>Child Q</a>" * 10_000,
    "attribute": b"<a title='" + b"x" * 4_900_000 + b"'>Child Q</a>",
    "headings": b"<h2>Child Q</h2><a href=/q.pdf>report</a>" * 20_000,
    "one word": b"<p>" + b"review" * 800_000,
    "brackets": b"<" * 1_000_000 + b"a href=/x.pdf>" + b">" * 1_000_000,
    "entities": b"<p>" + b"&amp;&#x41;&bogus;" * 200_000,
    "lists": b"<ul><li>" * 30_000 + b"<a href=/q.pdf>Child Q</a>",
    "dates": b"<p>1 May 2014 to 3 June 2015, " * 100_000,
    "comments": b"<!--" * 500_000 + b"<a href=/q.pdf>Child Q</a>",
    "nulls": b"\x00<\x00a\x00 \x00h" * 400_000,
}


def test_heavy_pages_take_bounded_time(figures: Figures, heavy: bool) -> None:
    """B7: what one page of at most 5 MB keeps the whole process busy for."""
    from harvester.frontier import Task, TaskKind
    from spiders.reading import read_page
    from spiders.territory import Territory
    from tests.spiders.dry import declare

    territory, slow, most = Territory.of(declare()), {}, 0.0
    names = (
        list(HEAVY_PAGES) if heavy else [name for name in HEAVY_PAGES if name not in ("table", "headings")]
    )
    for name in names:
        body = HEAVY_PAGES[name]
        answer = read_answer(HtmlResponse(HUB, body=b"<html><title>Case reviews</title>" + body[:4_990_000]))
        began = time.process_time()
        read_page(answer, territory, Task(url=HUB, kind=TaskKind.PAGE, score=1.0))
        took = time.process_time() - began
        most = max(most, took)
        if took > 30:
            slow[name] = took
    figures("B7", "pages of 5 MB made to be slow", len(names), slow, f"slowest {most:.1f} s of CPU")
    assert slow == {}
