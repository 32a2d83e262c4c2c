"""A whole night over 150 sites with 1 s between requests to one site, against the polite lower bound.

Run: python -m bench.night. It takes about five minutes and wants the machine to itself. The bound is
what no polite crawler can beat: the requests that the largest site needs, a second apart. What was asked
is told by the sites' own log, not by the crawler.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.crawl import free_port
from bench.night_farm import FORBIDDEN, SITES, declarations, documents_of

DELAY_S = 1.0
TOLERANCE_S = 0.02  # the farm itself may get to a request a little late
MOST_RATIO = 1.15
TIMEOUT_S = 900


@dataclass(frozen=True, slots=True)
class Asked:
    """What the sites saw."""

    requests: int
    largest: int  # requests to the site that was asked most
    least_gap_s: float
    short_gaps: int
    side_by_side: int  # requests that began before the one before them was answered
    forbidden: int  # asked though robots.txt says no
    seconds: float  # from the first request to the last answer

    @property
    def bound_s(self) -> float:
        """The least time in which a polite crawler can ask all of the largest site."""
        return (self.largest - 1) * DELAY_S


def asked(log: Path) -> Asked:
    """Read the sites' log."""
    by_site: defaultdict[int, list[tuple[float, float, str]]] = defaultdict(list)
    for line in log.read_text(encoding="utf-8").splitlines():
        site, began, ended, _method, path, _status = json.loads(line)
        by_site[site].append((began, ended, path))
    gaps, beside, every = [], 0, []
    for rows in by_site.values():
        rows.sort()
        every += rows
        for (begun, ended, _), (next_begun, _, _) in pairwise(rows):
            gaps.append(next_begun - begun)
            beside += next_begun < ended
    return Asked(
        requests=len(every),
        largest=max(map(len, by_site.values())),
        least_gap_s=min(gaps),
        short_gaps=sum(gap < DELAY_S - TOLERANCE_S for gap in gaps),
        side_by_side=beside,
        forbidden=sum(path.startswith(FORBIDDEN) for _, _, path in every),
        seconds=max(ended for _, ended, _ in every) - min(begun for begun, _, _ in every),
    )


def held(data: Path) -> tuple[int, int]:
    """Documents with their file, and those whose text was read, described and grouped."""
    with closing(sqlite3.connect(data / "catalogue.db")) as db:
        (files,) = db.execute("SELECT count(*) FROM documents WHERE sha256 IS NOT NULL").fetchone()
        (done,) = db.execute(
            "SELECT count(*) FROM documents WHERE text_outcome = 'ok' AND review_id IS NOT NULL"
            " AND EXISTS (SELECT 1 FROM pages WHERE document_id = documents.id)"
        ).fetchone()
    return files, done


def night(folder: Path, port: int, options: list[str]) -> tuple[float, dict[str, object]]:
    """One `harvester nightly` of the farm: seconds of wall time, and its report."""
    sources = folder / "sources"
    sources.mkdir(exist_ok=True)
    for name, text in declarations(port):
        (sources / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "harvester", "--data", str(folder / "data"), "nightly", "--json"]
    command += ["--sources", str(sources), "--allow-host", "127.0.0.0/8", "--delay", str(DELAY_S), *options]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HARVESTER_")}
    environment["HARVESTER_NIGHTLY_MIN_FREE_GB"] = "0.5"
    began = time.perf_counter()
    done = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, timeout=TIMEOUT_S, env=environment, check=False
    )
    seconds = time.perf_counter() - began
    if done.returncode not in (0, 3):
        raise SystemExit(f"the night ended with {done.returncode}:\n{done.stdout[-3000:]}")
    return seconds, json.loads(done.stdout)


def tell(seen: Asked, seconds: float, data: Path, report: dict[str, object]) -> bool:
    """Print the figures; whether every promise was kept."""
    wanted = sum(map(documents_of, range(1, SITES + 1)))
    files, done = held(data)
    ratio = seconds / seen.bound_s
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    steps = {step["name"]: step["seconds"] for step in report["steps"]}  # type: ignore[attr-defined]
    rows = [
        ("sites, requests", f"{SITES}, {seen.requests}", True),
        ("polite lower bound", f"{seen.bound_s:.0f} s: {seen.largest} requests to one site", True),
        ("first request to last answer", f"{seen.seconds:.1f} s", True),
        ("steps", ", ".join(f"{name} {took:g} s" for name, took in steps.items() if took >= 0.1), True),
        (
            "processor time, peak memory",
            f"{used.ru_utime + used.ru_stime:.0f} s, {used.ru_maxrss / 1024:.0f} MB",
            True,
        ),
        ("whole night", f"{seconds:.1f} s, {ratio:.3f} x the bound", ratio <= MOST_RATIO),
        ("least gap at one site", f"{seen.least_gap_s:.3f} s, {seen.short_gaps} short", not seen.short_gaps),
        ("never two in flight", f"{seen.side_by_side} violations", not seen.side_by_side),
        ("robots.txt", f"{seen.forbidden} violations", not seen.forbidden),
        ("documents", f"{files} of {wanted}, {done} read and catalogued", files == done == wanted),
        ("exit code", str(report["exit_code"]), report["exit_code"] == 0),
    ]
    for name, said, kept in rows:
        print(f"{name:30} {said}{'' if kept else '   <-- not kept'}")
    return all(kept for _, _, kept in rows)


def main() -> int:
    """Run the farm and a night over it, and print the figures; 1 when a promise was not kept."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keep", type=Path, help="keep data and log in this folder")
    parser.add_argument("rest", nargs="*", help="further options of harvester nightly, after --")
    options = parser.parse_args()
    with TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        port, log = free_port(), folder / "asked.jsonl"
        farm = subprocess.Popen(
            [sys.executable, "-m", "bench.night_farm", "--port", str(port), "--log", str(log)],
            stdout=subprocess.PIPE,
        )
        try:
            assert farm.stdout is not None
            farm.stdout.readline()
            seconds, report = night(folder, port, options.rest)
        finally:
            farm.terminate()
            farm.wait()
        return 0 if tell(asked(log), seconds, folder / "data", report) else 1


if __name__ == "__main__":
    sys.exit(main())
