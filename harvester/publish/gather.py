"""What leaves the house, taken out of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.catalogue import publishing
from harvester.publish.entries import Entry, Place, entry_of
from harvester.publish.text import one_line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from harvester.records import SourceInfo


def places(sources: Mapping[str, SourceInfo]) -> dict[str, Place]:
    """Title and areas of every source."""
    from harvester.shipped import authority_names

    names = {code: name.partition(": ")[2] for code, name in authority_names().items()}
    return {
        slug: Place(
            title=one_line(one.title),
            areas=tuple(dict.fromkeys(names[code] for code in one.authorities if code in names)),
        )
        for slug, one in sources.items()
    }


def entries(
    connection: sqlite3.Connection,
    known: Mapping[str, Place],
    where: str = "1",
    values: list[object] | None = None,
) -> Iterator[Entry]:
    """The documents of a condition, one after the other."""
    for row in publishing.rows(connection, where, values):
        yield entry_of(row, known)
