"""`harvester merge`: the union of data directories."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.plain import counted, echo_json, safe

if TYPE_CHECKING:
    from harvester.merge import MergeReport, PartReport
    from harvester.paths import DataDirectory

_EVERY_S = 1.0  # between two lines of progress


@click.command()
@click.argument(
    "parts", metavar="DATA...", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False)
)
@click.option("--dry-run", is_flag=True, help="Only say what would be taken.")
@click.option("--json", "as_json", is_flag=True, help="Print what it came to as JSON.")
@click.pass_obj
def merge(data: DataDirectory, parts: tuple[Path, ...], dry_run: bool, as_json: bool) -> int:
    """Join other data directories into this one: files, texts, archives, nights, and what people decided.

    The others are only read. In whatever order directories are joined, and however often, the same comes of
    it. What two of them read differently stands side by side with its evidence; what was taken down in one
    is taken down in all. A directory that is damaged is refused by name, and the rest are joined.

    \b
    Examples:
      harvester --data data merge /mnt/second-machine/data
      harvester merge --dry-run --json north/data south/data
    """
    from harvester.merge import merge as join

    missing = [str(path) for path in parts if not path.is_dir()]
    if missing:
        raise click.UsageError(f"{', '.join(missing)}: no such directory.")
    done = join(data.root, parts, dry_run=dry_run, hear=_Progress())
    if as_json:
        told = asdict(done)
        echo_json({**told, "into": str(done.into), "parts": [_plain(one) for one in told["parts"]]})
    else:
        _print(done)
    return done.exit_code


def _plain(part: dict[str, Any]) -> dict[str, Any]:
    return {**part, "path": str(part["path"])}


class _Progress:
    """A line now and then, where somebody looks."""

    def __init__(self) -> None:
        self.said, self.at = "", 0.0

    def __call__(self, message: dict[str, Any]) -> None:
        step = f"{message['part']}: {message['step']}".removeprefix(": ")
        if not sys.stderr.isatty() or (step == self.said and time.monotonic() - self.at < _EVERY_S):
            return
        self.said, self.at = step, time.monotonic()
        of = f" ({message['done']} of {message['total']})" if message["total"] > 1 else ""
        click.echo(f"{safe(step)}{of}", err=True)


def _print(done: MergeReport) -> None:
    for one in done.parts:
        click.echo(f"{safe(one.path)}: {_told(one, dry_run=done.dry_run)}")
    for note in done.notes:
        click.echo(f"note: {safe(note)}")
    if done.renumbered:
        click.echo(f"{counted(done.renumbered, 'run')} of {safe(done.into)} have another number now.")
    if done.documents:
        click.echo(f"{counted(done.documents, 'document')} in {counted(done.reviews, 'review')} in all.")
    if done.to_describe:
        click.echo(
            f"Of {counted(done.to_describe, 'document')} more is known than is described: the next night, or "
            "'harvester reprocess', describes them anew."
        )
    click.echo(done.reason)


def _told(one: PartReport, *, dry_run: bool) -> str:
    if one.refused:
        return f"refused: {safe(one.refused)}"
    if one.note:
        return f"nothing to do: {safe(one.note)}"
    numbers = (
        (one.documents_new, "document"),
        (one.files, "file"),
        (one.texts, "text"),
        (one.runs, "run"),
        (one.archives, "web archive"),
        (one.decisions, "decision"),
    )
    new = [counted(number, noun) for number, noun in numbers if number]
    said = f"{', '.join(new) or 'nothing'} {'would be ' if dry_run else ''}new here"
    if one.documents_joined:
        alike = "" if dry_run else ", and not alike"
        said += f", {counted(one.documents_joined, 'document')} known to both{alike}"
    if one.withheld:
        said += f", {counted(one.withheld, 'document')} taken down and left out"
    return said
