"""`harvester study`: the tables of published national analyses, from what people confirmed."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.configured import configured, sources_option
from harvester.cli.plain import counted, echo_json, one_of, text
from harvester.vocabulary import Nation, ReviewType

if TYPE_CHECKING:
    from rich.table import Table as Shown

    from harvester.paths import DataDirectory
    from harvester.study.command import Study, Wish
    from harvester.study.values import Table

_MANY = 30  # rows of a table that the screen shows


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--as-at", metavar="DATE", help="A look back: what was found and decided by the end of "
              "that day (UTC), as 2026-06-30.")  # fmt: skip
@click.option("--type", "types", multiple=True, **one_of(ReviewType, "TYPE", "Only this kind (repeatable)"))
@click.option(
    "--nation", "nations", multiple=True, **one_of(Nation, "NATION", "Only this nation (repeatable)")
)
@click.option("--years", metavar="FROM-TO", help="Only reviews first published in these years, as 2019-2023.")
@click.option("--suppress", type=click.IntRange(min=0), default=0, metavar="N",
              help="Withhold numbers from 1 to N-1 in tables of codings.")  # fmt: skip
@sources_option
@click.option("--json", "as_json", is_flag=True, help="Print every table and the flow as JSON.")
@click.pass_obj
def study(
    data: DataDirectory, /, folder: Path | None, sources_dir: Path | None, as_json: bool, **asked: Any
) -> None:
    """Count accepted reviews by year, nation, region, kind, age, sex, outcome, harm, method and theme.

    Only codings that a person confirmed at the desk are counted as values; "not stated" and "not coded"
    stand beside them. With DIR a folder DIR/YYYY-MM-DD is written that is never changed: tables as CSV and
    Markdown, plots as SVG and PNG, the PRISMA flow of documents, the coding frame, how to cite. Without,
    the tables are shown.

    \b
    Examples:
      harvester study
      harvester study studies --type sar --years 2019-2023
      harvester study studies --as-at 2026-06-30 --suppress 5
    """
    from harvester.cli.progress import CrawlProgress
    from harvester.study.command import study as make

    with CrawlProgress(enabled=sys.stderr.isatty()) as progress:
        made = make(data, _wish(folder, sources_dir, asked), progress.hear)
    if as_json:
        echo_json({**made.to_json(), "path": str(made.path) if made.path else None})
        return
    _print(made)


def _wish(folder: Path | None, sources_dir: Path | None, asked: dict[str, Any]) -> Wish:
    from harvester import __version__
    from harvester.clock import utc_now
    from harvester.coding import RULES
    from harvester.publish.as_at import checked_day
    from harvester.publish.text import one_line
    from harvester.study.about import TITLE, About
    from harvester.study.command import Wish
    from harvester.study.gather import Wanted

    config, now = configured(), utc_now()
    said = config.publish
    about = About(
        made=now,
        day=checked_day(asked["as_at"], now) if asked["as_at"] is not None else now[:10],
        title=one_line(said.title) or TITLE,
        publisher=one_line(said.publisher),
        homepage=said.homepage or "",
        licence=said.licence or "",
        contact=one_line(said.email or config.contact or ""),
        program=f"harvester {__version__}",
        rules=RULES,
        least=asked["suppress"],
    )
    wanted = Wanted(
        types=frozenset(asked["types"]), nations=frozenset(asked["nations"]), years=_years(asked["years"])
    )
    back = asked["as_at"] is not None
    return Wish(about=about, wanted=wanted, root=folder, looks_back=back, sources_dir=sources_dir)


def _years(asked: str | None) -> tuple[int, int] | None:
    if asked is None:
        return None
    match = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", asked, re.ASCII)
    if match is None or int(match[2] or match[1]) < int(match[1]):
        raise click.BadParameter(f"{asked!r} are no years; write 2019-2023, or 2021.", param_hint="--years")
    return int(match[1]), int(match[2] or match[1])


def _print(made: Study) -> None:
    from rich.console import Console

    flow = made.flow
    number = "1 person" if flow.people == 1 else f"{flow.people} people"
    people = "people not known" if flow.people is None else number
    said = f"{counted(flow.reviews, 'review')}, {people}, {counted(flow.reports, 'overview report')}."
    if made.path is not None:
        click.echo(f"{said} Written to {made.path}.")
        return
    console = Console(highlight=False)
    for table in made.tables:
        console.print(text(table.title, "bold"))
        console.print(_shown(table))
        for note in table.notes:
            console.print(text(note, "dim"))
        console.print()
    console.print(text(said))
    if not flow.reviews:
        console.print(
            text("Only reviews with an accepted document are counted: accept some at the desk first.")
        )


def _shown(table: Table) -> Shown:
    from rich.table import Table as Shown

    from harvester.study.values import Kind

    shown = Shown(box=None, pad_edge=False, header_style="italic")
    shown.add_column(text(table.first), overflow="fold")
    for name in table.columns:
        shown.add_column(text(name), justify="right")
    rows = [row for row in table.rows if any(row.counts) or row.kind is not Kind.VALUE]
    for row in (*rows[:_MANY], *(rows[-1:] if len(rows) > _MANY else ())):
        style = "" if row.kind is Kind.VALUE else "dim"
        cells = ("withheld" if count is None else str(count) for count in row.counts)
        shown.add_row(text(row.label, style), *(text(cell, style) for cell in cells))
    return shown
