"""Files of a shard on their way into the whole."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from harvester.catalogue import Catalogue
from harvester.many.joining import join, make_shard
from harvester.paths import DataDirectory
from harvester.records import SourceInfo
from harvester.store import LocalStore
from harvester.vocabulary import Nation, SourceKind
from tests.run.farm import files_sound


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
    source = SourceInfo(slug="area", title="Area", nation=Nation.ENGLAND, kind=SourceKind.PARTNERSHIP)
    with Catalogue.open(data.catalogue) as catalogue:
        with catalogue.writing():
            catalogue.start_run("crawl", [source], "2026-01-01T00:00:00Z")
        join(data, catalogue, shard, 1)
    assert sorted(whole.hashes()) == sorted(sha256(body).hexdigest() for body in [*bodies, b"only here"])
    assert files_sound(data.root), "what was only begun is no file"
    assert not shard.exists()
