"""What finished sources leave behind does not pile up in the crawling process."""

from __future__ import annotations

import gc
import subprocess
import sys
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


def test_what_was_needed_once_is_given_back_to_the_system() -> None:
    script = "\n".join(
        (
            "from pathlib import Path",
            "from harvester.run import worker",
            "from harvester.run.worker import Leftovers",
            "def resident_mb():",
            "    return int(Path('/proc/self/statm').read_text().split()[1]) * 4096 / 2**20",
            "kept, needed = [], []",
            "for number in range(40_000):",
            "    (kept if number % 100 == 0 else needed).append(bytes(2_000))",  # free only in between
            "most = resident_mb()",
            "needed.clear()",
            "before, leftovers = resident_mb(), Leftovers()",
            "leftovers.more = True",
            "leftovers.collect_when_due()",
            "print(most, before, resident_mb())",
        )
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    most, before, after = map(float, done.stdout.split())
    assert before > most - 20  # the C library keeps it
    assert after < most - 50
