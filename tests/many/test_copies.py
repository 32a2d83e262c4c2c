"""Copies of files that a worker was sent: gone when they were read, and when the worker was killed."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from harvester.many import copies
from harvester.many.tasks import Unit, read_units
from tests.run.farm import environment, report, wait_for

WORKER = """
import sys
from harvester.many.tasks import Unit, read_units
read_units((Unit(sha256="a" * 64, path="", body=sys.stdin.buffer.read()),), 1.0)
"""


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def begun(scratch: Path) -> subprocess.Popen[bytes]:
    """A worker that is reading a file."""
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER], stdin=subprocess.PIPE, env=environment(TMPDIR=str(scratch))
    )
    assert worker.stdin is not None
    before = copied(scratch)
    worker.stdin.write(report("N1", "Board"))
    worker.stdin.close()
    wait_for(lambda: copied(scratch) - before, 20)
    return worker


def copied(scratch: Path) -> set[Path]:
    return set(scratch.glob("harvester-*"))


def test_what_a_killed_worker_leaves_the_next_takes_away(scratch: Path) -> None:
    killed = begun(scratch)
    killed.kill()
    killed.wait()
    assert copied(scratch)
    lives = begun(scratch)
    lives.wait(60)
    assert lives.returncode == 0
    assert not copied(scratch)


def test_what_is_being_read_or_is_not_ours_stays(scratch: Path) -> None:
    outside = scratch / "outside"
    outside.mkdir()
    (outside / "kept").write_bytes(b"kept")
    link, pipe = scratch / "harvester-copy-link", scratch / "harvester-copy-pipe"
    link.symlink_to(outside / "kept")
    os.mkfifo(pipe)
    (scratch / "harvester-dask-a").mkdir()
    lives = begun(scratch)
    lives.send_signal(signal.SIGSTOP)
    try:
        there = copied(scratch)
        unit = Unit(sha256="b" * 64, path="", body=report("N2", "Board"))
        assert len(read_units((unit,), 1.0).extracts) == 1
        assert copied(scratch) == there
    finally:
        lives.send_signal(signal.SIGCONT)
        lives.wait(60)
    assert lives.returncode == 0
    assert (outside / "kept").read_bytes() == b"kept"
    assert set(scratch.iterdir()) == {outside, link, pipe, scratch / "harvester-dask-a"}


def test_one_that_is_taken_for_left_before_it_is_locked_is_made_again(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = fcntl.flock

    def late(file: object, how: int) -> None:
        monkeypatch.setattr(copies.fcntl, "flock", lock)
        copies.remove_left()
        assert not list(scratch.iterdir())
        lock(file, how)  # type: ignore[arg-type]

    monkeypatch.setattr(copies.fcntl, "flock", late)
    with copies.copy_of(b"kept") as path:
        assert Path(path).read_bytes() == b"kept"
        copies.remove_left()
        assert Path(path).exists()
    assert not list(scratch.iterdir())
