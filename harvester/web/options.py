"""What one crawling process is asked to do, in one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """The options of a crawl that reach as far as the engine (docs/operating.md)."""

    data: Path
    sources_dir: Path | None = None
    replay: tuple[Path, ...] = ()
    allow_hosts: tuple[str, ...] = ()
    max_pages: int | None = None
    delay: float = 2.0
    run_id: int | None = None
    contact: str | None = None
    hosts_dir: Path | None = None  # where several crawling processes share the clocks of hosts
    chromium: str | None = None  # the browser's program, when not one of the usual names
    history: Path | None = None  # another data directory that knows the nights before; only read
    history_run: int | None = None  # the number of this run there
    archive: bool = True  # record what is fetched; never done under replay
