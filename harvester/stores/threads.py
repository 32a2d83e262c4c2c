"""A few threads that wait for a store, and never hold up the end of the program."""

from __future__ import annotations

import queue
import threading
from collections import deque
from concurrent.futures import Future
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")


class Threads:
    """Does what it is given, so many at a time.

    Unlike those of an executor its threads are not waited for when the program ends: a store that hangs would
    else keep a command from stopping when it is told to.
    """

    def __init__(self, most: int) -> None:
        self._most, self._started, self._busy = most, 0, 0
        self._lock = threading.Lock()
        self._waiting: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = queue.SimpleQueue()

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Have something done; the future need not be asked for."""
        done: Future[T] = Future()
        with self._lock:
            self._busy += 1
            if self._started < min(self._busy, self._most):
                self._started += 1
                threading.Thread(target=self._serve, name="store", daemon=True).start()
        self._waiting.put((done, work))
        return done

    def side_by_side(self, work: Callable[[str], T], names: Iterable[str]) -> Iterator[T]:
        """Results in the order of the names; few are under way, and few wait to be taken."""
        coming = iter(names)
        begun = (self.submit(lambda name=name: work(name)) for name in coming)  # type: ignore[misc]
        waiting = deque(islice(begun, self._most))
        try:
            while waiting:
                done = waiting.popleft().result()
                waiting.extend(islice(begun, 1))
                yield done
        finally:
            for one in waiting:
                one.cancel()

    def _serve(self) -> None:
        while True:
            future, work = self._waiting.get()
            try:
                if future.set_running_or_notify_cancel():
                    future.set_result(work())
            except BaseException as error:
                future.set_exception(error)
            finally:
                with self._lock:
                    self._busy -= 1
            del future, work
