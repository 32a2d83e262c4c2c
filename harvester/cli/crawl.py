"""`harvester crawl`: harvest sources to the end."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

import click

from harvester.cli.configured import (
    allow_host_option,
    codings_option,
    configured,
    dask_option,
    delay_option,
    replay_option,
    sources_option,
)

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.paths import DataDirectory
    from harvester.run import RunOptions, RunReport


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@sources_option
@replay_option
@allow_host_option
@click.option("--max-pages", type=click.IntRange(min=1), metavar="N", help="Most pages to fetch per source.")
@delay_option
@click.option(
    "--concurrency", type=click.IntRange(min=1), metavar="N", help="Sources at once (default: all)."
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    metavar="N",
    help="Crawling processes; sources that share a host stay in one (default: 1).",
)
@click.option("--archived", is_flag=True, help="Take the closed sites that web archives hold.")
@dask_option
@click.option(
    "--no-read",
    "read",
    is_flag=True,
    flag_value=False,
    default=True,
    help="Fetch only; `harvester reprocess` reads later.",
)
@codings_option
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def crawl(
    data: DataDirectory,
    slugs: tuple[str, ...],
    sources_dir: Path | None,
    replay: tuple[Path, ...],
    allow_hosts: tuple[str, ...],
    max_pages: int | None,
    delay: float | None,
    concurrency: int | None,
    processes: int | None,
    archived: bool,
    dask: str | None,
    read: bool,
    codings: bool,
    as_json: bool,
) -> int:
    """Harvest the named sources, or all live ones: pages, files, text, metadata, grouping.

    A crawl of real sites needs a contact (HARVESTER_CONTACT, or `contact` in the configuration), a
    mail address or page that goes into the User-Agent. A crawl of an archive (--replay) or of hosts
    you permit (--allow-host) does not.

    \b
    Examples:
      HARVESTER_CONTACT=library@example.org harvester crawl norfolk sheffield
      harvester crawl --sources my-sources --replay night.warc.gz
      harvester crawl --archived
      harvester crawl --max-pages 50 --no-read ; harvester reprocess
      harvester crawl --dask                          # on all cores (docs/many-machines.md)
      harvester crawl --dask tcp://scheduler:8786     # on the workers of a cluster
    """
    from harvester.cli.progress import print_report
    from harvester.cli.workers import workers_of
    from harvester.run import RunOptions

    config = configured(
        {
            "crawl.allow_hosts": allow_hosts,
            "crawl.max_pages": max_pages,
            "crawl.delay": delay,
            "crawl.concurrency": concurrency,
            "crawl.processes": processes,
        }
    )
    workers, more = workers_of(dask, config)
    options = RunOptions.configured(
        config,
        data=data,
        slugs=(*more, *slugs),
        workers=workers,
        archived=archived,
        sources_dir=sources_dir,
        replay=replay,
        read=read,
        codings=codings,
    )
    report = _crawled(options)
    print_report(report, data, as_json=as_json, codings=codings)
    return report.exit_code


def _crawled(options: RunOptions) -> RunReport:
    from harvester.cli.progress import CrawlProgress
    from harvester.run import crawl as run_crawl
    from harvester.run.worker import GARBAGE_AFTER

    gc.set_threshold(GARBAGE_AFTER, 10, 10)  # as the crawling processes have it
    with CrawlProgress(enabled=sys.stderr.isatty()) as progress:
        return run_crawl(options, progress.hear)
