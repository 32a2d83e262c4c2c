"""Runs that are stopped, killed or shut out: nothing is lost, and the next run comes to the same end."""

from __future__ import annotations

import shutil
import signal
import sqlite3
from contextlib import closing
from math import inf
from pathlib import Path

import pytest

from tests.run.conftest import Farm
from tests.run.farm import (
    ask,
    crawling,
    end_state,
    family,
    files_sound,
    run,
    start,
    wait_for,
    wait_until_gone,
)


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_crawl_soon_and_the_next_goes_on(
    signum: signal.Signals, farm: Farm, data: Path
) -> None:
    farm.let(1)
    crawl = start(*farm.crawl(data))
    wait_for(farm.stuck)
    everyone = family(crawl.pid)
    crawl.send_signal(signum)
    out, err = crawl.communicate(timeout=60)  # 30 s by the contract, twice that on a busy machine
    assert crawl.returncode == 11, err
    assert "stopped by a signal" in out
    assert err == ""
    wait_until_gone(everyone)
    assert ask(data, "SELECT exit_code FROM runs") == [(11,)]
    assert ask(data, "SELECT DISTINCT outcome FROM run_sources") == [("skipped",)]
    assert files_sound(data)
    assert not list((data / "warc").rglob("*.open"))
    if signum is signal.SIGINT:
        return  # from here on it is the same
    farm.let(inf)
    assert run(*farm.crawl(data)).returncode == 0
    assert end_state(data) == farm.state


def test_a_killed_crawl_leaves_nobody_behind_and_the_next_goes_on(farm: Farm, data: Path) -> None:
    farm.let(1)
    crawl = start(*farm.crawl(data))
    wait_for(farm.stuck)
    everyone = family(crawl.pid)
    crawl.kill()
    crawl.communicate()
    wait_until_gone(everyone)
    assert ask(data, "SELECT finished FROM runs") == [(None,)]
    assert files_sound(data)
    farm.let(inf)
    assert run(*farm.crawl(data)).returncode == 0
    assert end_state(data) == farm.state


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGKILL])
def test_reading_that_was_cut_short_goes_on_where_it_stopped(
    signum: signal.Signals, farm: Farm, data: Path
) -> None:
    shutil.copytree(farm.reference, data)
    with closing(sqlite3.connect(data / "catalogue.db")) as db, db:
        db.execute("DELETE FROM extract")  # as after a crawl that did not read
    reading = start("--data", data, "reprocess")
    wait_for(lambda: ask(data, "SELECT count(*) FROM extract")[0][0] >= 1)
    everyone = family(reading.pid)
    reading.send_signal(signum)
    _, err = reading.communicate(timeout=60)
    assert reading.returncode in ((11, 0) if signum is signal.SIGTERM else (-9, 0))  # it may have been quick
    assert err == ""
    wait_until_gone(everyone)
    assert ask(data, "PRAGMA integrity_check") == [("ok",)]
    assert run("--data", data, "reprocess").returncode == 0
    assert end_state(data) == farm.state


def test_a_crawling_process_that_dies_is_reported_and_the_others_are_kept(farm: Farm, data: Path) -> None:
    farm.let(1)
    crawl = start(*farm.crawl(data, "--processes", "2"))
    wait_for(farm.stuck)
    victim, _ = sorted(crawling(crawl.pid), key=lambda one: one.pid)
    victim.kill()
    farm.let(inf)
    out, err = crawl.communicate(timeout=180)
    assert crawl.returncode == 1
    assert "Traceback" not in out + err
    assert "crawling process 0 ended with -9" in out
    outcomes = dict(ask(data, "SELECT source, outcome FROM run_sources"))
    assert sorted(outcomes.values()) == ["ok", "skipped"]
    (whole,) = (source for source, outcome in outcomes.items() if outcome == "ok")
    kept = ask(data, f"SELECT count(*) FROM documents WHERE source = '{whole}' AND text_outcome = 'ok'")
    assert kept == [(6 if whole == "ashby" else 2,)]
    assert run(*farm.crawl(data)).returncode == 0
    assert end_state(data) == farm.state


def test_a_second_start_is_refused_and_looking_is_not(farm: Farm, data: Path) -> None:
    farm.let(1)
    crawl = start(*farm.crawl(data))
    wait_for(farm.stuck)
    for command in (farm.crawl(data), ("--data", data, "reprocess")):
        refused = run(*command)
        assert refused.returncode == 7
        assert refused.stdout == ""
        assert f"in use by process {crawl.pid} (crawl)" in refused.stderr
    assert run("--data", data, "status").returncode == 0
    assert run("--data", data, "find", "child").returncode == 0
    farm.let(inf)
    crawl.communicate(timeout=180)
    assert crawl.returncode == 0
    assert end_state(data) == farm.state
