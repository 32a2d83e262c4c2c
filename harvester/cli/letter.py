"""`harvester letter`: a draft to a board whose page is broken, or whose robots.txt forbids its reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from harvester.cli.configured import configured, sources_option
from harvester.cli.plain import echo_json, safe
from harvester.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory
    from harvester.tell.letter import Case

_BROKEN_PAGES = ("timeout", "tls", "unreachable", "server_error", "refused", "blocked", "gone")
_BROKEN_DOCUMENTS = (
    *("gone", "timeout", "tls", "unreachable", "server_error", "blocked"),
    *("truncated", "empty", "not_a_document"),
)


@click.command()
@click.argument("slug")
@click.option(
    "--reason",
    type=click.Choice(["auto", "robots", "broken"]),
    default="auto",
    show_default=True,
    help="What to write about.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the draft as JSON.")
@sources_option
@click.pass_obj
def letter(data: DataDirectory, slug: str, reason: str, sources_dir: Path | None, *, as_json: bool) -> None:
    """Draft a letter to a board whose site keeps us from its reviews.

    It says what was seen and since when, which pages or documents are meant, and what we ask. Nothing is
    sent; what stands in [brackets] is for you to fill in.

    \b
    Examples:
      harvester letter norfolk
      harvester letter norfolk --reason robots
    """
    from harvester.catalogue import Catalogue
    from harvester.tell.letter import letter as write
    from harvester.tell.letter import reasons

    with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
        case = _case(catalogue, slug, sources_dir)
    possible = reasons(case)
    if reason == "auto" and possible:
        reason = possible[0]
    if reason not in possible:
        raise UsageError(_nothing(case, reason, possible))
    said = write(case, reason)
    if as_json:
        echo_json({"source": slug, "reason": reason, "text": said})
    else:
        click.echo("\n".join(safe(one) for one in said.splitlines()))


def _nothing(case: Case, reason: str, possible: tuple[str, ...]) -> str:
    if possible:
        return f"there is nothing to write about {reason}; there is about {possible[0]}."
    what = {
        "robots": "its robots.txt forbids none of its reports",
        "broken": "its pages and documents answered",
    }
    said = what.get(reason, "its pages and documents answered, and robots.txt forbids none")
    return f"there is nothing to write to {safe(case.title)}: on the last night {said}."


def _case(catalogue: Catalogue, slug: str, sources_dir: Path | None) -> Case:
    from harvester.catalogue import telling
    from harvester.cli.plain import listed
    from harvester.clock import utc_now
    from harvester.tell.letter import Case
    from harvester.web.settings import ROBOTSTXT_USER_AGENT

    health = next((one for one in catalogue.source_health() if one.source == slug), None)
    known = catalogue.sources()
    if health is None or slug not in known:
        from difflib import get_close_matches

        near = listed(get_close_matches(slug, known, n=3))
        hint = f"; did you mean {near}?" if near else "; see 'harvester status'."
        raise UsageError(f"no source {safe(slug)!r} was crawled{hint}")
    with catalogue.reading() as connection:
        standing = next((one for one in telling.standings(connection) if one.source == slug), None)
        bad = standing is not None and standing.outcome in ("failed", "blocked", "suspect")
        return Case(
            title=health.title,
            homepage=known[slug].homepage,
            contact=configured().contact,
            agent=ROBOTSTXT_USER_AGENT,
            today=utc_now(),
            outcome=health.outcome,
            trouble_since=standing.since if bad and standing else None,
            nights=standing.nights if bad and standing else 0,
            known=health.documents_known,
            listed=health.documents_listed,
            pages=telling.listing_pages(connection, slug),
            denied_documents=telling.refused_documents(connection, slug, ["robots_denied"]),
            denied_pages=telling.refused_pages(connection, slug, ["robots_denied"]),
            broken_documents=telling.refused_documents(connection, slug, _BROKEN_DOCUMENTS),
            broken_pages=telling.refused_pages(connection, slug, _BROKEN_PAGES) if bad else (),
        )
