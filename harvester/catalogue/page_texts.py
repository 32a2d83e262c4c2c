"""What is shown of a document's file: its pages' text and size, and how reading it went."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

_LARGEST = 200_000.0  # points; no page of a real document comes near


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """The file of one document, as the catalogue knows it; `sha256` is None where none was got."""

    document_id: str
    title: str
    language: str | None
    sha256: str | None
    media_type: str | None
    pages: int  # 0: not read, or it has none
    fetch_outcome: str | None
    text_outcome: str | None
    message: str  # what reading it noted
    page_sizes: tuple[tuple[float, float], ...] = ()  # of the first pages, in points

    def size_of(self, page: int) -> tuple[float, float] | None:
        """How large a page is, when that was read."""
        return self.page_sizes[page - 1] if 1 <= page <= len(self.page_sizes) else None


def held_file(connection: sqlite3.Connection, document_id: str) -> HeldFile | None:
    """The file of a document, kept or not; None when there is no such document."""
    row = connection.execute(
        # The view is asked by id, never joined: a join would work it out for every document.
        """SELECT d.id, d.sha256, d.fetch_outcome,
            COALESCE((SELECT title FROM documents WHERE id = d.id), NULLIF(d.title, ''), d.label) AS title,
            COALESCE((SELECT language FROM documents WHERE id = d.id), d.language) AS language,
            COALESCE(e.media_type, f.media_type) AS media_type, e.outcome AS text_outcome,
            e.page_count AS pages, e.message, e.page_sizes
        FROM document d LEFT JOIN file f ON f.sha256 = d.sha256 LEFT JOIN extract e ON e.sha256 = d.sha256
        WHERE d.id = ? OR d.id = (SELECT document_id FROM document_alias WHERE id = ?)""",
        (document_id, document_id),
    ).fetchone()
    if row is None:
        return None
    return HeldFile(
        document_id=row["id"],
        title=row["title"],
        language=row["language"],
        sha256=row["sha256"],
        media_type=row["media_type"],
        pages=row["pages"] or 0,
        fetch_outcome=row["fetch_outcome"],
        text_outcome=row["text_outcome"],
        message=row["message"] or "",
        page_sizes=_sizes(row["page_sizes"]),
    )


def _sizes(kept: str | None) -> tuple[tuple[float, float], ...]:
    """Sizes as kept; a page that says something absurd of itself ends them."""
    sizes: list[tuple[float, float]] = []
    for width, height in json.loads(kept or "[]"):
        if not all(math.isfinite(side) and 1 <= side <= _LARGEST for side in (width, height)):
            break
        sizes.append((width, height))
    return tuple(sizes)


def text_of_pages(connection: sqlite3.Connection, sha256: str | None) -> list[str]:
    """The text of each page of a file, in order; a page without any is blank."""
    rows = connection.execute("SELECT page, text FROM file_page WHERE sha256 = ? ORDER BY page", (sha256,))
    texts: list[str] = []
    for row in rows:
        texts.extend("" for _ in range(row["page"] - 1 - len(texts)))
        texts.append(row["text"])
    return texts


def text_of_page(connection: sqlite3.Connection, sha256: str | None, page: int) -> str | None:
    """The text of one page; None when there is no such page."""
    row = connection.execute(
        "SELECT text FROM file_page WHERE sha256 = ? AND page = ?", (sha256, page)
    ).fetchone()
    return None if row is None else str(row["text"])
