"""`harvester study` over a catalogue: the flow, the look back, the folder, the plots."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from harvester.catalogue import Catalogue
from harvester.catalogue.acts import merge_reviews
from harvester.catalogue.deciding import decide
from harvester.catalogue.screening import reason_of, screening
from harvester.cli import cli
from harvester.errors import UsageError
from harvester.paths import DataDirectory
from harvester.study import plots
from harvester.study.prisma import boxes, sums_up
from tests.study import samples

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> DataDirectory:
    """Twelve documents: eight accepted and coded, one rejected, one held, two waiting."""
    data = samples.make(tmp_path_factory.mktemp("study"), 12)
    samples.status(data, "substr(url, -5, 1) IN ('0', '1', '2', '3') AND url NOT LIKE '%/1_.pdf'", "accepted")
    samples.status(data, "substr(url, -5, 1) IN ('4', '5', '6', '7')", "accepted", at="2026-03-01")
    samples.status(
        data, "substr(url, -5, 1) = '8'", "rejected", reason="not_a_review: minutes", at="2026-03-02"
    )
    samples.status(data, "substr(url, -5, 1) = '9'", "held", at="2026-03-02")
    samples.code_all(data)
    return data


@pytest.fixture
def run(coded: DataDirectory) -> Run:
    def call(*words: str) -> Result:
        return CliRunner().invoke(cli, ["--data", str(coded.root), "study", *words], catch_exceptions=False)

    return call


@pytest.fixture(scope="module")
def folder(coded: DataDirectory, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("studies")
    words = ["--data", str(coded.root), "study", str(root)]
    assert CliRunner().invoke(cli, words, catch_exceptions=False).exit_code == 0
    return (root / "latest").resolve()


def figures(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def table(told: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in told["tables"] if one["name"] == name)


# ---------------------------------------------------------------- the flow


def test_the_flow_comes_from_what_was_decided(run: Run) -> None:
    told = figures(run("--json"))["screening"]
    assert told["identified"] == told["from_sites"] == 12
    assert told["excluded"] == {"not_a_review": 1}
    assert (told["held"], told["waiting"], told["screened"]) == (1, 2, 10)
    assert (told["sought"], told["included"], told["not_retrieved"]) == (8, 8, 0)
    assert (told["reviews"], told["screeners"]) == (8, 1)
    assert (told["first"][:10], told["last"][:10]) == ("2026-02-01", "2026-03-02")


def test_nothing_is_lost_between_two_boxes(coded: DataDirectory) -> None:
    from harvester.study.gather import flow

    with Catalogue.open(coded.catalogue, create=False, read_only=True) as catalogue:
        found = flow(catalogue.connection, [])
    assert sums_up(found)
    words = [line for box in boxes(found) for line in (*box.lines, *box.aside)]
    assert "Excluded: 1" in words
    assert "  Not a review: 1" in words
    assert "Not screened yet: 2" in words


@pytest.mark.parametrize(
    ("reason", "word"),
    [("not_a_review", "not_a_review"), ("other: odd", "other"), ("typed by hand", "other"), ("", "other")],
)
def test_reasons(reason: str, word: str) -> None:
    assert reason_of(reason) == word


def test_a_verdict_that_was_changed_counts_as_its_last_and_is_told(tmp_path: Path) -> None:
    data = samples.make(tmp_path, 2)
    samples.status(data, "1", "accepted")
    samples.status(data, "url LIKE '%0.pdf'", "rejected", reason="duplicate", at="2026-02-03")
    with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
        counts = screening(catalogue.connection)
    assert (counts.accepted, counts.excluded, counts.changed) == (1, {"duplicate": 1}, 1)


# ---------------------------------------------------------------- counting


def test_only_confirmed_codings_are_values_and_both_counts_stand_there(
    run: Run, coded: DataDirectory
) -> None:
    told = figures(run("--json"))
    with Catalogue.open(coded.catalogue, create=False, read_only=True) as catalogue:
        rows = catalogue.connection.execute(
            """SELECT value, count(*) AS number FROM codings
            WHERE field = 'outcome' AND origin = 'confirmed'
                AND review_id IN (SELECT review_id FROM documents WHERE status = 'accepted') GROUP BY 1"""
        ).fetchall()
        suggested = catalogue.connection.execute(
            "SELECT count(*) FROM codings WHERE field = 'age_band' AND origin = 'suggested'"
        ).fetchone()[0]
    values = {
        row["value"]: row["people"] for row in table(told, "outcome")["rows"] if row["kind"] != "not_coded"
    }
    assert {row["value"]: row["number"] for row in rows}.items() <= values.items()
    progress = {row["value"]: row for row in table(told, "coding")["rows"]}
    assert 0 < progress["age_band"]["suggested only"] <= suggested
    assert sum(progress["age_band"][name] for name in ("confirmed", "suggested only", "neither")) == 8


def test_a_part_of_the_catalogue(run: Run) -> None:
    told = figures(run("--json", "--type", "sar", "--years", "2014-2016"))
    assert [row["value"] for row in table(told, "by_type")["rows"] if row["kind"] == "value"] == ["sar"]
    assert told["about"]["scope"] == "Safeguarding adult review; all nations; published 2014 to 2016"
    assert figures(run("--json", "--nation", "wales"))["counts"]["reviews"] == 4
    assert figures(run("--json", "--nation", "scotland"))["counts"]["reviews"] == 0


def test_looking_back_to_a_day(run: Run) -> None:
    assert figures(run("--json", "--as-at", "2026-02-15"))["counts"]["reviews"] == 4
    before = figures(run("--json", "--as-at", "2026-02-01"))
    assert table(before, "outcome")["confirmed"] == 0
    assert table(before, "outcome")["suggested_only"] == 4
    assert figures(run("--json", "--as-at", "2025-12-31"))["screening"]["identified"] == 0


def test_small_numbers_may_be_withheld(run: Run) -> None:
    told = figures(run("--json", "--suppress", "5"))
    rows = table(told, "harm_type")["rows"]
    assert any(row["reviews"] is None for row in rows)
    assert all(row["reviews"] is None or row["reviews"] == 0 or row["reviews"] >= 5 for row in rows)
    assert all(row["reviews"] is not None for row in table(told, "by_nation")["rows"])


def test_a_coding_follows_its_review_into_another(tmp_path: Path) -> None:
    data = samples.make(tmp_path, 2)
    samples.status(data, "1", "accepted")
    first, second = samples.reviews(data)
    with Catalogue.open(data.catalogue, create=False) as catalogue:
        (name,) = catalogue.connection.execute(
            "SELECT id FROM documents WHERE review_id = ?", (first,)
        ).fetchone()
        said = json.dumps({"value": "died", "document_id": name, "page": 1})
        from harvester.catalogue.deciding import Change

        decide(
            data,
            catalogue,
            [Change("review", first, "coding:outcome", said)],
            who="l",
            at="2026-02-02T00:00:00Z",
        )
        decide(data, catalogue, merge_reviews([name], second, ""), who="l", at="2026-02-03T00:00:00Z")
        samples.regroup(catalogue)
        rows = catalogue.connection.execute(
            "SELECT review_id, value FROM codings WHERE field = 'outcome' AND origin = 'confirmed'"
        ).fetchall()
    assert [tuple(row) for row in rows] == [(second, "died")]


@pytest.mark.parametrize("words", [["--years", "2020-2019"], ["--years", "x"], ["--as-at", "2999-01-01"]])
def test_nonsense_is_refused(coded: DataDirectory, words: list[str]) -> None:
    result = CliRunner().invoke(cli, ["--data", str(coded.root), "study", *words])
    assert result.exit_code == 2 or isinstance(result.exception, UsageError)


def test_without_a_folder_the_tables_are_shown(run: Run) -> None:
    said = run().output
    assert "Themes of learning" in said
    assert "8 reviews" in said


# ---------------------------------------------------------------- the folder


def test_the_folder_is_whole_and_is_not_changed(folder: Path) -> None:
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {"SHA256SUMS"}
    assert set(sums) == names
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
        assert not (folder / name).stat().st_mode & 0o222
    assert {"README.md", "tables.md", "study.json", "frame.csv", "codings.csv", "reviews.csv"} <= names
    assert {
        f"plots/{name}.{kind}" for name in ("prisma", "by_year", "theme") for kind in ("svg", "png")
    } <= names


def test_the_readme_says_how_to_cite_and_what_is_counted(folder: Path) -> None:
    text = (folder / "README.md").read_text()
    assert "## How to cite" in text
    assert f"tables as at {folder.name}" in text
    assert "| Reviews (cases reviewed) | 8 |" in text
    assert "is never counted as a value" in text


def test_csv_files_can_be_read_and_take_no_formula(folder: Path) -> None:
    for path in folder.rglob("*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        assert len({len(row) for row in rows}) == 1, path.name
        assert not any(cell.startswith(("=", "+", "@", "-")) for row in rows for cell in row), path.name
    text = (folder / "tables" / "by_area.csv").read_text()
    assert "'=Eastvale Board" in text


def test_a_second_study_of_a_day_is_a_folder_of_its_own_with_the_same_plots(
    coded: DataDirectory, folder: Path
) -> None:
    words = ["--data", str(coded.root), "study", str(folder.parent)]
    assert CliRunner().invoke(cli, words, catch_exceptions=False).exit_code == 0
    again = (folder.parent / "latest").resolve()
    assert again != folder
    for path in sorted((folder / "plots").iterdir()):
        assert path.read_bytes() == (again / "plots" / path.name).read_bytes(), path.name
    for path in sorted((folder / "tables").iterdir()):
        assert path.read_bytes() == (again / "tables" / path.name).read_bytes(), path.name


def test_a_look_back_does_not_lead(coded: DataDirectory, tmp_path: Path) -> None:
    words = ["--data", str(coded.root), "study", str(tmp_path), "--as-at", "2026-02-15", "--suppress", "5"]
    assert CliRunner().invoke(cli, words, catch_exceptions=False).exit_code == 0
    made = tmp_path / "as-at-2026-02-15"
    assert not (tmp_path / "latest").exists()
    assert not (made / "codings.csv").exists()  # single codings say more than tables
    assert "withheld" in (made / "tables.md").read_text()


# ---------------------------------------------------------------- plots


def png_pixels(body: bytes) -> tuple[int, int]:
    assert body[:8] == b"\x89PNG\r\n\x1a\n"
    assert zlib.crc32(body[12:29]) == struct.unpack(">I", body[29:33])[0]
    return struct.unpack(">II", body[16:24])


def test_plots_are_whole_and_tell_no_time(folder: Path) -> None:
    for path in (folder / "plots").iterdir():
        body = path.read_bytes()
        if path.suffix == ".png":
            width, height = png_pixels(body)
            assert 300 < width < 3000
            assert 200 < height < 6000
        else:
            root = etree.fromstring(body)
            assert root.tag.endswith("svg")
            assert b"dc:date" not in body
            assert b"<script" not in body
    words = " ".join(etree.fromstring((folder / "plots" / "prisma.svg").read_bytes()).itertext())
    assert "Documents screened: 10" in words


def lightness(colour: str) -> float:
    """Relative luminance, as WCAG has it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_parts_are_told_apart_without_colour() -> None:
    for number, (face, hatch) in enumerate(plots.PARTS):
        for other, pattern in plots.PARTS[number + 1 :]:
            high, low = sorted((lightness(face), lightness(other)), reverse=True)
            assert hatch != pattern or (high + 0.05) / (low + 0.05) >= 1.5


def test_matplotlib_is_not_imported_before_it_draws() -> None:
    code = "import sys, harvester.study.command, harvester.cli.study; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
