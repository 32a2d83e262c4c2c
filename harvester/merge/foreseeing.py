"""What a merge would take, without doing any of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from harvester.merge import decisions as saying
from harvester.store import open_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.merge.parts import Part
    from harvester.merge.report import PartReport
    from harvester.paths import DataDirectory

_COUNTED = {
    "runs": "SELECT uid FROM run",
    "texts": "SELECT sha256 FROM extract",
    "documents_new": "SELECT source || ' ' || COALESCE(sha256, id) FROM document",
}


def foresee(data: DataDirectory, parts: Sequence[tuple[PartReport, Part]]) -> None:
    """Fill the reports of the parts with what they have and the target and the parts before them have not."""
    held = {name: _asked(data, sql) for name, sql in _COUNTED.items()}
    held["decisions"] = {values["id"] for values in saying.held_in(data.decisions)}
    held["files"] = set(open_store(data).hashes())
    for one, part in parts:
        has = {name: {row[0] for row in part.connection.execute(sql)} for name, sql in _COUNTED.items()}
        has["decisions"] = {values["id"] for values in part.decisions}
        has["files"] = set(open_store(part.data).hashes())
        for name, values in has.items():
            setattr(one, name, len(values - held[name]))
            held[name] |= values
        one.documents_joined = len(has["documents_new"]) - one.documents_new


def _asked(data: DataDirectory, sql: str) -> set[str]:
    """From the target as it is, of whatever schema: nothing where it has no such thing yet."""
    if not data.catalogue.exists():
        return set()
    try:
        with closing(sqlite3.connect(f"{data.catalogue.resolve().as_uri()}?mode=ro", uri=True)) as db:
            return {row[0] for row in db.execute(sql)}
    except sqlite3.OperationalError:
        return set()
