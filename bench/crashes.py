"""Crashes in full: `python -m bench.crashes [KILLS]` (200). An hour on two cores; needs gcc for the sweeps.

Prints `tried N, survived N` a row, and ends 1 when anything did not survive. The tests in `tests/survive/`
take samples of the same.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from tests.run.farm import NAMES, ROOT, Site, ask, end_state, environment, run
from tests.survive.kills import Figures, forget, kill_at_random, race, together

SEED = 20261126
KILLS_EACH = 10  # on one harvest, before it may finish
HOUR, YEAR = 3600, 365 * 24 * 3600
JUMPS = ((-HOUR, 0), (HOUR, 0), (-YEAR, 0), (YEAR, 0), (-HOUR, 2), (HOUR, 2), (-YEAR, 2), (YEAR, 2))


def say(row: str, tried: int, survived: int, more: str = "") -> bool:
    """One row of figures; whether all survived."""
    print(f"{row}: tried {tried}, survived {survived}{more}", flush=True)
    return tried == survived


class Crashes:
    """All rows over one farm."""

    def __init__(self, folder: Path, kills: int) -> None:
        self.folder, self.kills = folder, kills
        self.seconds, self.state = 0.0, {}

    def crawl(self, data: Path) -> tuple[object, ...]:
        """The arguments of a crawl of the farm."""
        options = ("--sources", self.folder / "sources", "--allow-host", "127.0.0.0/8", "--delay", "0")
        return ("--data", data, "crawl", *options)

    def all(self) -> bool:
        """Every row; whether all survived."""
        with Site("elder", 26, names=NAMES[:3]) as elder, Site("furze", 27, names=NAMES[3:5]) as furze:
            for site in (elder, furze):
                site.declare(self.folder / "sources")
            began = time.monotonic()
            assert run(*self.crawl(self.folder / "reference")).returncode == 0
            self.seconds = time.monotonic() - began
            self.state = end_state(self.folder / "reference")
            rows = [self.random_kills(), self.starts()]
            shim = self.built_shim()
            if shim is None:
                print("single changes of files, clocks: not run, needs gcc")
                return all(rows)
            rows.append(self.clocks(shim))
        return all([*rows, *(self.sweep(shim, what) for what in ("kill", "EIO", "ENOSPC", "EROFS"))])

    def random_kills(self) -> bool:
        """Real crawls with all their processes, killed at any moment."""
        chance = random.Random(SEED)
        parts: list[Figures] = []
        while sum(part.tried for part in parts) < self.kills:
            data = self.folder / "killed"
            parts.append(
                kill_at_random(
                    self.crawl(data), data, self.state, seconds=self.seconds, kills=KILLS_EACH, chance=chance
                )
            )
            forget(data)
        figures = together(parts)
        print(f"kill -9 at random moments: {figures}", flush=True)
        for failure in figures.failed:
            print(f"  {failure}")
        return not figures.failed

    def starts(self) -> bool:
        """Fifty starts at once on one data directory."""
        data = self.folder / "race"
        ran, refused, others = race(self.crawl(data), data, 50)
        runs = ask(data, "SELECT started, finished FROM run ORDER BY id")
        overlapping = sum(later[0] < earlier[1] for earlier, later in pairwise(runs))
        well = not others and not overlapping and len(runs) == ran and end_state(data) == self.state
        return say("50 starts at once", 50, 50 if well else 0, f" (ran {ran}, refused {refused}, {others})")

    def clocks(self, shim: Path) -> bool:
        """The clock set before a run or in the middle of one, then a run with the right one."""
        survived = 0
        for jump, after in JUMPS:
            data = self.folder / "clock"
            shutil.copytree(self.folder / "reference", data)
            clock = {"LD_PRELOAD": str(shim), "SHIM_CLOCK": str(jump), "SHIM_CLOCK_AFTER": str(after)}
            done = [run(*self.crawl(data), **more).returncode for more in (clock, {})]
            events = ask(data, "SELECT what, count(*) FROM event GROUP BY what")
            survived += done == [0, 0] and end_state(data) == self.state and events == [("new", 5)]
            forget(data)
        return say("clock jumps", len(JUMPS), survived)

    def built_shim(self) -> Path | None:
        """The shim, where there is a compiler."""
        if shutil.which("gcc") is None:
            return None
        built = self.folder / "shim.so"
        source = ROOT / "tests" / "survive" / "shim.c"
        subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", built, source, "-ldl"], check=True)
        return built

    def sweep(self, shim: Path, what: str) -> bool:
        """Every change of a file in a small night."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.survive.night", self.folder / what, what, "1", "1"],
            cwd=ROOT, env=environment(LD_PRELOAD=str(shim)), capture_output=True, text=True, check=True,
        )  # fmt: skip
        figures = json.loads(done.stdout)
        for failure in figures["failed"]:
            print(f"  {failure}")
        return say(f"{what} at each of {figures['changes']} changes", figures["tried"], figures["survived"])


def main() -> int:
    """All rows, in a folder of their own."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory(prefix="crashes-") as folder:
        return 0 if Crashes(Path(folder), kills).all() else 1


if __name__ == "__main__":
    sys.exit(main())
