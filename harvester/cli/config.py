"""`harvester config`: what is configured, and by what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from harvester.cli.configured import configured
from harvester.cli.plain import echo_json, text

if TYPE_CHECKING:
    from harvester.config import Config


@click.group()
def config() -> None:
    """Look at the configuration: a TOML file, the environment, and the command line on top.

    \b
    Example:
      harvester config show
    """


@config.command("show")
@click.option("--json", "as_json", is_flag=True, help="Print every key as JSON.")
def show(as_json: bool) -> None:
    """Every key, its value, and where that came from; addresses to notify are not shown.

    \b
    Examples:
      harvester config show
      harvester --config /etc/harvester/harvester.toml config show --json
    """
    found = configured()
    rows = [
        {"key": key, "value": _shown(value), "origin": found.origin(key)} for key, value in found.values()
    ]
    if as_json:
        echo_json({"file": str(found.file) if found.file else None, "values": rows})
    else:
        _print(found, rows)


def _shown(value: Any) -> Any:
    """A value for eyes and JSON; of secrets only that they are there."""
    from pydantic import Secret, SecretStr

    if isinstance(value, SecretStr):
        return "(hidden)"
    if isinstance(value, Secret):  # a table: what is said in it, and not how
        names = sorted(map(str, value.get_secret_value()))
        return f"({', '.join(names)}: hidden)" if names else None
    if isinstance(value, tuple):
        hidden = any(isinstance(one, SecretStr) for one in value)
        return (
            f"({'1 address' if len(value) == 1 else f'{len(value)} addresses'}, hidden)"
            if hidden
            else list(value)
        )
    return value if value is None or isinstance(value, (int, float)) else str(value)


def _print(found: Config, rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("key", "value", "from"):
        table.add_column(name, overflow="fold")
    for row in rows:
        value = row["value"]
        said = ", ".join(map(str, value)) if isinstance(value, list) else value
        origin = row["origin"]
        table.add_row(
            text(row["key"]),
            text("none" if said in (None, "") else said, "dim" if said in (None, "") else ""),
            text(origin, "dim" if origin == "default" else "green"),
        )
    console = Console(highlight=False)
    console.print(table)
    console.print()
    console.print(text(f"File: {found.file}" if found.file else "No configuration file was found."))
