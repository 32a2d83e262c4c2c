"""A crawling process outlives its command, when that is killed, by a moment; the next one waits for it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from math import inf
from pathlib import Path

import pytest

from harvester.errors import LockedError
from harvester.paths import DataDirectory
from harvester.run.lock import hold, holder
from harvester.run.orphans import wait_for_orphans
from tests.run.conftest import Farm
from tests.run.farm import end_state, run, start, wait_for

CRAWLING = """
import sys, time
from pathlib import Path
from harvester.run.orphans import crawl_there
crawl_there(Path(sys.argv[1]))
print("there", flush=True)
time.sleep(float(sys.argv[2]))
"""


def crawling(data: DataDirectory, seconds: float) -> subprocess.Popen[str]:
    data.runs.mkdir(parents=True)
    words = [sys.executable, "-c", CRAWLING, str(data.runs), str(seconds)]
    other = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "there\n"
    return other


def take(data: DataDirectory) -> None:
    with hold(data, "read"):
        pass


def test_who_takes_the_lock_waits_for_those_that_still_crawl(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path)
    with crawling(data, 1.0) as other:
        with hold(data, "crawl"):
            assert other.poll() is not None or other.wait(1) == 0
        began = time.monotonic()
        with hold(data, "crawl"):
            assert time.monotonic() - began < 1


def test_who_waits_is_named_as_the_holder_and_not_the_command_that_was_killed(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path)
    with crawling(data, 30.0) as other, ThreadPoolExecutor(1) as threads:
        data.lock.with_suffix(".holder").write_text("process 1234 (a killed crawl)", encoding="utf-8")
        waiting = threads.submit(take, data)
        try:
            wait_for(lambda: holder(data) == f"process {os.getpid()} (read)")
            assert not waiting.done()
        finally:
            other.kill()
        waiting.result(10)


def test_it_does_not_wait_for_ever(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path)
    with crawling(data, 30.0) as other:
        with pytest.raises(LockedError, match="whose command was killed"):
            wait_for_orphans(data, patience_s=0.3)
        other.kill()
    wait_for_orphans(data, patience_s=0.3)


def test_a_crawl_right_after_one_that_was_killed_comes_to_the_same_end(farm: Farm, tmp_path: Path) -> None:
    data = tmp_path / "data"
    farm.let(1)
    crawl = start(*farm.crawl(data))
    wait_for(farm.stuck)
    crawl.kill()
    crawl.communicate()
    farm.let(inf)
    again = run(*farm.crawl(data))
    assert (again.returncode, again.stderr) == (0, "")
    assert end_state(data) == farm.state
