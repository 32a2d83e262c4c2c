"""`harvester status`: which sources are well, which are not, and since when."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.configured import configured, sources_option
from harvester.cli.plain import counted, day, echo_json, print_messages, text
from harvester.errors import HarvesterError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from rich.console import Console

    from harvester.accounts import Alarm, SourceAccount
    from harvester.catalogue import Catalogue, SourceHealth
    from harvester.paths import DataDirectory
    from harvester.tell.cadence import Cadence
    from harvester.tell.overview import Overview

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
@sources_option
@click.option("--alarms", is_flag=True, help="Only the alarms that stand, with their evidence.")
@click.option("--json", "as_json", is_flag=True, help="Print the sources (or alarms) as JSON.")
@click.pass_obj
def status(data: DataDirectory, sources_dir: Path | None, *, alarms: bool, as_json: bool) -> None:
    """Show the health of each source, trouble first, with its last nights.

    \b
    Examples:
      harvester status
      harvester status --alarms
    """
    from harvester.catalogue import Catalogue
    from harvester.cli.unread import said_unread

    with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
        if alarms:
            _alarms(_standing_alarms(catalogue), as_json=as_json)
            return
        health = sorted(catalogue.source_health(), key=_rank)
        declared, problem = _declared(sources_dir, {one.source for one in health})
        found = list(_overviews(catalogue, health, declared))
        unread = said_unread(catalogue)
    if as_json:
        echo_json([_values(one) for one in found])
    elif not found:
        click.echo("No source has been crawled yet; run 'harvester crawl' or 'harvester demo'.")
    else:
        _print(found)
        if unread:
            click.echo(unread)
        if problem:
            click.echo(f"When sources are due is not known: {problem}", err=True)


def _declared(sources_dir: Path | None, slugs: Collection[str]) -> tuple[dict[str, Cadence], str]:
    from harvester.tell.cadence import cadences

    try:
        return cadences(sources_dir, slugs) if slugs else {}, ""
    except HarvesterError as error:
        return {}, str(error)


def _overviews(
    catalogue: Catalogue, health: Sequence[SourceHealth], declared: dict[str, Cadence]
) -> Iterable[Overview]:
    from harvester.catalogue.telling import standings
    from harvester.clock import utc_now
    from harvester.tell.overview import overview

    nights, now = catalogue.past_nights(), utc_now()
    with catalogue.reading() as connection:
        standing = {one.source: one for one in standings(connection)}
    for one in health:
        slug = one.source
        yield overview(one, nights.get(slug, ()), standing.get(slug), declared.get(slug), now)


def _rank(health: SourceHealth) -> tuple[int, str]:
    place = _ORDER.index(health.outcome) if health.outcome in _ORDER else 0
    return place, health.source


def _values(one: Overview) -> dict[str, Any]:
    """The fields of the source's health, and beside them its nights and when it is due."""
    from dataclasses import asdict

    return {
        **asdict(one.health),
        "nights_in_trouble": one.in_trouble,
        "trouble_since": one.trouble_since,
        "due": one.due_at,
        "due_why": one.due_why,
        "nights": [
            {"run_id": n.run_id, "started": n.started, "outcome": n.outcome, "listed": n.listed}
            for n in reversed(one.nights)
        ],
    }


def _print(found: Sequence[Overview]) -> None:
    from rich.console import Console
    from rich.table import Table

    from harvester.tell.overview import LEGEND, NIGHTS, strip

    console = Console(highlight=False)
    plain = console.options.ascii_only
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("source", overflow="fold")
    table.add_column(f"last {NIGHTS} nights", no_wrap=True)
    table.add_column("outcome", no_wrap=True)
    table.add_column("since", no_wrap=True)
    table.add_column("listed", justify="right", no_wrap=True)
    table.add_column("new", justify="right", no_wrap=True)
    table.add_column("due", justify="right", no_wrap=True)
    for one in found:
        health = one.health
        style = _STYLES.get(health.outcome or "", "dim")
        nothing = health.documents_listed == 0 and health.documents_known
        table.add_row(
            text(health.source),
            text(strip(one.nights, ascii_only=plain), style if one.in_trouble else ""),
            text(health.outcome or "unfinished", style),
            text(day(one.trouble_since or health.since)),
            text(_of_known(health), "bold red" if nothing else ""),
            text(health.documents_new or ""),
            text(one.due),
        )
    console.print(table)
    print_messages(console, ((one.health.source, _says(one)) for one in found))
    console.print()
    console.print(text(LEGEND[1 if plain else 0], "dim"))
    console.print(text(_sum([one.health for one in found])))


def _of_known(health: SourceHealth) -> str:
    if health.documents_listed == health.documents_known:
        return str(health.documents_listed)
    return f"{health.documents_listed}/{health.documents_known}"


def _says(one: Overview) -> str:
    health = one.health
    said = health.message
    if not said and not health.documents_listed:
        said = "listed nothing" if health.outcome else ""
    if one.in_trouble > 1:
        said = f"{said}; {one.in_trouble} nights in trouble in a row, since {day(one.trouble_since)}"
    return said


def _sum(found: Sequence[SourceHealth]) -> str:
    outcomes = [health.outcome or "unfinished" for health in found]
    names = [name or "unfinished" for name in _ORDER]
    parts = [f"{outcomes.count(name)} {name}" for name in names if name in outcomes]
    documents = counted(sum(health.documents_known for health in found), "document")
    return f"{counted(len(found), 'source')}: {', '.join(parts)}. {documents} known."


# ---------------------------------------------------------------- alarms


def _standing_alarms(catalogue: Catalogue) -> list[tuple[SourceAccount, Alarm]]:
    """The alarms of the last night of each source."""
    from harvester.catalogue.telling import standings
    from harvester.gates import Gates

    gates = Gates.configured(configured())
    with catalogue.reading() as connection:
        last = {one.source: one.run_id for one in standings(connection)}
    found = []
    for run_id in sorted(set(last.values())):
        account = catalogue.run_account(run_id, gates)
        for source in account.sources if account else ():
            if last.get(source.source) == run_id:
                found += [(source, alarm) for alarm in source.alarms]
    return sorted(found, key=lambda pair: (-pair[1].nights, pair[0].source))


def _alarms(found: Sequence[tuple[SourceAccount, Alarm]], *, as_json: bool) -> None:
    from dataclasses import asdict

    from rich.console import Console

    if as_json:
        echo_json([{"source": source.source, **asdict(alarm)} for source, alarm in found])
        return
    if not found:
        click.echo("No alarm stands.")
        return
    console = Console(highlight=False)
    print_messages(console, ((source.source, _alarm(console, source, alarm)) for source, alarm in found))
    console.print()
    console.print(text(f"{counted(len(found), 'alarm')}. What to do: docs/telling.md."))


def _alarm(console: Console, source: SourceAccount, alarm: Alarm) -> str:
    arrow = "->" if console.options.ascii_only else "→"
    parts = [f"{alarm.message}, since {day(alarm.since)}"]
    if source.message and source.message != alarm.message:
        parts.append(source.message)
    if alarm.outcomes:
        rows = [(outcome, len(list(same))) for outcome, same in groupby(alarm.outcomes)][-6:]
        parts.append(f"nights: {f' {arrow} '.join(f'{number} {outcome}' for outcome, number in rows)}")
    if alarm.picture:
        parts.append(f"before and after: {alarm.picture}")
    return "; ".join(parts)
