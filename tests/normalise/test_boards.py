"""Boards are found by area and kind of body, in any layout, and never from an acronym alone."""

from __future__ import annotations

import pytest

from harvester.normalise.boards import (
    area_of,
    find_boards,
    match_board,
    match_boards,
    same_area,
)
from harvester.normalise.registry import match_registry, registry
from harvester.records import SourceInfo
from harvester.vocabulary import Nation


def source(slug: str, title: str, *aliases: str) -> SourceInfo:
    return SourceInfo(slug=slug, title=title, nation=Nation.ENGLAND, aliases=aliases)


NORTHMOOR = source(
    "northmoor",
    "Northmoor Safeguarding Children Partnership",
    "Northmoor Safeguarding Children Board",
    "NSCB",
)
WESTFELL = source("westfell", "Westfell and Ashby Safeguarding Partnership", "Westfell LSCB")
YORE = source("yore", "Yore Safeguarding Children Partnership")
NORTH_YORE = source("north-yore", "North Yore Safeguarding Children Partnership")
ALL = (NORTHMOOR, WESTFELL, YORE, NORTH_YORE)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Northmoor Local Safeguarding Children Board", ["Northmoor Local Safeguarding Children Board"]),
        ("NORTHMOOR SAFEGUARDING CHILDREN BOARD", ["Northmoor Safeguarding Children Board"]),
        (
            "Northmoor\nSafeguarding Children Board\nSerious Case Review",
            ["Northmoor Safeguarding Children Board"],
        ),
        ("WOLD-ON-TEES\nSAFEGUARDING\nCHILDREN BOARD", ["Wold-on-Tees Safeguarding Children Board"]),
        (
            "Westfell with Ashby, Coldmere and Northmoor\nChildren’s Safeguarding Assurance Partnership",
            ["Westfell with Ashby, Coldmere and Northmoor Children's Safeguarding Assurance Partnership"],
        ),
        (
            "This report is the property of Northmoor Safeguarding Children Board.",
            ["Northmoor Safeguarding Children Board"],
        ),
        (
            "This report is the property of Northmoor\nSafeguarding Children Board.",
            ["Northmoor Safeguarding Children Board"],
        ),
        ("THIS REPORT IS THE PROPERTY OF NORTHMOOR SAFEGUARDING BOARD", ["Northmoor Safeguarding Board"]),
        ("Copyright of this report is with Northmoor LSCB", ["Northmoor Local Safeguarding Children Board"]),
        ("LSCB: Northmoor Safeguarding Children Board", ["Northmoor Safeguarding Children Board"]),
        (
            "Presented to the Northmoor Safeguarding Adults Board on 3 May 2016",
            ["Northmoor Safeguarding Adults Board"],
        ),
        ("Commissioned by Safer Northmoor Partnership", ["Safer Northmoor Partnership"]),
        ("Keeping Northmoor Safe Partnership", ["Keeping Northmoor Safe Partnership"]),
        ("Safeguarding Board for Northern Moors", ["Safeguarding Board for Northern Moors"]),
        ("East Brae Child Protection Committee", ["East Brae Child Protection Committee"]),
        ("Bwrdd Diogelu Plant Dyffryn Gwyn\nAdolygiad", ["Bwrdd Diogelu Plant Dyffryn Gwyn"]),
        ("Mid and West Vale Safeguarding Children Board", ["Mid and West Vale Safeguarding Children Board"]),
        (
            "Northmoor Safeguarding Children Board\nColdmere District Community Safety Partnership",
            ["Northmoor Safeguarding Children Board", "Coldmere District Community Safety Partnership"],
        ),
    ],
)
def test_boards_are_found(text: str, names: list[str]) -> None:
    assert [m.name for m in find_boards(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "Approved by the NSCB on 3 March 2015",
        "Mike Tarver, Independent Chair, BSCB",
        "Local Safeguarding Children Boards Regulations 2006",
        "CONFIDENTIAL UNLESS PUBLICATION AGREED BY LSCB",
        "deposited by the publishing LSCB(s)",
        "the local safeguarding children board was told",
        "Child D\nSafeguarding Children Board",
        "",
    ],
)
def test_no_board_without_its_area(text: str) -> None:
    assert find_boards(text) == ()


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("Northmoor Local Safeguarding Children Board", "northmoor"),
        ("Northmoor & Westfell Safeguarding Partnership", "northmoor and westfell"),
        ("London Borough of Eastham LSCB", "eastham"),
        ("Safeguarding Board for Northern Moors", "northern moors"),
        ("North Lyn Children's Multi-Agency Resilience and Safeguarding Board", "north lyn"),
        ("Mid and West Vale Safeguarding Children Board (CYSUR)", "mid and west vale"),
        ("Local Safeguarding Children Board", ""),
    ],
)
def test_area(name: str, area: str) -> None:
    assert area_of(name) == area


@pytest.mark.parametrize(
    ("board", "slug"),
    [
        ("Northmoor Safeguarding Children Board", "northmoor"),
        ("NORTHMOOR LOCAL SAFEGUARDING CHILDREN BOARD", "northmoor"),
        ("Northmoor LSCB", "northmoor"),
        ("Northmoor Safeguarding Adults Board", "northmoor"),
        ("Safer Northmoor Partnership", "northmoor"),
        ("Westfell & Ashby Safeguarding Partnership", "westfell"),
        ("North Yore Safeguarding Children Board", "north-yore"),
        ("Yore Safeguarding Children Board", "yore"),
        ("City of Yore Safeguarding Children Partnership", "yore"),
        ("Coldmere Safeguarding Children Board", None),
        ("NSCB", None),
        ("LSCB", None),
        ("", None),
    ],
)
def test_match(board: str, slug: str | None) -> None:
    assert match_board(board, ALL) == slug


def test_a_body_since_split_up_belongs_to_nobody_alone() -> None:
    one = source(
        "vale-east", "Vale East Safeguarding Children Partnership", "Vale Safeguarding Children Board"
    )
    two = source(
        "vale-west", "Vale West Safeguarding Children Partnership", "Vale Safeguarding Children Board"
    )
    assert match_board("Vale Safeguarding Children Board", (one, two)) is None
    assert match_board("Vale West LSCB", (one, two)) == "vale-west"


def test_joint_reviews_name_several_sources() -> None:
    text = "Joint review of Yore Safeguarding Children Board\nand Northmoor Safeguarding Children Board"
    assert match_boards(text, ALL) == ("yore", "northmoor")


def test_a_joint_name_is_both() -> None:
    assert match_boards("Yore and Northmoor Safeguarding Children Boards", ALL) == ("yore", "northmoor")
    assert match_boards("Yore, Northmoor & Coldmere Safeguarding Children Partnerships", ALL) == ()
    assert match_boards("Westfell and Ashby Safeguarding Partnership", ALL) == ("westfell",)


def test_same_area() -> None:
    assert same_area("Northmoor and Coldmere Safeguarding Children Board", NORTHMOOR) is True
    assert same_area("Coldmere Safeguarding Children Board", NORTHMOOR) is False
    assert same_area("NSCB", NORTHMOOR) is None


@pytest.mark.parametrize(
    ("board", "slug"),
    [
        ("North Yorkshire Safeguarding Children Board", "north-yorkshire"),
        ("York Safeguarding Children Board", "york"),
        ("Nottingham City Safeguarding Children Board", "nottingham-city"),
        ("Nottinghamshire Safeguarding Children Board", "nottinghamshire"),
        ("Derbyshire Safeguarding Children Board", "derby-and-derbyshire"),
        ("East Ayrshire Child Protection Committee", "east-ayrshire"),
        ("Cumbria Safeguarding Children Board", None),  # two successors
        ("BSCB", None),
    ],
)
def test_registry(board: str, slug: str | None) -> None:
    assert match_registry(board) == slug


def test_every_registered_name_finds_its_board_or_is_shared() -> None:
    wrong = [s.title for s in registry() if s.kind != "national" and match_registry(s.title) != s.slug]
    assert wrong == []


def test_hostile_text_is_quick() -> None:
    assert find_boards("Safeguarding " * 20_000) == ()
    assert find_boards("A and " * 20_000 + "LSCB") is not None
    assert find_boards("\n" * 50_000 + "Safeguarding Children Board") == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Westfell Multi-Agency Safeguarding Arrangements",
            "Westfell Multi-Agency Safeguarding Arrangements",
        ),
        ("WESTFELL SAFEGUARDING CHILDREN ARRANGEMENTS", "Westfell Safeguarding Children Arrangements"),
        ("the new Westfell multi-agency safeguarding arrangements", None),
        ("Our Multi-Agency Safeguarding Arrangements", None),
    ],
)
def test_arrangements_are_a_body_where_they_are_a_name(text: str, name: str | None) -> None:
    assert [m.name for m in find_boards(text)] == ([name] if name else [])


def test_a_letter_that_ends_the_line_above_is_no_area() -> None:
    """ "a" is Welsh for "and", but "LCR A" is a review."""
    (found,) = find_boards("Learning Leaflet\nLCR A\nNorthmoor Local Safeguarding Children Board")
    assert found.name == "Northmoor Local Safeguarding Children Board"
