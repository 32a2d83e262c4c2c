"""How many documents of each kind a search finds, while they are few enough to be counted in passing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from harvester.catalogue.page_search import search_expression

if TYPE_CHECKING:
    import sqlite3

    from harvester.catalogue.queue_types import SearchFilters

FACETS = ("nation", "source", "review_type", "role", "status", "year")
MAX_PAGES = 2_000  # with more pages that hold the words nothing is counted


def search_facets(
    connection: sqlite3.Connection, words: str, filters: SearchFilters
) -> dict[str, dict[str, int]] | None:
    """Facet → value → documents whose pages hold the words; None where they are too many to be counted.

    Each facet is counted under the filters of all the others, so that it shows what choosing another
    of its values would find. Documents found by their title alone are not counted.
    """
    expression = search_expression(words)
    if not expression:
        return {}
    rows = connection.execute(
        "SELECT rowid FROM pages_fts WHERE pages_fts MATCH ? LIMIT ?", (expression, MAX_PAGES + 1)
    ).fetchall()
    if len(rows) > MAX_PAGES:
        return None
    found = connection.execute(
        """SELECT f.nation, f.source, f.review_type, f.role, f.status, f.year FROM find f
        WHERE f.sha256 IN (SELECT p.sha256 FROM pages_fts JOIN file_page p ON p.id = pages_fts.rowid
            WHERE pages_fts MATCH ?)""",
        (expression,),
    ).fetchall()
    wanted = {name: getattr(filters, name) for name in FACETS}
    counted: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for row in found:
        wrong = [name for name in FACETS if wanted[name] is not None and row[name] != wanted[name]]
        for name in FACETS if not wrong else wrong if len(wrong) == 1 else ():
            if row[name] is not None:
                counted[name][str(row[name])] += 1
    return {name: dict(counts) for name, counts in counted.items()}
