"""`harvester codings`: suggest codings for what is new, as a night does."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from harvester.cli.plain import counted, echo_json
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from harvester.paths import DataDirectory


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say how many texts are to be read for codings.")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
@click.pass_obj
def codings(data: DataDirectory, dry_run: bool, as_json: bool) -> int:
    """Suggest codings for texts that are new or changed, so that the view `codings` has them.

    Every crawl ends with it (unless --no-codings), a night does it, and so do the desk and 'harvester study'
    before they show or count any. This does what a stop has left. What people coded stays.

    \b
    Examples:
      harvester codings
      harvester codings --dry-run
    """
    from harvester.catalogue import Catalogue
    from harvester.cli.progress import CrawlProgress
    from harvester.cli.unread import said_unread
    from harvester.run.stopping import stoppable
    from harvester.suggesting import suggest_codings, to_come

    with Catalogue.open(data.catalogue, create=False, read_only=dry_run) as catalogue:
        if dry_run:
            done, left, stopped = 0, to_come(catalogue), False
        else:
            with stoppable() as stop, CrawlProgress(enabled=sys.stderr.isatty()) as progress:
                done = suggest_codings(catalogue, stop, progress.hear)
                left, stopped = to_come(catalogue), stop()
        unread = said_unread(catalogue)
    if as_json:
        echo_json({"read": done, "to_come": left})
    else:
        again = " Stopped: run it again for the rest." if stopped else ""
        click.echo(f"{counted(done, 'text')} read for codings, {left} to come.{again}")
    if unread:
        click.echo(unread, err=True)
    return ExitCode.STOPPED if stopped else ExitCode.OK
