"""Units on Dask workers: the same comes of it, and a file that no worker sees is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.discover.on_workers import OnWorkers
from harvester.discover.opening import units_of
from harvester.discover.search import search
from harvester.discover.state import State
from harvester.errors import UsageError
from harvester.many.cluster import Cluster, ClusterError, connected
from harvester.many.orders import Workers
from tests.discover.archives import gzipped, some

pytestmark = pytest.mark.filterwarnings("ignore:(?s).*Port 8787 is already in use:UserWarning")


def test_workers_come_to_the_same(tmp_path: Path) -> None:
    records = some()
    for number in range(4):
        (tmp_path / f"{number}.warc.gz").write_bytes(gzipped(*records[number::4]))
    units = units_of([str(tmp_path)])
    alone = search(units, State(tmp_path / "alone"), {})
    with connected(Workers(count=1)) as cluster:
        workers = OnWorkers(cluster)
        found = search(units, State(tmp_path / "workers"), {}, workers=workers)
        (tmp_path / "0.warc.gz").unlink()
        with pytest.raises(UsageError, match=r"does not see .*0\.warc\.gz"):
            search(units, State(tmp_path / "again"), {}, workers=workers)
    assert found.hosts.counts == alone.hosts.counts
    assert [one.to_json() for one in found.hosts.ranked()] == [one.to_json() for one in alone.hosts.ranked()]


def test_workers_that_do_not_come_back_are_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import Client, LocalCluster

    monkeypatch.setattr("harvester.many.watching.NO_WORKER_S", 0.2)
    for number in range(20):
        (tmp_path / f"{number}.warc.gz").write_bytes(gzipped(*some()))
    units, state = units_of([str(tmp_path)]), State(tmp_path / "state")
    with (
        LocalCluster(n_workers=1, processes=False, threads_per_worker=1, dashboard_address=None) as there,
        Client(there, set_as_default=False) as client,
    ):
        workers = OnWorkers(Cluster(client, "tcp://x:1", local=False))
        with pytest.raises(ClusterError, match=r"has had no worker for .*run again .*dask worker tcp://x:1"):
            search(units, state, {}, workers=workers, hear=lambda unit, found: there.scale(0))
    assert any(state.load(unit) for unit in units)
    assert not all(state.load(unit) for unit in units)
