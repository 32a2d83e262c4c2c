"""How often a host is asked, across all crawlers of the process.

A host is a host name without its port and without a leading "www.": both names are nearly always
one machine, and it is the machine that we spare. The least time between two starts is the crawl's
delay, never randomised, raised by Crawl-delay; with a delay one request is in flight, without one up
to eight. A host that asks for a pause (Retry-After) gets it, from every crawler. One that takes longer to
answer than the delay is left in peace for as long again, 30 s at most, before it is asked anew.

The state belongs to the running event loop, of which a crawling process has one: there is no
module-wide or class-wide state that one test could leave to the next.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from harvester.vocabulary import Outcome
from harvester.web.admission import Admission
from harvester.web.endings import RequestEnded
from harvester.web.under_way import UnderWay

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from harvester.web.shared_pace import SharedPace, Turn

MOST_IN_FLIGHT = 8
MOST_CRAWL_DELAY_S = 180.0  # a Crawl-delay of days is a mistake, and would never end
MOST_PAUSE_S = 120.0  # a longer Retry-After is kept by not asking that host again in this run
MOST_REST_S = 30.0  # after a slow answer
_LOOK_UP_S = 1.0  # a waiting request looks this often whether the crawl is being stopped
_MARGIN_S = 0.005  # timers end a little early, and no server may see less than the gap


def host_key(url: str) -> str:
    """The host that a request for this URL burdens."""
    return (urlsplit(url).hostname or "").lower().removeprefix("www.")


@dataclass(slots=True)
class _Host:
    """One host's queue and clock."""

    starting: asyncio.Lock = field(default_factory=asyncio.Lock)  # serves in order of arrival
    freed: asyncio.Event = field(default_factory=asyncio.Event)
    in_flight: int = 0
    last_start: float = float("-inf")
    least_delay: float = 0.0  # from Crawl-delay
    not_before: float = float("-inf")  # from Retry-After and back-off
    pause_outcome: Outcome = Outcome.BLOCKED
    rest_until: float = float("-inf")  # after a slow answer
    shared: Turn | None = None  # while a request is in flight, where several processes crawl


class Politeness:
    """Who may start a request, and when."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)
        self.shared: SharedPace | None = None  # set where several processes crawl at once

    @asynccontextmanager
    async def turn(
        self,
        url: str,
        delay: float,
        stopping: Callable[[], bool] = lambda: False,
        admitted: Callable[[], Awaitable[None]] | None = None,
    ) -> AsyncIterator[None]:
        """Wait for this host's turn, and hold it until the answer has arrived.

        Args:
            url: what is asked for.
            delay: least seconds between two starts.
            stopping: whether the crawl is being stopped.
            admitted: waited for once the host may be asked, where it has to be asked with a delay.

        Raises:
            RequestEnded: the host asked for a pause that is too long to wait for, or the crawl is
                `stopping` while the request still waits.
        """
        host = self._hosts[host_key(url)]
        async with host.starting:
            await self._wait(host, url, delay, stopping)
            gap = max(delay, host.least_delay)
            if admitted is not None and gap:
                await admitted()
                await self._wait(host, url, delay, stopping)  # it may have been a while
            shared = await self.shared.turn(host_key(url), gap, stopping) if self.shared and gap else None
            host.in_flight += 1
            host.last_start = self._clock()
            host.shared = shared
        try:
            yield
        finally:
            if shared is not None:
                host.shared = None
                shared.release()
            host.in_flight -= 1
            host.freed.set()

    async def _wait(self, host: _Host, url: str, delay: float, stopping: Callable[[], bool]) -> None:
        while True:
            if stopping():
                raise RequestEnded(Outcome.LIMIT, "the crawl was stopped before this was asked for")
            now = self._clock()
            pause = host.not_before - now
            if pause > MOST_PAUSE_S:
                message = f"{host_key(url)} asked to be left alone for another {pause:.0f} s"
                raise RequestEnded(host.pause_outcome, message)
            gap = max(delay, host.least_delay)
            if gap:
                gap += min(_MARGIN_S, gap / 20)
            if host.in_flight >= (1 if gap else MOST_IN_FLIGHT):
                host.freed.clear()
                await host.freed.wait()
                continue
            wait = max(host.last_start + gap - now, pause, host.rest_until - now)
            if wait <= 0:
                return
            await asyncio.sleep(min(wait, _LOOK_UP_S))

    def sent(self, url: str) -> None:
        """A request has just gone out: looking up, connecting and TLS may have taken a while."""
        host = self._hosts[host_key(url)]
        host.last_start = self._clock()
        if host.shared is not None:
            host.shared.started()

    def answered(self, url: str, seconds: float, delay: float) -> float:
        """A host has begun its answer so long after it was asked.

        Returns:
            How long it is left in peace for that, in seconds.
        """
        host = self._hosts[host_key(url)]
        gap = max(delay, host.least_delay)
        if not gap or seconds <= gap:
            return 0.0
        rest = min(seconds, MOST_REST_S)
        host.rest_until = self._clock() + rest
        return rest

    def raise_delay(self, url: str, seconds: float) -> None:
        """Keep at least this long between two starts (Crawl-delay)."""
        host = self._hosts[host_key(url)]
        host.least_delay = max(host.least_delay, min(seconds, MOST_CRAWL_DELAY_S))

    def pause(self, url: str, seconds: float, outcome: Outcome = Outcome.BLOCKED) -> None:
        """Leave a host alone for a while (Retry-After, back-off)."""
        host = self._hosts[host_key(url)]
        until = self._clock() + seconds
        if until > host.not_before:
            host.not_before, host.pause_outcome = until, outcome


class LargeBodies:
    """At most one body beyond the large size is in flight in the process."""

    def __init__(self) -> None:
        self._busy = False
        self._freed = asyncio.Event()

    def take(self) -> bool:
        """Take the one place, if it is free."""
        if self._busy:
            return False
        self._busy = True
        return True

    async def wait(self) -> None:
        """Wait for the place, and take it."""
        while not self.take():
            self._freed.clear()
            await self._freed.wait()

    def release(self) -> None:
        """Give the place back."""
        self._busy = False
        self._freed.set()


@dataclass(slots=True)
class ProcessState:
    """What all crawlers of a process share."""

    politeness: Politeness = field(default_factory=Politeness)
    large: LargeBodies = field(default_factory=LargeBodies)
    admission: Admission = field(default_factory=Admission)
    under_way: UnderWay = field(default_factory=UnderWay)
    cleaned: set[str] = field(default_factory=set)  # stores rid of half-written files


_OF_LOOP: WeakKeyDictionary[asyncio.AbstractEventLoop, ProcessState] = WeakKeyDictionary()


def process_state() -> ProcessState:
    """What the crawlers on the running event loop share."""
    loop = asyncio.get_running_loop()
    if loop not in _OF_LOOP:
        _OF_LOOP[loop] = ProcessState()
    return _OF_LOOP[loop]
