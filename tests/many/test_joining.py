"""Files of a shard on their way into the whole."""

from __future__ import annotations

import os
import shutil
from hashlib import sha256
from pathlib import Path

import psutil
import pytest

from harvester.catalogue import Catalogue, RecordingCatalogue
from harvester.chronicle import Entry
from harvester.many import joining
from harvester.many.joining import join, join_leftovers, make_shard
from harvester.paths import DataDirectory
from harvester.rebuild import replaying
from harvester.records import Fetch, SourceInfo
from harvester.run.tallies import load_tally
from harvester.store import LocalStore
from harvester.vocabulary import Nation, Outcome, SourceKind
from tests.run.farm import files_sound

AT = "2026-01-01T00:00:00Z"
SOURCE = SourceInfo(slug="area", title="Area", nation=Nation.ENGLAND, kind=SourceKind.PARTNERSHIP)


@pytest.mark.parametrize("known", [0, 40])
def test_every_file_of_a_shard_comes_into_the_whole_once(
    tmp_path: Path, known: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda _handle: None)  # hundreds of waits for the disk
    data = DataDirectory(tmp_path / "data")
    bodies = [b"%d" % number for number in range(400)]
    whole = LocalStore(data.files)
    for body in [*bodies[:known], b"only here"]:
        whole.put(body)
    shard = make_shard(data, 1, 0, ["area"])
    there = LocalStore(DataDirectory(shard).files)
    for body in bodies:
        there.put(body)
    half = there.path(sha256(bodies[-1]).hexdigest()).parent / "draft-of-a-killed-crawl"
    half.write_bytes(b"half")
    with Catalogue.open(data.catalogue) as catalogue:
        with catalogue.writing():
            catalogue.start_run("crawl", [SOURCE], AT)
        join(data, catalogue, shard, 1)
    assert sorted(whole.hashes()) == sorted(sha256(body).hexdigest() for body in [*bodies, b"only here"])
    assert files_sound(data.root), "what was only begun is no file"
    assert not shard.exists()
    assert not shard.parent.exists()


def test_a_join_that_was_killed_while_it_removed_a_shard_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = DataDirectory(tmp_path / "data")
    shard = make_shard(data, 1, 0, ["area"])
    with Catalogue.open(data.catalogue) as catalogue:
        with catalogue.writing():
            catalogue.start_run("crawl", [SOURCE], AT)
        Catalogue.open(shard / "catalogue.db").close()

        def killed(folder: Path, **_: object) -> None:
            for path in (folder, shard):
                (path / "shard.json").unlink(missing_ok=True)
            if folder.is_dir():
                raise KeyboardInterrupt

        with monkeypatch.context() as killing:
            killing.setattr(shutil, "rmtree", killed)
            with pytest.raises(KeyboardInterrupt):
                join(data, catalogue, shard, 1)
        assert join_leftovers(data, catalogue) == []
    assert not shard.parent.exists()


def test_a_join_that_was_killed_while_it_told_tells_no_answer_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = DataDirectory(tmp_path / "data")
    shard = make_shard(data, 1, 0, ["area"])
    urls = [*(f"https://area.example/{number}" for number in range(8)), "https://area.example/7"]
    with RecordingCatalogue.open(shard / "catalogue.db") as there:
        run = there.start_run("crawl", [SOURCE], AT)
        for url in urls:
            there.record_fetch(run, Fetch(source="area", url=url, outcome=Outcome.TIMEOUT, at=AT))
    monkeypatch.setattr(joining, "_BATCH", 4)
    tell = replaying.tell_crawled
    told: list[object] = []

    def killed(catalogue: Catalogue, entry: Entry) -> bool:
        told.append(entry)
        if len(told) == 6:
            raise KeyboardInterrupt
        return tell(catalogue, entry)

    with RecordingCatalogue.open(data.catalogue) as catalogue:
        catalogue.start_run("crawl", [SOURCE], AT)
        with monkeypatch.context() as killing:
            killing.setattr(replaying, "tell_crawled", killed)
            with pytest.raises(KeyboardInterrupt):
                join(data, catalogue, shard, 1)
        assert len(join_leftovers(data, catalogue)) == 1
        with catalogue.reading() as connection:
            rows = connection.execute("SELECT url FROM fetch ORDER BY url").fetchall()
    assert [row["url"] for row in rows] == urls


def test_what_is_open_when_a_shard_is_removed_is_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = DataDirectory(tmp_path / "data")
    shard = make_shard(data, 1, 0, ["area"])
    remove = os.unlink

    def as_over_nfs(path: str, **in_folder: int) -> None:
        """There a file that is open gets another name instead."""
        if str(path) in (name.rpartition("/")[2] for name in opened()):
            os.rename(path, f".nfs{path}", src_dir_fd=in_folder["dir_fd"], dst_dir_fd=in_folder["dir_fd"])
        else:
            remove(path, **in_folder)

    with Catalogue.open(data.catalogue) as catalogue:
        with catalogue.writing():
            catalogue.start_run("crawl", [SOURCE], AT)
        monkeypatch.setattr(os, "unlink", as_over_nfs)
        join(data, catalogue, shard, 1)
    assert not shard.parent.exists()


def opened() -> list[str]:
    """The files that this process holds open."""
    return [one.path for one in psutil.Process().open_files()]


def test_a_tally_that_a_power_cut_has_emptied_counts_as_none(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path / "data")
    shard = make_shard(data, 1, 0, ["area"])
    (shard / "runs" / "1").mkdir(parents=True)
    (shard / "runs" / "1" / "area.tally.json").touch()
    with Catalogue.open(data.catalogue) as catalogue:
        with catalogue.writing():
            catalogue.start_run("crawl", [SOURCE], AT)
        assert len(join_leftovers(data, catalogue)) == 1
    assert not shard.exists()
    assert load_tally(data.runs / "1", "area") is None


def test_what_a_failing_worker_said_is_kept(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path / "data")
    shard = make_shard(data, 1, 0, ["area"])
    (shard / "worker-1.err").write_text("Traceback: oh")
    (shard / "worker-2.err").touch()
    with Catalogue.open(data.catalogue) as catalogue:
        with catalogue.writing():
            catalogue.start_run("crawl", [SOURCE], AT)
        join(data, catalogue, shard, 1)
    kept = data.runs / "1" / "shards" / "1-0"
    assert [(path.name, path.read_text()) for path in kept.iterdir()] == [("worker-1.err", "Traceback: oh")]
