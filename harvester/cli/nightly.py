"""`harvester nightly`: what the timer calls."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.configured import (
    allow_host_option,
    configured,
    dask_option,
    delay_option,
    replay_option,
    sources_option,
)
from harvester.cli.plain import counted, echo_json, listed, safe, text
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.paths import DataDirectory
    from harvester.report import NightReport
    from harvester.run.night_plan import DryRun


@click.command()
@sources_option
@replay_option
@allow_host_option
@click.option("--max-pages", type=click.IntRange(min=1), metavar="N", help="Most pages to fetch per source.")
@delay_option
@click.option("--concurrency", type=click.IntRange(min=1), metavar="N", help="As for crawl (default: all).")
@click.option("--processes", type=click.IntRange(min=1), metavar="N", help="As for crawl (default: 1).")
@dask_option
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def nightly(
    data: DataDirectory,
    /,
    sources_dir: Path | None,
    replay: tuple[Path, ...],
    dask: str | None,
    dry_run: bool,
    as_json: bool,
    **said: Any,
) -> int:
    """Do a whole night's work: crawl what is due, look after what is held, report, tell.

    The steps: lock, disk check, crawl of the sources that are due (those that fail are tried again
    later in the night), reading, describing and grouping, suggestions for codings, gates, a
    part of the fixity check, backup, report, digest. A step that fails is reported and hides no other.
    A second start ends at once with exit code 7; SIGTERM saves what was done and ends within 30 seconds
    with exit code 11.

    \b
    Examples:
      harvester nightly --dry-run
      harvester --config /etc/harvester/harvester.toml nightly
      harvester nightly --dask tcp://scheduler:8786   # crawl and read on a cluster (docs/many-machines.md)
    """
    from harvester.cli.workers import only_workers_of
    from harvester.run.nightly import Night
    from harvester.run.nightly import nightly as run_nightly
    from harvester.run.options import RunOptions

    config = configured({f"crawl.{key}": value for key, value in said.items()})
    workers = only_workers_of(dask, config)
    options = RunOptions.configured(
        config, data=data, sources_dir=sources_dir, replay=replay, workers=workers
    )
    night = Night.configured(config, options)
    if dry_run:
        from harvester.run.night_plan import dry_run as plan_only

        return _say_plan(plan_only(night.options, config), as_json=as_json)
    from harvester.cli.progress import CrawlProgress

    with CrawlProgress(enabled=sys.stderr.isatty()) as progress:
        report = run_nightly(night, progress.hear)
    if as_json:
        click.echo(json.dumps(report.to_json(), indent=2))
    else:
        _say(report)
    return report.exit_code


def _say(report: NightReport) -> None:
    """A few lines for a journal or a terminal: how it ended, what was done, who needs care."""
    from rich.console import Console

    from harvester.accounts import TROUBLE
    from harvester.report.parts import duration

    console = Console(highlight=False, soft_wrap=True)
    style = "green" if report.exit_code in (ExitCode.OK, ExitCode.NOTHING_DUE) else "bold yellow"
    console.print(text(f"run {report.run_id}: {report.reason} (exit code {report.exit_code}).", style))
    for step in report.steps:
        took = duration(step.seconds)
        console.print(text(f"  {step.name:<8} {step.outcome:<8} {took:>8}  {step.message}"))
    for one in report.sources:
        if one.outcome in TROUBLE:
            console.print(text(f"{one.source}: {one.outcome}: {one.message}", "bold red"))
    for note in report.notes:
        console.print(text(note))
    if report.account:
        sums = report.account.totals
        parts = [f"{sums[what]} {what}" for what in ("new", "changed", "moved", "withdrawn", "withheld")]
        console.print(f"{counted(sums['sources'], 'source')}: {', '.join(parts)}.")


def _say_plan(plan: DryRun, *, as_json: bool) -> int:
    if as_json:
        echo_json(plan)
        return ExitCode.OK
    click.echo(f"{counted(len(plan.due), 'source')} due: {listed(plan.due, most=12) or 'none'}")
    for one in plan.waiting:
        click.echo(f"  waits: {safe(one.source)} until {safe(one.until)}: {safe(one.why)}")
    for step in plan.steps:
        click.echo(f"then: {safe(step)}")
    for problem in plan.problems:
        click.echo(f"but: {safe(problem)}", err=True)
    return ExitCode.OK
