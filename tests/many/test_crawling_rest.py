"""What is left of a shard is looked at again before another worker gets it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from harvester.many.crawling import Crawling
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
