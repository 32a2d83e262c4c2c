"""`harvester desk` and `harvester users`: the first start, who is told what, files for their owner alone."""

from __future__ import annotations

import json
import os
import pty
import re
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from harvester.desk.settings import DeskOptions, secret_key
from harvester.paths import DataDirectory
from harvester.vocabulary import ExitCode
from tests.desk.support import PASSWORD, PEOPLE, Desk, served, small_catalogue


def run(data: DataDirectory, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "harvester", "--data", str(data.root), *words],
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def fresh(tmp_path: Path) -> DataDirectory:
    """A data directory that no desk has seen."""
    root = tmp_path / "fresh"
    root.mkdir()
    small_catalogue(root)
    return DataDirectory(root)


@pytest.fixture
def open_umask():
    before = os.umask(0)
    yield
    os.umask(before)


def test_the_first_start_makes_an_admin_without_a_password(fresh: DataDirectory, open_umask: None) -> None:
    with served(fresh) as address:
        assert mode(fresh.desk) == mode(fresh.desk_key) == 0o600
        other = run(fresh, "users", "list")
        assert re.search(r"admin +admin +never logged in +has no password yet", other.stdout)
    assert address.startswith("http://127.0.0.1:")
    desk = Desk.at(fresh.root)
    for guess in ("", "admin", "password"):
        assert desk.client().post("/login/", {"username": "admin", "password": guess}).status_code == 200


def test_the_link_of_the_first_start_is_the_admins_and_comes_until_it_is_used(fresh: DataDirectory) -> None:
    links = []
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-m", "harvester", "--data", str(fresh.root), "desk", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
        process.terminate()
        _, complaints = process.communicate(timeout=20)
        assert (process.returncode, complaints) == (0, "")
        links.append(lines[2].strip())
    found = re.fullmatch(r"http://127\.0\.0\.1:\d+(/choose-password/\S+/)", links[1])
    assert found is not None
    desk = Desk.at(fresh.root)
    client = desk.client()
    form = client.get(found[1])["Location"]
    client.post(form, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert client.post("/login/", {"username": "admin", "password": PASSWORD})["Location"] == "/"
    assert client.get("/users/").status_code == 200
    with served(fresh) as address:
        assert address  # and a third start has no link to show
    assert "no password yet" not in run(fresh, "users", "list").stdout


def test_the_key_is_made_once_and_kept(tmp_path: Path) -> None:
    first = secret_key(tmp_path / "deep" / "desk.key")
    assert len(first) > 80
    assert secret_key(tmp_path / "deep" / "desk.key") == first
    assert secret_key(tmp_path / "other.key") != first
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["desk.key"]


def test_a_key_that_others_may_read_is_closed_and_an_empty_one_refused(tmp_path: Path) -> None:
    from harvester.errors import ConfigurationError

    key = tmp_path / "desk.key"
    secret_key(key)
    key.chmod(0o644)
    secret_key(key)
    assert mode(key) == 0o600
    key.write_text("")
    with pytest.raises(ConfigurationError, match=r"desk\.key"):
        secret_key(key)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.1", False),
        ("desk.example.org", False),
    ],
)
def test_what_only_this_machine_reaches(tmp_path: Path, host: str, loopback: bool) -> None:
    assert DeskOptions(DataDirectory(tmp_path), host=host).loopback is loopback


def test_without_a_catalogue_there_is_no_desk_and_nothing_is_left(tmp_path: Path) -> None:
    done = run(DataDirectory(tmp_path / "none"), "desk")
    assert done.returncode == ExitCode.USAGE
    assert "run 'harvester crawl' or 'harvester demo' first" in done.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("words", [("--host", "0.0.0.0"), ("--host", "::"), ("--behind-https",)])
def test_a_desk_for_others_must_be_named(desk: Desk, words: tuple[str, ...]) -> None:
    done = run(desk.data, "desk", *words)
    assert done.returncode == ExitCode.USAGE
    assert "--name HOST" in done.stderr


@pytest.mark.parametrize(
    ("words", "warned"),
    [
        (("--host", "0.0.0.0", "--name", "127.0.0.1"), True),
        (("--host", "0.0.0.0", "--name", "127.0.0.1", "--behind-https"), False),
        ((), False),
    ],
)
def test_beyond_this_machine_without_https_is_warned_of(
    desk: Desk, words: tuple[str, ...], warned: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    with served(desk.data, *words):
        pass
    assert ("without https" in capfd.readouterr().err) is warned


def test_a_port_that_is_taken_is_said(desk: Desk) -> None:
    with served(desk.data) as address:
        done = run(desk.data, "desk", "--port", address.rpartition(":")[2])
    assert done.returncode == ExitCode.USAGE
    assert "is taken" in done.stderr


def test_behind_https_nothing_else_is_taken(desk: Desk) -> None:
    other = Desk.at(desk.data.root, behind_https=True, names=("desk.example.org",))
    for client in (other.client(), other.client("admin")):
        answer = client.get("/help/")
        assert answer.status_code == 403
        assert "By https only" in answer.content.decode()
    assert other.client("admin").get("/help/", secure=True).status_code == 200


def ask(address: str, **headers: str) -> tuple[int, str]:
    request = Request(
        f"{address}/login/", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        with urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_only_the_proxy_is_believed_and_not_about_the_host(desk: Desk) -> None:
    said = {"Host": "desk.example.org", "X_Forwarded_Proto": "https"}
    with served(desk.data, "--behind-https", "--name", "desk.example.org") as address:
        assert ask(address, **said)[0] == 200
        assert ask(address, **said, X_Forwarded_Host="evil.example")[0] == 200
        assert ask(address, **{**said, "Host": "evil.example"})[0] == 400
        assert ask(address, Host="desk.example.org")[0] == 403
    options = ("--behind-https", "--name", "desk.example.org", "--proxy", "192.0.2.1")
    with served(desk.data, *options) as address:
        code, page = ask(address, **said)
    assert (code, "By https only" in page) == (403, True)


def test_a_start_forgets_sessions_that_are_over(desk: Desk) -> None:
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    desk.client("reader")
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    desk.client("admin")
    with served(desk.data):
        assert Session.objects.count() == 1


def test_a_backup_of_the_desk_is_for_its_owner_alone(desk: Desk, open_umask: None) -> None:
    from harvester.backup import back_up

    made = back_up(desk.data, keep=3)
    assert mode(made.path / "desk.db") == 0o600
    assert not (made.path / "desk.key").exists()


# ------------------------------------------------------------ users


def test_a_link_leads_to_where_the_desk_is(desk: Desk, tmp_path: Path) -> None:
    config = tmp_path / "harvester.toml"

    def link(text: str, *words: str) -> str:
        config.write_text(text, encoding="utf-8")
        done = run(
            desk.data, "users", "password", PEOPLE["reader"], "--link", "--config", str(config), *words
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1].strip().partition("choose-password/")[0]

    assert link("[desk]\nport = 8095\n") == "http://127.0.0.1:8095/"
    behind = '[desk]\nbehind_https = true\nnames = ["desk.example.org"]\n'
    assert link(behind) == "https://desk.example.org/"
    assert link(behind, "--address", "http://127.0.0.1:8123") == "http://127.0.0.1:8123/"
    assert link("[desk]\nport = 0\n", "--address", "http://[::1]:8123/") == "http://[::1]:8123/"

    for words in (("--config", str(config)), ("--address", "javascript:alert(1)"), ("--address", "desk")):
        refused = run(desk.data, "users", "add", "nobody", "--role", "reader", "--link", *words)
        assert (refused.returncode, refused.stdout) == (ExitCode.USAGE, "")
        assert "--address" in refused.stderr
    assert "nobody" not in run(desk.data, "users", "list").stdout


def test_users_are_added_listed_and_changed(desk: Desk) -> None:
    done = run(desk.data, "users", "add", "Mair", "--role", "reader")
    assert done.stdout.startswith("mair is added as reader.")
    found = re.search(r"http://127\.0\.0\.1:8090(/choose-password/\S+/)", done.stdout)
    assert found is not None
    assert desk.client().get(found[1]).status_code == 302
    assert run(desk.data, "users", "role", "mair", "librarian").stdout == "mair is librarian now.\n"
    assert run(desk.data, "users", "disable", "mair").returncode == 0
    listed = {one["name"]: one for one in json.loads(run(desk.data, "users", "list", "--json").stdout)}
    assert set(listed) == {*PEOPLE.values(), "mair"}
    assert listed["mair"] == {
        "name": "mair",
        "role": "librarian",
        "enabled": False,
        "has_password": False,
        "last_login": "",
    }
    assert run(desk.data, "users", "enable", "mair").returncode == 0
    assert "/choose-password/" in run(desk.data, "users", "password", "mair", "--link").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("role", "ada", "reader"), "the only admin"),
        (("disable", "ada"), "the only admin"),
        (("disable", "nobody"), "no user 'nobody'"),
        (("add", "lena", "--role", "reader"), "there is a user 'lena'"),
        (("add", "LENA", "--role", "reader"), "there is a user 'lena'"),
        (("add", "a b", "--role", "reader"), "cannot be a user's name"),
        (("add", "<b>x", "--role", "reader"), "cannot be a user's name"),
        (("add", "", "--role", "reader"), "cannot be a user's name"),
        (("add", "x" * 61, "--role", "reader"), "cannot be a user's name"),
        (("add", "mair", "--role", "owner"), "'owner' is not one of"),
    ],
)
def test_what_makes_no_sense_is_refused(desk: Desk, words: tuple[str, ...], told: str) -> None:
    done = run(desk.data, "users", *words)
    assert done.returncode == ExitCode.USAGE
    assert told in done.stderr
    assert [one["role"] for one in json.loads(run(desk.data, "users", "list", "--json").stdout)] == [
        "admin",
        "librarian",
        "reader",
    ]


def test_listing_nobody_makes_no_files(tmp_path: Path) -> None:
    done = run(DataDirectory(tmp_path / "none"), "users", "list")
    assert done.stdout == "No users yet; see 'harvester users add'.\n"
    assert not (tmp_path / "none").exists()


def typed(data: DataDirectory, words: tuple[str, ...], *lines: str) -> tuple[int, str]:
    """Run a command at a terminal, typing lines when it asks for them; gives code and what was shown."""
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - the other process
        os.execv(sys.executable, [sys.executable, "-m", "harvester", "--data", str(data.root), *words])
    shown = b""
    left = list(lines)
    while True:
        try:
            piece = os.read(terminal, 1024)
        except OSError:
            break
        if not piece:
            break
        shown += piece
        # The space is written last, once the terminal shows nothing and what was typed before is thrown away.
        if left and shown.endswith(b": "):
            os.write(terminal, (left.pop(0) + "\n").encode())
            shown += b"\n"
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode()


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_at_a_terminal_the_password_is_asked_for_and_not_shown(desk: Desk) -> None:
    code, shown = typed(
        desk.data, ("users", "password", "rhian"), "another long phrase", "another long phrase"
    )
    assert (code, "The password is set." in shown) == (0, True)
    assert "another long phrase" not in shown
    answer = desk.client().post("/login/", {"username": "rhian", "password": "another long phrase"})
    assert answer.status_code == 302
    code, shown = typed(desk.data, ("users", "password", "rhian"), "short", "short")
    assert code == ExitCode.USAGE
    assert "too short" in shown


def test_admins_look_after_users_in_the_desk(desk: Desk) -> None:
    client = desk.client("admin")
    page = client.post("/users/", {"act": "add", "name": "Mair", "role": "reader"}).content.decode()
    found = re.search(r"http://127\.0\.0\.1:8090(/choose-password/[^<]+/)", page)
    assert found is not None
    assert "Give this link to mair" in re.sub(r"\s+", " ", page)
    assert desk.client().get(found[1]).status_code == 302
    for form, told in (
        ({"act": "role", "name": "mair", "role": "librarian"}, "mair is librarian now."),
        ({"act": "disable", "name": "mair"}, "mair is kept out."),
        ({"act": "enable", "name": "mair"}, "mair is let in again."),
        ({"act": "disable", "name": "ada"}, "is the only admin"),
        ({"act": "role", "name": "ada", "role": "reader"}, "is the only admin"),
        ({"act": "role", "name": "mair", "role": "owner"}, "Nothing was changed."),
        ({"act": "add", "name": "<script>", "role": "reader"}, "cannot be a user&#x27;s name"),
        ({}, "Nothing was changed."),
    ):
        answer = client.post("/users/", form, follow=True)
        assert told in answer.content.decode(), form
        assert "<script>" not in answer.content.decode()
