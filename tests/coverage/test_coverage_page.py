from __future__ import annotations

import re
from html.parser import HTMLParser

from harvester.coverage.counts import Body, KnownReview, State, count
from harvester.coverage.page import Page, coverage_page
from harvester.coverage.tiles import tiles
from harvester.normalise.registry import registry
from harvester.vocabulary import Nation, ReviewType, SourceKind


class Elements(HTMLParser):
    """Opening tags with their attributes, and a check that tags nest."""

    VOID = frozenset({"meta", "rect"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.found if name == tag]


def page(title: str = "Northmoor Partnership", **values: object) -> tuple[str, Elements]:
    bodies = [
        Body(slug=slug, title=title, nation=Nation.WALES, kind=SourceKind.REGIONAL_BOARD, outcome=outcome)
        for slug, outcome in (("gwent", "ok"), ("north-wales", "ok"), ("fife", None), ("unmapped", "empty"))
    ]
    reviews = [
        KnownReview(id="1", bodies=("gwent",), year=2016, review_type=ReviewType.CPR, state=State.HELD),
        KnownReview(id="2", bodies=("gwent",), year=2018, review_type=ReviewType.CPR, state=State.HELD),
        KnownReview(
            id="3", bodies=("north-wales",), year=None, review_type=ReviewType.APR, state=State.REFUSED
        ),
    ]
    text = coverage_page(count(bodies, reviews), Page(made="2026-11-26", **values), tiles())  # type: ignore[arg-type]
    return text, Elements(text)


def test_every_square_leads_to_a_row_by_keyboard_and_says_what_it_is() -> None:
    _, found = page()
    squares = [a for a in found.all("a") if "aria-label" in a]
    rows = {row["id"] for row in found.all("tr") if "id" in row}
    assert len(squares) == 4
    assert {square["href"].removeprefix("#") for square in squares} == rows
    labels = {square["href"]: square["aria-label"] for square in squares}
    assert labels["#gwent"] == "Northmoor Partnership: 2 held"
    assert labels["#north-wales"].endswith("1 refused by robots.txt")
    assert labels["#fife"].endswith("not harvested here")
    assert labels["#unmapped"].endswith("none known")


def test_states_look_different() -> None:
    text, _ = page()
    for shade in ("h2", "known", "never", "none"):
        assert f'rx="4" class="{shade}"' in text


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    text, found = page()
    assert not found.all("script") + found.all("img") + found.all("link")
    assert not re.findall(r"https?://|url\(|@import|\bon\w+=", text)
    assert "default-src 'none'" in text


def test_names_from_outside_are_only_text() -> None:
    text, found = page(title='<script>alert(1)</script> & "Co" \'', lists=("<b>list</b>",))
    assert not found.all("script") + found.all("b")
    assert "&lt;script&gt;" in text


def test_the_chart_has_a_bar_for_each_year_and_the_table_the_undated_too() -> None:
    text, _ = page()
    assert "2016: 1 held" in text
    assert "2018: 1 held" in text
    assert '<th scope="row">2017</th>' not in text
    assert '<th scope="row">undated</th>' in text


def test_it_says_what_was_compared() -> None:
    assert "No national list was harvested here" in page()[0]
    assert "Compared with A list, Another." in page(lists=("A list", "Another"))[0]
    assert "Only reviews of these kinds: cpr." in page(kinds=("cpr",))[0]


def test_no_review_at_all() -> None:
    text = coverage_page(count([], []), Page(made="2026-11-26"), tiles())
    Elements(text)
    assert "No dated review is known." in text


def test_every_body_of_the_registry_has_a_square_of_its_own() -> None:
    spots = tiles()
    missing = {board.slug for board in registry() if board.kind is not SourceKind.NATIONAL} - set(spots)
    assert not missing
    assert len(set(spots.values())) == len(spots)
