"""What of a title page is its title: echoes, dedications, headings and notices are not."""

from __future__ import annotations

import pytest

from harvester.normalise.covers import read_cover
from harvester.records import Description, Line


def read(page: str) -> Description:
    lines = [Line(text=text, page=1, number=n) for n, text in enumerate(page.split(" / "), 1)]
    return read_cover(lines, [])


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("Rowan / Safeguarding Adults Review - Rowan / May 2019", "Safeguarding Adults Review - Rowan"),
        (
            "Northmoor LSCB / Chair’s Statement / Serious Case Review – Child FN / 8 May 2013",
            "Chair’s Statement Serious Case Review – Child FN",
        ),
        (
            "Executive Summary Serious Case Review / Serious Case Review / NMS16 Hannah / Executive summary",
            "Serious Case Review NMS16 Hannah Executive summary",
        ),
        (
            "Domestic Homicide Review Case 9 - Executive Summary"
            " / Executive Summary May 2019 - After the death of “Mrs K”",
            "Domestic Homicide Review Case 9 - Executive Summary",
        ),
        (
            "The Murder of Rowan Hale / A Serious Case Review"
            " / In memory of Rowan Hale (1 May 1967- 6 / July 2006) /"
            " ‘She was kind … she tried / to do as others do’",
            "The Murder of Rowan Hale: A Serious Case Review",
        ),
        (
            "Serious Case Review / Child FN / Review Process / This review was commissioned in May.",
            "Serious Case Review Child FN",
        ),
        (
            "Serious Case Review / Child FN / Presented to Northmoor LSCB / Author: Ann Flint",
            "Serious Case Review Child FN",
        ),
        (
            "Serious Case Review / Conducted under Working Together to Safeguard / Children"
            " / 2015 / Child FN",
            "Serious Case Review Child FN",
        ),
        (
            "Overview Report / Regarding Adult F who / died in May 2018",
            "Overview Report regarding Adult F who died in May 2018",
        ),
        (
            "Northmoor Vale / Safeguarding Board Response / regarding Rowan Hale",
            "Northmoor Vale Safeguarding Board Response regarding Rowan Hale",
        ),
    ],
)
def test_the_title_says_each_thing_once_and_only_of_the_review(page: str, title: str) -> None:
    assert read(page).title == title


def test_a_board_that_fills_its_line_belongs_to_the_response_below() -> None:
    board = Line(
        text="Northmoor Vale Safeguarding Board", page=1, number=1, box=(56, 100, 500, 124), size=24.0
    )
    rest = Line(text="Response regarding Rowan Hale", page=1, number=2, box=(56, 130, 440, 154), size=24.0)

    assert (
        read_cover([board, rest], []).title
        == "Northmoor Vale Safeguarding Board Response regarding Rowan Hale"
    )


def test_a_thematic_serious_case_review_is_thematic() -> None:
    assert read("Thematic / Serious Case Review / May 2019").review_type == "thematic"


@pytest.mark.parametrize(
    "page",
    [
        "CHILD FN / SERIOUS CASE REVIEW AND DOMESTIC HOMICIDE REVIEW / Overview Report",
        "Safeguarding Adults Review and a Domestic Homicide Review / 'Rowan'",
    ],
)
def test_two_kinds_of_review_in_one_report_are_neither(page: str) -> None:
    told = read(page)

    assert told.review_type is None
    assert told.case_name in {"Child FN", "Rowan"}


@pytest.mark.parametrize(
    ("role", "wanted"),
    [
        ("Executive Summary / and / Overview Report", "overview_report"),
        ("Overview Report and Executive Summary", "overview_report"),
        ("Overview Report Executive Summary", "executive_summary"),
    ],
)
def test_a_summary_bound_with_the_report_is_the_report(role: str, wanted: str) -> None:
    assert read(f"Serious Case Review relating to / Child FN / {role}").role == wanted
