# ruff: noqa: E501 - one row of a table is one line here
"""Who published, in the words of a national list."""

from __future__ import annotations

import pytest

from harvester.normalise.list_publishers import PublisherNames, is_anonymous, kind_of_case, registry_names
from harvester.records import SourceInfo
from harvester.vocabulary import Nation, ReviewType


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Blackpool", ("blackpool",)),
        ("Norfolk LSCB", ("norfolk",)),
        ("NORTH YORKSHIRE", ("north-yorkshire",)),
        ("York", ("york",)),
        ("Hackney", ("city-of-london-and-hackney",)),
        ("Newham and Lambeth", ("newham", "lambeth")),
        ("Bath and North East Somerset", ("bath-and-north-east-somerset",)),
        ("Cambridgeshire & Peterborough", ("cambridgeshire", "peterborough")),
        ("Cumbria", ("cumberland", "westmorland-and-furness")),
        ("Bridgend", ("cwm-taf-morgannwg",)),
        ("Safer Croydon Partnership", ("croydon",)),
        ("SSCB", ()),
        ("Anonymous", ()),
        ("NSPCC on behalf of unnamed LSCB", ()),
        ("Northmoor", ()),
        ("", ()),
    ],
)
def test_known_areas_whole_and_longest_first(text: str, slugs: tuple[str, ...]) -> None:
    assert registry_names().resolve(text) == slugs


def test_a_name_that_several_bore_is_all_of_them() -> None:
    old = ("Mere Safeguarding Children Board",)
    names = PublisherNames(
        [
            SourceInfo(slug="mere", title=old[0], nation=Nation.ENGLAND, successors=("east", "west")),
            SourceInfo(slug="east", title="East Safeguarding Children Partnership", nation=Nation.ENGLAND, aliases=old),
            SourceInfo(slug="west", title="West Safeguarding Children Partnership", nation=Nation.ENGLAND, aliases=old),
        ]
    )  # fmt: skip
    assert names.resolve("Mere Safeguarding Children Board") == ("mere", "east", "west")
    assert names.resolve("East") == ("east",)


def test_of_two_bodies_of_an_area_the_kind_of_review_decides() -> None:
    names = PublisherNames(
        [
            SourceInfo(slug="a", title="Mere Safeguarding Children Partnership", nation=Nation.ENGLAND),
            SourceInfo(slug="b", title="Mere Safeguarding Adults Board", nation=Nation.ENGLAND),
        ]
    )
    assert names.resolve("Mere", ReviewType.SAR) == ("b",)
    assert names.resolve("Mere", ReviewType.SCR) == ("a",)
    assert names.resolve("Mere") == ("a", "b")


@pytest.mark.parametrize("text", ["Anonymous", "published anonymously", "an unnamed LSCB", "Not named"])
def test_words_for_nobody(text: str) -> None:
    assert is_anonymous(text)


@pytest.mark.parametrize(
    ("case", "summary", "slugs"),
    [
        ("Child W", "", ("fellgate",)),
        ("Rosalind", "Injury of a 9-month-old girl.", ("fellgate",)),
        ("Rosalind", "Death of a 15-year-old boy.", ("fellgate",)),
        ("Adult W", "", ("fellgate-adults",)),
        ("Rosalind", "Death of a 45-year-old woman.", ("fellgate", "fellgate-adults")),
    ],
)
def test_the_case_tells_an_areas_boards_apart(case: str, summary: str, slugs: tuple[str, ...]) -> None:
    names = PublisherNames(
        [
            SourceInfo(
                slug="fellgate", title="Fellgate Safeguarding Children Partnership", nation=Nation.ENGLAND
            ),
            SourceInfo(
                slug="fellgate-adults", title="Fellgate Safeguarding Adults Board", nation=Nation.ENGLAND
            ),
        ]
    )
    assert names.resolve("Fellgate", kind_of_case(case, summary)) == slugs
