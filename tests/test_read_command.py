"""`harvester read`: keys, order, outcomes and errors of the contract."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from harvester.cli.read import read
from harvester.errors import UsageError
from tests.makers.pdf import Report, make_pdf

if TYPE_CHECKING:
    from pathlib import Path

KEYS = [
    "path", "outcome", "media_type", "pages", "title", "review_type", "role", "case_name", "authors", "board",
    "published", "published_precision", "completed", "language", "evidence",
]  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    covers = {
        "one.pdf": [
            "Northmoor Safeguarding Children Board",
            "Serious Case Review",
            "Child X",
            "Author: Helen March",
            "Published 3 May 2016",
        ],
        "two.pdf": ["SCR", "Child F", "Executive Summary", "October 2014"],
    }
    paths = {}
    for name, lines in covers.items():
        paths[name] = tmp_path / name
        paths[name].write_bytes(
            make_pdf(Report(cover=lines, body=["The review of the family and of services."]))
        )
    paths["not.pdf"] = tmp_path / "not.pdf"
    paths["not.pdf"].write_bytes(b"")
    return paths


def run(*arguments: object) -> Result:
    return CliRunner().invoke(read, [str(a) for a in arguments])


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_line_each_in_order(files: dict[str, Path]) -> None:
    result = run(files["two.pdf"], files["one.pdf"], files["not.pdf"])
    assert result.exit_code == 0, result.output
    two, one, empty = rows(result)
    assert [list(r) for r in (two, one, empty)] == [KEYS] * 3
    assert (two["path"], one["path"]) == (str(files["two.pdf"]), str(files["one.pdf"]))
    assert (one["title"], one["authors"], one["published"]) == (
        "Serious Case Review Child X",
        ["Helen March"],
        "2016-05-03",
    )
    assert (one["published_precision"], one["board"]) == ("day", "Northmoor Safeguarding Children Board")
    assert (one["outcome"], one["media_type"], one["pages"], one["language"]) == (
        "ok",
        "application/pdf",
        2,
        "en",
    )
    assert (two["completed"], two["role"], two["review_type"]) == ("2014-10", "executive_summary", "scr")
    assert (empty["outcome"], empty["title"], empty["authors"]) == ("empty", None, [])
    evidence = next(e for e in one["evidence"] if e["field"] == "published")
    assert evidence["origin"] == "cover"
    assert evidence["page"] == 1
    assert len(evidence["box"]) == 4


def test_a_missing_file_is_named_and_the_others_are_read(files: dict[str, Path], tmp_path: Path) -> None:
    result = run(files["one.pdf"], tmp_path / "gone.pdf", tmp_path, files["two.pdf"])
    assert [r["path"] for r in rows(result)] == [str(files["one.pdf"]), str(files["two.pdf"])]
    assert isinstance(result.exception, UsageError)
    assert result.exception.exit_code == 2
    assert f"{tmp_path / 'gone.pdf'}: no such file" in result.stderr
    assert "is a directory" in result.stderr


def test_text_and_source(files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "brae.yaml").write_text(
        "slug: brae\ntitle: Brae Child Protection Committee\nnation: scotland\nkind: committee\n"
        "authorities: [S12000033]\naliases: []\nhomepage: http://127.0.0.1:8000/\nstart: []\nhosts: []\n"
        "platform: generic\nstatus: live\nexpect: {documents: {min: 0, max: 9}}\nchecked: 2026-01-01\n"
    )
    for given in (["--sources", tmp_path], []):
        if not given:  # as every command: what is configured counts
            monkeypatch.setenv("HARVESTER_SOURCES", str(tmp_path))
        result = run(files["two.pdf"], "--text", "--source", "brae", *given)
        assert result.exit_code == 0, result.output
        (row,) = rows(result)
        assert row["review_type"] == "sig_cr"
        assert len(row["text"]) == row["pages"] == 2


def test_an_unknown_source_is_refused(files: dict[str, Path]) -> None:
    result = run(files["one.pdf"], "--source", "norfolkk")
    assert isinstance(result.exception, UsageError)
    assert "did you mean norfolk?" in str(result.exception)


def test_no_file_is_a_usage_error() -> None:
    assert run().exit_code == 2
