"""Bodies that were split up or merged: whose their reports are, and under whom they are found."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from harvester.group import group
from harvester.normalise.boards import match_board, match_heirs
from harvester.records import GroupInput, SourceInfo
from harvester.vocabulary import Nation, ReviewType, Role, SourceKind
from tests.group.corpus import paragraphs

OLD = "Fellshire Safeguarding Children Board"
NORTH = SourceInfo(
    slug="northfell", title="Northfell Safeguarding Partnership", nation=Nation.ENGLAND, aliases=(OLD,)
)
SOUTH = replace(NORTH, slug="southfell", title="Southfell Safeguarding Partnership")
CLOSED = SourceInfo(slug="fellshire", title=OLD, nation=Nation.ENGLAND, successors=("northfell", "southfell"))
OTHER = SourceInfo(slug="oxmere", title="Oxmere Safeguarding Partnership", nation=Nation.ENGLAND)
LIBRARY = SourceInfo(slug="library", title="National Library", nation=Nation.UK, kind=SourceKind.NATIONAL)
TEXT = "\n".join(paragraphs("fellshire", 14))


def document(name: str, source: str, **values: Any) -> GroupInput:
    given: dict[str, Any] = {
        "id": name,
        "source": source,
        "nation": Nation.ENGLAND,
        "sha256": None,
        "url": f"https://{source}.example/{name}.pdf",
        "page_url": f"https://{source}.example/reviews",
        "heading": "",
        "title": "Child R",
        "review_type": ReviewType.SCR,
        "role": Role.OVERVIEW_REPORT,
        "case_name": "Child R",
        "board": OLD,
        "published": "2015-05",
        "completed": None,
        "language": "en",
        "text": TEXT,
        "first_seen": "2026-01-01T00:00:00Z",
    }
    return GroupInput(**(given | values))


def test_a_predecessors_report_is_its_successors() -> None:
    made = group([document("a", "northfell")], [NORTH, SOUTH, CLOSED])
    (review,) = made.reviews
    assert made.foreign == frozenset()
    assert made.publisher == {"a": "northfell"}
    assert (review.source, review.publishers) == ("northfell", ("fellshire", "northfell"))


def test_several_successors_listing_one_text_share_the_review() -> None:
    # A footer of the new site, so that the texts are alike and not the same.
    footed = TEXT + "\nThis report was published by an earlier partnership."
    documents = [document("a", "northfell"), document("b", "southfell", text=footed)]
    for order in (documents, documents[::-1]):
        made = group(order, [CLOSED, SOUTH, NORTH])
        (review,) = made.reviews
        assert review.publishers == ("fellshire", "northfell", "southfell")
        assert made.duplicate_of == {"b": "a"}
        assert made.foreign == frozenset()


def test_a_successor_is_not_declared_by_an_alias_alone() -> None:
    """Two sources that bear the old name, and no declaration of the old body."""
    documents = [document("a", "northfell"), document("b", "southfell", text=TEXT + "\nA footer.")]
    made = group(documents, [NORTH, SOUTH])
    (review,) = made.reviews
    assert review.publishers == ("northfell", "southfell")
    assert made.foreign == frozenset()


def test_a_collection_names_the_closed_body() -> None:
    made = group([document("a", "library")], [NORTH, SOUTH, CLOSED, LIBRARY])
    assert made.reviews[0].publishers == ("fellshire",)


def test_somebody_elses_site_does_not_inherit() -> None:
    made = group([document("a", "oxmere")], [NORTH, SOUTH, CLOSED, OTHER])
    assert made.foreign == {"a"}
    assert made.reviews[0].publishers == ("fellshire",)


def test_what_followed_the_follower_inherits_too() -> None:
    later = SourceInfo(slug="wholefell", title="Wholefell Partnership", nation=Nation.ENGLAND)
    between = replace(NORTH, aliases=(), successors=("wholefell",))
    made = group([document("a", "wholefell")], [later, between, CLOSED])
    assert made.foreign == frozenset()
    assert made.reviews[0].publishers == ("fellshire", "wholefell")


def test_the_closed_bodys_own_archived_copy_and_a_successors() -> None:
    made = group(
        [document("a", "fellshire"), document("b", "southfell", sha256="f" * 64)], [NORTH, SOUTH, CLOSED]
    )
    (review,) = made.reviews
    assert review.publishers == ("fellshire", "southfell")
    assert made.foreign == frozenset()


def test_the_old_name_is_the_closed_bodys() -> None:
    sources = [NORTH, SOUTH, CLOSED]
    random.Random(3).shuffle(sources)
    assert match_board(OLD, sources) == "fellshire"
    assert match_board(OLD, [NORTH, SOUTH]) is None
    assert match_heirs(OLD, [NORTH, SOUTH]) == ("northfell", "southfell")


@pytest.mark.parametrize(
    "title", ["Northfell Safeguarding Adults Board", "Northfell Safeguarding Children Board"]
)
def test_sister_bodies_of_one_area_are_no_heirs(title: str) -> None:
    sister = replace(NORTH, slug="sister", title=title)
    assert match_heirs(OLD, [NORTH, sister]) == ()


def test_every_listing_of_a_joint_text_is_a_row_of_one_review() -> None:
    both = "Northfell Safeguarding Partnership and Oxmere Safeguarding Partnership"
    documents = [document("a", "northfell", board=both), document("b", "oxmere", board=both)]
    made = group(documents, [NORTH, SOUTH, CLOSED, OTHER])
    (review,) = made.reviews
    assert review.publishers == ("northfell", "oxmere")
    assert review.document_ids == ("a", "b")
    assert made.foreign == frozenset()
