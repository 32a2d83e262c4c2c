"""Publishers of documents that a national list offers, where only the list's entry names them."""

from __future__ import annotations

import dataclasses

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


def paper(name: str, **more: object) -> GroupInput:
    place = {"id": name, "sha256": name[-1] * 64, "url": f"https://library.example.org/{name}.pdf"}
    return dataclasses.replace(listed(None), **place, **more)  # type: ignore[arg-type]


def reviews(*documents: GroupInput) -> list[set[str]]:
    return [set(one.document_ids) for one in group(documents, SOURCES).reviews]


def test_two_anonymous_children_of_one_letter_and_year_are_two_reviews() -> None:
    one, two = paper("d1", text="A boy. " * 90), paper("d2", text="Another girl died. " * 90)
    assert len(reviews(one, two)) == 2


def test_the_papers_on_the_page_of_one_review_are_of_that_review() -> None:
    record = {"page_url": "https://library.example.org/record/7", "heading": "Report"}
    report = paper("d1", case_name="Ottilie", board="Oxmere Safeguarding Children Partnership", **record)
    summary = paper("d2", case_name="Ottilie", role=Role.EXECUTIVE_SUMMARY, **record)
    assert reviews(report, summary) == [{"d1", "d2"}]


def test_one_name_of_two_boards_in_one_list_is_two_reviews() -> None:
    place = {"heading": "Adult M", "case_name": "Adult M", "review_type": ReviewType.SAR}
    one = paper("d1", board="Hexworth Safeguarding Adults Board", **place)
    two = paper("d2", board="Fellgate Safeguarding Adults Board", role=Role.EXECUTIVE_SUMMARY, **place)
    assert len(reviews(one, two)) == 2
