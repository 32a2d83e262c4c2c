"""Under which name a title page knows its case: numbers beside names, lists, people and titles."""

from __future__ import annotations

import pytest

from harvester.normalise.covers import read_cover
from harvester.records import Description, Line


def read(page: str) -> Description:
    lines = [Line(text=text, page=1, number=n) for n, text in enumerate(page.split(" / "), 1)]
    return read_cover(lines, [])


@pytest.mark.parametrize(
    ("page", "case"),
    [
        ("Serious Case Review / Case Number 12 / Rowan Hale", "Rowan Hale"),
        ("Serious Case Review / Case 31 / Rowan Hale / Report by: Ann Flint", "Rowan Hale"),
        (
            "Domestic Homicide Review Case 9 - Executive Summary / Arising from the death of “Mrs K”",
            "Mrs K",
        ),
        ("Domestic Homicide Review Case 9 - Feedback Letter / Ann Flint / Northmoor / Dear Ann", "Case 9"),
        ("Serious Case Review NM004 / CHILD F CHILD G CHILD H", "Child F, Child G, Child H (NM004)"),
        ("Serious Case Review / Z and Hannah / Overview Report", "Z and Hannah"),
        ("Serious Case Review / Child Z and Hannah / Overview Report", "Child Z and Hannah"),
        ("Serious Case Review / NMS16 Hannah* / Executive summary", "Hannah (NMS16)"),
        ("Safeguarding Adults Review / Mr. T / Overview Report", "Mr T"),
        ("Domestic Homicide Review / Report into the death of ‘Mrs.P’", "Mrs P"),
        (
            "ROWAN HALE / Independent Review / Into the Circumstances / Surrounding Her Death"
            " / Author: Ann Flint",
            "Rowan Hale",
        ),
        (
            "A Serious Case Review - Learning from harm by people employed at one college / ANN FLINT / V.2",
            None,
        ),
    ],
)
def test_the_case_is_the_person_or_the_surest_name(page: str, case: str | None) -> None:
    assert read(page).case_name == case


def test_the_name_below_a_number_is_the_authors_where_a_date_follows() -> None:
    told = read("Serious Case Review / Case 31 / Ann Flint / May 2014")

    assert (told.case_name, told.authors) == ("Case 31", ("Ann Flint",))


@pytest.mark.parametrize(
    ("page", "authors"),
    [
        (
            "A Serious Case Review - Learning from harm by people at one college / ANN FLINT / V.2",
            ("Ann Flint",),
        ),
        (
            "The Murder of Rowan Hale / A Serious Case Review / Executive Summary / Ann C. Flint",
            ("Ann C. Flint",),
        ),
        ("Independent Inquiry into Harm in Northmoor / Ann Flint OBE", ("Ann Flint",)),
        ("Serious Case Review / Child F / Author: A. Flint / 1 May 2011", ("A. Flint",)),
        (
            "Safeguarding Adults Review / Mr T / Prepared by Ann Flint on behalf of"
            " / Northmoor Safeguarding Adults Board",
            ("Ann Flint",),
        ),
    ],
)
def test_people_in_the_authors_place_are_no_subjects(page: str, authors: tuple[str, ...]) -> None:
    assert read(page).authors == authors


@pytest.mark.parametrize(
    ("page", "authors"),
    [
        (
            "Written by: / Ann Flint, Managing Director, Flint Consulting Ltd / Independent Chair and Author",
            ("Ann Flint",),
        ),
        (
            "Lead Reviewer / Ann Flint PhD, BNSc. (Hons.) RGN / RHV FiHV / Safeguarding Consultant",
            ("Ann Flint",),
        ),
        ("Prepared by: Ann Flint / Checked by: Tom Bell / May 2019", ("Ann Flint",)),
        ("Completed by Ann Flint, May 2019", ("Ann Flint",)),
    ],
)
def test_posts_and_helpers_beside_an_author(page: str, authors: tuple[str, ...]) -> None:
    told = read(f"Serious Case Review / Child FN / {page}")

    assert (told.authors, told.title) == (authors, "Serious Case Review Child FN")
