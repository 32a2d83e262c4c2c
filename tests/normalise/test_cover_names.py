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
