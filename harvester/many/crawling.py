"""A run's crawl on workers: shards given out, looked after, given to another worker, joined."""

from __future__ import annotations

import json
import os
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.errors import LockedError
from harvester.many.cutting import cut
from harvester.many.hosts import HostLocks
from harvester.many.joining import NotInTimeError, finished, join, make_shard, prepare, shards_folder
from harvester.many.lease import LEASE_S, Leases, claim
from harvester.many.orders import PROGRESS, ShardEnd, ShardOrder, errors_name
from harvester.many.tasks import crawl_shard
from harvester.run.selection import host_groups, hosts_of
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from distributed import Future

    from harvester.catalogue import Catalogue
    from harvester.many.cluster import Cluster
    from harvester.run.options import RunOptions
    from harvester.sources import Declaration

MOST_TRIES = 4  # workers that may be lost under one shard
WAIT_S = 3.0  # between two looks whether another run has left a host
NO_WORKER_S = 60.0  # without any, the run ends with what there is
LOOK_EVERY_S = 0.5
STOPPED_S = 22.0  # for workers to end after a signal; the whole run must be over within 30 s
STOP_JOIN_S = 5.0  # then for joining what they have
_GRACE_S = 30.0  # more than a worker needs to stop once it knows that its lease is lost
_ENDED = (ExitCode.OK, ExitCode.SOURCES_NEED_CARE, ExitCode.NETWORK, ExitCode.NOTHING_DUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The run that is crawled in shards, as its parts need it."""

    options: RunOptions
    catalogue: Catalogue
    run_id: int
    folder: Path  # of the run
    hear: Callable[[dict[str, Any]], None]
    ending: Callable[[], bool]
    stopped: Callable[[], bool]  # by a signal: little time is left
    meanwhile: Callable[[], None]  # done over and over; takes a moment


@dataclass(slots=True)
class _Shard:
    """One shard on its way."""

    root: Path
    slugs: tuple[str, ...]
    number: int
    hosts: frozenset[str]
    epoch: int = 0
    not_before: float = 0.0
    worker: str = ""
    future: Future[Any] | None = None
    progress: dict[str, Any] = field(default_factory=dict)


class Crawling:
    """Crawls the sources of a run on the workers of a cluster."""

    def __init__(self, whole: Whole, cluster: Cluster) -> None:
        self.whole, self.cluster = whole, cluster
        self.leases = Leases()
        self.waiting: list[_Shard] = []
        self.running: list[_Shard] = []
        self.crashed: list[str] = []
        self.read = 0
        self._hosts = HostLocks(cluster.client)
        self._workers: list[str] = []
        self._looked = 0.0
        self._silent = False  # the scheduler, just now: nobody is taken for lost, nothing is given out
        self._done = threading.Event()  # a worker has answered since we looked
        self._worked = time.monotonic()  # when there last was a worker

    def crawl(self, sources: Sequence[Declaration]) -> list[str]:
        """Crawl to the end, or until the run is to end.

        Returns:
            One sentence for each thing that went wrong on the way to less than all.

        Raises:
            DiskError: a shard could not be made or joined.
        """
        self._workers = self.cluster.workers() or []
        weights = weights_of(self.whole.catalogue, [one.slug for one in sources])
        shards = cut(host_groups(sources), weights, len(self._workers))
        with ExitStack() as stack:
            stack.enter_context(self.leases.renewed())
            stack.callback(self._hosts.release_all)
            stack.callback(self._revoke_all)
            hosts = {one.slug: hosts_of(one) for one in sources}
            for slugs in shards:
                number = self._next_number()
                root = make_shard(self.whole.options.data, self.whole.run_id, number, slugs)
                touched = frozenset[str]().union(*(hosts[slug] for slug in slugs))
                self.waiting.append(_Shard(root=root, slugs=slugs, number=number, hosts=touched))
            self._start_waiting()
            prepare()
            while (self.waiting or self.running) and not self.whole.ending():
                self._start_waiting()
                self.whole.meanwhile()
                self._look()
            self._end()
        return self.crashed

    def _next_number(self) -> int:
        """A number that no shard of this run ever had."""
        run = str(self.whole.run_id)
        there = [path.name for path in shards_folder(self.whole.options.data).glob(f"{run}-*")]
        there += [path.name for path in (self.whole.folder / "shards").glob(f"{run}-*")]
        return 1 + max((int(name.rpartition("-")[2]) for name in there), default=-1)

    # ------------------------------------------------------------ giving out

    def _start_waiting(self) -> None:
        if self._silent:
            return
        busy = {shard.worker for shard in self.running}
        free = [worker for worker in self._workers if worker not in busy]
        for shard in [one for one in self.waiting if one.not_before <= time.monotonic()]:
            if not free:
                return
            if not _left(shard):  # its lost worker came to the end; a crawl of no sources is one of all
                self.waiting.remove(shard)
                self._join(shard)
            elif self._may_crawl(shard):
                self._start(shard, free.pop(0))

    def _may_crawl(self, shard: _Shard) -> bool:
        """Whether no other run on this cluster crawls a host of this shard; one that does is waited for."""
        try:
            taken = self._hosts.take(shard.hosts)
        except Exception:  # Dask has many ways to say that the scheduler does not answer just now
            shard.not_before = time.monotonic() + WAIT_S
            return False
        if taken and not shard.not_before:
            self._say("shard waits", shard, f"another run on {self.cluster.address} crawls {taken}")
        if taken:
            shard.not_before = time.monotonic() + WAIT_S
        return not taken

    def _start(self, shard: _Shard, worker: str) -> None:
        shard.epoch += 1
        shard.worker = worker
        self.leases.give(shard.root, shard.epoch)
        self.waiting.remove(shard)
        self.running.append(shard)
        order = self._order(shard)
        key = f"harvester-{shard.root.name}-{shard.epoch}-{os.getpid()}"
        shard.future = self.cluster.submit(crawl_shard, order, key=key, worker=worker)
        shard.future.add_done_callback(lambda _future: self._done.set())
        again = f" (order {shard.epoch})" if shard.epoch > 1 else ""
        self._say("shard started", shard, f"{len(order.slugs)} sources on {worker}{again}")

    def _order(self, shard: _Shard) -> ShardOrder:
        options = self.whole.options
        return ShardOrder(
            root=str(shard.root.resolve()),
            history=str(options.data.root.resolve()),
            run_id=self.whole.run_id,
            epoch=shard.epoch,
            slugs=_left(shard),
            hosts_dir=str((self.whole.folder / "hosts").resolve()),
            sources_dir=str(options.sources_dir.resolve()) if options.sources_dir else None,
            replay=tuple(str(path.resolve()) for path in options.replay),
            allow_hosts=options.allow_hosts,
            max_pages=options.max_pages,
            delay=options.delay,
            concurrency=options.concurrency,
            read=options.read,
            readers=1 if self.cluster.local else options.readers,
            contact=options.contact,
            chromium=options.chromium,
        )

    # ------------------------------------------------------------ looking after

    def _look(self) -> None:
        """See which shards have ended and which workers are lost."""
        now = time.monotonic()
        if now - self._looked < LOOK_EVERY_S and not self._done.is_set():
            return
        self._looked = now
        self._done.clear()
        workers = self.cluster.workers()
        self._silent = workers is None
        if workers:
            self._worked = time.monotonic()
        elif time.monotonic() - self._worked > NO_WORKER_S:
            self._give_up()
            return
        if workers is None:
            return
        self._workers = workers
        for shard in list(self.running):
            self._tell_progress(shard)
            end = self._end_of(shard)
            if end is not None:
                self.running.remove(shard)
                self._ended(shard, end)

    def _end_of(self, shard: _Shard) -> ShardEnd | None:
        """How a shard's crawl ended, None while it runs; a lost worker ends it as a killed process does."""
        future = shard.future
        if future is None or shard.worker not in self._workers:
            return ShardEnd(code=-1, message=f"worker {shard.worker} was lost")
        if not future.done():
            return None
        try:
            end = future.result(timeout=10)
        except Exception as error:  # whatever the worker raised, or Dask itself
            return ShardEnd(code=-1, message=f"worker {shard.worker}: {type(error).__name__}: {error}"[:500])
        return end if isinstance(end, ShardEnd) else ShardEnd(code=-1, message="no answer of ours")

    def _ended(self, shard: _Shard, end: ShardEnd) -> None:
        self._cancel(shard)
        if end.code == ExitCode.DISK:
            self.whole.hear({"event": "fatal", "message": end.message})
            return
        left = _left(shard)
        if not left or end.code in _ENDED:
            self._join(shard)
        elif end.code < 0 or end.code in (ExitCode.STOPPED, ExitCode.LOCKED):
            self._again(shard, end, left)
        else:
            errors = self.whole.folder / "shards" / shard.root.name / errors_name(shard.epoch)
            said = end.message or f"see {errors}"
            self.crashed.append(f"shard {shard.root.name} ended with {end.code}: {said}")
            self._join(shard)

    def _again(self, shard: _Shard, end: ShardEnd, left: Sequence[str]) -> None:
        """Give what is left of a shard to another worker, once nobody can be crawling it any more."""
        said = end.message or f"its process ended with {end.code}"
        self._say("shard lost", shard, f"{said}; {len(left)} of {len(shard.slugs)} sources left")
        if shard.epoch >= MOST_TRIES:
            self.crashed.append(f"shard {shard.root.name} was given up after {shard.epoch} workers: {said}")
            self._join(shard)
            return
        if not self.cluster.locking:  # only the lease keeps the old worker away: let it run out
            shard.not_before = time.monotonic() + LEASE_S + _GRACE_S
        self.waiting.append(shard)

    def _cancel(self, shard: _Shard) -> None:
        self.leases.revoke(shard.root)
        future, shard.future = shard.future, None
        if future is not None:
            with suppress(Exception):  # the scheduler may be gone
                future.cancel(force=True)

    def _give_up(self) -> None:
        self.crashed.append(f"{self.cluster.address} has had no worker for {NO_WORKER_S:.0f} s")
        for shard in [*self.running, *self.waiting]:
            self._cancel(shard)
            self._join(shard)
        self.running, self.waiting = [], []

    # ------------------------------------------------------------ the end

    def _join(self, shard: _Shard, until: float = float("inf")) -> None:
        options = self.whole.options
        self.leases.forget(shard.root)  # it stays revoked; nothing is written there while it is removed
        try:
            joined = join(options.data, self.whole.catalogue, shard.root, self.whole.run_id, until)
        except (LockedError, NotInTimeError) as error:
            if not isinstance(error, NotInTimeError):
                self.crashed.append(str(error))
            return
        self._hosts.release(shard.hosts)
        self.read += joined.read
        self._say("shard joined", shard, f"{len(shard.slugs)} sources")

    def _end(self) -> None:
        """The run is to end: have every worker stop, and join what they have."""
        left, self.running, self.waiting = [*self.running, *self.waiting], [], []
        if not left:
            return
        for shard in left:
            self._cancel(shard)
        until = time.monotonic() + STOPPED_S
        while time.monotonic() < until and not all(_free(shard.root) for shard in left):
            time.sleep(0.1)
        until = until + STOP_JOIN_S if self.whole.stopped() else float("inf")
        for shard in left:
            self._join(shard, until)

    def _revoke_all(self) -> None:
        """Whatever ends the run, nobody crawls on for it."""
        for shard in [*self.running, *self.waiting]:
            with suppress(Exception):
                self._cancel(shard)

    # ------------------------------------------------------------ telling

    def _say(self, event: str, shard: _Shard, message: str) -> None:
        self.whole.hear({"event": event, "message": f"{shard.root.name}: {message}"})

    def _tell_progress(self, shard: _Shard) -> None:
        try:
            said = json.loads((shard.root / PROGRESS).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return
        if said != shard.progress:
            shard.progress = said
            self.whole.hear({**said, "worker": shard.number})


def _free(shard: Path) -> bool:
    handle = claim(shard)
    if handle is None:
        return False
    os.close(handle)
    return True


def weights_of(catalogue: Catalogue, slugs: Sequence[str]) -> dict[str, float]:
    """What each source cost the last time it was crawled to the end: its requests."""
    marks = ", ".join("?" * len(slugs))
    # Marks only are put into the statement; in SQLite a bare column goes with the row of the max().
    sql = f"""SELECT source, requests, max(run_id) FROM run_source
        WHERE requests > 0 AND source IN ({marks}) GROUP BY source"""  # noqa: S608
    with catalogue.reading() as connection:
        rows = connection.execute(sql, tuple(slugs)).fetchall()
    return {row["source"]: float(row["requests"]) for row in rows}


def _left(shard: _Shard) -> tuple[str, ...]:
    """The sources of a shard that no worker has crawled to the end."""
    done = finished(shard.root, shard.slugs)
    return tuple(slug for slug in shard.slugs if slug not in done)
