"""When sources are due: cadence, back-off, order, clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvester.errors import DeclarationError
from harvester.schedule import PastNight, due, next_due, parse_every
from harvester.sources import Declaration, load_declaration
from harvester.vocabulary import SourceOutcome

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


def declared(slug: str = "northmoor", **more: object) -> Declaration:
    values = {"slug": slug, "title": slug, "nation": "england", "homepage": f"https://{slug}.example/"}
    return Declaration.model_validate({**values, **more})


def at(hours_ago: float) -> str:
    return (NOW - timedelta(hours=hours_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


def night(hours_ago: float, outcome: str = "ok", **more: object) -> PastNight:
    values = {"run_id": 1, "started": at(hours_ago), "outcome": SourceOutcome(outcome), "listed": 4}
    return PastNight(**{**values, **more})  # type: ignore[arg-type]


def is_due(every: str, *nights: PastNight, now: datetime = NOW) -> bool:
    return next_due(declared(every=every), nights, now.strftime("%Y-%m-%dT%H:%M:%SZ")).due


@pytest.mark.parametrize(
    ("text", "hours"), [("12h", 12), ("1d", 24), ("7d", 168), ("30d", 720), ("1 d", 24), ("366d", 366 * 24)]
)
def test_an_interval_is_a_number_of_hours_or_days(text: str, hours: int) -> None:
    assert parse_every(text) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "text", ["", "d", "0d", "1w", "-1d", "1.5d", "daily", "7", "367d", "99999d", "1d 2h"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        parse_every(text)


def test_a_declaration_says_how_often_and_a_misspelt_interval_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "northmoor.yaml"
    text = "slug: northmoor\ntitle: Northmoor\nnation: england\nhomepage: https://northmoor.example/\n"
    path.write_text(text)
    assert load_declaration(path).every == "1d"
    path.write_text(f"{text}every: 12h\n")
    assert load_declaration(path).every == "12h"
    assert load_declaration(path).to_json()["every"] == "12h"
    for wrong in ("weekly", "7", "0d"):
        path.write_text(f"{text}every: {wrong}\n")
        with pytest.raises(DeclarationError, match="every: must be a number of hours or days"):
            load_declaration(path)


def test_a_nightly_source_is_due_the_next_night_though_the_timer_is_not_exact() -> None:
    assert is_due("1d")
    for hours in (18, 23.5, 24, 25, 200):
        assert is_due("1d", night(hours))
    for hours in (0, 1, 12, 17.9):
        assert not is_due("1d", night(hours))
    assert is_due("12h", night(9))
    assert not is_due("12h", night(8.9))
    assert is_due("7d", night(6 * 24 + 18))
    assert not is_due("7d", night(6 * 24))
    assert is_due("30d", night(29 * 24 + 20))
    assert not is_due("30d", night(29 * 24))


@pytest.mark.parametrize("outcome", ["failed", "blocked"])
def test_after_three_nights_in_trouble_a_source_is_asked_less_often(outcome: str) -> None:
    """2 days, 4 days, and never less often than every 7 days."""
    days = {1: 1, 2: 1, 3: 2, 4: 4, 5: 7, 6: 7, 12: 7}
    for bad, expected in days.items():
        for waited in range(1, 9):
            nights = [night(24 * (waited + number), outcome) for number in range(bad)]
            assert is_due("1d", *nights) is (waited >= expected), (bad, waited)
    recovered = [night(24), *(night(24 * (2 + n), outcome) for n in range(9))]
    assert is_due("1d", *recovered)
    mixed = [night(24, "failed"), night(48, "blocked"), night(72, "failed")]
    assert not is_due("1d", *mixed)
    found = next_due(declared(), mixed, at(0))
    assert (found.at, found.why) == (at(24 - 48 + 6), "failed on 3 nights in a row")


@pytest.mark.parametrize("outcome", ["suspect", "capped", "empty", "ok"])
def test_other_outcomes_are_not_backed_off(outcome: str) -> None:
    assert is_due("1d", *(night(24 * (1 + n), outcome) for n in range(9)))


def test_nights_on_which_our_own_network_was_down_count_for_nothing() -> None:
    down = [night(24 * (1 + n), "failed", exit_code=9) for n in range(4)]
    assert is_due("1d", *down)
    assert is_due("1d", night(2, "failed", exit_code=9), night(26))
    assert not is_due("7d", *down, night(6 * 24))


def test_a_source_with_a_long_interval_keeps_it_when_it_fails() -> None:
    assert not is_due("30d", *(night(24 * (10 + 30 * n), "failed") for n in range(4)))


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=366), timedelta(days=56 * 365)])
def test_a_clock_that_jumps_delays_nothing_for_longer_than_an_interval(jump: timedelta) -> None:
    assert is_due("1d", night(24), now=NOW + jump)
    back = NOW - jump  # the last night then lies in the future, or a little less far back
    assert is_due("1d", night(0), now=back)
    future = PastNight(run_id=1, started="2199-01-01T00:00:00Z", outcome=SourceOutcome.OK, listed=1)
    assert is_due("30d", future, night(24))
    assert is_due("1d", PastNight(run_id=1, started="no time", outcome=SourceOutcome.OK))


def test_a_plan_says_who_waits_until_when_and_passes_over_what_is_not_live() -> None:
    sources = [
        declared("weekly", every="7d"),
        declared("paused", status="paused"),
        declared("gone", status="gone"),
        declared("nightly"),
    ]
    plan = due(sources, {"weekly": (night(24),), "nightly": (night(24),)}, at(0))
    assert [one.slug for one in plan.due] == ["nightly"]
    (waiting,) = plan.waiting
    assert (waiting.source, waiting.until, waiting.why) == ("weekly", at(24 - 168 + 6), "every 7d")
    assert not next_due(declared(status="paused"), (), at(0)).due


def test_a_night_begins_with_trouble_then_what_is_new_then_the_longest() -> None:
    history = {
        "short": (night(24, seconds=10.0),),
        "long": (night(24, seconds=900.0),),
        "fell-short-once": (night(24, seconds=1.0), night(48, seconds=300.0)),
        "empty": (night(24, "empty", listed=0),),
        "blocked": (night(24, "blocked", listed=0, seconds=5.0),),
        "suspect": (night(24, "suspect", seconds=7.0),),
    }
    slugs = [*sorted(history), "new"]
    plan = due([declared(slug) for slug in slugs], history, at(0))
    order = ["suspect", "blocked", "empty", "new", "long", "fell-short-once", "short"]
    assert [one.slug for one in plan.due] == order
