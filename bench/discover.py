"""Archive scale: records a second against plain iteration with warcio; precision and recall.

    python -m bench.discover                 100,000 records, some two minutes
    python -m bench.discover --records 20000

The same files are read in turn by warcio's iterator, which does nothing with the records, and by the search,
in one process, by CPU time; so the ratio holds on a machine that others use too. fastwarc is shown where it
is installed. One record in a thousand is a relevant page.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.discover_web import Plan, make
from harvester.discover.opening import length_of, units_of
from harvester.discover.search import Search, search, search_unit
from harvester.discover.state import State
from harvester.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.discover_pages import Made
    from harvester.discover.findings import UnitFindings
    from harvester.discover.opening import Unit

FOUND = 0.5  # the score from which a page or a host counts as found


def by_warcio(path: str) -> int:
    """Plain iteration: what it costs to see every record."""
    from warcio.archiveiterator import ArchiveIterator

    with Path(path).open("rb") as stream:
        return sum(1 for _ in ArchiveIterator(stream))


def by_fastwarc(path: str) -> int:
    """The same with fastwarc, records parsed as warcio parses them."""
    from fastwarc.warc import ArchiveIterator  # type: ignore[import-not-found]

    with Path(path).open("rb") as stream:
        return sum(1 for _ in ArchiveIterator(stream))


def timed(function: Callable[[], object]) -> tuple[float, float]:
    """CPU seconds and seconds by the clock."""
    cpu, wall = time.process_time(), time.monotonic()
    function()
    return time.process_time() - cpu, time.monotonic() - wall


def speed(units: list[Unit], rounds: int) -> list[UnitFindings]:
    """Both ways over every file in turn, and what it comes to."""
    ways: dict[str, Callable[[Unit], object]] = {
        "warcio, plain iteration": lambda unit: by_warcio(unit.archive)
    }
    with suppress(ImportError):
        import fastwarc  # noqa: F401

        ways["fastwarc, plain iteration"] = lambda unit: by_fastwarc(unit.archive)
    found: dict[str, UnitFindings] = {}

    def ours(unit: Unit) -> None:
        found[unit.archive] = search_unit(unit)

    ways["harvester discover"] = ours
    spent: Counter[str] = Counter()
    clock: Counter[str] = Counter()
    search_unit(units[0])  # what is loaded at first use is not counted
    for _ in range(rounds):
        for unit in units:
            for name, way in ways.items():
                cpu, wall = timed(lambda way=way, unit=unit: way(unit))  # type: ignore[misc]
                spent[name] += cpu
                clock[name] += wall
    records = sum(one.counts["records"] for one in found.values()) * rounds
    size = sum(unit.size for unit in units) * rounds
    plain = records / spent["warcio, plain iteration"]
    print(f"\n{'':28}records/s/core   MB/s   × warcio   by the clock")
    for name in ways:
        rate = records / spent[name]
        line = f"{rate:14,.0f} {size / spent[name] / 1e6:6.1f} {rate / plain:10.2f} {clock[name]:12.1f} s"
        print(f"{name:28}{line}")
    print("one process; what limits it is the core: inflating, then looking for the words")
    return list(found.values())


def quality(found: list[UnitFindings], outcome: Search, truth: dict[str, Made]) -> None:
    """Which relevant pages and hosts were found, and what else."""
    pages = {page.url: page for unit in found for page in unit.pages if page.score >= FOUND}
    relevant = {url for url, made in truth.items() if made.relevant}
    hit = relevant & pages.keys()
    wrong = pages.keys() - relevant
    print(
        f"\npages: {len(relevant)} relevant, {len(pages)} found; "
        f"{_shares(len(hit), len(relevant), len(pages))}"
    )
    made = Counter(truth[url].kind for url in relevant)
    missed = Counter(truth[url].kind for url in relevant - hit)
    for kind, count in sorted(missed.items()):
        print(f"  missed {count} of {made[kind]}: {kind}")
    for kind, count in Counter(
        truth[url].kind if url in truth else "any other page" for url in wrong
    ).items():
        print(f"  wrongly found {count}: {kind}")
    true_hosts = {host_of(url) for url in relevant}
    hosts = {one.host for one in outcome.hosts.ranked(FOUND)}
    good = len(hosts & true_hosts)
    print(
        f"hosts: {len(true_hosts)} relevant, {len(hosts)} found; {_shares(good, len(true_hosts), len(hosts))}"
    )
    _order(outcome, true_hosts)
    counts = outcome.hosts.counts
    print("  " + ", ".join(f"{name} {number:,}" for name, number in sorted(counts.items())))


def _order(outcome: Search, true_hosts: set[str]) -> None:
    """How good the best proposals are: a person looks at those first."""
    ranked = [one.host in true_hosts for one in outcome.hosts.ranked(FOUND)]
    shares = []
    for count in (10, 20, 50, len(true_hosts)):
        if count <= max(len(ranked), len(true_hosts)):
            shares.append(f"{sum(ranked[:count]) / max(1, min(count, len(ranked))):.3f} of the best {count}")
    if shares:
        print(f"  precision {', '.join(shares)}")
    last = max((place for place, good in enumerate(ranked, 1) if good), default=0)
    print(f"  the last good one is at place {last} of {len(ranked)}")


def _shares(hit: int, relevant: int, found: int) -> str:
    return f"recall {hit / max(1, relevant):.3f}, precision {hit / max(1, found):.3f}"


def main() -> None:
    """Make the archive, time both ways, tell what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=14_000, help="bytes of a page, in the mean")
    parser.add_argument(
        "--keep", type=Path, help="where the archive is made, and left; used again when there"
    )
    parser.add_argument("--held", type=int, default=0, help="1, 2, 3: pages that nothing was tuned on")
    parser.add_argument("--files", type=int, default=4, help="that the archive consists of")
    parser.add_argument("--plain", action="store_true", help="files that are not compressed")
    parser.add_argument("--dask", action="store_true", help="only: one and two workers, by the clock")
    asked = parser.parse_args()
    with TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        values = {
            name: getattr(asked, name) for name in ("records", "files", "seed", "size", "held", "plain")
        }
        plan = Plan(**values)
        mark = folder / "plan.json"
        folder.mkdir(parents=True, exist_ok=True)
        if not mark.exists():
            spent = timed(lambda: make(folder, plan))
            mark.write_text(json.dumps([plan.records, plan.seed, plan.size]))
            print(f"made {plan.records:,} records in {spent[1]:.0f} s")
        truth = _truth(folder)
        units = units_of([str(folder)])
        if asked.dask:
            on_dask(units, Path(temporary))
            return
        found = speed(units, asked.rounds)
        quality(found, search(units, State(Path(temporary) / "state"), {}), truth)
        print(f"most memory held: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


@dataclass
class Spent:
    """What a search took."""

    clock: float
    here: float  # CPU of this process: the scheduler, the results
    workers: list[float]  # CPU of each worker

    @property
    def busiest(self) -> float:
        """What the search would take by the clock, had every process a core of its own."""
        return max([self.here, *self.workers])


def on_dask(units: list[Unit], state: Path) -> None:
    """This process alone, one worker of a local cluster, and two: by the clock, and by CPU time.

    On a machine that others use too the clock says little. By CPU time it is told what the busiest process
    did: where that halves with twice as many workers, nothing but a core is lacking.
    """
    print(f"{len(units)} units of {max(map(length_of, units)) / 1e6:.0f} MB at most")
    cpu, clock = timed(lambda: search(units, State(state / "alone"), {}))
    print(f"{'this process':16} {clock:6.1f} s by the clock, {cpu:6.1f} s CPU")
    spent = {count: _by_workers(units, state, count) for count in (1, 2)}
    for count, one in spent.items():
        each = ", ".join(f"{seconds:.1f}" for seconds in one.workers)
        name = f"{count} Dask worker{'s' * (count > 1)}"
        print(
            f"{name:16} {one.clock:6.1f} s by the clock, CPU: workers {each} s, this process {one.here:.1f} s"
        )
    one, two = spent[1], spent[2]
    print(f"two workers are {one.clock / two.clock:.2f} times as fast as one by the clock, ", end="")
    print(f"{one.busiest / two.busiest:.2f} times by the busiest process")


def _by_workers(units: list[Unit], state: Path, count: int) -> Spent:
    from harvester.discover.on_workers import OnWorkers
    from harvester.many.cluster import connected
    from harvester.many.orders import Workers

    with connected(Workers(count=count)) as cluster:
        # What a worker loads at first use is not counted, on any of them.
        cluster.client.run(search_unit, units[0])
        before = cluster.client.run(time.process_time)
        here, clock = timed(lambda: search(units, State(state / str(count)), {}, workers=OnWorkers(cluster)))
        after = cluster.client.run(time.process_time)
        return Spent(clock, here, [after[name] - before[name] for name in after])


def _truth(folder: Path) -> dict[str, Made]:
    from bench.discover_pages import Made

    rows = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return {url: Made("", "", "", kind, relevant) for url, kind, relevant in rows}


if __name__ == "__main__":
    main()
