"""What a run does not do: describe for those who join it, wait for what nobody will save."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from harvester.catalogue import Catalogue
from harvester.paths import DataDirectory
from harvester.run import crawl
from harvester.run.ahead import Ahead
from harvester.run.options import Part, RunOptions
from harvester.run.reading import reader_of
from harvester.run.stopping import Stop
from tests.makers.desk_catalogue import Plan, make_catalogue
from tests.run.conftest import Farm


def test_a_part_of_a_run_describes_nothing(
    farm: Farm, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ahead, "step", lambda *_, **__: pytest.fail("described, for nobody"))
    (tmp_path / "hosts").mkdir()
    options = RunOptions(
        data=DataDirectory(data),
        sources_dir=farm.sources,
        allow_hosts=("127.0.0.0/8",),
        delay=0,
        part=Part(history=farm.reference, run_id=1, hosts_dir=tmp_path / "hosts"),
    )
    done = crawl(options)
    assert (done.exit_code, done.read, done.described) == (0, 8, 0)


def hang(*_arguments: object) -> None:
    time.sleep(60)


def test_what_is_being_read_when_the_night_is_over_is_not_waited_for(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harvester.extract.pool.read_confined", hang)
    made = make_catalogue(data, Plan(documents=20))
    with Catalogue.open(made.catalogue) as catalogue:
        catalogue.mark_all_unread()
        with reader_of(RunOptions(data=made), catalogue, Stop()) as reader:
            assert reader is not None
            assert reader.step(0.1)
            began = time.monotonic()
        assert time.monotonic() - began < 10
        assert not reader.done
