"""`harvester backup` and `harvester restore`: copies of the catalogue and of what people said."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.configured import configured
from harvester.cli.plain import counted, echo_json, safe
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from harvester.backup import Backup
    from harvester.paths import DataDirectory


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--keep", type=click.IntRange(min=1), metavar="N",
              help="Backups to keep (default: nightly.backups of the configuration, 14).")  # fmt: skip
@click.option("--with-files", is_flag=True, help="Take the kept files and web archives along.")
@click.option("--dry-run", is_flag=True, help="Only say which older backups would be removed.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
@click.pass_obj
def backup(
    data: DataDirectory, folder: Path | None, keep: int | None, with_files: bool, dry_run: bool, as_json: bool
) -> int:
    """Copy the catalogue, the desk's tables and the decisions, and try the copy.

    Into a new folder below backups/ of the data directory, or below FOLDER; the oldest are removed so
    that --keep are left. A crawl may run meanwhile. With --with-files, files and archives are hard links
    on the same disk (safe from deletion, not from the disk) and copies on another.

    \b
    Examples:
      harvester backup
      harvester backup /media/usb/harvester --with-files --keep 3
      harvester backup --keep 7 --dry-run
    """
    from harvester.backup import back_up, would_go

    keep = keep or configured().nightly.backups  # else it would remove what a night means to keep
    if dry_run:
        return _tell_dry(folder or data.backups, would_go(data, keep, folder), as_json=as_json)
    made = back_up(data, keep, into=folder, with_files=with_files)
    if as_json:
        echo_json(_values(made))
        return ExitCode.OK
    counts = made.counts
    click.echo(
        f"{safe(made.path)}: {counted(counts['documents'], 'document')}, "
        f"{counted(counts['decisions'], 'decision')}, {counted(len(made.files), 'file')}, "
        f"{made.size / 1e6:.1f} MB; checked."
    )
    if made.pruned:
        click.echo(f"removed {counted(len(made.pruned), 'older backup')}: {', '.join(made.pruned)}")
    return ExitCode.OK


def _tell_dry(root: Path, going: tuple[str, ...], *, as_json: bool) -> int:
    if as_json:
        echo_json({"into": str(root), "pruned": list(going), "dry_run": True})
        return ExitCode.OK
    click.echo(f"a backup would be made in {safe(root)}.")
    if going:
        click.echo(f"{counted(len(going), 'older backup')} would be removed: {', '.join(going)}")
    return ExitCode.OK


def _values(made: Backup) -> dict[str, Any]:
    return {**asdict(made), "path": str(made.path), "files": len(made.files), "bytes": made.size}


@click.command()
@click.argument("name", metavar="BACKUP")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Another data directory, perhaps a new one.",
)
@click.option("--dry-run", is_flag=True, help="Check the backup and say what would be done.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_obj
def restore(data: DataDirectory, name: str, into: Path | None, dry_run: bool, as_json: bool) -> int:
    """Put a backup back: its folder, its name in backups/, or "latest".

    Every hash and the database are checked first. The catalogue that was there is kept beside the new
    one, and no decision is lost. Runs after the backup come back with `harvester rebuild`.

    \b
    Examples:
      harvester restore latest --dry-run
      harvester restore data/backups/20261126T021500Z --into restored
    """
    from harvester.paths import DataDirectory as Place
    from harvester.restore import find
    from harvester.restore import restore as put_back

    target = Place(into) if into else data
    done = put_back(find(data, name), target, dry_run=dry_run)
    if as_json:
        echo_json(
            {**asdict(done), "backup": _values(done.backup), "into": str(done.into), "dry_run": dry_run}
        )
        return ExitCode.OK
    would = "would be put back" if dry_run else "put back"
    click.echo(f"{safe(done.backup.path)} (made {done.backup.made}) is sound.")
    click.echo(f"{would} into {safe(done.into)}: {', '.join(done.put_back) or 'nothing'}")
    if done.files_back:
        click.echo(f"{would}, since missing or damaged: {counted(done.files_back, 'kept file')}.")
    for aside in done.kept_aside:
        click.echo(f"what was there {'would be' if dry_run else 'is'} kept as {safe(aside)}")
    for note in done.notes:
        click.echo(note)
    if not dry_run:
        where = f" --data {safe(done.into)}" if into else ""
        click.echo(
            f"Next: harvester{where} verify; harvester{where} rebuild brings back runs after the backup."
        )
    return ExitCode.OK
