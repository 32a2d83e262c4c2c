"""Units on Dask workers: the same comes of it, and a file that no worker sees is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.discover.on_workers import OnWorkers
from harvester.discover.opening import units_of
from harvester.discover.search import search
from harvester.discover.state import State
from harvester.errors import UsageError
from harvester.many.cluster import connected
from harvester.many.orders import Workers
from tests.discover.archives import gzipped, some


@pytest.mark.filterwarnings("ignore:(?s).*Port 8787 is already in use:UserWarning")
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
