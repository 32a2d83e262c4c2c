"""What `status` counts in one pass is what is counted source by source."""

from __future__ import annotations

import pytest

from harvester.accounts import TROUBLE
from harvester.catalogue import runs
from harvester.catalogue.telling import standings
from harvester.vocabulary import SourceOutcome

OUTCOMES = ("ok", "ok", "failed", "blocked", "ok", "capped", "failed", "failed")


def test_documents_are_counted_as_they_are_one_source_at_a_time(queue):
    health = runs.source_health(queue)
    assert sum(one.documents_listed for one in health) > 0
    assert any(one.documents_listed != one.documents_known for one in health)
    for one in health:
        assert one.documents_known == runs.known_documents(queue, one.source)
        assert one.documents_listed == runs.listed_documents(queue, one.run_id, one.source)


@pytest.fixture
def nights(harvest):
    """A source whose nights ended in many ways."""
    for outcome in OUTCOMES:
        harvest.start()
        harvest.link()
        harvest.finish(outcome=SourceOutcome(outcome))
    return harvest.catalogue.connection


def test_how_long_it_is_so(nights):
    (health,) = runs.source_health(nights)
    started = [row["started"] for row in nights.execute("SELECT started FROM run ORDER BY id")]
    told = [row[0] for row in nights.execute("SELECT outcome FROM run_source ORDER BY run_id")]
    same = len(told) - next(n for n in range(len(told), 0, -1) if told[n - 1] != told[-1])
    assert (health.outcome, health.since) == (told[-1], started[-same])
    (standing,) = standings(nights)
    bad = [outcome in TROUBLE for outcome in told]
    row = len(bad) - next(n for n in range(len(bad), 0, -1) if bad[n - 1] != bad[-1])
    assert (standing.nights, standing.since) == (row, started[-row])
