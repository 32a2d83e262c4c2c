"""A search from file names to ranked hosts: units done before are taken from the state, the others read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from harvester.discover.findings import UnitFindings
from harvester.discover.hosts import Hosts
from harvester.discover.index import search_index
from harvester.discover.opening import open_at
from harvester.discover.scanning import scan
from harvester.errors import ArchiveError
from harvester.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from harvester.discover.opening import Unit
    from harvester.discover.state import State

UNREADABLE = "unreadable"


class Workers(Protocol):
    """Who searches units: this process, or a cluster."""

    def map(
        self, function: Callable[[Unit], UnitFindings], units: Sequence[Unit]
    ) -> Iterator[tuple[Unit, UnitFindings]]:
        """The units with what they came to, in any order."""


class Alone:
    """This process, one unit after another."""

    def map(
        self, function: Callable[[Unit], UnitFindings], units: Sequence[Unit]
    ) -> Iterator[tuple[Unit, UnitFindings]]:
        """The units with what they came to."""
        for unit in units:
            yield unit, function(unit)


@dataclass(slots=True)
class Search:
    """What came of a search."""

    hosts: Hosts
    units: int = 0
    kept: int = 0  # units that were done before
    troubles: list[tuple[str, int, str, str]] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)  # files without a single sound record


def unit_order(unit: Unit) -> tuple[bool, str, int]:
    """By name and place, indexes last: what was seen counts before what was only listed."""
    return unit.index, unit.archive, unit.start


def search_unit(unit: Unit) -> UnitFindings:
    """Search one unit; a file that cannot be read is a finding too, and ends nothing."""
    if unit.index:
        return search_index(unit)
    found = UnitFindings(archive=unit.archive, start=unit.start, end=unit.end)
    try:
        plain = _is_plain(unit)
        with open_at(unit.archive, unit.start) as stream:
            return scan(stream, found, plain=plain)
    except (ArchiveError, OSError) as error:
        found.counts[f"trouble: {UNREADABLE}"] += 1
        found.troubles.append((unit.start, UNREADABLE, str(error)[:200]))
        return found


def _is_plain(unit: Unit) -> bool | None:
    if not unit.start:
        return None
    with open_at(unit.archive, 0) as stream:
        return stream.read(2) != b"\x1f\x8b"


def search(
    units: Sequence[Unit],
    state: State,
    declared: Mapping[str, str],
    *,
    workers: Workers | None = None,
    hear: Callable[[Unit, UnitFindings], None] = lambda unit, found: None,
) -> Search:
    """Search all units, noting each one as it is done.

    Args:
        units: what to search.
        state: what was done before, and where what is done now is noted.
        declared: hosts that are declared, and the slugs of their sources.
        workers: who does it; this process when not given.
        hear: told of every unit that is done now.

    Raises:
        DiskError: what was found cannot be kept.
    """
    left = [unit for unit in units if state.load(unit) is None]
    unread: dict[Unit, UnitFindings] = {}
    for unit, found in (workers or Alone()).map(search_unit, left):
        if f"trouble: {UNREADABLE}" not in found.counts:  # it may be there the next time
            state.save(unit, found)
        else:
            unread[unit] = found
        hear(unit, found)
    out = Search(Hosts(declared), kept=len(units) - len(left))
    _gather(out, units, state, unread)
    return out


def _gather(out: Search, units: Iterable[Unit], state: State, unread: Mapping[Unit, UnitFindings]) -> None:
    """Put together what the units came to, in the order of their names."""
    for unit in sorted(units, key=unit_order):
        found = state.load(unit) or unread.get(unit)
        if found is None:
            continue
        out.units += 1
        out.hosts.add(found)
        out.troubles += [(found.archive, *one) for one in found.troubles]
        if not found.counts["records"]:
            out.unreadable.append(found.archive)
    wanted = out.hosts.wanted()
    for unit in sorted(units, key=unit_order) if wanted else ():
        found = state.load(unit)
        for file in found.files if found is not None else ():
            if not file.signed and canonical(file.url) in wanted:
                out.hosts.add_file(replace(file, signed="link"))
