"""`harvester doctor`: is everything there that a night needs?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli.configured import configured, data_option, given_data
from harvester.cli.plain import counted, echo_json, text
from harvester.errors import ConfigurationError
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.doctor import Finding, Patient

_STYLES = {"good": "green", "note": "yellow", "wrong": "bold red"}


@click.command()
@click.option(
    "--sources",
    "sources_dir",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Declarations to look at instead of those configured.",
)
@click.option("--offline", is_flag=True, help="Leave the network alone.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def doctor(ctx: click.Context, sources_dir: Path | None, offline: bool, as_json: bool) -> int:
    """Check everything that a night needs, and say what to do; nothing is changed.

    Python and its libraries, SQLite, clock, limits, network, configuration, data directory, room, store,
    lock, catalogue, declarations, contact, browser, tesseract, whom to tell, the last night, backups. No
    partnership's site is asked for anything. Exit code 4 when something is wrong.

    \b
    Examples:
      harvester doctor
      harvester --config /etc/harvester/harvester.toml doctor --offline --json
    """
    from harvester.doctor import WRONG, examine

    findings = examine(_patient(ctx, sources_dir, offline=offline))
    wrong = sum(one.state == WRONG for one in findings)
    if as_json:
        echo_json({"ready": not wrong, "findings": [one._asdict() for one in findings]})
    else:
        _print(findings)
    return ExitCode.CONFIGURATION if wrong else ExitCode.OK


doctor.params.append(data_option(leaf=True, finds=False))  # a wrong configuration is a finding here


def _patient(ctx: click.Context, sources_dir: Path | None, *, offline: bool) -> Patient:
    from harvester.clock import utc_now
    from harvester.config import Config
    from harvester.doctor import Patient
    from harvester.paths import DataDirectory

    trouble = ""
    try:
        config = configured()
    except ConfigurationError as error:
        config, trouble = Config(), str(error)
    if sources_dir is not None:
        config = config.with_options({"sources": sources_dir})
    data = DataDirectory(given_data(ctx) or config.data)
    return Patient(config=config, data=data, now=utc_now(), offline=offline, trouble=trouble)


def _print(findings: Sequence[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one in findings:
        table.add_row(text(one.state, _STYLES[one.state]), text(one.name, "bold"), text(one.message))
        if one.advice:
            table.add_row("", "", text(f"→ {one.advice}", "dim"))
    console = Console(highlight=False)
    console.print(table)
    wrong = sum(one.state == "wrong" for one in findings)
    notes = sum(one.state == "note" for one in findings)
    said = f"{counted(wrong, 'thing')} wrong" if wrong else "ready for the night"
    console.print(text(f"\n{len(findings)} checks: {said}, {counted(notes, 'note')}."))
