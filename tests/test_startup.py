"""Start-up stays short: the group imports no command, and no command what it does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from harvester.cli.sources import _in_columns

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


def test_what_is_asked_for_later_is_that_of_the_module_and_nothing_else() -> None:
    code = (
        "import sys; from harvester.catalogue import Catalogue; from harvester.catalogue import later; "
        "assert 'harvester.catalogue.runs' not in sys.modules; "
        "from harvester.catalogue.runs import last_runs; assert later.runs.last_runs is last_runs; "
        "sys.exit(hasattr(later.runs, 'nothing') or hasattr(sys.modules['harvester.catalogue'], 'nothing'))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_sources_are_listed_in_columns_of_the_terminal() -> None:
    row = ("a-slug-of-many-words-that-goes-on", "england", "live", "1d", "now", "example.org/" + "a" * 60)
    head, first, second = _in_columns([("slug", "nation", "status", "every", "due", "homepage"), row], 70)
    assert head == "slug                   nation  status every due homepage"
    assert first == "a-slug-of-many-words-t england live   1d    now example.org/aaaaaaaaa\u2026"
    assert second == "hat-goes-on"
    assert len(first) == 70
    narrow = list(_in_columns([row], 20))
    assert narrow[0].endswith("now example.org\u2026")


def test_a_new_catalogue_is_made_without_pandas(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from harvester.catalogue import Catalogue; "
        "Catalogue.open(pathlib.Path(sys.argv[1])).close(); assert 'sqlite_utils' in sys.modules; "
        "sys.exit('pandas' in sys.modules or not __import__('pandas').DataFrame)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "catalogue.db")], check=False)
    assert done.returncode == 0


def test_who_asks_what_may_be_reached_imports_no_crawler() -> None:
    code = "import sys, harvester.web.reach, harvester.web.settings; sys.exit('scrapy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
