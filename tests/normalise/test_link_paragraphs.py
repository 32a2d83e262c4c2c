"""Dates that stand in the paragraph of a link, but not in its sentence."""

from __future__ import annotations

from harvester.normalise.link_paragraphs import paragraph_of, told_in_paragraph
from harvester.records import Link, Page

FIRST = "The review about Rowan was published on 2 October 2015. Read the overview report or the summary."
SECOND = "The review about Alder was published on 3 May 2019. Read the response."
URL = "https://www.northmoorscp.example/reviews"


def link(text: str, nearby: str) -> Link:
    return Link(url=f"{URL}/{len(text)}.pdf", text=text, nearby=nearby)


def test_the_paragraph_of_a_link_gives_its_date() -> None:
    page = Page(url=URL, text=f"Reviews\n{FIRST}\n{SECOND}")
    report = link("overview report", "Read the overview report or the summary.")
    found = told_in_paragraph(report, page)
    assert found is not None
    assert found[0].value == "2015-10-02"
    assert told_in_paragraph(link("response", "Read the response."), page)[0].value == "2019-05-03"  # type: ignore[index]


def test_a_sentence_that_stands_twice_tells_no_paragraph() -> None:
    page = Page(url=URL, text="It was published on 2 October 2015. Read it here.\nRead it here.")
    assert paragraph_of(link("here", "Read it here."), page) == ""
    assert told_in_paragraph(link("here", "Read it here."), page) is None


def test_two_dates_in_one_paragraph_say_nothing() -> None:
    page = Page(url=URL, text=f"{FIRST} {SECOND}")
    assert told_in_paragraph(link("response", "Read the response."), page) is None


def test_a_page_in_one_block_is_no_paragraph() -> None:
    page = Page(url=URL, text=FIRST + " More words follow." * 100)
    assert paragraph_of(link("overview report", "Read the overview report or the summary."), page) == ""
