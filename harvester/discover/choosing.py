"""Which captures that an index lists are worth asking for: of every host a few, the likeliest first."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from harvester.discover.findings import UnitFindings
from harvester.discover.index import listed_in
from harvester.discover.kept import KeptCaptures, KeptList
from harvester.discover.opening import Unit
from harvester.hosts import is_foreign_host, is_staging_host
from harvester.urls import canonical, host_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from harvester.discover.index import Listed

PAGES_A_HOST: Final = 20  # captures that are asked for: enough to know what a host publishes
FILES_A_HOST: Final = 5
MOST_CAPTURES: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How much is asked for, and of whom nothing."""

    declared: Collection[str]  # hosts of which nothing is fetched
    most: int = MOST_CAPTURES
    fresh: bool = False  # what was had before is had again


def listed(
    index: str, queries: Sequence[str], folder: Path, counts: Counter[str], troubles: list[str]
) -> Iterator[Listed]:
    """What an index lists that may be reviews.

    Args:
        index: a file, where there are no queries.
        queries: whose lists were kept.
        folder: where they are.
        counts: takes in how much is listed in all.
        troubles: takes in why a file could not be read.
    """
    if not queries:
        found = UnitFindings(archive=index)
        yield from listed_in(Unit(index, index=True), found).values()
        counts["captures listed"] += found.counts["index lines"]
        troubles += [f"{index}: {detail}" for _, _, detail in found.troubles]
    for query in queries:
        for part in KeptList(folder, query).parts():
            counts["captures listed"] += part.rows
            yield from part.listed


def left(index: str, queries: Sequence[str], folder: Path, wishes: Wishes) -> list[Listed]:
    """The captures that are wished for and not there yet."""
    held = KeptCaptures(folder).places
    every = newest(listed(index, queries, folder, Counter(), []))
    chosen = choose(every.values(), wishes, Counter())
    return [one for one in chosen if (one.url, one.at) not in held]


def newest(listed: Iterable[Listed]) -> dict[str, Listed]:
    """The newest capture of each address."""
    found: dict[str, Listed] = {}
    for one in listed:
        key = canonical(one.url)
        if key not in found or found[key].at <= one.at:
            found[key] = one
    return found


def choose(listed: Iterable[Listed], wishes: Wishes, counts: Counter[str]) -> list[Listed]:
    """The captures that are asked for: of every host the likeliest first, then the next of each."""
    by_host: dict[str, list[Listed]] = defaultdict(list)
    for one in listed:
        host = host_of(one.url)
        if host in wishes.declared:
            counts["left out: hosts that are declared"] += 1
        elif not host or is_foreign_host(host) or is_staging_host(host):
            counts["left out: hosts"] += 1
        else:
            by_host[host].append(one)
    counts["hosts"] = len(by_host)
    rounds: dict[int, list[Listed]] = defaultdict(list)
    for _, some in sorted(by_host.items(), key=lambda item: (-len(item[1]), item[0])):
        pages = sorted((one for one in some if not one.is_document), key=_near_home)[:PAGES_A_HOST]
        files = sorted((one for one in some if one.is_document), key=_near_home)[:FILES_A_HOST]
        counts["left out: more of one host"] += len(some) - len(pages) - len(files)
        for number, one in enumerate((*pages, *files)):
            rounds[number].append(one)
    every = [one for _, some in sorted(rounds.items()) for one in some]
    counts["left out: more than --most"] += max(0, len(every) - wishes.most)
    return every[: wishes.most]


def _near_home(one: Listed) -> tuple[int, int, str]:
    """Lists of reviews lie near the homepage, and have short addresses."""
    path = one.url.partition("?")[0].rstrip("/")
    return path.count("/") + 2 * ("?" in one.url), len(one.url), one.url
