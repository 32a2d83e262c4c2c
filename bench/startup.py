"""How long until anything happens: every command's help, looks at a catalogue, a crawl of many sources.

Run: python -m bench.startup. The crawl is timed until its first request reaches a site, and until the last
source has asked for its first. The sites are on loopback, one address each, and answer 404 to everything.
"""

from __future__ import annotations

import argparse
import contextlib
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.crawl import free_port

SOURCES = 180
MOST_S = 0.5  # any command
MOST_CRAWL_S = 3.0
GONE = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nNot found"
LOOKS = (("status",), ("runs", "list"), ("sources", "list"), ("find", "case"))


def seconds(*arguments: str) -> float:
    """How long a command takes; how it ends does not matter."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "harvester", *arguments], capture_output=True, timeout=60)
    return time.perf_counter() - start


def middle(rounds: int, *arguments: str) -> float:
    """The median of some rounds, after one for the disk."""
    seconds(*arguments)
    return statistics.median(seconds(*arguments) for _ in range(rounds))


class Sites:
    """180 sites that have nothing, and when each was first asked for anything."""

    def __init__(self, port: int) -> None:
        self.first: dict[str, float] = {}
        self.socket = socket.create_server(("0.0.0.0", port), backlog=1024)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        site = connection.getsockname()[0]
        with contextlib.suppress(OSError), connection:
            while connection.recv(65_536):
                self.first.setdefault(site, time.perf_counter())
                connection.sendall(GONE)


def crawl(folder: Path) -> tuple[float, float]:
    """Seconds until the first request of a crawl of all sources, and until each had sent one."""
    port, sources = free_port(), folder / "sources"
    sources.mkdir()
    for number in range(SOURCES):
        name = f"area-{number}"
        site = f"http://127.0.4.{number + 1}:{port}/"
        # As long as a real one is.
        rest = (
            "authorities: []\naliases: [Former name, Another name]\nexpect: {documents: {min: 3, max: 40}}\n"
        )
        (sources / f"{name}.yaml").write_text(
            f"slug: {name}\ntitle: Area {number} Safeguarding Children Partnership\nnation: england\n"
            f"kind: partnership\nhomepage: {site}\nstart: [{site}reviews, {site}news]\n{rest}"
        )
    sites = Sites(port)
    command = [sys.executable, "-m", "harvester", "--data", str(folder / "data"), "crawl"]
    start = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--sources", str(sources), "--allow-host", "127.0.0.0/8", "--no-read"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while len(sites.first) < SOURCES and process.poll() is None and time.perf_counter() - start < 60:
            time.sleep(0.01)
    finally:
        process.terminate()
        process.wait()
        sites.socket.close()
    assert len(sites.first) == SOURCES, f"{len(sites.first)} of {SOURCES} sources began"
    return min(sites.first.values()) - start, max(sites.first.values()) - start


def main() -> int:
    """Measure all, say what is slower than promised, and end with 1 then."""
    from harvester.cli import COMMANDS

    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    helps = {name: middle(1, name, "--help") for name in COMMANDS}
    slowest = max(helps, key=lambda name: helps[name])
    print(
        f"help of {len(helps)} commands: median {statistics.median(helps.values()):.2f} s, "
        f"slowest {slowest} {helps[slowest]:.2f} s"
    )
    slow = [name for name, took in helps.items() if took > MOST_S]
    with TemporaryDirectory() as folder:
        data = str(Path(folder) / "data")
        seconds("--data", data, "demo")
        for look in LOOKS:
            took = middle(rounds, "--data", data, *look)
            print(f"harvester {' '.join(look):14} {took:.2f} s")
            slow += [" ".join(look)] if took > MOST_S else []
    with TemporaryDirectory() as folder:
        first, last = crawl(Path(folder))
    print(f"crawl of {SOURCES} sources: first request after {first:.2f} s, all begun after {last:.2f} s")
    slow += ["crawl"] if first > MOST_CRAWL_S else []
    if slow:
        print(f"slower than promised: {', '.join(slow)}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
