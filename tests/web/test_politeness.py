from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from harvester.vocabulary import Outcome
from harvester.web.endings import RequestEnded
from harvester.web.politeness import LargeBodies, Politeness, host_key, process_state
from harvester.web.retry import retry_after
from harvester.web.shared_pace import SharedPace

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path


class Clock:
    """Time that passes only when someone sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr("harvester.web.politeness.asyncio.sleep", self.sleep)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def run(work: Coroutine[object, object, object]) -> None:
    asyncio.run(work)  # type: ignore[arg-type]


def test_starts_are_at_least_the_delay_apart_and_in_order_of_arrival(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    polite = Politeness(clock)
    starts: list[tuple[str, float]] = []

    async def ask(name: str, url: str) -> None:
        async with polite.turn(url, 2.0):
            starts.append((name, clock.now))

    async def work() -> None:
        hosts = (
            "http://a.example/1",
            "https://www.A.example:8443/2",
            "http://b.example/",
            "http://a.example/3",
        )
        await asyncio.gather(*(ask(str(number), url) for number, url in enumerate(hosts)))

    run(work())
    assert [name for name, _ in starts if name != "2"] == ["0", "1", "3"]
    mine = [at for name, at in starts if name != "2"]
    assert mine[1] - mine[0] >= 2.0
    assert mine[2] - mine[1] >= 2.0
    assert mine[2] - mine[0] < 4.1


def test_another_process_counts_from_when_the_request_really_went_out(tmp_path: Path) -> None:
    """It may have been connecting for a while since it got its turn."""
    mine, other = Politeness(), Politeness()
    mine.shared, other.shared = SharedPace(tmp_path), SharedPace(tmp_path)
    url, at = "http://a.example/", list[float]()

    async def work() -> None:
        async with mine.turn(url, 0.3):
            await asyncio.sleep(0.25)
            mine.sent(url)
            at.append(time.monotonic())
        async with other.turn(url, 0.3):
            at.append(time.monotonic())

    run(work())
    assert at[1] - at[0] >= 0.29


def test_what_changed_while_a_request_waited_to_be_let_go_still_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(monkeypatch)
    polite = Politeness(clock)
    stopped: list[bool] = []

    async def told_to_pause() -> None:
        polite.pause("http://a.example/", 30)

    async def told_to_stop() -> None:
        stopped.append(True)

    async def work() -> None:
        async with polite.turn("http://a.example/", 2, admitted=told_to_pause):
            assert clock.now >= 1030
        with pytest.raises(RequestEnded, match="stopped"):
            async with polite.turn("http://b.example/", 2, lambda: bool(stopped), told_to_stop):
                pass

    run(work())


def test_a_turn_is_given_back_when_the_request_fails_or_is_cancelled() -> None:
    polite = Politeness()

    async def work() -> None:
        for error in (ValueError, asyncio.CancelledError):
            with pytest.raises(error):
                async with polite.turn("http://a.example/", 0.01):
                    raise error
        waiting = asyncio.ensure_future(_hold(polite))
        await asyncio.sleep(0.05)
        blocked = asyncio.ensure_future(_hold(polite))
        await asyncio.sleep(0.01)
        blocked.cancel()
        waiting.cancel()
        await asyncio.gather(waiting, blocked, return_exceptions=True)
        async with asyncio.timeout(1), polite.turn("http://a.example/", 0.01):
            pass

    run(work())


async def _hold(polite: Politeness) -> None:
    async with polite.turn("http://a.example/", 0.01):
        await asyncio.sleep(10)


def test_a_pause_is_kept_and_a_long_one_ends_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    polite = Politeness(clock)

    async def work() -> None:
        polite.pause("http://a.example/", 30)
        polite.pause("http://a.example/", 10)
        async with polite.turn("http://www.a.example/x", 0):
            assert clock.now >= 1030
        polite.pause("http://a.example/", 9000, Outcome.SERVER_ERROR)
        with pytest.raises(RequestEnded) as caught:
            async with polite.turn("http://a.example/", 0):
                pass
        assert caught.value.outcome is Outcome.SERVER_ERROR

    run(work())


def test_crawl_delay_raises_but_never_lowers_and_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    polite = Politeness(clock)

    async def gap(url: str, delay: float) -> float:
        async with polite.turn(url, delay):
            before = clock.now
        async with polite.turn(url, delay):
            return clock.now - before

    async def work() -> None:
        polite.raise_delay("http://a.example/", 5)
        polite.raise_delay("http://a.example/", 1)
        assert 5 <= await gap("http://a.example/", 0) < 5.1
        assert 8 <= await gap("http://a.example/", 8) < 8.1
        polite.raise_delay("http://b.example/", 86_400)
        assert await gap("http://b.example/", 0) < 200

    run(work())


@pytest.mark.parametrize(
    ("took", "delay", "gap"),
    [
        (0.4, 2.0, 2.0),
        (1.9, 2.0, 2.0),
        (5.0, 2.0, 10.0),
        (29.0, 2.0, 58.0),
        (100.0, 2.0, 130.0),
        (5.0, 0.0, 5.0),
    ],
)
def test_a_slow_host_is_left_in_peace_for_as_long_as_it_took(
    monkeypatch: pytest.MonkeyPatch, took: float, delay: float, gap: float
) -> None:
    """At most 30 s; without a delay there is nothing to raise."""
    clock = Clock(monkeypatch)
    polite = Politeness(clock)
    starts: list[float] = []

    async def work() -> None:
        for _ in range(3):
            async with polite.turn("http://a.example/", delay):
                starts.append(clock.now)
                clock.now += took
                polite.answered("http://www.a.example/", took, delay)
        before = clock.now
        async with polite.turn("http://b.example/", delay):
            assert clock.now == before

    run(work())
    assert [round(b - a, 1) for a, b in pairwise(starts)] == [gap, gap]


def test_large_bodies_take_turns() -> None:
    async def work() -> None:
        large = LargeBodies()
        assert large.take()
        assert not large.take()
        waiters = [asyncio.ensure_future(large.wait()) for _ in range(3)]
        for done in range(3):
            large.release()
            await asyncio.sleep(0.01)
            assert sum(waiter.done() for waiter in waiters) == done + 1

    run(work())


def test_each_event_loop_has_its_own_state() -> None:
    seen = []

    async def work() -> None:
        seen.append(process_state())
        assert process_state() is seen[-1]

    run(work())
    run(work())
    assert seen[0] is not seen[1]


def test_a_host_is_a_machine() -> None:
    urls = ("http://WWW.a.example:80/x", "https://a.example/", "http://user@a.example:8080/")
    assert {host_key(url) for url in urls} == {"a.example"}


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120.0),
        (b" 0 ", 0.0),
        (b"Thu, 26 Nov 2026 10:00:30 GMT", 30.0),
        (b"Thu, 26 Nov 2026 09:00:00 GMT", 0.0),
        (b"99999999999999999999", 604_800.0),
        (b"soon", None),
        (b"-5", None),
        (b"", None),
        (None, None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: bytes | None, seconds: float | None) -> None:
    assert retry_after(value, datetime(2026, 11, 26, 10, tzinfo=UTC)) == seconds
