"""One-page briefs: the title ends where the first section begins."""

from __future__ import annotations

import pytest

from harvester.normalise.covers import read_cover
from harvester.records import Description, Line

TITLE = (("Learning Brief", 24.0), ("Serious Case Review Child V7", 15.0))
PROSE = (
    "The board decided that agencies should learn from what had happened to",
    "the family, and asked an independent person to lead the work.",
)
NARROW = ("Agencies wanted to learn from what", "had happened and how they worked.")


def read(*lines: tuple[str, float | None]) -> Description:
    return read_cover([Line(text=t, page=1, number=n, size=s) for n, (t, s) in enumerate(lines, 1)], [])


@pytest.mark.parametrize(
    "heading",
    [
        "Why was this review carried out?",
        "What happened?",
        "Background",
        "Key findings",
        "The case",
        "1. Context",
    ],
)
@pytest.mark.parametrize("text", [PROSE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("sized", [True, False])
def test_a_section_heading_ends_the_title(heading: str, text: tuple[str, ...], *, sized: bool) -> None:
    lines = [*TITLE, (heading, 13.0), *((t, 10.5) for t in text)]
    found = read(*((t, s if sized else None) for t, s in lines))
    assert found.title == "Learning Brief Serious Case Review Child V7"
    assert found.case_name == "Child V7"


def test_a_paragraph_in_small_type_ends_the_title() -> None:
    found = read(*TITLE, *((t, 10.5) for t in PROSE))
    assert found.title == "Learning Brief Serious Case Review Child V7"


def test_dates_boards_and_labelled_authors_below_still_count() -> None:
    below = ("Coldmere Safeguarding Children Board", "Author: Ann Tolley", "June 2019")
    found = read(*TITLE, ("What happened?", 13.0), *((t, 10.5) for t in (*PROSE, *below)))
    assert (found.board, found.authors, found.completed) == (below[0], ("Ann Tolley",), "2019-06")


@pytest.mark.parametrize("slogan", ["Why did nobody ask?", "What happened to Rowan?"])
def test_a_question_may_be_the_title(slogan: str) -> None:
    found = read((slogan, 24.0), ("Serious Case Review Child V7", 18.0), ("Author: Ann Tolley", 12.0))
    assert found.title == f"{slogan} Serious Case Review Child V7"
    found = read(("Serious Case Review Child V7", 18.0), (slogan, 14.0), ("Author: Ann Tolley", 12.0))
    assert found.title == f"Serious Case Review Child V7 {slogan}"


def test_a_long_subject_in_small_type_is_of_the_title() -> None:
    subject = "into the circumstances surrounding the injuries of a child in August"
    found = read(
        ("Serious Case Review", 24.0), ("Child V7", 24.0), (subject, 12.0), ("Author: Ann Tolley", 12.0)
    )
    assert found.title == f"Serious Case Review Child V7 {subject}"


def test_the_author_and_date_below_paragraphs_count() -> None:
    prose = [
        (f"{t} This went on for some time and was written down at length.", 12.0) for t in (*PROSE, *PROSE)
    ]
    signed = [("Report by:", 12.0), ("HELEN MARCHBANK", 12.0), ("Monday 26th April 2010", 12.0)]
    found = read(
        ("Serious Case Review", 24.0), ("Child W", 24.0), ("May", 14.0), ("Final", 14.0), *prose, *signed
    )
    assert (found.authors, found.completed) == (("Helen Marchbank",), "2010-04-26")
    assert "Marchbank" not in (found.title or "")
