"""`harvester status`: which sources are well, which are not, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from harvester.cli.plain import counted, day, echo_json, print_messages, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.catalogue import SourceHealth
    from harvester.paths import DataDirectory

# Worst first; a source never crawled to the end stands after those that are known to be in trouble.
_ORDER = ("failed", "blocked", "suspect", "capped", None, "skipped", "empty", "ok")
_STYLES = {
    "failed": "bold red",
    "blocked": "bold red",
    "suspect": "bold yellow",
    "capped": "yellow",
    "empty": "cyan",
    "ok": "green",
}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the sources as JSON.")
@click.pass_obj
def status(data: DataDirectory, as_json: bool) -> None:
    """Show the health of each source, trouble first.

    \b
    Example:
      harvester status
    """
    from harvester.catalogue import Catalogue

    with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
        found = sorted(catalogue.source_health(), key=_rank)
    if as_json:
        echo_json(found)
    elif not found:
        click.echo("No source has been crawled yet; run 'harvester crawl' or 'harvester demo'.")
    else:
        _print(found)


def _rank(health: SourceHealth) -> tuple[int, str]:
    place = _ORDER.index(health.outcome) if health.outcome in _ORDER else 0
    return place, health.source


def _print(found: Sequence[SourceHealth]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("source", overflow="fold")
    table.add_column("outcome")
    table.add_column("since", no_wrap=True)
    table.add_column("listed", justify="right")
    table.add_column("known", justify="right")
    table.add_column("new", justify="right")
    table.add_column("last seen", no_wrap=True)
    for health in found:
        nothing = health.documents_listed == 0
        table.add_row(
            text(health.source),
            text(health.outcome or "unfinished", _STYLES.get(health.outcome or "", "dim")),
            text(day(health.since)),
            text(health.documents_listed, "bold red" if nothing and health.documents_known else ""),
            text(health.documents_known),
            text(health.documents_new or ""),
            text(day(health.last_seen)),
        )
    console = Console(highlight=False)
    console.print(table)
    print_messages(console, ((health.source, _says(health)) for health in found))
    console.print()
    console.print(text(_sum(found)))


def _says(health: SourceHealth) -> str:
    if health.message or health.documents_listed:
        return health.message
    return "listed nothing" if health.outcome else ""


def _sum(found: Sequence[SourceHealth]) -> str:
    outcomes = [health.outcome or "unfinished" for health in found]
    names = [name or "unfinished" for name in _ORDER]
    parts = [f"{outcomes.count(name)} {name}" for name in names if name in outcomes]
    documents = counted(sum(health.documents_known for health in found), "document")
    return f"{counted(len(found), 'source')}: {', '.join(parts)}. {documents} known."
