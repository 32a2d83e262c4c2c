"""What the crawling processes of a run are told: the run's options, cut to what each needs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from harvester.run.selection import host_groups, shards
from harvester.run.worker import Job

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from harvester.run.options import RunOptions
    from harvester.sources import Declaration
    from harvester.web.options import CrawlOptions


def crawl_options(options: RunOptions, run_id: int | None) -> CrawlOptions:
    """The part of a run's options that the crawling process needs."""
    from harvester.web.options import CrawlOptions

    return CrawlOptions(
        data=options.data.root.resolve(),
        sources_dir=options.sources_dir.resolve() if options.sources_dir else None,
        replay=tuple(path.resolve() for path in options.replay),
        allow_hosts=options.allow_hosts,
        max_pages=options.max_pages,
        delay=options.delay,
        run_id=run_id,
        contact=options.contact,
        chromium=options.chromium,
        history=options.part.history.resolve() if options.part else None,
        history_run=options.part.run_id if options.part else None,
    )


def crawl_jobs(options: RunOptions, chosen: Sequence[Declaration], run_id: int, folder: Path) -> list[Job]:
    """One job per process; sources that share a host stay together, to take turns."""
    parts = shards(host_groups(chosen), options.processes)
    at_once = options.concurrency or max(1, sum(len(part) for part in parts))
    values = _values(options, run_id)
    if options.part and not options.replay:
        values["hosts_dir"] = str(options.part.hosts_dir.resolve())
    elif len(parts) > 1 and not options.replay:
        values["hosts_dir"] = str((folder / "hosts").resolve())
    return [
        Job(
            groups=part,
            concurrency=max(1, at_once // len(parts)),
            run_folder=str(folder.resolve()),
            number=number,
            options=values,
            one_by_one=options.read and not options.delay,
        )
        for number, part in enumerate(parts)
    ]


def single_job(options: RunOptions, run_id: int, folder: Path, slug: str, only: dict[str, str]) -> Job:
    """The job of asking one address and nothing else."""
    return Job(
        groups=[[slug]],
        concurrency=1,
        run_folder=str(folder.resolve()),
        number=0,
        options=_values(options, run_id),
        only=only,
    )


def _values(options: RunOptions, run_id: int) -> dict[str, Any]:
    """The crawl options as a job's JSON holds them."""
    values = asdict(crawl_options(options, run_id))
    values |= {"data": str(values["data"]), "replay": [str(p) for p in values["replay"]]}
    for name in ("sources_dir", "history"):
        values[name] = str(values[name]) if values[name] else None
    return values
