"""`harvester codings`: what is new is read for codings, and it says how much."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest

from harvester.catalogue import Catalogue
from harvester.cli import run
from tests.study.samples import make


@pytest.fixture
def data(tmp_path: Path) -> Path:
    made = make(tmp_path / "data", 4)
    with Catalogue.open(made.catalogue) as catalogue, catalogue.writing() as connection:
        connection.execute("DELETE FROM coded")
        connection.execute("DELETE FROM coding_suggestion")
    return made.root


def test_it_suggests_what_is_missing_once(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--data", str(data), "codings", "--dry-run"]) == 0
    assert capsys.readouterr().out == "0 texts read for codings, 4 to come.\n"
    assert run(["--data", str(data), "codings", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"read": 4, "to_come": 0}
    assert run(["--data", str(data), "codings"]) == 0
    assert capsys.readouterr().out == "0 texts read for codings, 0 to come.\n"


def test_reprocessing_suggests_unless_told_to_leave_it(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = "SELECT count(*) AS n FROM coded"
    with Catalogue.open(data / "catalogue.db") as catalogue:
        assert run(["--data", str(data), "reprocess", "--no-codings"]) == 0
        lacking = "4 texts without suggestions for codings: 'harvester codings' makes them."
        assert lacking in capsys.readouterr().out
        assert catalogue.connection.execute(made).fetchone()["n"] == 0
        assert run(["--data", str(data), "reprocess"]) == 0
        assert catalogue.connection.execute(made).fetchone()["n"]
    assert "codings" not in capsys.readouterr().out


def test_a_study_reads_what_is_new_first(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--data", str(data), "study", "--json"]) == 0
    json.loads(capsys.readouterr().out)
    with Catalogue.open(data / "catalogue.db") as catalogue:
        found = catalogue.connection.execute("SELECT count(*) AS n FROM suggested_codings").fetchone()
    assert found["n"]


def test_a_stop_says_what_to_do(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harvester.run.stopping.stoppable", lambda: contextlib.nullcontext(lambda: True))
    assert run(["--data", str(data), "codings"]) == 11
    assert capsys.readouterr().out.endswith("4 to come. Stopped: run it again for the rest.\n")
