"""A disk that is full or read-only: one clear line, exit code 8, and what was kept stays whole."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.run.conftest import Farm
from tests.run.farm import ask, end_state, files_sound, run


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Something mounted at a folder, while it is needed."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to mount a small disk")
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"needs the right to mount a small disk: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


# The empty catalogue takes some 400 KB: full before the first run, and while pages and files come.
@pytest.mark.parametrize("size", ["200k", "600k"])
def test_a_full_disk_ends_a_crawl_and_with_room_it_goes_on(size: str, farm: Farm, tmp_path: Path) -> None:
    small = tmp_path / "small"
    with mounted(small, "-t", "tmpfs", "-o", f"size={size}", "tmpfs"):
        full = run(*farm.crawl(small))
        assert full.returncode == 8, full.stdout + full.stderr
        assert full.stderr.startswith("harvester: ")
        assert full.stderr.count("\n") == 1
        assert str(small) in full.stderr
        assert "room" in full.stderr
        assert files_sound(small)
        assert ask(small, "PRAGMA integrity_check") == [("ok",)]
        subprocess.run(["mount", "-o", "remount,size=30m", str(small)], check=True)
        assert run(*farm.crawl(small)).returncode == 0
        assert end_state(small) == farm.state


def test_a_read_only_directory_can_be_looked_at_and_not_written(farm: Farm, tmp_path: Path) -> None:
    fixed = tmp_path / "fixed"
    before = {path: path.stat().st_mtime_ns for path in farm.reference.rglob("*")}
    with mounted(fixed, "--bind", str(farm.reference)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(fixed)], check=True)
        letter = next(path for path in (farm.reference / "files").rglob("*") if path.is_file())
        added = ("add", letter, "--source", "ashby", "--sources", farm.sources, "--why", "x")
        for command in (farm.crawl(fixed), ("--data", fixed, "reprocess"), ("--data", fixed, *added)):
            refused = run(*command)
            assert refused.returncode == 8, refused.stderr
            assert refused.stderr.count("\n") == 1
            assert f"cannot write to {fixed}" in refused.stderr
        for look in (("status",), ("runs", "list"), ("find", "child"), ("verify",)):
            assert run("--data", fixed, *look).returncode == 0
    assert {path: path.stat().st_mtime_ns for path in farm.reference.rglob("*")} == before
