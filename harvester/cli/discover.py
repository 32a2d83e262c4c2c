"""`harvester discover`: review documents and unknown hubs in web archives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.configured import (
    allow_host_option,
    configured,
    dask_option,
    delay_option,
    sources_option,
)
from harvester.cli.plain import counted, listed, safe, text
from harvester.errors import UsageError
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from harvester.discover.asking import Asked, Came
    from harvester.discover.findings import UnitFindings
    from harvester.discover.hosts import HostFindings
    from harvester.discover.opening import Unit
    from harvester.discover.search import Search
    from harvester.discover.state import State
    from harvester.many.orders import Workers
    from harvester.paths import DataDirectory
    from harvester.sources import Declaration


@click.command()
@click.argument("archives", nargs=-1, metavar="[WARC…]")
@click.option(
    "--cdx",
    "indexes",
    multiple=True,
    metavar="FILE_OR_URL",
    help="An index of captures to look through, or to ask over HTTP (repeatable).",
)
@click.option(
    "--within",
    multiple=True,
    metavar="DOMAIN",
    help="What an index is asked for over HTTP: a domain (gov.uk), or the beginning of addresses "
    "(www.example.org/learning/) (repeatable).",
)
@click.option(
    "--under",
    metavar="DIR",
    help="Where the archives lie that an index names: a folder, a store (s3://…) or an address (https://…), "
    "which is asked for parts of files. Default: beside a file; Common Crawl's own; else replayed captures.",
)
@click.option(
    "--replay-prefix",
    metavar="URL",
    help="What stands before <timestamp>id_/<address> in the replay of an index, where it does not follow "
    "from its address.",
)
@click.option(
    "--most",
    type=click.IntRange(0),
    default=2_000,
    show_default=True,
    help="Captures fetched over HTTP, at most, of each index.",
)
@allow_host_option
@delay_option
@sources_option
@dask_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a host, a line each.")
@click.option("--all", "everybody", is_flag=True, help="Also hosts that are declared already.")
@click.option(
    "--least",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Least score of a host that is listed or proposed.",
)
@click.option(
    "--propose",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write a draft declaration for each host that nobody declared.",
)
@click.option("--no-read", is_flag=True, help="Judge files by address and links only; read no title pages.")
@click.option(
    "--state",
    "state_dir",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where finished files are noted (default: discover/ in the data directory).",
)
@click.option("--fresh", is_flag=True, help="Search again what was searched before.")
@click.pass_obj
def discover(data: DataDirectory, /, archives: tuple[str, ...], state_dir: Path | None, **asked: Any) -> int:
    """Find review documents and unknown hubs in web archives, on hosts that nobody declared.

    WARC is a file (.warc, .warc.gz, …), a folder of them, a pattern in quotes, or an address of a store
    (s3://bucket/*.warc.gz). An index (CDX, CDXJ, JSON lines) is looked through by address, and pages are
    read where their archive is at hand. An index at an address (Common Crawl, Wayback, pywb) is asked as
    politely as a site in a crawl, then the archive for the likeliest captures of each host. Hosts are ranked
    by how sure it is that they publish reviews. Every file that is done is noted, so that a search that was
    stopped goes on where it was.

    \b
    Examples:
      harvester discover crawl.warc.gz
      harvester discover "archives/**/*.warc.gz" --json > hosts.jsonl
      harvester discover --cdx cdx-00012.gz --under s3://commoncrawl
      harvester discover --within gov.uk --cdx https://index.example/2026-04-index
      harvester discover --cdx "https://archive.example/cdx/search/cdx?url=*.org.uk"
      harvester discover --dask tcp://scheduler:8786 "s3://crawl/*.warc.gz"
      harvester discover archives/ --propose drafts
    """
    from harvester.cli.workers import workers_of
    from harvester.discover.asking import asked_of
    from harvester.discover.opening import indexes_of, units_of
    from harvester.discover.search import search
    from harvester.discover.state import State
    from harvester.run.selection import hosts_of
    from harvester.sources import load_declarations

    declarations = load_declarations(asked["sources_dir"])
    workers, rest = workers_of(asked["dask"], configured({}))
    far, near = asked_of(asked["indexes"], asked["under"], asked["within"], asked["replay_prefix"])
    units = [*units_of((*rest, *archives)), *indexes_of(near, asked["under"])]
    if not units and not far:
        raise UsageError("name at least one WARC file, or an index with --cdx.")
    folder = state_dir or data.root / "discover"
    state = State(folder)
    if asked["fresh"]:
        state.forget(units)
    declared = _declared({slug: hosts_of(one) for slug, one in declarations.items()})
    fine, had = _ask(data, far, folder, asked, {} if asked["everybody"] else declared)
    # What was asked for lies here, where workers elsewhere may not see it.
    asked_for = search(had, state, declared)
    found = _search([*units, *had], state, declared, workers)
    found.kept -= asked_for.units - asked_for.kept
    if not asked["no_read"]:
        _read(found, folder, least=asked["least"])
    ranked = found.hosts.ranked(asked["least"])
    shown = [one for one in ranked if asked["everybody"] or one.source is None]
    if asked["as_json"]:
        for host in shown:
            click.echo(json.dumps(host.to_json(), ensure_ascii=True))
    else:
        _print(shown)
    _tell(found, ranked, shown)
    if asked["propose"] is not None:
        _propose(asked["propose"], ranked, declarations)
    return ExitCode.SOURCES_NEED_CARE if found.unreadable or not fine else ExitCode.OK


def _ask(
    data: DataDirectory, far: list[Asked], folder: Path, given: dict[str, Any], declared: dict[str, str]
) -> tuple[bool, list[Unit]]:
    """Ask indexes over HTTP; whether all went well, and what there is to search of it."""
    if not far:
        return True, []
    from harvester.discover.asking import ask
    from harvester.discover.choosing import Wishes
    from harvester.run.beforehand import require_contact_for
    from harvester.run.options import RunOptions

    config = configured({"crawl.allow_hosts": given["allow_hosts"], "crawl.delay": given["delay"]})
    options = RunOptions.configured(config, data=data, command="discover")
    require_contact_for(options, [host for one in far for host in one.hosts], "a file of the index")
    fine, units = True, []
    for one in far:
        wishes = Wishes(declared=declared, most=given["most"], fresh=given["fresh"])
        came = ask(one, folder, options, wishes, _hear_asking)
        _tell_asked(came)
        units += came.units
        fine = fine and not came.troubles
    return fine, units


def _hear_asking(line: str) -> None:
    click.echo(safe(line), err=True)


def _tell_asked(came: Came) -> None:
    """What an index and its archive answered: on stderr, whatever the output."""
    counts, name = came.counts, safe(came.asked.name)
    had = f" ({counts['captures: had before']} had before)" if counts["captures: had before"] else ""
    click.echo(
        f"{name}: {counted(counts['captures listed'], 'capture')} listed, "
        f"{counts['addresses that name reviews']} addresses named like reviews on "
        f"{counted(counts['hosts'], 'host')}; {counts['captures: fetched']} fetched{had}.",
        err=True,
    )
    if not counts["captures listed"] and not came.troubles:
        click.echo(f"{name}: it lists nothing there; look at --within and at the address.", err=True)
    left = [(key, number) for key, number in sorted(counts.items()) if key[:8] == "left out" and number]
    left += [(key, counts[key]) for key in ("captures: not as the index says",) if counts[key]]
    if left:
        told = listed([f"{key.partition(': ')[2]} {number}" for key, number in left])
        click.echo(f"{name}: left out: {told}.", err=True)
    for trouble in came.troubles:
        click.echo(f"trouble: {safe(trouble)}", err=True)
    if counts["failed"]:
        more = counts["failed"] - len(came.troubles)
        also = f" ({more} more failed)" if more > 0 else ""
        click.echo(f"{name}: not all could be had{also}; run again to go on.", err=True)


def _search(units: list[Unit], state: State, declared: dict[str, str], workers: Workers | None) -> Search:
    from harvester.discover.search import search

    if workers is None:
        return search(units, state, declared, hear=_heard)
    from harvester.discover.on_workers import OnWorkers
    from harvester.many.cluster import connected

    with connected(workers) as cluster:
        return search(units, state, declared, workers=OnWorkers(cluster), hear=_heard)


def _declared(hosts: dict[str, set[str]]) -> dict[str, str]:
    from harvester.discover.hosts import declared_hosts

    return declared_hosts(sorted(hosts.items()))


def _heard(unit: Unit, found: UnitFindings) -> None:
    counts = found.counts
    click.echo(
        f"{safe(unit.archive)}: {counted(counts['records'], 'record')}, {counted(counts['pages'], 'page')}, "
        f"{counts['pages: judged']} judged, {counts['pages: found']} found",
        err=True,
    )


def _read(found: Search, folder: Path, *, least: float) -> None:
    from harvester.discover.reading import ReadBefore, read_files

    # A file alone scores little: hosts far below the line may rise above it when their files are read.
    likely = found.hosts.ranked(min(least, 0.2))
    read_files(likely, ReadBefore(folder))


def _print(hosts: list[HostFindings]) -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table

    if not hosts:
        return
    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("host", overflow="fold")
    for name in ("score", "hubs", "listed", "read"):
        table.add_column(name, justify="right")
    table.add_column("kinds of review", overflow="fold")
    table.add_column("source", overflow="fold")
    for one in hosts:
        read = sum(read.kept for read in one.read.values())
        kinds = ", ".join(f"{name} {count}" for name, count in list(one.types().items())[:3])
        numbers = (f"{one.score:.2f}", str(len(one.hubs)), str(len(one.documents)), str(read))
        table.add_row(text(one.host, "bold"), *numbers, text(kinds), text(one.source or "nobody's"))
    console.print(table)
    console.print()
    for one in hosts[:20]:
        console.print(text(f"{one.host}: {'; '.join(one.reasons())}"))
        for page in one.hubs[:2]:
            console.print(Padding(text(page.url), (0, 0, 0, 2), expand=False))


_TROUBLES = {  # whose reason is not one of a record that begins well
    "no record": "no record where one should begin",
    "index line": "a line of an index that makes no sense",
    "not where the index says": "a capture that is not where the index says",
    "unreadable": "a file that cannot be read",
}


def _tell(found: Search, ranked: list[HostFindings], shown: list[HostFindings]) -> None:
    """What was searched, what came of it, and what went wrong: on stderr, whatever the output."""
    counts = found.hosts.counts
    ours = sum(one.source is not None for one in ranked)
    before = f" ({found.kept} done before)" if found.kept else ""
    many = "1 file or part" if found.units == 1 else f"{found.units} files or parts"
    said = (
        f"{many}{before}: "
        f"{counted(counts['records'], 'record')}, "
        f"{counted(counts['pages'], 'page')}, {counts['pages: speak of reviews']} speak of reviews, "
        f"{counts['pages: judged']} judged, {counts['pages: found']} found; "
        f"{counted(counts['files'], 'document')}.\n"
        f"{counted(len(ranked) - ours, 'host')} that nobody declared, "
        f"{counted(ours, 'host')} declared already"
        f"{'' if len(shown) == len(ranked) else ' (--all lists them too)'}."
    )
    below = len(found.hosts.ranked()) - len(ranked)
    if below:
        said += f" {counted(below, 'host')} more with less than --least."
    click.echo(said, err=True)
    pages, files = (counts[f"{kind}: known by address only"] for kind in ("pages", "files"))
    if pages or files:
        click.echo(
            f"{counted(pages, 'page')} and {counted(files, 'document')} are known by address only: "
            "what the index names is not at hand (--under says where it lies).",
            err=True,
        )
    left = [
        f"{name.partition(': ')[2]} {number}"
        for name, number in sorted(counts.items())
        if name[:8] == "left out"
    ]
    if left:
        click.echo(f"left out: {listed(left)}.", err=True)
    for name, number in sorted(counts.items()):
        if name.startswith("trouble: "):
            where = [one for one in found.troubles if one[2] == name[9:]]
            first = f", first in {where[0][0]} at byte {where[0][1]} ({where[0][3]})" if where else ""
            reason = name.removeprefix("trouble: ")
            what = _TROUBLES.get(reason, f"record {reason}")
            click.echo(f"trouble: {number} × {what}{safe(first)}.", err=True)
    for archive in found.unreadable:
        click.echo(f"{safe(archive)}: not one record could be read.", err=True)


def _propose(folder: Path, ranked: list[HostFindings], declarations: dict[str, Declaration]) -> None:
    from harvester.discover.proposals import drafts, write

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made ({error.strerror}).") from error
    infos = [one.info() for one in declarations.values()]
    made = drafts(ranked, infos, declarations)
    written = write(made, folder)
    there = len(made) - len(written)
    click.echo(
        f"{counted(len(written), 'draft')} written to {folder}"
        f"{f', {there} there already' if there else ''}. Next: harvester sources check {folder}/*.yaml",
        err=True,
    )
