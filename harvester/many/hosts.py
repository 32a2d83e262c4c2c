"""Hosts that a run crawls, held against every other run on the same cluster.

The lock is Dask's: a lease at the scheduler, renewed by the run's client, that runs out some 40 s after
the run was killed. By then its workers have stopped, because their own leases were not renewed either.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from distributed import Client, Lock


class HostLocks:
    """The hosts that this run holds."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._held: dict[str, Lock] = {}

    def take(self, hosts: Iterable[str]) -> str:
        """Hold all of these hosts, or none.

        Returns:
            The host that another run crawls now; empty when all are held.
        """
        from distributed import Lock

        taken: list[str] = []
        for host in sorted(set(hosts) - self._held.keys()):
            lock = Lock(f"harvester-host-{host}", scheduler_rpc=self.client.scheduler, loop=self.client.loop)
            if not lock.acquire(timeout=0):
                self.release(taken)
                return host
            self._held[host] = lock
            taken.append(host)
        return ""

    def release(self, hosts: Iterable[str]) -> None:
        """Let others have these hosts, once nobody of ours crawls them."""
        for host in list(hosts):
            lock = self._held.pop(host, None)
            if lock is not None:
                with suppress(Exception):  # the scheduler may be gone, and its locks with it
                    lock.release()

    def release_all(self) -> None:
        """At the end of a run."""
        self.release(list(self._held))
