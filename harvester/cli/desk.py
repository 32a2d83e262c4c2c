"""`harvester desk`: serve the librarian's desk."""

from __future__ import annotations

import ipaddress
import sys
from typing import TYPE_CHECKING

import click

from harvester.cli.configured import configured
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.desk.settings import DeskOptions
    from harvester.paths import DataDirectory


@click.command()
@click.option("--host", metavar="ADDRESS", help="Address to bind to (default: 127.0.0.1, this machine only).")
@click.option("--port", type=click.IntRange(0, 65535), metavar="PORT", help="Default: 8090; 0: any free one.")
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="Host name by which people reach the desk (repeatable); any other is refused.",
)
@click.option(
    "--behind-https/--no-https", default=None, help="A proxy speaks https to the people (docs/access.md)."
)
@click.option(
    "--proxy", metavar="ADDRESS", help="Where that proxy is, whose word on who asks is taken (127.0.0.1)."
)
@click.option("--open", "browse", is_flag=True, help="Open it in the browser of this machine.")
@click.pass_obj
def desk(
    data: DataDirectory,
    host: str | None,
    port: int | None,
    names: tuple[str, ...],
    *,
    behind_https: bool | None,
    proxy: str | None,
    browse: bool,
) -> None:
    """Serve the desk, where people look at finds and decide.

    On first start nobody can log in: it prints a link, good once, where the first admin chooses a
    password. 'harvester users' adds others.

    \b
    Examples:
      harvester desk --open
      harvester desk --behind-https --name desk.example.org
    """
    given = {
        "desk.host": host,
        "desk.port": port,
        "desk.names": names,
        "desk.behind_https": behind_https,
        "desk.proxy": proxy,
    }
    options = ready(data, given)
    from harvester.desk.database import forget_expired
    from harvester.desk.serving import serve

    forget_expired()
    link = _first_admin()

    def opened(address: str, listens: int) -> None:
        behind = f", listening on {options.host} port {listens}" if options.behind_https else ""
        click.echo(f"The desk is open at {address}{behind} (Ctrl-C ends it).")
        if link:
            click.echo(
                "Nobody can log in yet. Choose the password of 'admin' here (once, within a day):\n"
                f"  {address.rstrip('/')}{link}"
            )
        sys.stdout.flush()
        if browse:
            click.launch(address.rstrip("/") + link)

    serve(options, opened)


def ready(data: DataDirectory, given: Mapping[str, object]) -> DeskOptions:
    """Check options and data directory, warn of what is not safe, and make Django and `desk.db` ready.

    Args:
        data: the data directory.
        given: what the command line said, by key of the configuration.

    Raises:
        UsageError: no catalogue there, or the desk could not be reached so.
    """
    from harvester.catalogue import Catalogue
    from harvester.desk.settings import options_of

    options = options_of(configured(given), data)
    Catalogue.open(data.catalogue, create=False).close()
    if not options.names and (options.behind_https or _everywhere(options.host)):
        raise UsageError("say with --name HOST by which name people reach the desk; others are refused.")
    if not options.loopback and not options.behind_https:
        click.echo(
            f"Warning: other machines reach the desk at {options.host}, without https: passwords "
            "and all else can be read on the way. Put a proxy that speaks https before it (docs/access.md).",
            err=True,
        )
    from harvester.desk.settings import configure

    configure(options)
    from harvester.desk.database import prepare

    prepare(data)
    return options


def _everywhere(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _first_admin() -> str:
    """The path where the first admin chooses a password; empty where an admin can log in."""
    from harvester.desk import users
    from harvester.desk.access import Role

    found = list(users.admins())
    if any(user.has_usable_password() for user in found):
        return ""
    return users.link_for(found[0] if found else users.add("admin", Role.ADMIN))
