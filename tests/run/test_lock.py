"""One run at a time; a second start says who holds the directory, and a dead holder holds nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harvester.errors import DiskError, LockedError
from harvester.paths import DataDirectory
from harvester.run.lock import hold

HOLDER = """
import sys, time
from pathlib import Path
from harvester.paths import DataDirectory
from harvester.run.lock import hold
with hold(DataDirectory(Path(sys.argv[1])), "crawl"):
    print("held", flush=True)
    time.sleep(30)
"""


def test_second_start_names_the_holder_and_a_killed_holder_lets_go(tmp_path: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(LockedError, match=rf"process {other.pid} \(crawl\)") as caught,
            hold(DataDirectory(tmp_path), "crawl"),
        ):
            pass
        assert caught.value.exit_code == 7
    finally:
        other.send_signal(signal.SIGKILL)
        other.wait()
        if other.stdout:
            other.stdout.close()
    with hold(DataDirectory(tmp_path), "crawl"):
        assert (tmp_path / "lock").exists()


def test_a_directory_that_cannot_be_written_is_a_disk_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a directory")
    with pytest.raises(DiskError, match="cannot write"), hold(DataDirectory(blocked / "data"), "crawl"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
