"""What the nights before left, as the crawl of a part of a run asks for it (docs/many-machines.md).

A shard is crawled into a data directory of its own, which begins empty. The validators, recorded answers
and known documents of the nights before are looked up where the shard will be joined to.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from harvester.errors import HarvesterError
from harvester.paths import DataDirectory
from harvester.warc_index import ArchiveIndex, Capture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.settings import BaseSettings


log = logging.getLogger(__name__)


def past_nights(place: Path, source: str) -> tuple[int, ...]:
    """The runs that counted as nights of a source; none before its first catalogue."""
    if not place.exists():
        return ()
    from harvester.catalogue import Catalogue

    try:
        with Catalogue.open(place, create=False, read_only=True) as catalogue:
            return catalogue.night_runs(source)
    except HarvesterError as error:
        log.warning("the nights of %s could not be counted: %s", source, error)
        return ()


def history_of(settings: BaseSettings) -> DataDirectory | None:
    """The data directory that knows the nights before, if it is another one."""
    place = settings.get("HARVESTER_HISTORY")
    return DataDirectory(Path(place)) if place else None


class ContinuedIndex(ArchiveIndex):
    """An index of our own, and behind it one that is only read; the newest capture comes first."""

    def __init__(self, path: Path, history: DataDirectory | None) -> None:
        super().__init__(path, newest=True)
        self._before = ArchiveIndex.existing(history.warc / "index.db") if history else None

    def captures(self, url: str) -> Iterator[Capture]:
        """As `ArchiveIndex.captures`."""
        yield from super().captures(url)
        if self._before is not None:
            yield from self._before.captures(url)

    def payloads(self, url: str) -> Iterator[Capture]:
        """As `ArchiveIndex.payloads`."""
        yield from super().payloads(url)
        if self._before is not None:
            yield from self._before.payloads(url)

    def original_of(self, capture: Capture) -> Capture | None:
        """As `ArchiveIndex.original_of`."""
        found = super().original_of(capture)
        return self._before.original_of(capture) if found is None and self._before is not None else found

    def close(self) -> None:
        """Close both."""
        super().close()
        if self._before is not None:
            self._before.close()
