"""`harvester approve`: let through what the gate withholds of a source."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

import click

from harvester.cli.plain import counted, echo_json, listed, safe, text
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.catalogue import Catalogue
    from harvester.catalogue.approvals import Withheld
    from harvester.paths import DataDirectory

_SHOWN = 30


@click.command()
@click.argument("slug", required=False)
@click.option("--why", metavar="TEXT", help="Why these losses are right; kept with the decisions.")
@click.option("--who", metavar="NAME", help="Who says so (default: the name you are logged in under).")
@click.option("--only", type=click.Choice(["withdrawals", "values"]), help="Only these (default: both).")
@click.option("--dry-run", is_flag=True, help="Say what would be let through, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what is withheld, or let through, as JSON.")
@click.pass_obj
def approve(
    data: DataDirectory,
    slug: str | None,
    why: str | None,
    who: str | None,
    only: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Let through what the gate withholds of the source SLUG; without SLUG, list what is withheld.

    Look at the site first: withheld are withdrawals of more than a tenth of a site in one night, all of a
    site that lists too little, and values that descriptions no longer give. An approval is a decision
    about each document, holds once, and takes effect at the next night.

    \b
    Examples:
      harvester approve
      harvester approve norfolk --dry-run
      harvester approve norfolk --why "the board told us that reports before 2015 are taken down"
    """
    from harvester.catalogue import Catalogue, replay_decisions

    with Catalogue.open(data.catalogue, create=False, read_only=slug is None or dry_run) as catalogue:
        if slug is not None and slug not in catalogue.sources():
            raise UsageError(f"no source {safe(slug)!r} in the catalogue; 'harvester status' lists them.")
        if slug is not None and not dry_run:
            replay_decisions(data, catalogue)
        wanted = {"withdrawals": "withdrawal", "values": "value"}.get(only or "")
        found = [one for one in catalogue.withheld(slug) if wanted in (None, one.what)]
        waiting = [one for one in found if one.approved is None]
        if slug is not None and waiting and not dry_run:
            if not (why or "").strip():
                raise UsageError("say why these losses are right: --why TEXT (or look first: --dry-run).")
            _decide(data, catalogue, waiting, who or getpass.getuser(), str(why))
    if as_json:
        echo_json(found if slug is None else waiting)
    else:
        _print(found if slug is None else waiting, slug, dry_run=dry_run)


def _decide(
    data: DataDirectory, catalogue: Catalogue, waiting: Sequence[Withheld], who: str, why: str
) -> None:
    from harvester.catalogue import Decision, append_decision
    from harvester.clock import utc_now

    for one in waiting:
        field, value = one.decided
        decision = Decision(
            field=field,
            value=value,
            who=who,
            at=utc_now(),
            reason=why,
            document_id=one.document_id,
            source=one.source,
            sha256=one.sha256,
            url=one.url,
        )
        append_decision(data, decision, catalogue)


def _print(found: Sequence[Withheld], slug: str | None, *, dry_run: bool) -> None:
    from rich.console import Console

    if not found:
        of = f" of {safe(slug)}" if slug else ""
        click.echo(f"Nothing{of} is withheld.")
        return
    console = Console(highlight=False)
    for one in found[:_SHOWN]:
        console.print(text(f"{one.source}: {one.title}", "bold"))
        what = "withdrawal" if one.what == "withdrawal" else f"{one.field} “{one.value}”"
        approved = f" ({one.approved})" if one.approved else ""
        console.print(text(f"  {one.document_id}  {what}: {one.reason}{approved}", "dim"))
    if len(found) > _SHOWN:
        console.print(text(f"… and {len(found) - _SHOWN} more (--json lists all)"))
    console.print()
    losses = f"{len(found)} losses" if len(found) != 1 else "1 loss"
    if slug is None:
        names = dict.fromkeys(one.source for one in found)
        console.print(text(f"{losses} withheld, of {counted(len(names), 'source')}: {listed(names)}."))
    elif dry_run:
        console.print(text(f"{losses} would be let through at the next night; nothing was changed."))
    else:
        console.print(
            text(f"{losses} approved; they take effect at the next night, unless it sees them again.")
        )
