"""`harvester nightly` as a timer calls it: real processes, sites on loopback, one exit code for each end."""

from __future__ import annotations

import json
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import inf
from pathlib import Path
from typing import Any, Self

import pytest

from tests.run.conftest import Farm
from tests.run.farm import (
    Site,
    ask,
    dead,
    end_state,
    family,
    files_sound,
    run,
    start,
    wait_for,
    wait_until_gone,
)

CANARY = "cAnArY-0123456789"
SECRETS = {
    "HARVESTER_NOTIFY_URLS": f"json://robot:{CANARY}@127.0.0.1:9/hook/{CANARY}",
    "HARVESTER_NOTIFY_PING": f"http://127.0.0.1:9/{CANARY}",
}
QUICK = {"HARVESTER_NIGHTLY_RETRY_MINUTES": "0.01", "HARVESTER_NIGHTLY_MIN_FREE_GB": "0.1"}


def night(farm: Farm, data: Path, *more: object) -> tuple[object, ...]:
    """The arguments of a night of both sites."""
    options = ("--sources", farm.sources, "--allow-host", "127.0.0.0/8", "--delay", "0")
    return ("--data", data, "nightly", *options, *more)


def report_of(data: Path, number: int) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((data / "runs" / str(number) / "report.json").read_text("utf-8"))
    return values


def log_of(data: Path, number: int) -> list[dict[str, str]]:
    lines = (data / "runs" / str(number) / "log.jsonl").read_text("ascii").splitlines()
    return [json.loads(line) for line in lines]


def test_a_night_harvests_reports_and_ends_well(farm: Farm, data: Path) -> None:
    done = run(*night(farm, data), **QUICK)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert end_state(data) == farm.state
    assert ask(data, "SELECT id, exit_code, reason FROM runs") == [(1, 0, "all well")]
    report = report_of(data, 1)
    assert report["exit_code"] == 0
    outcomes = {step["name"]: step["outcome"] for step in report["steps"]}
    assert outcomes.pop("seal") == "left out"  # there was nothing yet that could have been sealed
    assert list(outcomes)[:6] == ["crawl", "codings", "gate", "verify", "backup", "report"]
    assert ask(data, "SELECT count(*) FROM coded") > [(0,)]
    assert "failed" not in outcomes.values()
    assert report["fetches"] == {"ok": 8}
    assert report["account"]["totals"]["new"] == 8
    assert all(source["baseline"] for source in report["account"]["sources"])
    page = (data / "runs" / "1" / "report.html").read_text("utf-8")
    assert "All well." in page
    assert "Harvested for the first time" in page
    events = [line["event"] for line in log_of(data, 1)]
    assert events[0] == "run started"
    assert events[-1] == "night ended"


def test_the_dry_run_says_what_would_be_done_and_does_nothing(farm: Farm, data: Path) -> None:
    done = run(*night(farm, data, "--dry-run"), **QUICK)
    assert done.returncode == 0
    assert done.stdout.startswith("2 sources due: ashby, birch\n")
    assert not data.exists()
    assert not farm.ashby.asked
    plan = json.loads(run(*night(farm, data, "--dry-run", "--json"), **QUICK).stdout)
    assert plan["due"] == ["ashby", "birch"]
    assert plan["problems"] == []
    short = run(*night(farm, data, "--dry-run"), HARVESTER_NIGHTLY_MIN_FREE_GB="1e9")
    assert "but: only" in short.stderr


def test_the_second_start_exits_7_at_once_and_names_the_first(farm: Farm, data: Path) -> None:
    farm.let(1)
    first = start(*night(farm, data), **QUICK)
    wait_for(farm.stuck)
    began = time.monotonic()
    second = run(*night(farm, data), **QUICK)
    assert second.returncode == 7
    assert time.monotonic() - began < 10
    assert f"in use by process {first.pid} (nightly)" in second.stderr
    assert "in use by process" in run(*night(farm, data, "--dry-run"), **QUICK).stderr
    farm.let(inf)
    first.communicate(timeout=180)
    assert first.returncode == 0


def test_sigterm_saves_what_was_done_and_the_next_night_goes_on(farm: Farm, data: Path) -> None:
    farm.let(1)
    process = start(*night(farm, data), **QUICK)
    wait_for(farm.stuck)
    everyone = family(process.pid)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    took = time.monotonic() - began
    assert process.returncode == 11, out + err
    assert took < 30
    wait_until_gone(everyone)
    assert files_sound(data)
    assert ask(data, "SELECT exit_code FROM runs") == [(11,)]
    assert report_of(data, 1)["exit_code"] == 11
    assert (data / "runs" / "1" / "report.html").exists()
    farm.let(inf)
    assert run(*night(farm, data), **QUICK).returncode == 0
    assert end_state(data) == farm.state


def test_too_little_room_ends_the_night_before_anything_is_fetched(farm: Farm, data: Path) -> None:
    done = run(*night(farm, data), HARVESTER_NIGHTLY_MIN_FREE_GB="1e9")
    assert done.returncode == 8
    assert "nightly.min_free_gb" in done.stdout
    assert not farm.ashby.asked
    assert ask(data, "SELECT exit_code FROM runs") == [(8,)]
    assert {s["name"]: s["outcome"] for s in report_of(data, 1)["steps"]}["crawl"] == "left out"


def test_a_failed_source_is_tried_again_and_then_told(farm: Farm, data: Path, tmp_path: Path) -> None:
    farm.birch.declare(tmp_path / "sources")
    dead(tmp_path / "sources", "cedar", 7)
    options = ("--sources", tmp_path / "sources", "--allow-host", "127.0.0.0/8", "--delay", "0")
    done = run("--data", data, "nightly", *options, **QUICK, **SECRETS)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "cedar: failed" in done.stdout
    report = report_of(data, 1)
    (cedar,) = (one for one in report["sources"] if one["source"] == "cedar")
    assert "tried 3 times" in cedar["message"]
    (told,) = (one for one in report["account"]["sources"] if one["source"] == "cedar")
    assert (told["nights_in_trouble"], told["outcome"]) == (1, "failed")
    assert sum(line["event"] == "waiting" for line in log_of(data, 1)) == 2
    # One night, however often it was tried.
    assert ask(data, "SELECT count(*) FROM run_sources WHERE source = 'cedar'") == [(1,)]


def test_the_network_down_as_a_whole_is_said_to_be_that(data: Path, tmp_path: Path) -> None:
    for number, slug in enumerate(("one", "two", "three")):
        dead(tmp_path / "sources", slug, 41 + number)
    options = ("--sources", tmp_path / "sources", "--allow-host", "127.0.0.0/8", "--delay", "0", "--json")
    done = run("--data", data, "nightly", *options, **QUICK, HARVESTER_NIGHTLY_RETRIES="0")
    assert done.returncode == 9
    assert json.loads(done.stdout)["exit_code"] == 9


def test_a_night_without_a_live_source_has_nothing_to_do(data: Path, tmp_path: Path) -> None:
    with Site("ashby", 44) as site:
        site.declare(tmp_path / "sources", status="paused", note="not yet")
        done = run("--data", data, "nightly", "--sources", tmp_path / "sources", **QUICK)
    assert done.returncode == 6, done.stdout + done.stderr
    assert ask(data, "SELECT exit_code FROM runs") == [(6,)]
    assert not site.asked


@pytest.mark.parametrize(
    ("text", "code"),
    [("[nightly]\nhour = 1\n", 4), ("", 4)],
)
def test_a_wrong_configuration_ends_it_before_it_begins(text: str, code: int, farm: Farm, data: Path) -> None:
    file = data.parent / "harvester.toml"
    file.write_text(text, encoding="utf-8")
    done = run("--config", file, "--data", data, "nightly", "--sources", farm.sources)
    assert done.returncode == code
    assert done.stderr.count("\n") == 1
    assert not data.exists()


def test_a_newer_catalogue_is_left_alone(farm: Farm, data: Path) -> None:
    import sqlite3
    from contextlib import closing

    data.mkdir()
    with closing(sqlite3.connect(data / "catalogue.db")) as db:
        db.executescript("CREATE TABLE t (x); PRAGMA application_id = 1213355603; PRAGMA user_version = 999")
    before = (data / "catalogue.db").read_bytes()
    assert run(*night(farm, data), **QUICK).returncode == 10
    assert (data / "catalogue.db").read_bytes() == before


class Ear:
    """Hears what is posted to it: digests and pings."""

    heard: list[tuple[str, str]]

    def __enter__(self) -> Self:
        heard: list[tuple[str, str]] = []
        self.heard = heard

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode("utf-8")
                heard.append((self.path, body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def test_people_and_the_switch_are_told(farm: Farm, data: Path) -> None:
    with Ear() as ear:
        port = ear.server.server_port
        told = {
            "HARVESTER_NOTIFY_URLS": f"json://127.0.0.1:{port}/digest",
            "HARVESTER_NOTIFY_PING": f"http://127.0.0.1:{port}/ping/0b5e2e7e",
            "HARVESTER_METRICS_FILE": str(data.parent / "harvester.prom"),
        }
        done = run(*night(farm, data), **QUICK, **told)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [path for path, _ in ear.heard] == ["/ping/0b5e2e7e/start", "/digest", "/ping/0b5e2e7e"]
    assert "8" in ear.heard[1][1]
    assert ear.heard[2][1] == "exit 0: all well"
    assert (data.parent / "harvester.prom").exists()
    names = [step["name"] for step in report_of(data, 1)["steps"]]
    assert names[-5:] == ["report", "digest", "feed", "metrics", "ping"]


def test_a_digest_that_cannot_be_sent_is_told_and_hides_nothing(farm: Farm, data: Path) -> None:
    done = run(*night(farm, data), **QUICK, **SECRETS)
    assert done.returncode == 1
    assert end_state(data) == farm.state
    report = report_of(data, 1)
    steps = {step["name"]: step for step in report["steps"]}
    assert (steps["crawl"]["exit_code"], steps["digest"]["outcome"]) == (0, "failed")
    assert ask(data, "SELECT exit_code FROM runs") == [(1,)]
    assert CANARY not in done.stdout + done.stderr + json.dumps(report)


def test_no_secret_is_told_anywhere(farm: Farm, data: Path) -> None:
    said = []
    for command in (
        night(farm, data),
        night(farm, data, "--json"),
        night(farm, data, "--dry-run"),
        ("--data", data, "doctor", "--offline"),
        ("--data", data, "config", "show"),
        ("--data", data, "config", "show", "--json"),
        ("--data", data, "status"),
        ("--data", data, "runs", "show", "1"),
        ("--data", data, "digest", "--json"),
        ("--data", data, "digest", "--send"),
        ("--data", data, "digest", "--send", "--run", "1"),
        ("--data", data, "letter", "birch"),
    ):
        done = run(*command, **QUICK, **SECRETS, HARVESTER_DEBUG="1")
        said.append(done.stdout + done.stderr)
    assert all(said)
    for text in said:
        assert CANARY not in text
    looked = 0
    for path in data.rglob("*"):
        if path.is_file():
            looked += 1
            assert CANARY.encode() not in path.read_bytes(), path
    assert looked > 10
