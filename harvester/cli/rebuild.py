"""`harvester rebuild`: the catalogue made anew from files, web archives and decisions."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.plain import counted, echo_json, safe

if TYPE_CHECKING:
    from harvester.paths import DataDirectory
    from harvester.rebuild import Rebuilt


@click.command()
@click.option("--dry-run", is_flag=True, help="Build and compare, and leave the catalogue as it is.")
@click.option("--accept-losses", is_flag=True, help="Take the new one though it lacks what the old one has.")
@click.option("--json", "as_json", is_flag=True, help="Print what it came to as JSON.")
@click.pass_obj
def rebuild(data: DataDirectory, dry_run: bool, accept_losses: bool, as_json: bool) -> int:
    """Make the catalogue anew from kept files, web archives and decisions, offline.

    Every recorded run is told again to a new catalogue, in order and with its own times; files are read,
    documents described and grouped, decisions entered. The new catalogue is compared with the old one and
    takes its place; the old one is kept as catalogue.db.<date>.old.

    \b
    Examples:
      harvester rebuild --dry-run
      harvester rebuild
    """
    from harvester.rebuild import rebuild as make_anew

    def hear(message: dict[str, Any]) -> None:
        if sys.stderr.isatty():
            click.echo(f"run {message['run']} ({message['done'] + 1} of {message['total']})", err=True)

    done = make_anew(data, dry_run=dry_run, accept_losses=accept_losses, hear=hear)
    if as_json:
        echo_json(asdict(done))
    else:
        _print(done)
    return done.exit_code


def _print(done: Rebuilt) -> None:
    click.echo(
        f"{counted(done.runs, 'run')} told again ({done.entries} entries), "
        f"{counted(done.described, 'document')} described, {counted(done.decisions, 'decision')} entered."
    )
    for one in done.differences:
        if one.none:
            click.echo(f"  {one.view}: {counted(one.same, 'row')}, all the same")
            continue
        parts = [f"{counted(one.same, 'row')} the same"]
        parts += [f"{one.only_old} only in the old"] if one.only_old else []
        parts += [f"{one.only_new} only in the new"] if one.only_new else []
        parts += [f"{name} differs in {number}" for name, number in one.changed.items()]
        click.echo(f"  {one.view}: {', '.join(parts)}")
        for example in one.examples:
            click.echo(f"    {safe(example)}")
    for note in done.notes:
        click.echo(f"note: {safe(note)}")
    if done.uncompared:
        click.echo(f"nothing to compare with: {safe(done.uncompared)}")
    if done.kept:
        click.echo(f"the old catalogue is kept as {done.kept}")
    click.echo(done.reason)
