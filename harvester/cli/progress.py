"""What a person sees while a run goes on, and when it has ended."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any, Self

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from harvester.vocabulary import SourceOutcome

if TYPE_CHECKING:
    from harvester.paths import DataDirectory
    from harvester.run import RunReport

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
        self.finished = 0
        self.pages = 0
        self.counts: dict[int, dict[str, int]] = {}

    def __enter__(self) -> Self:
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def hear(self, message: dict[str, Any]) -> None:
        """Take one message of a run and show where it stands."""
        event = message.get("event")
        worker = int(message.get("worker", 0))
        if event == "finished":
            self.finished += 1
            self.pages += int(message.get("pages", 0))
        elif event == "progress":
            self.counts[worker] = {k: int(message.get(k, 0)) for k in ("pages", "documents", "sources")}
        if event in {"reading", "describing"}:
            words = {"reading": "reading the last files", "describing": "describing and grouping"}
            self.progress.update(self.task, description=words[event])
            return
        live = {k: sum(c[k] for c in self.counts.values()) for k in ("pages", "documents", "sources")}
        self.progress.update(
            self.task,
            description=f"crawling {live['sources']} sources, {self.finished} done · "
            f"{self.pages + live['pages']} pages · {live['documents']} files under way",
        )


def report_json(report: RunReport) -> str:
    """The report as one JSON object."""
    return json.dumps(dataclasses.asdict(report), ensure_ascii=False, indent=2)


def print_report(report: RunReport, data: DataDirectory, *, as_json: bool = False) -> None:
    """The run's table: one row a source, trouble first, and what to do next."""
    if as_json:
        click.echo(report_json(report))
        return
    console = Console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("source")
    table.add_column("outcome")
    for name in ("pages", "listed", "new", "changed"):
        table.add_column(name, justify="right")
    table.add_column("what happened", overflow="fold")
    for row in sorted(report.sources, key=lambda r: (list(STYLES).index(r.outcome) * -1, r.source)):
        table.add_row(
            row.source,
            f"[{STYLES[row.outcome]}]{row.outcome}[/]",
            str(row.pages_fetched),
            str(row.documents_listed),
            str(row.documents_new),
            str(row.documents_changed),
            escape(row.message),
        )
    if report.sources:
        console.print(table)
    for note in report.notes:
        console.print(f"[bold red]{escape(note)}[/]")
    console.print(
        f"\nrun {report.run_id}: {report.reason}. Files read: {report.read}; documents described: "
        f"{report.described}; reviews in the catalogue: {report.reviews}.",
        highlight=False,
    )
    if report.sources:
        console.print(
            f"Look further: harvester --data {data.root} status · find WORDS · runs show {report.run_id}",
            style="dim",
            highlight=False,
        )
