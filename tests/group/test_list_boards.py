"""Publishers of documents that a national list offers, where only the list's entry names them."""

from __future__ import annotations

import pytest

from harvester.group import group
from harvester.records import GroupInput, SourceInfo
from harvester.vocabulary import Nation, ReviewType, Role, SourceKind

SOURCES = (
    SourceInfo(slug="eastvale", title="Eastvale Safeguarding Children Partnership", nation=Nation.ENGLAND),
    SourceInfo(slug="oxmere", title="Oxmere Safeguarding Children Partnership", nation=Nation.ENGLAND),
    SourceInfo(slug="library", title="National Library", nation=Nation.UK, kind=SourceKind.NATIONAL),
)


def listed(board: str | None) -> GroupInput:
    return GroupInput(
        id="d1",
        source="library",
        nation=Nation.UK,
        sha256="a" * 64,
        url="https://library.example.org/1.pdf",
        page_url="https://library.example.org/",
        heading="2019 – Somewhere – Child X",
        title="Child X",
        review_type=ReviewType.SCR,
        role=Role.OVERVIEW_REPORT,
        case_name="Child X",
        board=board,
        published="2019",
        completed=None,
        language="en",
        text="",
        first_seen="2026-01-01T00:00:00Z",
    )


@pytest.mark.parametrize(
    ("board", "publishers"),
    [
        ("Eastvale", ("eastvale",)),
        ("Oxmere and Eastvale", ("eastvale", "oxmere")),
        ("Elsewhere", ()),
        (None, ()),
    ],
)
def test_the_areas_of_an_entry_are_its_publishers(board: str | None, publishers: tuple[str, ...]) -> None:
    (review,) = group([listed(board)], SOURCES).reviews
    assert review.publishers == publishers
