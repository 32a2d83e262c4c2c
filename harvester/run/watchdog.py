"""Ends a process that was asked to end and does not come to it.

A run that is asked to stop (`stopping`) ends between two steps. Should one step take longer than a service
manager waits, the process ends itself with the contract's exit code, before it is killed with none. What
is on the disk then is what it would be after a power cut, which every part is made for.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.run.stopping import Stop

PATIENCE_S = 27.0  # the contract says 30


@contextmanager
def ended_in_time(stop: Stop, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """While this is open, a wish to stop is fulfilled within `patience_s`, one way or the other."""
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            if stop.event.wait(0.5) and not done.wait(patience_s):
                os._exit(ExitCode.STOPPED)

    watcher = threading.Thread(target=watch, name="watchdog", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
