"""What a shard's process sees to before it crawls."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.catalogue.decision_file import DecisionFile, holding, read_decisions
from harvester.catalogue.decisions import Decision
from harvester.catalogue.tombstones import TAKEDOWN
from harvester.many.orders import ShardOrder
from harvester.many.shard import _prepare
from harvester.paths import DataDirectory


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
