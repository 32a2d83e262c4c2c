"""Two workers against one, for fetching and for reading: python -m bench.many [--only fetch|wait|text|scans].

Each worker is a process of Dask's on this machine; a worker takes `AT_ONCE` sites at once, as a machine of a
cluster takes what its memory allows. Three things are measured, because they end at different walls:

* wait: a polite crawl, where the sites' delay is the wall and not our cores. What two workers are for.
* fetch: the same sites without any delay. Farm, crawlers and the command share the cores: where one worker
  keeps x of them busy, two cannot be more than cores / x times as fast. That is told beside what they are.
* text, scans: backlogs of files, from the first one handed out to the last one saved in the catalogue.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil  # type: ignore[import-untyped]

from bench.many_looking import CORES, Crawled, Looking

SITES = 12
CASES = 14  # pages with a report behind each, where the delay is the wall
MORE_CASES = 160  # where it is not: enough that starting and joining are not what is measured
AT_ONCE = 3
DELAY_S = 0.5
TEXTS, TEXT_PAGES = 200, 40
SCANS = 32
LIFETIME_S = 600


# ---------------------------------------------------------------- the farm


def page(title: str, body: str) -> bytes:
    """One page with the menu that real pages carry."""
    menu = "".join(f'<li><a href="/about/{n}">About {n}</a></li>' for n in range(20))
    head = f"<!doctype html><html><head><title>{title}</title></head><body><nav><ul>{menu}</ul></nav>"
    return f"{head}<main><h1>{title}</h1>{body}</main></body></html>".encode()


def site(number: int, cases: int) -> dict[str, tuple[str, bytes]]:
    """Path → type and body of one site."""
    html, pick = "text/html", random.Random(number)
    rows = "".join(
        f"<li><a href='/reviews/{n}'>Child {number}-{n} serious case review</a></li>" for n in range(cases)
    )
    home = "<p><a href='/reviews'>Serious case reviews</a></p>"
    pages = {"/": (html, page(f"Area {number} Safeguarding Children Board", home))}
    pages["/reviews"] = (html, page("Serious case reviews", f"<ul>{rows}</ul>"))
    for n in range(cases):
        name = f"Child {number}-{n} serious case review overview report (PDF)"
        pages[f"/reviews/{n}"] = (
            html,
            page(f"Child {number}-{n}", f"<p><a href='/files/{n}.pdf'>{name}</a></p>"),
        )
        pages[f"/files/{n}.pdf"] = ("application/pdf", b"%PDF-1.4\n" + pick.randbytes(60_000) + b"\n%%EOF\n")
    return pages


async def serve(port: int, cases: int) -> None:
    """Serve every site until told to end."""
    sites = {f"127.0.2.{number}": site(number, cases) for number in range(1, SITES + 1)}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pages = sites[writer.get_extra_info("sockname")[0]]
        with contextlib.suppress(asyncio.IncompleteReadError, TimeoutError, ConnectionError):
            while True:
                head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
                kind, body = pages.get(head.split(b" ", 2)[1].decode(), ("", b"<title>Not found</title>"))
                status = "200 OK" if kind else "404 Not Found"
                fields = f"Content-Type: {kind or 'text/html'}\r\nContent-Length: {len(body)}"
                writer.write(f"HTTP/1.1 {status}\r\n{fields}\r\n\r\n".encode() + body)
                await writer.drain()
        writer.close()

    servers = [await asyncio.start_server(answer, host, port) for host in sites]
    print("ready", flush=True)
    over = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), LIFETIME_S)
    for server in servers:
        server.close()
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, flush=True)


def declare(folder: Path, port: int) -> None:
    """One declaration a site."""
    folder.mkdir()
    for number in range(1, SITES + 1):
        text = f"slug: area-{number}\ntitle: Area {number}\nnation: england\nhomepage: http://127.0.2.{number}:{port}/\n"
        (folder / f"area-{number}.yaml").write_text(text, encoding="utf-8")


# ---------------------------------------------------------------- fetching


def crawled(workers: int, delay: float, cases: int) -> Crawled:
    """Crawl the farm without reading."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "bench.many", "--serve", str(port), str(cases)]
    farm = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert farm.stdout is not None
    farm.stdout.readline()
    with TemporaryDirectory() as place:
        sources, data = Path(place) / "sources", Path(place) / "data"
        declare(sources, port)
        command = [sys.executable, "-m", "harvester", "--data", str(data), "crawl", "--sources", str(sources)]
        options = [
            "--allow-host",
            "127.0.0.0/8",
            "--delay",
            str(delay),
            "--no-read",
            "--concurrency",
            str(AT_ONCE),
        ]
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        crawl = subprocess.Popen(
            [*command, *options, "--dask", "--processes", str(workers), "--json"],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            with Looking(data / "runs/1/log.jsonl", [crawl.pid, farm.pid]) as looking:
                said, _ = crawl.communicate(timeout=300)
        finally:
            crawl.kill()
            whole = time.perf_counter() - begun
            farm.terminate()
            used = float(farm.stdout.read())
            farm.wait()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert crawl.returncode == 0, f"the crawl ended with {crawl.returncode}: {said[-2000:]}"
        listed = sum(one["documents_listed"] for one in json.loads(said)["sources"])
        assert listed == SITES * cases, f"{listed} of {SITES * cases} documents"
        first = min(moment for event, moment in looking.seen if event == "shard started")
        last = max(moment for event, moment in looking.seen if event == "shard joined")
    seconds, cpu, idle = (then - before for before, then in zip(first, last, strict=True))
    return Crawled(
        seconds=seconds,
        cpu=cpu,
        others=CORES * seconds - cpu - idle,
        whole=whole,
        whole_cpu=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        farm=used,
    )


def fetching(name: str, delay: float, cases: int) -> None:
    """One worker, then two."""
    requests = SITES * (2 * cases + 3)
    rows = {}
    for workers in (1, 2):
        took = rows[workers] = crawled(workers, delay, cases)
        rate = requests / took.seconds
        print(
            f"{name}: {workers} worker{'s' * (workers > 1)}  {rate:6.1f} requests/s; {took.told()}",
            flush=True,
        )
    one, two = rows[1], rows[2]
    busy = f"one worker keeps {one.cpu / one.seconds:.2f} of {CORES} cores busy"
    print(
        f"{name}: two workers are {one.seconds / two.seconds:.2f} x one; {busy}: "
        f"at most {min(2.0, one.bound):.2f} possible here (whole command: {one.whole / two.whole:.2f} x, "
        f"at most {min(2.0, one.whole_bound):.2f})",
        flush=True,
    )


# ---------------------------------------------------------------- reading


def backlog(data: Path, bodies: list[bytes]) -> None:
    """A data directory with these files, unread."""
    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory
    from harvester.records import Fetch, SourceInfo
    from harvester.run.adding import hand_candidate
    from harvester.store import open_store
    from harvester.vocabulary import Nation, Outcome, SourceKind

    place, now = DataDirectory(data), "2026-01-01T00:00:00Z"
    store = open_store(place)
    source = SourceInfo(slug="area", title="Area", nation=Nation.ENGLAND, kind=SourceKind.PARTNERSHIP)
    with Catalogue.open(place.catalogue) as catalogue, catalogue.writing():
        run_id = catalogue.start_run("crawl", [source], now)
        for number, body in enumerate(bodies):
            url, kept = f"http://127.0.2.1/{number}.pdf", store.put(body)
            catalogue.record_candidates(run_id, [hand_candidate("area", url, "bench", "backlog")], now)
            fetch = Fetch(
                source="area",
                url=url,
                outcome=Outcome.OK,
                at=now,
                sha256=kept.sha256,
                size=kept.size,
                media_type="application/pdf",
            )
            catalogue.record_fetch(run_id, fetch)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a backlog took: from the first file handed out to the last one saved."""

    seconds: float
    workers: float  # CPU seconds of the workers, with all that they start
    own: float  # of this process: it hands out and saves, and Dask's scheduler and nannies run in it


def cpu_used() -> tuple[float, float]:
    """CPU seconds until now of this process, and of all that it started and of what they started."""
    us = psutil.Process()
    own = us.cpu_times()
    below = own.children_user + own.children_system
    for process in us.children(recursive=True):
        with contextlib.suppress(psutil.Error):
            below += sum(process.cpu_times()[:4])  # with its own children that have ended
    return own.user + own.system, below


def read_by(workers: int, bodies: list[bytes]) -> Cost:
    """Read a backlog on so many workers."""
    from harvester.catalogue import Catalogue
    from harvester.many.cluster import connected
    from harvester.many.orders import Workers
    from harvester.many.reading import reader_on
    from harvester.many.tasks import Unit, read_units
    from harvester.paths import DataDirectory

    with TemporaryDirectory() as place, connected(Workers(count=workers)) as cluster:
        data = DataDirectory(Path(place))
        backlog(data.root, bodies)
        warm = Path(place) / "warm.pdf"
        warm.write_bytes(bodies[0])
        for worker in cluster.workers() or []:  # its reading process is started once, not for each backlog
            unit = Unit(sha256="0" * 64, path=str(warm))
            cluster.client.submit(read_units, (unit,), 1.0, key=worker, workers=[worker]).result()
        with (
            Catalogue.open(data.catalogue, create=False) as catalogue,
            reader_on(cluster, data, catalogue, lambda: False) as reader,
        ):
            before = cpu_used()
            begun = time.perf_counter()
            reader.drain()
            seconds = time.perf_counter() - begun
            own, below = (now - then for now, then in zip(cpu_used(), before, strict=True))
            assert reader.done == len(bodies), f"{reader.done} of {len(bodies)} files"
    return Cost(seconds, below, own)


def reading(name: str, bodies: list[bytes], pages: int) -> None:
    """One worker, then two, the same files."""
    files, rows = len(bodies), {}
    for workers in (1, 2):
        took = rows[workers] = read_by(workers, bodies)
        print(
            f"{name}: {workers} worker{'s' * (workers > 1)}  {took.seconds:6.1f} s, "
            f"{pages / took.seconds:7.1f} pages/s; CPU a file: workers {1000 * took.workers / files:.1f} ms, "
            f"handing out and saving {1000 * took.own / files:.1f} ms",
            flush=True,
        )
    two = rows[2]
    print(
        f"{name}: two workers are {rows[1].seconds / two.seconds:.2f} x one; with two cores full it could be "
        f"{2 * two.workers / (two.workers + two.own):.2f}",
        flush=True,
    )


def texts() -> tuple[list[bytes], int]:
    """Reports with text, and how many pages they have."""
    from tests.makers.pdf import simple_report

    return [
        simple_report(f"Serious Case Review\nChild {n}", pages=TEXT_PAGES) for n in range(TEXTS)
    ], TEXTS * TEXT_PAGES


def scans() -> tuple[list[bytes], int]:
    """Scanned reports."""
    from tests.makers.pdf import scanned_pdf

    return [
        scanned_pdf([f"Serious Case Review of Child {n}. The panel met."] * 3) for n in range(SCANS)
    ], SCANS * 3


def main() -> None:
    """Measure what is asked for, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", choices=("wait", "fetch", "text", "scans"))
    parser.add_argument("--serve", type=int, nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        asyncio.run(serve(*asked.serve))
        return
    wanted = asked.only or ("wait", "fetch", "text", "scans")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    if "wait" in wanted:
        name = f"wait ({DELAY_S:g} s between requests to a site, {AT_ONCE} sites at once a worker)"
        fetching(name, DELAY_S, CASES)
    if "fetch" in wanted:
        fetching("fetch (no delay)", 0.0, MORE_CASES)
    if "text" in wanted:
        reading("text", *texts())
    if "scans" in wanted:
        reading("scans", *scans())


if __name__ == "__main__":
    main()
