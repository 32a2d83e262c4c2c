"""What a run is asked to do, and what it reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from harvester.catalogue.types import RunSource
from harvester.gates import DEFAULT_GATES, Gates

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.config import Config
    from harvester.many.orders import Workers
    from harvester.paths import DataDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a crawl is told that is a part of a greater run elsewhere (docs/many-machines.md)."""

    history: Path  # the data directory of the whole, which knows the nights before; only read
    run_id: int  # the number of the whole run there
    hosts_dir: Path  # where all parts share the clocks of hosts
    inherited: tuple[int, ...] = ()  # open files that every crawling process is to hold open


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """One `harvester crawl`, as asked. `delay` is in seconds."""

    data: DataDirectory
    slugs: tuple[str, ...] = ()  # empty: every live source
    archived: bool = False  # without slugs: the closed sites that web archives hold
    sources_dir: Path | None = None  # None: the declarations that ship with the program
    replay: tuple[Path, ...] = ()
    allow_hosts: tuple[str, ...] = ()
    max_pages: int | None = None
    delay: float = 2.0
    concurrency: int | None = None  # sources at once; None: all
    processes: int = 1
    read: bool = True
    codings: bool = True  # suggest them at the end; else a later `harvester codings`, or the night, does
    contact: str | None = None
    command: str = "crawl"
    gates: Gates = DEFAULT_GATES  # how much may be lost in a night
    readers: int = 2  # reading workers beside the crawl
    retries: int = 0  # further attempts at a source that failed
    retry_minutes: tuple[float, ...] = ()  # before each of them
    hours: float | None = None  # most that the run may take
    min_free_gb: float = 0.0  # with less free space nothing more is fetched
    secrets: tuple[str, ...] = field(default=(), repr=False)  # to be kept out of logs and reports
    chromium: str | None = None  # the browser for sources with `render: true`; None: one of the usual names
    part: Part | None = None  # of a greater run, which describes and groups when all parts are joined
    workers: Workers | None = None  # crawl and read on these instead of in processes of our own

    @classmethod
    def configured(cls, config: Config, *, data: DataDirectory, **more: Any) -> Self:
        """Options as the configuration has them, and `more` that only a command line can say."""
        crawl = config.crawl
        values: dict[str, Any] = {
            "gates": Gates.configured(config),
            "sources_dir": config.sources,
            "allow_hosts": crawl.allow_hosts,
            "max_pages": crawl.max_pages,
            "delay": crawl.delay,
            "concurrency": crawl.concurrency,
            "processes": crawl.processes,
            "readers": crawl.readers,
            "contact": config.contact,
            "chromium": config.chromium,
            "secrets": config.secrets(),
        }
        return cls(**{**values, "data": data, **more})


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport(RunSource):
    """How one source ended in a run, with the name that people know it by."""

    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """How a whole run ended."""

    run_id: int
    exit_code: int
    reason: str
    sources: tuple[SourceReport, ...] = ()
    read: int = 0  # files read in this run
    described: int = 0
    reviews: int = 0
    notes: tuple[str, ...] = field(default=())  # plain sentences worth a person's while
