"""`harvester crawl`: harvest sources to the end."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from harvester.paths import DataDirectory


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option(
    "--sources",
    "sources_dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Declarations to use instead of those that ship with harvester.",
)
@click.option(
    "--replay",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="WARC",
    help="Answer every request from this web archive instead of the network (repeatable).",
)
@click.option(
    "--allow-host",
    "allow_hosts",
    multiple=True,
    metavar="HOST_OR_CIDR",
    help="Permit a private or loopback target (repeatable), e.g. 127.0.0.0/8.",
)
@click.option("--max-pages", type=click.IntRange(min=1), metavar="N", help="Most pages to fetch per source.")
@click.option(
    "--delay",
    type=click.FloatRange(min=0),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="Least time between two requests to one host.",
)
@click.option(
    "--concurrency", type=click.IntRange(min=1), metavar="N", help="Sources at once (default: all)."
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Crawling processes; sources that share a host stay in one.",
)
@click.option("--no-read", "read", is_flag=True, flag_value=False, default=True, help="Fetch only.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def crawl(
    data: DataDirectory,
    slugs: tuple[str, ...],
    sources_dir: Path | None,
    replay: tuple[Path, ...],
    allow_hosts: tuple[str, ...],
    max_pages: int | None,
    delay: float,
    concurrency: int | None,
    processes: int,
    read: bool,
    as_json: bool,
) -> int:
    """Harvest the named sources, or all live ones: pages, files, text, metadata, grouping.

    A crawl of real sites needs HARVESTER_CONTACT, a mail address or page that goes into the
    User-Agent. A crawl of an archive (--replay) or of hosts you permit (--allow-host) does not.

    \b
    Examples:
      HARVESTER_CONTACT=library@example.org harvester crawl norfolk sheffield
      harvester crawl --sources my-sources --replay night.warc.gz
      harvester crawl --max-pages 50 --no-read ; harvester reprocess
    """
    from harvester.cli.progress import CrawlProgress, print_report
    from harvester.run import RunOptions
    from harvester.run import crawl as run_crawl

    options = RunOptions(
        data=data,
        slugs=slugs,
        sources_dir=sources_dir,
        replay=replay,
        allow_hosts=allow_hosts,
        max_pages=max_pages,
        delay=delay,
        concurrency=concurrency,
        processes=processes,
        read=read,
        contact=os.environ.get("HARVESTER_CONTACT") or None,
    )
    with CrawlProgress(enabled=sys.stderr.isatty()) as progress:
        report = run_crawl(options, progress.hear)
    print_report(report, data, as_json=as_json)
    return report.exit_code
