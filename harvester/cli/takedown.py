"""`harvester takedown`: one document out of everything, for good."""

from __future__ import annotations

import getpass
import sys
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.plain import counted, echo_json, safe
from harvester.errors import LockedError, UsageError
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.paths import DataDirectory
    from harvester.publish.register import Made
    from harvester.takedown.cleaning import Cleaned
    from harvester.takedown.planning import Plan, Taken

_SHOWN = 20


@click.command()
@click.argument("name", metavar="ID", required=False)
@click.option("--reason", metavar="TEXT", help="Why; kept with the date. Not the title, and no names.")
@click.option("--who", metavar="NAME", help="Who says so (default: the name you are logged in under).")
@click.option("--copies", is_flag=True, help="The same text in other files and at other sources too.")
@click.option("--finish", "only_finish", is_flag=True, help="Clean what was taken down while a run went on.")
@click.option("--dry-run", is_flag=True, help="Say what would be taken down, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was or would be taken down as JSON.")
@click.pass_obj
def takedown(data: DataDirectory, /, name: str | None, **asked: Any) -> int:
    """Take a document out of everything that is kept here, for good: it cannot be taken back.

    File, text, search index, pictures, recorded traffic, logs, feeds and backups in the data directory are
    cleaned, and editions in it that hold the document are removed. Kept are its ID, hashes of its bytes,
    text and addresses, the reason, the date and who: by these it is not harvested, added, restored or
    published again. Publications and exports elsewhere are named, and are yours to see to.

    While a run goes on the document is hidden at once, and exit code 7 says that it is cleaned at the end
    of that run (or by --finish).

    \b
    Examples:
      harvester takedown d2c05870619af --dry-run
      harvester takedown d2c05870619af --reason "asked for by the partnership, letter of 3 March"
      harvester takedown --finish
    """
    if asked["only_finish"]:
        if name is not None or asked["reason"] or asked["copies"]:
            # Saying "everything is cleaned" here would let somebody believe that this document is gone.
            raise UsageError("--finish takes nothing down; leave it out to take a document down.")
        return _would_finish(data, **asked) if asked["dry_run"] else _finish(data, as_json=asked["as_json"])
    if name is None:
        raise UsageError("which document? 'harvester find WORDS' gives the IDs.")
    from harvester.catalogue import Catalogue, replay_decisions
    from harvester.takedown.planning import plan

    if asked["dry_run"]:
        with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
            planned = plan(catalogue, name, copies=asked["copies"])
        _tell(data, planned, None, as_json=asked["as_json"])
        return ExitCode.OK
    reason = (asked["reason"] or "").strip()
    if not reason:
        raise UsageError("say why: --reason TEXT (or look first: --dry-run).")
    with Catalogue.open(data.catalogue, create=False) as catalogue, _held(data) as alone:
        replay_decisions(data, catalogue)
        planned = plan(catalogue, name, copies=asked["copies"])
        _decide(data, catalogue, planned, asked["who"], reason)
        catalogue.close()
        cleaned = _clean(data) if alone else None
    _tell(data, planned, cleaned, as_json=asked["as_json"], hidden=not alone)
    if not alone:
        return ExitCode.LOCKED
    return ExitCode.OK if cleaned is None or cleaned.done else ExitCode.UNEXPECTED


@contextmanager
def _held(data: DataDirectory) -> Iterator[bool]:
    """Hold the data directory, if nobody else does: hiding a document does not wait for a run to end."""
    from contextlib import ExitStack

    from harvester.run.lock import hold

    with ExitStack() as stack:
        try:
            stack.enter_context(hold(data, "takedown"))
        except LockedError:
            yield False
            return
        yield True


def _decide(data: DataDirectory, catalogue: Any, planned: Plan, who: str | None, reason: str) -> None:
    from harvester.clock import utc_now
    from harvester.takedown.deciding import Word, take_down

    take_down(data, catalogue, planned, Word(who=who or getpass.getuser(), at=utc_now(), reason=reason))


def _clean(data: DataDirectory) -> Cleaned | None:
    from harvester.takedown.cleaning import finish

    def hear(message: dict[str, Any]) -> None:
        if sys.stderr.isatty():
            click.echo(f"cleaning: {message['step']}", err=True)

    return finish(data, hear)


def _would_finish(data: DataDirectory, /, *, as_json: bool, **_asked: Any) -> int:
    from harvester.takedown.cleaning import pending

    waiting = pending(data)
    if as_json:
        echo_json({"waiting": waiting})
    elif waiting:
        click.echo(f"{counted(waiting, 'takedown')} would be cleaned. Nothing was changed.")
    else:
        click.echo("Everything that was taken down is cleaned.")
    return ExitCode.OK


def _finish(data: DataDirectory, *, as_json: bool) -> int:
    from harvester.run.lock import hold

    with hold(data, "takedown"):
        cleaned = _clean(data)
    if as_json:
        echo_json(_cleaned_json(cleaned))
    elif cleaned is None:
        click.echo("Everything that was taken down is cleaned.")
    else:
        _print_cleaned(cleaned)
    return ExitCode.OK if cleaned is None or cleaned.done else ExitCode.UNEXPECTED


# ---------------------------------------------------------------- telling


def _tell(
    data: DataDirectory, planned: Plan, cleaned: Cleaned | None, *, as_json: bool, hidden: bool = False
) -> None:
    from harvester.publish.register import holding

    made = holding(data, tuple(one.id for one in planned.documents))
    if as_json:
        echo_json(
            {
                "documents": [asdict(one) for one in planned.documents],
                "copies": [asdict(one) for one in planned.copies],
                "versions": [asdict(one) for one in planned.versions],
                "publications": [one.path for one in made],
                "hidden": hidden or cleaned is not None,
                "cleaned": _cleaned_json(cleaned),
            }
        )
        return
    done = hidden or cleaned is not None
    _print_documents("Taken down" if done else "Would be taken down", planned.documents)
    left = "The same text in other files, not taken (--copies takes it)"
    _print_documents(left, planned.copies)
    _print_documents("Other versions, each a takedown of its own", planned.versions)
    _warn(data, made)
    if hidden:
        click.echo(
            "A run holds the data directory: the document is hidden everywhere, and not harvested again. It "
            "is cleaned out of files and archives when that run ends, or by 'harvester takedown --finish'."
        )
    elif cleaned is not None:
        _print_cleaned(cleaned)
    else:
        click.echo("Nothing was changed.")


def _print_documents(words: str, documents: Sequence[Taken]) -> None:
    if not documents:
        return
    click.echo(f"{words}:")
    for one in documents[:_SHOWN]:
        click.echo(f"  {one.id}  {safe(one.title)}  ({safe(one.source)}, {one.status}; {one.why})")
    if len(documents) > _SHOWN:
        click.echo(f"  … and {len(documents) - _SHOWN} more (--json lists all)")


def _warn(data: DataDirectory, made: Sequence[Made]) -> None:
    """What has left the house already."""
    from harvester.publish.register import outside

    elsewhere = [one for one in made if outside(data, one)]
    for one in elsewhere[:_SHOWN]:
        text = " with its text" if one.with_text else ""
        click.echo(f"warning: the publication {safe(one.path)} holds it{text}, and was made {one.made[:10]}")
    if len(elsewhere) > _SHOWN:
        click.echo(f"warning: … and {len(elsewhere) - _SHOWN} more publications (--json lists all)")
    if elsewhere:
        click.echo("Remove them there, and publish again: OAI-PMH then tells the document as deleted.")
    click.echo("Exports, and backups made elsewhere (--into), are not known here: look for them yourself.")


def _cleaned_json(cleaned: Cleaned | None) -> dict[str, Any] | None:
    if cleaned is None:
        return None
    return {
        "takedowns": cleaned.takedowns,
        "done": cleaned.done,
        "residue_bytes": cleaned.residue.bytes,
        "residue_places": cleaned.residue.places,
        "looked_at_bytes": cleaned.residue.looked_at,
        "editions_removed": [str(path) for path in cleaned.removed_editions],
    }


def _print_cleaned(cleaned: Cleaned) -> None:
    for path in cleaned.removed_editions:
        click.echo(f"removed the edition {safe(str(path))}: publish again to have one without it")
    found, number = cleaned.residue, counted(cleaned.takedowns, "takedown")
    searched = f"{found.looked_at / 1e6:.1f} MB looked through, unpacked"
    click.echo(f"{number} cleaned; residue {found.bytes} bytes ({searched}).")
    for place, size in list(cleaned.residue.places.items())[:_SHOWN]:
        click.echo(f"  still in {safe(place)}: {size} bytes")
    if cleaned.residue.bytes:
        click.echo("Look at these files; then run 'harvester takedown --finish' again.")
