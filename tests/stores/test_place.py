"""Where the files of a harvest are: settled once, noted, and never guessed."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from harvester.cli import run
from harvester.config import Config
from harvester.doctor import GOOD, NOTE, WRONG, Finding, Patient, storing
from harvester.errors import ConfigurationError, StoreError
from harvester.paths import DataDirectory
from harvester.run.lock import hold
from harvester.store import LocalStore, open_store
from harvester.stores import opening
from harvester.stores.connecting import connect
from harvester.stores.place import Place, keep_here, note, noted
from harvester.stores.remote import MARK, RemoteStore
from harvester.stores.settings import for_children, secrets_in, store_settings
from tests.stores.server import SECRET, S3Server

BODY = b"%PDF-1.4 a report"
SHA = hashlib.sha256(BODY).hexdigest()


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path / "data")


def configure(monkeypatch: pytest.MonkeyPatch, url: str, **options: object) -> None:
    monkeypatch.setenv("HARVESTER_STORE_URL", url)
    monkeypatch.setenv("HARVESTER_STORE_OPTIONS", json.dumps(options))


def test_the_folder_needs_nothing_and_loads_nothing(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from harvester.paths import DataDirectory
from harvester.run.lock import hold
from harvester.store import open_store
data = DataDirectory(Path(sys.argv[1]))
with hold(data, "test"):
    open_store(data).put(b"x")
print(*sorted({"fsspec", "s3fs", "pydantic", "asyncio"} & set(sys.modules)), data.store_note.exists())
"""
    told = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "data")], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["False"]


def test_a_new_directory_takes_what_is_configured_and_keeps_to_it(
    data: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, "memory://settled/files/")
    assert isinstance(open_store(data), LocalStore)  # nothing was settled yet
    with hold(data, "test"):
        store = open_store(data)
        store.put(BODY)
    assert isinstance(store, RemoteStore)
    assert noted(data) == Place(url="memory://settled/files")
    assert not data.files.exists()
    monkeypatch.delenv("HARVESTER_STORE_URL")
    with hold(data, "test"):
        assert open_store(data).read(SHA) == BODY
    monkeypatch.setenv("HARVESTER_STORE_URL", "memory://elsewhere/files")
    told = r"HARVESTER_STORE_URL.*harvester store move memory://elsewhere"
    with pytest.raises(ConfigurationError, match=told), hold(data, "test"):
        pass
    assert open_store(data).read(SHA) == BODY  # looking is always possible


def test_files_in_the_directory_are_not_forgotten_for_a_new_address(
    data: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(data).put(BODY)
    configure(monkeypatch, "memory://new/files")
    with pytest.raises(ConfigurationError, match=r"are in .*/data/files"), hold(data, "test"):
        pass
    configure(monkeypatch, data.files.absolute().as_uri())
    with hold(data, "test"):
        assert open_store(data).read(SHA) == BODY


def test_another_disk_is_a_folder_too(
    data: DataDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, (tmp_path / "big disk").as_uri())
    with hold(data, "test"):
        store = open_store(data)
        store.put(BODY)
    assert isinstance(store, LocalStore)
    assert (tmp_path / "big disk" / SHA[:2] / SHA).read_bytes() == BODY


def test_a_demo_keeps_to_itself(data: DataDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(monkeypatch, "memory://demo/files")
    keep_here(data)
    with hold(data, "test"):
        assert isinstance(open_store(data), LocalStore)


@pytest.mark.parametrize(
    "url",
    [
        "bucket/folder",
        "s3://user:word@bucket/folder",
        "simplecache::s3://bucket",
        "s3://b/f?versionId=1",
        "file://",
    ],
)
def test_an_address_that_is_none_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(monkeypatch, url)
    assert run(["config", "show"]) == 4
    assert "store.url" in capsys.readouterr().err
    assert run(["--data", ".", "store", "move", url]) == 2


def test_what_cannot_be_opened_is_a_matter_of_configuration(
    data: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    for url in ("nosuchkind://bucket/files", "github://a/b"):
        configure(monkeypatch, url)
        opening.forget()
        with pytest.raises(ConfigurationError), hold(data, "test"):
            pass
    assert not data.store_note.exists()


def test_a_damaged_note_is_told(data: DataDirectory) -> None:
    data.root.mkdir()
    for text in ("{", "[]", '{"format": 2, "url": "x", "left": []}', '{"format": 1}'):
        data.store_note.write_text(text, encoding="utf-8")
        with pytest.raises(ConfigurationError, match=r"store\.json"):
            open_store(data)


def test_the_file_that_the_command_line_names_counts_in_children_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "own.toml"
    text = f'[store]\nurl = "memory://x/y"\n[store.options]\nsecret = "{SECRET}"\n'
    file.write_text(text, encoding="utf-8")
    assert for_children({"A": "b"}) == {"A": "b"}
    assert run(["--config", str(file), "config", "show"]) == 0
    assert store_settings().url == "memory://x/y"
    assert store_settings().options_for("memory://z") == {"secret": SECRET}
    assert store_settings().options_for("s3://z") == {}
    assert for_children({"A": "b"}) == {"A": "b", "HARVESTER_CONFIG": str(file)}
    assert SECRET not in repr(store_settings())
    assert run(["config", "show"]) == 0
    assert store_settings().url is None


def test_what_is_secret_among_options() -> None:
    options = {
        "key": "AKIA-1",
        "endpoint_url": "http://example",
        "mode": "rb",
        "more": {"ACL": "private", "token": ["t-0-ken", 5]},
    }
    assert list(secrets_in(options)) == ["AKIA-1", "t-0-ken"]


# ------------------------------------------------------------ the doctor


def checked(data: DataDirectory, url: str | None, *, offline: bool = False) -> Finding:
    opening.forget()
    config = Config.model_validate({"store": {"url": url}} if url else {})
    return storing.store(Patient(config=config, data=data, now="2026-01-01T00:00:00Z", offline=offline))


def test_the_doctor_tries_the_store(
    server: S3Server, data: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "SLOW_S", 1e9)  # however busy the machine is
    assert checked(data, None).state == GOOD
    url = server.bucket("doctor", versions=True)
    configure(monkeypatch, url, **server.options)
    new = checked(data, url)
    assert (new.state, "keeps old versions" in new.message) == (GOOD, True)
    assert "Contents" not in server.client.list_objects_v2(Bucket="doctor")  # it leaves nothing
    with hold(data, "test"):
        pass
    assert checked(data, url).state == GOOD
    assert checked(data, url, offline=True).state == NOTE
    assert checked(data, "s3://other/files").advice.endswith("exit code 4.")
    server.client.delete_object(Bucket="doctor", Key=f"files/{MARK}")
    assert "no store of ours" in checked(data, url).message
    server.refusal = lambda _method, _path: ("403 Forbidden", "AccessDenied")
    denied = checked(data, url)
    assert (denied.state, denied.advice[-1:]) == (WRONG, ".")
    assert "exit code 8" in denied.advice
    assert SECRET not in denied.message


def test_a_store_that_forgets_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from harvester.stores.cache import FileCache

    store = RemoteStore("memory://forgetful", {}, FileCache(tmp_path, 0))
    monkeypatch.setattr(store._fs, "find", lambda *_a, **_k: [])
    with pytest.raises(StoreError, match="consistent"):
        store.probe()


def test_a_move_that_left_files_is_told(data: DataDirectory) -> None:
    data.root.mkdir()
    note(data, Place(url="memory://now/files", left=(data.files.absolute().as_uri(),)))
    assert checked(data, None).state == NOTE


def test_a_kind_of_store_that_nobody_knows_is_said_to_be_none() -> None:
    with pytest.raises(ConfigurationError, match="no kind of store is called s4://"):
        connect("s4://bucket/folder", {})


def test_no_files_where_there_is_no_harvest_are_not_told_as_if_there_was_one(
    data: DataDirectory, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(data.root), "store", "show"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("0 files in ")
    assert "There is no catalogue in " in said.err
