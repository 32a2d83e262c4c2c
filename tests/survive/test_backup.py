"""Backups: whole, tried, kept in number; put back without losing what was there."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from harvester import backup as backing
from harvester.backup import back_up, backups, load
from harvester.catalogue import Catalogue, Decision, append_decision
from harvester.errors import DamagedCatalogueError, DiskError, NewerCatalogueError, UsageError
from harvester.fixity import check_all
from harvester.paths import DataDirectory
from harvester.restore import find, restore
from tests.run.farm import ask, end_state, run

Copied = Callable[[], DataDirectory]


def decide(data: DataDirectory, value: str) -> None:
    document = ask(data.root, "SELECT id FROM documents LIMIT 1")[0][0]
    said = Decision(field="title", value=value, who="A", at="2026-11-26T12:00:00Z", document_id=document)
    append_decision(data, said)


def test_a_restored_harvest_is_the_one_that_was_backed_up(copied: Copied, tmp_path: Path) -> None:
    data = copied()
    with closing(sqlite3.connect(data.desk)) as desk, desk:
        desk.execute("CREATE TABLE session (id TEXT)")
    made = back_up(data, with_files=True)
    assert made.counts["documents"] == 4
    fresh = DataDirectory(tmp_path / "fresh")
    done = restore(made.path, fresh)
    assert done.kept_aside == ()
    assert end_state(fresh.root) == end_state(data.root)
    for name in ("catalogue.db", "decisions.jsonl"):
        assert (fresh.root / name).read_bytes() == (made.path / name).read_bytes()
    assert fresh.desk.exists()
    assert check_all(fresh).sound
    whole = {p.relative_to(data.files) for p in data.files.rglob("*") if p.is_file()}
    assert {p.relative_to(fresh.files) for p in fresh.files.rglob("*") if p.is_file()} == whole
    assert run("--data", fresh.root, "rebuild", "--dry-run").returncode == 0


def test_the_last_so_many_are_kept_in_order(copied: Copied, monkeypatch: pytest.MonkeyPatch) -> None:
    data = copied()
    (first,) = backups(data.backups)
    told, made = [], []
    for _ in range(4):
        told.append(backing.would_go(data, 3))
        made.append(back_up(data, 3))
    assert told == [one.pruned for one in made]
    assert backups(data.backups) == [one.path for one in made[1:]]
    assert made[2].pruned == (first.name,)
    (data.backups / "notes").mkdir()  # not ours: never touched

    class Earlier(backing.datetime):  # type: ignore[misc]
        @classmethod
        def now(cls, tz: object = None) -> backing.datetime:
            return backing.datetime(1970, 1, 1, tzinfo=backing.UTC)

    monkeypatch.setattr(backing, "datetime", Earlier)
    after = back_up(data, 3)  # the clock was set back: it still is the newest
    assert backups(data.backups)[-1] == after.path
    assert (data.backups / "notes").is_dir()


def test_a_damaged_catalogue_pushes_out_no_good_backup(copied: Copied) -> None:
    data = copied()
    held = backups(data.backups)
    body = bytearray(data.catalogue.read_bytes())
    body[8192 * 3 : 8192 * 9] = bytes(8192 * 6)
    data.catalogue.write_bytes(body)
    with pytest.raises(DamagedCatalogueError):
        back_up(data, 1)
    assert backups(data.backups) == held
    assert [path.name for path in data.backups.iterdir()] == [held[0].name]


def test_a_full_disk_leaves_no_half_backup(copied: Copied, monkeypatch: pytest.MonkeyPatch) -> None:
    data = copied()
    held = backups(data.backups)
    monkeypatch.setattr(backing.shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(9, 9, 0))
    with pytest.raises(DiskError, match="make room"):
        back_up(data)
    monkeypatch.undo()

    def full(*_: object) -> str:
        raise DiskError("the disk is full")

    monkeypatch.setattr(backing, "copy_whole", full)
    with pytest.raises(DiskError):
        back_up(data)
    assert [path.name for path in data.backups.iterdir()] == [held[0].name]


def test_a_draft_of_a_crash_is_removed_and_one_in_use_is_not(copied: Copied) -> None:
    data = copied()
    left, used = data.backups / ".draft-20261126T000000Z-999999999", data.backups / ".draft-x-1"
    left.mkdir()
    used.mkdir()
    back_up(data)
    assert not left.exists()
    assert used.exists()


def test_what_was_there_is_kept_and_no_decision_is_lost(copied: Copied) -> None:
    data = copied()
    (path,) = backups(data.backups)
    decide(data, "Decided later")
    now = end_state(data.root)
    dry = restore(path, data, dry_run=True)
    assert dry.put_back == ("catalogue.db",)
    assert end_state(data.root) == now
    done = restore(path, data)
    (aside,) = done.kept_aside
    assert (data.root / aside).stat().st_size > 0
    assert b"Decided later" in data.decisions.read_bytes()
    assert end_state(data.root) == now, "what was decided since is entered at once"
    assert check_all(data).findings == ()


def test_decisions_of_two_histories_are_joined(copied: Copied) -> None:
    data = copied()
    (path,) = backups(data.backups)
    lines = data.decisions.read_bytes().splitlines(keepends=True)
    data.decisions.write_bytes(b"".join(lines[6:]))  # the beginning was lost
    with Catalogue.open(data.catalogue) as catalogue:
        document = catalogue.connection.execute("SELECT id FROM documents").fetchone()[0]
    said = Decision(field="title", value="Later", who="A", at="2026-11-27T00:00:00Z", document_id=document)
    append_decision(data, said)
    done = restore(path, data)
    assert done.notes == ("1 decisions that the backup lacks were kept",)
    assert data.decisions.read_bytes().startswith(b"".join(lines))
    assert data.decisions.read_bytes().count(b"\n") == 13
    assert check_all(data).findings == (), "the line that was added is chained to those before it"


def test_a_hot_journal_is_not_rolled_back_into_the_copy(copied: Copied) -> None:
    data = copied()
    (path,) = backups(data.backups)
    body = data.catalogue.read_bytes()
    data.catalogue.write_bytes(body[: len(body) // 3])
    journal = data.catalogue.with_name("catalogue.db-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + os.urandom(2000))
    restore(path, data)
    assert not journal.exists()
    assert check_all(data).sound


@pytest.mark.parametrize("name", ["catalogue.db", "decisions.jsonl", "manifest.json"])
def test_a_damaged_backup_is_refused_by_name(name: str, copied: Copied) -> None:
    data = copied()
    (path,) = backups(data.backups)
    before = data.catalogue.read_bytes()
    body = bytearray((path / name).read_bytes())
    body[len(body) // 2] ^= 1
    (path / name).write_bytes(body)
    with pytest.raises(DamagedCatalogueError, match=name):
        restore(path, data)
    (path / name).unlink()
    with pytest.raises((DamagedCatalogueError, UsageError), match=name):
        restore(path, data)
    assert data.catalogue.read_bytes() == before


def test_a_backup_of_a_newer_harvester_is_refused(copied: Copied) -> None:
    data = copied()
    (path,) = backups(data.backups)
    values = json.loads((path / "manifest.json").read_text())
    del values["seal"]
    values["schema"] += 1
    values["seal"] = backing._seal_of(values)
    (path / "manifest.json").write_text(json.dumps(values, indent=1) + "\n")
    with pytest.raises(NewerCatalogueError, match="nothing was touched"):
        restore(path, data)
    refused = run("--data", data.root, "restore", "latest")
    assert refused.returncode == 10


def test_kept_files_are_put_back_only_where_they_are_needed(copied: Copied) -> None:
    data = copied()
    made = back_up(data, with_files=True)
    kept = sorted(path for path in data.files.rglob("*") if path.is_file())
    body = kept[0].read_bytes()
    kept[0].unlink()  # a link: the backup's own copy stays
    kept[1].unlink()
    kept[1].write_bytes(b"damaged")
    done = restore(made.path, data)
    assert done.files_back == 2
    assert kept[0].read_bytes() == body
    assert check_all(data).sound
    with closing(sqlite3.connect(data.catalogue)) as db:
        db.execute("SELECT 1")


def test_a_backup_by_hand_keeps_as_many_as_a_night(copied: Copied, tmp_path: Path) -> None:
    data = copied()
    config = tmp_path / "harvester.toml"
    config.write_text("[nightly]\nbackups = 2\n", encoding="utf-8")
    for _ in range(3):
        made = run("--config", config, "--data", data.root, "backup")
        assert made.returncode == 0, made.stderr
    assert len(backups(data.backups)) == 2


def test_a_backup_that_was_half_removed_goes_with_the_next(copied: Copied) -> None:
    data = copied()
    first = back_up(data).path
    left = first.with_name(f"{first.name}-001")  # the number must not be taken for a living process
    first.rename(left)

    def cut(_path: Path) -> None:
        raise OSError(5, "Input/output error")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backing.shutil, "rmtree", cut)
        with pytest.raises(DiskError):
            back_up(data, keep=1)
    assert len(list(data.backups.glob(".draft-gone-*"))) == 1
    back_up(data, keep=1)
    assert not list(data.backups.glob(".draft-*"))


def test_the_commands(copied: Copied, tmp_path: Path) -> None:
    data = copied()
    (kept,) = backups(data.backups)
    would = run("--data", data.root, "backup", "--keep", "1", "--dry-run", "--json")
    assert json.loads(would.stdout)["pruned"] == [kept.name]
    assert backups(data.backups) == [kept]
    made = run("--data", data.root, "backup", "--keep", "1", "--json")
    assert made.returncode == 0, made.stderr
    path = Path(json.loads(made.stdout)["path"])
    assert backups(data.backups) == [path]
    assert find(data, "latest") == find(data, path.name) == path
    assert load(path).counts["decisions"] == 12
    dry = run("--data", data.root, "restore", "latest", "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "would be kept as catalogue.db." in dry.stdout
    back = run("--data", data.root, "restore", path.name, "--into", tmp_path / "new")
    assert back.returncode == 0, back.stderr
    assert end_state(tmp_path / "new") == end_state(data.root)
    assert run("--data", data.root, "restore", "nothing").returncode == 2
    assert run("--data", tmp_path / "empty", "backup").returncode == 2
    outside = run("--data", data.root, "backup", tmp_path / "usb", "--with-files")
    assert outside.returncode == 0
    assert len(backups(tmp_path / "usb")) == 1
