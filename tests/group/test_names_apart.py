"""One review under two names, and two reviews under one."""

from __future__ import annotations

from typing import Any

import pytest

from harvester.group import group
from harvester.group.names import labelled_alike
from harvester.records import GroupInput, SourceInfo
from harvester.vocabulary import Nation, ReviewType, Role

SITE = SourceInfo(slug="northmoor", title="Northmoor Safeguarding Partnership", nation=Nation.ENGLAND)
REPORT = {"role": Role.OVERVIEW_REPORT}


def document(name: str, case: str | None, **values: Any) -> GroupInput:
    given: dict[str, Any] = {
        "id": name,
        "source": "northmoor",
        "nation": Nation.ENGLAND,
        "sha256": None,
        "url": f"https://northmoor.example/{name}.pdf",
        "page_url": f"https://northmoor.example/page-of-{name}",
        "heading": "",
        "title": case or "Paper",
        "review_type": ReviewType.SCR,
        "role": Role.BRIEFING,
        "case_name": case,
        "board": None,
        "published": None,
        "completed": None,
        "language": "en",
        "text": "",
        "first_seen": "2026-01-01T00:00:00Z",
    }
    return GroupInput(**(given | values))


def sets(*documents: GroupInput) -> list[list[str]]:
    return sorted(sorted(r.document_ids) for r in group(documents, [SITE]).reviews)


def test_the_letter_behind_the_kind_and_behind_the_person() -> None:
    leaflet, report = (
        document("leaflet", "SCR K"),
        document("report", "Child K", completed="2019-05", **REPORT),
    )
    assert sets(leaflet, report) == [["leaflet", "report"]]


@pytest.mark.parametrize(
    "other",
    [
        document("other", "Child M"),
        document("other", "Child K", review_type=ReviewType.LEARNING_REVIEW),
        document("other", "Child K", **REPORT),
        document("other", "Child K", completed="2008", published="2008"),
    ],
    ids=["letter", "kind", "two reports", "years"],
)
def test_another_letter_kind_report_or_time(other: GroupInput) -> None:
    first = document("first", "SCR K", published="2019", **REPORT)
    assert sets(first, other) == [["first"], ["other"]]


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        ("scr k", "child k", True),
        ("child 12", "lcspr 12", True),
        ("adult d", "sar d", True),
        ("scr k", "scr k", False),
        ("scr k", "child km", False),
        ("scr wren", "child wren", False),
        ("child k", "family k", False),
    ],
)
def test_labels(one: str, two: str, alike: bool) -> None:
    assert labelled_alike(frozenset({one}), frozenset({two})) is alike


def test_a_subject_that_only_some_papers_have_as_a_name() -> None:
    report = document("report", "Injury to Non-Mobile Infants", published="2022-03", **REPORT)
    briefing = document(
        "briefing", None, title="Learning briefing CSPR Injury to Non-Mobile Infants Northmoor"
    )
    another = document("another", None, title="Learning briefing: injury by dogs at home")
    assert sets(report, briefing, another) == [["another"], ["briefing", "report"]]


def test_a_second_paper_on_a_subject_is_of_another_review() -> None:
    place = {"page_url": "https://northmoor.example/reviews", "heading": "Scalding"}
    first = document("first", "Scalding", title="Scalding: learning briefing", published="2020", **place)
    second = document("second", "Scalding", title="Scalding: learning briefing II", published="2021", **place)
    assert sets(first, second) == [["first"], ["second"]]


def test_two_parts_of_one_report_stay_together() -> None:
    place = {"page_url": "https://northmoor.example/reviews", "heading": "Child Wren"}
    first = document("first", "Child Wren", title="Child Wren report", published="2020", **place)
    second = document("second", "Child Wren", title="Child Wren report part II", published="2021", **place)
    assert sets(first, second) == [["first", "second"]]


def test_a_paper_goes_to_the_review_of_its_own_kind() -> None:
    """A name that a serious case review and a later learning review share, undated briefings on both."""
    local = ReviewType.LEARNING_REVIEW
    papers = (
        document("a-old-briefing", "Baby Wren"),
        document("b-new-briefing", "Baby Wren", review_type=local),
        document("c-new-report", "Baby Wren", review_type=local, published="2019", **REPORT),
    )
    assert sets(*papers) == [["a-old-briefing"], ["b-new-briefing", "c-new-report"]]
