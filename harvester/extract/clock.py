"""A time limit on Python code in this process."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class OutOfTimeError(BaseException):
    """Time is up. Not an `Exception`, so that an engine's broad handlers let it through."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `OutOfTimeError` inside the block when it takes longer.

    Signals only reach the main thread, which is where workers read. In another thread the block runs
    unlimited, and callers look at the clock themselves where they can.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    armed = True

    def ring(_number: int, _frame: object) -> None:
        if armed:
            raise OutOfTimeError

    before = signal.signal(signal.SIGALRM, ring)
    # Rings again every second, in case the first exception was swallowed by a callback.
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
