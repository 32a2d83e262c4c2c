"""The demo: harvests the sample web whole, and never empties a directory that is not its own."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from harvester.catalogue import Catalogue
from harvester.cli import cli
from harvester.cli.demo import MARK, _directory, _periods, prepare
from harvester.cli.demo_figures import figures
from harvester.errors import UsageError
from harvester.evaluate.sites import evaluate
from harvester.paths import DataDirectory
from harvester.sample import sample_truth


@pytest.fixture(scope="module")
def harvest(tmp_path_factory: pytest.TempPathFactory) -> tuple[DataDirectory, Result]:
    data = DataDirectory(tmp_path_factory.mktemp("demo") / "look")
    return data, CliRunner().invoke(cli, ["--data", str(data.root), "demo"], standalone_mode=False)


def test_it_ends_well_and_says_what_to_do_next(harvest: tuple[DataDirectory, Result]) -> None:
    data, result = harvest
    assert result.exception is None
    assert result.return_value == 0  # the blocked site is there on purpose
    for words in (
        "Ashcombe Safeguarding",
        "robots.txt",
        "documents by type",
        "referral form for a practice",  # a decoy that stands beside reviews
        f"--data {data.root} find",
        f"--data {data.root} show d",
        "sqlite3",
    ):
        assert words in result.output, words


def test_it_finds_what_the_sample_web_holds(harvest: tuple[DataDirectory, Result]) -> None:
    data, _ = harvest
    with sample_truth() as truth:
        report = evaluate(data.catalogue, truth)
    assert report.overall.recall >= 0.97, report.problems
    assert report.overall.precision >= 0.97, report.problems
    assert report.overall.pages_per_document <= 5
    assert report.outcomes.rate == 1
    assert report.grouping.f1 >= 0.95
    assert report.duplicates.f1 >= 0.95


def test_the_figures_add_up(harvest: tuple[DataDirectory, Result]) -> None:
    with Catalogue.open(harvest[0].catalogue, create=False, read_only=True) as catalogue:
        found = figures(catalogue)
    assert sum(area.documents for area in found.areas) == found.documents
    assert sum(number for _, number in found.types) == found.documents
    assert sum(number for _, number in found.years) == found.documents
    assert {row.outcome for row in found.withheld} == {"gone", "robots_denied", "encrypted", "image_only"}
    assert {area.outcome for area in found.areas} == {"ok", "empty", "blocked"}


def test_running_it_again_starts_afresh(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path / "new")
    prepare(data)
    (data.runs / "1").mkdir(parents=True)
    data.catalogue.write_bytes(b"old")
    (data.root / "my notes.txt").write_text("mine")
    prepare(data)
    assert not data.runs.exists()
    assert not data.catalogue.exists()
    assert (data.root / "my notes.txt").read_text() == "mine"


def test_it_never_touches_what_no_demo_made(tmp_path: Path) -> None:
    (tmp_path / "catalogue.db").write_bytes(b"somebody's harvest")
    with pytest.raises(UsageError, match="did not make"):
        prepare(DataDirectory(tmp_path))
    assert (tmp_path / "catalogue.db").read_bytes() == b"somebody's harvest"
    assert not (tmp_path / MARK).exists()
    with pytest.raises(UsageError, match="is a file"):
        prepare(DataDirectory(tmp_path / "catalogue.db"))


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (["demo"], {}, "demo-data"),
        (["--data", "x", "demo"], {}, "x"),
        (["demo", "--data", "y"], {}, "y"),
        (["demo"], {"HARVESTER_DATA": "z"}, "z"),
        (["--data", "data", "demo"], {}, "data"),
    ],
)
def test_it_goes_where_it_is_told(
    arguments: list[str], environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[str] = []

    def stop(ctx: click.Context) -> DataDirectory:
        went.append(str(_directory(ctx).root))
        raise UsageError("far enough")

    monkeypatch.setattr("harvester.cli.demo._directory", stop)
    CliRunner(env=environment).invoke(cli, arguments)
    assert went == [expected]


def test_years_are_shown_in_threes() -> None:
    rows = [("2013", 2), ("2014", 1), ("2016", 4), ("?", 3)]
    assert _periods(rows) == [("2013–2015", 3), ("2016–2018", 4), ("no date", 3)]


def test_json_is_json() -> None:
    from harvester.cli.demo_figures import TurnedAway
    from harvester.cli.plain import echo_json

    @click.command()
    def show() -> None:
        echo_json({"found": TurnedAway(source="a", words="b", reason="c")})

    assert json.loads(CliRunner().invoke(show).output)["found"]["words"] == "b"


def test_there_is_something_to_code(harvest: tuple[DataDirectory, Result]) -> None:
    with (
        Catalogue.open(harvest[0].catalogue, create=False, read_only=True) as catalogue,
        catalogue.reading() as db,
    ):
        coded = dict(
            db.execute("SELECT field, COUNT(DISTINCT review_id) FROM suggested_codings GROUP BY field")
        )
        two_ends = db.execute(
            "SELECT review_id FROM suggested_codings WHERE field IN ('outcome', 'incident_date') "
            "GROUP BY review_id, field HAVING COUNT(DISTINCT value) > 1"
        ).fetchall()
    assert {"age_band", "sex", "outcome", "harm_type", "method", "family_involved", "incident_date"} <= set(
        coded
    )
    assert min(coded.values()) >= 10
    assert not two_ends  # the documents of a review agree
