"""Start-up stays short: the group imports no command, and no command what it does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "scrapy",
    "twisted",
    "pydantic",
    "numpy",
    "dateparser",
    "lxml",
    "sqlite_utils",
    "pypdfium2",
    "django",
)

HELP = [
    ("--help",),
    ("--version",),
    ("crawl", "--help"),
    ("add", "--help"),
    ("nightly", "--help"),
    ("doctor", "--help"),
    ("desk", "--help"),
    ("users", "add", "--help"),
]

SCRIPT = """
import sys
from harvester.cli import run
code = run(sys.argv[1:])
print("LOADED", *sorted({name.partition(".")[0] for name in sys.modules}))
sys.exit(code)
"""


def loaded(*arguments: str) -> tuple[int, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("LOADED")]
    return done.returncode, set(line.split())


@pytest.mark.parametrize("arguments", HELP)
def test_help_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    code, modules = loaded(*arguments)
    assert code == 0
    assert not modules & set(HEAVY)
    assert "harvester" in modules


def test_a_look_at_the_catalogue_imports_nothing_heavy(tmp_path: Path) -> None:
    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory

    Catalogue.open(DataDirectory(tmp_path).catalogue).close()
    code, modules = loaded("--data", str(tmp_path), "status")
    assert code == 0
    assert not modules & set(HEAVY)


def test_a_new_catalogue_is_made_without_pandas(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from harvester.catalogue import Catalogue; "
        "Catalogue.open(pathlib.Path(sys.argv[1])).close(); assert 'sqlite_utils' in sys.modules; "
        "sys.exit('pandas' in sys.modules or not __import__('pandas').DataFrame)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "catalogue.db")], check=False)
    assert done.returncode == 0
