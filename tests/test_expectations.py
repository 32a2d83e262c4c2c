"""What a declaration expects of a run beside the least number of documents."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from harvester.expectations import ListedDocuments, check, last_day
from harvester.gates import Gates, refusal
from harvester.sources import Expectations
from harvester.vocabulary import SourceOutcome

TODAY = dt.date(2026, 6, 30)


def found(**values: Any) -> ListedDocuments:
    given = {"listed": 10, "dated": 8, "held": 10, "pdf": 9, "newest": "2026-05-01"}
    return ListedDocuments(**(given | values))


@pytest.mark.parametrize(
    ("expected", "values", "broken"),
    [
        ({"documents": {"max": 10}}, {}, None),
        ({"documents": {"max": 9}}, {}, "lists 10 documents, more than the 9 expected"),
        ({"dated_share": {"min": 0.8}}, {}, None),
        ({"dated_share": {"min": 0.9}}, {}, "8 of 10 documents are dated, at least 90% expected"),
        ({"pdf_share": {"min": 0.9}}, {}, None),
        ({"pdf_share": {"min": 1}}, {}, "9 of 10 documents are PDF, at least 100% expected"),
        ({"pdf_share": {"min": 1}}, {"held": 0, "pdf": 0}, None),
        ({"newest_within_days": 60}, {}, None),
        ({"newest_within_days": 59}, {}, "the newest document is of 2026-05-01, one within 59 days expected"),
        ({"newest_within_days": 1}, {"newest": "2026"}, None),
        ({"newest_within_days": 1}, {"newest": "2026-06"}, None),
        ({"newest_within_days": 1}, {"newest": "2031-01-01"}, None),
        ({"newest_within_days": 1}, {"newest": None}, "no document is dated, one within 1 days expected"),
    ],
)
def test_expectation(expected: dict[str, Any], values: dict[str, Any], broken: str | None) -> None:
    told = check(Expectations(**expected), SourceOutcome.OK, found(**values), TODAY)
    assert [one.message for one in told] == ([broken] if broken else [])


@pytest.mark.parametrize("outcome", [SourceOutcome.FAILED, SourceOutcome.BLOCKED, SourceOutcome.EMPTY])
def test_of_a_source_in_trouble_there_is_nothing_more_to_say(outcome: SourceOutcome) -> None:
    every = Expectations(documents={"max": 1}, dated_share={"min": 1}, newest_within_days=1)  # type: ignore[arg-type]
    assert check(every, outcome, found(), TODAY) == ()
    assert check(every, SourceOutcome.SUSPECT, found(listed=0), TODAY) == ()


def test_last_day() -> None:
    days = {"2024": (2024, 12, 31), "2024-02": (2024, 2, 29), "2024-02-03": (2024, 2, 3)}
    assert {text: last_day(text) for text in days} == {text: dt.date(*day) for text, day in days.items()}
    assert last_day("2024-13") is None
    assert last_day("soon") is None


def test_limits() -> None:
    assert Gates().site_limit(30) == 10
    assert Gates().site_limit(500) == 50
    assert refusal(10, 20) is None
    assert refusal(50, 1000) is None
    assert "51 of 1000" in (refusal(51, 1000) or "")
    assert refusal(3, 10, share=0.1, floor=2) is not None
