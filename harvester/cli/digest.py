"""`harvester digest`: what people are told after a night."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from harvester.cli.configured import configured
from harvester.cli.plain import echo_json
from harvester.errors import HarvesterError, UsageError
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from collections.abc import Collection

    from harvester.catalogue import Catalogue
    from harvester.config import Config
    from harvester.paths import DataDirectory
    from harvester.tell.material import Material


@click.command()
@click.option(
    "--run", "run_id", type=click.IntRange(min=1), metavar="N", help="The digest of this run alone."
)
@click.option("--send", "sends", is_flag=True, help="Send it to the configured addresses.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def digest(data: DataDirectory, run_id: int | None, *, sends: bool, as_json: bool) -> int:
    """Show what would be sent to people: of the last run, or of any.

    With --send and without --run, each address is told what it was not told yet, as a night does it; with
    --run that run is told again, to all of them. Configure whom to tell with notify.urls.

    \b
    Examples:
      harvester digest
      harvester digest --run 12 --json
      harvester digest --send
    """
    from harvester.catalogue import Catalogue

    config = configured()
    if sends and not config.notify.urls:
        raise UsageError("there is nobody to tell: set notify.urls (docs/telling.md).")
    with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
        number = _number(catalogue, run_id)
        if sends and run_id is None:
            return _deliver(config, data, catalogue, number)
        return _show(config, _material(config, catalogue, number), sends=sends, as_json=as_json)


def _number(catalogue: Catalogue, run_id: int | None) -> int:
    if run_id is not None:
        if catalogue.run_detail(run_id) is None:
            raise UsageError(f"no run {run_id}; see 'harvester runs list'.")
        return run_id
    ended = [run.id for run in catalogue.last_runs(200) if run.finished is not None]
    if not ended:
        raise UsageError("no run has ended yet; run 'harvester crawl' or 'harvester demo'.")
    return ended[0]


def _material(config: Config, catalogue: Catalogue, run_id: int, after: int | None = None) -> Material:
    from harvester.gates import Gates
    from harvester.tell.gathering import gather

    gates = Gates.configured(config)
    return gather(catalogue, run_id, gates=gates, after=after, live=_live(config))


def _live(config: Config) -> Collection[str] | None:
    """Sources that are crawled; None where the declarations cannot be read, so that all are told."""
    from harvester.run.selection import select
    from harvester.sources import load_declarations

    try:
        return [one.slug for one in select(load_declarations(config.sources), ())]
    except HarvesterError:
        return None


def _show(config: Config, material: Material, *, sends: bool, as_json: bool) -> int:
    from harvester.tell.digest import compose
    from harvester.tell.layout import as_html, as_text
    from harvester.tell.material import Told

    told = compose(material, Told(), when=config.notify.when)
    failures = _send_all(config, material) if sends else []
    if as_json:
        values: dict[str, Any] = {
            "run_id": material.run_id,
            "subject": told.subject,
            "worth_sending": told.worth,
            "text": as_text(told),
            "html": as_html(told),
            "failures": failures,
        }
        echo_json(values)
    else:
        click.echo(f"Subject: {told.subject}\n\n{as_text(told)}", nl=False)
        if not told.worth:
            click.echo(f"\nNothing would be sent: nothing happened (notify.when is {config.notify.when!r}).")
        for failure in failures:
            click.echo(failure, err=True)
    return ExitCode.UNEXPECTED if failures else ExitCode.OK


def _send_all(config: Config, material: Material) -> list[str]:
    from harvester.redaction import Redactor
    from harvester.tell.digest import compose
    from harvester.tell.material import Told
    from harvester.tell.sending import send

    redact, failures = Redactor(config.secrets()), []
    for place, address in enumerate(config.notify.urls, 1):
        said = send(
            address.get_secret_value(),
            lambda most: compose(material, Told(), when=config.notify.when, most=most),
            redact,
        )
        if said:
            failures.append(f"address {place} was not told: {said}")
    return failures


def _deliver(config: Config, data: DataDirectory, catalogue: Catalogue, run_id: int) -> int:
    from harvester.redaction import Redactor
    from harvester.run.lock import hold
    from harvester.tell.delivering import deliver

    redact = Redactor(config.secrets())
    with hold(data, "digest"):
        done = deliver(
            lambda after: _material(config, catalogue, run_id, after),
            run_id,
            data.root,
            config.notify,
            redact,
        )
    click.echo(redact(done.text()))
    return ExitCode.UNEXPECTED if done.failures else ExitCode.OK
