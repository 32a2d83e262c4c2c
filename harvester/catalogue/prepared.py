"""Texts that are worked on beside those who write the catalogue: what came of one holds for it only."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harvester.catalogue import reading, sketches

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from harvester.catalogue.facade import Catalogue
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
    row = connection.execute(
        """SELECT at, extractor,
            EXISTS (SELECT 1 FROM text_sketch t WHERE t.sha256 = e.sha256 AND t.rules = ?) AS sketched
        FROM extract e WHERE sha256 = ?""",
        (rules, sha256),
    ).fetchone()
    extract = reading.load_extract(connection, sha256) if row is not None else None
    return Held(_stamp(row), extract, bool(row["sketched"])) if extract is not None else None


class State(NamedTuple):
    """By what to know whether a document, or its text, changed."""

    revision: int
    stamp: str | None  # of its text


def ready(connection: sqlite3.Connection, rules: int, extractor: str) -> dict[str, State]:
    """Documents to describe whose file was read by this extractor, or that have none, by source and id."""
    rows = connection.execute(
        """SELECT d.id, d.revision, e.at, e.extractor FROM document d
        LEFT JOIN extract e ON e.sha256 = d.sha256
        WHERE (d.described_revision IS NULL OR d.described_revision < d.revision OR d.described_rules <> ?)
            AND (d.sha256 IS NULL OR e.extractor = ?)
        ORDER BY d.source, d.id""",
        (rules, extractor),
    )
    return {row["id"]: State(row["revision"], _stamp(row) if row["at"] else None) for row in rows}


def save_sketches(catalogue: Catalogue, made: Iterable[Sketched], rules: int) -> None:
    """Keep sketches of texts that have not changed, nor were taken down, since."""
    with catalogue.writing() as connection:
        same = [(one.sha256, one.sketch) for one in made if stamp(connection, one.sha256) == one.stamp]
        sketches.save(connection, same, rules)
