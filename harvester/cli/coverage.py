"""`harvester coverage`: what is held of each body's reviews, and what is only known of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli.configured import sources_option
from harvester.cli.plain import counted, echo_json, one_of, text
from harvester.vocabulary import Nation, ReviewType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.coverage.counts import Body, Coverage
    from harvester.paths import DataDirectory


@click.command()
@click.option("--nation", **one_of(Nation, "NATION", "Only bodies of this nation"))
@click.option(
    "--type",
    "types",
    multiple=True,
    **one_of(ReviewType, "TYPE", "Only reviews of this kind (repeatable)"),
)
@click.option("--all", "everybody", is_flag=True, help="Also bodies of which nothing is known.")
@sources_option
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write one line for each body, year and kind of review.",
)
@click.option(
    "--html",
    "html_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a page with a map and a chart; it needs no network.",
)
@click.option("--json", "as_json", is_flag=True, help="Print every body, year and kind as JSON.")
@click.pass_obj
def coverage(
    data: DataDirectory,
    nation: str | None,
    types: tuple[str, ...],
    everybody: bool,
    sources_dir: Path | None,
    csv_file: Path | None,
    html_file: Path | None,
    as_json: bool,
) -> None:
    """Show for each body how many reviews are held, and how many are known but not held.

    A review that is known but not held was refused by robots.txt, could not be had for another
    reason, or stands in a national list only (harvest the lists first: 'harvester reconcile --help').

    \b
    Examples:
      harvester coverage
      harvester coverage --nation wales --type cpr --all
      harvester coverage --html coverage.html --csv coverage.csv
    """
    from harvester.catalogue import Catalogue
    from harvester.cli.unread import said_unread
    from harvester.coverage.counts import count, narrowed
    from harvester.coverage.gathering import coverage_rows, known_bodies, known_reviews

    kinds = frozenset(ReviewType(name) for name in types)
    with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
        bodies = known_bodies(catalogue, sources_dir, nation)
        reviews, lists = known_reviews(catalogue, sources_dir)
        unread = said_unread(catalogue)
    if nation is not None:  # what other nations published is not "of no body"
        reviews = [one for one in reviews if {body.slug for body in bodies} & set(one.bodies)]
    found = count(bodies, narrowed(reviews, types=kinds))
    if csv_file is not None:
        _write_csv(csv_file, found)
    if html_file is not None:
        _write_html(html_file, found, lists, types)
    if as_json:
        echo_json(coverage_rows(found))
        return
    _print(found, everybody=everybody)
    if unread:
        click.echo(unread)
    for file in (csv_file, html_file):
        if file is not None:
            click.echo(f"Wrote {file}.")


def _write_csv(file: Path, found: Coverage) -> None:
    from harvester.cli.files import write_csv
    from harvester.coverage.gathering import coverage_rows

    rows = coverage_rows(found)
    write_csv(file, list(rows[0]) if rows else ["body"], rows)


def _write_html(file: Path, found: Coverage, lists: tuple[str, ...], types: tuple[str, ...]) -> None:
    from harvester.cli.files import write_text
    from harvester.clock import utc_now
    from harvester.coverage.page import Page, coverage_page
    from harvester.coverage.tiles import tiles

    write_text(file, coverage_page(found, Page(made=utc_now()[:10], lists=lists, kinds=types), tiles()))


def _print(found: Coverage, *, everybody: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from harvester.coverage.counts import KNOWN

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("body", overflow="fold")
    for name in ("held", "refused", "unavailable", "elsewhere"):
        table.add_column(name, justify="right")
    for name in ("years", "last harvest"):
        table.add_column(name)
    shown = 0
    for body in found.bodies:
        totals = found.totals(body.slug)
        if not (everybody or totals):
            continue
        shown += 1
        numbers = [str(totals[state]) if totals[state] else "·" for state in KNOWN]
        table.add_row(text(body.slug), *numbers, _span(found, body.slug), text(_last(body)))
    console = Console(highlight=False)
    if shown:
        console.print(table)
        console.print()
    console.print(text(_totals(found, len(found.bodies) - shown)))


def _last(body: Body) -> str:
    if body.outcome:
        return body.outcome
    return "never" if body.status in ("", "live") else f"never ({body.status})"


def _span(found: Coverage, slug: str) -> str:
    years: Sequence[int] = [cell.year for cell in found.of(slug) if cell.year is not None]
    if not years:
        return ""
    return str(min(years)) if min(years) == max(years) else f"{min(years)}–{max(years)}"


def _totals(found: Coverage, left_out: int) -> str:
    from harvester.coverage.counts import KNOWN
    from harvester.coverage.page import WORDS

    facts = "; ".join(f"{found.reviews.get(state, 0)} {WORDS[state]}" for state in KNOWN)
    said = f"{counted(sum(found.reviews.values()), 'review')} known: {facts}."
    if found.unplaced:
        said += f" {found.unplaced} of them name none of these bodies."
    if left_out:
        bodies = "1 other body" if left_out == 1 else f"{left_out} other bodies"
        said += f" Nothing is known of {bodies} (--all)."
    return said
