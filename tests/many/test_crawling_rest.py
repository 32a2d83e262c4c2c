"""What is left of a shard is looked at again before another worker gets it."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from harvester.many.crawling import Crawling
from harvester.many.hosts import HostLocks
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
