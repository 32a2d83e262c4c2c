"""The clock of a host that several crawling processes ask."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from harvester.web.endings import RequestEnded
from harvester.web.shared_pace import SharedPace

ASKING = """
import asyncio, sys, time
from pathlib import Path
from harvester.web.shared_pace import SharedPace

async def ask():
    pace = SharedPace(Path(sys.argv[1]))
    for _ in range(4):
        turn = await pace.turn("council.example", 0.2)
        start = time.time()
        await asyncio.sleep(0.05)
        print(f"{start:.6f} {time.time():.6f}", flush=True)
        turn.release()

asyncio.run(ask())
"""


def test_processes_take_turns_at_one_host(tmp_path: Path) -> None:
    several = [
        subprocess.Popen([sys.executable, "-c", ASKING, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    lines = [line for one in several for line in one.communicate(timeout=60)[0].splitlines()]
    spans = sorted(tuple(map(float, line.split())) for line in lines)
    assert len(spans) == 12
    for (start, end), (after, _) in pairwise(spans):
        assert after >= end  # never two in flight
        assert after - start >= 0.199


def test_another_host_need_not_wait(tmp_path: Path) -> None:
    async def ask() -> float:
        pace = SharedPace(tmp_path)
        held = await pace.turn("a.example", 60)
        began = time.monotonic()
        (await pace.turn("b.example", 60)).release()
        held.release()
        return time.monotonic() - began

    assert asyncio.run(ask()) < 30


def test_a_stopped_crawl_does_not_wait(tmp_path: Path) -> None:
    async def ask() -> None:
        pace = SharedPace(tmp_path)
        held = await pace.turn("a.example", 60)
        try:
            await pace.turn("a.example", 60, lambda: True)
        finally:
            held.release()

    with pytest.raises(RequestEnded, match="stopped"):
        asyncio.run(ask())


def test_a_clock_set_back_costs_at_most_one_gap(tmp_path: Path) -> None:
    async def ask() -> float:
        (await SharedPace(tmp_path, clock=lambda: time.time() + 86_400).turn("a.example", 2)).release()
        began = time.monotonic()
        (await SharedPace(tmp_path).turn("a.example", 2)).release()
        return time.monotonic() - began

    assert asyncio.run(ask()) < 30
