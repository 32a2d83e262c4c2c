"""Crawling processes that wait for their job."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from harvester.run import standby as module
from harvester.run import worker
from harvester.run.children import Children
from harvester.run.standby import Standby
from harvester.run.worker import Job
from harvester.vocabulary import ExitCode
from harvester.web.settings import components


def job(folder: Path, **options: Any) -> Job:
    return Job(groups=[["nobody"]], concurrency=1, run_folder=str(folder), number=0, options=options)


def is_there(process: subprocess.Popen[str]) -> bool:
    return Path(f"/proc/{process.pid}").exists()


def test_a_process_that_waited_takes_the_job_and_says_in_its_folder_what_is_wrong_with_it(
    tmp_path: Path,
) -> None:
    with Standby(1) as standby:
        (waiting,) = standby._waiting
        with Children([job(tmp_path)], lambda *_: None, standby=standby) as children:
            assert children.processes == [waiting]
            assert children.watch(lambda: False) == [1]
        assert standby.take() is None
    assert "KeyError: 'data'" in (tmp_path / "crawl-0.err").read_text(encoding="utf-8")


def test_nobody_is_left_when_there_was_no_job() -> None:
    with Standby(2) as standby:
        first, second = standby._waiting
        assert is_there(first)
        assert is_there(second)
    assert not is_there(first)
    assert not is_there(second)


def test_those_that_get_no_job_end_when_the_others_begin(tmp_path: Path) -> None:
    with Standby(2) as standby:
        first, second = standby._waiting
        with Children([job(tmp_path)], lambda *_: None, standby=standby) as children:
            assert children.processes == [first]
            assert not is_there(second)


def test_one_that_died_is_not_handed_out(tmp_path: Path) -> None:
    with Standby(1) as standby:
        (waiting,) = standby._waiting
        waiting.kill()
        waiting.wait()
        with Children([job(tmp_path)], lambda *_: None, standby=standby) as children:
            assert children.processes != [waiting]
            assert children.watch(lambda: False) == [1]
    assert "KeyError: 'data'" in (tmp_path / "crawl-0.err").read_text(encoding="utf-8")


def test_a_command_begins_without_those_that_could_not_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> subprocess.Popen[str]:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(module, "start_module", refused)
    with Standby(1) as standby:
        assert standby.take() is None


def test_one_without_a_job_ends_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    monkeypatch.setattr(worker, "_load", lambda: None)
    monkeypatch.setattr(worker, "end_with_parent", lambda: None)
    monkeypatch.setattr(worker.gc, "set_threshold", lambda *_: None)
    assert worker.main() == ExitCode.OK


def test_it_ends_with_a_command_that_is_killed(tmp_path: Path) -> None:
    script = "\n".join(
        (
            "import sys, time",
            "from harvester.run.standby import Standby",
            "with Standby(1) as standby:",
            "    print(standby._waiting[0].pid, flush=True)",
            "    time.sleep(60)",
        )
    )
    command = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=tmp_path
    )
    assert command.stdout is not None
    with command.stdout as said:
        pid = int(said.readline())
        command.kill()
        command.wait()
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return
        if state == "Z":  # nobody waits for it but the first process of this machine
            return
        time.sleep(0.05)
    os.kill(pid, 9)
    pytest.fail("it is still there")


def test_all_that_it_loads_is_there() -> None:
    for name in components():
        assert import_module(name)
