"""`harvester add`: one document by hand, with who, when and why."""

from __future__ import annotations

import dataclasses
import getpass
import json
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from harvester.cli.configured import (
    allow_host_option,
    configured,
    replay_option,
    sources_option,
)
from harvester.errors import UsageError
from harvester.vocabulary import ExitCode, Outcome

if TYPE_CHECKING:
    from harvester.paths import DataDirectory
    from harvester.run.adding import Added


@click.command()
@click.argument("file_or_url", metavar="FILE_OR_URL")
@click.option("--source", "slug", required=True, metavar="SLUG", help="The source it belongs to.")
@click.option("--why", required=True, metavar="TEXT", help="Why it is added; kept with the decision.")
@click.option("--who", metavar="NAME", help="Who adds it (default: the name you are logged in under).")
@click.option("--url", metavar="URL", help="Where a local file came from, when known.")
@sources_option
@replay_option
@allow_host_option
@click.option("--dry-run", is_flag=True, help="Say what would be added, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.pass_obj
def add(
    data: DataDirectory,
    file_or_url: str,
    slug: str,
    why: str,
    who: str | None,
    url: str | None,
    sources_dir: Path | None,
    replay: tuple[Path, ...],
    allow_hosts: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> int:
    """Add one document by hand: a local file, or an address that is fetched as a crawl would.

    What a person adds is kept whatever the machine makes of it; who, when and why stand in
    decisions.jsonl and in the document's evidence.

    \b
    Examples:
      harvester add report.pdf --source norfolk --why "sent by the board on request"
      harvester add https://www.example.org/scr.pdf --source norfolk --why "linked from a newspaper"
    """
    from harvester.run.adding import Addition, add_address, add_file
    from harvester.run.options import RunOptions
    from harvester.run.selection import declared
    from harvester.sources import load_declarations

    declaration = declared(load_declarations(sources_dir), slug)
    is_address = file_or_url.lower().startswith(("http://", "https://"))
    if "://" in file_or_url and not is_address:
        raise UsageError(f"{file_or_url} cannot be fetched: only http and https addresses can.")
    addition = Addition(
        declaration=declaration,
        who=who or getpass.getuser(),
        why=why,
        path=None if is_address else Path(file_or_url),
        url=file_or_url if is_address else url,
    )
    if dry_run:
        if addition.path is not None and not addition.path.is_file():
            raise UsageError(f"cannot read {addition.path}: there is no such file.")
        if as_json:
            told = {"file_or_url": file_or_url, "source": slug, "who": addition.who, "why": why}
            click.echo(json.dumps({**told, "dry_run": True}))
        else:
            click.echo(f"would add {file_or_url} to {declaration.title} ({slug}) for {addition.who}: {why}")
        return ExitCode.OK
    if not is_address:
        return _say(data, add_file(data, addition), as_json=as_json)
    config = configured({"crawl.allow_hosts": allow_hosts})
    options = RunOptions.configured(config, data=data, sources_dir=sources_dir, replay=replay, command="add")
    return _say(data, add_address(options, addition), as_json=as_json)


def _say(data: DataDirectory, added: Added, *, as_json: bool) -> int:
    fine = added.outcome in (Outcome.OK, Outcome.NOT_MODIFIED)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(added)))
    elif not fine:
        noted = f" The address stands in the catalogue as {added.document_id}." if added.document_id else ""
        why = f"{added.outcome}: {added.message}" if added.message else str(added.outcome)
        click.echo(
            f"harvester: not fetched ({why}).{noted} Where you may, save the file yourself and add that.",
            err=True,
        )
    else:
        held = " (these bytes were held already)" if added.known else ""
        read = added.reading in (Outcome.OK, None)
        unread = "" if read else f" Its text could not be read: {added.reading}."
        look = f"harvester --data {quote(str(data.root))} show {added.document_id}"
        click.echo(f"added as {added.document_id}{held}.{unread} Look at it: {look}")
    return ExitCode.OK if fine else ExitCode.SOURCES_NEED_CARE
