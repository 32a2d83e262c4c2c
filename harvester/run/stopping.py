"""A wish to stop: SIGTERM and SIGINT end a run between two steps, with its state saved."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

PUT_OFF_S = 27.0  # at most; the contract says that a command ends within 30


class Stop:
    """Set by SIGTERM or SIGINT: finish what is in hand, save, and end."""

    def __init__(self) -> None:
        self.event = threading.Event()

    def __call__(self) -> bool:
        """Whether to stop."""
        return self.event.is_set()


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Turn SIGTERM and SIGINT into a wish to stop; only the main thread may do so."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    old = {s: signal.signal(s, lambda *_: stop.event.set()) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for signum, handler in old.items():
            signal.signal(signum, handler)


@contextmanager
def put_off() -> Iterator[None]:
    """Have SIGTERM and SIGINT count at the end of the block: for what is short and leaves ruins half done.

    What proves not to be short is ended with the process.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    timer = threading.Timer(PUT_OFF_S, os._exit, (ExitCode.STOPPED,))
    timer.daemon = True

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        if len(came) == 1:
            timer.start()

    old = {s: signal.signal(s, note) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        timer.cancel()
        for signum, handler in old.items():
            signal.signal(signum, handler)
        if came:
            signal.raise_signal(came[0])
