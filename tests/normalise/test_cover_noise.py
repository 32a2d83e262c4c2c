"""Lines of a title page that say nothing of the review leave its title, type and people alone."""

from __future__ import annotations

import pytest

from harvester.normalise.cover_noise import is_filed_as
from harvester.normalise.covers import read_cover
from harvester.records import Line
from harvester.vocabulary import Role

PAGE = ("A Serious Case Review", "Child FN", "Overview Report", "Author: Ann Flint", "May 2015")


@pytest.mark.parametrize("first", [True, False], ids=["above", "below"])
@pytest.mark.parametrize(
    "noise",
    [
        "Agenda Item 6",
        "Item No. 7",
        "Ref: NM/2014/07",
        "Reference number 1234",
        "Report number 3",
        "FINAL REPORT FOR PUBLICATION",
        "Report to Cabinet",
        "(pseudonym)",
        "Pseudonyms have been used throughout",
        "All names have been anonymised",
        "With thanks to the family",
        "The panel offers its condolences to the family",
        "Every child matters",
        "Better Together",
        "In partnership with Northmoor Police",
        "Northmoor Metropolitan Borough Council",
        "London Borough of Northmoor and Westfell",
        "NHS Northmoor CCG",
        "Safer Northmoor",
        "Head of Safeguarding: Tom Bell",
        "Presented to Northmoor LSCB",
    ],
)
def test_noise_changes_nothing(noise: str, *, first: bool) -> None:
    texts = (noise, *PAGE) if first else (*PAGE, noise)
    told = read_cover([Line(text=text, page=1, number=n) for n, text in enumerate(texts, 1)], [])

    assert told.title == "A Serious Case Review Child FN Overview Report"
    assert (told.case_name, told.authors, told.completed) == ("Child FN", ("Ann Flint",), "2015-05")
    assert told.role is Role.OVERVIEW_REPORT


def test_an_appendix_number_above_a_whole_title_only_files_it() -> None:
    assert is_filed_as("Appendix 4 (a)", PAGE)
    assert not is_filed_as("Appendix 4", ("Terms of Reference", "Child FN"))
    assert not is_filed_as("Serious Case Review", PAGE)


@pytest.mark.parametrize(
    ("page", "case"),
    [
        ("FN / A Serious Case Review / Overview Report", "FN"),
        ("Serious Case Review Summary / FN / May 2015", "FN"),
        ("Domestic Homicide Review / N7 / Executive Summary", "N7"),
        ("SERIOUS CASE REVIEW / ZOE / May 2015", "Zoe"),
        ("NHS / A Serious Case Review", None),
        ("Serious Case Review / The Smith family / 4", None),
    ],
)
def test_letters_beside_the_kind_of_review_name_the_case(page: str, case: str | None) -> None:
    texts = page.split(" / ")
    told = read_cover([Line(text=text, page=1, number=n) for n, text in enumerate(texts, 1)], [])

    assert told.case_name == case
