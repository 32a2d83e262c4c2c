"""What is doubtful about a document, from its values and where they were read."""

from __future__ import annotations

import pytest

from harvester.doubts import LABELS, DocumentFacts, Read, doubts

SURE = {
    "sha256": "a" * 64,
    "title": "Serious Case Review: Child A",
    "review_type": "scr",
    "role": "overview_report",
    "case_name": "Child A",
    "published": "2016-09-28",
    "text_outcome": "ok",
    "kept_score": 0.95,
    "found": "2026-11-01T02:00:00Z",
    "evidence": (
        Read("title", "Serious Case Review: Child A", "cover", 0.95),
        Read("review_type", "scr", "cover", 0.95),
        Read("role", "overview_report", "cover", 0.95),
        Read("case_name", "Child A", "cover", 0.95),
        Read("published", "2016-09-28", "link", 0.9),
    ),
}


def codes(**changed: object) -> list[str]:
    return [doubt.code for doubt in doubts(DocumentFacts(**(SURE | changed)))]


def also(*more: Read) -> tuple[Read, ...]:
    return (*SURE["evidence"], *more)


def instead(field: str, *said: Read) -> tuple[Read, ...]:
    return (*(read for read in SURE["evidence"] if read.field != field), *said)


def test_what_the_title_page_says_is_not_in_doubt():
    assert codes() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"sha256": None, "fetch_outcome": "gone"}, "not_fetched"),
        ({"sha256": None}, "not_fetched"),
        ({"text_outcome": "image_only"}, "image_only"),
        ({"text_outcome": "encrypted"}, "unreadable"),
        ({"foreign": True}, "other_area"),
        ({"kept_score": 0.52}, "borderline"),
        ({"copies": 2}, "possible_copy"),
        ({"superseded": True}, "superseded"),
        ({"usual_types": frozenset({"sar"})}, "unusual"),
        ({"published": None, "evidence": instead("published")}, "no_date"),
        ({"published": "1066", "evidence": instead("published")}, "odd_date"),
        ({"published": "2027-01", "evidence": instead("published")}, "odd_date"),
        ({"evidence": instead("published", Read("published", "2016-09-28", "page", 0.5))}, "weak_date"),
        ({"evidence": also(Read("published", "2015-02", "cover", 0.9))}, "contested_date"),
        ({"review_type": "other", "evidence": instead("review_type")}, "no_type"),
        ({"evidence": instead("review_type", Read("review_type", "scr", "file_name", 0.3))}, "weak_type"),
        ({"evidence": also(Read("review_type", "sar", "link", 0.9))}, "contested_type"),
        ({"role": "other", "evidence": instead("role")}, "no_role"),
        ({"evidence": instead("role", Read("role", "overview_report", "file_name", 0.3))}, "weak_role"),
        ({"evidence": also(Read("role", "response", "heading", 0.85))}, "contested_role"),
        ({"evidence": instead("case_name", Read("case_name", "Child A", "file_name", 0.3))}, "weak_case"),
        ({"evidence": also(Read("case_name", "Family Finch", "cover", 0.9))}, "contested_case"),
        ({"evidence": instead("title", Read("title", SURE["title"], "file_name", 0.2))}, "weak_title"),
        ({"withheld": frozenset({"published"})}, "no_longer_read"),
    ],
)
def test_each_doubt_by_itself(changed, code):
    assert codes(**changed) == [code]
    (doubt,) = doubts(DocumentFacts(**(SURE | changed)))
    assert doubt.words.endswith(".")
    assert code in LABELS


def test_every_code_has_a_case_above():
    tried = {mark.args[1][place][1] for mark in test_each_doubt_by_itself.pytestmark
             for place in range(len(mark.args[1]))}  # fmt: skip
    assert tried == set(LABELS)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"published": None}, {"published"}),
        ({"published": "1066"}, {"published"}),
        ({"review_type": "other"}, {"review_type"}),
        ({"role": "other"}, {"role"}),
        ({"kept_score": 0.52}, {"status"}),
        ({"foreign": True}, {"board"}),
        ({"foreign": True}, {"status"}),
        ({"usual_types": frozenset({"sar"})}, {"review_type"}),
        ({"superseded": True}, {"replaces"}),
        ({"withheld": frozenset({"role"})}, {"role"}),
        ({"evidence": also(Read("case_name", "Family Finch", "cover", 0.9))}, {"case_name"}),
        ({"evidence": instead("title", Read("title", SURE["title"], "file_name", 0.2))}, {"title"}),
    ],
)
def test_what_a_person_said_is_not_in_doubt(changed, fields):
    assert codes(**changed) != []
    assert codes(**changed, decided=frozenset(fields)) == []


@pytest.mark.parametrize(
    ("field", "one", "two"),
    [
        ("published", "2016", "2016-09-28"),
        ("published", "2016-09", "2016-09-28"),
        ("case_name", "child  A", "Child A"),
        ("case_name", "A", "Child A"),
    ],
)
def test_values_that_may_both_be_true_do_not_contest_each_other(field, one, two):
    assert codes(evidence=also(Read(field, one, "link", 0.95))) == []
    assert codes(**{field: one, "evidence": instead(field, Read(field, two, "cover", 0.95))}) == []


def test_a_much_weaker_value_does_not_contest():
    assert codes(evidence=also(Read("review_type", "sar", "file_name", 0.3))) == []
    assert codes(evidence=also(Read("review_type", "sar", "heading", 0.75))) == []


@pytest.mark.parametrize("value", ["", "x", "20", "soon", "\0", "99999-99", "١٩٩٩"])
def test_odd_values_are_no_trouble(value):
    assert isinstance(codes(published=value, case_name=value, title=value), list)


def test_the_gravest_doubt_comes_first():
    found = codes(sha256=None, published=None, evidence=(), foreign=True, kept_score=0.5)
    assert found[0] == "not_fetched"
    assert found.index("other_area") < found.index("no_date")
