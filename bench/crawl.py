"""Documents per second on a loopback farm: harvester (reading included) against a plain CrawlSpider.

Run: python -m bench.crawl [--shape dense|real|council|both] [--rounds 1]. Everything crawls the same farm
in turn; the ratios count. Documents are the review documents, and each must hold them all. The plain spider,
which cannot tell them from others, holds every other PDF beside them; how many is told. Beside them stands
what curl takes that was told every address beforehand: nothing is faster. CPU seconds say what limits each: a
process that used as much as the clock went was the limit; all of them together, the machine.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.farm import write_declarations
from bench.farm_shapes import SHAPES, Shape

TIMEOUT_S = 400
TICKS = os.sysconf("SC_CLK_TCK")
SATURATED = 0.92  # of the cores
# An installed program has its bytecode, and so has one that ran before.
INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def free_port() -> int:
    """A port that is free on loopback now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Cost:
    """What one crawl took."""

    seconds: float = 0.0
    responses: int = 0
    beside: int = 0  # files held that are no review documents
    megabytes: float = 0.0  # of all files held
    cpu: dict[str, float] = field(default_factory=dict)  # CPU seconds by who used them

    @property
    def busy(self) -> float:
        """The share of all cores that was used."""
        return sum(self.cpu.values()) / self.seconds / (os.cpu_count() or 1)


class Meter:
    """Watches the CPU time of a process, its descendants and the farm, by what they are called."""

    def __init__(self, farm: int) -> None:
        self.farm = farm
        self._seen: dict[int, tuple[str, float]] = {}

    def run(self, command: list[str]) -> Cost:
        """Run a command that must succeed."""
        self._seen = {}
        before, all_before, start = _used(self.farm), _used_by_children(), time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=INSTALLED)
        over = threading.Event()
        watching = threading.Thread(target=self._watch, args=(process.pid, over))
        watching.start()
        try:
            code = process.wait(TIMEOUT_S)
        finally:
            process.kill()
            over.set()
            watching.join()
        cost = Cost(time.perf_counter() - start)
        assert code == 0, f"{command} ended with {code}"
        sums: defaultdict[str, float] = defaultdict(float)
        for name, used in self._seen.values():
            sums[name] += used
        describing = _used_by_children() - all_before - sum(sums.values())
        told = {"describing": describing} if "reading" in sums else {}  # whose processes fork others
        cost.cpu = {**sums, **told, "farm": _used(self.farm) - before}
        return cost

    def _watch(self, root: int, over: threading.Event) -> None:
        while not over.wait(0.1):
            with contextlib.suppress(OSError, IndexError):  # it has just ended
                self._seen[root] = ("command", _used(root))
            for pid in _children(root):
                with contextlib.suppress(OSError, IndexError):
                    known = self._seen.get(pid, ("", 0.0))[0]  # what has ended has no name any more
                    if name := _name(pid) or known:
                        self._seen[pid] = (name, _used(pid, children=True))


def _used(pid: int, *, children: bool = False) -> float:
    """CPU seconds of a process, and perhaps of those of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(value) for value in fields[11 : 15 if children else 13]) / TICKS


def _used_by_children() -> float:
    """CPU seconds of all that we started and that has ended, with all that it started and waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _name(pid: int) -> str:
    """A reading process is the child of a server that forks it, which is the child of the command."""
    said = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    names = {"harvester.run.worker": "crawling", "forkserver": "reading"}
    return next((name for part, name in names.items() if part in said), "")


def _children(root: int) -> list[int]:
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == root:
                found.append(int(place.name))
    return found


@dataclass(frozen=True)
class Farm:
    """A farm that runs, and what watches it."""

    shape: Shape
    port: int
    meter: Meter
    reviews: frozenset[str]  # the addresses of all review documents


def harvest(farm: Farm, folder: Path, *options: str) -> Cost:
    """One harvester crawl of the farm into a fresh data directory; checks that nothing is missing."""
    sources, data = folder / "sources", folder / "data"
    sources.mkdir()
    write_declarations(sources, farm.port, farm.shape.sites)
    command = [sys.executable, "-m", "harvester", "--data", str(data), "crawl", "--sources", str(sources)]
    cost = farm.meter.run([*command, "--allow-host", "127.0.0.0/8", "--delay", "0", *options])
    with contextlib.closing(sqlite3.connect(data / "catalogue.db")) as db:
        held = {url for (url,) in db.execute("select url from documents where sha256 is not null")}
        (cost.responses,) = db.execute("select sum(requests) from run_source").fetchone()
    return _held(farm, cost, held, data / "files")


def plain(farm: Farm, folder: Path) -> Cost:
    """One crawl by the plain spider; checks that nothing is missing."""
    files, count = folder / "files", folder / "count"
    command = [sys.executable, "-m", "bench.plain_spider", str(farm.port), str(files), str(count)]
    cost = farm.meter.run([*command, str(farm.shape.sites)])
    cost.responses = int(count.read_text())
    reviews = {hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest(): url for url in farm.reviews}
    held = {reviews.get(place.stem, place.stem) for place in (files / "full").glob("*")}
    return _held(farm, cost, held, files)


def curl(farm: Farm, folder: Path) -> Cost:
    """One curl that is told every address beforehand."""
    listed, config, files = farm.shape.known(farm.port), folder / "config", folder / "files"
    files.mkdir()
    config.write_text(
        "".join(f'url = "{url}"\noutput = "{files / str(n)}"\n' for n, url in enumerate(listed))
    )
    cost = farm.meter.run(
        ["curl", "--no-progress-meter", "--fail", "--parallel", "--parallel-max", "32", "-K", str(config)]
    )
    cost.responses = len(listed)
    held = {url for n, url in enumerate(listed) if (files / str(n)).read_bytes()[:5] == b"%PDF-"}
    return _held(farm, cost, held, files)


def _held(farm: Farm, cost: Cost, held: set[str], files: Path) -> Cost:
    """The cost, with what is held for it; no review document may be missing."""
    missing = sorted(farm.reviews - held)
    assert not missing, f"{len(missing)} of {len(farm.reviews)} documents are missing: {missing[:3]}"
    cost.beside = len(held - farm.reviews)
    cost.megabytes = sum(place.stat().st_size for place in files.rglob("*") if place.is_file()) / 1e6
    return cost


CRAWLS = {
    "plain CrawlSpider": plain,
    "harvester": harvest,
    "harvester, --no-codings": lambda *told: harvest(*told, "--no-codings"),
    "harvester, --no-read": lambda *told: harvest(*told, "--no-read"),
    "the same, --processes 2": lambda *told: harvest(*told, "--no-read", "--processes", "2"),
    "curl, known list": curl,
}


def measure(farm: Farm, rounds: int, names: list[str]) -> dict[str, Cost]:
    """The middle of several rounds of each crawl, in turn."""
    every: defaultdict[str, list[Cost]] = defaultdict(list)
    for _ in range(rounds):
        for name in names:
            with TemporaryDirectory() as folder:
                every[name].append(CRAWLS[name](farm, Path(folder)))
            print(told(farm, name, every[name][-1], None), file=sys.stderr, flush=True)
    return {name: sorted(costs, key=lambda c: c.seconds)[len(costs) // 2] for name, costs in every.items()}


def told(farm: Farm, name: str, cost: Cost, base: float | None) -> str:
    """One line of the table."""
    ratio = f"{base / cost.seconds:5.2f} x plain" if base else " " * 13
    cpu = ", ".join(f"{who} {used:.1f}" for who, used in cost.cpu.items())
    full = "; the cores are saturated" if cost.busy >= SATURATED else ""
    documents = len(farm.reviews) / cost.seconds
    speed = f"{documents:7.1f} documents/s {cost.responses / cost.seconds:6.0f} responses/s"
    held = f"{cost.responses} responses, {cost.beside} other files, {cost.megabytes:.0f} MB"
    return f"{name:24} {cost.seconds:6.1f} s {speed}  {ratio}  CPU s: {cpu} ({cost.busy:.0%}{full}); {held}"


def compare(shape: Shape, rounds: int, names: list[str]) -> None:
    """Crawl a farm of one shape with each, and print the table."""
    port = free_port()
    command = [sys.executable, "-m", "bench.farm", "--shape", shape.name, "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        farm = Farm(shape, port, Meter(process.pid), frozenset(shape.reviews(port)))
        costs = measure(farm, rounds, names)
    finally:
        process.terminate()
        process.wait()
    offered = f"{shape.name}: {len(farm.reviews)} review documents on {shape.sites} sites"
    print(f"{offered}, median of {rounds} rounds, {os.cpu_count()} cores")
    base = costs["plain CrawlSpider"].seconds if "plain CrawlSpider" in costs else None
    for name, cost in costs.items():
        print(told(farm, name, cost, base))
    one, two = costs.get("harvester, --no-read"), costs.get("the same, --processes 2")
    if one and two:
        print(f"--processes 2: {one.seconds / two.seconds:.2f} x one process, fetching alone")


def main() -> None:
    """Run all in turn and print documents per second and ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shape", choices=[*SHAPES, "both"], default="both", help="both: dense and real")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", action="append", choices=CRAWLS, help="may be given again")
    options = parser.parse_args()
    names = options.only or [name for name in CRAWLS if shutil.which("curl") or name != "curl, known list"]
    for shape in ("dense", "real") if options.shape == "both" else (options.shape,):
        compare(SHAPES[shape], options.rounds, names)


if __name__ == "__main__":
    main()
