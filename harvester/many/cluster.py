"""The workers of a command: a cluster of this machine that lasts as long as it, or one that is there.

A scheduler lets whoever reaches it run code. So a cluster of our own listens on loopback only, speaks TLS
with keys that nobody else has, and has no dashboard; of one that is there, the TLS settings of Dask's own
configuration are used (docs/many-machines.md).
"""

from __future__ import annotations

import logging
import os
import signal
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any

from harvester import __version__
from harvester.errors import ConfigurationError, HarvesterError, UsageError
from harvester.many.probe import Told, probe
from harvester.many.scratch import scratch
from harvester.run.stopping import put_off

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from distributed import Client, Future

    from harvester.many.orders import Workers

REACH_S = 15.0  # for a scheduler to answer
WORKERS_S = 30.0  # for at least one worker to be there
# What Dask measures for people who look on. Nobody does, and it took a tenth of a core all the while.
_UNWATCHED = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "2s",
    "distributed.admin.tick.cycle": "10s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.admin.system-monitor.disk": False,
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.client.scheduler-info-interval": "10s",
}
_QUIET = (
    *(f"distributed{part}" for part in ("", ".worker", ".nanny", ".scheduler", ".core")),
    "tornado.application",  # callbacks of Dask that find no scheduler
)


class ClusterError(HarvesterError):
    """The cluster is not there, or was lost."""


class UnreachableClusterError(ConfigurationError):
    """No scheduler answers, no worker is there, or they are not fit for the work."""


class Cluster:
    """A scheduler with workers, as far as our commands use it."""

    def __init__(self, client: Client, address: str, *, local: bool) -> None:
        self.client, self.address, self.local = client, address, local
        self.sharing = True  # workers see our files at their paths
        self.locking = True  # and our locks on them

    def workers(self) -> list[str] | None:
        """The addresses of all workers, in order of their names; None when the scheduler does not answer."""
        info = self._identity()
        return None if info is None else sorted(info, key=lambda one: (str(info[one].get("name")), one))

    def places(self) -> int:
        """How many tasks run at once; 0 without workers, or when the scheduler does not answer in time."""
        return sum(int(one.get("nthreads") or 0) for one in (self._identity() or {}).values())

    def _identity(self) -> dict[str, dict[str, Any]] | None:
        """What the scheduler says of its workers, by address; None when it does not answer in time."""
        try:
            ask = self.client.scheduler.identity  # type: ignore[union-attr]
            info = self.client.sync(ask, n_workers=-1, callback_timeout=REACH_S)
        except (OSError, TimeoutError, AttributeError, ValueError, RuntimeError):
            return None
        found: dict[str, dict[str, Any]] = info["workers"]
        return found

    def threads(self) -> int:
        """How many tasks run at once on all workers together."""
        with suppress(OSError, TimeoutError):
            return max(1, int(sum(self.client.nthreads().values())))
        return 1

    def submit(self, function: Callable[[Any], Any], value: Any, *, key: str, worker: str) -> Future[Any]:
        """Have one worker, and no other, do something once.

        Dask would start it again elsewhere when the worker is lost; pinned to its worker it is not, and
        whether it is done again is ours to say.
        """
        return self.client.submit(
            function, value, key=key, workers=[worker], allow_other_workers=False, pure=False, retries=0
        )

    def look_over(self, paths: Sequence[Path], lock: Path | None = None) -> None:
        """Ask every worker what it is, and whether it sees these paths.

        Raises:
            UnreachableClusterError: a worker is not fit; the text says which, and what to do.
        """
        try:
            # As `client.run`, which waits for ever for a worker that hangs.
            answers: dict[str, Any] = self.client.sync(
                self.client._run,
                probe,
                [str(path) for path in paths],
                str(lock) if lock else None,
                on_error="return",
                callback_timeout=WORKERS_S,
            )
        except (OSError, TimeoutError, ValueError) as error:
            raise UnreachableClusterError(f"the workers of {self.address} do not answer: {error}") from error
        wanted = Told.of_here()
        seen = []
        for worker, told in sorted(answers.items()):
            if not isinstance(told, Told):
                raise UnreachableClusterError(
                    f"worker {worker} cannot run harvester {__version__} ({type(told).__name__}: {told}); "
                    "install the same release on every machine of the cluster."
                )
            if told.versions != wanted.versions:
                raise UnreachableClusterError(_differing(worker, told, wanted))
            if told.denied:
                raise UnreachableClusterError(
                    f"worker {worker} may not write in {told.denied}: workers that crawl run as the user "
                    "whom the data directory belongs to."
                )
            seen.append(told)
        self.sharing = all(not told.missing for told in seen)
        self.locking = all(told.locked_out for told in seen)
        self.missing = next(((w, t.missing) for w, t in sorted(answers.items()) if t.missing), ("", ()))

    def require_sharing(self) -> None:
        """Refuse work that needs the same files everywhere.

        Raises:
            UnreachableClusterError: a worker does not see a path; the text says which.
        """
        worker, missing = self.missing
        if missing:
            raise UnreachableClusterError(
                f"worker {worker} does not see {missing[0]}: a crawl on many machines needs the data "
                "directory (and --sources, --replay) on a file system that all mount at the same path. "
                "Reading ('harvester reprocess --dask') does not."
            )


def _differing(worker: str, told: Told, wanted: Told) -> str:
    different = [
        f"{name} {theirs} (here {ours})"
        for (name, ours), (_, theirs) in zip(wanted.versions, told.versions, strict=True)
        if ours != theirs
    ]
    return (
        f"worker {worker} has {', '.join(different)}; the same versions are needed on every machine, "
        "else the same file would be read differently."
    )


def require_dask(workers: Workers | None) -> None:
    """See before anything is begun that there is what workers need here.

    Raises:
        UsageError: Dask is not installed.
    """
    if workers is not None and find_spec("distributed") is None:
        raise UsageError("--dask needs Dask, which is not installed: pip install 'harvester[dask]'")


@contextmanager
def connected(workers: Workers) -> Iterator[Cluster]:
    """Start workers of our own, or use those that are there, until the end of the block.

    Raises:
        UnreachableClusterError: no scheduler, no workers.
        UsageError: Dask is not installed, or the address is none.
    """
    require_dask(workers)
    try:
        import dask
        import distributed
    except OSError as error:  # it looks how much memory there is
        raise UnreachableClusterError(
            f"Dask cannot look at this machine: {error}; "
            "a service of systemd needs packaging/systemd/dask.conf (docs/nightly.md)"
        ) from error
    del distributed
    with ExitStack() as stack:
        stack.enter_context(_quiet())
        # The bytes of files travel with their orders; Dask would warn of each.
        stack.enter_context(dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TB"}))
        if workers.address:
            yield stack.enter_context(_existing(workers.address))
        else:
            yield stack.enter_context(_own(workers.count or os.cpu_count() or 1))


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask tells of every lost connection at length; what matters of it we say ourselves."""
    loggers = [logging.getLogger(name) for name in _QUIET]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for one, level in zip(loggers, levels, strict=True):
            one.setLevel(level)


@contextmanager
def _out_of_reach() -> Iterator[None]:
    """Threads and processes that begin inside, and what they begin, never get SIGINT.

    A terminal sends it to all processes, and each of Dask's would tell of it at length. What they are to
    do about it, the command says.
    """
    resource_tracker.ensure_running()  # else it would take the block away again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _own(count: int) -> Iterator[Cluster]:
    import dask
    from distributed import Client, LocalCluster

    from harvester.stores.settings import for_children

    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
        stack.enter_context(
            dask.config.set(
                {
                    **_UNWATCHED,
                    "temporary-directory": str(folder),
                    # Dask listens for HTTP all the same, on loopback: with no routes it tells nothing.
                    "distributed.scheduler.http.routes": [],
                    "distributed.worker.http.routes": [],
                }
            )
        )
        with put_off(), _out_of_reach():  # interrupted, Dask can neither go on nor be closed
            cluster = stack.enter_context(
                LocalCluster(
                    n_workers=count,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    protocol="tls://",
                    security=True,  # keys for this cluster alone, gone with it
                    dashboard_address=None,
                    # Any port: at the usual one another cluster of this machine may listen.
                    scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
                    worker_dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                    memory_limit=0,  # documents and crawls have limits of their own
                    env=for_children({}),
                )
            )
            client = stack.enter_context(Client(cluster, set_as_default=False, direct_to_workers=True))
        yield Cluster(client, "the local cluster", local=True)


@contextmanager
def _existing(address: str) -> Iterator[Cluster]:
    from distributed import Client
    from distributed.comm.addressing import parse_address
    from distributed.comm.registry import get_backend

    with ExitStack() as stack:
        try:
            get_backend(parse_address(address)[0])  # first: a client that cannot be made ends only after 30 s
            with put_off():
                client = Client(address, timeout=REACH_S, set_as_default=False)
                stack.callback(client.close, timeout=5)
        except ValueError as error:
            raise UsageError(f"--dask {address}: {error}; an address is like tcp://host:8786") from error
        except (OSError, TimeoutError) as error:
            raise UnreachableClusterError(
                f"no Dask scheduler answers at {address}: is it running, and does a firewall or TLS setting "
                "keep us out? '--dask' without an address uses this machine alone."
            ) from error
        try:
            client.wait_for_workers(1, timeout=WORKERS_S)
        except (OSError, TimeoutError) as error:
            raise UnreachableClusterError(
                f"the scheduler at {address} has no workers; start some with 'dask worker {address}'."
            ) from error
        yield Cluster(client, address, local=False)
