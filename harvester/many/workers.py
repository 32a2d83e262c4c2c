"""The workers of a run, looked over before it begins; none where none were asked for. Imports no Dask."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from harvester.errors import DiskError
from harvester.many.joining import shards_folder
from harvester.many.lease import claim
from harvester.many.orders import CLAIM
from harvester.store import disk_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.many.cluster import Cluster
    from harvester.many.orders import Workers
    from harvester.paths import DataDirectory
    from harvester.run.options import RunOptions


@contextmanager
def crawling_workers(options: RunOptions) -> Iterator[Cluster | None]:
    """The workers that are to crawl, every one of them fit for it.

    Raises:
        HarvesterError: no cluster, or one of its workers cannot crawl for us; the text says why.
    """
    if options.workers is None:
        yield None
        return
    from harvester.many.cluster import connected

    with connected(options.workers) as cluster:
        _look_over(cluster, options)
        yield cluster


@contextmanager
def reading_workers(data: DataDirectory, workers: Workers | None) -> Iterator[Cluster | None]:
    """The workers that are to read; they need not see our files.

    Raises:
        HarvesterError: no cluster, or one of its workers has other versions; the text says why.
    """
    if workers is None:
        yield None
        return
    from harvester.many.cluster import connected

    with connected(workers) as cluster:
        cluster.look_over([data.root.resolve()])
        yield cluster


def _look_over(cluster: Cluster, options: RunOptions) -> None:
    """See that every worker can crawl for us.

    Raises:
        UnreachableClusterError: one cannot; the text says why.
        DiskError: nor can we, for want of locks.
    """
    folder = shards_folder(options.data)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    handle = claim(folder)
    if handle is None:
        raise DiskError(
            f"no lock can be taken in {folder}: a crawl on many machines needs a file system that has them "
            "(flock); choose another --data."
        )
    try:
        paths = [options.data.root, folder / CLAIM, *options.replay]
        if options.sources_dir:
            paths.append(options.sources_dir)
        cluster.look_over([path.resolve() for path in paths], (folder / CLAIM).resolve())
    finally:
        os.close(handle)
        (folder / CLAIM).unlink(missing_ok=True)
    cluster.require_sharing()
