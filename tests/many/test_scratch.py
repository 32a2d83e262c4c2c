"""What a cluster leaves on disk: nothing, also when its command was killed; two at once on one machine."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from harvester.many.cluster import connected
from harvester.many.orders import Workers
from harvester.many.scratch import HELD, PREFIX, scratch
from tests.run.farm import ROOT

HOLD = """
import sys, time
from harvester.many.scratch import scratch
with scratch() as folder:
    (folder / "worker").mkdir()
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_folder_of_a_killed_command_is_removed_by_the_next_and_that_of_a_live_one_is_not(
    temporary: Path,
) -> None:
    environment = {**os.environ, "TMPDIR": str(temporary)}
    holding = [
        subprocess.Popen(
            [sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
        )
        for _ in range(2)
    ]
    try:
        folders = [Path(one.stdout.readline().strip()) for one in holding if one.stdout is not None]
        assert all((folder / "worker").is_dir() for folder in folders)
        holding[0].kill()
        holding[0].wait()
        with scratch() as ours:
            assert not folders[0].exists()
            assert folders[1].exists()
            assert sorted(temporary.glob(f"{PREFIX}*")) == sorted([ours, folders[1]])
    finally:
        for one in holding:
            one.kill()
            one.communicate()
    assert not ours.exists()


def test_what_is_not_ours_under_such_a_name_is_left(temporary: Path) -> None:
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / HELD).touch()
    (elsewhere / "report.pdf").touch()
    (temporary / f"{PREFIX}link").symlink_to(elsewhere)
    older = temporary / f"{PREFIX}older"  # of a release that held nothing, perhaps at work
    older.mkdir()
    (temporary / f"{PREFIX}file").touch()
    os.mkfifo(temporary / f"{PREFIX}pipe")
    with scratch():
        pass
    assert (elsewhere / "report.pdf").exists()
    assert older.exists()
    assert len(list(temporary.glob(f"{PREFIX}*"))) == 4


def test_two_clusters_on_one_machine_do_not_mind_each_other(
    temporary: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with connected(Workers(count=1)) as one, connected(Workers(count=1)) as other:
        assert (one.places(), other.places()) == (1, 1)
        assert len(list(temporary.glob(f"{PREFIX}*"))) == 2
    assert not list(temporary.glob(f"{PREFIX}*"))
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "")
