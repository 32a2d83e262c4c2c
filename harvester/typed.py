"""What is made once for all threads: what msgspec knows of our types.

msgspec (0.22) keeps what it has learnt of a class in that class, and puts it there before it is whole: a
second thread that uses it meanwhile ends the process. So one thread at a time has it learn, and none uses
what another is not done with.
"""

from __future__ import annotations

import functools
import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_learning = threading.Lock()


def learnt_once(make: Callable[[], T]) -> Callable[[], T]:
    """A function that gives what `make` has made at the first call, which has all others wait."""
    kept = functools.cache(make)

    @functools.wraps(make)
    def give() -> T:
        with _learning:
            return kept()

    return give
