"""`harvester names`: possible real names in files, and a person's word that they are none."""

from __future__ import annotations

import getpass
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.plain import counted, echo_json, safe
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory
    from harvester.publish.name_checking import Names

_SHOWN = 50


@click.command()
@click.argument("name", metavar="ID", required=False)
@click.option("--clear", metavar="WHY", help="These are no real names, or may be published; say why.")
@click.option("--who", metavar="NAME", help="Who says so (default: the name you are logged in under).")
@click.option("--all", "everything", is_flag=True, help="Documents that are not accepted too.")
@click.option("--dry-run", is_flag=True, help="Look and say, and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@click.pass_obj
def names(data: DataDirectory, /, name: str | None, everything: bool, dry_run: bool, **asked: Any) -> None:
    """Look for real names in file properties, file names and hidden text of accepted documents, or of ID.

    Files are looked behind once, in limited processes. What is found keeps the document from being
    published with its text until somebody took it down, kept its text in the house, or cleared it here.

    \b
    Examples:
      harvester names
      harvester names d2c05870619af
      harvester names d2c05870619af --clear "the author's own name"
    """
    from harvester.catalogue import Catalogue, replay_decisions
    from harvester.publish.name_checking import look, names_of

    if asked["clear"] is not None and name is None:
        raise UsageError("which document? Name it: harvester names ID --clear WHY.")
    with Catalogue.open(data.catalogue, create=False, read_only=dry_run) as catalogue:
        if not dry_run:
            replay_decisions(data, catalogue)
        chosen = [_known(catalogue, name)] if name else _documents(catalogue, everything=everything)
        fresh = look(data, catalogue, chosen, keep=not dry_run, hear=_hear)
        with catalogue.reading() as connection:
            found = [one for key in chosen if (one := names_of(connection, key, fresh)) is not None]
        if asked["clear"] is not None and not dry_run:
            _clear(data, catalogue, found[0], asked["who"] or getpass.getuser(), asked["clear"])
            return
    told = found if name else [one for one in found if one.waits or one.note]
    if asked["as_json"]:
        echo_json([{**asdict(one), "waits": one.waits, "mark": one.mark} for one in told])
    else:
        _print(told, len(chosen))


def _hear(message: dict[str, Any]) -> None:
    if sys.stderr.isatty() and message["done"] % 20 == 0:
        click.echo(f"looked behind {message['done']} of {message['total']} files", err=True)


def _known(catalogue: Catalogue, name: str) -> str:
    record = catalogue.record(name.strip())
    if record is None or record.kind != "document":
        raise UsageError(f"no document {safe(name)!r}; 'harvester find WORDS' gives the IDs.")
    return str(record.fields["id"])


def _documents(catalogue: Catalogue, *, everything: bool) -> list[str]:
    where = "" if everything else "WHERE status = 'accepted'"
    with catalogue.reading() as connection:
        rows = connection.execute(f"SELECT id FROM documents {where} ORDER BY source, id")  # noqa: S608
        return [str(row["id"]) for row in rows]


def _clear(data: DataDirectory, catalogue: Catalogue, one: Names, who: str, why: str) -> None:
    from harvester.catalogue.deciding import Change, decide
    from harvester.catalogue.name_checks import REAL_NAMES
    from harvester.clock import utc_now

    if not why.strip():
        raise UsageError("say why these are no real names, or may be published: --clear WHY.")
    if not one.flags:
        raise UsageError(f"nothing was found in {one.document_id}: there is nothing to clear.")
    change = Change("document", one.document_id, REAL_NAMES, one.mark, reason=why.strip())
    decide(data, catalogue, [change], who=who, at=utc_now())
    click.echo(f"{counted(len(one.flags), 'possible name')} of {one.document_id} cleared.")


def _print(found: Sequence[Names], looked_at: int) -> None:
    for one in found[:_SHOWN]:
        state = "cleared" if one.cleared else "to be looked at" if one.flags else "nothing found"
        click.echo(f"{one.document_id}  {state}")
        for flag in one.flags:
            click.echo(f"    {safe(flag.words())}")
        if one.note:
            click.echo(f"    {safe(one.note)}")
    if len(found) > _SHOWN:
        click.echo(f"… and {len(found) - _SHOWN} more (--json lists all)")
    waiting = sum(one.waits for one in found)
    click.echo(f"{counted(looked_at, 'document')}: {waiting} with a possible real name to be looked at.")
