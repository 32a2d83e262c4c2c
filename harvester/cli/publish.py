"""`harvester publish`: a dated, immutable folder of accepted records, in every format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.configured import configured, sources_option
from harvester.cli.plain import counted, echo_json, safe
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from harvester.paths import DataDirectory
    from harvester.publish.about import About
    from harvester.publish.command import Published, Wish

_SHOWN = 20


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--with-text", is_flag=True, help="Texts and files too, of documents that may leave.")
@click.option("--accept-losses", metavar="WHY", default="",
              help="Publish though something of the last edition is lost; WHY is printed.")  # fmt: skip
@click.option("--as-at", metavar="DATE", help="A frozen look back: what was found and decided by the end of "
              "that day (UTC), as 2026-06-30.")  # fmt: skip
@sources_option
@click.option("--dry-run", is_flag=True, help="Ask the gates and count, and write nothing.")
@click.option("--steps", is_flag=True, help="Say each step on standard error as it begins.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made, or why not, as JSON.")
@click.pass_obj
def publish(
    data: DataDirectory, /, folder: Path, sources_dir: Path | None, as_json: bool, **asked: Any
) -> int:
    """Make a new edition DIR/YYYY-MM-DD of all accepted records, and point DIR/latest to it.

    It holds metadata and links. Texts and files leave only with --with-text; those of documents that were
    withdrawn or published anonymously only after a librarian decided so (publish_text). Refused (exit 5)
    when nothing is accepted, something kept is damaged, losses are withheld, or records or values that the
    last edition had are lost. With --as-at the edition is named as-at-DATE, DIR/latest stays, and nothing
    is compared with other editions; whether a text may leave, and what was taken down, is as of today.

    \b
    Examples:
      harvester publish publications --dry-run
      harvester publish publications
      harvester publish publications --with-text --json
      harvester publish publications --as-at 2026-06-30
    """
    from harvester.publish.command import publish as make

    made = make(data, _wish(folder, sources_dir, asked))
    if as_json:
        echo_json(made.to_json())
    else:
        _print(made, dry_run=asked["dry_run"])
    return ExitCode.GATE if made.refusals else ExitCode.OK


def _wish(folder: Path, sources_dir: Path | None, asked: dict[str, Any]) -> Wish:
    from harvester import __version__
    from harvester.clock import utc_now
    from harvester.publish.about import TITLE, About
    from harvester.publish.as_at import checked_day
    from harvester.publish.command import Wish
    from harvester.publish.text import one_line

    config = configured()
    said, contact = config.publish, config.contact or ""
    email = said.email or (contact if "@" in contact and "/" not in contact else "")
    now = utc_now()
    about = About(
        edition="",
        made=now,
        title=one_line(said.title) or TITLE,
        publisher=one_line(said.publisher),
        homepage=said.homepage or "",
        licence=said.licence or "",
        contact=one_line(email or contact),
        program=f"harvester {__version__}",
        accepted_losses=one_line(asked["accept_losses"]),
        with_text=asked["with_text"],
        as_at=checked_day(asked["as_at"], now) if asked["as_at"] is not None else "",
    )
    return Wish(
        root=folder,
        about=about,
        email=email,
        sources_dir=sources_dir,
        dry_run=asked["dry_run"],
        hear=_say if asked["steps"] else lambda _: None,
    )


def _say(step: str) -> None:
    click.echo(f"{step}.", err=True)


def _print(made: Published, *, dry_run: bool) -> None:
    for one in made.refusals:
        click.echo(f"refused: {safe(one.what)}.", err=True)
    if made.refusals:
        if all(one.may_be_accepted for one in made.refusals):
            click.echo("If that is right, say so: --accept-losses WHY.", err=True)
        click.echo("Nothing was published.", err=True)
        return
    counts = made.counts
    for name, reason in list((made.held or {}).items())[:_SHOWN]:
        click.echo(f"no text of {name}: {safe(reason)}")
    if len(made.held or {}) > _SHOWN:
        click.echo(f"… and {len(made.held or {}) - _SHOWN} more without text (--json lists all)")
    told = f"{counted(counts.reviews, 'review')}, {counted(counts.documents, 'document')}"
    told += f" (of these {counted(counts.reports, 'overview report')})"
    if made.about.with_text:
        told += f", {counted(counts.texts, 'text')}"
    if made.taken_back:
        number = counted(len(made.taken_back), "document")
        click.echo(
            f"{number} of them accepted no longer (first: {made.taken_back[0]}); they were on that day."
        )
    if dry_run:
        click.echo(f"{told} would be published as {made.about.edition}; nothing was written.")
    else:
        click.echo(f"{told} published in {made.path}.")
        _print_lacks(made.about)


def _print_lacks(about: About) -> None:
    """What an edition can do without, and those who use it would rather not."""
    if not about.licence:
        click.echo("No licence for the metadata is stated: set publish.licence in the configuration.")
    if not about.homepage and not about.as_at:
        click.echo(
            "No address is stated, so the answers of OAI-PMH are not among the files: set publish.homepage "
            "in the configuration. 'harvester serve' gives them, and names the address that is asked."
        )
