"""A coverage-guided round over the parsers: `python tools/fuzz/fuzz_parsers.py TARGET [FOLDER] [OPTION…]`.

See README.md beside this file. Not part of the tests: it needs atheris, and hours.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["harvester", "spiders", "protego"]):
    from harvester import cdx
    from harvester.detect.entries import read_entries
    from harvester.detect.pages import judge_page, parse_page
    from harvester.errors import HarvesterError
    from harvester.extract import read_file
    from harvester.frontier import Task, TaskKind
    from harvester.normalise.dates import find_dates
    from harvester.sitemaps import parse_site_map, site_maps_of_robots
    from harvester.sources import Declaration, load_declaration
    from harvester.urls import canonical, host_of, is_trap, never_fetched
    from harvester.vocabulary import Nation, Outcome
    from harvester.warc import read_at, scan
    from harvester.web.robots import read_rules
    from spiders.answers import Answer
    from spiders.reading import read_page
    from spiders.territory import Territory

HERE = "https://www.northmoorscp.org.uk/case-reviews/"
FOLDER = Path(tempfile.mkdtemp(prefix="harvester-fuzz-"))
TERRITORY = Territory.of(
    Declaration.model_validate(
        {
            "slug": "northmoor",
            "title": "Northmoor Safeguarding Children Partnership",
            "nation": Nation.ENGLAND,
            "homepage": "https://www.northmoorscp.org.uk/",
        }
    )
)


def pages(data: bytes) -> None:
    """Pages, whole: taken apart, judged, read, and read for entries."""
    judge_page(parse_page(data, HERE))
    answer = Answer(outcome=Outcome.OK, status=200, url=HERE, body=data, media_type="text/html")
    read_page(answer, TERRITORY, Task(url=HERE, kind=TaskKind.PAGE, score=1.0))
    read_entries(data, HERE, "list")


def addresses(data: bytes) -> None:
    """Any text as an address."""
    url = data.decode("utf-8", "replace")
    canonical(url)
    host_of(url)
    is_trap(url)
    never_fetched(url, {"northmoorscp.org.uk"})


def dates(data: bytes) -> None:
    """Any text as one with dates."""
    find_dates(data.decode("utf-8", "replace"))


def maps(data: bytes) -> None:
    """Site maps and robots.txt."""
    parse_site_map(data)
    parse_site_map(gzip.compress(data))
    site_maps_of_robots(data)
    read_rules(data).ending_of(HERE, "harvester")


def captures(data: bytes) -> None:
    """Answers of CDX indexes."""
    with suppress(cdx.BadListingError):
        for one in cdx.parse_listing(data).captures:
            cdx.key(one.original)
    cdx.unrewritten(data, "https://archive.example/web/")


def declarations(data: bytes) -> None:
    """Declarations of sources."""
    with suppress(HarvesterError):
        load_declaration(_written("some-site.yaml", data))


def archives(data: bytes) -> None:
    """Web archives, packed or not."""
    path = _written("a.warc.gz" if data[:2] == b"\x1f\x8b" else "a.warc", data)
    with suppress(HarvesterError):
        for entry in scan(path):
            read_at(path, entry.offset)


def documents(data: bytes) -> None:
    """Engines of C++ may end this process: the harvest reads in processes of their own."""
    read_file(_written("file", data), "0" * 64)


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (pages, addresses, dates, maps, captures, declarations, archives, documents)
}


def _written(name: str, data: bytes) -> Path:
    path = FOLDER / name
    path.write_bytes(data)
    return path


def main() -> None:
    """Run one target until libFuzzer ends it."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        raise SystemExit(f"name a target: {', '.join(TARGETS)}")
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
