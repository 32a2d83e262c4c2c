"""Units searched on the workers of a cluster: a unit whose worker is lost is searched by another one."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from harvester.discover.opening import is_address, length_of
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from harvester.discover.findings import UnitFindings
    from harvester.discover.opening import Unit
    from harvester.many.cluster import Cluster

AHEAD: Final = 2  # units a place that are handed out at once
_AGAIN: Final = 3  # as often is a unit tried that ends by an error of the worker


class OnWorkers:
    """The workers of a cluster; searching changes nothing, so a unit may be begun anew anywhere."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def map(
        self, function: Callable[[Unit], UnitFindings], units: Sequence[Unit]
    ) -> Iterator[tuple[Unit, UnitFindings]]:
        """The units with what they came to, in the order in which they are done.

        Raises:
            UsageError: a worker does not see a file.
            ClusterError: the cluster was lost.
        """
        self._look_over(units)
        from distributed import as_completed

        # The longest first, so that no worker has one left when the others are done.
        waiting = iter(sorted(units, key=length_of, reverse=True))
        under_way: dict[Any, Unit] = {}

        def start(count: int) -> list[Any]:
            begun = []
            for unit in islice(waiting, count):
                key = f"discover-{unit.archive}-{unit.start}-{id(self)}"
                future = self._cluster.client.submit(function, unit, key=key, pure=False, retries=_AGAIN)
                under_way[future] = unit
                begun.append(future)
            return begun

        done = as_completed(start(AHEAD * self._cluster.threads()), loop=self._cluster.client.loop)
        try:
            for future in done:
                unit = under_way.pop(future)
                yield unit, self._result(future)
                done.update(start(1))
        finally:
            if under_way:
                self._cluster.client.cancel(list(under_way), force=True)

    def _result(self, future: Any) -> UnitFindings:
        from harvester.many.cluster import ClusterError

        try:
            found: UnitFindings = future.result()
        except Exception as error:
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
