"""Suggesting codings: none is forgotten, whoever does it, and whatever becomes of them."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from harvester import suggesting
from harvester.catalogue import Catalogue
from harvester.catalogue.codings import uncoded
from harvester.coding import RULES
from harvester.coding.suggestions import suggest
from harvester.process import process
from harvester.run.night_steps import StoppedError, codings
from harvester.suggesting import FEW, not_kept, suggest_codings, to_come
from harvester.vocabulary import ExitCode
from tests.makers.desk_catalogue import Plan, make_catalogue
from tests.run.farm import ROOT, wait_for

NOW = "2026-11-26T00:00:00Z"
DOCUMENTS = 170
MADE = (
    "SELECT * FROM coding_suggestion ORDER BY document_id, position",
    "SELECT document_id, by FROM coded ORDER BY document_id",
)


def made_of(data: Path) -> list[object]:
    with contextlib.closing(sqlite3.connect(data / "catalogue.db")) as db:
        return [db.execute(sql).fetchall() for sql in MADE]


@pytest.fixture(scope="module")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A harvest of many texts that say something to be coded; nothing is suggested."""
    data = tmp_path_factory.mktemp("harvest") / "data"
    make_catalogue(data, Plan(documents=DOCUMENTS, seed=int(time.time()) // 86_400))
    with Catalogue.open(data / "catalogue.db") as catalogue:
        for number, sha256 in enumerate(catalogue.file_hashes()):
            extract = catalogue.load_extract(sha256)
            if extract is not None and extract.pages:
                more = f"Child A was a {number % 17} year old girl when she died in March 2014."
                catalogue.save_extract(replace(extract, pages=(*extract.pages, more)), NOW)
        process(catalogue, catalogue.sources(), NOW)
        with catalogue.writing() as connection:
            connection.execute("DELETE FROM coded")
            connection.execute("DELETE FROM coding_suggestion")
    return data


@pytest.fixture
def data(harvested: Path, tmp_path: Path) -> Path:
    shutil.copytree(harvested, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def expected(harvested: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What it comes to in one process, text by text."""
    shutil.copytree(harvested, tmp_path / "expected")
    with monkeypatch.context() as here, Catalogue.open(tmp_path / "expected/catalogue.db") as catalogue:
        here.setattr(suggesting, "FEW", 10**6)
        assert suggest_codings(catalogue) > FEW
    found = made_of(tmp_path / "expected")
    assert all(found)
    return found


def test_a_pass_of_describing_leaves_them_to_others(data: Path) -> None:
    with Catalogue.open(data / "catalogue.db") as catalogue:
        process(catalogue, catalogue.sources(), NOW)
        assert to_come(catalogue) > FEW
    assert made_of(data) == [[], []]


def test_beside_it_comes_to_the_same_and_is_done_once(
    data: Path, expected: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[dict[str, Any]] = []
    monkeypatch.setattr("harvester.coding.suggest", lambda *_, **__: pytest.fail("suggested here"))
    with Catalogue.open(data / "catalogue.db") as catalogue:
        left = to_come(catalogue)
        assert suggest_codings(catalogue, hear=heard.append, processes=2) == left
        assert to_come(catalogue) == 0
        assert suggest_codings(catalogue) == 0
    assert made_of(data) == expected
    assert heard
    assert {(one["event"], one["of"]) for one in heard} == {("coding", left)}


def test_without_other_processes_it_comes_to_the_same(
    data: Path, expected: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Catalogue.open(data / "catalogue.db") as catalogue:
        suggest_codings(catalogue, processes=2)
    assert made_of(data) == expected


def test_what_a_stop_leaves_is_done_by_the_next_pass(data: Path, expected: list[object]) -> None:
    looks = iter(range(10**9))
    with Catalogue.open(data / "catalogue.db") as catalogue:
        with pytest.raises(StoppedError):
            codings(catalogue, lambda: next(looks) > 30, lambda _m: None)
        assert to_come(catalogue)
        step = codings(catalogue, lambda: False, lambda _m: None)
        assert "read for codings" in step.message
        assert step.figures["texts"] > 0
        assert codings(catalogue, lambda: False, lambda _m: None).figures == {"texts": 0}
    assert made_of(data) == expected


@contextlib.contextmanager
def begun(data: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = subprocess.Popen(
        [sys.executable, "-m", "harvester", "--data", str(data), "codings"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        yield command
    finally:
        command.kill()
        command.wait()


def test_killed_at_any_time_it_is_taken_up_again(data: Path, expected: list[object]) -> None:
    with begun(data) as command:
        wait_for(lambda: bool(made_of(data)[1]))
        command.kill()
        command.wait()
    with begun(data) as command:
        assert command.wait(60) == ExitCode.OK
    assert made_of(data) == expected


def test_a_signal_leaves_whole_texts(data: Path, expected: list[object]) -> None:
    with begun(data) as command:
        wait_for(lambda: bool(made_of(data)[1]) or command.poll() is not None)
        command.send_signal(signal.SIGTERM)
        assert command.wait(20) in (ExitCode.STOPPED, ExitCode.OK, -signal.SIGTERM)  # as it was ending
    with begun(data) as command:
        assert command.wait(60) == ExitCode.OK
    assert made_of(data) == expected


@pytest.mark.parametrize("change", ["down", "renamed"])
def test_what_changes_meanwhile_is_not_kept(data: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    monkeypatch.setattr(suggesting, "FEW", 10**6)
    with Catalogue.open(data / "catalogue.db") as catalogue, Catalogue.open(data / "catalogue.db") as other:
        with catalogue.reading() as connection:
            one = uncoded(connection, RULES, 1)[0]
        first, sha256 = one.document_id, one.sha256

        def meanwhile(pages: Any, case: Any, *, today: Any) -> Any:
            if not changed:
                changed.append(first)
                with other.writing() as connection:
                    if change == "down":
                        connection.execute("DELETE FROM file_page WHERE sha256 = ?", (sha256,))
                        connection.execute("DELETE FROM extract WHERE sha256 = ?", (sha256,))
                    else:
                        connection.execute("UPDATE document SET case_name = 'Child Z' WHERE id = ?", (first,))
            return suggest(pages, case, today=today)

        changed: list[str] = []
        monkeypatch.setattr("harvester.coding.suggest", meanwhile)
        suggest_codings(catalogue)
        assert changed
        with catalogue.reading() as connection:
            row = connection.execute("SELECT by FROM coded WHERE document_id = ?", (first,)).fetchone()
        assert row is None if change == "down" else row["by"].endswith("|Child Z")


def test_what_is_not_kept_of_one_review_is_what_will_be(data: Path) -> None:
    with Catalogue.open(data / "catalogue.db") as catalogue:
        with catalogue.reading() as connection:
            reviews = [row["id"] for row in connection.execute("SELECT id FROM reviews ORDER BY id")]
        told = {name: found for one in reviews for name, found in not_kept(catalogue, one).items()}
        suggest_codings(catalogue)
        kept: dict[str, list[tuple[str, str, int]]] = {}
        assert not any(not_kept(catalogue, one) for one in reviews)
        with catalogue.reading() as connection:
            for row in connection.execute("SELECT * FROM coding_suggestion ORDER BY document_id, position"):
                kept.setdefault(row["document_id"], []).append((row["field"], row["value"], row["page"]))
    assert {k: [(s.field, s.value, s.page) for s in v] for k, v in told.items() if v} == kept


def test_older_rules_and_new_readings_count_as_nothing(data: Path) -> None:
    with Catalogue.open(data / "catalogue.db") as catalogue:
        suggest_codings(catalogue)
        with catalogue.writing() as connection:
            connection.execute("UPDATE coded SET by = '0' || substr(by, instr(by, '|'))")
        assert to_come(catalogue) == suggest_codings(catalogue) > FEW
        with catalogue.writing() as connection:
            (sha256,) = connection.execute(
                "SELECT d.sha256 FROM coded c JOIN document d ON d.id = c.document_id LIMIT 1"
            ).fetchone()
            connection.execute("UPDATE extract SET at = '2026-12-01T00:00:00Z' WHERE sha256 = ?", (sha256,))
        assert 0 < suggest_codings(catalogue) < 5


def test_processes_are_ended(data: Path) -> None:
    before = set(psutil.Process().children(recursive=True))
    with Catalogue.open(data / "catalogue.db") as catalogue:
        suggest_codings(catalogue, processes=2)
    assert not set(psutil.Process().children(recursive=True)) - before
