"""Workers that come and go: how many tasks run at once now, and nobody waits for workers that stay away."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harvester.many.cluster import Cluster

COUNT_EVERY_S = 10.0  # how often it is seen how many places there are
NO_WORKER_S = 90.0  # without any worker work is given up; a crawl is before that, and joined


@contextmanager
def watched(
    cluster: Cluster, *, deserted: Callable[[], None], places: Callable[[int], None] = lambda _places: None
) -> Iterator[None]:
    """Look how many workers there are, in a thread, because a scheduler that hangs is waited for.

    Args:
        cluster: whose workers.
        deserted: called once, in that thread, when no worker was there for a while; then it ends.
        places: told how many tasks run at once, as often as that is seen.
    """
    over = threading.Event()
    thread = threading.Thread(target=_watch, args=(cluster, over, deserted, places), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(1)  # the scheduler may not answer it


def _watch(
    cluster: Cluster, over: threading.Event, deserted: Callable[[], None], hear: Callable[[int], None]
) -> None:
    worked = time.monotonic()
    while not over.wait(min(COUNT_EVERY_S, NO_WORKER_S)):
        places = cluster.places()
        if places:
            hear(places)
        if places or cluster.client.status != "running":  # lost, which others see
            worked = time.monotonic()
        elif time.monotonic() - worked >= NO_WORKER_S:
            deserted()
            return
