"""`harvester add`: one document by hand, with who, when and why."""

from __future__ import annotations

import getpass
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

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
@click.option(
    "--sources",
    "sources_dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Declarations to use instead of those that ship with harvester.",
)
@click.option("--replay", multiple=True, type=click.Path(path_type=Path), metavar="WARC")
@click.option("--allow-host", "allow_hosts", multiple=True, metavar="HOST_OR_CIDR")
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
    from harvester.run.selection import select
    from harvester.sources import load_declarations

    declaration = select(load_declarations(sources_dir), [slug])[0]
    is_address = file_or_url.lower().startswith(("http://", "https://"))
    addition = Addition(
        declaration=declaration,
        who=who or getpass.getuser(),
        why=why,
        path=None if is_address else Path(file_or_url),
        url=file_or_url if is_address else url,
    )
    if dry_run:
        click.echo(f"would add {file_or_url} to {declaration.title} ({slug}) for {addition.who}: {why}")
        return ExitCode.OK
    if not is_address:
        return _say(add_file(data, addition), as_json=as_json)
    options = RunOptions(
        data=data,
        sources_dir=sources_dir,
        replay=replay,
        allow_hosts=allow_hosts,
        contact=os.environ.get("HARVESTER_CONTACT") or None,
        command="add",
    )
    return _say(add_address(options, addition), as_json=as_json)


def _say(added: Added, *, as_json: bool) -> int:
    if as_json:
        values = {"document_id": added.document_id, "outcome": added.outcome, "message": added.message}
        click.echo(json.dumps({**values, "known": added.known}))
    elif added.document_id is None or added.outcome not in (Outcome.OK, Outcome.NOT_MODIFIED):
        click.echo(
            f"not fetched ({added.outcome}): {added.message or 'no answer'}. Save the file yourself and add "
            "that, if you may.",
            err=True,
        )
    else:
        held = " (these bytes were held already)" if added.known else ""
        click.echo(f"added as {added.document_id}{held}. Look at it: harvester show {added.document_id}")
    fine = added.outcome in (Outcome.OK, Outcome.NOT_MODIFIED)
    return ExitCode.OK if fine else ExitCode.SOURCES_NEED_CARE
