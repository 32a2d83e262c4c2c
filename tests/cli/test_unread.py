"""Files that were fetched and not read yet are told wherever nothing would be found for want of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harvester.catalogue import Catalogue
from harvester.cli import run
from harvester.cli.progress import print_report
from harvester.paths import DataDirectory
from harvester.run import RunReport
from harvester.run.lock import hold
from tests.study.samples import make

WAIT = "2 files are not read yet: 'harvester reprocess' reads them.\n"


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    """Four documents, of which two were never read."""
    made = make(tmp_path / "data", 4)
    with Catalogue.open(made.catalogue) as catalogue, catalogue.writing() as connection:
        connection.execute("DELETE FROM extract WHERE sha256 IN (SELECT sha256 FROM extract LIMIT 2)")
    return made


@pytest.mark.parametrize("words", [("find", "nowhereatall"), ("status",), ("coverage",)])
def test_who_finds_nothing_hears_of_files_that_wait(
    words: tuple[str, ...], data: DataDirectory, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(data.root), *words]) == 0
    assert capsys.readouterr().out.endswith(WAIT)


def test_codings_say_it_beside_their_numbers(data: DataDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--data", str(data.root), "codings", "--dry-run", "--json"]) == 0
    said = capsys.readouterr()
    assert set(json.loads(said.out)) == {"read", "to_come"}
    assert said.err == WAIT


def test_a_run_that_did_not_group_counts_the_reviews_that_there_are(
    data: DataDirectory, capsys: pytest.CaptureFixture[str]
) -> None:
    with Catalogue.open(data.catalogue) as catalogue:
        reviews = catalogue.connection.execute("SELECT count(*) AS n FROM reviews").fetchone()["n"]
    assert reviews
    report = RunReport(run_id=7, exit_code=0, reason="all well")
    print_report(report, data)
    said = capsys.readouterr().out
    assert f"{reviews} reviews in the catalogue.\n" in said
    assert WAIT in said
    print_report(report, data, as_json=True)
    assert json.loads(capsys.readouterr().out)["reviews"] == reviews


def test_nothing_is_said_when_all_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = make(tmp_path / "data", 2)
    assert run(["--data", str(made.root), "find", "nowhereatall"]) == 0
    assert "not read" not in capsys.readouterr().out


def test_nobody_is_sent_to_read_while_a_run_is_under_way(
    data: DataDirectory, capsys: pytest.CaptureFixture[str]
) -> None:
    with hold(data, "crawl"):
        assert run(["--data", str(data.root), "status"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("2 files are not read yet: process ")
    assert last.endswith(" (crawl) is at work.")
