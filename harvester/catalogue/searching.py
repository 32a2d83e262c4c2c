"""Search over page text and over titles, case names, publishers and authors."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.catalogue.marking import CLOSE, OPEN, unmark
from harvester.catalogue.types import Filters, Hit
from harvester.catalogue.values import clean

if TYPE_CHECKING:
    import sqlite3

# Private-use characters around found words; a page that holds them itself only gets odd marks.
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_MAX_WORDS = 32
_PAGES_LOOKED_AT = 2000  # best pages over which hits are united by document


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
    """Documents that hold all the words, in their description or on one page; best first."""
    filters = filters or Filters()
    asked = terms(words)
    if not asked:
        return []
    hits: dict[str, Hit] = {}
    for hit in (*_in_descriptions(connection, asked, filters), *_in_pages(connection, asked, filters)):
        held = hits.get(hit.document_id)
        if held is None:
            hits[hit.document_id] = hit
        elif held.page is None and hit.page is not None:
            hits[hit.document_id] = hit  # its place stays, the snippet is of the page
        if len(hits) >= filters.limit and hit.page is not None:
            break
    return list(hits.values())[: max(0, filters.limit)]


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


def _in_descriptions(connection: sqlite3.Connection, asked: list[str], filters: Filters) -> list[Hit]:
    where, values = _conditions(filters)
    contains = " AND ".join([f"instr(lower({_HAYSTACK}), ?) > 0"] * len(asked))
    rows = connection.execute(
        f"""SELECT {_COLUMNS} FROM documents v WHERE {contains}{where}
        ORDER BY v.published IS NULL, v.published DESC, v.id LIMIT ?""",
        (*(term.strip('"*').lower() for term in asked), *values, filters.limit),
    )
    return [_hit(row, None, _mark(row["title"], asked)) for row in rows]


def _in_pages(connection: sqlite3.Connection, asked: list[str], filters: Filters) -> list[Hit]:
    where, values = _conditions(filters)
    rows = connection.execute(
        f"""SELECT {_COLUMNS}, m.page, m.snippet FROM (
            SELECT p.sha256, p.page, pages_fts.rank AS score,
                snippet(pages_fts, 0, ?, ?, '…', 18) AS snippet
            FROM pages_fts JOIN file_page p ON p.id = pages_fts.rowid
            WHERE pages_fts MATCH ? ORDER BY pages_fts.rank LIMIT ?
        ) m JOIN documents v ON v.sha256 = m.sha256
        WHERE 1{where} ORDER BY m.score, v.id, m.page""",
        (OPEN, CLOSE, match_expression(asked), _PAGES_LOOKED_AT, *values),
    )
    return [_hit(row, row["page"], row["snippet"]) for row in rows]


def _mark(text: str, asked: list[str]) -> str:
    pattern = "|".join(re.escape(term.strip('"*')) for term in sorted(asked, key=len, reverse=True))
    return re.sub(pattern, lambda found: f"{OPEN}{found.group()}{CLOSE}", text, flags=re.IGNORECASE)


def _hit(row: sqlite3.Row, page: int | None, marked: str) -> Hit:
    snippet, marks = unmark(" ".join(marked.split()))
    return Hit(
        document_id=row["id"],
        title=row["title"],
        source=row["source"],
        page=page,
        snippet=snippet,
        marks=marks,
        review_type=row["review_type"],
        role=row["role"],
        published=row["published"],
        presence=row["presence"],
    )
