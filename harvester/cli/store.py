"""`harvester store`: where the files are, and bringing them somewhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from harvester.cli.plain import counted, echo_json

if TYPE_CHECKING:
    from harvester.paths import DataDirectory


@click.group()
def store() -> None:
    """Where kept files are: in the data directory, or in any store that fsspec knows (S3, SFTP, …).

    \b
    Example:
      harvester store show
    """


@store.command("show")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def show(data: DataDirectory, as_json: bool) -> None:
    """Where the files of this harvest are, and how many; every name is listed for that.

    \b
    Examples:
      harvester store show
      harvester store show --json
    """
    from harvester.store import open_store
    from harvester.stores.place import noted

    found = open_store(data)
    left = noted(data).left
    files = sum(1 for _ in found.hashes())
    if as_json:
        echo_json({"store": found.url, "files": files, "left": list(left)})
        return
    click.echo(f"{counted(files, 'file')} in {found.url}")
    if not data.catalogue.exists():
        click.echo(f"There is no catalogue in {data.root}: --data says where a harvest lives.", err=True)
    for url in left:
        click.echo(f"Left behind by a move: {url} ('harvester store move' without --keep removes them)")


@store.command("move")
@click.argument("url", metavar="URL|here")
@click.option("--keep", is_flag=True, help="Leave the files at the old place too.")
@click.option("--dry-run", is_flag=True, help="Only say how many files would be copied.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_obj
def move(data: DataDirectory, url: str, keep: bool, dry_run: bool, as_json: bool) -> None:
    """Bring all files to another store, check each by its hash, and use them there from now on.

    The files at the old place are removed once all are sound at the new one. Stopped in the middle, run it
    again. `here` brings them back into the data directory. How to log in: store.options (docs/storage.md).

    \b
    Examples:
      harvester store move s3://reviews/files --dry-run
      harvester store move s3://reviews/files
      harvester store move here
    """
    from dataclasses import asdict

    from harvester.stores.moving import HERE
    from harvester.stores.moving import move as bring

    def hear(message: dict[str, Any]) -> None:
        if message["done"] % 50 == 0 and not as_json:
            click.echo(f"{message['step']}: {message['done']} of {message['total']}", err=True)

    done = bring(data, url, keep=keep, dry_run=dry_run, hear=hear)
    if as_json:
        echo_json({**asdict(done), "dry_run": dry_run})
        return
    if dry_run:
        click.echo(f"{done.brought} of {counted(done.files, 'file')} would be copied to {done.place}.")
        return
    click.echo(f"{counted(done.files, 'file')} in {done.place}: {done.brought} copied, all checked.")
    click.echo(f"{done.removed} removed at the old place." if not keep else "The old place has them still.")
    click.echo(_configuring(here=url == HERE))


def _configuring(*, here: bool) -> str:
    """What to do about the configuration, which still says what it said."""
    from harvester.stores.settings import store_settings

    settings = store_settings()
    if not here:
        return "Let store.url say so too, where it is configured."
    if settings.url is None:
        return "No store.url is configured here; where another machine has one for this harvest, remove it."
    return f"Remove store.url from the configuration ({settings.origin}): it names another place."
