"""`harvester users`: who may use the desk."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from harvester.cli.configured import configured
from harvester.cli.plain import counted, echo_json, safe
from harvester.errors import UsageError

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from harvester.desk.settings import DeskOptions
    from harvester.paths import DataDirectory

ROLE = click.Choice(["reader", "librarian", "admin"])
_link = click.option(
    "--link", is_flag=True, help="Print a link to choose the password, instead of asking for it here."
)
_address = click.option(
    "--address",
    metavar="URL",
    help="Where people reach the desk, for the link (default: as the configuration says, desk.*).",
)


@click.group()
def users() -> None:
    """Add the people who use the desk, list them, and change what they may do.

    \b
    Examples:
      harvester users add ann --role librarian
      harvester users list
    """


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the users as JSON.")
@click.pass_obj
def list_users(data: DataDirectory, *, as_json: bool) -> None:
    """List the users of the desk.

    \b
    Examples:
      harvester users list
    """
    found = []
    if data.desk.exists():
        _ready(data)
        from harvester.desk.users import people

        found = people()
    if as_json:
        from dataclasses import asdict

        echo_json([asdict(person) for person in found])
        return
    width = max((len(person.name) for person in found), default=0)
    for person in found:
        state = "" if person.enabled else "disabled"
        if person.enabled and not person.has_password:
            state = "has no password yet"
        seen = f"last log-in {person.last_login}" if person.last_login else "never logged in"
        parts = (f"{safe(person.name):{width}}", f"{person.role:9}", seen, state)
        click.echo("  ".join(part for part in parts if part))
    click.echo(f"{counted(len(found), 'user')}." if found else "No users yet; see 'harvester users add'.")


@users.command()
@click.argument("name")
@click.option(
    "--role", type=ROLE, required=True, help="reader looks, librarian decides, admin adds users too."
)
@_link
@_address
@click.pass_obj
def add(data: DataDirectory, name: str, role: str, *, link: bool, address: str | None) -> None:
    """Add a user, and ask for a password or print a link to choose one.

    \b
    Examples:
      harvester users add mair --role librarian
      harvester users add mair --role reader --link
      harvester users add mair --role reader --link --address http://127.0.0.1:8095/
    """
    options = _ready(data)
    where = _where(options, address, link=link)
    from harvester.desk import users as people
    from harvester.desk.access import ROLES

    user = people.add(name, ROLES[role])
    click.echo(f"{user.username} is added as {role}.")
    _password(where, user)


@users.command()
@click.argument("name")
@_link
@_address
@click.pass_obj
def password(data: DataDirectory, name: str, *, link: bool, address: str | None) -> None:
    """Give a user a new password; wherever they are logged in, they have to log in again.

    \b
    Examples:
      harvester users password mair
      harvester users password mair --link
    """
    options = _ready(data)
    from harvester.desk.users import find

    user = find(name)
    _password(_where(options, address, link=link), user)


@users.command()
@click.argument("name")
@click.argument("role", type=ROLE)
@click.pass_obj
def role(data: DataDirectory, name: str, role: str) -> None:
    """Change what a user may do, from this moment.

    \b
    Examples:
      harvester users role mair admin
    """
    _ready(data)
    from harvester.desk import users as people
    from harvester.desk.access import ROLES

    user = people.set_role(name, ROLES[role])
    click.echo(f"{user.username} is {role} now.")


@users.command()
@click.argument("name")
@click.pass_obj
def disable(data: DataDirectory, name: str) -> None:
    """Keep a user out from this moment; what they decided stays.

    \b
    Examples:
      harvester users disable mair
    """
    _ready(data)
    from harvester.desk.users import set_enabled

    click.echo(f"{set_enabled(name, enabled=False).username} cannot use the desk any more.")


@users.command()
@click.argument("name")
@click.pass_obj
def enable(data: DataDirectory, name: str) -> None:
    """Let a user in again.

    \b
    Examples:
      harvester users enable mair
    """
    _ready(data)
    from harvester.desk.users import set_enabled

    click.echo(f"{set_enabled(name, enabled=True).username} can use the desk again.")


def _ready(data: DataDirectory) -> DeskOptions:
    from harvester.desk.settings import configure, options_of

    options = options_of(configured(), data)
    configure(options)
    from harvester.desk.database import prepare

    prepare(data)
    return options


def _where(options: DeskOptions, given: str | None, *, link: bool) -> str:
    """The address of the desk for a link; empty where the password can be typed here.

    Raises:
        UsageError: it is no address, or nobody can know it.
    """
    from harvester.desk.serving import address_of

    if not link and given is None and sys.stdin.isatty():
        return ""
    if given is not None:
        parts = urlsplit(given)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise UsageError(
                f"--address {safe(given)!r} is no address; write it as https://desk.example.org/."
            )
        return given
    if not options.port and not (options.behind_https and options.names):
        raise UsageError(
            "desk.port is 0, so the desk takes any port; say with --address URL which address it printed."
        )
    return address_of(options)


def _password(where: str, user: User) -> None:
    """Print a link to choose a password at an address; without one ask for it here."""
    from harvester.desk import users as people

    if not where:
        typed = click.prompt(f"Password of {user.username}", hide_input=True, confirmation_prompt=True)
        people.set_password(user, typed)
        click.echo("The password is set.")
        return
    click.echo(
        f"{user.username} chooses a password here (once, within a day; give it to nobody else):\n"
        f"  {where.rstrip('/')}{people.link_for(user)}"
    )
