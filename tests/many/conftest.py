"""Four small sites, and a cluster of real processes: a scheduler, and workers without a nanny."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.run.farm import NAMES, Site, end_state, environment, run, start, wait_for, wait_until_gone

SLUGS = ("ashby", "birch", "cedar", "dene")  # equal in weight: ashby and cedar are one shard


@dataclass
class Farm:
    """The sites, their declarations, and what an ordinary crawl of them comes to."""

    sites: dict[str, Site]
    sources: Path
    reference: Path  # crawled, not read
    state: dict[str, list[str]] = field(default_factory=dict)
    read: dict[str, list[str]] = field(default_factory=dict)  # when all is read

    def crawl(self, data: Path, *more: object, read: bool = False) -> tuple[object, ...]:
        options = ("--sources", self.sources, "--allow-host", "127.0.0.0/8", "--delay", "0")
        return ("--data", data, "crawl", *options, *(() if read else ("--no-read",)), *more)


def documents_of(state: dict[str, list[str]], slug: str) -> list[str]:
    """The documents of one source in an end state."""
    rows = [row for row in state["documents"] if repr(slug) in row]
    assert rows
    return rows


@pytest.fixture(scope="package")
def whole_farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    folder = tmp_path_factory.mktemp("farm")
    with ExitStack() as stack:
        sites = {
            slug: stack.enter_context(Site(slug, 20 + number, names=NAMES[:3]))
            for number, slug in enumerate(SLUGS)
        }
        farm = Farm(sites, folder / "sources", folder / "reference")
        for site in sites.values():
            site.declare(farm.sources)
        done = run(*farm.crawl(farm.reference))
        assert done.returncode == 0, done.stderr
        farm.state = end_state(farm.reference)
        shutil.copytree(farm.reference, folder / "read")
        assert run("--data", folder / "read", "reprocess").returncode == 0
        farm.read = end_state(folder / "read")
        yield farm


@pytest.fixture
def farm(whole_farm: Farm) -> Iterator[Farm]:
    def let_go() -> None:
        for site in whole_farm.sites.values():
            site.asked.clear()
            site.open, site.down = inf, False

    let_go()
    yield whole_farm
    let_go()


@dataclass
class Processes:
    """A scheduler and its workers."""

    folder: Path
    scheduler: subprocess.Popen[str]
    address: str
    workers: list[subprocess.Popen[str]] = field(default_factory=list)

    def start_worker(self) -> None:
        command = (sys.executable, "-m", "distributed.cli.dask_worker", self.address, "--no-nanny")
        options = ("--nthreads", "1", "--no-dashboard", "--death-timeout", "20")
        folder = ("--local-directory", str(self.folder))
        self.workers.append(_start(*command, *options, *folder, name=f"w{len(self.workers)}"))

    def live(self) -> list[subprocess.Popen[str]]:
        return [one for one in self.workers if one.poll() is None]

    def holding(self, shard: Path) -> subprocess.Popen[str]:
        """The worker whose process crawls a shard."""
        for one in self.live():
            for child in psutil.Process(one.pid).children():
                with suppress(psutil.Error):
                    if any(file.path == str(shard / "claim") for file in child.open_files()):
                        return one
        raise AssertionError(f"nobody crawls {shard}")

    def take_for_dead(self, worker: subprocess.Popen[str]) -> None:
        """Have the scheduler believe that a worker is dead, as when it was not heard of for long."""
        from distributed import Client

        name = f"w{self.workers.index(worker)}"

        async def remove(dask_scheduler: Any = None) -> None:
            address = dask_scheduler.aliases[name]
            await dask_scheduler.remove_worker(address, stimulus_id="test", close=False)

        with Client(self.address, set_as_default=False) as client:
            client.run_on_scheduler(remove)

    def end(self) -> None:
        for one in (*self.workers, self.scheduler):
            if one.poll() is None:
                one.send_signal(signal.SIGCONT)
                one.kill()
            one.communicate()


def _start(*command: str, name: str = "scheduler") -> subprocess.Popen[str]:
    more = ("--name", name) if "dask_worker" in " ".join(command) else ()
    return subprocess.Popen(
        [*command, *more], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment()
    )


@pytest.fixture(scope="package")
def all_processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    folder = tmp_path_factory.mktemp("dask")
    command = (sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard")
    scheduler = _start(*command, "--host", "127.0.0.1", "--port", "0")
    address = ""
    assert scheduler.stderr is not None
    while not address:
        line = scheduler.stderr.readline()
        assert line, "the scheduler did not start"
        found = re.search(r"tcp://127\.0\.0\.1:\d+", line)
        address = found.group() if found else ""
    processes = Processes(folder, scheduler, address)
    try:
        yield processes
    finally:
        processes.end()


@pytest.fixture
def processes(all_processes: Processes) -> Processes:
    """Two workers that live."""
    while len(all_processes.live()) < 2:
        all_processes.start_worker()
    return all_processes


def stop_in_the_middle(farm: Farm, processes: Processes, *words: object, **environ: str) -> None:
    """Start a command that crawls on workers, and stop it by a signal while files come: nobody is left."""
    ashby = farm.sites["ashby"]
    ashby.open = 1
    command = start(*words, **environ)
    wait_for(lambda: sum(path.startswith("/files/") for path in ashby.asked) > 1)
    crawling = [
        one for worker in processes.live() for one in psutil.Process(worker.pid).children(recursive=True)
    ]
    command.send_signal(signal.SIGTERM)
    out, err = command.communicate(timeout=60)
    assert command.returncode == 11, out + err
    wait_until_gone(crawling)
    ashby.open = inf
