"""`harvester reprocess`: run the later steps again over what is stored."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from harvester.cli.configured import codings_option, configured, dask_option

if TYPE_CHECKING:
    from harvester.paths import DataDirectory


@click.command()
@click.option("--reread", is_flag=True, help="Read every file again, not only those not yet read.")
@dask_option
@codings_option
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def reprocess(data: DataDirectory, reread: bool, dask: str | None, codings: bool, as_json: bool) -> int:
    """Read what is unread, describe every document again, group, and suggest codings: no crawling.

    Use it after `crawl --no-read`, after an interrupted run, or when harvester has learnt better
    rules. What people decided stays.

    \b
    Examples:
      harvester reprocess
      harvester --data demo-data reprocess --reread
      harvester reprocess --no-codings ; harvester codings
      harvester reprocess --dask tcp://scheduler:8786   # read on a cluster (docs/many-machines.md)
    """
    from harvester.cli.progress import CrawlProgress, print_report
    from harvester.cli.workers import only_workers_of
    from harvester.run import reprocess as run_reprocess

    workers = only_workers_of(dask, configured({}))
    with CrawlProgress(enabled=sys.stderr.isatty()) as progress:
        report = run_reprocess(data, reread=reread, codings=codings, workers=workers, hear=progress.hear)
    print_report(report, data, as_json=as_json, codings=codings)
    return report.exit_code
