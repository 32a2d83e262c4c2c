"""Units searched on the workers of a cluster: a unit whose worker is lost is searched by another one."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from harvester.discover.opening import is_address, length_of
from harvester.errors import UsageError
from harvester.many import watching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from harvester.discover.findings import UnitFindings
    from harvester.discover.opening import Unit
    from harvester.many.cluster import Cluster, ClusterError

AHEAD: Final = 2  # units a place that are handed out at once
_AGAIN: Final = 3  # as often is a unit tried that ends by an error of the worker


class OnWorkers:
    """The workers of a cluster; searching changes nothing, so a unit may be begun anew anywhere."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._under_way: dict[Any, Unit] = {}
        self._deserted = False  # by all workers

    def map(
        self, function: Callable[[Unit], UnitFindings], units: Sequence[Unit]
    ) -> Iterator[tuple[Unit, UnitFindings]]:
        """The units with what they came to, in the order in which they are done.

        Raises:
            UsageError: a worker does not see a file.
            ClusterError: the cluster was lost.
        """
        self._look_over(units)
        # The longest first, so that no worker has one left when the others are done.
        waiting = iter(sorted(units, key=length_of, reverse=True))
        try:
            with watching.watched(self._cluster, deserted=self._desert):
                yield from self._done(function, waiting)
        finally:
            self._cancel()

    def _done(
        self, function: Callable[[Unit], UnitFindings], waiting: Iterator[Unit]
    ) -> Iterator[tuple[Unit, UnitFindings]]:
        from distributed import as_completed

        client = self._cluster.client

        def start(count: int) -> list[Any]:
            begun = []
            for unit in islice(waiting, count):
                key = f"discover-{unit.archive}-{unit.start}-{id(self)}"
                future = client.submit(function, unit, key=key, pure=False, retries=_AGAIN)
                self._under_way[future] = unit
                begun.append(future)
            return begun

        done = as_completed(start(AHEAD * self._cluster.threads()), loop=client.loop)
        for future in done:
            found = self._result(future)  # which lies with the worker still, and may be lost with it
            yield self._under_way.pop(future), found
            done.update(start(1))
            if self._deserted:  # what was begun just now is cancelled by nobody
                raise self._lost()

    def _desert(self) -> None:
        """Have nobody wait any longer."""
        self._deserted = True
        self._cancel()

    def _cancel(self) -> None:
        under_way = list(self._under_way)
        if under_way:
            self._cluster.client.cancel(under_way, force=True)

    def _lost(self) -> ClusterError:
        from harvester.many.cluster import ClusterError

        address = self._cluster.address
        more = "" if self._cluster.local else f" (start some with 'dask worker {address}')"
        return ClusterError(
            f"{address} has had no worker for {watching.NO_WORKER_S:.0f} s; "
            f"what was searched is kept, run again to go on{more}."
        )

    def _result(self, future: Any) -> UnitFindings:
        from harvester.many.cluster import ClusterError

        try:
            found: UnitFindings = future.result()
        except Exception as error:
            if self._deserted:
                raise self._lost() from error
            raise ClusterError(
                f"searching on {self._cluster.address} failed: {type(error).__name__}: {error}. "
                "What was searched is kept, run again to go on."[:500]
            ) from error
        return found

    def _look_over(self, units: Sequence[Unit]) -> None:
        paths = sorted({unit.archive for unit in units if not is_address(unit.archive)})
        self._cluster.look_over([Path(path).resolve() for path in paths])
        worker, missing = self._cluster.missing
        if missing:
            raise UsageError(
                f"worker {worker} does not see {missing[0]}: archives must lie where every worker finds them "
                "under the same path, or in a store that all reach (s3://…)."
            )
