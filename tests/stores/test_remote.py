"""A store elsewhere does what the folder does, whatever it is made of, and says plainly when it cannot."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
import uuid
from pathlib import Path

import pytest

from harvester.errors import DamagedFileError, StoreError, StoreUnreachableError
from harvester.stores import remote
from harvester.stores.cache import FileCache
from harvester.stores.remote import MARK, RemoteStore
from harvester.stores.words import StoreWords
from tests.stores.server import SECRET, S3Server

BODY = b"%PDF-1.4 a report"
SHA = hashlib.sha256(BODY).hexdigest()
NONE = "0" * 64


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_LOOK_AGAIN_S", (0.01, 0.01))


def another(store: RemoteStore, tmp_path: Path) -> RemoteStore:
    """The same store for another process, which has no copies."""
    return RemoteStore(store.url, store._options, FileCache(tmp_path / uuid.uuid4().hex, 10**6))


def overwrite(store: RemoteStore, sha256: str, body: bytes) -> None:
    store._fs.makedirs(store._path(sha256).rpartition("/")[0], exist_ok=True)
    store._fs.pipe_file(store._path(sha256), body)


def test_it_keeps_gives_lists_and_removes(store: RemoteStore, tmp_path: Path) -> None:
    assert not store.has(SHA)
    assert store.read(SHA) is None
    assert store.put(BODY) == store.put(BODY)
    fresh = another(store, tmp_path)
    assert fresh.has(SHA)
    assert fresh.size(SHA) == len(BODY)
    assert fresh.read(SHA) == BODY
    with fresh.lend(SHA) as lent:
        assert lent.path.read_bytes() == BODY
    assert list(fresh.hashes()) == [SHA]
    assert list(fresh.examine([SHA, NONE])) == [(SHA, len(BODY), True), (NONE, 0, False)]
    assert list(fresh.bodies([NONE, SHA])) == [(SHA, BODY)]
    assert fresh.where(SHA) == f"{store.url}/{SHA[:2]}/{SHA}"
    for _ in range(2):
        fresh.remove(SHA)
    assert not fresh.has(SHA)
    assert not fresh.cache.has(SHA)
    with pytest.raises(FileNotFoundError):
        fresh.open(SHA)
    assert fresh.clean(older_than_s=0) == 0
    assert [path.rpartition("/")[2] for path in store._fs.find(store._root)] == [MARK]
    with pytest.raises(ValueError, match="not a SHA-256"):
        fresh.has("../../etc/passwd")


def test_a_flipped_byte_is_noticed_and_never_handed_out(store: RemoteStore, tmp_path: Path) -> None:
    store.put(BODY)
    overwrite(store, SHA, BODY[:-1] + b"X")
    fresh = another(store, tmp_path)
    assert not fresh.verify(SHA)
    with pytest.raises(DamagedFileError, match="harvester verify"):
        fresh.read(SHA)
    assert not store.verify(SHA)  # though there is a sound copy at hand


def test_a_file_that_is_too_short_is_written_again(store: RemoteStore, tmp_path: Path) -> None:
    overwrite(store, SHA, BODY[:3])
    assert not store.verify(SHA)
    store.put(BODY)
    assert store.verify(SHA)


def test_an_emptied_store_is_no_store_of_missing_files(store: RemoteStore, tmp_path: Path) -> None:
    store.put(BODY)
    for path in store._fs.find(store._root):
        store._fs.rm_file(path)
    fresh = another(store, tmp_path)
    for ask in (lambda: list(fresh.hashes()), lambda: fresh.verify(SHA), lambda: fresh.has(SHA)):
        with pytest.raises(StoreError, match=r"emptied.*harvester restore"):
            ask()


def test_a_file_that_is_seen_late_is_waited_for(
    store: RemoteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(BODY)
    fresh, calls = another(store, tmp_path), []
    real = fresh._fs.cat_file

    def late(path: str, **more: object) -> bytes:
        calls.append(path)
        if len(calls) == 1:
            raise FileNotFoundError(path)
        return bytes(real(path, **more)) if len(calls) > 2 else BODY[:4]  # and first comes a part of it

    monkeypatch.setattr(fresh._fs, "cat_file", late)
    assert fresh.read(SHA) == BODY
    assert len(calls) == 3


def test_many_writers_of_one_file_are_one(store: RemoteStore, tmp_path: Path) -> None:
    writers = [threading.Thread(target=another(store, tmp_path).put, args=(BODY,)) for _ in range(4)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert list(another(store, tmp_path).examine([SHA])) == [(SHA, len(BODY), True)]
    assert len(store._fs.find(store._root)) == 2


def test_what_cannot_be_renamed_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"path": str(tmp_path / "remote"), "target_protocol": "file"}
    store = RemoteStore("dir://", options, FileCache(tmp_path / "cache", 10**6))
    store.prepare()

    def full(*_: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store._fs, "mv", full)
        with pytest.raises(StoreError, match="make room"):
            store.put(BODY)
    assert not store.has(SHA)
    assert [path.name for path in (tmp_path / "remote").rglob("*") if path.is_file()] == [MARK]
    draft = tmp_path / "remote" / "ab" / ".draft-left"  # as a kill leaves it
    draft.parent.mkdir()
    draft.write_bytes(BODY)
    assert store.clean() == 0
    assert store.clean(older_than_s=0) == 1
    assert not draft.exists()


def test_older_versions_go_with_a_file_and_so_do_unfinished_uploads(server: S3Server, tmp_path: Path) -> None:
    url = server.bucket("kept-versions", versions=True)
    store = RemoteStore(url, server.options, FileCache(tmp_path, 10**6))
    store.prepare()
    other = b"%PDF-1.4 another report"
    store.put(BODY)
    store.put(other)
    overwrite(store, SHA, b"an older version of it" + BODY)
    store._fs.call_s3("delete_object", Bucket="kept-versions", Key=store._path(SHA).partition("/")[2])
    key = store._path(SHA).partition("/")[2]
    client = server.client
    for where in (key, "files/ab/other"):
        upload = client.create_multipart_upload(Bucket="kept-versions", Key=where)["UploadId"]
        client.upload_part(Bucket="kept-versions", Key=where, UploadId=upload, PartNumber=1, Body=BODY)
    assert sum(BODY in body for body in server.everything("kept-versions")) == 2
    store.remove(SHA)
    assert not any(BODY in body for body in server.everything("kept-versions"))
    assert store.read(hashlib.sha256(other).hexdigest()) == other
    left = client.list_multipart_uploads(Bucket="kept-versions")["Uploads"]
    assert [one["Key"] for one in left] == ["files/ab/other"]
    assert store.clean(older_than_s=0) == 1


def test_a_key_that_may_not_list_versions_is_told_and_not_believed(
    server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.bucket("secretive", versions=True)
    store = RemoteStore(url, server.options, FileCache(tmp_path, 10**6))
    store.prepare()
    store.put(BODY)
    real = store._fs.call_s3

    def denied(method: str, **more: object) -> object:
        if method in ("get_bucket_versioning", "list_object_versions"):
            raise PermissionError("Access Denied")
        return real(method, **more)

    monkeypatch.setattr(store._fs, "call_s3", denied)
    with pytest.raises(StoreError, match="s3:ListBucketVersions"):
        store.remove(SHA)


@pytest.mark.parametrize(
    ("status", "code", "says", "exit_code"),
    [
        ("403 Forbidden", "AccessDenied", "denies access", 8),
        ("403 Forbidden", "QuotaExceeded", "is full", 8),
        ("404 Not Found", "NoSuchBucket", "bucket or folder is missing", 8),
        ("400 Bad Request", "InvalidDigest", "failed", 8),
        ("503 Slow Down", "SlowDown", "does not answer", 9),
    ],
)
def test_a_refusal_is_told_in_words_with_its_exit_code(
    status: str,
    code: str,
    says: str,
    exit_code: int,
    server: S3Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = RemoteStore(server.bucket(uuid.uuid4().hex), server.options, FileCache(tmp_path, 10**6))
    store.prepare()
    monkeypatch.setattr(store._fs, "retries", 1)
    server.refusal = lambda method, _path: (status, code) if method == "PUT" else None
    with pytest.raises(StoreError, match=says) as caught:
        store.put(BODY)
    assert caught.value.exit_code == exit_code
    server.refusal = lambda _method, _path: None
    assert not store.has(SHA)
    store.put(BODY)
    assert store.verify(SHA)


def test_a_server_that_is_gone_is_told_as_such(tmp_path: Path) -> None:
    with S3Server() as gone:
        store = RemoteStore(gone.bucket("gone"), gone.options, FileCache(tmp_path, 10**6))
        store.prepare()
        store._fs.retries = 2
    with pytest.raises(StoreUnreachableError, match="does not answer") as caught:
        store.put(BODY)
    assert caught.value.exit_code == 9
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TimeoutError("slow"), StoreUnreachableError),
        (ConnectionResetError(errno.ECONNRESET, "reset"), StoreUnreachableError),
        (OSError(errno.ENETUNREACH, "no network"), StoreUnreachableError),
        (PermissionError(errno.EACCES, f"denied to {SECRET}"), StoreError),
        (RuntimeError(f"something with {SECRET}"), StoreError),
    ],
)
def test_no_failure_is_without_words_or_with_a_secret(error: Exception, kind: type[StoreError]) -> None:
    with pytest.raises(StoreError) as caught, StoreWords("sftp://host/files", (SECRET,)).plain():
        raise error
    assert type(caught.value) is kind
    assert SECRET not in str(caught.value)
    assert "sftp://host/files" in str(caught.value)


def test_a_large_file_goes_up_in_parts_and_comes_back(
    server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = RemoteStore(server.bucket("large"), server.options, FileCache(tmp_path, 10**9))
    store.prepare()
    body = os.urandom(1024) * 1024 * 13
    pipe = store._fs.pipe_file
    monkeypatch.setattr(store._fs, "pipe_file", lambda path, data: pipe(path, data, chunksize=6 * 2**20))
    server.refusal = lambda _m, path: ("400 Bad", "BadDigest") if "partNumber=2" in path else None
    with pytest.raises(StoreError):
        store.put(body)
    assert list(store.hashes()) == []
    assert "Uploads" not in server.client.list_multipart_uploads(Bucket="large")
    server.refusal = lambda _method, _path: None
    before = len(server.uploads)
    sha256 = store.put(body).sha256
    assert any("partNumber=3" in path for path in server.uploads[before:])
    assert list(store.examine([sha256])) == [(sha256, len(body), True)]
    assert another(store, tmp_path / "b").read(sha256) == body
