"""Killed anywhere, a takedown is finished by doing it again."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harvester.paths import DataDirectory
from tests.run.farm import ROOT, environment

SHIM = ROOT / "tests" / "survive" / "shim.c"
STEP = 1 if os.environ.get("HARVESTER_HEAVY_TESTS") else 461  # every change of a file, or each so many

FIRST = str(random.Random(20261126).randint(1, STEP))


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("gcc") is None:
        pytest.skip("not run: needs gcc, to end a process at single writes")
    built = tmp_path_factory.mktemp("shim") / "shim.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", built, SHIM, "-ldl"], check=True, timeout=60)
    return built


def test_a_takedown_killed_at_single_changes_of_files(data: DataDirectory, canary: str, shim: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.takedown.kills", str(data.root), canary, FIRST, str(STEP)],
        cwd=ROOT,
        env=environment(LD_PRELOAD=str(shim)),
        capture_output=True,
        text=True,
        timeout=3600 if STEP == 1 else 240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    came = json.loads(done.stdout.splitlines()[-1])
    print(f"\ntakedown: {came['changes']} changes of files, killed at {came['tried']}")
    assert came["failed"] == {}
    assert came["tried"] >= 3
