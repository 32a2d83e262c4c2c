"""Whether the memory of a crawling process stays as it is over 50,000 pages.

Run: python -m bench.memory [--pages 50000]. One process crawls sites without end, a few at a time and 1,000
pages of each: lists of reviews in pages of ten, a page for each review, a small file on every tenth page.
What the process holds is read from the system when so many pages were asked for.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import farm
from bench.crawl import _children, free_port

PAGES_OF_SITE = 1_000
LISTS = 95  # of ten reviews each
AT_ONCE = 5
MARKS = (0.2, 0.6, 1.0)
MOST_GROWTH = 1.1  # from the second mark, where bounded caches are full, to the last
TIMEOUT_S = 3_600


def address(site: int) -> str:
    """The loopback address of a site, counted from 1."""
    return f"127.0.{5 + site // 250}.{1 + site % 250}"


class Endless(asyncio.Protocol):
    """One connection to a site that has a page for every number."""

    asked = 0  # pages, of all sites

    def __init__(self, site: int) -> None:
        self.site = site
        self._rest = b""

    def connection_made(self, transport) -> None:
        """As asyncio calls it."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every whole request that is here."""
        *heads, self._rest = (self._rest + data).split(b"\r\n\r\n")
        for head in heads:
            self._transport.writelines(self._answer(head.split(b" ", 2)[1].decode("latin-1")))

    def _answer(self, path: str) -> tuple[bytes, ...]:
        if path.endswith(".pdf"):
            number = int(re.sub(r"\D", "", path))
            return farm._answer("application/pdf", *farm.report(self.site, number, briefing=True))
        listed, case = (
            re.fullmatch(r"/learning/reviews(?:\?page=(\d+))?", path),
            re.search(r"case-(\d+)$", path),
        )
        if not (listed or case):
            return farm.MISSING
        Endless.asked += 1
        if case:
            return farm._answer(farm.HTML, self._case(int(case[1])))
        return farm._answer(farm.HTML, self._list(int((listed and listed[1]) or 1)))

    def _list(self, number: int) -> bytes:
        first = 10 * number
        rows = "".join(
            f'<div class="item"><h3><a href="{farm.REVIEWS}/case-{n}">{self._name(n)} practice review</a>'
            f"</h3><p>Published in {2010 + n % 15}.</p></div>"
            for n in range(first, first + 10)
        )
        link = self._report(first + 1)
        further = f'<a href="{farm.REVIEWS}?page={number + 1}">{number + 1}</a>' if number < LISTS else ""
        pager = f'<nav class="pager">{further}</nav>'
        return farm.page(self.site, "Child safeguarding practice reviews", rows + link + pager)

    def _report(self, number: int) -> str:
        said = f"{self._name(number)} overview report (PDF)"
        return f'<p><a href="/media/{number}/report.pdf">{said}</a></p>'

    def _case(self, number: int) -> bytes:
        text = farm._prose(random.Random(f"{self.site} {number}"), 3)
        link = self._report(number)
        return farm.page(
            self.site,
            f"{self._name(number)} practice review",
            text + (link if number % 10 == 0 else ""),
        )

    @staticmethod
    def _name(number: int) -> str:
        return f"Child {farm.FIRST[number % 10]}{farm.SECOND[number // 10 % 9]} {number}"


def serve(sites: int, port: int) -> None:
    """Serve all sites from a thread, as long as this process lives."""

    async def forever() -> None:
        loop = asyncio.get_running_loop()
        for site in range(1, sites + 1):
            await loop.create_server(lambda site=site: Endless(site), address(site), port)
        ready.set()
        await asyncio.Event().wait()

    ready = threading.Event()
    threading.Thread(target=lambda: asyncio.run(forever()), daemon=True).start()
    ready.wait()


def resident_mb(pid: int) -> float:
    """What a process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def measure(folder: Path, pages: int) -> dict[int, float]:
    """Megabytes of the crawling process after so many pages."""
    sites, port, sources = -(-pages // PAGES_OF_SITE) + 1, free_port(), folder / "sources"
    serve(sites, port)
    sources.mkdir()
    for site in range(1, sites + 1):
        home = f"http://{address(site)}:{port}{farm.REVIEWS}"
        (sources / f"area-{site}.yaml").write_text(
            f"slug: area-{site}\ntitle: Area {site} Safeguarding Children Partnership\nnation: england\n"
            f"homepage: {home}\n"
        )
    options = ["--delay", "0", "--max-pages", str(PAGES_OF_SITE), "--concurrency", str(AT_ONCE), "--no-read"]
    command = [
        sys.executable,
        "-m",
        "harvester",
        "--data",
        str(folder / "data"),
        "crawl",
        "--sources",
        sources,
    ]
    process = subprocess.Popen([*command, "--allow-host", "127.0.0.0/8", *options], stdout=subprocess.DEVNULL)
    held: dict[int, float] = {}
    start, told = time.monotonic(), 0
    try:
        while process.poll() is None and time.monotonic() - start < TIMEOUT_S:
            time.sleep(0.05)
            for mark in [int(pages * share) for share in MARKS if int(pages * share) not in held]:
                if Endless.asked >= mark:
                    held[mark] = resident_mb(_children(process.pid)[0])
                    print(f"{mark:6} pages {held[mark]:7.1f} MB", flush=True)
            if len(held) == len(MARKS):
                break
            if Endless.asked >= told + 5_000:
                told = Endless.asked
                now = resident_mb(_children(process.pid)[0])
                print(f"  {told} pages, {time.monotonic() - start:.0f} s, {now:.1f} MB", file=sys.stderr)
    finally:
        process.terminate()
        process.wait()
    return held


def main() -> int:
    """Print what the process holds, and end with 1 where it grew."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=50_000)
    pages = parser.parse_args().pages
    with TemporaryDirectory() as folder:
        held = measure(Path(folder), pages)
    assert len(held) == len(MARKS), f"only {Endless.asked} pages were asked for"
    first, full, last = (held[int(pages * share)] for share in MARKS)
    growth = last / full
    print(f"{full / first:.2f} x while caches fill, {growth:.2f} x from there to the last")
    return 1 if growth > MOST_GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
