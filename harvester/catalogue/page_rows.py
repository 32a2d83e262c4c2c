"""Pages that hold words, in bounded time however common the words are and however large the catalogue.

What stands on so few pages that they can be weighed against each other is: nothing of it is left out. Of
what stands on more, the newest pages are looked at, and documents come first of which more pages hold it.
Where filters let few documents through, their pages alone are asked: a common word never hides them. Phrases
and beginnings are dear to find, so they are looked for once, and weighed by the texts alone or not at all.
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.catalogue.marking import order

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

WEIGHED = 5_000  # pages with the words are weighed against each other up to here
BY_TEXT = 100  # up to here by their texts alone: the index would go through every page with each of the words
WINDOW = 1_500  # pages looked at in a go where there are more
FEW = 2_000  # documents whose pages are asked one after the other
_STEP = 400
_LAST_ROW = 1 << 62
_BEGINNING = '"*'  # in an expression
_PHRASE = re.compile(r'"[^" ]+ [^"]*"')


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the pages."""

    expression: str  # for the index
    where: str  # on rows f of `find`
    values: Sequence[object]
    among: Sequence[str] | None  # all documents that fulfil it, where they are few
    limit: int  # documents wanted

    @property
    def dear(self) -> bool:
        """Whether each page with the words is dear to find."""
        return _BEGINNING in self.expression or _PHRASE.search(self.expression) is not None

    @property
    def most(self) -> int:
        """Pages looked for in the first go: of phrases, whose every place is compared, no more than pays."""
        if self.values or _BEGINNING in self.expression or not self.dear:
            return WEIGHED
        return WINDOW - 1

    @property
    def few(self) -> bool:
        """Whether the documents to choose from are few enough to be asked one by one."""
        return self.among is not None


def newest_rows(connection: sqlite3.Connection, asked: Asked) -> list[int]:
    """Pages with the words, the newest first: all of them where they are few, else some."""
    return _rows(connection, asked.expression, _LAST_ROW, asked.most + 1)


def documents_with(connection: sqlite3.Connection, asked: Asked, rows: list[int]) -> list[tuple[str, int]]:
    """(document, row of its best page) of documents with a page that holds the words, best first.

    Args:
        connection: to the catalogue.
        asked: what is asked.
        rows: the newest of the pages (`newest_rows`).
    """
    if len(rows) <= (BY_TEXT if asked.dear else WEIGHED):
        return _weighed(connection, asked, rows)
    if asked.few and len(rows) > WEIGHED:
        return _one_by_one(connection, asked)
    return _newest(connection, asked, rows)


def pages_of(
    connection: sqlite3.Connection, expression: str, documents: Sequence[str], rows: Sequence[int]
) -> dict[str, int]:
    """Of those of these documents that hold the words, the row of the first page that does."""
    if _BEGINNING in expression:
        found = _among(_ranges(connection, documents), sorted(rows))
    else:
        found = _each(connection, expression, documents)
    return {document: first for document, _, first, _ in found}


def _rows(connection: sqlite3.Connection, expression: str, before: int, most: int) -> list[int]:
    """Pages with the words, the newest first."""
    found = connection.execute(
        "SELECT rowid FROM pages_fts WHERE pages_fts MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
        (expression, before, most),
    )
    return [row[0] for row in found]


Range = tuple[str, int, int]  # document, first and last row of its pages
Standing = tuple[str, int, int, int]  # document, pages with the words, first and last of their rows


def _ranges(connection: sqlite3.Connection, documents: Sequence[str]) -> list[Range]:
    """Where the pages of documents are: those of a file are entered together, with none of others between."""
    rows = connection.execute(
        """SELECT f.document_id,
            (SELECT p.id FROM file_page p WHERE p.sha256 = f.sha256 ORDER BY p.page LIMIT 1),
            (SELECT p.id FROM file_page p WHERE p.sha256 = f.sha256 ORDER BY p.page DESC LIMIT 1)
        FROM json_each(?) j CROSS JOIN find f ON f.document_id = j.value""",
        (json.dumps(list(documents)),),
    )
    return [(row[0], row[1], row[2]) for row in rows if row[1] is not None]


def _each(connection: sqlite3.Connection, expression: str, documents: Sequence[str]) -> list[Standing]:
    """Those of these documents that hold the words, each asked by itself."""
    rows = connection.execute(
        """SELECT json_extract(j.value, '$[0]'), count(*), min(pages_fts.rowid), max(pages_fts.rowid)
        FROM json_each(?) j CROSS JOIN pages_fts
        WHERE pages_fts MATCH ? AND pages_fts.rowid >= json_extract(j.value, '$[1]')
            AND pages_fts.rowid <= json_extract(j.value, '$[2]')
        GROUP BY j.key""",
        (json.dumps(_ranges(connection, documents)), expression),
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def _among(ranges: Sequence[Range], rows: Sequence[int]) -> list[Standing]:
    """The same where it is known which pages hold the words (in order)."""
    found = []
    for document, first, last in ranges:
        start, end = bisect_left(rows, first), bisect_right(rows, last)
        if start < end:
            found.append((document, end - start, rows[start], rows[end - 1]))
    return found


# ---------------------------------------------------------------- few pages


def _weighed(connection: sqlite3.Connection, asked: Asked, rows: list[int]) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for document, row in _documents(connection, asked, _in_order(connection, asked.expression, rows)):
        found.setdefault(document, row)
        if len(found) >= asked.limit:
            break
    return list(found.items())


def _in_order(connection: sqlite3.Connection, expression: str, rows: list[int]) -> list[int]:
    """The pages, the best first."""
    if len(rows) <= BY_TEXT:
        held = connection.execute(
            "SELECT p.id, p.text FROM json_each(?) j JOIN file_page p ON p.id = j.value", (json.dumps(rows),)
        )
        texts = dict(tuple(row) for row in held)
        return order(texts, expression)
    ranked = connection.execute(
        "SELECT rowid FROM pages_fts WHERE pages_fts MATCH ? ORDER BY rank, rowid LIMIT ?",
        (expression, WEIGHED),
    )
    return [row[0] for row in ranked]


def _documents(
    connection: sqlite3.Connection, asked: Asked, rows: Sequence[int]
) -> Iterator[tuple[str, int]]:
    """(document, row) of these pages in their order, as far as the filters let them through."""
    for start in range(0, len(rows), _STEP):
        step = rows[start : start + _STEP]
        place = {row: number for number, row in enumerate(step)}
        held = connection.execute(
            f"""SELECT f.document_id, p.id FROM json_each(?) j CROSS JOIN file_page p ON p.id = j.value
            CROSS JOIN find f ON f.sha256 = p.sha256 WHERE {asked.where}""",
            (json.dumps(step), *asked.values),
        )
        found = [(row[0], row[1]) for row in held]
        yield from sorted(found, key=lambda one: (place[one[1]], one[0]))


# ---------------------------------------------------------------- very many pages


def _one_by_one(connection: sqlite3.Connection, asked: Asked) -> list[tuple[str, int]]:
    """Each of few documents, those first of which most pages hold the words."""
    documents = asked.among or ()
    if _BEGINNING in asked.expression:  # the index finds all pages with a beginning whenever it is asked
        rows = _rows(connection, asked.expression, _LAST_ROW, -1)
        found = _among(_ranges(connection, documents), rows[::-1])
    else:
        found = _each(connection, asked.expression, documents)
    found.sort(key=lambda one: (-one[1], -one[3], one[0]))
    return [(document, first) for document, _, first, _ in found[: asked.limit]]


def _newest(connection: sqlite3.Connection, asked: Asked, rows: list[int]) -> list[tuple[str, int]]:
    """Of the newest pages the documents of which most hold the words; as many pages as it takes."""
    pages: dict[str, list[int]] = {}
    start = 0
    while len(pages) < asked.limit:
        if start >= len(rows):
            if len(rows) <= asked.most:  # those were all
                break
            rows, start = _rows(connection, asked.expression, rows[-1], len(rows) * 4), 0
            if not rows:
                break
        for document, row in _documents(connection, asked, rows[start : start + WINDOW]):
            pages.setdefault(document, []).append(row)
        start += WINDOW
    ordered = sorted(pages.items(), key=lambda one: (-len(one[1]), -max(one[1]), one[0]))
    return [(document, min(found)) for document, found in ordered[: asked.limit]]
