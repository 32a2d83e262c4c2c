"""Steps of a night by themselves: which part is verified, what a failure comes to, and an end in time."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harvester.catalogue import Catalogue
from harvester.config import Config, NightlySection
from harvester.errors import DiskError
from harvester.paths import DataDirectory
from harvester.report import StepReport
from harvester.report.night import DONE, FAILED, LEFT_OUT
from harvester.run import RunOptions
from harvester.run import night_steps as steps
from harvester.run.nightly import Night, nightly
from tests.report.reports import busy_account
from tests.run.farm import ROOT


def left(runs: Path, number: int, part: int | None) -> None:
    folder = runs / str(number)
    folder.mkdir(parents=True)
    figures = {} if part is None else {"part": part}
    (folder / "report.json").write_text(json.dumps({"steps": [{"name": "verify", "figures": figures}]}))


def test_every_part_has_its_turn_whatever_lies_between(tmp_path: Path) -> None:
    assert 1 <= steps.next_part(tmp_path, 1, 30) <= 30
    left(tmp_path, 1, 29)
    assert steps.next_part(tmp_path, 2, 30) == 30
    left(tmp_path, 2, 30)
    (tmp_path / "3").mkdir()  # a crawl by hand
    left(tmp_path, 4, None)  # a night that was stopped
    (tmp_path / "5").mkdir()
    (tmp_path / "5" / "report.json").write_text("{")  # torn
    assert steps.next_part(tmp_path, 6, 30) == 1
    assert steps.next_part(tmp_path, 6, 7) == 3  # divided anew
    assert steps.next_part(tmp_path, 100, 1) == 1


def test_the_gate_closes_when_too_much_is_withheld() -> None:
    account = busy_account()
    limits = NightlySection()
    assert steps.gate(account, limits).exit_code == 0
    closed = steps.gate(replace(account, documents_withheld=100), limits)
    assert (closed.exit_code, closed.outcome) == (5, DONE)
    assert "100 of 1834" in closed.message
    few = replace(account, documents=20, documents_withheld=10)
    assert steps.gate(few, limits).exit_code == 0
    assert steps.gate(None, limits).outcome == LEFT_OUT


def night(tmp_path: Path) -> Night:
    (tmp_path / "sources").mkdir(exist_ok=True)
    (tmp_path / "sources" / "ashby.yaml").write_text(
        "slug: ashby\ntitle: Ashby\nnation: england\nstatus: paused\nnote: not yet\n", encoding="utf-8"
    )
    options = RunOptions(data=DataDirectory(tmp_path / "data"), sources_dir=tmp_path / "sources")
    config = Config.model_validate({"nightly": {"min_free_gb": 0}})
    return Night.configured(config, options)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (RuntimeError("oh"), 1, "backup: RuntimeError: oh"),
        (DiskError("the disk is gone"), 8, "backup: the disk is gone"),
        (OSError(28, "No space left on device", "x.db"), 8, "No space left"),
    ],
)
def test_a_step_that_fails_is_told_and_hides_no_other(
    error: Exception, code: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> StepReport:
        raise error

    monkeypatch.setattr(steps, "backup", broken)
    report = nightly(night(tmp_path))
    by_name = {step.name: step for step in report.steps}
    assert by_name["backup"].outcome == FAILED
    assert words in by_name["backup"].message
    assert by_name["verify"].outcome == by_name["report"].outcome == DONE
    assert report.exit_code == code
    assert words in report.reason
    written = json.loads((tmp_path / "data" / "runs" / "1" / "report.json").read_text("utf-8"))
    assert written["exit_code"] == code
    with Catalogue.open(tmp_path / "data" / "catalogue.db", read_only=True) as catalogue:
        assert [run.exit_code for run in catalogue.last_runs()] == [code]


def test_damage_is_found_and_the_catalogue_not_copied_over_good_ones(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path / "data")
    assert nightly(night(tmp_path)).exit_code == 6
    whole = data.catalogue.read_bytes()
    place = whole.rindex(b"ashby") if b"ashby" in whole else whole.rindex(b"nightly")
    data.catalogue.write_bytes(whole[:place] + b"A" + whole[place + 1 :])
    before = sorted(path.name for path in data.backups.iterdir())
    report = nightly(night(tmp_path))
    by_name = {step.name: step for step in report.steps}
    assert by_name["seal"].outcome == FAILED
    assert by_name["backup"].outcome == LEFT_OUT
    assert report.exit_code == 8
    assert sorted(path.name for path in data.backups.iterdir()) == before


def test_a_step_ends_between_two_things_once_a_signal_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os
    import signal

    def slow(_data: object, _part: int, _parts: int, hear: Any) -> StepReport:
        os.kill(os.getpid(), signal.SIGTERM)
        for number in range(100):
            hear({"event": "verifying", "done": number})
            time.sleep(0.05)
        raise AssertionError("not ended")

    monkeypatch.setattr(steps, "verify", slow)
    report = nightly(night(tmp_path))
    assert report.exit_code == 11
    assert [step.name for step in report.steps][-2:] == ["verify", "stop"]


SCRIPT = """
import os, signal, sys, threading, time
from harvester.run.stopping import stoppable
from harvester.run.watchdog import ended_in_time
with stoppable() as stop, ended_in_time(stop, float(sys.argv[1])):
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(float(sys.argv[2]))
sys.exit(5)
"""


@pytest.mark.parametrize(("patience", "work", "code"), [("0.2", "30", 11), ("20", "0.1", 5)])
def test_what_does_not_come_to_an_end_is_ended(patience: str, work: str, code: int) -> None:
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", SCRIPT, patience, work], cwd=ROOT, timeout=60, check=False)
    assert done.returncode == code
    assert time.monotonic() - began < 20
