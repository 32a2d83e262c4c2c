"""Further attempts in the same run: a site that comes back is harvested, and every request is counted."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from harvester.catalogue import Catalogue
from harvester.paths import DataDirectory
from harvester.records import CrawlTally
from harvester.run import RunOptions, crawl
from harvester.run.attempts import pause_s, worth_another
from harvester.run.limits import GIGABYTE, Limits, short_of_room
from harvester.run.tallies import combined, load_tally, set_aside, write_tally
from harvester.vocabulary import Outcome, SourceOutcome
from tests.run.farm import Site, ask


def tally(outcome: Outcome, **values: object) -> CrawlTally:
    return CrawlTally(source="a", entrances={"http://a/": outcome}, requests=2, bytes=10, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcome", "end", "again"),
    [
        (SourceOutcome.FAILED, Outcome.SERVER_ERROR, True),
        (SourceOutcome.FAILED, Outcome.UNREACHABLE, True),
        (SourceOutcome.BLOCKED, Outcome.BLOCKED, False),
        (SourceOutcome.SUSPECT, Outcome.OK, False),
        (SourceOutcome.OK, Outcome.OK, False),
    ],
)
def test_what_is_worth_another_attempt(outcome: SourceOutcome, end: Outcome, again: bool) -> None:
    assert worth_another(outcome, tally(end)) is again
    assert worth_another(outcome, None)
    assert worth_another(outcome, tally(end, finished=False))


def test_a_blocked_site_that_also_failed_is_tried_again() -> None:
    both = CrawlTally(source="a", entrances={"x": Outcome.BLOCKED, "y": Outcome.SERVER_ERROR})
    assert worth_another(SourceOutcome.BLOCKED, both)


def test_pauses_grow_and_the_last_serves_on() -> None:
    assert [pause_s(n, (15, 60)) for n in (1, 2, 3)] == [900, 3600, 3600]
    assert pause_s(1, ()) == 0


def test_attempts_are_one_night(tmp_path: Path) -> None:
    for number, end in enumerate((Outcome.SERVER_ERROR, Outcome.TIMEOUT), 1):
        write_tally(tmp_path, tally(end))
        set_aside(tmp_path, "a", number)
    assert load_tally(tmp_path, "a") == combined([tally(Outcome.SERVER_ERROR), tally(Outcome.TIMEOUT)])
    write_tally(tmp_path, tally(Outcome.OK, pages_fetched=3))
    found = load_tally(tmp_path, "a")
    assert found is not None
    assert (found.requests, found.bytes, found.pages_fetched, found.message) == (6, 30, 3, "tried 3 times")
    assert set(found.entrances.values()) == {Outcome.OK}
    write_tally(tmp_path, tally(Outcome.OK, finished=False))
    cut = load_tally(tmp_path, "a")
    assert cut is not None
    assert cut.finished  # an attempt that was cut short does not undo what the one before it found
    assert set(cut.entrances.values()) == {Outcome.TIMEOUT}
    assert load_tally(tmp_path, "b") is None


def test_the_night_ends_in_time_and_the_disk_is_looked_at(tmp_path: Path) -> None:
    now, free = [0.0], [3 * GIGABYTE]
    limits = Limits(tmp_path, hours=8, min_free_gb=2, clock=lambda: now[0], free=lambda _p: free[0])
    assert limits.cut() is None
    now[0] = 7.4 * 3600
    assert limits.cut() is None
    now[0] = 7.7 * 3600
    cut = limits.cut()
    assert cut is not None
    assert cut.exit_code == 3
    assert limits.left() > 0
    full = Limits(tmp_path, hours=8, min_free_gb=2, clock=lambda: now[0], free=lambda _p: free[0])
    assert full.cut() is None
    free[0] = GIGABYTE
    assert full.cut() is None  # looked at a moment ago
    now[0] += 5
    cut = full.cut()
    assert cut is not None
    assert cut.exit_code == 8
    assert "1.0 GB" in cut.message
    free[0] = 9 * GIGABYTE
    assert full.cut() == cut  # once it must end, it ends
    assert Limits(tmp_path).cut() is None
    assert short_of_room(tmp_path / "not" / "there", 1e12) is not None


def options(data: Path, sources: Path, **values: object) -> RunOptions:
    return RunOptions(
        data=DataDirectory(data),
        sources_dir=sources,
        allow_hosts=("127.0.0.0/8",),
        delay=0.0,
        **values,  # type: ignore[arg-type]
    )


def test_a_site_that_comes_back_is_harvested_in_the_same_run(tmp_path: Path) -> None:
    with Site("ashby", 21) as site, Site("birch", 22) as other:
        site.declare(tmp_path / "sources")
        other.declare(tmp_path / "sources")
        site.down = True
        waited: list[dict[str, object]] = []

        def hear(message: dict[str, object]) -> None:
            if message["event"] == "waiting":
                waited.append(message)
                site.down = len(waited) < 2

        asked_of_other = None
        report = crawl(
            options(tmp_path / "data", tmp_path / "sources", retries=2, retry_minutes=(0.005,)), hear
        )
        asked_of_other = len(other.asked)
    assert report.exit_code == 0, report.reason
    assert [message["sources"] for message in waited] == [["ashby"], ["ashby"]]
    rows = ask(tmp_path / "data", "SELECT source, outcome, documents_new FROM run_sources ORDER BY source")
    assert rows == [("ashby", "ok", 4), ("birch", "ok", 4)]
    (ashby,) = (source for source in report.sources if source.source == "ashby")
    assert "tried 3 times" in ashby.message
    # A connection that a site which is down cuts off may never be read by it.
    assert len(site.asked) <= ashby.requests <= len(site.asked) + 2
    assert asked_of_other <= 9  # the good site was asked once


def test_a_night_that_is_over_ends_the_crawl_and_says_so(tmp_path: Path) -> None:
    with Site("ashby", 23, open=0) as site:
        site.declare(tmp_path / "sources")
        threading.Timer(6, lambda: setattr(site, "open", 99)).start()
        report = crawl(options(tmp_path / "data", tmp_path / "sources", hours=4 / 3600))
        again = crawl(options(tmp_path / "data", tmp_path / "sources"))
    assert report.exit_code == 3
    assert "were over; not crawled to the end: ashby" in report.reason
    assert [source.outcome for source in report.sources] == [SourceOutcome.SKIPPED]
    assert again.exit_code == 0
    with Catalogue.open(tmp_path / "data" / "catalogue.db", read_only=True) as catalogue:
        assert catalogue.known_documents("ashby") == 4


def test_too_little_room_ends_the_crawl_and_what_was_fetched_is_kept(tmp_path: Path) -> None:
    with Site("ashby", 24) as site:
        site.declare(tmp_path / "sources")
        report = crawl(options(tmp_path / "data", tmp_path / "sources", min_free_gb=1e9))
    assert report.exit_code == 8
    assert "nightly.min_free_gb" in report.reason
    assert ask(tmp_path / "data", "SELECT finished IS NOT NULL, exit_code FROM runs") == [(1, 8)]
