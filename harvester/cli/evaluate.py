"""`harvester evaluate`: how good detection and reading are, on labelled data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.table import Table

    from harvester.evaluate.sites import Report


@click.command()
@click.argument("what", required=False, type=click.Choice(["codings"]))
@click.option(
    "--links",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Labelled links to use instead of those that ship with harvester.",
)
@click.option(
    "--covers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Labelled title pages to use instead of those that ship with harvester.",
)
@click.option(
    "--truth",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="What the sites of the harvest in --data hold; without it the sample web is harvested.",
)
@click.option("--no-sites", is_flag=True, help="Leave out the replayed sites (they take a while).")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--problems", is_flag=True, help="Also list every wrong link, cover and document.")
@click.pass_context
def evaluate(
    ctx: click.Context,
    what: str | None,
    links: Path | None,
    covers: Path | None,
    truth: Path | None,
    no_sites: bool,
    as_json: bool,
    problems: bool,
) -> None:
    """Precision, recall, F1 and field accuracies on labelled links, title pages and replayed sites.

    With `codings`, instead: how good the suggestions for the coding of reviews are, on labelled passages.

    Links are judged in cross-validation by partnership: each by a model that never saw its area.

    \b
    Examples:
      harvester evaluate
      harvester evaluate --no-sites --problems
      harvester evaluate codings --problems
      harvester --data night evaluate --truth truth.json
    """
    if what == "codings":
        _codings(as_json=as_json, problems=problems)
        return
    from harvester.evaluate.covers import load_covers, measure_lines
    from harvester.evaluate.links import evaluate_links

    link_report = evaluate_links(links)
    cover_scores = measure_lines(load_covers(covers))
    sites = None if no_sites else _sites(ctx.obj.catalogue if truth else None, truth)
    if as_json:
        figures: dict[str, Any] = {"links": link_report.as_json(), "covers": cover_scores.as_dict()}
        if sites is not None:
            figures["sites"] = sites_figures(sites)
        click.echo(json.dumps(figures, ensure_ascii=False, indent=2))
        return
    from rich.console import Console
    from rich.markup import escape

    console = Console()
    for line in _tables(link_report.as_json(), cover_scores.as_dict(), sites):
        console.print(line)
    if problems:
        for label in link_report.wrong:
            console.print(f"link {label}: judged wrongly", highlight=False)
        for cover, name, wanted, got in cover_scores.misses:
            console.print(escape(f"title page {cover}: {name} is {wanted!r}, read {got!r}"), highlight=False)
        for problem in sites.problems if sites else ():
            console.print(escape(str(problem)), highlight=False)


def _codings(*, as_json: bool, problems: bool) -> None:
    """Figures for the suggestions, on each labelled set."""
    from harvester.coding.frame import FIELDS
    from harvester.evaluate.codings import SETS, load_passages, measure

    found = {words: measure(load_passages(name=name)) for words, name in SETS.items()}
    if as_json:
        figures = {SETS[words].removesuffix(".jsonl"): scores.as_dict() for words, scores in found.items()}
        click.echo(json.dumps(figures, ensure_ascii=False, indent=2))
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    for words, scores in found.items():
        table = Table(f"passages {words}", "labels", "precision", "recall", box=None, header_style="bold")
        for name in (*FIELDS, None):
            labels = sum(counts[name] if name else counts.total() for counts in (scores.right, scores.missed))
            figures_of = (f"{rate(name):.3f}" for rate in (scores.precision, scores.recall))
            table.add_row(name or f"all ({scores.passages} passages)", str(labels), *figures_of)
        console.print(table)
    for scores in found.values() if problems else ():
        for passage, name, wanted, got in scores.misses:
            console.print(escape(f"passage {passage}: {name} is {wanted}, suggested {got}"), highlight=False)


def _sites(catalogue: Path | None, truth: Path | None) -> Report:
    """Compare a harvest with the truth; without one, harvest the bundled sample web for it."""
    from tempfile import TemporaryDirectory

    from harvester.evaluate.sites import evaluate as compare

    if catalogue is not None and truth is not None:
        return compare(catalogue, truth)
    from harvester.paths import DataDirectory
    from harvester.run import crawl
    from harvester.sample import sample_options, sample_truth

    with (
        TemporaryDirectory() as folder,
        sample_truth() as sample,
        sample_options(DataDirectory(Path(folder))) as options,
    ):
        crawl(options)
        return compare(options.data.catalogue, sample)


def sites_figures(report: Report) -> dict[str, Any]:
    """The overall figures of replayed sites as plain values."""
    whole = report.overall
    return {
        "documents": whole.true,
        "recall": round(whole.recall, 4),
        "precision": round(whole.precision, 4),
        "pages_per_document": round(whole.pages_per_document, 2),
        "grouping_f1": round(report.grouping.f1, 4),
        "duplicates_f1": round(report.duplicates.f1, 4),
        "source_outcomes": round(report.outcomes.rate, 4),
        **{name: round(share.rate, 4) for name, share in whole.fields.items() if share.total},
    }


def _tables(links: dict[str, Any], covers: dict[str, float], sites: Report | None) -> list[Table]:
    from rich.table import Table

    one = Table("links", "precision", "recall", "F1", box=None, header_style="bold")
    for name, key in (("all labelled rows", "all_rows"), ("unseen partnerships", "cross_validated")):
        row = links[key]
        one.add_row(name, *(f"{row[k]:.3f}" for k in ("precision", "recall", "f1")))
    two = Table("field", "of links", "of title pages", box=None, header_style="bold")
    for name in dict.fromkeys([*covers, *links["fields"]]):
        shown = [f"{values[name]:.3f}" if name in values else "" for values in (links["fields"], covers)]
        two.add_row(name, *shown)
    tables = [one, two]
    if sites is not None:
        three = Table("replayed sites", "figure", box=None, header_style="bold")
        for name, value in sites_figures(sites).items():
            three.add_row(name, f"{value:.3f}" if isinstance(value, float) else str(value))
        tables.append(three)
    return tables
