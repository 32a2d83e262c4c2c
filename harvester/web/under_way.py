"""Requests on the wire, which must not hold up a crawl that was told to stop."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from harvester.vocabulary import Outcome
from harvester.web.endings import RequestEnded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")

_LOOK_UP_S = 1.0  # how often it is looked whether a crawl is being stopped
_GRACE_S = 5.0  # how long its requests may then go on


@dataclass(slots=True, eq=False)
class _One:
    """One request that waits for its answer."""

    task: asyncio.Task[object]
    stopping: Callable[[], bool]
    grace: float = _GRACE_S
    given_up: bool = False


class UnderWay:
    """All of a process, with one timer: a task and a timer for each take time that adds up."""

    def __init__(self) -> None:
        self._waiting: set[_One] = set()
        self._looking = False

    async def until_stopped(self, download: Awaitable[T], stopping: Callable[[], bool]) -> T:
        """The answer; given up a little after the crawl was told to stop, not at the time limit.

        Raises:
            RequestEnded: it was given up.
        """
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - Scrapy makes one for every request
        one = _One(task, stopping)
        self._waiting.add(one)
        if not self._looking:
            self._looking = True
            asyncio.get_running_loop().call_later(_LOOK_UP_S, self._look)
        try:
            return await download
        except BaseException:
            if not one.given_up:
                raise
            task.uncancel()
            message = "the crawl was stopped before the answer was whole"
            raise RequestEnded(Outcome.LIMIT, message) from None
        finally:
            self._waiting.discard(one)

    def _look(self) -> None:
        for one in self._waiting:
            one.grace -= _LOOK_UP_S if one.stopping() else 0
            if one.grace < 0 and not one.given_up:
                one.given_up = True
                one.task.cancel()
        self._looking = bool(self._waiting)
        if self._looking:
            asyncio.get_running_loop().call_later(_LOOK_UP_S, self._look)
