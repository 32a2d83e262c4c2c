"""What is seen to before a shard is crawled."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from harvester.catalogue.decision_file import DecisionFile, holding, read_decisions
from harvester.catalogue.decisions import Decision
from harvester.catalogue.tombstones import TAKEDOWN
from harvester.errors import DiskError
from harvester.many.cluster import Cluster
from harvester.many.orders import ShardOrder
from harvester.many.shard import _prepare
from harvester.many.workers import _look_over
from harvester.paths import DataDirectory
from harvester.run.options import RunOptions


class Killed(BaseException):
    """The process was ended here."""


def test_a_worker_killed_while_it_takes_over_takedowns_leaves_none_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, shard = DataDirectory(tmp_path / "data"), DataDirectory(tmp_path / "data" / "shards" / "1-0")
    shard.root.mkdir(parents=True)
    said = [
        Decision(field=field, value=str(number), who="A", at="2026-11-26T00:00:00Z")
        for number, field in enumerate((TAKEDOWN, "title", TAKEDOWN, TAKEDOWN))
    ]
    with holding(whole.decisions) as file:
        for one in said:
            file.append([one])
    order = ShardOrder(
        root=str(shard.root), history=str(whole.root), run_id=1, epoch=1, slugs=("ashby",), hosts_dir=""
    )
    append = DecisionFile.append

    def append_one(self: DecisionFile, decisions: list[Decision]) -> None:
        append(self, decisions)
        raise Killed

    with monkeypatch.context() as killing:
        killing.setattr(DecisionFile, "append", append_one)
        with pytest.raises(Killed):
            _prepare(shard, order)
    for _again in range(2):
        _prepare(shard, order)
        assert list(read_decisions(shard.decisions)) == [said[0], *said[2:]]


def test_without_locks_no_shard_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", no_locks)
    cluster = Cluster(None, "tcp://x:1", local=False)  # type: ignore[arg-type]
    with pytest.raises(DiskError, match="a file system that has them"):
        _look_over(cluster, RunOptions(data=DataDirectory(tmp_path)))
