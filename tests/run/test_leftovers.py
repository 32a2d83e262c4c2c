"""What finished sources leave behind does not pile up in the crawling process."""

from __future__ import annotations

import gc
import weakref

import pytest

from harvester.run import worker
from harvester.run.worker import Leftovers


class Held:
    """Holds itself, as a crawler and its spider do each other."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def clock(monkeypatch):
    """The time, which only the test moves; garbage is looked for only when asked."""
    now = [100.0]
    monkeypatch.setattr(worker.time, "monotonic", lambda: now[0])
    gc.disable()
    yield now
    gc.enable()


def left_over():
    return weakref.ref(Held())


def test_what_a_source_leaves_is_collected_once_and_the_next_after_a_while(clock):
    leftovers = Leftovers()
    first = left_over()
    leftovers.collect_when_due()
    assert first() is not None  # no source has finished
    leftovers.more = True
    leftovers.collect_when_due()
    assert first() is None
    second = left_over()
    leftovers.more = True
    clock[0] += worker.LEFT_AT_LEAST_S - 1
    leftovers.collect_when_due()
    assert second() is not None
    clock[0] += 1
    leftovers.collect_when_due()
    assert second() is None
