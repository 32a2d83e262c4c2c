"""`harvester desk`: serve the librarian's desk."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.desk.settings import DeskOptions
    from harvester.paths import DataDirectory

ANY = {"0.0.0.0", "::"}  # noqa: S104 - looked for, not bound to


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to bind to.")
@click.option("--port", type=click.IntRange(0, 65535), default=8090, show_default=True, metavar="PORT")
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="Host name by which people reach the desk (repeatable); others are refused.",
)
@click.option("--behind-https", is_flag=True, help="A proxy speaks https to the people (docs/access.md).")
@click.option(
    "--proxy",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address of that proxy, whose word on who asks is taken.",
)
@click.option("--open", "browse", is_flag=True, help="Open it in the browser of this machine.")
@click.pass_obj
def desk(
    data: DataDirectory,
    host: str,
    port: int,
    names: tuple[str, ...],
    *,
    behind_https: bool,
    proxy: str,
    browse: bool,
) -> None:
    """Serve the desk, where people look at finds and decide.

    \b
    Examples:
      harvester desk --open
      harvester desk --behind-https --name desk.example.org
    """
    from harvester.desk.settings import DeskOptions, configure

    options = DeskOptions(
        data=data, host=host, port=port, names=names, behind_https=behind_https, proxy=proxy
    )
    _check(options)
    configure(options)
    from harvester.desk.database import prepare
    from harvester.desk.serving import serve

    prepare(data)
    link = _first_admin()

    def opened(address: str) -> None:
        click.echo(f"The desk is open at {address} (Ctrl-C ends it).")
        if link:
            click.echo(
                "\nNobody can log in yet. Choose the password of 'admin' here, once, within a day:\n"
                f"  {address.rstrip('/')}{link}\n"
            )
        sys.stdout.flush()
        if browse:
            click.launch(address.rstrip("/") + link)

    serve(options, opened)


def _check(options: DeskOptions) -> None:
    """Refuse what cannot work, and warn of what is not safe."""
    from harvester.catalogue import Catalogue

    Catalogue.open(options.data.catalogue, create=False).close()
    if (options.host in ANY or options.behind_https) and not options.names:
        raise UsageError("say with --name HOST by which name people reach the desk")
    if not options.loopback and not options.behind_https:
        click.echo(
            f"Warning: the desk is reachable from other machines at {options.host}, without https. Passwords "
            "can be read on the way. Put a proxy with https before it (--behind-https; docs/access.md).",
            err=True,
        )


def _first_admin() -> str:
    """The path where the first admin chooses a password; empty where an admin can log in."""
    from harvester.desk import users
    from harvester.desk.access import Role

    found = list(users.admins())
    if any(user.has_usable_password() for user in found):
        return ""
    return users.link_for(found[0] if found else users.add("admin", Role.ADMIN))
