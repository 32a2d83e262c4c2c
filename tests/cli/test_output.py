"""What goes to standard output is whole, or the command says that it is not."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_a_full_disk_cuts_short_is_no_success(unbuffered: str, tmp_path: Path) -> None:
    out = tmp_path / "sources.json"
    with out.open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "harvester", "sources", "list", "--json"],
            stdout=file,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered, "PYTHONDONTWRITEBYTECODE": "1"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000)),
            check=False,
        )
    assert out.stat().st_size == 5000
    assert done.returncode == 8, done.stderr
    assert "where the output goes" in done.stderr
    assert "Traceback" not in done.stderr
