"""Search over the text of pages for the desk: one document at its best page, with the found words marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.catalogue.queue_types import MarkedText, PageHit, SearchFilters, SearchPage
from harvester.catalogue.searching import search
from harvester.catalogue.types import Filters

if TYPE_CHECKING:
    import sqlite3

COUNTED = 2000  # pages that hold the words are counted up to here, and weighed against each other


def search_pages(
    connection: sqlite3.Connection,
    words: str,
    filters: SearchFilters | None = None,
    after: str | None = None,
    limit: int = 20,
) -> SearchPage:
    """Documents that hold all the words in their description or on one page; any text is a query."""
    filters = filters or SearchFilters()
    offset = int(after or 0)
    asked = Filters(
        source=filters.source,
        review_type=filters.review_type,
        role=filters.role,
        year=filters.year,
        limit=offset + limit + 1,
    )
    found = []
    for hit in search(connection, words, asked):
        row = connection.execute(
            """SELECT v.*, s.title AS source_title FROM documents v JOIN source s ON s.slug = v.source
            WHERE v.id = ?""",
            (hit.document_id,),
        ).fetchone()
        found.append(
            PageHit(
                document_id=hit.document_id,
                title=hit.title,
                source=hit.source,
                source_title=row["source_title"],
                review_type=hit.review_type,
                role=hit.role,
                case_name=row["case_name"],
                published=hit.published,
                status=row["status"],
                presence=hit.presence,
                sha256=row["sha256"],
                page=hit.page,
                snippet=hit.snippet,
                marks=hit.marks,
            )
        )
    more = len(found) > offset + limit
    return SearchPage(
        hits=tuple(found[offset : offset + limit]),
        next=str(offset + limit) if more else None,
        ranked=True,
        pages=sum(hit.page is not None for hit in found),
    )


def page_text(
    connection: sqlite3.Connection, document_id: str, page: int, words: str = ""
) -> MarkedText | None:
    """The text of one page with the words of a query marked; None when there is no such page."""
    row = connection.execute(
        "SELECT text FROM pages WHERE document_id = ? AND page = ?", (document_id, page)
    ).fetchone()
    return None if row is None else MarkedText(text=row["text"])
