"""What `--dask` says: a cluster of this machine, or the address of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.config import DEFAULT
from harvester.errors import UsageError
from harvester.many.orders import Workers

if TYPE_CHECKING:
    from harvester.config import Config

LOCAL = "local"


def workers_of(dask: str | None, config: Config) -> tuple[Workers | None, tuple[str, ...]]:
    """The workers that were asked for, and what was no address.

    After `--dask` an address may follow or not; what follows and is none was meant for the command.
    """
    if dask is None:
        return None, ()
    if ":" in dask:
        return Workers(address=dask), ()
    said = config.origin("crawl.processes") != DEFAULT
    workers = Workers(count=config.crawl.processes if said else None)
    return workers, () if dask == LOCAL else (dask,)


def only_workers_of(dask: str | None, config: Config) -> Workers | None:
    """The same for a command that takes no names.

    Raises:
        UsageError: what follows `--dask` is no address.
    """
    workers, rest = workers_of(dask, config)
    if rest:
        raise UsageError(f"--dask {rest[0]}: an address is like tcp://host:8786")
    return workers
