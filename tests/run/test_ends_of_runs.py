"""What a run does not do: describe for those who join it, wait for what nobody will save."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from harvester.catalogue import Catalogue, RecordingCatalogue
from harvester.extract import EXTRACTOR
from harvester.extract.pool import ReadingPool
from harvester.paths import DataDirectory
from harvester.run import crawl
from harvester.run.ahead import Ahead
from harvester.run.jobs import crawl_jobs, single_job
from harvester.run.options import Part, RunOptions
from harvester.run.reading import MOST_LEFT, reader_of
from harvester.run.stopping import Stop
from harvester.run.tallies import load_tally
from harvester.run.worker import Job
from harvester.sources import load_declarations
from harvester.vocabulary import ExitCode, SourceOutcome
from tests.makers.desk_catalogue import Plan, make_catalogue
from tests.run.conftest import Farm
from tests.run.farm import ask, end_state


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


def test_a_run_whose_documents_cannot_be_grouped_counts_and_the_next_groups_them(
    farm: Farm, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    options = RunOptions(
        data=DataDirectory(data), sources_dir=farm.sources, allow_hosts=("127.0.0.0/8",), delay=0
    )
    with monkeypatch.context() as patched:
        patched.setattr("harvester.process.decide", fail)
        done = crawl(options)
    assert (done.exit_code, done.read, done.described, done.reviews) == (ExitCode.UNEXPECTED, 8, 8, 0)
    assert "could not be grouped (ZeroDivisionError in test_ends_of_runs.py, line " in done.reason
    assert "please report it" in done.reason
    assert {one.outcome for one in done.sources} == {SourceOutcome.OK}
    said = "SELECT finished IS NOT NULL, exit_code FROM runs"
    assert ask(data, said) == [(1, ExitCode.UNEXPECTED)]
    assert ask(data, "SELECT count(*) FROM coded") == ask(farm.reference, "SELECT count(*) FROM coded")

    assert crawl(options).exit_code == ExitCode.OK
    assert end_state(data)["reviews"] == farm.state["reviews"]


@pytest.mark.parametrize(
    ("read", "delay", "expected"), [(True, 0.0, True), (False, 0.0, False), (True, 2.0, False)]
)
def test_sources_begin_one_by_one_only_for_the_sake_of_reading(
    farm: Farm, data: Path, read: bool, delay: float, expected: bool
) -> None:
    options = RunOptions(data=DataDirectory(data), sources_dir=farm.sources, delay=delay, read=read)
    declared = load_declarations(farm.sources)
    (job,) = crawl_jobs(options, list(declared.values()), 1, data)
    assert job.one_by_one is expected
    assert Job.from_json(job.to_json()).one_by_one is expected


@pytest.mark.parametrize("groups", [[["nowhere"], ["ashby"], ["birch"]], [["ashby", "nowhere", "birch"]]])
def test_a_source_that_cannot_begin_takes_no_other_with_it(
    farm: Farm, data: Path, groups: list[list[str]]
) -> None:
    folder = data / "runs" / "1"
    folder.mkdir(parents=True)
    options = RunOptions(
        data=DataDirectory(data), sources_dir=farm.sources, allow_hosts=("127.0.0.0/8",), delay=0
    )
    with RecordingCatalogue.open(options.data.catalogue) as catalogue:
        catalogue.start_run("crawl", [], "2026-01-01T00:00:00Z")
    job = single_job(options, 1, folder, "ashby", {})
    job = replace(job, groups=groups, concurrency=3, only=None)
    done = subprocess.run(
        [sys.executable, "-P", "-m", "harvester.run.worker"],
        input=job.to_json(),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    tallies = {slug: load_tally(folder, slug) for slug in ("ashby", "nowhere", "birch")}
    assert {slug: tally.finished for slug, tally in tallies.items() if tally} == {
        "ashby": True,
        "nowhere": False,
        "birch": True,
    }


def test_files_for_which_there_are_no_workers_stay_unread(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def no_more_processes(kind: str) -> None:
        asked.append(kind)
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr("harvester.extract.pool.server_for", no_more_processes)
    monkeypatch.setattr("harvester.extract.pool._PAUSES_S", (0.01,))
    monkeypatch.setattr(ReadingPool, "__enter__", lambda self: self)
    made = make_catalogue(data, Plan(documents=60))
    with Catalogue.open(made.catalogue) as catalogue:
        catalogue.mark_all_unread()
        before = catalogue.files_to_read(EXTRACTOR, limit=-1)
        assert len(before) > 2 * MOST_LEFT
        with reader_of(RunOptions(data=made), catalogue, Stop()) as reader:
            assert reader is not None
            assert not reader.left()
            reader.drain()
            assert "the next run" in reader.left()
        assert not reader.done
        assert catalogue.files_to_read(EXTRACTOR, limit=-1) == before
    assert len(asked) < 2 * len(before), "each was tried, or many were"


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
