"""Hosts that a run crawls, held against every other run on the same cluster.

The lock is Dask's: a lease at the scheduler, renewed by the run's client, that runs out some 40 s after
the run was killed. By then its workers have stopped, because their own leases were not renewed either.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from distributed import Client, Lock


RELEASE_S = 3.0  # for the scheduler to take locks back; they run out by themselves


class HostLocks:
    """The hosts that this run holds."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._held: dict[str, Lock] = {}
        self._patience = RELEASE_S

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
        locks = [lock for host in list(hosts) if (lock := self._held.pop(host, None)) is not None]
        if not locks:
            return

        def release() -> None:
            for lock in locks:
                with suppress(Exception):  # the scheduler may be gone, and its locks with it
                    lock.release()

        thread = threading.Thread(target=release, name="releasing", daemon=True)
        thread.start()
        thread.join(self._patience)
        if thread.is_alive():  # it hangs: a run that is to end does not wait for it again
            self._patience = 0.0

    def release_all(self) -> None:
        """At the end of a run."""
        self.release(list(self._held))
