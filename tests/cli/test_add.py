"""`harvester add`: what it says is true, and can be done as it is written."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from harvester.cli import run


@pytest.fixture
def asked(tmp_path: Path) -> list[str]:
    return ["--data", str(tmp_path / "my data"), "add", "--source", "norfolk", "--why", "sent by the board"]


def test_where_to_look_names_the_data_directory(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.html"
    report.write_text("<html><body><h1>Serious Case Review: Child A</h1></body></html>", encoding="utf-8")
    assert run([*asked, str(report)]) == 0
    look = capsys.readouterr().out.partition("Look at it: harvester ")[2]
    assert run(shlex.split(look)) == 0
    assert "Child A" in capsys.readouterr().out


def test_trying_it_finds_a_missing_file_and_speaks_json(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*asked, str(tmp_path / "none.pdf"), "--dry-run"]) == 2
    assert "there is no such file" in capsys.readouterr().err
    (tmp_path / "some.pdf").write_bytes(b"%PDF-1.4")
    assert run([*asked, str(tmp_path / "some.pdf"), "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["source"], told["dry_run"]) == ("norfolk", True)
    assert not (tmp_path / "my data").exists()
