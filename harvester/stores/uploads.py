"""Keeping files from inside a running crawl: beside the event loop, and never more than fits.

What a store elsewhere has not taken yet waits in memory. Once that is a lot, new requests wait, and with
them the sites: a slow store makes a slow night, and not a full memory.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from harvester.store import LocalStore

if TYPE_CHECKING:
    from harvester.store import Store, StoredFile

MOST_WAITING = 128 * 1024 * 1024  # bytes


class Uploads:
    """What is on its way to stores elsewhere, in one event loop."""

    def __init__(self, most: int = MOST_WAITING) -> None:
        self.most, self.waiting = most, 0
        self._freed = asyncio.Event()

    async def put(self, store: Store, body: bytes) -> StoredFile:
        """Keep a file; done when it is safely there.

        Raises:
            DiskError: the store refuses or does not answer.
        """
        if isinstance(store, LocalStore):
            # In a thread: hashing and flushing a large file takes seconds.
            return await asyncio.to_thread(store.put, body)
        self.waiting += len(body)
        try:
            return await asyncio.wrap_future(store.in_background(lambda: store.put(body)))
        finally:
            self.waiting -= len(body)
            self._freed.set()

    async def room(self) -> None:
        """Wait until there is room for more."""
        while self.waiting >= self.most:
            self._freed.clear()
            await self._freed.wait()


_OF_LOOP: WeakKeyDictionary[asyncio.AbstractEventLoop, Uploads] = WeakKeyDictionary()


def uploads() -> Uploads:
    """Those of the running event loop."""
    return _OF_LOOP.setdefault(asyncio.get_running_loop(), Uploads())
