"""Suggestions for codings: what the words of a page say of the case, and what they only seem to say."""

from __future__ import annotations

import time
from datetime import date

import pytest

from harvester.coding import Case, Suggestion, suggest
from harvester.coding.frame import FIELDS, NOT_STATED, age_band
from harvester.coding.passages import passages
from harvester.evaluate.codings import SETS, load_passages, measure
from harvester.vocabulary import ReviewType

CHILD = Case(name="Child A", review_type=ReviewType.CSPR)
ADULT = Case(name="Mrs J", review_type=ReviewType.SAR)
TODAY = date(2026, 11, 26)


def told(text: str, case: Case = CHILD) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in suggest([text], case, today=TODAY):
        found.setdefault(one.field, []).append(one.value)
    return found


@pytest.mark.parametrize(
    ("name", "precision", "recall"), [("tuned on", 0.98, 0.93), ("to check by", 0.95, 0.9)]
)
def test_labelled_passages(name: str, precision: float, recall: float) -> None:
    scores = measure(load_passages(name=SETS[name]))
    assert scores.precision() >= precision
    assert scores.recall() >= recall
    assert all(scores.precision(field) >= 0.9 for field in FIELDS)


def test_labels_are_many_with_negatives_and_of_the_frame() -> None:
    rows = load_passages()
    assert len(rows) >= 200
    assert sum(not row.codings for row in rows) >= 30
    for row in (*rows, *load_passages(name=SETS["to check by"])):
        for field, values in row.codings.items():
            assert all(FIELDS[field].allows(value) and value != NOT_STATED for value in values), row.id


def test_a_suggestion_shows_the_words_that_say_it() -> None:
    pages = ["Title page", "Some years before.\nChild A died on 14 March 2019, aged 7 months, in hospital."]
    found = {one.field: one for one in suggest(pages, CHILD)}
    age, when = found["age_band"], found["incident_date"]
    assert (age.page, age.value, age.line[age.start : age.end]) == (2, "under_1", "aged 7 months")
    assert (when.value, when.line[when.start : when.end]) == ("2019-03-14", "died on 14 March 2019")
    assert found["outcome"].value == "died"


@pytest.mark.parametrize(
    "text",
    [
        "Child A's mother was 17 when she died.",
        "If Child A had died in 2019 nobody would have known.",
        "Child A would have died without the neighbour.",
        "Child A's grandfather died in March 2011 aged 70.",
        "There was no evidence that Child A had been sexually abused.",
        "Staff feared that Child A might be criminally exploited.",
        "Nationally, neglect is found in many reviews of children who died.",
        "The family will be invited to take part in the review.",
        "An earlier review of another area used the SILP model.",
        "Good practice: the nurse showed professional curiosity, a lesson for all.",
    ],
)
def test_what_is_of_others_or_feared_or_denied_suggests_nothing(text: str) -> None:
    assert not told(text)


def test_family_that_declined_is_not_taken_for_family_that_took_part() -> None:
    assert told("The parents were invited to take part in the review but declined.")["family_involved"] == [
        "no"
    ]
    assert told("The mother took part in the review; the father declined.")["family_involved"] == ["yes"]
    assert "family_involved" not in told("The family declined to take part in the parenting course.")


def test_people_are_told_apart() -> None:
    found = suggest(["The children were aged 2, 5 and 7 when all three died in a fire."], CHILD)
    ages = {one.person: one.value for one in found if one.field == "age_band"}
    assert ages == {1: "1_to_5", 2: "1_to_5", 3: "6_to_10"}
    assert sorted(one.person for one in found if one.field == "outcome") == [1, 2, 3]


def test_an_adult_by_title_and_decade() -> None:
    found = told("Mrs J was in her eighties. She died in October 2017.", ADULT)
    assert found["age_band"] == ["80_to_89"]
    assert found["sex"] == ["female"]
    assert found["incident_date"] == ["2017-10"]


def test_a_pseudonym_that_is_a_month_is_no_date_and_a_month_no_person() -> None:
    june = Case(name="June", review_type=ReviewType.SAR)
    assert told("In June 2015 the service closed. He was 40 years old when he left.", june) == {}
    assert told("June died in May 2015.", june)["incident_date"] == ["2015-05"]


def test_a_day_that_lies_ahead_is_no_date_of_a_death() -> None:
    assert "incident_date" not in told("Child A died on 3 March 2031.")


def test_the_surest_comes_first_and_repetition_makes_surer() -> None:
    pages = [
        "Child A was aged 3 when she died. Child A was 3 years old at the time of her death.",
        "Child A was aged 4.",
    ]
    found = [one for one in suggest(pages, CHILD) if one.field == "age_band"]
    once = next(
        one for one in suggest(["Child A was aged 3 when she died."], CHILD) if one.field == "age_band"
    )
    assert found[0].value == "1_to_5"
    assert found[0].confidence > once.confidence


def test_contents_headings_and_wrapped_lines() -> None:
    page = (
        "2.1 Findings\nFinding 3: Professional curiosity\n"
        "The practitioners did not know\nwho lived in the home.\n\n"
        "Short heading\nA sentence that runs on over the end of a line and is long enough to fill it. More."
    )
    found = passages([page])
    assert [(one.text, one.is_heading) for one in found][:3] == [
        ("2.1 Findings", True),
        ("Finding 3: Professional curiosity", True),
        ("The practitioners did not know who lived in the home.", False),
    ]
    contents = (
        "Contents\n1 Introduction ..... 3\n2 Professional curiosity ..... 9\n3 Voice of the child ..... 12"
    )
    assert passages([contents]) == []


def test_the_finding_of_a_heading_is_a_theme() -> None:
    assert told("Finding 3: Professional curiosity")["theme"] == ["professional_curiosity"]
    assert told("Findings\n\nThe voice of the child was lost and this is a key finding.")["theme"] == [
        "voice_of_the_child"
    ]


@pytest.mark.parametrize(
    ("years", "band"),
    [
        *((0, "under_1"), (1, "1_to_5"), (5, "1_to_5"), (6, "6_to_10"), (17, "16_to_17"), (18, "18_to_29")),
        *((89, "80_to_89"), (90, "90_and_over"), (-1, None), (200, None)),
    ],
)
def test_bands_meet_without_gap(years: int, band: str | None) -> None:
    assert age_band(years) == band


@pytest.mark.parametrize(
    "text",
    [
        "a " * 200_000,
        "the child " * 60_000,
        "mother died aged 1, 2, 3 " * 20_000,
        "1 " * 100_000,
        "Child A's " * 50_000,
        "died on 1 " * 50_000,
        "(" * 100_000,
        "\n" * 200_000,
        "contributed to the family review not " * 20_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_pages_take_no_time(text: str) -> None:
    started = time.process_time()
    suggest([text] * 3, CHILD)
    assert time.process_time() - started < 3


def test_suggestions_are_the_same_each_time_and_short() -> None:
    pages = ["Child A was aged 3 when she died in 2019. " + "and so on " * 300, "Finding 1: supervision"]
    found = suggest(pages, CHILD)
    assert found == suggest(pages, CHILD)
    for one in found:
        assert isinstance(one, Suggestion)
        assert len(one.line) <= 400
        assert 0 <= one.start < one.end <= len(one.line)
        assert 0 <= one.confidence <= 1
