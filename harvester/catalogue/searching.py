"""Search over page text and over titles, case names, publishers and authors."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from harvester.catalogue import titles
from harvester.catalogue.marking import mark_words, snippets
from harvester.catalogue.page_rows import FEW, Asked, documents_with, newest_rows, pages_of
from harvester.catalogue.types import Filters, Hit
from harvester.catalogue.values import clean

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from harvester.catalogue.marking import Marked

_TERM = re.compile(r'"([^"]*)"|(\S+)')
_MAX_WORDS = 32
_TITLES = 500  # documents called so that are looked at, the newest first


# Reviews of a publisher, whoever lists them, and of the closed bodies that it followed.
_PUBLISHED_BY = """WITH RECURSIVE kin(slug) AS (
        SELECT ? UNION SELECT s.slug FROM source s, json_each(s.successors) j JOIN kin ON j.value = kin.slug)
    SELECT p.review_id FROM review_publishers p JOIN kin ON p.source = kin.slug"""


def terms(words: str) -> list[str]:
    """The words and "quoted phrases" of a query. Everything else that FTS5 gives meaning to is text."""
    found = (phrase or word for phrase, word in _TERM.findall(clean(words)))
    return [term for term in found if any(char.isalnum() for char in term)][:_MAX_WORDS]


def match_expression(found: list[str]) -> str:
    """The terms as an FTS5 query that asks for all of them on one page; `superv*` asks for a beginning."""
    return " ".join(
        '"' + term.strip('"*').replace('"', " ") + '"' + ("*" if term.endswith("*") else "") for term in found
    )


def search(connection: sqlite3.Connection, words: str, filters: Filters | None = None) -> list[Hit]:
    """Documents that hold all the words, in what they are called or on one page; best first.

    In bounded time: of words that stand on very many pages the newest pages are looked at (`page_rows.py`).
    """
    filters = filters or Filters()
    asked, limit = terms(words), max(0, filters.limit)
    if not asked or not limit:
        return []
    expression = match_expression(asked)
    where, values = _on_finds(filters)
    among = _few(connection, where, values) if values else None
    called = titles.called(connection, expression, where, values, among, _TITLES)[:limit]
    wanted = Asked(expression, where, values, among, limit)
    rows = newest_rows(connection, wanted)
    pages = pages_of(connection, expression, called, rows)
    found: dict[str, int | None] = {name: pages.get(name) for name in called}
    if len(found) < limit:
        for document, row in documents_with(connection, wanted, rows):
            found.setdefault(document, row)
    return _hits(connection, asked, dict(list(found.items())[:limit]))


def _few(connection: sqlite3.Connection, where: str, values: list[object]) -> list[str] | None:
    """All documents that filters let through; None where they are many."""
    rows = connection.execute(
        f"SELECT f.document_id FROM find f WHERE {where} LIMIT {FEW + 1}", values
    ).fetchall()
    return [row[0] for row in rows] if len(rows) <= FEW else None


def _on_finds(filters: Filters) -> tuple[str, list[object]]:
    """The filters as a condition on rows f of `find`, and its values."""
    parts, values = ["1"], list[object]()
    if filters.source is not None:
        parts.append(
            f"""f.document_id IN (SELECT document_id FROM find WHERE source = ?
            UNION SELECT id FROM document WHERE review_id IN ({_PUBLISHED_BY}))"""
        )
        values.extend((filters.source, filters.source))
    for name in ("review_type", "role", "year"):
        if getattr(filters, name) is not None:
            parts.append(f"f.{name} = ?")
            values.append(getattr(filters, name))
    if filters.subject is not None:
        about = "lower(substr(j.subject, 1, ?)) = ?"
        parts.append(
            f"""f.document_id IN (SELECT j.document_id FROM subjects j WHERE {about}
            UNION SELECT d.id FROM subjects j JOIN document d ON d.review_id = j.review_id WHERE {about})"""
        )
        values.extend((len(filters.subject), filters.subject.lower()) * 2)
    return " AND ".join(parts), values


def _conditions(filters: Filters) -> tuple[str, list[object]]:
    parts: list[str] = []
    values: list[object] = []
    if filters.source is not None:
        parts.append(f"(v.source = ? OR v.review_id IN ({_PUBLISHED_BY}))")
        values.extend((filters.source, filters.source))
    for column, value in (
        ("v.review_type", filters.review_type),
        ("v.role", filters.role),
        (
            "substr(COALESCE(v.published, v.completed), 1, 4)",
            None if filters.year is None else f"{filters.year:04d}",
        ),
    ):
        if value is not None:
            parts.append(f"{column} = ?")
            values.append(value)
    if filters.subject is not None:
        parts.append(
            """EXISTS (SELECT 1 FROM subjects j WHERE (j.document_id = v.id OR j.review_id = v.review_id)
                AND lower(substr(j.subject, 1, ?)) = ?)"""
        )
        values.extend((len(filters.subject), filters.subject.lower()))
    return (" AND " + " AND ".join(parts) if parts else ""), values


_HAYSTACK = (
    "v.title || char(10) || COALESCE(v.case_name, '') || char(10) || COALESCE(v.board, '') "
    "|| char(10) || COALESCE(v.link_text, '') || char(10) || v.authors"
)


def matching(words: str, filters: Filters) -> tuple[str | None, list[object]]:
    """What `search` finds, without an order and without end, as a condition on documents v and its values.

    The condition is None when there are words but no term in them.
    """
    where, values = _conditions(filters)
    if not words.strip():
        return f"1{where}", values
    asked = terms(words)
    if not asked:
        return None, []
    contains = " AND ".join([f"instr(lower({_HAYSTACK}), ?) > 0"] * len(asked))
    pages = """v.sha256 IN (SELECT p.sha256 FROM pages_fts JOIN file_page p ON p.id = pages_fts.rowid
        WHERE pages_fts MATCH ?)"""
    found: list[object] = [*(term.strip('"*').lower() for term in asked), match_expression(asked)]
    return f"(({contains}) OR {pages}){where}", [*found, *values]


_COLUMNS = "v.id, v.title, v.source, v.review_type, v.role, v.published, v.presence"


def _hits(connection: sqlite3.Connection, asked: list[str], found: Mapping[str, int | None]) -> list[Hit]:
    described = {
        row["id"]: row
        for row in connection.execute(
            f"SELECT {_COLUMNS} FROM json_each(?) j CROSS JOIN documents v ON v.id = j.value",
            (json.dumps(list(found)),),
        )
    }
    pages = {
        row["id"]: row
        for row in connection.execute(
            "SELECT p.id, p.page, p.text FROM json_each(?) j JOIN file_page p ON p.id = j.value",
            (json.dumps([row for row in found.values() if row is not None]),),
        )
    }
    marked = snippets([row["text"] for row in pages.values()], match_expression(asked))
    shown = dict(zip(pages, marked, strict=True))
    return [
        _hit(row, pages[at]["page"], shown[at])
        if at is not None
        else _hit(row, None, _mark(row["title"], asked))
        for name, at in found.items()
        if (row := described.get(name)) is not None
    ]


def _mark(text: str, asked: list[str]) -> Marked:
    text, marks = mark_words(text, [term.strip('"*') for term in asked])
    return " ".join(text.split()), marks


def _hit(row: sqlite3.Row, page: int | None, shown: Marked) -> Hit:
    return Hit(
        document_id=row["id"],
        title=row["title"],
        source=row["source"],
        page=page,
        snippet=shown[0],
        marks=shown[1],
        review_type=row["review_type"],
        role=row["role"],
        published=row["published"],
        presence=row["presence"],
    )
