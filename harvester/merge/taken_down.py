"""What was taken down anywhere stays out of the union, whichever part still has it."""

# Statements are put together from constants of this package only; values are always bound.

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.catalogue import removing, tombstones
from harvester.catalogue.decision_file import decision_of
from harvester.catalogue.traces import Traces
from harvester.merge.parts import private_copy
from harvester.takedown.what import What

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

    from harvester.merge.decisions import Values
    from harvester.merge.parts import Part


def leave_out(part: Part, takedowns: Sequence[Values], scratch: Path) -> int:
    """Take what was taken down elsewhere out of a copy of a part; how many documents that were."""
    known = {row[0] for row in part.connection.execute("SELECT id FROM tombstone")}
    new = [decision_of(values) for values in takedowns if values["id"] not in known]
    if not new:
        return 0
    private_copy(part, scratch)
    before = _documents(part.connection)
    with part.catalogue.writing() as connection:
        for one in sorted(new, key=lambda one: (one.at, one.id)):
            tombstones.enter(connection, one)
        _same_texts(connection)
    return before - _documents(part.connection)


def _documents(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM document").fetchone()[0])


def _same_texts(connection: sqlite3.Connection) -> None:
    """The text of what was taken down is kept out in whatever bytes it comes."""
    texts = tombstones.marks(connection, tombstones.TEXT)
    if not texts:
        return
    for (sha256,) in connection.execute("SELECT sha256 FROM extract").fetchall():
        pages = connection.execute("SELECT text FROM file_page WHERE sha256 = ? ORDER BY page", (sha256,))
        stone = tombstones.text_held_out(connection, [row[0] for row in pages], sha256)
        if stone is None:
            continue
        rows = connection.execute("SELECT id FROM document WHERE sha256 = ?", (sha256,)).fetchall()
        ids = tuple(row[0] for row in rows)
        said = tombstones.Said(files=(sha256,))
        traces = removing.traces_of(connection, ids, said)
        held = connection.execute("SELECT traces FROM tombstone WHERE id = ?", (stone,)).fetchone()
        connection.execute(
            "UPDATE tombstone SET traces = ? WHERE id = ?",
            (Traces.from_json(held[0]).with_(traces).to_json(), stone),
        )
        removing.remove(connection, removing.Removal.of(ids, traces))


def what_of(here: sqlite3.Connection, there: sqlite3.Connection) -> What | None:
    """Everything that was ever taken down here, and what a part knows of it; None where nothing was."""
    stones = tuple(tombstones.all_tombstones(here))
    if not stones:
        return None
    named = Traces(
        documents=tuple(one.document_id for one in stones),
        files=tuple(file for one in stones for file in one.said.files),
    )
    told = [
        Traces.from_json(row[0])
        for connection in (here, there)
        for row in connection.execute("SELECT traces FROM tombstone ORDER BY at, id")
    ]
    return What(stones, named.with_(*told))
