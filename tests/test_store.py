from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from harvester.errors import DiskError
from harvester.store import LocalStore

BODY = b"%PDF-1.4 a report"
SHA = hashlib.sha256(BODY).hexdigest()


def test_a_body_is_kept_under_its_digest(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "files")
    kept = store.put(BODY)
    assert (kept.sha256, kept.size) == (SHA, len(BODY))
    assert kept.path == tmp_path / "files" / SHA[:2] / SHA
    assert store.read(SHA) == BODY
    assert list(store.hashes()) == [SHA]
    assert store.verify(SHA)
    with store.open(SHA) as stream:
        assert stream.read() == BODY


def test_keeping_the_same_bytes_again_changes_nothing(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    first = store.put(BODY).path.stat()
    assert store.put(BODY).path.stat() == first
    assert len(list(tmp_path.rglob("*"))) == 2


def test_a_file_of_the_wrong_length_is_written_again(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    path = store.put(BODY).path
    path.write_bytes(BODY[:3])
    assert not store.verify(SHA)
    store.put(BODY)
    assert store.verify(SHA)


def test_verify_notices_one_flipped_bit_and_a_missing_file(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    path = store.put(BODY).path
    path.write_bytes(bytes([BODY[0] ^ 1]) + BODY[1:])
    assert not store.verify(SHA)
    path.unlink()
    assert not store.verify(SHA)
    assert store.read(SHA) is None


@pytest.mark.parametrize("name", ["", "../../etc/passwd", SHA.upper(), SHA[:-1], SHA + "0", SHA[:-1] + "\n"])
def test_only_a_digest_names_a_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        LocalStore(tmp_path).path(name)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize("step", ["fsync", "replace", "mkstemp"])
def test_a_disk_that_refuses_leaves_nothing_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, step: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    store = LocalStore(tmp_path)
    target = {"fsync": "os.fsync", "replace": "pathlib.Path.replace", "mkstemp": "tempfile.mkstemp"}[step]
    monkeypatch.setattr(target, refuse)
    with pytest.raises(DiskError, match="cannot write"):
        store.put(BODY)
    monkeypatch.undo()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert store.put(BODY).sha256 == SHA


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_named_in_plain_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fdopen
    monkeypatch.setattr(
        os,
        "fdopen",
        lambda handle, mode: (os.close(handle), real(os.open("/dev/full", os.O_WRONLY), mode))[1],
    )
    with pytest.raises(DiskError, match="the disk is full"):
        LocalStore(tmp_path).put(BODY)


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EACCES, "permission is denied"), (errno.EROFS, "read-only"), (errno.EIO, "disk")],
)
def test_what_the_disk_refuses_is_said_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(**_: object) -> tuple[int, str]:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(DiskError, match=words):
        LocalStore(tmp_path / "files").put(BODY)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_leftovers_of_a_crash_are_removed_once_old(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    folder = store.put(BODY).path.parent
    old, young = folder / ".draft-old", folder / ".draft-young"
    for draft in (old, young):
        draft.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    assert store.clean() == 1
    assert not old.exists()
    assert young.exists()
    assert store.verify(SHA)


def test_many_threads_may_keep_the_same_bytes(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    threads = [threading.Thread(target=store.put, args=(BODY,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.verify(SHA)
    assert not list(tmp_path.rglob(".draft-*"))


def test_no_kill_leaves_a_torn_file_under_a_final_name(tmp_path: Path) -> None:
    writer = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from harvester.store import LocalStore
        store = LocalStore(Path(sys.argv[1]))
        for number in range(100000):
            kept = store.put(number.to_bytes(4, "big") * 50000)
            print(kept.sha256, flush=True)
        """
    )
    acknowledged: set[str] = set()
    for turn in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", writer, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        acknowledged.add(process.stdout.readline().strip())
        time.sleep(0.01 * turn)
        process.send_signal(signal.SIGKILL)
        acknowledged.update(line.strip() for line in process.stdout if len(line) == 65)
        process.wait()
        process.stdout.close()
    store = LocalStore(tmp_path)
    assert len(acknowledged) > 3
    assert acknowledged <= set(store.hashes())
    assert all(store.verify(sha256) for sha256 in store.hashes())
