"""Lines become one title; a link's words become a title or are found to say nothing."""

from __future__ import annotations

import pytest

from harvester.normalise.titles import clean_link_text, join_title, says_nothing, tidy_line, title_case


@pytest.mark.parametrize(
    ("lines", "cases", "title"),
    [
        (["SERIOUS CASE REVIEW", "CHILD A AND BABY N"], [0, 1], "Serious Case Review Child A and Baby N"),
        (
            ["CHILD D", "A SERIOUS CASE REVIEW OVERVIEW REPORT"],
            [1, 0],
            "Child D: A Serious Case Review Overview Report",
        ),
        (
            ["Child D", "A Serious Case Review", "Executive Summary"],
            [1, 0, 0],
            "Child D: A Serious Case Review Executive Summary",
        ),
        (["CHILD E", "SERIOUS CASE REVIEW"], [1, 0], "Child E Serious Case Review"),
        (
            ["SERIOUS CASE REVIEW", "OVERVIEW REPORT", "In Respect Of", "Child 1"],
            [0, 0, 0, 1],
            "Serious Case Review Overview Report in respect of Child 1",
        ),
        (["circumstances concerning:", "Child Q"], [0, 1], "circumstances concerning Child Q"),
        (
            ["Serious Case Review", "Relating to Baby W", "OVERVIEW REPORT"],
            [0, 1, 0],
            "Serious Case Review relating to Baby W: Overview Report",
        ),
        (
            ["A Serious Case Review", "'Child M'", "The Overview Report"],
            [0, 1, 0],
            "A Serious Case Review 'Child M': The Overview Report",
        ),
        (
            ["Serious Case Review AB14 (1)", "Final report"],
            [1, 0],
            "Serious Case Review AB14 (1): Final report",
        ),
        (["SCR LN15", "Overview Report"], [1, 0], "SCR LN15 Overview Report"),
        (["SERIOUS CASE REVIEW", "SUBJECTS", "Anna and Ben"], [0, 0, 1], "Serious Case Review: Anna and Ben"),
        (
            ["Serious Case Review Summary", "Child Q", '"Who was there for me?"'],
            [0, 1, 0],
            'Serious Case Review Summary Child Q: "Who was there for me?"',
        ),
        (
            [
                "A Serious Case Review",
                "'Child L'",
                "A Domestic Homicide Review",
                "'Adult L'",
                "The Overview Report",
            ],
            [0, 1, 0, 1, 0],
            "A Serious Case Review 'Child L' / A Domestic Homicide Review 'Adult L': The Overview Report",
        ),
        (["Independent Overview Report."], [0], "Independent Overview Report"),
        ([], [], ""),
    ],
)
def test_joining(lines: list[str], cases: list[int], title: str) -> None:
    assert join_title(lines, [bool(c) for c in cases]) == title


@pytest.mark.parametrize(
    ("shouted", "quiet"),
    [
        ("THE OVERVIEW REPORT OF THE SERIOUS CASE REVIEW", "The Overview Report of the Serious Case Review"),
        ("CHILD AG", "Child AG"),
        ("AB1 & AB2", "AB1 & AB2"),
        ("NSCB SCR LN15", "NSCB SCR LN15"),
        ("FAMILY 'S'", "Family 'S'"),
        ("WVAPR 2 2019", "WVAPR 2 2019"),
        ("CHILDREN A, B AND C", "Children A, B and C"),
        ("O'NEILL'S CHILDREN", "O'Neill's Children"),
    ],
)
def test_capitals(shouted: str, quiet: str) -> None:
    assert title_case(shouted) == quiet


def test_only_shouted_words_are_quietened() -> None:
    assert tidy_line("Report on the SERIOUS CASE REVIEW of BA") == "Report on the Serious Case Review of BA"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Child Q overview report (PDF, 206kb)", "Child Q overview report"),
        ("Child Q overview report [PDF 1.2 MB] (opens in new window)", "Child Q overview report"),
        ("Download the SCR Child Q.pdf", "SCR Child Q"),
        ("Child Q – Executive Summary - 519.88 KB", "Child Q – Executive Summary"),
    ],
)
def test_link_text(text: str, cleaned: str) -> None:
    assert clean_link_text(text) == cleaned


@pytest.mark.parametrize(
    "text", ["here", "Download", "Read the overview report", "Click here (PDF, 2MB)", "", "Full report"]
)
def test_empty_words(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["Child Q", "Family B overview report", "Polly"])
def test_telling_words(text: str) -> None:
    assert not says_nothing(text)
