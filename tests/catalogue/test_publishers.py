"""A review is found under each body that published it, and under those that followed a closed one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from harvests import EASTVALE, NORTHMOOR, A

from harvester.catalogue import Filters
from harvester.records import Grouping, ReviewGroup
from harvester.vocabulary import Nation, ReviewType

CLOSED = replace(EASTVALE, slug="oldvale", title="Oldvale Safeguarding Board", successors=("eastvale",))
OLDER = replace(EASTVALE, slug="firstvale", title="Firstvale Safeguarding Board", successors=("oldvale",))


def grouped(harvest, *publishers):
    harvest.start(NORTHMOOR)
    harvest.catalogue.save_sources([EASTVALE, CLOSED, OLDER])
    harvest.link(A, "Child A")
    harvest.fetch(A, "Learning about supervision")
    harvest.finish()
    (document,) = (row["id"] for row in harvest.rows("documents"))
    review = ReviewGroup(
        id="r1", source="northmoor", nation=Nation.ENGLAND, review_type=ReviewType.SCR, case_name="Child A",
        title="Child A", year=2016, document_ids=(document,), publishers=publishers,
    )  # fmt: skip
    result = Grouping(
        reviews=(review,), duplicate_of={}, replaces={}, publisher={}, foreign=frozenset(), reasons={}
    )
    with harvest.catalogue.writing():
        harvest.catalogue.save_grouping(result, harvest.now())
    return document


@pytest.mark.parametrize(
    ("publishers", "found"),
    [
        (("northmoor", "eastvale"), {"northmoor", "eastvale"}),
        (("northmoor",), {"northmoor"}),
        (("oldvale", "northmoor"), {"northmoor", "oldvale", "eastvale"}),
        (("firstvale",), {"northmoor", "firstvale", "oldvale", "eastvale"}),
        ((), {"northmoor"}),
    ],
)
def test_a_review_is_found_under_every_publisher(harvest, publishers, found):
    document = grouped(harvest, *publishers)
    for slug in ("northmoor", "eastvale", "oldvale", "firstvale"):
        hits = harvest.catalogue.search("supervision", Filters(source=slug))
        assert [hit.document_id for hit in hits] == ([document] if slug in found else []), slug


def test_successors_are_kept(harvest):
    harvest.start(NORTHMOOR)
    harvest.catalogue.save_sources([CLOSED, EASTVALE])
    assert harvest.catalogue.sources()["oldvale"].successors == ("eastvale",)
    assert harvest.catalogue.sources()["eastvale"].successors == ()


def test_the_record_names_the_publishers(harvest):
    document = grouped(harvest, "northmoor", "eastvale")
    assert harvest.catalogue.record(document).publishers == ("eastvale", "northmoor")
    assert harvest.catalogue.record("r1").publishers == ("eastvale", "northmoor")
