"""What commands write where the user says: whole or not at all, and no cell of a table is a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harvester.cli.coverage import _write_csv as write_coverage
from harvester.cli.files import write_csv, write_text
from harvester.cli.reconcile import _write_csv as write_reconciled
from harvester.coverage.counts import Body, count
from harvester.durable import write_whole
from harvester.errors import DiskError, UsageError
from harvester.reconcile.values import HeldReview, Match, Standing
from harvester.vocabulary import Nation, SourceKind

FORMULA = '=HYPERLINK("http://127.0.0.1/?"&A1,"look")'


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "\t=", "\u200b=", "\uff1d"])
def test_no_cell_of_a_table_is_a_formula(tmp_path, start):
    file = tmp_path / "out.csv"
    write_csv(file, ["a", "b"], [{"a": f"{start}1+1", "b": 3, "more": "is left out"}])
    assert read(file) == [{"a": f"'{start}1+1", "b": "3"}]


def test_coverage_makes_no_formula_of_a_title(tmp_path):
    file = tmp_path / "out.csv"
    body = Body(slug="a", title=FORMULA, nation=Nation.ENGLAND, kind=SourceKind.PARTNERSHIP)
    write_coverage(file, count([body], []))
    assert read(file)[0]["title"] == f"'{FORMULA}"


def test_reconcile_makes_no_formula_of_a_title(tmp_path):
    file = tmp_path / "out.csv"
    write_reconciled(
        file,
        [
            Match(
                standing=Standing.HELD_ONLY,
                held=HeldReview(id="r1", publishers=("birch", "elm"), title=title),
            )
            for title in (FORMULA, "-1+1", "Child A")
        ],
    )
    rows = read(file)
    assert [row["review"] for row in rows] == [f"'{FORMULA}", "'-1+1", "Child A"]
    assert rows[2]["publishers"] == "birch; elm"
    assert rows[2]["copy_held"] == "no"
    assert rows[2]["year"] == ""


def test_a_table_that_fails_half_way_leaves_the_old_one(tmp_path):
    file = tmp_path / "out.csv"
    file.write_text("old", encoding="utf-8")

    def rows() -> Iterator[dict[str, Any]]:
        yield from ({"a": "x" * 100} for _ in range(9000))  # more than is written at once
        raise KeyError("a row that cannot be made")

    with pytest.raises(KeyError):
        write_csv(file, ["a"], rows())
    assert file.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_disk_that_refuses_leaves_no_draft(tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(DiskError, match="taken"):
        write_whole(tmp_path / "taken", b"a folder is in the way")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="is no folder"):
        write_text(tmp_path / "none" / "a.txt", "")
    with pytest.raises(UsageError, match="is no folder"):
        write_csv(tmp_path / "none" / "a.csv", ["a"], [])
