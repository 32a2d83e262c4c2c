"""Titles, areas and texts that hold markup are shown as text on the screens of search and comparing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from harvester.catalogue import Catalogue
from harvester.catalogue.deciding import Change, decide
from tests.desk.papers import NOW, Papers
from tests.desk.support import Desk
from tests.makers.placed import PlacedPage, placed_pdf

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAYLOADS = (
    "<script>window.ran=1</script>",
    "\"><img src=x onerror='window.ran=1'>",
    "'><svg onload=window.ran=1>",
    "</title></textarea></select><script>window.ran=1</script>",
    "javascript:window.ran=1",
    "{{ constructor.constructor('window.ran=1')() }}",
)
ALL = " ".join(PAYLOADS)


def lines(first: str) -> dict[tuple[float, float], str]:
    rows = [first, *PAYLOADS, *(f"supervision line {number} of the report" for number in range(20))]
    return {(40.0, 60.0 + 25 * number): row for number, row in enumerate(rows)}


def hostile(desk: Desk) -> list[str]:
    """Two documents alike, markup wherever it can be."""
    papers = Papers(desk)
    papers.add("one.pdf", placed_pdf([PlacedPage(words=lines("Serious Case Review"), size=10)]), ALL)
    papers.add("two.pdf", placed_pdf([PlacedPage(words=lines("Revised"), size=10)]), ALL, source="eastvale")
    names = papers.harvest()
    ids = [names["one.pdf"], names["two.pdf"]]
    with Catalogue.open(desk.data.catalogue, create=False) as catalogue:
        fields = ("title", "case_name", "board")
        changes = [Change("document", each, field, ALL) for each in ids for field in fields]
        decide(desk.data, catalogue, changes, who="<script>window.ran=1</script>", at=NOW)
        with catalogue.writing() as connection:
            connection.execute("UPDATE source SET title = ?", (ALL,))
    return ids


def test_no_payload_runs_and_each_is_shown(desk: Desk, page_of: Callable[..., Page]) -> None:
    one, two = hostile(desk)
    page = page_of("librarian", width=1300)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    for address in (
        f"/documents/{one}/",
        f"/compare/{one}/{two}/",
        "/duplicates/",
        "/search/?words=supervision",
        f"/search/?words=supervision&at={two}:1",
        f"/search/?words={PAYLOADS[0]}",
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.ran") is None, address
        assert "<script>window.ran=1</script>" in page.locator("main").inner_text(), address
        scripts = page.evaluate("[...document.scripts].filter(s => !s.src).length")
        assert scripts == 0, address
        assert page.locator("main img[src='x'], main svg[onload]").count() == 0, address
    assert dialogs == []
