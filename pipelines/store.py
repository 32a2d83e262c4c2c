"""First stage: the bytes of a found document go into the store."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DropItem

from harvester.errors import DiskError
from harvester.items import FoundDocument
from harvester.paths import DataDirectory
from harvester.store import open_store
from harvester.stores.uploads import uploads
from harvester.web.fatal import note_unwritten, stop_for
from harvester.web.politeness import process_state
from harvester.web.taken_down import keep_out_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class StorePipeline:
    """Keeps a document's body, and hands on the document with its SHA-256 instead of the body."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        data = DataDirectory(Path(crawler.settings["HARVESTER_DATA"]))
        self.store = open_store(data)
        self.keep_out = keep_out_of(crawler, data)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        """As Scrapy makes it."""
        return cls(crawler)

    async def open_spider(self) -> None:
        """Remove what an old crash left half-written; once for all crawlers of the process."""
        cleaned = process_state().cleaned
        if self.store.url in cleaned:
            return
        cleaned.add(self.store.url)
        with suppress(OSError, DiskError):  # the first write will say what is wrong, in better words
            await asyncio.to_thread(self.store.clean)

    async def process_item(self, item: Any) -> Any:
        """Store a `FoundDocument`; everything else passes.

        Raises:
            DropItem: the disk or the store refuses; the crawl is being stopped for that reason.
        """
        if not isinstance(item, FoundDocument) or item.body is None:
            return item
        if self.keep_out.files:
            sha256 = item.kept
            if not sha256:
                sha256 = await asyncio.to_thread(lambda body: hashlib.sha256(body).hexdigest(), item.body)
            if sha256 in self.keep_out.files:  # the catalogue hears of the address, and the bytes end here
                taken_down = replace(item.fetch, sha256=sha256, size=len(item.body))
                return replace(item, fetch=taken_down, body=None)
        if item.kept:  # the archive has just put it there
            fetch = replace(item.fetch, sha256=item.kept, size=len(item.body))
            return replace(item, fetch=fetch, body=None)
        try:
            kept = await uploads().put(self.store, item.body)
        except DiskError as error:
            stop_for(self.crawler, error)
            raise DropItem(str(error), log_level="DEBUG") from error
        except Exception as error:
            note_unwritten(self.crawler, item.fetch.url, error)
            raise DropItem(str(error), log_level="DEBUG") from error
        fetch = replace(item.fetch, sha256=kept.sha256, size=kept.size)
        return replace(item, fetch=fetch, body=None)
