"""Whatever a page holds, it is read and judged, quickly and without an error."""

# ruff: noqa: E501

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.detect.documents import judge_document
from harvester.detect.links import judge_link
from harvester.detect.pages import judge_page, parse_page
from harvester.detect.rows import judge_row
from harvester.records import Description, Extract
from harvester.vocabulary import Outcome, PageKind

TAGS = st.sampled_from(
    [
        "a",
        "a",
        "a",
        "p",
        "div",
        "li",
        "ul",
        "table",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "details",
        "summary",
        "dl",
        "dt",
        "dd",
        "nav",
        "footer",
        "strong",
        "b",
        "br",
        "iframe",
        "button",
        "article",
    ]
)
WORDS = st.sampled_from(
    [
        "Child K",
        "Serious Case Review",
        "here",
        "Overview report",
        "“",
        "(PDF, 2MB)",
        "Published 3 May 2014",
        "\x00",
        "é",
        " ",
        "&lt;",
        "Case",
    ]
)
PIECES = st.one_of(
    TAGS.map(lambda tag: f"<{tag} href=/x.pdf class='accordion-title nav' id=p aria-controls=p rowspan=3>"),
    TAGS.map(lambda tag: f"</{tag}>"),
    WORDS,
    st.text(max_size=12),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_markup_is_read_and_judged(markup: str) -> None:
    page = parse_page(markup.encode("utf-8", "replace"), "https://n.example/scr/")
    kind = judge_page(page)
    for link in page.links:
        verdict = judge_link(link, page, kind)
        assert 0.0 <= verdict.score <= 1.0
        assert 0.0 <= verdict.follow <= 1.0
        assert verdict.is_review_document == (verdict.score >= 0.5)


@settings(max_examples=100, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.none() | st.text(max_size=60)
            for name in ("page_url", "page_title", "link_text", "href", "context")
        },
    )
)
def test_any_row_is_judged(row: dict[str, str | None]) -> None:
    assert 0.0 <= judge_row(row).score <= 1.0


LONG = [
    "local " * 40_000, "Child " * 40_000, "a " * 80_000, "(" * 200_000, "here " * 40_000, "review " * 30_000, "'A' and " * 30_000,
    "1/" * 90_000, "A" * 200_000, "SCR-" * 50_000, "published " * 20_000, "- " * 90_000,
]  # fmt: skip


def test_long_texts_take_no_long_time() -> None:
    started = time.process_time()
    for text in LONG:
        judge_row(
            {
                "page_title": text,
                "link_text": text,
                "context": text,
                "page_url": "https://n.example/" + text,
                "href": "/" + text,
            }
        )
        page = parse_page(
            f"<title>{text}</title><h1>{text}</h1><p>{text}<a href=/x.pdf title='{text[:999]}'>{text}</a>".encode(),
            "https://n.example/",
        )
        kind = judge_page(page)
        for link in page.links:
            judge_link(link, page, kind)
        extract = Extract(sha256="0", outcome=Outcome.OK, media_type=None, pages=(text, text))
        judge_document(Description(title=text), extract, 0.5, page_kind=PageKind.HUB)
    assert time.process_time() - started < 20
