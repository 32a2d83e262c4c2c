"""Files that are nobody's since a takedown, out of the stores and the catalogue."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from harvester.catalogue import removing
from harvester.catalogue.removing import Removal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory
    from harvester.store import Store


# A page that says the same in other bytes every night is one document, which has some of them.
_GIVEN = """SELECT sha256 FROM document WHERE sha256 IS NOT NULL
    UNION SELECT sha256 FROM fetch WHERE sha256 IS NOT NULL
    UNION SELECT sha256 FROM address WHERE sha256 IS NOT NULL"""


def nobodys(names: Iterable[str], *connections: sqlite3.Connection) -> frozenset[str]:
    """Those of these files that no document of any of the catalogues is, and no address there gave."""
    left = frozenset(names)
    for connection in connections:
        if left:  # as a rule there are none
            left -= {row[0] for row in connection.execute(_GIVEN)}
    return left


def sweep_files(
    data: DataDirectory,
    catalogue: Catalogue,
    beside: Iterable[str],
    stores: Iterable[Store],
    taken: Iterable[str] = (),
) -> None:
    """Remove files that are nobody's.

    Args:
        data: the data directory.
        catalogue: its catalogue.
        beside: files that addresses gave which were taken down: those that no other address gave go.
        stores: where files are.
        taken: files that were taken down themselves: those that no document is go.
    """
    with catalogue.writing() as connection:
        held = {row[0] for row in connection.execute("SELECT sha256 FROM document WHERE sha256 IS NOT NULL")}
        gone = tuple(sorted(nobodys(beside, connection) | (set(taken) - held)))
        removing.remove(connection, Removal(files=gone))
    for store in stores:
        for sha256 in gone:
            store.remove(sha256)
    for sha256 in gone:
        shutil.rmtree(data.root / "images" / sha256[:2] / sha256, ignore_errors=True)
