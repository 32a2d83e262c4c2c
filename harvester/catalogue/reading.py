"""What was read from files: which are unread, their pages with the search index, their layout."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from harvester.catalogue import crawling, presence, sightings, sketches, tombstones
from harvester.catalogue.values import bound, clean, lines_from_json, lines_to_json, to_json
from harvester.media_type import HTML
from harvester.records import Extract
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


def files_to_read(connection: sqlite3.Connection, extractor: str, limit: int) -> list[tuple[str, str | None]]:
    """Files never read, or read by another extractor than this one: (sha256, media type), oldest first."""
    rows = connection.execute(
        """SELECT f.sha256, f.media_type FROM file f LEFT JOIN extract e ON e.sha256 = f.sha256
        WHERE (e.sha256 IS NULL OR e.extractor <> ?)
            AND EXISTS (SELECT 1 FROM document d WHERE d.sha256 = f.sha256)
        ORDER BY e.sha256 IS NOT NULL, f.rowid LIMIT ?""",
        (extractor, limit),
    )
    return [(row["sha256"], row["media_type"]) for row in rows]


def mark_all_unread(connection: sqlite3.Connection) -> None:
    """Have every file read again."""
    connection.execute("UPDATE extract SET extractor = ''")


def save_extract(connection: sqlite3.Connection, extract: Extract, now: str) -> None:
    """Keep what was read, and make its documents stale.

    A reading that failed does not overwrite an earlier one that gave text: only the extractor's name
    is noted, so that the file is not read again and again. Of a file that was taken down while it was being
    read nothing is kept.
    """
    if tombstones.file_held_out(connection, extract.sha256):
        return
    held = connection.execute(
        "SELECT outcome, media_type FROM extract WHERE sha256 = ?", (extract.sha256,)
    ).fetchone()
    if held is not None and held["outcome"] == Outcome.OK and extract.outcome is not Outcome.OK:
        connection.execute(
            "UPDATE extract SET extractor = ?, message = ? WHERE sha256 = ?",
            bound(extract.extractor, f"read again: {extract.outcome}: {extract.message}", extract.sha256),
        )
        return
    count = extract.page_count if extract.page_count is not None else len(extract.pages) or None
    connection.execute(
        """INSERT INTO extract (sha256, outcome, media_type, page_count, extractor, ocr, message,
            lines, headers, properties, page_sizes, at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (sha256) DO UPDATE SET outcome = excluded.outcome,
            media_type = COALESCE(excluded.media_type, media_type),
            page_count = COALESCE(excluded.page_count, page_count), extractor = excluded.extractor,
            ocr = excluded.ocr, message = excluded.message, lines = excluded.lines,
            headers = excluded.headers, properties = excluded.properties,
            page_sizes = excluded.page_sizes, at = excluded.at""",
        bound(
            extract.sha256,
            extract.outcome.value,
            extract.media_type,
            count,
            extract.extractor,
            extract.ocr,
            extract.message,
            lines_to_json(extract.lines),
            lines_to_json(extract.headers),
            to_json(extract.properties),
            to_json(extract.page_sizes),
            now,
        ),
    )
    _save_pages(connection, extract.sha256, extract.pages)
    connection.execute("UPDATE document SET revision = revision + 1 WHERE sha256 = ?", (extract.sha256,))
    if extract.media_type == HTML:
        _fold_same_text(connection, extract.sha256)


def _fold_same_text(connection: sqlite3.Connection, sha256: str) -> None:
    """A page's bytes change every night (tokens, menus); with the same text it is no new version.

    Only for reviews published as pages: other bytes of a file are a new version even if the text is
    the same (a re-saved PDF is told as a change of the file).
    """
    pairs = connection.execute(
        """SELECT d.id AS new, p.id AS old, p.sha256 FROM document d
        JOIN document p ON p.id = d.replaces_address
        JOIN extract e ON e.sha256 = p.sha256 AND e.media_type = ?
        WHERE d.sha256 = ?""",
        (HTML, sha256),
    ).fetchall()
    for pair in pairs:
        if _words(connection, sha256) == _words(connection, pair["sha256"]):
            crawling.unite(connection, old=pair["new"], new=pair["old"])
            sightings.choose(connection, pair["old"])
            presence.settle(connection, [pair["old"]])
    if connection.execute("SELECT 1 FROM document WHERE sha256 = ?", (sha256,)).fetchone() is None:
        _save_pages(connection, sha256, ())
        connection.execute("DELETE FROM extract WHERE sha256 = ?", (sha256,))


def _words(connection: sqlite3.Connection, sha256: str) -> list[str]:
    rows = connection.execute("SELECT text FROM file_page WHERE sha256 = ? ORDER BY page", (sha256,))
    return " ".join(row["text"] for row in rows).split()


def _save_pages(connection: sqlite3.Connection, sha256: str, pages: Sequence[str]) -> None:
    """Replace the pages of a file and their entries in the search index."""
    connection.execute(
        """INSERT INTO pages_fts (pages_fts, rowid, text)
        SELECT 'delete', id, text FROM file_page WHERE sha256 = ?""",
        (sha256,),
    )
    connection.execute("DELETE FROM file_page WHERE sha256 = ?", (sha256,))
    sketches.forget(connection, sha256)
    connection.executemany(
        "INSERT INTO file_page (sha256, page, text) VALUES (?, ?, ?)",
        [(sha256, number, clean(text)) for number, text in enumerate(pages, start=1)],
    )
    connection.execute(
        "INSERT INTO pages_fts (rowid, text) SELECT id, text FROM file_page WHERE sha256 = ?", (sha256,)
    )


def load_extract(connection: sqlite3.Connection, sha256: str) -> Extract | None:
    """What was read from a file, as it was saved, or None."""
    row = connection.execute("SELECT * FROM extract WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        return None
    pages = connection.execute("SELECT text FROM file_page WHERE sha256 = ? ORDER BY page", (sha256,))
    return Extract(
        sha256=sha256,
        outcome=Outcome(row["outcome"]),
        media_type=row["media_type"],
        pages=tuple(page["text"] for page in pages),
        lines=lines_from_json(row["lines"]),
        headers=lines_from_json(row["headers"]),
        properties=json.loads(row["properties"]),
        page_count=row["page_count"],
        page_sizes=tuple((width, height) for width, height in json.loads(row["page_sizes"])),
        extractor=row["extractor"],
        ocr=bool(row["ocr"]),
        message=row["message"],
    )


def file_hashes(connection: sqlite3.Connection) -> list[str]:
    """The names of all files that the catalogue speaks of, in order."""
    return [row["sha256"] for row in connection.execute("SELECT sha256 FROM file ORDER BY sha256")]
