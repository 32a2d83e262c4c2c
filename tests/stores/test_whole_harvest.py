"""A harvest whose files lie in S3 comes to the same as one on this disk, killed on the way or not."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harvester.backup import back_up
from harvester.catalogue import Catalogue
from harvester.extract.page_image import PageImage
from harvester.fixity.check import check_all, check_part
from harvester.page_images import PageImages
from harvester.paths import DataDirectory
from harvester.restore import restore
from harvester.store import LocalStore, open_store
from harvester.stores import opening
from harvester.stores.copying import bring
from harvester.stores.remote import MARK, RemoteStore
from tests.run.farm import Site, crawling, end_state, run, start, wait_for, wait_until_gone
from tests.stores.server import SECRET, S3Server

BUCKET = "harvest"


@dataclass
class Harvest:
    """One site, crawled into a folder and into S3."""

    server: S3Server
    site: Site
    folder: Path
    variables: dict[str, str]

    @property
    def data(self) -> DataDirectory:
        return DataDirectory(self.folder / "data")

    def crawl(self, name: str) -> tuple[object, ...]:
        options = ("--sources", self.folder / "sources", "--allow-host", "127.0.0.0/8", "--delay", "0")
        return ("--data", self.folder / name, "crawl", *options)

    def objects(self) -> set[str]:
        found = self.server.client.list_objects_v2(Bucket=BUCKET).get("Contents", ())
        return {one["Key"].rpartition("/")[2] for one in found}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harvest]:
    """A crawl that is killed while its first file is on its way, and one that goes on after it."""
    folder = tmp_path_factory.mktemp("harvest")
    with S3Server() as server, Site("ashby", 2, names=("Quince", "Rowan", "Sorrel")) as site:
        site.declare(folder / "sources")
        url = server.bucket(BUCKET, versions=True)
        variables = {"HARVESTER_STORE_URL": url, "HARVESTER_STORE_OPTIONS": json.dumps(server.login)}
        made = Harvest(server, site, folder, variables)
        assert run(*made.crawl("local")).returncode == 0
        broken = start(*made.crawl("data"), **variables)
        server_holds = lambda: any(MARK not in path for path in server.uploads if "/files/" in path)  # noqa: E731
        wait_for(lambda: f"/{BUCKET}/files/{MARK}" in server.uploads)
        server.going.clear()
        wait_for(server_holds)
        children = crawling(broken.pid)
        broken.kill()
        for one in children:
            one.kill()
        broken.communicate()
        wait_until_gone(children)
        server.going.set()
        time.sleep(0.2)
        done = run(*made.crawl("data"), **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        yield made


@pytest.fixture
def harvest(whole: Harvest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harvest]:
    for name, value in whole.variables.items():
        monkeypatch.setenv(name, value)
    yield whole
    whole.server.refusal = lambda _method, _path: None


def test_it_comes_to_the_same_and_no_secret_is_left_in_it(harvest: Harvest) -> None:
    assert end_state(harvest.data.root) == end_state(harvest.folder / "local")
    local = set(LocalStore(harvest.folder / "local" / "files").hashes())
    assert harvest.objects() == {*local, MARK}
    assert not harvest.data.files.exists()
    files = [path for path in harvest.data.root.rglob("*") if path.is_file()]
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]
    found = check_all(harvest.data)
    assert (found.files, found.findings) == (3, ())
    parts = [check_part(harvest.data, number, 3) for number in (1, 2, 3)]
    assert sum(part.files for part in parts) == 3


def test_pages_are_drawn_from_it(harvest: Harvest) -> None:
    shutil.rmtree(harvest.data.file_cache)
    images = PageImages(harvest.data)
    sha256 = next(iter(open_store(harvest.data).hashes()))
    try:
        drawn: Any = images.picture(sha256, 1, wait_s=60)
        assert isinstance(drawn, PageImage)
        assert not images.held("0" * 64)
    finally:
        images.close()


def test_a_second_night_a_flipped_byte_and_a_backup(harvest: Harvest, tmp_path: Path) -> None:
    store = open_store(harvest.data)
    assert isinstance(store, RemoteStore)
    sha256 = next(iter(store.hashes()))
    body = store.read(sha256)
    assert body is not None
    made = back_up(harvest.data, into=tmp_path / "backups", with_files=True)
    assert sum(one.name.startswith("files/") for one in made.files) == 3
    store._fs.pipe_file(store._path(sha256), bytes([body[0] ^ 1]) + body[1:])
    other = store._path(list(store.hashes())[1])
    store._fs.rm_file(other)
    opening.forget()
    found = check_all(harvest.data)
    assert {one.path for one in found.findings if one.kind == "file"} == {
        store.where(sha256),
        store.where(other.rpartition("/")[2]),
    }
    shutil.rmtree(harvest.data.file_cache)
    done = restore(made.path, harvest.data)
    assert done.files_back == 2
    opening.forget()
    assert check_all(harvest.data).findings == ()
    # And on another machine, from nothing but the backup and the keys.
    elsewhere = DataDirectory(tmp_path / "other")
    restore(made.path, elsewhere)
    assert [one.sound for one in open_store(elsewhere).examine(open_store(harvest.data).hashes())] == [
        True
    ] * 3


def test_a_store_that_is_gone_or_denies_ends_the_crawl_with_words(harvest: Harvest) -> None:
    shutil.copytree(harvest.data.root, harvest.folder / "broken", ignore=shutil.ignore_patterns("cache"))
    harvest.server.refusal = lambda method, _path: ("503 Slow", "SlowDown") if method != "GET" else None
    gone = run(*harvest.crawl("broken"), **harvest.variables)
    assert gone.returncode == 9, gone.stderr
    assert gone.stderr.startswith("harvester: the store of files at s3://harvest/files does not answer")
    assert gone.stderr.count("\n") == 1
    assert SECRET not in gone.stdout + gone.stderr


def test_taken_down_it_is_in_no_version_of_anything(harvest: Harvest) -> None:
    from harvester.takedown.cleaning import finish

    store = open_store(harvest.data)
    with Catalogue.open(harvest.data.catalogue, create=False) as catalogue, catalogue.reading() as connection:
        document, sha256 = connection.execute("SELECT id, sha256 FROM documents ORDER BY id").fetchone()
    body = store.read(sha256)
    assert body is not None
    arguments = ("--data", harvest.data.root, "takedown", document, "--reason", "a family asked")
    done = run(*arguments, **harvest.variables)
    assert done.returncode == 0, done.stdout + done.stderr
    assert body not in harvest.server.everything(BUCKET)
    assert sha256 not in harvest.objects()
    assert not list(harvest.data.file_cache.rglob(f"{sha256}*"))
    assert finish(harvest.data) is None  # nothing waits


def test_shards_bring_their_files_into_it(harvest: Harvest, tmp_path: Path) -> None:
    store, shard = open_store(harvest.data), LocalStore(tmp_path)
    body = b"%PDF-1.4 of a shard"
    shard.put(body)
    assert bring(shard, store) == (1, [])
    assert bring(shard, store) == (0, [])
    assert store.verify(hashlib.sha256(body).hexdigest())
    store.remove(hashlib.sha256(body).hexdigest())
