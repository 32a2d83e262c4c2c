"""Sketches of texts, kept by file: finding what is like a new text then costs no reading of the old ones."""

from __future__ import annotations

import logging
from dataclasses import astuple
from typing import TYPE_CHECKING

from harvester.catalogue.values import bound
from harvester.errors import failed_at
from harvester.records import Sketch

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from harvester.catalogue.facade import Catalogue

log = logging.getLogger(__name__)

AT_ONCE = 50

TABLE = """CREATE TABLE text_sketch (
    sha256 TEXT PRIMARY KEY,
    rules INTEGER NOT NULL,
    words INTEGER,
    shingles INTEGER,
    digest INTEGER,
    hashes BLOB
)"""  # words IS NULL: the text is too short to be compared, or the rules fail at it


def unsketched(connection: sqlite3.Connection, rules: int, limit: int) -> list[str]:
    """Files with text whose sketch is missing, or was made by other rules."""
    rows = connection.execute(
        """SELECT e.sha256 FROM extract e LEFT JOIN text_sketch k ON k.sha256 = e.sha256 AND k.rules = ?
        WHERE k.sha256 IS NULL AND EXISTS (SELECT 1 FROM file_page p WHERE p.sha256 = e.sha256)
        ORDER BY e.rowid LIMIT ?""",
        (rules, limit),
    )
    return [row["sha256"] for row in rows]


def forget(connection: sqlite3.Connection, sha256: str) -> None:
    """The text of a file has changed: another extractor read it."""
    connection.execute("DELETE FROM text_sketch WHERE sha256 = ?", (sha256,))


def _is_read(connection: sqlite3.Connection, sha256: str) -> bool:
    return connection.execute("SELECT 1 FROM extract WHERE sha256 = ?", (sha256,)).fetchone() is not None


def text_of(connection: sqlite3.Connection, sha256: str) -> str:
    """The whole text of a file, as it is compared."""
    pages = connection.execute("SELECT text FROM file_page WHERE sha256 = ? ORDER BY page", (sha256,))
    return "\n\n".join(page["text"] for page in pages)


def save(connection: sqlite3.Connection, made: Iterable[tuple[str, Sketch | None]], rules: int) -> None:
    """Keep sketches, each text's once; None where the text is too short to have one."""
    by_file = dict(made)  # a file that two documents have may have been sketched for each
    rows = [
        bound(sha256, rules, *(astuple(found) if found else (None,) * 4)) for sha256, found in by_file.items()
    ]
    # Deleted, so that what was compared by the old one is forgotten with it (`nearness.py`).
    connection.executemany("DELETE FROM text_sketch WHERE sha256 = ?", [(row[0],) for row in rows])
    connection.executemany(
        """INSERT INTO text_sketch (sha256, rules, words, shingles, digest, hashes)
        VALUES (?, ?, ?, ?, ?, ?)""",
        rows,
    )


def load(connection: sqlite3.Connection, rules: int) -> Mapping[str, Sketch]:
    """Every sketch made by these rules, by file."""
    rows = connection.execute(
        """SELECT sha256, words, shingles, digest, hashes FROM text_sketch
        WHERE rules = ? AND words IS NOT NULL""",
        (rules,),
    )
    return {row["sha256"]: Sketch(*tuple(row)[1:]) for row in rows}


def sketch_missing(catalogue: Catalogue, limit: int) -> int:
    """Sketch at most so many of the texts that have none; how many there were."""
    names = waiting(catalogue, limit)
    sketch_texts(catalogue, names)
    return len(names)


def waiting(catalogue: Catalogue, limit: int) -> list[str]:
    """Files with text that has no sketch; looking for them goes through all texts."""
    with catalogue.reading() as connection:
        return unsketched(connection, _rules(), limit)


def sketch_all(catalogue: Catalogue, stopping: Callable[[], bool] = lambda: False) -> int:
    """Sketch every text that has no sketch, some between two commits; how many there were."""
    names = waiting(catalogue, -1)
    for start in range(0, len(names), AT_ONCE):
        if stopping():
            return start
        sketch_texts(catalogue, names[start : start + AT_ONCE])
    return len(names)


def _rules() -> int:
    from harvester.group.texts import SKETCHED

    return SKETCHED


def sketch_texts(catalogue: Catalogue, names: Sequence[str]) -> None:
    """Sketch the texts of these files, of those that were not taken down since."""
    with catalogue.reading() as connection:
        texts = [(name, text_of(connection, name)) for name in names if _is_read(connection, name)]
    made = [(name, _sketch_of(name, text)) for name, text in texts]
    if made:
        with catalogue.writing() as connection:
            save(connection, made, _rules())


def _sketch_of(name: str, text: str) -> Sketch | None:
    """The sketch of a text; none where the rules fail at it: it must not end every run at the same place."""
    from harvester.group.texts import sketch

    try:
        return sketch(text)
    except MemoryError:
        raise
    except Exception as error:
        log.warning(
            "the rules fail at the text of %s (%s), which is compared with none", name, failed_at(error)
        )
        return None
