"""Crawls on real workers: what they come to, and what is left of them when a worker is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from math import inf
from pathlib import Path

import psutil
import pytest

from harvester.many.cluster import UnreachableClusterError, connected
from harvester.many.lease import Leases, claim_within
from harvester.many.orders import Workers
from tests.many.conftest import Farm, Processes, documents_of, stop_in_the_middle
from tests.run.farm import (
    ROOT,
    ask,
    end_state,
    environment,
    files_sound,
    run,
    start,
    wait_for,
    wait_until_gone,
)


def test_a_crawl_on_a_cluster_of_this_machine_comes_to_the_same(
    farm: Farm, processes: Processes, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    done = run(*farm.crawl(data, "--dask", "--processes", "2", "--json", read=True))
    assert done.returncode == 0, done.stderr
    assert end_state(data) == farm.read
    assert files_sound(data)
    report = json.loads(done.stdout)
    assert [one["outcome"] for one in report["sources"]] == ["ok"] * 4
    assert ask(data, "select id, exit_code from runs") == [(1, 0)]
    assert sorted(path.name for path in (data / "warc" / "1").glob("[!_]*.warc.gz")) == [
        f"{slug}.warc.gz" for slug in sorted(farm.sites)
    ]
    assert not (data / "shards").exists()
    logs = [path.read_text("ascii") for path in (data / "runs/1/shards").glob("*/*/log.jsonl")]
    assert len(logs) == 2
    assert not any("lists no review" in log for log in logs), "a part was weighed before it was described"

    farm.sites["birch"].names, names = farm.sites["birch"].names[:2], farm.sites["birch"].names
    for site in farm.sites.values():
        site.asked.clear()
    try:
        again = run(*farm.crawl(data, "--dask", processes.address, "--json"))
    finally:
        farm.sites["birch"].names = names
    assert again.returncode == 0, again.stderr
    assert [one["documents_new"] for one in json.loads(again.stdout)["sources"]] == [0] * 4
    gone = [path for path in farm.sites["birch"].asked if path.startswith("/files/")]
    assert len(gone) == 3, "the document that no page lists any more was not asked for"


def test_a_killed_worker_costs_its_unfinished_sources_only(
    farm: Farm, processes: Processes, tmp_path: Path
) -> None:
    data, shard = tmp_path / "data", tmp_path / "data/shards/1-0"
    ashby, cedar = farm.sites["ashby"], farm.sites["cedar"]
    ashby.open = 1
    command = start(*farm.crawl(data, "--dask", processes.address))
    wait_for(
        lambda: (
            (shard / "runs/1/cedar.tally.json").exists()
            and sum(path.startswith("/files/") for path in ashby.asked) > 1
        )
    )
    asked = list(cedar.asked)
    processes.holding(shard).kill()
    ashby.open = inf
    out, err = command.communicate(timeout=120)
    assert command.returncode == 0, out + err
    assert cedar.asked == asked, "a source that was finished was crawled again"
    assert end_state(data) == farm.state
    assert ask(data, "select source, outcome from run_sources where run_id = 1 order by source") == [
        (slug, "ok") for slug in sorted(farm.sites)
    ]
    assert run("--data", data, "rebuild", "--dry-run").returncode == 0


def test_a_worker_that_is_taken_for_dead_stops_before_another_begins(
    farm: Farm, processes: Processes, tmp_path: Path
) -> None:
    data, shard = tmp_path / "data", tmp_path / "data/shards/1-0"
    ashby = farm.sites["ashby"]
    ashby.open = 1
    command = start(*farm.crawl(data, "--dask", processes.address, "ashby"))
    wait_for(lambda: sum(path.startswith("/files/") for path in ashby.asked) > 1)
    worker = processes.holding(shard)
    crawling = psutil.Process(worker.pid).children(recursive=True)
    alive_at: list[list[int]] = []  # who of the first crawl was alive at each later request for robots.txt
    answer = ashby.answer

    def watched(path: str) -> tuple[str, bytes]:
        if path == "/robots.txt":
            alive_at.append([one.pid for one in crawling if one.is_running() and one.status() != "zombie"])
        return answer(path)

    ashby.answer = watched  # type: ignore[method-assign]
    os.kill(worker.pid, signal.SIGSTOP)  # its crawl goes on, and nobody hears of it
    try:
        processes.take_for_dead(worker)
        wait_for(lambda: json.loads((shard / "lease.json").read_text())["epoch"] != 1)
        ashby.open = inf
        out, err = command.communicate(timeout=120)
    finally:
        worker.send_signal(signal.SIGCONT)
        worker.kill()
        del ashby.answer
    assert command.returncode == 0, out + err
    assert alive_at == [[]], "the site was crawled by two at once, or was not given to another worker"
    assert documents_of(end_state(data), "ashby") == documents_of(farm.state, "ashby")


def test_a_signal_ends_all_and_the_next_crawl_goes_on(
    farm: Farm, processes: Processes, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    stop_in_the_middle(farm, processes, *farm.crawl(data, "--dask", processes.address, "ashby"))
    done = run(*farm.crawl(data, "ashby"))
    assert done.returncode == 0, done.stderr
    assert documents_of(end_state(data), "ashby") == documents_of(farm.state, "ashby")


def test_an_interrupt_from_a_terminal_reaches_all_processes_and_is_told_in_a_line(
    farm: Farm, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    ashby = farm.sites["ashby"]
    ashby.open = 1
    arguments = map(str, farm.crawl(data, "--dask", "--processes", "2", "ashby", "birch"))
    command = subprocess.Popen(
        [sys.executable, "-m", "harvester", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(),
        start_new_session=True,
    )
    wait_for(lambda: sum(path.startswith("/files/") for path in ashby.asked) > 1)
    everyone = psutil.Process(command.pid).children(recursive=True)
    os.killpg(command.pid, signal.SIGINT)
    out, err = command.communicate(timeout=60)
    assert command.returncode == 11, out + err
    assert err == ""
    wait_until_gone(everyone)


def test_a_worker_that_hangs_is_told_before_a_run_begins(
    processes: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(Workers(address=processes.address)) as cluster:
        cluster.client.wait_for_workers(len(processes.live()), timeout=30)
        monkeypatch.setattr("harvester.many.cluster.WORKERS_S", 1.0)
        os.kill(processes.live()[0].pid, signal.SIGSTOP)
        try:
            with pytest.raises(UnreachableClusterError, match="do not answer: timed out after 1 s"):
                cluster.look_over([tmp_path])
        finally:
            os.kill(processes.live()[0].pid, signal.SIGCONT)
        cluster.look_over([tmp_path])


def test_what_a_killed_run_left_is_joined_by_the_next(
    farm: Farm, processes: Processes, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    ashby = farm.sites["ashby"]
    ashby.open = 1
    command = start(*farm.crawl(data, "--dask", processes.address))
    wait_for(lambda: (data / "shards/1-0/runs/1/cedar.tally.json").exists())
    command.kill()
    command.communicate()
    ashby.open = inf
    for shard in (data / "shards").iterdir():
        Leases().revoke(shard)  # else the workers stop when it has run out
        handle = claim_within(shard, 60)
        assert handle is not None
        os.close(handle)
    apart = tmp_path / "apart"  # a shard is a data directory like any other
    merged = run("--data", apart, "merge", *sorted((data / "shards").iterdir()))
    assert merged.returncode == 0, merged.stderr
    found = "select count(*) from document where source = 'cedar' and sha256 is not null"
    assert ask(apart, found) == [(3,)]

    done = run(*farm.crawl(data, "ashby"))
    assert done.returncode == 0, done.stderr
    assert "run 1" in done.stdout
    assert not (data / "shards").exists()
    held = ask(data, "select distinct source from documents where sha256 is not null order by source")
    assert [row for row in held if row[0] in ("ashby", "cedar")] == [("ashby",), ("cedar",)]
