"""What a night, a thousand sites and a billion archived pages cost: computed from figures that were measured.

Run: python -m bench.scale [--set request_cpu_s=0.02 …]. Prints the tables of docs/scale.md. Every figure of
`Measured` says which bench prints it; measure yours and set them, and the tables are yours.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, fields, replace
from math import ceil

HOUR = 3600.0
GB = 1e9
NIGHT_H = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Figures of one machine, and of the sites it harvests; seconds are of processor time."""

    cores: int = 2
    # python -m bench.crawl: a page or file asked for, judged, recorded, archived; `dense`: 13.9 + 1.2 s for
    # 2,120, `real`: 11.6 + 0.5 s for 751, the start of the process included
    request_cpu_s: float = 0.010
    # python -m bench.text: text of a page, with layout of title pages and a process a file; 720 a second
    page_cpu_s: float = 0.0014
    # python -m bench.crawl: the rest of a document, of eleven pages there: a process of its own, description,
    # codings, comparing, grouping, writing
    document_cpu_s: float = 0.022
    scan_page_cpu_s: float = 2.0  # reading one scanned page with tesseract at 200 dpi
    # python -m bench.catalogue: of the catalogue, a page of 350 words; the rest of a document by bench.night
    page_bytes: float = 4_200
    document_bytes: float = 25_000
    # python -m bench.night, python -m bench.memory
    memory_base_mb: float = 159  # of a crawling process with one site
    memory_a_site_mb: float = 0.57
    memory_limit_mb: float = 500  # of a crawling process: more sites want more processes
    # python -m bench.discover: records of a web archive searched; of the whole archived web, compressed
    records_a_core_s: float = 7_400
    archived_record_bytes: float = 20e3
    # what the sites are like (`bench/night_farm.py` is built like them)
    requests_a_site: float = 23.3  # files included
    requests_of_the_largest: int = 185
    documents_a_site: float = 9.2
    pages_a_document: float = 30
    scanned_share: float = 0.03  # of documents
    bytes_a_document: float = 600e3
    new_documents_a_site: float = 0.01  # on an ordinary night: three or four a year
    # assumptions, not measured
    delay_s: float = 2.0
    price_core_hour: float = 0.05
    price_gb_month: float = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What one night over some sites takes."""

    sites: int
    polite_h: float  # wall: the largest site, asked one request at a time
    fetch_h: float  # processor time
    read_h: float
    wall_h: float
    files_gb: float
    catalogue_gb: float
    processes: int  # that fetch, so that none needs more memory than it may have
    limit: str


def night(measured: Measured, sites: int, *, first: bool) -> Night:
    """The cost of a night.

    Args:
        measured: the figures to compute from.
        sites: how many are harvested.
        first: everything is new, or only what an ordinary night brings.
    """
    room = (measured.memory_limit_mb - measured.memory_base_mb) / measured.memory_a_site_mb
    processes = max(1, ceil(sites / room))
    requests = sites * measured.requests_a_site
    documents = sites * (measured.documents_a_site if first else measured.new_documents_a_site)
    polite = (measured.requests_of_the_largest - 1) * measured.delay_s / HOUR
    fetch = requests * measured.request_cpu_s / HOUR
    page = measured.page_cpu_s + measured.scanned_share * measured.scan_page_cpu_s
    each = measured.document_cpu_s + measured.pages_a_document * page
    read = documents * each / HOUR
    by = {
        "the largest site’s delay": polite,
        "one fetching process": fetch if processes == 1 else 0.0,
        "the cores": (fetch + read) / measured.cores,
    }
    limit = max(by, key=lambda name: by[name])
    return Night(
        sites=sites,
        polite_h=polite,
        fetch_h=fetch,
        read_h=read,
        wall_h=by[limit],
        files_gb=documents * measured.bytes_a_document / GB,
        catalogue_gb=documents
        * (measured.document_bytes + measured.pages_a_document * measured.page_bytes)
        / GB,
        processes=processes,
        limit=limit,
    )


def most_sites(measured: Measured, *, first: bool) -> int:
    """How many sites one machine can do in a night of eight hours."""
    low, high = 0, 10_000_000
    while low < high:
        middle = (low + high + 1) // 2
        if night(measured, middle, first=first).wall_h <= NIGHT_H:
            low = middle
        else:
            high = middle - 1
    return low


def fewest_machines(measured: Measured, sites: int, *, first: bool) -> int:
    """Machines like this one that do a night in eight hours."""
    machines = 1
    while night(measured, ceil(sites / machines), first=first).wall_h > NIGHT_H:
        machines += 1
    return machines


def archive_core_hours(measured: Measured, records: float) -> float:
    """Processor time, in hours, to look through records of a web archive."""
    return records / measured.records_a_core_s / HOUR


# ---------------------------------------------------------------- in words


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _number(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2g}" if value < 1 else f"{value:.1f}"


def nights_table(measured: Measured) -> list[str]:
    """First and ordinary nights, by number of sites."""
    lines = [
        _row("sites", "night", "lasts, h", "bounded by", "fetching, core-h", "reading, core-h"),
        _row(*["---"] * 6),
    ]
    for sites in (150, 201, 1_000, 5_000):
        for first in (True, False):
            one = night(measured, sites, first=first)
            kind = "first" if first else "ordinary"
            hours = (_number(hours) for hours in (one.fetch_h, one.read_h))
            lines.append(_row(f"{sites:,}", kind, _number(one.wall_h), one.limit, *hours))
    return lines


def limits_table(measured: Measured) -> list[str]:
    """Where one machine ends, and what comes after it."""
    lines = [_row("within eight hours", "first night", "ordinary night"), _row(*["---"] * 3)]
    most = [most_sites(measured, first=first) for first in (True, False)]
    lines.append(_row(f"sites, {measured.cores} cores", *(f"{number:,}" for number in most)))
    for sites in (1_000, 10_000, 50_000):
        machines = [fewest_machines(measured, sites, first=first) for first in (True, False)]
        lines.append(_row(f"machines of {measured.cores} cores for {sites:,} sites", *machines))
    for sites in (201, 1_000, 5_000):
        one = night(measured, sites, first=True)
        held = f"files {_number(one.files_gb)} GB, catalogue {_number(one.catalogue_gb)} GB"
        lines.append(_row(f"disk and fetching processes for {sites:,} sites", held, one.processes))
    return lines


def costs_table(measured: Measured) -> list[str]:
    """What it costs, at the prices that are assumed."""
    lines = [_row("what", "core-hours", "storage, GB", "cost"), _row(*["---"] * 4)]
    start = night(measured, 1_000, first=True)
    ordinary = night(measured, 1_000, first=False)
    first_h = start.fetch_h + start.read_h
    month_h = 30 * (ordinary.fetch_h + ordinary.read_h)
    held = start.files_gb + start.catalogue_gb
    searched = archive_core_hours(measured, 1e9)
    size = 1e9 * measured.archived_record_bytes / GB
    for what, hours, storage in (
        ("a thousand sites: the first night", first_h, held),
        ("a thousand sites: a month of nights", month_h, held),
        ("a billion archived pages, searched once", searched, size),
    ):
        money = hours * measured.price_core_hour + (
            storage * measured.price_gb_month if storage is held else 0
        )
        lines.append(_row(what, _number(hours), _number(storage), _number(money)))
    return lines


def tables(measured: Measured) -> str:
    """All of docs/scale.md that is computed, as Markdown."""
    parts = (nights_table(measured), limits_table(measured), costs_table(measured))
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def main() -> None:
    """Print the tables for the figures of `Measured`, or for others."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="others")
    measured = Measured()
    known = {field.name: type(getattr(measured, field.name)) for field in fields(Measured)}
    for other in parser.parse_args().others:
        name, _, value = other.partition("=")
        if name not in known:
            parser.error(f"there is no figure {name}; known: {', '.join(known)}")
        try:
            measured = replace(measured, **{name: known[name](value)})
        except ValueError:
            parser.error(f"--set {name}={value}: no {'whole ' if known[name] is int else ''}number")
    print(tables(measured), end="")


if __name__ == "__main__":
    main()
