"""Documents per second on a loopback farm: harvester (reading included) against a plain CrawlSpider.

Run: python -m bench.crawl [--rounds 3]. Both crawl the same farm in turn; the ratio is what counts.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.farm import PAGES, SITES, write_declarations

DOCUMENTS = SITES * PAGES


def free_port() -> int:
    """A port that is free on loopback now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def timed(command: list[str], **environment: str) -> float:
    """Seconds of wall time of a command that must succeed."""
    start = time.perf_counter()
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, timeout=200, env={**os.environ, **environment}
    )
    return time.perf_counter() - start


def harvest(folder: Path, port: int, *options: str) -> float:
    """One harvester crawl of the farm into a fresh data directory; checks that nothing is missing."""
    import sqlite3

    sources = folder / "sources"
    sources.mkdir()
    write_declarations(sources, port)
    data = folder / "data"
    command = [sys.executable, "-m", "harvester", "--data", str(data), "crawl", "--sources", str(sources)]
    seconds = timed([*command, "--allow-host", "127.0.0.0/8", "--delay", "0", *options])
    with sqlite3.connect(data / "catalogue.db") as db:
        (held,) = db.execute("select count(*) from documents where sha256 is not null").fetchone()
    assert held == DOCUMENTS, f"{held} of {DOCUMENTS} documents"
    return seconds


def plain(folder: Path, port: int) -> float:
    """One crawl by the plain spider; checks that nothing is missing."""
    files = folder / "files"
    seconds = timed([sys.executable, "-m", "bench.plain_spider", str(port), str(files)])
    held = len(list((files / "full").glob("*")))
    assert held == DOCUMENTS, f"{held} of {DOCUMENTS} files"
    return seconds


def main() -> None:
    """Run both in turn and print documents per second and the ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    port = free_port()
    farm = subprocess.Popen([sys.executable, "-m", "bench.farm", "--port", str(port)], stdout=subprocess.PIPE)
    try:
        assert farm.stdout is not None
        farm.stdout.readline()
        rows: dict[str, list[float]] = {"harvester": [], "harvester, no reading": [], "plain CrawlSpider": []}
        for _ in range(rounds):
            with TemporaryDirectory() as a, TemporaryDirectory() as b, TemporaryDirectory() as c:
                rows["harvester"].append(harvest(Path(a), port))
                rows["harvester, no reading"].append(harvest(Path(b), port, "--no-read"))
                rows["plain CrawlSpider"].append(plain(Path(c), port))
    finally:
        farm.terminate()
        farm.wait()
    base = statistics.median(rows["plain CrawlSpider"])
    print(f"{DOCUMENTS} documents on {SITES} sites, median of {rounds} rounds")
    for name, times in rows.items():
        middle = statistics.median(times)
        print(
            f"{name:24} {middle:6.1f} s {DOCUMENTS / middle:7.1f} documents/s  {base / middle:5.2f} x plain"
        )


if __name__ == "__main__":
    main()
