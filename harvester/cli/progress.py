"""What a person sees while a run goes on, and when it has ended."""

from __future__ import annotations

import dataclasses
import json
from shlex import quote
from typing import TYPE_CHECKING, Any, Self

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from harvester.cli.plain import counted, listed, print_messages, text
from harvester.cli.unread import unread_hint
from harvester.vocabulary import ExitCode, SourceOutcome

if TYPE_CHECKING:
    from harvester.paths import DataDirectory
    from harvester.run import RunReport, SourceReport

STYLES = {
    SourceOutcome.OK: "green",
    SourceOutcome.EMPTY: "cyan",
    SourceOutcome.CAPPED: "yellow",
    SourceOutcome.SKIPPED: "dim",
    SourceOutcome.SUSPECT: "bold yellow",
    SourceOutcome.BLOCKED: "bold red",
    SourceOutcome.FAILED: "bold red",
}


class CrawlProgress:
    """One live line on stderr: sources under way, pages and documents so far."""

    def __init__(self, *, enabled: bool) -> None:
        self.progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not enabled,
        )
        self.task = self.progress.add_task("starting", total=None)
        self.counts: dict[int, dict[str, int]] = {}  # by crawling process

    def __enter__(self) -> Self:
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def hear(self, message: dict[str, Any]) -> None:
        """Take one message of a run and show where it stands."""
        steps = {"reading": "reading the last files", "describing": "describing and grouping"}
        event = str(message.get("event"))
        if event == "progress":
            names = ("pages", "documents", "sources", "finished")
            self.counts[int(message.get("worker", 0))] = {k: int(message.get(k, 0)) for k in names}
            so_far = {k: sum(counts[k] for counts in self.counts.values()) for k in names}
            said = (
                f"crawling {counted(so_far['sources'], 'source')}, {so_far['finished']} done · "
                f"{counted(so_far['pages'], 'page')} · {counted(so_far['documents'], 'document')}"
            )
            self.progress.update(self.task, description=said)
        elif event == "coding":
            texts = f"{message.get('done', 0)} of {counted(int(message.get('of', 0)), 'text')}"
            self.progress.update(self.task, description=f"reading for codings: {texts}")
        elif event in steps:
            self.progress.update(self.task, description=steps[event])
        elif event == "waiting":
            minutes = float(message.get("seconds", 0)) / 60
            again = listed(message.get("sources", ()), most=4)
            self.progress.update(self.task, description=f"in {minutes:.0f} min again: {again}")
        elif event.startswith("step "):
            self.progress.update(self.task, description=event.removeprefix("step "))


def _as_it_stands(report: RunReport, data: DataDirectory) -> tuple[RunReport, int]:
    """The report with all reviews there are, also those of earlier runs; how many files are unread."""
    from harvester.catalogue import Catalogue
    from harvester.catalogue.awaiting import count_reviews, count_unread

    if not data.catalogue.exists():
        return report, 0
    with (
        Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue,
        catalogue.reading() as connection,
    ):
        reviews = report.reviews or count_reviews(connection)
        return dataclasses.replace(report, reviews=reviews), count_unread(connection)


def _without_codings(data: DataDirectory) -> int:
    from harvester.catalogue import Catalogue
    from harvester.suggesting import to_come

    if not data.catalogue.exists():
        return 0
    with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
        return to_come(catalogue)


def report_json(report: RunReport) -> str:
    """The report as one JSON object."""
    return json.dumps(dataclasses.asdict(report), ensure_ascii=False, indent=2)


def print_report(
    report: RunReport, data: DataDirectory, *, as_json: bool = False, codings: bool = True
) -> None:
    """The run's table: one row a source, trouble last, and what to do next.

    Args:
        report: the run's.
        data: where it was.
        as_json: print it as one JSON object instead.
        codings: whether the run was to suggest codings; else what lacks them is told.
    """
    report, unread = _as_it_stands(report, data)
    if as_json:
        click.echo(report_json(report))
        return
    if report.exit_code == ExitCode.NOTHING_DUE:
        click.echo(f"harvester: {report.reason}; 'harvester sources list' shows all.", err=True)
        return
    console = Console(highlight=False, soft_wrap=True)
    rows = sorted(report.sources, key=lambda r: (list(STYLES).index(r.outcome), r.source))
    if rows:
        console.print(_table(rows))
        print_messages(Console(highlight=False), [(row.source, row.message) for row in rows])
        console.print()
    for note in report.notes:
        console.print(text(note, "bold red"))
    run = f"run {report.run_id}: " if report.run_id else ""
    console.print(text(f"{run}{report.reason}."))
    console.print(
        f"{report.read} files read, {report.described} documents described, "
        f"{report.reviews} reviews in the catalogue."
    )
    if unread:
        console.print(text(unread_hint(unread), "yellow"))
    lacking = 0 if codings else _without_codings(data)
    if lacking:
        console.print(
            f"{counted(lacking, 'text')} without suggestions for codings: 'harvester codings' makes them."
        )
    if rows:
        command = f"harvester --data {quote(str(data.root))}"
        console.print(text(f"Look further: {command} status · find WORDS · runs show {report.run_id}", "dim"))


def _table(rows: list[SourceReport]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("source", overflow="fold")
    table.add_column("outcome", no_wrap=True)
    for name in ("pages", "listed", "new", "changed"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        numbers = (row.pages_fetched, row.documents_listed, row.documents_new, row.documents_changed)
        table.add_row(text(row.source), text(row.outcome, STYLES[row.outcome]), *map(str, numbers))
    return table
