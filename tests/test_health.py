"""The outcomes of docs/operating.md, one case each and the border cases."""

from __future__ import annotations

from typing import Any

import pytest

from harvester.health import Listing, judge_source
from harvester.records import CrawlTally
from harvester.vocabulary import Outcome, SourceOutcome

HOME, START = "https://www.northmoorscp.org.uk/", "https://www.northmoorscp.org.uk/reviews"


def tally(home: Outcome = Outcome.OK, start: Outcome | None = None, **values: Any) -> CrawlTally:
    entrances = {HOME: home} | ({START: start} if start else {})
    return CrawlTally(source="northmoor", entrances=entrances, **values)


@pytest.mark.parametrize(
    ("given", "listing", "expected"),
    [
        (None, Listing(listed=0, known=0), SourceOutcome.SKIPPED),
        (tally(), Listing(listed=3, known=0), SourceOutcome.OK),
        (tally(), Listing(listed=0, known=0), SourceOutcome.EMPTY),
        (tally(), Listing(listed=0, known=0, expected_min=0), SourceOutcome.EMPTY),
        (tally(), Listing(listed=0, known=2), SourceOutcome.SUSPECT),
        (tally(), Listing(listed=3, known=5, expected_min=4), SourceOutcome.SUSPECT),
        (tally(capped=True), Listing(listed=3, known=0), SourceOutcome.CAPPED),
        (tally(capped=True), Listing(listed=3, known=0, expected_min=4), SourceOutcome.SUSPECT),
        (tally(capped=True), Listing(listed=0, known=0), SourceOutcome.CAPPED),
        (tally(Outcome.UNREACHABLE), Listing(listed=0, known=9), SourceOutcome.FAILED),
        (tally(Outcome.SERVER_ERROR, Outcome.TIMEOUT), Listing(listed=0, known=0), SourceOutcome.FAILED),
        (tally(Outcome.TLS, Outcome.GONE), Listing(listed=0, known=0), SourceOutcome.FAILED),
        (tally(Outcome.BLOCKED), Listing(listed=0, known=0), SourceOutcome.BLOCKED),
        (
            tally(Outcome.ROBOTS_DENIED, Outcome.ROBOTS_DENIED),
            Listing(listed=0, known=0),
            SourceOutcome.BLOCKED,
        ),
        (tally(Outcome.BLOCKED, Outcome.GONE), Listing(listed=0, known=0), SourceOutcome.BLOCKED),
        (tally(Outcome.OK, Outcome.GONE), Listing(listed=2, known=0), SourceOutcome.OK),
        (tally(Outcome.GONE), Listing(listed=0, known=0), SourceOutcome.EMPTY),
        (tally(Outcome.BLOCKED, Outcome.OK), Listing(listed=2, known=0), SourceOutcome.OK),
    ],
)
def test_outcome(given: CrawlTally | None, listing: Listing, expected: SourceOutcome) -> None:
    outcome, message = judge_source(given, listing)
    assert outcome is expected
    if outcome is not SourceOutcome.OK:
        assert message


def test_the_message_says_what_moved_and_what_was_expected() -> None:
    moved = tally(moved=("the list moved to https://new.example.org/",))
    assert "moved to" in judge_source(moved, Listing(listed=2, known=0))[1]
    assert "at least 4 expected" in judge_source(tally(), Listing(listed=1, known=0, expected_min=4))[1]
    assert "more than the 5" in judge_source(tally(), Listing(listed=9, known=0, expected_max=5))[1]


def test_a_budget_that_ended_is_named_where_too_little_is_listed() -> None:
    spent = "the budget ended after 1 page with links left, which may be why"
    cut = tally(capped=True, pages_fetched=1)
    assert (
        judge_source(cut, Listing(listed=0, known=52))[1]
        == f"lists nothing, though 52 documents known: {spent}"
    )
    assert spent in judge_source(cut, Listing(listed=1, known=0, expected_min=4))[1]
