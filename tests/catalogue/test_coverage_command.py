"""`harvester coverage` over a small catalogue: what is held, refused, unavailable; table, CSV, page."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner, Result
from harvests import EASTVALE, NORTHMOOR, A, B

from harvester.catalogue import Decision, append_decision
from harvester.cli.coverage import coverage
from harvester.errors import DiskError, UsageError
from harvester.paths import DataDirectory
from harvester.records import Grouping, ReviewGroup
from harvester.vocabulary import Nation, Outcome, ReviewType

AT = "2026-02-01T10:00:00Z"
C = "https://northmoor.example/files/c.pdf"


@pytest.fixture
def ask(tmp_path):
    def run(*arguments: object) -> Result:
        result = CliRunner().invoke(coverage, [str(a) for a in arguments], obj=DataDirectory(tmp_path))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def filled(harvest):
    harvest.start(NORTHMOOR, EASTVALE)
    harvest.link(A, "Child A")
    harvest.fetch(A, "Learning about supervision")
    harvest.link(B, "Child B")
    harvest.fetch(B, body=None, outcome=Outcome.ROBOTS_DENIED, message="robots.txt")
    harvest.link(C, "Child C")
    harvest.fetch(C, body=None, outcome=Outcome.GONE, status=404)
    harvest.finish()
    ids = {row["url"]: row["id"] for row in harvest.rows("documents")}
    harvest.ids = ids

    def group(url: str, *publishers: str, year: int | None, kind: ReviewType) -> ReviewGroup:
        return ReviewGroup(
            id="r" + ids[url][1:],
            source="northmoor",
            nation=Nation.ENGLAND,
            review_type=kind,
            case_name=None,
            title="A review",
            year=year,
            document_ids=(ids[url],),
            publishers=publishers,
        )

    reviews = (
        group(A, "northmoor", "eastvale", year=2016, kind=ReviewType.SCR),
        group(B, "northmoor", year=2019, kind=ReviewType.CSPR),
        group(C, "northmoor", year=None, kind=ReviewType.SAR),
    )
    decided = Grouping(
        reviews=reviews,
        duplicate_of={},
        replaces={},
        publisher={},
        foreign=frozenset(),
        reasons={},
    )
    harvest.catalogue.save_grouping(decided, harvest.now())
    return harvest


def test_each_state_under_each_publisher(ask, filled):
    rows = json.loads(ask("--json").output)
    seen = {(row["body"], row["year"], row["review_type"]): row for row in rows}
    assert set(seen) == {
        ("eastvale", 2016, "scr"),
        ("northmoor", 2016, "scr"),
        ("northmoor", 2019, "cspr"),
        ("northmoor", None, "sar"),
    }
    assert seen["eastvale", 2016, "scr"]["held"] == seen["northmoor", 2016, "scr"]["held"] == 1
    assert seen["northmoor", 2019, "cspr"]["refused"] == 1
    assert seen["northmoor", None, "sar"]["unavailable"] == 1
    assert seen["northmoor", 2016, "scr"]["last_outcome"] == "ok"
    assert seen["eastvale", 2016, "scr"]["last_outcome"] is None


def test_the_table(ask, filled):
    text = ask().output
    assert "northmoor" in text
    assert "2016–2019" in text
    assert "3 reviews known: 1 held; 1 refused by robots.txt; 1 listed, not to be had" in " ".join(
        text.split()
    )


def test_narrowed_by_kind_and_nation(ask, filled):
    rows = json.loads(ask("--json", "--type", "sar", "--nation", "england").output)
    assert [(row["body"], row["unavailable"]) for row in rows] == [("northmoor", 1)]
    rows = json.loads(ask("--json", "--type", "dhr").output)
    assert [row["review_type"] for row in rows] == [None, None]


def test_bodies_of_which_nothing_is_known_are_counted_and_shown_on_demand(ask, filled):
    assert "Nothing is known of 1 other body (--all)." in " ".join(
        ask("--nation", "wales", "--type", "sar").output.split()
    )
    assert "eastvale" in ask("--nation", "wales", "--type", "sar", "--all").output


def test_a_rejected_document_proves_no_review(ask, filled, tmp_path):
    decision = Decision(
        document_id=filled.ids[C], field="status", value="rejected", reason="a form", who="librarian", at=AT
    )
    append_decision(DataDirectory(tmp_path), decision, filled.catalogue)
    assert all(row["unavailable"] == 0 for row in json.loads(ask("--json").output))


def test_files(ask, filled, tmp_path):
    table, page = tmp_path / "out.csv", tmp_path / "out.html"
    page.write_text("old", encoding="utf-8")
    assert f"Wrote {table}." in ask("--csv", table, "--html", page).output.replace("\n", "")
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["body"] for row in rows] == ["eastvale", "northmoor", "northmoor", "northmoor"]
    assert rows[1]["held"] == "1"
    assert "Northmoor Safeguarding Partnership: 1 held" in page.read_text(encoding="utf-8")
    assert not list(tmp_path.glob(".*.tmp"))


def test_a_folder_that_is_not_there(ask, filled, tmp_path):
    with pytest.raises(UsageError, match="is no folder"):
        ask("--csv", tmp_path / "none" / "out.csv")
    (tmp_path / "taken").mkdir()
    with pytest.raises((DiskError, UsageError)):
        ask("--html", tmp_path / "taken" / ".." / "taken" / "x" / "out.html")


def test_declared_bodies_join_in_when_one_of_them_was_harvested(ask, filled, tmp_path):
    folder = tmp_path / "sources"
    folder.mkdir()
    text = "slug: {0}\ntitle: {0}\nnation: wales\nhomepage: http://127.0.0.1/{0}/\nstatus: {1}\nnote: why\n"
    for slug, status in (("farmoor", "live"), ("lostmoor", "paused")):
        (folder / f"{slug}.yaml").write_text(text.format(slug, status), encoding="utf-8")
    shown = ask("--sources", folder, "--all").output
    assert "farmoor" in shown
    assert "never (paused)" in shown
    assert "farmoor" not in ask("--all").output
