"""Bringing a harvest's files elsewhere: all or nothing is used, and killed anywhere it is finished later."""

from __future__ import annotations

import hashlib
import json
import uuid
from pathlib import Path

import pytest

from harvester.cli import run
from harvester.errors import StoreError
from harvester.merge import merge
from harvester.paths import DataDirectory
from harvester.store import LocalStore, open_store
from harvester.stores import moving, opening
from harvester.stores.moving import HERE, move
from harvester.stores.place import Place, noted
from harvester.stores.remote import RemoteStore
from tests.merge.parts import Making, Night

BODIES = [f"%PDF-1.4 report {number}".encode() for number in range(5)]
NAMES = sorted(hashlib.sha256(body).hexdigest() for body in BODIES)


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    made = DataDirectory(tmp_path / "data")
    for body in BODIES:
        LocalStore(made.files).put(body)
    return made


@pytest.fixture
def url() -> str:
    return f"memory://{uuid.uuid4().hex}/files"


def held(data: DataDirectory) -> list[str]:
    opening.forget()
    return [one.sha256 for one in open_store(data).examine(open_store(data).hashes()) if one.sound]


def test_there_and_back(
    data: DataDirectory, url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["--data", str(data.root), "store"]
    assert run([*arguments, "move", url, "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"files": 5, "brought": 5, "removed": 0, "place": url, "dry_run": True}
    assert isinstance(open_store(data), LocalStore)
    assert run([*arguments, "move", url]) == 0
    assert held(data) == NAMES
    assert isinstance(open_store(data), RemoteStore)
    assert not data.files.exists()
    capsys.readouterr()
    assert run([*arguments, "show", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"store": url, "files": 5, "left": []}
    assert move(data, url).brought == 0
    capsys.readouterr()
    with monkeypatch.context() as patched:
        patched.setenv("HARVESTER_STORE_URL", url)
        assert run([*arguments, "move", HERE]) == 0
    told = capsys.readouterr().out.splitlines()[-1]
    assert told.startswith("Remove store.url from the configuration (environment HARVESTER_STORE_URL): ")
    assert held(data) == NAMES
    assert noted(data) == Place()
    assert not data.store_note.exists()


def test_what_is_kept_at_the_old_place_can_go_later(data: DataDirectory, url: str) -> None:
    done = move(data, url, keep=True)
    assert (done.brought, done.removed) == (5, 0)
    assert list(LocalStore(data.files).hashes()) == NAMES
    assert noted(data).left == (data.files.absolute().as_uri(),)
    assert move(data, url).removed == 5
    assert noted(data).left == ()
    assert held(data) == NAMES


@pytest.mark.parametrize("step", ["bring", "note", "remove"])
def test_killed_anywhere_it_is_finished_by_doing_it_again(
    step: str, data: DataDirectory, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def stop(*_: object, **_more: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        if step == "bring":
            real, left = RemoteStore.put, [3]

            def put(self: RemoteStore, body: bytes) -> object:
                left[0] -= 1
                return real(self, body) if left[0] else stop()

            patch.setattr(RemoteStore, "put", put)
        elif step == "note":
            patch.setattr(moving, "note", stop)
        else:
            patch.setattr(LocalStore, "remove", stop)
        with pytest.raises(Killed):
            move(data, url)
    assert held(data) == NAMES  # whichever place is used
    move(data, url)
    assert held(data) == NAMES
    assert isinstance(open_store(data), RemoteStore)
    assert not data.files.exists()


def test_a_damaged_file_is_not_brought_anywhere(data: DataDirectory, url: str) -> None:
    LocalStore(data.files).path(NAMES[2]).write_bytes(b"flipped")
    with pytest.raises(StoreError, match="harvester verify"):
        move(data, url)
    assert noted(data) == Place()
    assert len(list(LocalStore(data.files).hashes())) == 5


def test_something_else_of_that_name_at_the_new_place_gives_way(data: DataDirectory, url: str) -> None:
    opening.prepare(data, url)
    there = opening.open_at(data, url)
    assert isinstance(there, RemoteStore)
    there._fs.pipe_file(there._path(NAMES[0]), b"not it")
    move(data, url)
    assert held(data) == NAMES


def test_a_merge_reads_from_stores_elsewhere_and_writes_into_one(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [Making(tmp_path / "one"), Making(tmp_path / "two")]
    parts[0].nights([Night(1, answers={"a": "the words of a", "b": "the words of b"})])
    parts[1].nights([Night(2, answers={"b": "the words of b", "c": "the words of c"})])
    names = {name for part in parts for name in part.store.hashes()}
    move(parts[0].data, f"{url}/one")
    monkeypatch.setenv("HARVESTER_STORE_URL", f"{url}/all")
    into = DataDirectory(tmp_path / "all")
    for _ in range(2):
        merge(into.root, [part.data.root for part in parts])
        assert set(held(into)) == names
    assert noted(into).url == f"{url}/all"
    assert not into.files.exists()
