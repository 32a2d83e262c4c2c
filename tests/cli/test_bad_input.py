"""What a person gets wrong: one clear line on stderr, the contract's exit code, and nothing lost."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path

import pytest

from harvester.catalogue import Catalogue
from harvester.cli import COMMANDS, run
from harvester.paths import DataDirectory
from harvester.resources import resource

GOOD = {
    "slug": "ashby",
    "title": "Ashby Safeguarding Children Partnership",
    "nation": "england",
    "kind": "partnership",
    "authorities": "[]",
    "homepage": "https://www.ashby-scp.example/",
    "platform": "generic",
    "status": "live",
}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HARVESTER_CONTACT", "HARVESTER_DATA", "HARVESTER_SOURCES"):
        monkeypatch.delenv(name, raising=False)


def declare(folder: Path, name: str = "ashby.yaml", **values: str) -> Path:
    folder.mkdir(exist_ok=True)
    text = "".join(f"{key}: {value}\n" for key, value in {**GOOD, **values}.items())
    (folder / name).write_text(text, encoding="utf-8")
    return folder


class Said:
    """What a command said and how it ended."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: object) -> None:
        self.code = run([str(one) for one in arguments])
        self.out, self.err = capsys.readouterr()

    def is_one_line_about(self, *words: object) -> None:
        assert self.err.startswith("harvester: "), self.err
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        for word in words:
            assert str(word) in self.err, f"{word} is not in {self.err}"


# ---------------------------------------------------------------- declarations


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("ashby.yaml", {"homepag": "x"}, ("ashby.yaml", "homepag", "homepage")),
        ("ashby.yaml", {"title": "[cut"}, ("ashby.yaml", "line", "YAML")),
        ("other.yaml", {}, ("other.yaml", "ashby")),
        ("ashby.yaml", {"nation": "mars"}, ("ashby.yaml", "nation", "mars", "england")),
    ],
)
def test_a_wrong_declaration_is_named_with_its_key(
    name: str,
    values: dict[str, str],
    words: tuple[str, ...],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = declare(tmp_path / "sources", name, **values)
    data = tmp_path / "data"
    said = Said(capsys, "--data", data, "crawl", "--sources", folder, "--allow-host", "127.0.0.1")
    assert said.code == 4
    said.is_one_line_about(*words)
    assert not data.exists()
    checked = Said(capsys, "sources", "check", "--sources", folder, "--json")
    assert checked.code == 4
    (finding,) = json.loads(checked.out)["findings"]
    assert all(word in finding for word in words)


def test_files_that_are_named_are_checked_and_no_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = declare(tmp_path / "configured", homepag="x")
    good = declare(tmp_path / "drafts") / "ashby.yaml"
    monkeypatch.setenv("HARVESTER_SOURCES", str(bad))
    assert Said(capsys, "sources", "check").code == 4
    said = Said(capsys, "sources", "check", good, "--json")
    assert (said.code, json.loads(said.out)) == (0, {"checked": 1, "findings": []})
    assert Said(capsys, "sources", "check", good, "--sources", bad).code == 4


def test_an_unknown_slug_comes_with_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = declare(tmp_path / "sources")
    for command in (["crawl", "asbhy"], ["record", "asbhy"], ["sources", "show", "asbhy"]):
        said = Said(capsys, *command, "--sources", folder)
        assert said.code == 2
        said.is_one_line_about("'asbhy'", "Did you mean ashby")


def test_a_real_crawl_says_who_asks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = declare(tmp_path / "sources")
    data = tmp_path / "data"
    for more in ((), ("--allow-host", "127.0.0.0/8")):
        said = Said(capsys, "--data", data, "crawl", "--sources", folder, *more)
        assert said.code == 4
        said.is_one_line_about("HARVESTER_CONTACT")
    added = Said(
        capsys,
        *("--data", data, "add", "https://www.ashby-scp.example/a.pdf", "--why", "x"),
        *("--source", "ashby", "--sources", folder),
    )
    assert added.code == 4
    added.is_one_line_about("HARVESTER_CONTACT")
    assert not data.exists()


def test_a_missing_browser_is_named_before_anything_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = declare(tmp_path / "sources", render="true")
    data = tmp_path / "data"
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("HARVESTER_CHROMIUM", raising=False)
    for there, words in (
        (object(), "apt-get install chromium"),
        (None, "pip install 'harvester[render]'"),
    ):
        monkeypatch.setattr("harvester.web.browser.find_spec", lambda name, there=there: there)
        arguments = ("crawl", "--sources", folder, "--allow-host", "www.ashby-scp.example")
        said = Said(capsys, "--data", data, *arguments)
        assert said.code == 4
        said.is_one_line_about("render: true", words)
        assert not data.exists()


def test_what_is_no_host_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = declare(tmp_path / "sources")
    said = Said(capsys, "--data", tmp_path / "d", "crawl", "--sources", folder, "--allow-host", "???")
    assert said.code == 4
    said.is_one_line_about("???", "127.0.0.0/8")


@pytest.mark.parametrize("as_json", [False, True])
def test_nothing_live_is_nothing_due(
    as_json: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = declare(tmp_path / "sources", status="paused")
    more = ["--json"] if as_json else []
    said = Said(capsys, "--data", tmp_path / "d", "crawl", "--sources", folder, *more)
    assert said.code == 6
    if as_json:
        assert json.loads(said.out)["exit_code"] == 6
    else:
        said.is_one_line_about("no live source")


# ---------------------------------------------------------------- archives


def test_an_archive_that_cannot_be_replayed_ends_the_command_before_a_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = declare(tmp_path / "sources")
    whole = resource("sample", "sample-web.warc.gz").read_bytes()
    bad = {
        "cut.warc.gz": whole[: len(whole) // 2],
        "text.warc.gz": b"no archive at all",
        "zipped.warc.gz": gzip.compress(b"hello"),
        "empty.warc.gz": b"",
    }
    for name, body in bad.items():
        (tmp_path / name).write_bytes(body)
    for name in (*bad, "missing.warc.gz"):
        data = tmp_path / "data"
        said = Said(capsys, "--data", data, "crawl", "--sources", folder, "--replay", tmp_path / name)
        assert said.code == 2, name
        said.is_one_line_about(tmp_path / name)
    with Catalogue.open(DataDirectory(data).catalogue, create=False) as catalogue:
        assert catalogue.last_runs(5) == []


# ---------------------------------------------------------------- the catalogue

LOOKING = [
    ("status",),
    ("runs", "list"),
    ("find", "supervision"),
    ("show", "d0123456789ab"),
    ("verify",),
    ("reprocess",),
]


@pytest.mark.parametrize("command", LOOKING, ids=lambda command: command[0])
def test_no_catalogue_is_said_and_none_is_made(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = Said(capsys, "--data", tmp_path / "none", *command)
    assert said.code == 2
    said.is_one_line_about(tmp_path / "none", "--data")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(("harm", "code"), [("newer", 10), ("garbage", 8), ("cut", 8)])
def test_a_catalogue_that_cannot_be_used_is_left_as_it_is(
    harm: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = declare(tmp_path / "sources")
    (tmp_path / "letter.pdf").write_bytes(PDF)
    data = DataDirectory(tmp_path / "data")
    Catalogue.open(data.catalogue).close()
    if harm == "newer":
        db = sqlite3.connect(data.catalogue)
        db.execute("PRAGMA user_version = 99")
        db.close()
    else:
        body = data.catalogue.read_bytes()
        data.catalogue.write_bytes(b"garbage" * 1000 if harm == "garbage" else body[: len(body) // 2])
    before = data.catalogue.read_bytes()
    writing = [
        ("crawl", "--sources", folder, "--allow-host", "www.ashby-scp.example"),
        ("add", tmp_path / "letter.pdf", "--sources", folder, "--source", "ashby", "--why", "x"),
    ]
    for command in (*LOOKING, *writing):
        said = Said(capsys, "--data", data.root, *command)
        assert said.code == code, command
        if command == ("verify",) and harm != "newer":  # damage is what it looks for: a finding, no refusal
            assert str(data.catalogue) in said.out
            assert said.err == ""
        else:
            said.is_one_line_about(data.catalogue)
    assert data.catalogue.read_bytes() == before


def test_a_file_in_the_way_of_the_data_directory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = declare(tmp_path / "sources")
    (tmp_path / "file").write_text("mine")
    data = tmp_path / "file" / "data"
    host = "www.ashby-scp.example"
    said = Said(capsys, "--data", data, "crawl", "--sources", folder, "--allow-host", host)
    assert said.code == 8
    said.is_one_line_about(data)
    assert (tmp_path / "file").read_text() == "mine"


# ---------------------------------------------------------------- files to add


def test_what_is_no_document_is_not_added(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = declare(tmp_path / "sources")
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "picture.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (tmp_path / "folder.pdf").mkdir()
    data = tmp_path / "data"
    for name in ("empty.pdf", "picture.pdf", "folder.pdf", "missing.pdf", "ftp://x.example/a.pdf"):
        given = name if "://" in name else tmp_path / name
        said = Said(
            capsys, "--data", data, "add", given, "--sources", folder, "--source", "ashby", "--why", "x"
        )
        assert said.code == 2
        said.is_one_line_about(given)
    assert not data.exists()


# ---------------------------------------------------------------- the command line itself


def test_a_fault_of_ours_is_one_line_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(Catalogue, "open", fail)
    said = Said(capsys, "--data", tmp_path, "status")
    assert said.code == 1
    assert "RuntimeError: boom" in said.err
    assert "HARVESTER_DEBUG=1" in said.err
    monkeypatch.setenv("HARVESTER_DEBUG", "1")
    with pytest.raises(RuntimeError):
        run(["--data", str(tmp_path), "status"])


def test_a_full_disk_anywhere_is_exit_code_8(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "x"))

    monkeypatch.setattr(Catalogue, "open", fail)
    said = Said(capsys, "--data", tmp_path, "status")
    assert said.code == 8
    said.is_one_line_about("No space left", tmp_path / "x")


@pytest.mark.parametrize("command", [*COMMANDS, "nonsense"])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, command, "--help")
    if command == "nonsense":
        assert said.code == 2
        assert "No such command" in said.err
        return
    assert said.code == 0
    assert "Example" in said.out
    assert said.err == ""


@pytest.mark.parametrize("command", ["list", "check", "show", "new"])
def test_data_may_stand_after_any_command_and_help_says_so(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = Said(capsys, "sources", command, "--help")
    assert said.code == 0
    assert "--data DIR" in said.out
    assert "Example" in said.out


def test_a_source_without_an_address_can_be_looked_at_and_given_documents(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    text = (
        "slug: ashby\ntitle: Ashby Board\nnation: england\nkind: partnership\nstatus: paused\nnote: closed\n"
    )
    (folder / "ashby.yaml").write_text(text, encoding="utf-8")
    shown = Said(capsys, "sources", "show", "ashby", "--sources", folder)
    assert shown.code == 0
    assert "touch: none known" in shown.out
    report = tmp_path / "report.html"
    report.write_text("<html><body><h1>Serious Case Review: Child A</h1></body></html>", encoding="utf-8")
    more = ("--source", "ashby", "--why", "sent by the council", "--sources", folder)
    assert Said(capsys, "--data", tmp_path / "data", "add", report, *more).code == 0
    assert Said(capsys, "crawl", "ashby", "--sources", folder).code == 2


def test_a_case_that_cannot_be_kept_asks_no_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = declare(tmp_path / "sources")
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    said = Said(capsys, "record", "ashby", "--sources", folder, "--into", tmp_path / "file" / "cases")
    assert said.code == 8
    said.is_one_line_about("cannot write", "cases")
