"""`harvester find`: search titles, case names and the text of what is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from harvester.cli.plain import counted, echo_json, listed, one_of, safe, text
from harvester.cli.unread import said_unread
from harvester.errors import UsageError
from harvester.vocabulary import ReviewType, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from harvester.catalogue import Hit
    from harvester.paths import DataDirectory


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--source", metavar="SLUG", help="Only what this source lists or published.")
@click.option("--type", "review_type", **one_of(ReviewType, "TYPE", "Review type"))
@click.option("--role", **one_of(Role, "ROLE", "Role of the document"))
@click.option("--year", type=click.IntRange(1900, 2999), help="Year of publication, else of completion.")
@click.option("--subject", metavar="WORDS", help="A subject that a national list gives, or how it begins.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print the hits as JSON.")
@click.pass_obj
def find(
    data: DataDirectory,
    words: tuple[str, ...],
    source: str | None,
    review_type: str | None,
    role: str | None,
    year: int | None,
    subject: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Search titles, case names, publishers and page text for WORDS; all of them must be there.

    Of words on more than 5,000 pages the newest pages are looked at, within the filters.

    \b
    Examples:
      harvester find neglect supervision --type scr --year 2016
      harvester find '"professional curiosity"'     a phrase
      harvester find 'superv*'                      a beginning
      harvester find supervision --subject "infant deaths"
    """
    from harvester.catalogue import Catalogue, Filters
    from harvester.catalogue.searching import terms

    asked = " ".join(words)
    if not terms(asked):
        raise UsageError(f"nothing to search for in {safe(asked)!r}; give at least one word or number.")
    filters = Filters(
        source=source, review_type=review_type, role=role, year=year, limit=limit, subject=subject
    )
    with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
        known = catalogue.sources()
        if source is not None and source not in known:
            raise UsageError(f"no source {safe(source)!r} in the catalogue; there are {listed(known)}.")
        hits = catalogue.search(asked, filters)
        unread = "" if hits else said_unread(catalogue)
    if as_json:
        echo_json(hits)
    elif hits:
        _print(hits, limit)
    else:
        narrowed = any(value is not None for value in (source, review_type, role, year, subject))
        advice = "try fewer words, or without the filters" if narrowed else "try fewer or other words"
        click.echo(" ".join(filter(None, (f"Nothing found for “{safe(asked)}”; {advice}.", unread))))


def _print(hits: Sequence[Hit], limit: int) -> None:
    from rich.console import Console
    from rich.padding import Padding

    console = Console(highlight=False)
    for hit in hits:
        console.print(text(hit.title, "bold"))
        away = None if hit.presence == "present" else hit.presence
        facts = (hit.document_id, hit.source, hit.review_type, hit.role, hit.published, away)
        console.print(Padding(text(" · ".join(fact for fact in facts if fact), "dim"), (0, 0, 0, 2)))
        if hit.page is not None:
            console.print(Padding(_snippet(hit), (0, 0, 0, 2)))
    more = " (--limit shows more)" if len(hits) == limit else ""
    console.print()
    console.print(text(f"{counted(len(hits), 'document')}{more}. 'harvester show ID' tells all about one."))


def _snippet(hit: Hit) -> Text:
    from rich.text import Text

    line = Text(f"page {hit.page}: ", style="dim")
    end = 0
    for start, stop in hit.marks:
        line.append(safe(hit.snippet[end:start]), "")
        line.append(safe(hit.snippet[start:stop]), "bold yellow")
        end = stop
    line.append(safe(hit.snippet[end:]), "")
    return line
