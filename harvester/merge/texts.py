"""Files as the catalogue knows them, what was read from them, and what was made of that.

The part's catalogue is attached as `part`. Of two readings of one file the one that gave text stands, then
the later, then that of the extractor whose name is greater.
"""

# Statements are put together from constants and from names that SQLite itself gives; values are bound.
# ruff: noqa: S608

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from harvester.catalogue.traces import marked

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from harvester.catalogue import Catalogue

_PLACES = frozenset({"id", "number"})  # places in tables and indexes of one catalogue
_BATCH = 64  # files whose texts are taken between two commits
_PLACE = "({0}.outcome = 'ok', {0}.at, {0}.extractor, {0}.ocr, COALESCE({0}.page_count, 0), {0}.message)"


@contextmanager
def attached(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Have another catalogue beside this one, to be read only."""
    connection.execute("ATTACH ? AS part", (f"{path.resolve().as_uri()}?mode=ro",))
    try:
        yield
    finally:
        connection.execute("DETACH part")


def join_texts(catalogue: Catalogue, hear: Callable[[int, int], None]) -> int:
    """Take the attached part's files, and its readings where they are better; how many readings."""
    connection = catalogue.connection
    with catalogue.writing():
        _files(connection)
    names = [row[0] for row in connection.execute(_BETTER)]
    for start in range(0, len(names), _BATCH):
        hear(start, len(names))
        with catalogue.writing():
            _take(connection, tuple(names[start : start + _BATCH]))
    with catalogue.writing():
        _checks(connection)
    return len(names)


_BETTER = f"""SELECT p.sha256 FROM part.extract p LEFT JOIN main.extract m ON m.sha256 = p.sha256
WHERE m.sha256 IS NULL OR {_PLACE.format("p")} > {_PLACE.format("m")} ORDER BY p.at, p.sha256"""


def _files(connection: sqlite3.Connection) -> None:
    connection.execute(
        """INSERT INTO main.file (sha256, size, media_type, first_seen)
        SELECT p.sha256, p.size, p.media_type, p.first_seen FROM part.file p
        LEFT JOIN main.file m ON m.sha256 = p.sha256
        WHERE m.sha256 IS NULL OR m.size IS NOT p.size OR m.media_type IS NOT p.media_type
            OR m.first_seen > p.first_seen
        ORDER BY p.first_seen, p.sha256
        ON CONFLICT (sha256) DO UPDATE SET size = COALESCE(size, excluded.size),
            media_type = COALESCE(max(media_type, excluded.media_type), media_type, excluded.media_type),
            first_seen = min(first_seen, excluded.first_seen)"""
    )


def _columns(connection: sqlite3.Connection, table: str) -> str:
    rows = connection.execute(f"SELECT name FROM pragma_table_info('{table}')")
    return ", ".join(row[0] for row in rows if row[0] not in _PLACES)


def _take(connection: sqlite3.Connection, names: tuple[str, ...]) -> None:
    some = f"sha256 IN ({marked(names)})"
    connection.execute(
        f"""INSERT INTO pages_fts (pages_fts, rowid, text)
        SELECT 'delete', id, text FROM main.file_page WHERE {some}""",
        names,
    )
    for table in ("file_page", "text_sketch", "extract"):
        connection.execute(f"DELETE FROM main.{table} WHERE {some}", names)
    for table in ("extract", "file_page", "text_sketch"):
        columns = _columns(connection, table)
        order = "sha256, page" if table == "file_page" else "sha256"
        connection.execute(
            f"""INSERT INTO main.{table} ({columns})
            SELECT {columns} FROM part.{table} WHERE {some} ORDER BY {order}""",
            names,
        )
    connection.execute(
        f"INSERT INTO pages_fts (rowid, text) SELECT id, text FROM main.file_page WHERE {some}", names
    )
    connection.execute(f"UPDATE main.document SET revision = revision + 1 WHERE {some}", names)


def _checks(connection: sqlite3.Connection) -> None:
    columns = _columns(connection, "name_check")
    place = "({0}.checker, {0}.at, {0}.note, {0}.findings)"
    connection.execute(
        f"""INSERT OR REPLACE INTO main.name_check ({columns})
        SELECT {", ".join(f"p.{name}" for name in columns.split(", "))} FROM part.name_check p
        LEFT JOIN main.name_check m ON m.sha256 = p.sha256
        WHERE m.sha256 IS NULL OR {place.format("p")} > {place.format("m")}"""
    )
