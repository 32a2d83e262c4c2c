"""Search over the text of pages for the desk: one document at its best page, with the found words marked.

Pages are weighed against each other only while they are few enough for that to be quick; of words that
stand on very many pages the newest files come first. Every answer is bounded, whatever was typed.
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from harvester.catalogue.marking import highlight, mark_words, snippets
from harvester.catalogue.queue_types import MarkedText, PageHit, SearchFilters, SearchPage
from harvester.catalogue.searching import match_expression, terms
from harvester.catalogue.values import clean

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

COUNTED = 20_000  # pages with the words are counted up to here; fewer are weighed against each other
TITLES = 5  # documents found by title, case or board that come before all pages
MAX_LIMIT = 100
MAX_SKIPPED = 2000  # documents that can be leafed through where pages are weighed
_TERMS = 12
_PREFIX = 3  # letters before a `*`: fewer would be half the index
_STEP = 200  # pages looked up at a time
_BUDGET = 4000  # pages looked at for one answer where very many hold the words
_NARROW = 5000  # pages of all documents that a filter lets through: so few are listed beforehand
_LAST_ROW = 1 << 62


@dataclass(frozen=True, slots=True)
class _Query:
    """What is asked for, ready for the index."""

    asked: list[str]
    expression: str
    where: str  # on find f
    values: list[object]


def search_pages(
    connection: sqlite3.Connection,
    words: str,
    filters: SearchFilters | None = None,
    after: str | None = None,
    limit: int = 20,
) -> SearchPage:
    """Documents that hold all the words in their description or on one page; any text is a query."""
    query = _query(words, filters or SearchFilters())
    limit = max(1, min(limit, MAX_LIMIT))
    if not query.asked:
        return SearchPage(hits=(), next=None, ranked=True, pages=0)
    mode, _, place = (after or "").partition(".")
    start = int(place) if place.isdecimal() and len(place) < 19 else 0
    if mode == "r" and start:
        return _newest(connection, query, [], _Newest(before=start), limit)
    # Asked once for all: to find where the beginnings of words stand is the dearest part of an answer.
    most = COUNTED // max(1, len(query.asked) // 2)
    rows = _matching(connection, query, _Newest(), max(most + 1, _BUDGET))
    titles = _in_titles(connection, query)
    if len(rows) <= most:
        skipped = min(start, MAX_SKIPPED) if mode == "p" else 0
        return _weighed(connection, query, titles, skipped, limit)
    return _newest(connection, query, titles, _Newest(rows=rows[:_BUDGET]), limit)


def page_text(
    connection: sqlite3.Connection, document_id: str, page: int, words: str = ""
) -> MarkedText | None:
    """The text of one page with the words of a query marked; None when there is no such page."""
    row = connection.execute(
        "SELECT text FROM pages WHERE document_id = ? AND page = ?", (clean(document_id), page)
    ).fetchone()
    if row is None:
        return None
    asked = _terms(words)
    if not asked:
        return MarkedText(text=row["text"])
    # Any of the words: a page may hold one of them only.
    text, marks = highlight(row["text"], " OR ".join(match_expression([term]) for term in asked))
    return MarkedText(text=text, marks=marks)


def search_expression(words: str) -> str:
    """What is asked of the index for these words; "" where there is nothing to ask."""
    return _query(words, SearchFilters()).expression


def _terms(words: str) -> list[str]:
    return [
        term.rstrip("*") if term.endswith("*") and sum(map(str.isalnum, term)) < _PREFIX else term
        for term in terms(words[:10_000])[:_TERMS]
    ]


def _query(words: str, filters: SearchFilters) -> _Query:
    asked = _terms(words)
    parts, values = ["1"], list[object]()
    for name in ("nation", "source", "review_type", "role", "status", "year"):
        value = getattr(filters, name)
        if value is not None:
            parts.append(f"f.{name} = ?")
            values.append(clean(value) if isinstance(value, str) else value)
    return _Query(asked, match_expression(asked), " AND ".join(parts), values)


def _in_titles(connection: sqlite3.Connection, query: _Query) -> list[str]:
    """The newest documents whose title, case, board or source hold all the words."""
    asked = [term.strip('"*').casefold() for term in query.asked]
    rows = connection.execute(
        f"""SELECT f.document_id FROM find f
        WHERE {" AND ".join(["instr(f.words, ?) > 0"] * len(asked))} AND {query.where}
        ORDER BY f.year DESC, f.place LIMIT ?""",
        (*asked, *query.values, TITLES),
    )
    return [row["document_id"] for row in rows]


# ---------------------------------------------------------------- few pages: the best first


def _weighed(
    connection: sqlite3.Connection, query: _Query, titles: list[str], skipped: int, limit: int
) -> SearchPage:
    matching = "SELECT rowid FROM pages_fts WHERE pages_fts MATCH ? ORDER BY rank LIMIT ?"
    rows = _in_one(connection, "rowid", matching, query.expression, COUNTED)
    found: dict[str, list[tuple[int, int]]] = {name: [] for name in titles}
    wanted = skipped + limit + 1
    for step in _lookups(connection, query, rows, _allowed(connection, query)):
        for document, page, row in step:
            found.setdefault(document, []).append((page, row))
        if len(found) >= wanted:
            break
    shown = list(found.items())[skipped : skipped + limit]
    _all_pages(connection, shown, set(rows))
    more = len(found) >= wanted and skipped + limit <= MAX_SKIPPED
    return SearchPage(
        hits=_hits(connection, query, shown),
        next=f"p.{skipped + limit}" if more else None,
        ranked=True,
        pages=len(rows),
    )


def _in_one(connection: sqlite3.Connection, columns: str, rows: str, *values: object) -> list[Any]:
    """The rows of a query in its order, as one: each row waits for its turn among the desk's threads."""
    (told,) = connection.execute(f"SELECT json_group_array({columns}) FROM ({rows})", values).fetchone()
    found: list[Any] = json.loads(told)
    return found


def _allowed(connection: sqlite3.Connection, query: _Query) -> set[int] | None:
    """The rows of all pages of the documents that the filters let through; None where these are many."""
    if not query.values:
        return None
    rows = _in_one(
        connection,
        "id",
        f"""SELECT p.id FROM find f JOIN file_page p ON p.sha256 = f.sha256
        WHERE {query.where} LIMIT {_NARROW + 1}""",
        *query.values,
    )
    return set(rows) if len(rows) <= _NARROW else None


def _lookups(
    connection: sqlite3.Connection, query: _Query, rows: Sequence[int], allowed: set[int] | None
) -> Iterator[list[tuple[str, int, int]]]:
    """(document, page, row) of these rows in their order, as far as the filters let them through."""
    if allowed is not None:
        rows = [row for row in rows if row in allowed]
    for start in range(0, len(rows), _STEP):
        step = rows[start : start + _STEP]
        order = {row: place for place, row in enumerate(step)}
        held = _in_one(
            connection,
            "json_array(document_id, page, id)",
            f"""SELECT f.document_id, p.page, p.id FROM json_each(?) j JOIN file_page p ON p.id = j.value
            JOIN find f ON f.sha256 = p.sha256 WHERE {query.where}""",
            json.dumps(step),
            *query.values,
        )
        yield sorted(((name, page, row) for name, page, row in held), key=lambda one: (order[one[2]], one[0]))


def _all_pages(
    connection: sqlite3.Connection, shown: list[tuple[str, list[tuple[int, int]]]], rows: set[int]
) -> None:
    """Add the pages of shown documents that were not reached yet, behind the best one."""
    for document, pages in shown:
        known = {row for _, row in pages}
        held = connection.execute(
            """SELECT p.page, p.id FROM find f JOIN file_page p ON p.sha256 = f.sha256
            WHERE f.document_id = ? ORDER BY p.page""",
            (document,),
        )
        pages += [(page, row) for page, row in held if row in rows and row not in known]


# ---------------------------------------------------------------- very many pages: the newest first


@dataclass(frozen=True, slots=True)
class _Newest:
    """Where to begin among the pages with the words, the newest first."""

    before: int = _LAST_ROW
    rows: list[int] | None = None  # the first of them, where they are known


def _matching(
    connection: sqlite3.Connection, query: _Query, where: _Newest, most: int, first: int = 0
) -> list[int]:
    return _in_one(
        connection,
        "rowid",
        """SELECT rowid FROM pages_fts WHERE pages_fts MATCH ? AND rowid < ? AND rowid >= ?
        ORDER BY rowid DESC LIMIT ?""",
        query.expression,
        where.before,
        first,
        most,
    )


def _newest(
    connection: sqlite3.Connection, query: _Query, titles: list[str], where: _Newest, limit: int
) -> SearchPage:
    allowed = _allowed(connection, query)
    most = _BUDGET if allowed is None else -1
    if allowed is not None:
        rows = _matching(connection, query, where, most, min(allowed, default=_LAST_ROW))
    else:
        rows = where.rows or _matching(connection, query, where, most)
    found: dict[str, list[tuple[int, int]]] = {}
    last, full = None, False
    for document, page, row in chain.from_iterable(_lookups(connection, query, rows, allowed)):
        if document not in found and len(found) >= limit and row != last:
            full = True
            break
        found.setdefault(document, []).append((page, row))
        last = row
    if not full:
        last = rows[-1] if len(rows) == most else None
    for pages in found.values():
        pages.sort()
    shown = [(name, list[tuple[int, int]]()) for name in titles if name not in found]
    return SearchPage(
        hits=_hits(connection, query, [*shown, *found.items()]),
        next=None if last is None else f"r.{last}",
        ranked=False,
        pages=COUNTED,
    )


# ---------------------------------------------------------------- hits


def _hits(
    connection: sqlite3.Connection, query: _Query, shown: Sequence[tuple[str, list[tuple[int, int]]]]
) -> tuple[PageHit, ...]:
    described = {
        row["id"]: row
        for row in connection.execute(
            """SELECT v.id, v.title, v.source, s.title AS source_title, v.review_type, v.role, v.case_name,
                v.published, v.status, v.presence, v.sha256
            FROM json_each(?) j JOIN documents v ON v.id = j.value JOIN source s ON s.slug = v.source""",
            (json.dumps([name for name, _ in shown]),),
        )
    }
    best = [pages[0][1] for _, pages in shown if pages]
    texts = dict(
        tuple(row)
        for row in connection.execute(
            "SELECT p.id, p.text FROM json_each(?) j JOIN file_page p ON p.id = j.value", (json.dumps(best),)
        )
    )
    rows = list(texts)
    marked = dict(zip(rows, snippets([texts[row] for row in rows], query.expression), strict=True))
    hits = []
    for name, pages in shown:
        row = described.get(name)
        if row is None:
            continue
        if pages:
            snippet, marks = marked[pages[0][1]]
        else:
            snippet, marks = mark_words(row["title"], [term.strip('"*') for term in query.asked])
        hits.append(
            PageHit(
                document_id=name,
                title=row["title"],
                source=row["source"],
                source_title=row["source_title"],
                review_type=row["review_type"],
                role=row["role"],
                case_name=row["case_name"],
                published=row["published"],
                status=row["status"],
                presence=row["presence"],
                sha256=row["sha256"],
                page=pages[0][0] if pages else None,
                snippet=snippet,
                marks=marks,
                more=tuple(page for page, _ in pages[1:]),
            )
        )
    return tuple(hits)
