"""What is left of a shard is looked at again before another worker gets it."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harvester.many.crawling import Crawling
from harvester.many.hosts import HostLocks
from harvester.many.orders import ShardEnd
from harvester.many.probe import probe
from harvester.records import CrawlTally
from harvester.run.tallies import write_tally


@pytest.mark.parametrize(("ended", "then"), [(("ashby", "cedar"), "joined"), (("cedar",), "started")])
def test_a_lost_worker_that_came_to_the_end_is_followed_by_no_other(
    tmp_path: Path, ended: tuple[str, ...], then: str
) -> None:
    folder = tmp_path / "runs" / "1"
    folder.mkdir(parents=True)
    for slug in ended:
        write_tally(folder, CrawlTally(source=slug, finished=True))
    shard = SimpleNamespace(root=tmp_path, slugs=("ashby", "cedar"), not_before=0.0, worker="lost")
    done: list[str] = []
    crawling = object.__new__(Crawling)
    parts = {
        "running": [],
        "waiting": [shard],
        "_workers": ["other"],
        "_silent": False,
        "_may_crawl": lambda _shard: True,
        "_join": lambda _shard: done.append("joined"),
        "_start": lambda _shard, _worker: done.append("started"),
    }
    vars(crawling).update(parts)
    crawling._start_waiting()
    assert done == [then]


def test_a_scheduler_that_hangs_does_not_keep_a_run_from_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.many.hosts.RELEASE_S", 0.2)
    over = threading.Event()
    lock = SimpleNamespace(release=lambda: over.wait(60))
    hosts = HostLocks(None)  # type: ignore[arg-type]
    began = time.monotonic()
    for name in ("a", "b", "c"):
        hosts._held = {name: lock, f"{name}2": lock}  # type: ignore[dict-item]
        hosts.release_all()
    assert time.monotonic() - began < 5
    over.set()


def test_a_scheduler_that_is_silent_for_a_while_loses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.many.crawling.LOOK_EVERY_S", 0.0)
    said: list[list[str] | None] = [None, None, ["one"], []]
    shard = SimpleNamespace(worker="one", future=SimpleNamespace(done=lambda: False))
    ended: list[str] = []
    crawling = object.__new__(Crawling)
    parts = {
        "cluster": SimpleNamespace(workers=lambda: said.pop(0)),
        "running": [shard],
        "waiting": [SimpleNamespace(not_before=0.0)],
        "_workers": ["one", "other"],
        "_looked": 0.0,
        "_worked": time.monotonic(),
        "_silent": False,
        "_done": threading.Event(),
        "_tell_progress": lambda _shard: None,
        "_ended": lambda _shard, end: ended.append(end.message),
        "_may_crawl": lambda _shard: pytest.fail("given out while nobody knows who is there"),
    }
    vars(crawling).update(parts)
    for _ in range(2):
        crawling._look()
        crawling._start_waiting()
    assert not ended
    crawling._look()
    assert (ended, crawling._silent) == ([], False)
    crawling._look()  # now it says that nobody is there
    assert ended == ["worker one was lost"]


def test_a_shard_that_failed_says_where_its_worker_says_why(tmp_path: Path) -> None:
    crawling = object.__new__(Crawling)
    parts = {
        "crashed": [],
        "whole": SimpleNamespace(folder=tmp_path / "runs" / "1"),
        "_cancel": lambda _shard: None,
        "_join": lambda _shard: None,
    }
    vars(crawling).update(parts)
    shard: Any = SimpleNamespace(root=tmp_path / "shards" / "1-0", slugs=("ashby",), epoch=2)
    crawling._ended(shard, ShardEnd(code=1))
    crawling._ended(shard, ShardEnd(code=1, message="no contact"))
    errors = tmp_path / "runs" / "1" / "shards" / "1-0" / "worker-2.err"
    assert crawling.crashed == [f"shard 1-0 ended with 1: see {errors}", "shard 1-0 ended with 1: no contact"]


def test_a_worker_says_where_it_may_not_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = tmp_path / "claim"
    lock.touch()
    assert probe([str(tmp_path)], str(lock)).denied == ""
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path or not mode & os.W_OK)
    assert probe([str(tmp_path)], str(lock)).denied == str(tmp_path)
    assert probe([str(tmp_path)], None).denied == ""
