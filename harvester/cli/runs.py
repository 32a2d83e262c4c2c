"""`harvester runs`: list runs, show one, compare two."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.plain import counted, echo_json, hanging, listed, print_messages, text
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.catalogue import Catalogue, RunDetail, RunSummary
    from harvester.gates import Gates
    from harvester.paths import DataDirectory

_WORDS = {
    "new": "found for the first time",
    "changed": "replaced by other bytes at the same address",
    "moved": "moved to another address",
    "returned": "offered again",
    "unreachable": "not to be had",
    "withdrawn": "withdrawn",
}


@click.group()
def runs() -> None:
    """List runs, show one, compare two.

    \b
    Examples:
      harvester runs list
      harvester runs show 12
      harvester runs diff 11 12
    """


@runs.command("list")
@click.option("--limit", default=20, show_default=True, help="How many, newest first.")
@click.option("--json", "as_json", is_flag=True, help="Print the runs as JSON.")
@click.pass_obj
def list_(data: DataDirectory, limit: int, as_json: bool) -> None:
    """List the latest runs, newest first."""
    with _open(data) as catalogue:
        found = catalogue.last_runs(limit)
    if as_json:
        echo_json(found)
    elif not found:
        click.echo("No run yet; run 'harvester crawl' or 'harvester demo'.")
    else:
        _print_list(found)


@runs.command()
@click.argument("run_id", type=int, required=False, metavar="[RUN]")
@click.option("--json", "as_json", is_flag=True, help="Print the run as JSON.")
@click.pass_obj
def show(data: DataDirectory, run_id: int | None, as_json: bool) -> None:
    """Show what a run did: its sources and what became of documents. Without RUN: the latest."""
    from harvester.cli.accounts import print_account

    with _open(data) as catalogue:
        detail = _detail(catalogue, _latest(catalogue, 1)[0] if run_id is None else run_id)
        account = catalogue.run_account(detail.run.id, _gates())
    if as_json:
        echo_json({**asdict(detail), "account": account.to_json() if account else None})
    else:
        _print_detail(detail)
        if account:
            print_account(account, data)


@runs.command()
@click.argument("before", type=int, required=False)
@click.argument("after", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
@click.pass_obj
def diff(data: DataDirectory, before: int | None, after: int | None, as_json: bool) -> None:
    """Compare two runs, by default the last two that ended: outcomes, counts, documents, values."""
    from harvester.cli.accounts import print_values, values_between

    with _open(data) as catalogue:
        if before is None:
            after, before = _latest(catalogue, 2)
        elif after is None:
            after = _latest(catalogue, 1)[0]
        first, second = sorted((before, after or before))
        one, other = _detail(catalogue, first), _detail(catalogue, second)
        events = catalogue.events_between(first, second)
        accounts = [catalogue.run_account(run_id, _gates()) for run_id in range(first + 1, second + 1)]
    compared = _compare(one, other)
    values = values_between([account for account in accounts if account])
    if as_json:
        echo_json({"before": first, "after": second, "sources": compared, "events": events, "values": values})
    else:
        _print_diff(one, other, compared, events)
        print_values(values)


def _open(data: DataDirectory) -> Catalogue:
    from harvester.catalogue import Catalogue

    return Catalogue.open(data.catalogue, create=False, read_only=True)


def _gates() -> Gates:
    from harvester.cli.configured import configured
    from harvester.gates import Gates

    return Gates.configured(configured())


def _latest(catalogue: Catalogue, number: int) -> list[int]:
    """The latest runs that ended, newest first."""
    found = [run.id for run in catalogue.last_runs(200) if run.finished is not None][:number]
    if len(found) < number:
        raise UsageError(f"there are not {counted(number, 'finished run')} yet; see 'harvester runs list'.")
    return found


def _detail(catalogue: Catalogue, run_id: int) -> RunDetail:
    detail = catalogue.run_detail(run_id)
    if detail is None:
        raise UsageError(f"no run {run_id}; see 'harvester runs list'.")
    return detail


def _print_list(found: Sequence[RunSummary]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in (("run", "right"), ("started", "left"), ("took", "right"), ("exit", "right")):
        table.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    for name in ("sources", "new", "changed", "lost"):
        table.add_column(name, justify="right")
    table.add_column("what it says", overflow="fold", ratio=1)
    for run in found:
        table.add_row(
            text(run.id),
            text(run.started[:16].replace("T", " ")),
            text(_took(run)),
            text("–" if run.exit_code is None else run.exit_code, "" if run.exit_code == 0 else "yellow"),
            text(len(run.sources)),
            text(run.documents_new),
            text(run.documents_changed),
            text(run.documents_lost),
            text(run.reason or ("" if run.finished else "not ended: still running, or killed")),
        )
    Console(highlight=False).print(table)


def _took(run: RunSummary) -> str:
    if run.finished is None:
        return "–"
    try:
        seconds = int((_time(run.finished) - _time(run.started)).total_seconds())
    except ValueError:
        return "?"
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _time(value: str) -> datetime:
    return datetime.fromisoformat(value.replace("Z", "+00:00"))


def _print_detail(detail: RunDetail) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    run = detail.run
    end = f"exit {run.exit_code}" if run.finished else "not ended"
    console.print(text(f"Run {run.id} ({run.command}), {run.started}, took {_took(run)}, {end}", "bold"))
    if run.reason:
        console.print(text(run.reason))
    silent = sorted(set(run.sources) - {row["source"] for row in detail.sources})
    if silent:
        console.print(text(f"Not reported: {listed(silent)}", "yellow"))
    table = Table(box=None, pad_edge=False, collapse_padding=True, header_style="bold")
    table.add_column("source", overflow="fold")
    table.add_column("outcome", no_wrap=True)
    table.add_column("platform", no_wrap=True)
    for name in ("pages", "requests", "listed", "new", "changed", "lost"):
        table.add_column(name, justify="right")
    for row in detail.sources:
        counts = ("pages_fetched", "requests", "documents_listed")
        changes = ("documents_new", "documents_changed", "documents_lost")
        cells = [text(row[name]) for name in (*counts, *changes)]
        table.add_row(text(row["source"]), text(row["outcome"]), text(row["platform"] or ""), *cells)
    console.print(table)
    print_messages(console, ((row["source"], row["message"]) for row in detail.sources))
    if detail.fetches:
        ends = ", ".join(f"{number} {outcome}" for outcome, number in detail.fetches.items())
        console.print()
        console.print(text(f"Documents asked for: {ends}"))
    for line in _event_lines(detail.events):
        console.print(line)


def _event_lines(events: Sequence[dict[str, Any]]) -> Iterator[Any]:
    for what, words in _WORDS.items():
        of_kind = [event for event in events if event["what"] == what]
        if of_kind:
            yield ""
            yield text(f"{counted(len(of_kind), 'document')} {words}:", "bold")
        for event in of_kind[:50]:
            begin = f"  {event['document_id']}  "
            yield hanging(text(f"{begin}{event['source']}: {event['title']}"), len(begin))
        if len(of_kind) > 50:
            yield text(f"  … and {len(of_kind) - 50} more (--json lists all)")


def _compare(one: RunDetail, other: RunDetail) -> list[dict[str, Any]]:
    """Sources whose outcome or counts differ, or that only one of the runs crawled."""
    before = {row["source"]: row for row in one.sources}
    after = {row["source"]: row for row in other.sources}
    names = ("outcome", "documents_listed", "pages_fetched", "requests", "bytes")
    compared = []
    for source in sorted(before.keys() | after.keys()):
        old, new = before.get(source), after.get(source)
        changes = {
            name: [old[name] if old else None, new[name] if new else None]
            for name in names
            if (old[name] if old else None) != (new[name] if new else None)
        }
        if changes:
            compared.append({"source": source, "message": new["message"] if new else "", **changes})
    return compared


def _print_diff(
    one: RunDetail, other: RunDetail, compared: Sequence[dict[str, Any]], events: Sequence[dict[str, Any]]
) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    console.print(
        text(f"Run {one.run.id} ({one.run.started}) → run {other.run.id} ({other.run.started})", "bold")
    )
    if not compared:
        console.print("Every source ended alike.")
    for row in compared:
        parts = []
        for name, values in row.items():
            if name in ("source", "message"):
                continue
            old, new = ("–" if value is None else value for value in values)
            parts.append(f"{name.removeprefix('documents_').replace('_', ' ')} {old} → {new}")
        console.print(hanging(text(f"  {row['source']}: {'; '.join(parts)}"), 4))
        if "outcome" in row and row["message"]:
            console.print(text(f"    {row['message']}", "dim"))
    lines = list(_event_lines(events))
    for line in lines or ["", "No document is new, changed, moved or lost."]:
        console.print(line)
