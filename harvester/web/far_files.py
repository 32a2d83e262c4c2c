"""Documents that a store elsewhere holds, as a running crawl asks for them: never inside the event loop.

With every file on the disk of this machine nothing here does anything.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from harvester.errors import DamagedFileError
from harvester.store import LocalStore
from harvester.stores.uploads import uploads
from harvester.web.incremental import is_file

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from harvester.store import Store
    from harvester.warc_index import Capture


class FarFiles:
    """What several stores hold of a capture's document; those on this machine are left out."""

    def __init__(self, stores: Sequence[Store]) -> None:
        self._far = tuple(store for store in stores if not isinstance(store, LocalStore))

    def __bool__(self) -> bool:
        return bool(self._far)

    async def ready(self, capture: Capture | None) -> None:
        """Wait while much is on its way to them, then ask whether they hold the document of a capture.

        They remember it for whoever asks next.

        Raises:
            DiskError: a store refuses or does not answer.
        """
        await uploads().room()
        if capture is None or not is_file(capture):
            return
        sha256 = capture.entry.digest.partition(":")[2]
        for store in self._far:
            if await asyncio.wrap_future(store.in_background(lambda store=store: store.has(sha256))):  # type: ignore[misc]
                return

    @asynccontextmanager
    async def at_hand(self, capture: Capture) -> AsyncIterator[None]:
        """Bring the document of a capture, so that it is read from a copy inside.

        Raises:
            DiskError: a store refuses or does not answer.
        """
        lent = None
        sha256 = capture.entry.digest.partition(":")[2]
        for store in self._far if is_file(capture) else ():
            try:
                lent = await asyncio.wrap_future(store.in_background(lambda store=store: store.lend(sha256)))  # type: ignore[misc]
                break
            except (FileNotFoundError, DamagedFileError):
                continue
        try:
            yield
        finally:
            if lent is not None:
                lent.give_back()
