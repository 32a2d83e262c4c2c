"""`harvester verify`: is everything that is kept still what it was?"""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.plain import counted, echo_json, safe
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from harvester.fixity import Fixity
    from harvester.paths import DataDirectory


def _part(_context: click.Context, _param: click.Parameter, value: str | None) -> tuple[int, int]:
    if value is None:
        return 1, 1
    match = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", value)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise click.BadParameter("write it as 3/30: the third of thirty parts")
    return int(match[1]), int(match[2])


@click.command()
@click.option("--part", metavar="N/M", callback=_part, help="Only this part of the files, as 3/30.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_obj
def verify(data: DataDirectory, part: tuple[int, int], as_json: bool) -> int:
    """Look for a flipped byte in kept files, catalogue, web archives, decisions and backups.

    Says which file, where in it, and what to do; nothing is repaired. Ends 8 when anything was found.

    \b
    Examples:
      harvester verify
      harvester verify --part 3/30 --json
    """
    from harvester.catalogue import Catalogue
    from harvester.errors import DamagedCatalogueError
    from harvester.fixity import check_part

    with suppress(DamagedCatalogueError):  # that is a finding; a newer catalogue is not ours to judge
        Catalogue.open(data.catalogue, create=False, read_only=True).close()
    with _Progress(enabled=sys.stderr.isatty()) as progress:
        done = check_part(data, *part, hear=progress.hear)
    if as_json:
        echo_json(done.to_json())
    else:
        _print(done)
    return ExitCode.OK if done.sound else ExitCode.DISK


def _print(done: Fixity) -> None:
    for finding in done.findings:
        click.echo(safe(finding.text()))
    for note in done.notes:
        click.echo(f"note: {safe(note)}")
    part = f" (part {done.part} of {done.parts})" if done.parts > 1 else ""
    looked = ", ".join(
        (
            f"{counted(done.files, 'kept file')} ({done.bytes / 1e6:.1f} MB)",
            counted(done.archives, "web archive"),
            counted(done.decisions, "decision"),
            counted(done.backups, "backup"),
        )
    )
    end = "all sound" if done.sound else f"{counted(len(done.findings), 'finding')}"
    click.echo(f"catalogue, {looked}{part}: {end}.")


class _Progress:
    """A bar on the terminal while it is looked at, nothing elsewhere."""

    def __init__(self, *, enabled: bool) -> None:
        self.enabled = enabled

    def __enter__(self) -> _Progress:
        if self.enabled:
            from rich.console import Console
            from rich.progress import Progress

            self._bars: Any = Progress(console=Console(stderr=True), transient=True)
            self._tasks: dict[str, Any] = {}
            self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.enabled:
            self._bars.stop()

    def hear(self, message: dict[str, Any]) -> None:
        if not self.enabled:
            return
        what = str(message["what"])
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what)
        self._bars.update(self._tasks[what], completed=message["done"], total=message["total"])
