"""Files that are nobody's since a takedown, out of the stores and the catalogue."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from harvester.catalogue import removing
from harvester.catalogue.removing import Removal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory
    from harvester.store import Store


def sweep_files(
    data: DataDirectory, catalogue: Catalogue, names: Iterable[str], stores: Iterable[Store]
) -> None:
    """Remove those of these files that no document is."""
    with catalogue.writing() as connection:
        held = {row[0] for row in connection.execute("SELECT sha256 FROM document WHERE sha256 IS NOT NULL")}
        gone = tuple(sorted(set(names) - held))
        removing.remove(connection, Removal(files=gone))
    for store in stores:
        for sha256 in gone:
            store.remove(sha256)
    for sha256 in gone:
        shutil.rmtree(data.root / "images" / sha256[:2] / sha256, ignore_errors=True)
