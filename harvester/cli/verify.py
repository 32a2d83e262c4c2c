"""`harvester verify`: is every kept file still what its name says?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from harvester.paths import DataDirectory


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_obj
def verify(data: DataDirectory, as_json: bool) -> int:
    """Hash every kept file again and compare it with its name; name what is missing or damaged.

    \b
    Example:
      harvester verify
    """
    from harvester.catalogue import Catalogue
    from harvester.store import FileStore

    store = FileStore(data.files)
    damaged, missing, sound = [], [], 0
    with Catalogue.open(data.catalogue, create=False) as catalogue:
        for sha256 in catalogue.file_hashes():
            if not store.path(sha256).exists():
                missing.append(sha256)
            elif not store.verify(sha256):
                damaged.append(sha256)
            else:
                sound += 1
    if as_json:
        click.echo(json.dumps({"sound": sound, "damaged": damaged, "missing": missing}))
    else:
        for word, hashes in (("damaged", damaged), ("missing", missing)):
            for sha256 in hashes:
                click.echo(f"{word}: {store.path(sha256)}")
        click.echo(f"{sound} files sound, {len(damaged)} damaged, {len(missing)} missing.")
    return ExitCode.DISK if damaged or missing else ExitCode.OK
