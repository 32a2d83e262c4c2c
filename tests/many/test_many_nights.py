"""Nights on real workers: the same end, failed sources tried again there, and ends that people hear of."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from harvester.config import Config
from harvester.errors import UsageError
from harvester.many import cluster
from harvester.many.orders import Workers
from harvester.paths import DataDirectory
from harvester.run.nightly import Night, nightly
from harvester.run.options import RunOptions
from tests.many.conftest import Farm, Processes, stop_in_the_middle
from tests.run.farm import ask, dead, end_state, files_sound, run

QUICK = {"HARVESTER_NIGHTLY_RETRY_MINUTES": "0.01", "HARVESTER_NIGHTLY_MIN_FREE_GB": "0.1"}
NOWHERE = "tcp://127.0.0.1:9"


def night(farm: Farm, data: Path, *more: object, sources: Path | None = None) -> tuple[object, ...]:
    options = ("--sources", sources or farm.sources, "--allow-host", "127.0.0.0/8", "--delay", "0")
    return ("--data", data, "nightly", *options, *more)


def report_of(data: Path, number: int) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((data / "runs" / str(number) / "report.json").read_text("utf-8"))
    return values


def steps_of(data: Path, number: int) -> dict[str, str]:
    return {step["name"]: step["outcome"] for step in report_of(data, number)["steps"]}


def events_of(data: Path, number: int) -> list[str]:
    lines = (data / "runs" / str(number) / "log.jsonl").read_text("ascii").splitlines()
    return [json.loads(line)["event"] for line in lines]


def test_a_night_on_workers_comes_to_the_same_and_failed_sources_are_tried_again_there(
    farm: Farm, tmp_path: Path
) -> None:
    data, sources = tmp_path / "data", tmp_path / "sources"
    shutil.copytree(farm.sources, sources)
    dead(sources, "elder", 29)
    done = run(
        *night(farm, data, "--dask", "--processes", "2", sources=sources),
        HARVESTER_NIGHTLY_RETRIES="1",
        **QUICK,
    )
    assert done.returncode == 3, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert end_state(data) == farm.read
    assert files_sound(data)
    outcomes = steps_of(data, 1)
    assert "failed" not in outcomes.values()
    assert [outcomes[name] for name in ("crawl", "codings", "backup", "report")] == ["done"] * 4
    events = events_of(data, 1)
    again = events[events.index("waiting") :]
    assert (events.count("shard joined"), again.count("shard joined")) == (3, 1)
    assert "night ended" in again
    assert (data / "runs/1/elder.tally.json").exists()
    assert not (data / "shards").exists()
    assert ask(data, "SELECT id, exit_code FROM runs") == [(1, 3)]


def test_a_night_without_its_cluster_is_told_and_does_all_else(
    farm: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    plan = json.loads(run(*night(farm, data, "--dask", NOWHERE, "--dry-run", "--json"), **QUICK).stdout)
    assert f"on the Dask workers of {NOWHERE}, with" in plan["steps"][0]
    assert not data.exists()

    monkeypatch.setattr(cluster, "REACH_S", 0.5)
    options = RunOptions(
        data=DataDirectory(data),
        sources_dir=farm.sources,
        allow_hosts=("127.0.0.0/8",),
        workers=Workers(address=NOWHERE),
    )
    asked = Night.configured(Config.model_validate({"nightly": {"min_free_gb": 0}}), options)
    for number in (1, 2):
        report = nightly(asked)
        assert (report.run_id, report.exit_code) == (number, 1)
        assert f"no Dask scheduler answers at {NOWHERE}" in report.reason
        outcomes = steps_of(data, number)
        assert (outcomes["crawl"], outcomes["backup"], outcomes["report"]) == ("failed", "done", "done")
    rows = ask(data, "SELECT id, exit_code FROM runs ORDER BY id")
    assert rows == [(1, 1), (2, 1)], "a night took the row of the one before"


def test_a_signal_ends_a_night_on_workers_and_the_next_goes_on_without(
    farm: Farm, processes: Processes, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    stop_in_the_middle(farm, processes, *night(farm, data, "--dask", processes.address), **QUICK)
    assert report_of(data, 1)["exit_code"] == 11
    done = run(*night(farm, data), **QUICK)
    assert done.returncode == 0, done.stdout + done.stderr
    assert end_state(data) == farm.read


def test_what_workers_need_here_is_looked_for_first(monkeypatch: pytest.MonkeyPatch) -> None:
    cluster.require_dask(Workers())
    monkeypatch.setattr(cluster, "find_spec", lambda _name: None)
    cluster.require_dask(None)
    with pytest.raises(UsageError, match=r"pip install 'harvester\[dask\]'"):
        cluster.require_dask(Workers())
