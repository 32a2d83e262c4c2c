"""`harvester reprocess`: run the later steps again over what is stored."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from harvester.paths import DataDirectory


@click.command()
@click.option("--reread", is_flag=True, help="Read every file again, not only those not yet read.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def reprocess(data: DataDirectory, reread: bool, as_json: bool) -> int:
    """Read what is unread, describe every document again, and group: no crawling.

    Use it after `crawl --no-read`, after an interrupted run, or when harvester has learnt better
    rules. What people decided stays.

    \b
    Examples:
      harvester reprocess
      harvester --data demo-data reprocess --reread
    """
    from harvester.cli.progress import CrawlProgress, print_report
    from harvester.run import reprocess as run_reprocess

    with CrawlProgress(enabled=sys.stderr.isatty()) as progress:
        report = run_reprocess(data, reread=reread, hear=progress.hear)
    print_report(report, data, as_json=as_json)
    return report.exit_code
