"""The doctor: what is well is said to be so, what is wrong is found, and nothing is changed by looking."""

from __future__ import annotations

import json
import socket
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvester.catalogue import Catalogue
from harvester.cli import run
from harvester.config import Config, load_config
from harvester.doctor import GOOD, NOTE, WRONG, Finding, Patient, examine, harvest, machine, telling
from harvester.doctor.harvest import file_system
from harvester.paths import DataDirectory

NOW = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
DECLARED = """slug: ashby
title: Ashby Safeguarding Children Partnership
nation: england
homepage: https://www.ashby-scp.example/
"""


@pytest.fixture(autouse=True)
def _nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("HARVESTER_"):
            monkeypatch.delenv(name)
    monkeypatch.setattr("harvester.config_file.SYSTEM_FILE", tmp_path / "none.toml")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "ashby.yaml").write_text(DECLARED, encoding="utf-8")
    return tmp_path / "sources"


def patient(tmp_path: Path, *, now: str = NOW, **values: object) -> Patient:
    values = {"contact": "library@example.org", "sources": tmp_path / "sources", **values}
    return Patient(
        config=Config.model_validate(values), data=DataDirectory(tmp_path / "data"), now=now, offline=True
    )


def by_name(found: list[Finding]) -> dict[str, Finding]:
    return {one.name: one for one in found}


def night(tmp_path: Path, started: str, *, finished: bool = True, code: int = 0) -> None:
    with Catalogue.open(DataDirectory(tmp_path / "data").catalogue) as catalogue:
        number = catalogue.start_run("nightly", [], started)
        if finished:
            catalogue.finish_run(number, started, code, "so it went")


def before(**ago: float) -> str:
    return (datetime.now(UTC) - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_new_installation_is_ready(tmp_path: Path, sources: Path) -> None:
    found = examine(patient(tmp_path))
    assert [one for one in found if one.state == WRONG] == []
    assert by_name(found)["contact"].state == GOOD
    assert by_name(found)["declarations"].message.startswith("1 live sources")
    assert "network" not in by_name(found)
    assert not (tmp_path / "data").exists()
    assert all(one.advice for one in found if one.state != GOOD)


def test_the_command_says_it_and_its_exit_code_too(
    tmp_path: Path, sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "h.toml"
    file.write_text(f'contact = "a@b.example"\nsources = "{sources}"\n', encoding="utf-8")
    asked = ["--config", str(file), "--data", str(tmp_path / "d"), "doctor", "--offline"]
    assert run(asked) == 0
    assert "ready for the night" in capsys.readouterr().out
    file.write_text("conact = 1\n", encoding="utf-8")
    assert run([*asked, "--json"]) == 4
    said = json.loads(capsys.readouterr().out)
    assert said["ready"] is False
    (wrong,) = (one for one in said["findings"] if one["name"] == "configuration")
    assert "'contact'" in wrong["message"]
    assert {one["name"] for one in said["findings"] if one["state"] == "wrong"} == {
        "configuration",
        "contact",
    }


def test_a_missing_contact_is_wrong_unless_nobody_strange_is_asked(tmp_path: Path, sources: Path) -> None:
    assert harvest.contact(patient(tmp_path, contact=None)).state == WRONG
    inside = patient(tmp_path, contact=None, crawl={"allow_hosts": ["www.ashby-scp.example"]})
    assert harvest.contact(inside).state == GOOD
    assert harvest.contact(patient(tmp_path, contact="me")).state == NOTE


def test_declarations_that_are_wrong_or_gone(tmp_path: Path, sources: Path) -> None:
    (sources / "bad.yaml").write_text("slug: bad\ntitel: x\n", encoding="utf-8")
    assert "bad.yaml" in harvest.declarations(patient(tmp_path)).message
    assert harvest.declarations(patient(tmp_path, sources=tmp_path / "no")).state == WRONG


def test_a_browser_is_wanted_only_where_a_source_renders(
    tmp_path: Path, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert machine.browser(patient(tmp_path)) is None
    assert machine.scans(patient(tmp_path)).state == NOTE
    (sources / "ashby.yaml").write_text(DECLARED + "render: true\n", encoding="utf-8")
    found = machine.browser(patient(tmp_path))
    assert found is not None
    assert found.state == WRONG
    assert "ashby" in found.message


def test_the_catalogue_newer_older_foreign_damaged(tmp_path: Path) -> None:
    one = patient(tmp_path)
    assert harvest.catalogue(one).state == GOOD
    path = one.data.catalogue
    Catalogue.open(path).close()
    assert harvest.catalogue(one).state == GOOD

    def set_version(version: int) -> None:
        with closing(sqlite3.connect(path)) as db:
            db.execute(f"PRAGMA user_version = {version}")

    set_version(1)
    before_look = path.read_bytes()
    assert "will be brought from schema 1" in harvest.catalogue(one).message
    assert path.read_bytes() == before_look  # looked at, not migrated
    set_version(999)
    assert "newer" in harvest.catalogue(one).message
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * 4096 + whole[8192:])
    assert harvest.catalogue(one).state == WRONG
    path.write_bytes(b"not a database at all, whatever its name may say" * 100)
    assert harvest.catalogue(one).state == WRONG
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE t (x)")
    assert "no harvester catalogue" in harvest.catalogue(one).message


def test_the_last_night(tmp_path: Path) -> None:
    one = patient(tmp_path)
    assert harvest.last_night(one).state == NOTE
    night(tmp_path, before(hours=9))
    assert harvest.last_night(one).state == GOOD
    night(tmp_path, before(hours=5), code=3)
    found = harvest.last_night(one)
    assert (found.state, "so it went" in found.message, "report.html" in found.advice) == (NOTE, True, True)
    night(tmp_path, before(hours=4), finished=False)
    assert "never came to its end" in harvest.last_night(one).message
    later = patient(tmp_path, now=(datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ"))
    found = harvest.last_night(later)
    assert found.state == WRONG
    assert "timer" in found.advice


def test_backups_fresh_old_damaged(tmp_path: Path) -> None:
    from harvester.backup import back_up

    one = patient(tmp_path)
    assert harvest.backups(one) is None
    night(tmp_path, before(hours=2))
    none = harvest.backups(one)
    assert none is not None
    assert (none.state, none.message) == (NOTE, "none yet")
    made = back_up(one.data, 3)
    later = patient(tmp_path, now=(datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ"))
    states = [found.state for who in (one, later) if (found := harvest.backups(who)) is not None]
    assert states == [GOOD, WRONG]
    copy = made.path / "catalogue.db"
    copy.write_bytes(copy.read_bytes()[:-1] + b"!")
    found = harvest.backups(one)
    assert found is not None
    assert (found.state, "catalogue.db" in found.message) == (WRONG, True)


def test_a_night_under_way_is_well(tmp_path: Path) -> None:
    import os

    one = patient(tmp_path)
    night(tmp_path, before(hours=1), finished=False)
    one.data.lock.touch()
    one.data.lock.with_suffix(".holder").write_text(f"process {os.getpid()} (nightly)", encoding="utf-8")
    assert harvest.lock(one).message == f"held by process {os.getpid()} (nightly)"
    assert harvest.last_night(one).state == GOOD
    one.data.lock.with_suffix(".holder").write_text("process 4194303999 (nightly)", encoding="utf-8")
    assert harvest.last_night(one).state == WRONG


def test_a_clock_that_went_back_is_found(tmp_path: Path) -> None:
    assert machine.clock(patient(tmp_path)).state == GOOD
    assert machine.clock(patient(tmp_path, now="1970-01-01T00:00:00Z")).state == WRONG
    night(tmp_path, before(hours=-2))
    assert "before the last run" in machine.clock(patient(tmp_path)).message


def test_room_and_place(tmp_path: Path) -> None:
    assert harvest.room(patient(tmp_path, nightly={"min_free_gb": 1e9})).state == WRONG
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    assert "no directory" in harvest.directory(patient(tmp_path)).message


def test_a_network_file_system_is_no_place_for_a_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"/dev/sda / ext4 rw 0 0\nserver:/x {tmp_path}/my\\040share nfs4 rw 0 0\nbroken\n", encoding="utf-8"
    )
    (tmp_path / "my share").mkdir()
    assert file_system(tmp_path / "my share", mounts) == "nfs4"
    assert file_system(tmp_path, mounts) == "ext4"
    assert file_system(tmp_path, tmp_path / "none") == ""
    monkeypatch.setattr(harvest, "file_system", lambda _place: "nfs4")
    assert harvest.directory(patient(tmp_path)).state == WRONG


def test_secrets_are_counted_and_not_repeated(tmp_path: Path, sources: Path) -> None:
    file = tmp_path / "h.toml"
    file.write_text('[notify]\nping = "canary-no-address"\n', encoding="utf-8")
    file.chmod(0o644)
    one = patient(tmp_path)
    one.config = load_config(file, {})
    assert (telling.ping(one).state, harvest.configuration(one).state) == (WRONG, NOTE)
    assert "canary" not in repr(examine(one))
    file.chmod(0o600)
    assert harvest.configuration(one).state == GOOD


@pytest.mark.parametrize(
    ("urls", "state"),
    [
        ((), NOTE),
        (("json://127.0.0.1:9/canary",), GOOD),
        (("json://127.0.0.1:9/canary", "nonsense://canary"), WRONG),
        (("canary",), WRONG),
    ],
)
def test_addresses_to_notify_must_be_known(
    urls: tuple[str, ...], state: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = telling.notify(patient(tmp_path, notify={"urls": urls}))
    assert found.state == state
    said = capsys.readouterr()
    assert "canary" not in repr(found) + said.out + said.err


def test_the_network_is_looked_at_without_asking_anybody(
    tmp_path: Path, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def nowhere(host: str, *_: object, **__: object) -> list[object]:
        asked.append(host)
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    one = patient(tmp_path)
    one.offline = False
    found = machine.network(one)
    assert found is not None
    assert found.state == WRONG
    with socket.create_server(("127.0.0.1", 0)) as server:
        here = (socket.AF_INET, socket.SOCK_STREAM, 6, "", server.getsockname())
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [here])
        found = machine.network(one)
    assert found is not None
    assert found.state == GOOD
    examine(one)
    assert set(asked) == {"example.org"}


def test_a_check_that_fails_itself_ends_no_other(
    tmp_path: Path, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_patient: Patient) -> Finding:
        raise RuntimeError("oh")

    monkeypatch.setattr(machine, "sqlite", broken)
    found = examine(patient(tmp_path))
    assert by_name(found)["broken"].state == WRONG
    assert by_name(found)["contact"].state == GOOD
