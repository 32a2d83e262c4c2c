"""Describers change where the work is done, and nothing else; whatever becomes of them."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import Pipe
from pathlib import Path

import psutil
import pytest

from harvester import process as processing
from harvester.catalogue import Catalogue
from harvester.paths import DataDirectory
from harvester.process import process
from harvester.run import describers as pool
from harvester.run.ahead import FEW, Ahead
from harvester.run.describers import DescriberDiedError, Describers, describers_of
from harvester.vocabulary import ExitCode
from tests.makers.desk_catalogue import Plan, make_catalogue
from tests.run.farm import ROOT, end_state, wait_for

NOW = "2026-11-26T00:00:00Z"
DOCUMENTS = 90
MADE = (
    "SELECT sha256, rules, words, shingles, digest, hex(hashes) FROM text_sketch ORDER BY sha256",
    "SELECT * FROM text_pair ORDER BY one, two",
    "SELECT id, kept, kept_reasons, described_rules, described_revision FROM document ORDER BY id",
)


def made_of(data: Path) -> list[object]:
    """All that was worked out."""
    with contextlib.closing(sqlite3.connect(data / "catalogue.db")) as db:
        return [end_state(data), *(db.execute(sql).fetchall() for sql in MADE)]


@pytest.fixture(scope="module")
def stale(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A harvest of which nothing is described or sketched."""
    data = tmp_path_factory.mktemp("harvest") / "data"
    make_catalogue(data, Plan(documents=DOCUMENTS, seed=int(time.time()) // 86_400))
    with Catalogue.open(data / "catalogue.db") as catalogue:
        catalogue.mark_all_stale()
        with catalogue.writing() as connection:
            connection.execute("DELETE FROM text_sketch")
    return data


@pytest.fixture(scope="module")
def expected(stale: Path, tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    """What it comes to in one process."""
    data = tmp_path_factory.mktemp("expected") / "data"
    shutil.copytree(stale, data)
    with Catalogue.open(data / "catalogue.db") as catalogue:
        done = process(catalogue, catalogue.sources(), NOW)
    assert done.described >= DOCUMENTS
    assert done.reviews
    found = made_of(data)
    assert all(found[:2])
    return found


@pytest.fixture
def data(stale: Path, tmp_path: Path) -> Path:
    shutil.copytree(stale, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def oddly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "MODULE", "tests.run.odd_describer")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def process_beside(data: Path, limit_s: int = 120) -> tuple[int, list[psutil.Process]]:
    """Process a harvest with describers; how many documents, and the processes that were started."""
    family: list[psutil.Process] = []
    others = set(psutil.Process().children(recursive=True))  # of the tests before
    with (
        Catalogue.open(data / "catalogue.db") as catalogue,
        Describers(catalogue.path, 2, limit_s=limit_s) as describers,
    ):
        ahead = Ahead(catalogue, describers)

        def look() -> bool:
            family[:] = {*family, *psutil.Process().children(recursive=True)} - others
            return False

        done = process(catalogue, catalogue.sources(), NOW, look, ahead=ahead)
    return done.described, family


def gone(processes: list[psutil.Process]) -> bool:
    return not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in processes)


def test_beside_it_comes_to_the_same(
    data: Path, expected: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "describe_one", lambda *_: pytest.fail("described here"))
    described, family = process_beside(data)
    assert described >= DOCUMENTS
    assert len(family) == 3  # one that holds the rules, and two that it forked
    assert gone(family)
    assert made_of(data) == expected


@pytest.mark.usefixtures("oddly")
@pytest.mark.parametrize(
    ("odd", "said"),
    [("raise:0123", ""), ("die:0", "described without"), ("die:0123456789abcdef", "no describers any more"),
     ("hang:0", "took longer"), ("starve:0", "a describer ended: MemoryError")],
)  # fmt: skip
def test_what_describers_fail_at_is_described_here(
    data: Path,
    expected: list[object],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    odd: str,
    said: str,
) -> None:
    monkeypatch.setenv("ODD", odd)
    with caplog.at_level(logging.WARNING, "harvester.run"):
        described, family = process_beside(data, limit_s=2 if "hang" in odd else 120)
    assert described >= DOCUMENTS
    assert gone(family)
    assert made_of(data) == expected
    assert said in caplog.text
    assert bool(caplog.text) == bool(said)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.usefixtures("oddly")
def test_what_kills_a_describer_is_not_given_to_all_others(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ODD", "die:0")
    monkeypatch.setattr(pool, "MOST_STARTED", 40)
    clock = Clock()
    with (
        Catalogue.open(data / "catalogue.db") as catalogue,
        Describers(catalogue.path, 2) as describers,
    ):
        ahead = Ahead(catalogue, describers, clock)
        started = set()
        for _look in range(4):
            clock.now += 100
            ahead.step(busy=True)
            wait_for(lambda: not ahead.step(busy=True) and not ahead._flying)
            started.add(len(describers._processes))
        assert describers.working
        assert len(started) == 1


def test_why_a_describer_cannot_begin_is_said(
    data: Path, expected: list[object], caplog: pytest.LogCaptureFixture
) -> None:
    damaged = data / "damaged.db"
    damaged.write_bytes(b"no catalogue " * 1000)
    with (
        Catalogue.open(data / "catalogue.db") as catalogue,
        Describers(damaged, 2) as describers,
        caplog.at_level(logging.WARNING, "harvester.run"),
    ):
        done = process(catalogue, catalogue.sources(), NOW, ahead=Ahead(catalogue, describers))
    assert done.described >= DOCUMENTS
    assert made_of(data) == expected
    assert "a describer ended: DamagedCatalogueError: " in caplog.text
    assert "damaged or not a harvester catalogue" in caplog.text


def test_none_can_be_started(data: Path, expected: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    described, family = process_beside(data)
    assert described >= DOCUMENTS
    assert not family
    assert made_of(data) == expected


def test_no_more_files_can_be_opened(
    data: Path, expected: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_: object) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(pool.socket, "socketpair", none_left)
    described, family = process_beside(data)
    assert described >= DOCUMENTS
    assert not family
    assert made_of(data) == expected


def test_none_is_started_for_a_few_documents(tmp_path: Path) -> None:
    data = make_catalogue(tmp_path / "data", Plan(documents=FEW - 5))
    with Catalogue.open(data.catalogue) as catalogue, Describers(catalogue.path, 2) as describers:
        catalogue.mark_all_stale()
        with catalogue.writing() as connection:
            connection.execute("DELETE FROM text_sketch")
        done = process(catalogue, catalogue.sources(), NOW, ahead=Ahead(catalogue, describers))
        assert done.described
        again = process(catalogue, catalogue.sources(), NOW, ahead=Ahead(catalogue, describers))
        assert not again.described
        assert not describers.started


def test_none_on_one_core(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    with describers_of(data / "catalogue.db", 2) as describers:
        assert describers is None
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2})
    with describers_of(data / "catalogue.db", 8) as describers:
        assert describers is not None
        assert describers.count == 3


@pytest.mark.parametrize("change", ["sighting", "source", "text", "down"])
def test_what_changed_between_describing_and_saving_is_described_anew(data: Path, change: str) -> None:
    with Catalogue.open(data / "catalogue.db") as catalogue, Describers(catalogue.path, 2) as describers:
        sources, ahead = catalogue.sources(), Ahead(catalogue, describers)
        items = [item for item in catalogue.stale_documents(rules=processing.RULES) if item.sha256]
        ahead.ask_for_documents(items, sources)
        ahead.await_documents(items, lambda: False)
        one = next(
            item
            for item in items
            if catalogue.load_extract(item.sha256 or "").pages  # type: ignore[union-attr]
        )
        with catalogue.writing() as connection:
            if change == "sighting":
                connection.execute("UPDATE sighting SET score = score / 2 WHERE document_id = ?", (one.id,))
            if change == "source":
                connection.execute("UPDATE source SET title = 'Other' WHERE slug = ?", (one.source,))
            if change == "text":
                extract = catalogue.load_extract(one.sha256 or "")
                assert extract is not None
                catalogue.save_extract(
                    replace(extract, pages=("Minutes.",), lines=()), "2027-01-01T00:00:00Z"
                )
            if change == "down":
                for table in ("text_sketch", "file_page"):
                    connection.execute(f"DELETE FROM {table} WHERE sha256 = ?", (one.sha256,))
                connection.execute("DELETE FROM extract WHERE sha256 = ?", (one.sha256,))
        ahead.step()
        with catalogue.reading() as connection:
            kept = connection.execute("SELECT 1 FROM text_sketch WHERE sha256 = ?", (one.sha256,)).fetchall()
        assert bool(kept) == (change in ("sighting", "source"))
        again = {item.id: item for item in catalogue.stale_documents(rules=processing.RULES)}
        sources = catalogue.sources()
        described = {item.id: ahead.description(again[item.id], sources.get(item.source)) for item in items}
        assert described[one.id] is None
        others = [item for item in items if item.source != one.source]
        assert others
        assert all(described[item.id] is not None for item in others)


# ---------------------------------------------------------------- stopped and killed

REPROCESS = """
import sys
from pathlib import Path
from harvester.paths import DataDirectory
from harvester.run import describers
from harvester.run.reprocessing import reprocess
describers.MODULE = "tests.run.odd_describer"
sys.exit(reprocess(DataDirectory(Path(sys.argv[1]))).exit_code)
"""


@contextlib.contextmanager
def reprocessing(data: Path, odd: str) -> Iterator[tuple[subprocess.Popen[bytes], list[psutil.Process]]]:
    """A command in the middle of describing, and the processes that it has started."""
    environ = {**os.environ, "ODD": odd, "PYTHONPATH": str(ROOT)}
    command = subprocess.Popen([sys.executable, "-c", REPROCESS, str(data)], env=environ)
    try:
        family = psutil.Process(command.pid).children

        def describe() -> list[psutil.Process]:
            return [one for one in family(recursive=True) if "tests.run.odd_describer" in one.cmdline()]

        wait_for(lambda: len(describe()) == 3)
        time.sleep(0.5)
        yield command, family(recursive=True)
    finally:
        command.kill()
        command.wait()


def finished(data: Path) -> list[object]:
    """What it comes to when it is done again."""
    done = subprocess.run([sys.executable, "-m", "harvester", "--data", str(data), "reprocess"], check=False)
    assert done.returncode == ExitCode.OK
    return made_of(data)


def test_a_killed_command_leaves_no_describer_behind(data: Path, expected: list[object]) -> None:
    with reprocessing(data, "hang:0123456789abcdef") as (command, family):
        command.kill()
        command.wait()
        wait_for(lambda: gone(family), 5)
    assert finished(data) == expected


def test_a_stop_does_not_wait_for_describers(data: Path, expected: list[object]) -> None:
    with reprocessing(data, "slow:0123456789abcdef") as (command, family):
        began = time.monotonic()
        for one in family:  # as a service manager does
            with contextlib.suppress(psutil.NoSuchProcess):
                one.send_signal(signal.SIGTERM)
        command.send_signal(signal.SIGTERM)
        assert command.wait(20) == ExitCode.STOPPED
        assert time.monotonic() - began < 10
        assert gone(family)
    assert finished(data) == expected


def test_a_batch_whose_turn_comes_when_all_are_dismissed_does_not_wait_for_ever(tmp_path: Path) -> None:
    ours, theirs = Pipe()
    with theirs, Describers(tmp_path / "catalogue.db", 1) as describers:
        describers.started = True
        describers._free.put(ours)
        describers.dismiss()  # between two batches all are free
        try:
            with pytest.raises(DescriberDiedError, match="no describers any more"):
                describers.submit([]).result(5)
        finally:
            describers._free.put(None)


def test_the_data_directory_is_only_read(data: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in DataDirectory(data).root.rglob("*")}
    with Catalogue.open(data / "catalogue.db") as catalogue, Describers(catalogue.path, 2) as describers:
        items = catalogue.stale_documents(rules=processing.RULES)
        ahead = Ahead(catalogue, describers)
        ahead.ask_for_documents(items, {})
        ahead.await_documents(items[:8], lambda: False)
    assert {path: path.stat().st_mtime_ns for path in DataDirectory(data).root.rglob("*")} == before
