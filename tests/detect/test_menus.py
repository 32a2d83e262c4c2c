"""A menu that was walked on one page is not walked on the next, and that changes nothing."""

from __future__ import annotations

import pytest

from harvester.detect import links, menus
from harvester.detect.links import judge_link
from harvester.detect.pages import judge_page, parse_page

MENUS = {
    "plain": '<nav><ul><li><a href="/about">About</a></li><li><a href="/reviews">Reviews</a></li></ul></nav>',
    "relative": '<nav><ul><li><a href="about.html">About</a></li><li><a href="../x">Up</a></li></ul></nav>',
    "of the page": '<nav><a href="?print=1">Print</a><a href="/a">A</a></nav>',
    "with words": '<div class="sidebar"><h2>Reviews</h2><p>Published 3 May 2019</p><a href="/a">A</a></div>',
    "only words": "<footer><p>PDF, 2 MB</p><p>Serious case reviews</p></footer>",
    "picture": '<nav><a href="/x"><img src="/p.png" alt=""></a></nav>',
    "choices": '<nav><form action="/go"><select name="m" onchange="location=this.value">'
    '<option value="/may">May 2019</option></select></form></nav>',
    "script": '<nav><a href="#" onclick="location=\'sub/page\'">Sub</a></nav>',
    "tables": '<table class="menu"><tr><td>Area</td><td><a href="/n">North</a></td></tr></table>',
}
BEFORE = (
    "",
    "<h1>Child Ash</h1>",
    '<p><a href="/report.pdf"></a></p>',
    "<p>Report:</p>",
    '<p><a href="/r.pdf">Report</a></p><p>12 June 2018</p>',
    "<b>Child Elm",
)
AFTER = ("", "<p>PDF, 3 MB</p>", '<p>Child Oak: <a href="/oak.pdf">here</a></p>')
PAGES = [
    (f"https://a.example{path}", f"<html><body>{before}{menu}{after}</body></html>".encode())
    for path in ("/", "/one/two")
    for before in BEFORE
    for after in AFTER
    for menu in MENUS.values()
]


def _fresh(url: str, body: bytes):
    menus._known.cache_clear()
    links._known_in_menus.cache_clear()
    return _told(url, body)


def _told(url: str, body: bytes):
    page = parse_page(body, url)
    kind = judge_page(page)
    return page, [judge_link(link, page, kind) for link in page.links]


def test_what_was_seen_on_other_pages_changes_nothing() -> None:
    expected = [_fresh(url, body) for url, body in PAGES]
    menus._known.cache_clear()
    links._known_in_menus.cache_clear()
    for _ in range(2):
        for (url, body), told in zip(PAGES, expected, strict=True):
            assert _told(url, body) == told, (url, body)
    assert menus._known.cache_info().hits


@pytest.mark.parametrize(("name", "kept"), [("plain", True), ("relative", False), ("script", False)])
def test_only_menus_that_lead_to_the_same_everywhere_are_kept(name: str, kept: bool) -> None:
    menus._known.cache_clear()
    body = f"<html><body><h1>Reviews</h1>{MENUS[name]}</body></html>".encode()
    first, second = (parse_page(body, f"https://a.example/{n}/") for n in range(2))
    assert bool(menus._known.cache_info().hits) is True
    same = [one.url for one in first.links] == [one.url for one in second.links]
    assert same is kept
