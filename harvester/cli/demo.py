"""`harvester demo`: harvest the bundled sample web, offline, and look round."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli.configured import data_option, given_data
from harvester.cli.plain import counted, echo_json, text
from harvester.errors import UsageError
from harvester.paths import DataDirectory
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console
    from rich.table import Table

    from harvester.cli.demo_figures import DemoFigures, LeftAlone
    from harvester.evaluate.sites import Report
    from harvester.run import RunReport

DEFAULT = Path("demo-data")
MARK = "DEMO.txt"
_MARK_TEXT = "Made by 'harvester demo', from invented sites. Running the demo again empties this directory.\n"
_BAR = 28  # characters of a full bar


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_context
def demo(ctx: click.Context, as_json: bool) -> int:
    """Harvest a small invented web from the program's own package: no network, no set-up.

    It goes through the same steps as 'harvester crawl': pages, files, text, metadata, grouping.
    The result is a data directory like any other (./demo-data unless --data says where), so every
    other command can be tried on it. Running the demo again starts afresh; a directory that holds
    anything but a demo is never touched.

    \b
    Examples:
      harvester demo
      harvester --data /tmp/look demo
    """
    from harvester.catalogue import Catalogue
    from harvester.cli.demo_figures import figures, left_alone
    from harvester.cli.progress import CrawlProgress
    from harvester.evaluate.sites import evaluate
    from harvester.run import crawl
    from harvester.sample import sample_options, sample_truth

    data = _directory(ctx)
    prepare(data)
    with (
        sample_options(data) as options,
        CrawlProgress(enabled=sys.stderr.isatty() and not as_json) as progress,
    ):
        report = crawl(options, progress.hear)
        with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
            found = figures(catalogue)
            others = left_alone(catalogue, data, options.replay)
    with sample_truth() as truth:
        measured = evaluate(data.catalogue, truth)
    if as_json:
        echo_json({"data": str(data.root), "run": report, "found": found, "left_alone": others})
    else:
        _print_found(report, found, others, measured)
        _print_next(data, report, found)
    # One invented site is closed to robots on purpose: for the demo that is a success.
    return ExitCode.OK if report.exit_code == ExitCode.SOURCES_NEED_CARE else report.exit_code


demo.params.append(data_option(leaf=True, finds=False))  # a configuration is for real harvests


def _directory(ctx: click.Context) -> DataDirectory:
    """Where to harvest to: what --data or HARVESTER_DATA says, else ./demo-data."""
    return DataDirectory(given_data(ctx) or DEFAULT)


def prepare(data: DataDirectory) -> None:
    """Makes a fresh directory, or empties one that an earlier demo made.

    Raises:
        UsageError: the directory holds something that no demo made.
        LockedError: a demo is running in it.
        DiskError: the directory cannot be written.
    """
    from harvester.run.lock import hold

    if data.root.exists() and not data.root.is_dir():
        raise UsageError(f"{data.root} is a file; give the demo a directory with --data.")
    strangers = data.root.is_dir() and any(data.root.iterdir()) and not (data.root / MARK).is_file()
    if strangers:
        raise UsageError(
            f"{data.root} holds something that the demo did not make, so it stays as it is. "
            f"Choose another place: harvester --data {data.root}-demo demo"
        )
    with hold(data, "demo", settled=False):
        (data.root / MARK).write_text(_MARK_TEXT, encoding="utf-8")
        for path in (data.files, data.warc, data.runs):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
        for path in (*data.root.glob("catalogue.db*"), *data.root.glob("desk.db*"), data.decisions):
            path.unlink(missing_ok=True)


def _print_found(
    report: RunReport, found: DemoFigures, others: Sequence[LeftAlone], measured: Report
) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    console.rule("[bold]A night's harvest of the sample web[/]")
    _print_areas(console, found)
    _print_refusals(console, found)
    _print_left_alone(console, others)
    console.rule("[bold]What was found[/]")
    _print_bars(console, found)
    whole = measured.overall
    console.print()
    console.print(
        f"The sample web really holds {counted(whole.true, 'document')}: {whole.found} of them were found, "
        f"and {counted(whole.false_finds, 'row')} should not be there. "
        f"{whole.pages} pages were read, {whole.pages_per_document:.1f} for each document.",
    )
    seconds = max((source.seconds for source in report.sources), default=0.0)
    console.print(f"Files read: {report.read}. The slowest site took {counted(round(seconds), 'second')}.")


def _print_areas(console: Console, found: DemoFigures) -> None:
    from rich.table import Table

    from harvester.cli.progress import STYLES
    from harvester.vocabulary import SourceOutcome

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("area", overflow="fold", max_width=46)
    table.add_column("outcome")
    table.add_column("documents", justify="right")
    table.add_column("reviews", justify="right")
    table.add_column("by type", overflow="fold")
    for area in found.areas:
        known = area.outcome in set(SourceOutcome)
        table.add_row(
            text(area.title),
            text(area.outcome, STYLES[SourceOutcome(area.outcome)] if known else "dim"),
            text(area.documents or "–"),
            text(area.reviews or "–"),
            text(", ".join(f"{number} {name}" for name, number in area.types)),
        )
    table.add_section()
    table.add_row("all", "", text(found.documents, "bold"), text(found.reviews, "bold"), "")
    console.print(table)
    console.print()
    console.print(
        f"{counted(found.duplicates, 'document')} repeat another: copies, library deposits, joint reports."
    )


def _print_refusals(console: Console, found: DemoFigures) -> None:
    from rich.table import Table

    from harvester.cli.demo_figures import WITHHELD

    for area in found.areas:
        if area.message and area.outcome != "ok":
            console.print(text(f"{area.title}: {area.message}", "yellow"))
    if found.withheld:
        table = Table(
            title="Listed, but not readable",
            title_justify="left",
            box=None,
            pad_edge=False,
            header_style="bold",
        )
        table.add_column("documents", justify="right")
        table.add_column("outcome")
        table.add_column("what it means", overflow="fold")
        ends = [row.outcome for row in found.withheld]
        for end in sorted(set(ends), key=lambda e: (-ends.count(e), e)):
            table.add_row(text(ends.count(end)), text(end, "yellow"), text(WITHHELD.get(end, "")))
        console.print()
        console.print(table)
    if found.turned_away:
        console.print()
        console.print(f"Looked at and turned away: {counted(len(found.turned_away), 'file')}, such as")
        for row in found.turned_away[:4]:
            console.print(text(f"  {row.words or '(no words)'} – {row.reason or 'not a review'}", "dim"))


def _print_left_alone(console: Console, others: Sequence[LeftAlone]) -> None:
    from rich.table import Table

    if not others:
        return
    table = Table(
        title="Listed beside them, and left alone",
        title_justify="left",
        box=None,
        pad_edge=False,
        header_style="bold",
    )
    table.add_column("link", overflow="fold", max_width=32)
    table.add_column("why", overflow="fold")
    for row in others:
        table.add_row(text(row.words or "(no words)"), text(row.reason, "yellow"))
    console.print()
    console.print(table)


def _print_bars(console: Console, found: DemoFigures) -> None:
    from rich.columns import Columns

    console.print(
        Columns(
            [
                _bars("documents by type", found.types, "green"),
                _bars("documents by role", found.roles, "cyan"),
                _bars("documents by year", _periods(found.years), "magenta"),
                _shares("documents that state their", found.filled, found.documents),
            ],
            padding=(1, 4),
        )
    )


def _periods(years: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Years in threes, so that the chart stays short; documents without a date last."""
    periods: dict[str, int] = {}
    for year, number in years:
        first = int(year) // 3 * 3 if year.isdigit() else None
        name = f"{first}–{first + 2}" if first is not None else "no date"
        periods[name] = periods.get(name, 0) + number
    return list(periods.items())


def _bars(title: str, rows: Iterable[tuple[str, int]], colour: str) -> Table:
    rows = list(rows)
    most = max((number for _, number in rows), default=1)
    return _chart(title, [(name, number / most, str(number)) for name, number in rows], colour)


def _shares(title: str, rows: Iterable[tuple[str, int]], whole: int) -> Table:
    shares = [(name, number / whole if whole else 0.0) for name, number in rows]
    return _chart(title, [(name.replace("_", " "), share, f"{share:.0%}") for name, share in shares], "blue")


def _chart(title: str, rows: Sequence[tuple[str, float, str]], colour: str) -> Table:
    from rich.table import Table

    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, show_header=False
    )
    table.add_column("name")
    table.add_column("bar", min_width=_BAR, no_wrap=True)
    table.add_column("number", justify="right")
    for name, share, number in rows:
        table.add_row(
            text(name), text("█" * max(1, round(share * _BAR)) if share else "", colour), text(number)
        )
    return table


def _print_next(data: DataDirectory, report: RunReport, found: DemoFigures) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    program = _program()
    at = f"{program} --data {data.root}"
    console.print()
    console.rule("[bold]Look further[/]")
    steps = [
        (f"{at} find calendar", "search the full text"),
        (f"{at} find Ivy --role briefing", "titles and case names too"),
        (f"{at} status", "the health of each source"),
        (f"{at} runs show {report.run_id}", "what this run did"),
        (f"{at} desk --open", "look at the finds and decide, in your browser"),
        (
            f"sqlite3 {data.catalogue} 'SELECT case_name, title FROM documents'",  # noqa: S608
            "the catalogue itself",
        ),
        (f"HARVESTER_CONTACT=you@example.org {program} crawl norfolk", "harvest a real board"),
    ]
    if found.example:
        steps.insert(2, (f"{at} show {found.example}", "one record, each value with its evidence"))
    for command, meaning in steps:
        console.print(text(f"  {meaning}", "dim"))
        console.print(text(f"    {command}"), soft_wrap=True)


def _program() -> str:
    """How the reader can call harvester: by name where the shell finds it, else by its path."""
    called = Path(sys.argv[0])
    if shutil.which("harvester") or called.name != "harvester":
        return "harvester"
    return str(called)
