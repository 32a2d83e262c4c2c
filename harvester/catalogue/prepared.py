"""Texts that are worked on beside those who write the catalogue: what came of one holds for it only."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harvester.catalogue import reading, sketches

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from harvester.catalogue.facade import Catalogue
    from harvester.catalogue.types import DocumentInput
    from harvester.records import Extract, Sketch


class Held(NamedTuple):
    """The text of a file, and by what to know whether it is still the same."""

    stamp: str
    extract: Extract
    sketched: bool


class Sketched(NamedTuple):
    """A sketch that was made of a text; None where the text is too short to have one."""

    sha256: str
    stamp: str  # of the text
    sketch: Sketch | None


def stamp(connection: sqlite3.Connection, sha256: str) -> str | None:
    """By what and when a file was read; None when it was not."""
    row = connection.execute("SELECT at, extractor FROM extract WHERE sha256 = ?", (sha256,)).fetchone()
    return _stamp(row) if row is not None else None


def _stamp(row: sqlite3.Row) -> str:
    return f"{row['at']} {row['extractor']}"


def load(connection: sqlite3.Connection, sha256: str, rules: int) -> Held | None:
    """A text with its stamp, and whether it has a sketch by these rules."""
    by, extract = stamp(connection, sha256), reading.load_extract(connection, sha256)
    if by is None or extract is None:
        return None
    row = connection.execute(
        "SELECT 1 FROM text_sketch WHERE sha256 = ? AND rules = ?", (sha256, rules)
    ).fetchone()
    return Held(by, extract, row is not None)


def read_by(
    connection: sqlite3.Connection, items: Iterable[DocumentInput], extractor: str
) -> Iterator[tuple[DocumentInput, str | None]]:
    """Those documents whose file was read by this extractor, or of which it is known that there is none.

    With each the stamp of its text.
    """
    for item in items:
        if item.sha256 is None:
            if item.fetch is not None:
                yield item, None
            continue
        row = connection.execute(
            "SELECT at, extractor FROM extract WHERE sha256 = ?", (item.sha256,)
        ).fetchone()
        if row is not None and row["extractor"] == extractor:
            yield item, _stamp(row)


def save_sketches(catalogue: Catalogue, made: Iterable[Sketched], rules: int) -> None:
    """Keep sketches of texts that have not changed, nor were taken down, since."""
    with catalogue.writing() as connection:
        same = [(one.sha256, one.sketch) for one in made if stamp(connection, one.sha256) == one.stamp]
        sketches.save(connection, same, rules)
