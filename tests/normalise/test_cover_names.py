"""Names that no vocabulary knows: the source's own, and a pseudonym on a line of its own."""

from __future__ import annotations

import pytest

from harvester.normalise.covers import read_cover
from harvester.records import Description, Line, SourceInfo
from harvester.vocabulary import Nation

SOURCE = SourceInfo(slug="westfell", title="Westfell Keeping Families Together", nation=Nation.ENGLAND)


def read(*texts: str, source: SourceInfo | None = None) -> Description:
    return read_cover([Line(text=t, page=1, number=n) for n, t in enumerate(texts, 1)], [], source=source)


@pytest.mark.parametrize(
    "printed", [("Westfell Keeping Families Together",), ("WESTFELL KEEPING", "FAMILIES TOGETHER")]
)
def test_the_sources_own_name_is_a_board(printed: tuple[str, ...]) -> None:
    found = read(*printed, "Local Child Safeguarding Practice Review", "Child A", source=SOURCE)
    assert found.board == "Westfell Keeping Families Together"
    assert found.title == "Local Child Safeguarding Practice Review Child A"


def test_the_source_is_no_board_where_the_page_does_not_name_it() -> None:
    assert read("Serious Case Review", "Child A", source=SOURCE).board is None


def test_a_named_board_comes_before_the_sources_name() -> None:
    found = read("Coldmere Safeguarding Children Board", "Serious Case Review", "Child A", source=SOURCE)
    assert found.board == "Coldmere Safeguarding Children Board"


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (
            ("Zellie", "Learning from the Child Safeguarding Practice Review", "Slides for team meetings"),
            "Zellie",
        ),
        (("Serious Case Review", "ZELLIE", "Overview Report"), "Zellie"),
        (("Serious Case Review", "‘Zellie’", "Overview Report"), "Zellie"),
        (("Serious Case Review", "Neglect", "Overview Report"), None),
        (("Serious Case Review", "Confidential", "Overview Report"), None),
        (("Westfell", "Serious Case Review", "Westfell Safeguarding Children Board"), None),
        (("Zellie", "Annual Report"), None),
    ],
)
def test_a_name_that_no_list_knows(lines: tuple[str, ...], name: str | None) -> None:
    assert read(*lines).case_name == name


def test_a_numbered_review_above_its_kind_is_the_case_and_the_person_the_author() -> None:
    found = read("SAR 4", "Safeguarding Adult Review", "Overview Report", "Helen Marchbank", "3/04/2019")
    assert (found.case_name, found.authors) == ("SAR 4", ("Helen Marchbank",))
    assert found.title == "SAR 4 Safeguarding Adult Review Overview Report"


@pytest.mark.parametrize("line", ["Report of Ann Duncombe", "Commissioned from Ann Duncombe"])
def test_the_author_is_neither_title_nor_case(line: str) -> None:
    found = read("“Alder House”", "Safeguarding Adults Review", line, "May 2021")
    assert found.title == "“Alder House” Safeguarding Adults Review"
    assert (found.case_name, found.authors) == ("Alder House", ("Ann Duncombe",))
    found = read("Out of mind", "A thematic review of four teenagers", line)
    assert (found.title, found.case_name) == ("Out of mind: A thematic review of four teenagers", None)


@pytest.mark.parametrize(
    "body",
    ["Oxmere Together", "Stronger Oxmere", "Safer Oxmere and Fell", "Safer and Stronger Oxmere",
     "Oxmere Safer Together", "North Oxmere Together Partnership"],
)  # fmt: skip
def test_a_safety_body_without_a_word_for_one_is_no_title(body: str) -> None:
    for lines in (
        (body, "Domestic Homicide Review", "Adult F"),
        ("Domestic Homicide Review", "Adult F", body),
    ):
        assert read(*lines).title == "Domestic Homicide Review Adult F"


@pytest.mark.parametrize(
    "slogan", ["Living Apart Together", "Never Together", "Better Together in Grief", "Safer Sleep"]
)
def test_a_slogan_with_the_same_words_is_a_title(slogan: str) -> None:
    assert slogan in (read(slogan, "Domestic Homicide Review").title or "")


def test_the_publisher_that_a_list_names_is_no_title() -> None:
    lines = [
        Line(text=t, page=1, number=n)
        for n, t in enumerate(("Oxmere Alliance", "Domestic Homicide Review", "Kit"))
    ]
    found = read_cover(lines, [], bodies=["Oxmere Alliance"])
    assert (found.title, found.board) == ("Domestic Homicide Review Kit", "Oxmere Alliance")


@pytest.mark.parametrize("line", ["Sabrel: domestic homicide review", "Sabrel - A Domestic Homicide Review"])
def test_an_unknown_name_set_off_from_its_kind(line: str) -> None:
    found = read(line, "Oxmere Safeguarding Board")
    assert found.case_name == "Sabrel"
    assert "Oxmere" not in (found.title or "")


@pytest.mark.parametrize("line", ["Oxmere: domestic homicide review", "Sabrel: domestic homicide reviews"])
def test_an_area_or_several_reviews_are_no_case(line: str) -> None:
    assert read(line, "Oxmere Safeguarding Board").case_name is None
