"""`harvester reconcile`: our finds against the national lists."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.configured import sources_option
from harvester.cli.plain import counted, day, echo_json, listed, safe, text
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from harvester.catalogue import Catalogue, SourceHealth
    from harvester.paths import DataDirectory
    from harvester.reconcile import Count, Match
    from harvester.records import SourceInfo

_FIELDS = (
    *("standing", "score", "publishers", "year", "review_id", "review", "review_type", "sources"),
    *("list", "entry_id", "entry", "number", "entry_year", "copy_held", "page_url", "url", "reasons"),
)


@click.command()
@click.option("--source", metavar="SLUG", help="Only reviews of this publisher.")
@click.option("--list", "list_slug", metavar="SLUG", help="Only against this national list.")
@click.option("--year", type=click.IntRange(1900, 2999), help="Only reviews of this year of publication.")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write every review and entry, with its reasons, as CSV.")  # fmt: skip
@sources_option
@click.option("--json", "as_json", is_flag=True, help="Print every pair with score and reasons as JSON.")
@click.pass_obj
def reconcile(data: DataDirectory, /, as_json: bool, csv_file: Path | None, **asked: Any) -> None:
    """Compare what boards' own sites gave with the entries of national lists.

    Each review stands in both, is held here only, or is listed there and was not found on the board's
    site. An entry that names no publisher stays unresolved unless its text is one of ours.

    \b
    Examples:
      harvester reconcile
      harvester reconcile --source norfolk --year 2017
      harvester reconcile --list nspcc --csv reconciled.csv
    """
    from harvester.catalogue import Catalogue

    with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
        found = _reconciled(catalogue, asked)
    if csv_file is not None:
        _write_csv(csv_file, found.matches)
    if as_json:
        echo_json(found.to_json())
        return
    _print(found)
    if csv_file is not None:
        click.echo(f"Wrote {csv_file}.")


@dataclasses.dataclass(frozen=True, slots=True)
class _Found:
    matches: tuple[Match, ...]
    counts: tuple[Count, ...]
    totals: Count
    lists: tuple[dict[str, Any], ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "lists": self.lists,
            "totals": _figures(self.totals),
            "counts": [
                {"publisher": row.publisher or None, "year": row.year, **_figures(row)} for row in self.counts
            ],
            "reviews": [_row(match) for match in self.matches],
        }


def _reconciled(catalogue: Catalogue, asked: Mapping[str, Any]) -> _Found:
    from harvester.reconcile import count, totals
    from harvester.reconcile.catalogued import reconcile_catalogue
    from harvester.sources import load_declarations

    sources = catalogue.sources()
    health = {one.source: one for one in catalogue.source_health()}
    lists = _lists(catalogue, sources, health)
    if asked["list_slug"] is not None and asked["list_slug"] not in {one["slug"] for one in lists}:
        known = listed(one["slug"] for one in lists) or "none"
        raise UsageError(
            f"no national list {safe(asked['list_slug'])!r} in the catalogue; there are {known}."
        )
    if asked["source"] is not None and asked["source"] not in sources:
        raise UsageError(f"no source {safe(asked['source'])!r} in the catalogue.")
    result = reconcile_catalogue(catalogue, load_declarations(asked["sources_dir"]), asked["list_slug"])
    matches = tuple(
        match
        for match in result.matches
        if (asked["source"] is None or asked["source"] in match.publishers)
        and (asked["year"] is None or asked["year"] == match.year)
    )
    shown = dataclasses.replace(result, matches=matches)
    chosen = tuple(one for one in lists if asked["list_slug"] in (None, one["slug"]))
    return _Found(matches, count(shown), totals(matches), chosen)


def _lists(
    catalogue: Catalogue, sources: Mapping[str, SourceInfo], health: Mapping[str, SourceHealth]
) -> tuple[dict[str, Any], ...]:
    """Every national source, with how many entries it gave and when it was last crawled."""
    from collections import Counter

    from harvester.reconcile.catalogued import ANSWERED

    entries = Counter(entry.source for entry in catalogue.list_entries())
    found = []
    for slug, one in sources.items():
        run = health.get(slug)
        crawled = run is not None and run.outcome in ANSWERED
        if entries[slug] or one.kind == "national":
            found.append(
                {
                    "slug": slug,
                    "title": one.title,
                    "entries": entries[slug],
                    "crawled": run.last_run if run is not None and crawled else None,
                }
            )
    return tuple(found)


def _figures(row: Count) -> dict[str, int]:
    values = dataclasses.asdict(row)
    return {name: values[name] for name in ("both", "held_only", "listed_only", "copies_held", "unresolved")}


def _row(match: Match) -> dict[str, Any]:
    held, entry = match.held, match.entry
    return {
        "standing": match.standing.value,
        "score": match.score or None,
        "publishers": list(match.publishers),
        "year": match.year,
        "review_id": held.id if held else None,
        "review": held.title if held else None,
        "review_type": held.review_type.value if held else entry.review_type if entry else None,
        "sources": list(held.sources) if held else [],
        "list": entry.source if entry else None,
        "entry_id": entry.id if entry else None,
        "entry": entry.title if entry else None,
        "number": entry.number if entry else None,
        "entry_year": entry.year if entry else None,
        "copy_held": match.copy_held,
        "page_url": entry.page_url if entry else None,
        "url": entry.url if entry else None,
        "reasons": list(match.reasons),
    }


def _write_csv(file: Path, matches: Sequence[Match]) -> None:
    from harvester.cli.files import write_csv

    write_csv(file, _FIELDS, ({name: _told(value) for name, value in _row(one).items()} for one in matches))


def _told(value: object) -> object:
    """A value for people: lists in one, yes and no."""
    if isinstance(value, list):
        return "; ".join(str(part) for part in value)
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _print(found: _Found) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    _print_lists(console, found)
    if not found.matches:
        console.print(text("Nothing to compare: no review and no entry fits."))
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("publisher")
    for name in ("year", "both", "held only", "listed only", "(copy held)", "unresolved"):
        table.add_column(name, justify="right")
    for row in found.counts:
        table.add_row(
            text(row.publisher or "(not known)"), text(row.year or "–"), *(_number(n) for n in _columns(row))
        )
    table.add_section()
    table.add_row(text("all, each once", "bold"), "", *(str(n) for n in _columns(found.totals)))
    console.print(table)
    console.print(
        text("Listed only: not found on the board's own site; --json and --csv give the reasons.", "dim")
    )


def _columns(row: Count) -> tuple[int, ...]:
    return (row.both, row.held_only, row.listed_only, row.copies_held, row.unresolved)


def _number(value: int) -> str:
    return str(value) if value else "·"


def _print_lists(console: Console, found: _Found) -> None:
    if not found.lists:
        console.print(text("No national list is among the sources: everything is held here only.", "yellow"))
    for one in found.lists:
        told = counted(one["entries"], "entry").replace("entrys", "entries")
        if one["crawled"]:
            console.print(text(f"{one['slug']}: {told}, last crawled {day(one['crawled'])}."))
        else:
            words = f"{one['slug']}: never crawled here, so that nothing is known of what it lists."
            console.print(text(words, "yellow"))
    console.print()
