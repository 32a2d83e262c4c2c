"""Runs that nothing interrupts: the same end however they are cut up, and one exit code for each end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.run.conftest import Farm
from tests.run.farm import ROOT, ask, dead, end_state, environment, files_sound, run


def test_a_crawl_harvests_to_the_end_and_says_so(farm: Farm) -> None:
    assert len(farm.state["documents"]) == len(farm.state["reviews"]) == 8
    assert files_sound(farm.reference)
    rows = ask(
        farm.reference,
        "SELECT source, case_name, published, review_type, role, status, fetch_outcome, text_outcome "
        "FROM documents WHERE case_name = 'Child Violet'",
    )
    assert rows == [
        ("ashby", "Child Violet", "2016-03", "scr", "overview_report", "new", "ok", "ok"),
    ]
    (finished,) = ask(farm.reference, "SELECT finished IS NOT NULL, exit_code, reason FROM runs")
    assert finished == (1, 0, "all well")
    sources = ask(farm.reference, "SELECT source, outcome, documents_new FROM run_sources ORDER BY source")
    assert sources == [("ashby", "ok", 6), ("birch", "ok", 2)]


def test_a_second_night_finds_nothing_new_and_reports_it_as_json(farm: Farm, data: Path) -> None:
    assert run(*farm.crawl(data, "--processes", "2", "--concurrency", "1")).returncode == 0
    assert end_state(data) == farm.state
    again = run(*farm.crawl(data, "--json"))
    assert again.returncode == 0
    assert again.stderr == ""
    report = json.loads(again.stdout)
    assert {row["source"]: row["documents_new"] for row in report["sources"]} == {"ashby": 0, "birch": 0}
    assert [row["documents_listed"] for row in report["sources"]] == [6, 2]
    assert end_state(data)["documents"] == farm.state["documents"]


def test_a_crawl_suggests_codings_unless_told_to_leave_them(farm: Farm, data: Path) -> None:
    coded = "SELECT document_id FROM coded ORDER BY document_id"
    made = ask(farm.reference, coded)
    assert made
    assert run(*farm.crawl(data, "--no-codings")).returncode == 0
    assert ask(data, coded) == []
    left = json.loads(run("--data", data, "codings", "--json").stdout)
    assert left == {"read": len(made), "to_come": 0}
    assert ask(data, coded) == made


def test_fetched_only_and_read_later_comes_to_the_same(farm: Farm, data: Path) -> None:
    fetched = run(*farm.crawl(data, "--no-read"))
    assert fetched.returncode == 0
    assert "0 files read" in fetched.stdout
    assert ask(data, "SELECT count(*) FROM pages") == [(0,)]
    read = run("reprocess", HARVESTER_DATA=str(data))
    assert read.returncode == 0, read.stderr
    assert "8 files read" in read.stdout
    assert end_state(data) == farm.state


def test_one_site_down_leaves_the_other_whole(farm: Farm, data: Path, tmp_path: Path) -> None:
    farm.birch.declare(tmp_path / "sources")
    dead(tmp_path / "sources", "cedar", 7)
    done = run(
        *("--data", data, "crawl", "--sources", tmp_path / "sources"),
        *("--allow-host", "127.0.0.0/8", "--delay", "0"),
    )
    assert done.returncode == 3
    assert "cedar (failed)" in done.stdout
    assert dict(ask(data, "SELECT source, outcome FROM run_sources")) == {"birch": "ok", "cedar": "failed"}
    assert ask(data, "SELECT count(*) FROM documents WHERE sha256 IS NOT NULL") == [(2,)]
    # A host that only --allow-host's networks cover needs no contact; one outside them does.
    outside = run("--data", data, "crawl", "norfolk", "--allow-host", "127.0.0.0/8")
    assert outside.returncode == 4


def test_three_unreachable_sources_are_a_network_that_is_down(data: Path, tmp_path: Path) -> None:
    for number, slug in enumerate(("one", "two", "three")):
        dead(tmp_path / "sources", slug, 11 + number)
    done = run(
        *("--data", data, "crawl", "--sources", tmp_path / "sources", "--json"),
        *("--allow-host", "127.0.0.0/8", "--delay", "0"),
    )
    assert done.returncode == 9
    assert {row["outcome"] for row in json.loads(done.stdout)["sources"]} == {"failed"}


def test_a_spent_budget_is_capped_and_no_failure(farm: Farm, data: Path) -> None:
    done = run(*farm.crawl(data, "ashby", "--max-pages", "1"))
    assert done.returncode == 0
    assert ask(data, "SELECT source, outcome, pages_fetched FROM run_sources") == [("ashby", "capped", 1)]


def test_what_lies_in_the_current_directory_is_no_module_of_ours(
    farm: Farm, data: Path, tmp_path: Path
) -> None:
    for name in ("h2", "scrapy", "lxml", "harvester"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a stranger was imported')\n")
    command = Path(sys.executable).with_name("harvester")
    arguments = [str(one) for one in farm.crawl(data, "birch")]
    given = {name: value for name, value in environment().items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(command), *arguments],
        cwd=tmp_path, env=given, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout


def test_scrapy_itself_lists_and_crawls(farm: Farm, data: Path) -> None:
    settings = {
        "HARVESTER_SOURCES": str(farm.sources),
        "HARVESTER_DATA": str(data),
        "HARVESTER_ALLOW_HOSTS": "127.0.0.0/8",
        "HARVESTER_DELAY": "0",
    }
    options = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]

    def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "scrapy", *arguments, *options],
            cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip

    assert scrapy("list").stdout.split() == ["ashby", "birch"]
    crawled = scrapy("crawl", "birch")
    assert crawled.returncode == 0, crawled.stderr
    assert ask(data, "SELECT source, outcome, documents_new FROM run_sources") == [("birch", "ok", 2)]
    assert files_sound(data)
    assert any((data / "files").iterdir())
