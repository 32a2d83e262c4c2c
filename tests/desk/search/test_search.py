"""Search: what was found with the words marked, the page beside, and nothing that breaks on odd queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.desk.papers import Papers
from tests.desk.support import Desk
from tests.makers.pdf import simple_report

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}{% debug %}",
    "'; DROP TABLE document; --",
    '"',
    '"unclosed phrase',
    "*",
    "a*",
    "AND OR NOT NEAR(",
    "NEAR(a b, 5) ^x -y +z title:x",
    "((((((((((",
    "\x00\x01\ufffe",
    "\u202egnirts",
    "‘’“”–—…",
    "🦉 𝕊𝕦𝕡𝕖𝕣",
    "%00%ff",
    "a" * 5000,
    "word " * 2000,
    " ",
    "\\",
    "\ue000supervision\ue001",
)
FILTERS = ("nation", "source", "review_type", "role", "status", "year", "after", "at")


@pytest.fixture
def reader(client_of: Callable[..., Client]) -> Client:
    return client_of("reader")


def words_in(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_found_words_are_marked_in_the_snippet_and_on_the_page_beside(desk: Desk, reader: Client) -> None:
    answer = reader.get("/search/", {"words": "supervision"})
    html = answer.content.decode()
    assert "1 page holds these words" in words_in(html)
    assert '<p class="snippet">Overview report: Child A. <mark>Supervision</mark> was rare.</p>' in html
    beside = html.partition('id="beside"')[2]
    assert "<mark>Supervision</mark>" in beside
    (document,) = desk.ids("title LIKE '%Child A%' OR link_text LIKE 'Child A%'")[:1]
    assert f'href="/documents/{document}/?page=1"' in html


def test_the_page_beside_may_be_chosen_and_htmx_gets_it_alone(desk: Desk, reader: Client) -> None:
    papers = Papers(desk)
    papers.add("q.pdf", simple_report(pages=5), "Child Q overview report")
    document = papers.harvest()["q.pdf"]
    address = {"words": "supervision", "at": f"{document}:3"}
    whole = reader.get("/search/", address).content.decode()
    assert f"/images/{document}/3.png" in whole
    part = reader.get("/search/", address, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<section id="beside"')
    assert f"/images/{document}/3.png" in part
    assert "<html" not in part


def test_filters_narrow_and_stay_in_the_addresses(reader: Client) -> None:
    answer = reader.get("/search/", {"words": "child", "source": "northmoor", "nation": "england"})
    html = answer.content.decode()
    places = [unescape(found) for found in re.findall(r'href="(/search/\?[^"]*at=[^"]*)"', html)]
    assert places
    for place in places:
        asked = parse_qs(urlsplit(place).query)
        assert (asked["source"], asked["nation"]) == (["northmoor"], ["england"])
    nothing = reader.get("/search/", {"words": "child", "nation": "scotland"})
    assert "Nothing was found with these filters" in words_in(nothing.content.decode())


def test_no_words_show_the_form_alone(reader: Client) -> None:
    html = reader.get("/search/").content.decode()
    assert 'id="search-words"' in html
    assert "search-count" not in html


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:30])
def test_whatever_is_asked_is_answered_and_escaped(value: str, reader: Client) -> None:
    for asked in ({"words": value}, *({"words": "child", name: value} for name in FILTERS)):
        answer = reader.get("/search/", asked)
        assert answer.status_code == 200, asked
        html = answer.content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "{% debug" not in html or "{%" in value  # shown as it was typed, never carried out
        part = reader.get("/search/", asked, headers={"HX-Request": "true"})
        assert part.status_code == 200, asked


def test_a_place_that_is_no_place_shows_that_there_is_none(reader: Client) -> None:
    for at in ("none:1", "x", ":", "a:b", "a:0", "a:999999", "a:9999999999999"):
        answer = reader.get("/search/", {"words": "child", "at": at})
        assert answer.status_code == 200, at


def test_hostile_text_of_pages_is_shown_as_text(desk: Desk, reader: Client) -> None:
    from harvester.catalogue import Catalogue

    with Catalogue.open(desk.data.catalogue, create=False) as catalogue, catalogue.writing() as connection:
        row = connection.execute("SELECT id, text FROM file_page WHERE text LIKE '%Supervision%'").fetchone()
        text = "supervision <script>alert(1)</script> \ue000<b>\ue001 & <mark>not ours</mark>"
        connection.execute(
            "INSERT INTO pages_fts (pages_fts, rowid, text) VALUES ('delete', ?, ?)", (row["id"], row["text"])
        )
        connection.execute("UPDATE file_page SET text = ? WHERE id = ?", (text, row["id"]))
        connection.execute("INSERT INTO pages_fts (rowid, text) VALUES (?, ?)", (row["id"], text))
    html = reader.get("/search/", {"words": "supervision"}).content.decode()
    assert "<mark>supervision</mark> &lt;script&gt;" in html
    assert "<script>alert" not in html
    assert "&lt;mark&gt;not ours" in html


def test_search_by_keyboard_and_page_beside_without_leaving_the_list(
    desk: Desk, page_of: Callable[..., Page]
) -> None:
    papers = Papers(desk)
    papers.add("q.pdf", simple_report(pages=5), "Child Q overview report")
    document = papers.harvest()["q.pdf"]
    page = page_of("reader", width=1300)
    page.goto("/search/?words=practitioners")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search-words"
    page.keyboard.press("Escape")
    other = page.locator(".places a:not([aria-current])").last
    number = other.inner_text().removeprefix("page ")
    with page.expect_response(lambda answer: f"/images/{document}/{number}.png" in answer.url):
        other.click()
    page.wait_for_selector(f"#beside h2:text-is('Page {number}')")
    assert f"at={document}%3A{number}" in page.url
    assert page.locator(".places a[aria-current]").inner_text() == f"page {number}"
    assert page.locator("#beside mark").first.inner_text().lower() == "practitioners"
    page.go_back()
    page.wait_for_load_state()
    assert page.locator(".hits").is_visible()


@pytest.mark.parametrize(("width", "script"), [(320, True), (800, True), (1400, True), (320, False)])
def test_search_fits_and_is_accessible(
    width: int, script: bool, desk: Desk, page_of: Callable[..., Page]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    papers = Papers(desk)
    papers.add("q.pdf", simple_report(pages=5), "Child Q overview report")
    papers.harvest()
    page = page_of("reader", width=width, java_script_enabled=script)
    page.goto("/search/?words=supervision&nation=england")
    assert page.locator(".hits .card").count() >= 2
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if script else True
    if script:
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
    else:
        page.locator(".places a", has_text="page 3").first.click()
        assert page.locator("#beside-title").inner_text() == "Page 3"


def choices(html: str, name: str) -> list[str]:
    select = re.search(rf'<select id="search-{name}".*?</select>', html, re.DOTALL)
    return re.findall(r"<option[^>]*>([^<]+)</option>", select[0])[1:] if select else []


def test_filters_tell_what_each_would_leave(desk: Desk, reader: Client) -> None:
    papers = Papers(desk)
    papers.add("q.pdf", simple_report(pages=5), "Child Q overview report", source="eastvale")
    papers.harvest()
    html = reader.get("/search/", {"words": "supervision"}).content.decode()
    assert choices(html, "source") == [
        "Eastvale Safeguarding Board (1)",
        "Northmoor Safeguarding Partnership (1)",
    ]
    assert choices(html, "nation") == ["England (1)", "Wales (1)"]
    narrowed = reader.get("/search/", {"words": "supervision", "source": "eastvale", "year": "2016"}).content
    assert choices(narrowed.decode(), "source") == ["Eastvale Safeguarding Board (1)"]
    assert choices(narrowed.decode(), "year") == ["2016 (1)"]


def test_where_very_much_is_found_nothing_is_counted(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.catalogue.search_facets.MAX_PAGES", 0)
    html = reader.get("/search/", {"words": "child", "year": "2016"}).content.decode()
    assert "England" in choices(html, "nation")
    assert 'name="year" value="2016"' in html
