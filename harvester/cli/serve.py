"""`harvester serve`: the reading room, for everyone, on one publication."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from harvester.paths import DataDirectory

_BASE = r"/([A-Za-z0-9_-]+/)*"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8091, show_default=True,
              help="Port to listen at; 0 takes one that is free.")  # fmt: skip
@click.option("--base", default="/", show_default=True, metavar="PATH",
              help="Path under which a web server before it offers it, as /reviews/.")  # fmt: skip
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
@click.pass_obj
def serve(_data: DataDirectory, /, folder: Path, host: str, port: int, base: str, open_browser: bool) -> int:
    """Serve an edition that 'harvester publish' made: search, charts, a map, records, tables, SQL.

    DIR is an edition, or a folder of editions, of which the newest is served. Every file of it is checked
    first. Nothing but the edition is read, and nothing is written: it is for everyone. It speaks HTTP; for
    HTTPS put a web server before it (docs/reading-room.md). Stop it with Ctrl-C.

    \b
    Examples:
      harvester serve publications
      harvester serve publications/2026-11-26 --port 8000 --open
      harvester serve publications --base /reviews/
    """
    import re

    from harvester.errors import UsageError
    from harvester.reading_room.edition import open_edition

    if not re.fullmatch(_BASE, base):
        raise UsageError(f"--base {base!r} is no path; write it as /reviews/.")
    edition = open_edition(folder)
    click.echo(f"{len(edition.files)} files of {edition.folder} are as they were made.")
    from harvester.reading_room.serving import serve as run

    def ready(address: str) -> None:
        click.echo(f"The reading room is open: {address}")
        if open_browser:
            click.launch(address)

    try:
        run(edition, (host, port), base=base, ready=ready)
    except KeyboardInterrupt:
        click.echo("The reading room is closed.")
    except OSError as error:
        raise UsageError(
            f"cannot listen at {host} port {port}: {error.strerror}; take another --port."
        ) from error
    return ExitCode.OK
