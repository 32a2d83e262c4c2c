"""`harvester add` and `harvester record` against a real site: one address asked, one document kept."""

from __future__ import annotations

import json
from pathlib import Path

from tests.makers.pdf import encrypted_pdf
from tests.run.conftest import Farm
from tests.run.farm import ask, end_state, report, run

BY_HAND = ("--source", "ashby", "--why", "sent by the board", "--who", "Ann")


def test_an_address_is_asked_alone_and_kept_as_a_decision(farm: Farm, data: Path) -> None:
    farm.ashby.extra["/post/late"] = ("application/pdf", report("Zinnia", farm.ashby.title))
    command = ("--sources", farm.sources, "--allow-host", "127.0.0.0/8", *BY_HAND)
    added = run("--data", data, "add", farm.ashby.url("/post/late"), *command)
    assert added.returncode == 0, added.stderr
    assert farm.ashby.asked == ["/robots.txt", "/post/late"]
    (document,) = ask(data, "SELECT id, case_name, status, text_outcome FROM documents")
    assert document[1:] == ("Child Zinnia", "accepted", "ok")
    assert document[0] in added.stdout
    (said,) = map(json.loads, (data / "decisions.jsonl").read_text().splitlines())
    assert (said["who"], said["value"], said["source"]) == ("Ann", "accepted", "ashby")
    assert said["sha256"]
    gone = run("--data", data, "add", farm.ashby.url("/post/gone.pdf"), *command, "--json")
    assert gone.returncode == 3
    assert json.loads(gone.stdout)["outcome"] == "gone"
    statuses = dict(ask(data, "SELECT fetch_outcome, status FROM documents"))
    assert statuses == {"ok": "accepted", "gone": "new"}  # nobody accepts what nobody has seen


def test_files_are_kept_whatever_they_are_called_and_once(farm: Farm, data: Path, tmp_path: Path) -> None:
    for folder, body in (
        ("one", report("Umber", farm.ashby.title)),
        ("two", encrypted_pdf(user_password="x")),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "report.pdf").write_bytes(body)
    command = ("--sources", farm.sources, *BY_HAND)
    dry = run("--data", data, "add", tmp_path / "one" / "report.pdf", *command, "--dry-run")
    assert dry.returncode == 0
    assert not data.exists()
    first = run("--data", data, "add", tmp_path / "one" / "report.pdf", *command)
    assert first.returncode == 0, first.stderr
    state = end_state(data)
    second = run("--data", data, "add", tmp_path / "one" / "report.pdf", *command)
    assert "held already" in second.stdout
    assert end_state(data)["documents"] == state["documents"]
    locked = run("--data", data, "add", tmp_path / "two" / "report.pdf", *command)
    assert locked.returncode == 0
    assert "could not be read: encrypted" in locked.stdout
    # Two files of one name are two documents, and neither is a version of the other.
    rows = ask(data, "SELECT status, presence, replaces FROM documents")
    assert rows == [("accepted", "present", None)] * 2


def test_a_golden_case_is_recorded_from_a_site(farm: Farm, tmp_path: Path) -> None:
    command = ("record", "ashby", "--sources", farm.sources, "--allow-host", "127.0.0.0/8", "--delay", "0")
    done = run(*command, "--into", tmp_path / "recorded")
    assert done.returncode == 0, done.stderr
    assert "6 documents" in done.stdout
    assert (tmp_path / "recorded" / "ashby" / "expected.json").is_file()
    again = run(*command, "--into", tmp_path / "recorded")
    assert again.returncode == 2
    assert "there already" in again.stderr


def test_every_listing_is_json_on_stdout_alone_and_plain_text_in_a_pipe(farm: Farm) -> None:
    (document,) = ask(farm.reference, "SELECT min(id) FROM documents")
    for command in (
        ("status",), ("runs", "list"), ("runs", "show"), ("find", "child"), ("show", document[0]), ("verify",)
    ):  # fmt: skip
        told = run("--data", farm.reference, *command, "--json")
        assert told.returncode == 0, told.stderr
        assert told.stderr == ""
        json.loads(told.stdout)
        shown = run(*command, "--data", farm.reference)
        assert shown.returncode == 0
        assert shown.stdout
        assert "\x1b" not in shown.stdout + shown.stderr
