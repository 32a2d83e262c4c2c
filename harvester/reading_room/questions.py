"""What the pages of the reading room ask of a publication. Functions of a connection; nothing is written."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.catalogue.searching import match_expression, terms
from harvester.publish.database import stored_entries

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from harvester.publish.entries import Entry

Row = dict[str, Any]
SHOWN = 50  # hits of a search on one page
_LONGEST = 500  # characters of a query
_SEARCH_SECONDS = 0.8
_STEPS = 2000  # of SQLite's machine between two looks at the clock
_OPEN, _CLOSE = "\ue000", "\ue001"  # around found words; no published text holds private characters
# Columns whose being filled says how complete the records are, with what they are called.
COMPLETENESS = {
    "title": "Title",
    "case_name": "Name of the case",
    "authors": "Author",
    "board": "Board named in the document",
    "published": "Date of publication",
    "completed": "Date of completion",
    "language": "Language",
    "pages": "Number of pages",
    "sha256": "File held by the house",
    "subjects": "Subjects from national lists",
    "numbers": "Number in a national list",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One found document; the snippet is text in pieces, every second one a found word."""

    row: Row
    page: int | None
    snippet: tuple[str, ...]


def _rows(connection: sqlite3.Connection, sql: str, values: tuple[object, ...] = ()) -> list[Row]:
    return [dict(row) for row in connection.execute(sql, values)]


# ---------------------------------------------------------------- counts


def totals(connection: sqlite3.Connection) -> Row:
    """Reviews, people, documents and reports, each counted apart."""
    (found,) = _rows(
        connection,
        """SELECT (SELECT count(*) FROM reviews) AS reviews,
            (SELECT count(*) FROM documents) AS documents,
            (SELECT count(*) FROM documents
                WHERE role = 'overview_report' AND duplicate_of IS NULL) AS reports,
            (SELECT count(DISTINCT source) FROM review_publishers) AS publishers""",
    )
    return {**found, **_people(connection)}


def _people(connection: sqlite3.Connection) -> Row:
    if not _has_column(connection, "reviews", "people"):  # of an edition made by an older harvester
        return {"people": None, "people_of": 0}
    (found,) = _rows(connection, "SELECT sum(people) AS people, count(people) AS people_of FROM reviews")
    return found


def _has_column(connection: sqlite3.Connection, table: str, column: str) -> bool:
    asked = "SELECT 1 FROM pragma_table_info(?) WHERE name = ?"
    return connection.execute(asked, (table, column)).fetchone() is not None


def by_year(connection: sqlite3.Connection) -> list[tuple[int | None, int]]:
    """Reviews by year; those of no known year last."""
    found = connection.execute(
        "SELECT year, count(*) AS number FROM reviews GROUP BY year ORDER BY year IS NULL, year"
    )
    return [(row["year"], row["number"]) for row in found]


def by_word(connection: sqlite3.Connection, column: str) -> list[tuple[str, int]]:
    """Reviews by a column of words, the most first."""
    found = connection.execute(
        f"SELECT {column} AS word, count(*) AS number FROM reviews GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return [(row["word"], row["number"]) for row in found]


def by_body(connection: sqlite3.Connection) -> list[Row]:
    """Every body of the coverage statement with its reviews here, and those only known of."""
    return _rows(
        connection,
        """SELECT body AS slug, max(title) AS title, max(nation) AS nation, sum(accepted) AS accepted,
            sum(held) AS held, sum(refused + unavailable + elsewhere) AS elsewhere
        FROM coverage GROUP BY body ORDER BY title, body""",
    )


def completeness(connection: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """Column, what it is called, documents in which it is filled."""
    parts = ", ".join(
        f"sum({name} IS NOT NULL AND {name} NOT IN ('', '[]')) AS {name}" for name in COMPLETENESS
    )
    row = connection.execute(f"SELECT {parts} FROM documents").fetchone()
    return [(name, words, int(row[name] or 0)) for name, words in COMPLETENESS.items()]


# ---------------------------------------------------------------- records


def removed(connection: sqlite3.Connection, name: str) -> str | None:
    """The day of the first edition without a document that an earlier one had; None where there was none."""
    if not _has_column(connection, "oai_records", "deleted"):  # of an edition made by an older harvester
        return None
    row = connection.execute("SELECT datestamp FROM oai_records WHERE id = ? AND deleted", (name,)).fetchone()
    return str(row["datestamp"]) if row is not None else None


def entry(connection: sqlite3.Connection, name: str) -> Entry | None:
    """One document as the formats see it."""
    return next(stored_entries(connection, [name]), None)


def around(connection: sqlite3.Connection, one: Entry) -> Row:
    """What is told beside a document: its review, what else belongs to it, links, evidence."""
    mine = (one.id,)
    return {
        "review": review(connection, one.review_id) if one.review_id else None,
        "others": [row for row in documents_of(connection, one.review_id or "") if row["id"] != one.id],
        "source": _one(connection, "SELECT * FROM sources WHERE slug = ?", (one.source,)),
        "sightings": _rows(
            connection,
            "SELECT * FROM sightings WHERE document_id = ? ORDER BY first_seen, url LIMIT 200",
            mine,
        ),
        "evidence": _rows(
            connection,
            """SELECT * FROM evidence WHERE document_id = ? ORDER BY field, confidence DESC, origin, page
            LIMIT 500""",
            mine,
        ),
    }


def _one(connection: sqlite3.Connection, sql: str, values: tuple[object, ...]) -> Row | None:
    return next(iter(_rows(connection, sql, values)), None)


def review(connection: sqlite3.Connection, name: str) -> Row | None:
    """One review with the titles of its publishers."""
    found = _one(connection, "SELECT * FROM reviews WHERE id = ?", (name,))
    if found is not None:
        found["publishers"] = _rows(
            connection,
            """SELECT s.slug, s.title FROM review_publishers p JOIN sources s ON s.slug = p.source
            WHERE p.review_id = ? ORDER BY s.title""",
            (name,),
        )
    return found


def documents_of(connection: sqlite3.Connection, name: str) -> list[Row]:
    """The documents of a review, the report first."""
    return _rows(
        connection,
        """SELECT id, title, role, published, language, presence FROM documents WHERE review_id = ?
        ORDER BY role <> 'overview_report', published IS NULL, published, id""",
        (name,),
    )


def body(connection: sqlite3.Connection, slug: str) -> Row | None:
    """One body: what is known of it by year and kind, and its reviews here."""
    lines = _rows(connection, "SELECT * FROM coverage WHERE body = ? ORDER BY year DESC", (slug,))
    source = _one(connection, "SELECT * FROM sources WHERE slug = ?", (slug,))
    if not lines and source is None:
        return None
    reviews = _rows(
        connection,
        """SELECT r.* FROM reviews r JOIN review_publishers p ON p.review_id = r.id WHERE p.source = ?
        ORDER BY r.year IS NULL, r.year DESC, r.title LIMIT 2000""",
        (slug,),
    )
    title = source["title"] if source else lines[0]["title"]
    areas = json.loads(source["areas"]) if source else []
    homepage = source["homepage"] if source else None
    return {
        "slug": slug,
        "title": title,
        "areas": areas,
        "homepage": homepage,
        "lines": [line for line in lines if line["review_type"]],
        "reviews": reviews,
    }


# ---------------------------------------------------------------- search


@contextmanager
def _no_longer_than(connection: sqlite3.Connection, seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


def search(
    connection: sqlite3.Connection, words: str, filters: Mapping[str, str], *, with_text: bool
) -> list[Hit] | None:
    """The best documents for these words in their records and, where texts are here, on one page.

    Args:
        connection: of the publication.
        words: what was typed.
        filters: column of documents → value that it must have.
        with_text: whether the edition has texts.

    Returns:
        At most `SHOWN` hits; None when there are so many that finding the best would take too long.
    """
    import sqlite3 as sqlite

    asked = terms(words[:_LONGEST])
    if not asked:
        return []
    expression = match_expression(asked)
    found: dict[str, Hit] = {}
    try:
        with _no_longer_than(connection, _SEARCH_SECONDS):
            for hit in _in_records(connection, expression, filters):
                found[hit.row["id"]] = hit
            if with_text:
                for hit in _in_pages(connection, expression, filters):
                    held = found.get(hit.row["id"])
                    if held is None or held.page is None:
                        found[hit.row["id"]] = hit
    except sqlite.OperationalError as error:
        if "interrupted" in str(error):
            return None
        raise
    return list(found.values())[:SHOWN]


_HIT = "d.id, d.title, d.review_type, d.role, d.published, d.publisher, d.nation, d.presence, d.review_id"


def _where(filters: Mapping[str, str]) -> tuple[str, tuple[object, ...]]:
    return "".join(f" AND d.{name} = ?" for name in filters), tuple(filters.values())


def _in_records(connection: sqlite3.Connection, expression: str, filters: Mapping[str, str]) -> Iterator[Hit]:
    where, values = _where(filters)
    for row in _rows(
        connection,
        f"""SELECT {_HIT} FROM documents_fts f JOIN documents d ON d.rowid = f.rowid
        WHERE documents_fts MATCH ?{where} ORDER BY bm25(documents_fts, 4, 4, 2, 1, 1, 2), d.id
        LIMIT {SHOWN}""",
        (expression, *values),
    ):
        yield Hit(row=row, page=None, snippet=())


def _in_pages(connection: sqlite3.Connection, expression: str, filters: Mapping[str, str]) -> Iterator[Hit]:
    where, values = _where(filters)
    for row in _rows(
        connection,
        f"""SELECT {_HIT}, p.page AS page_number,
            snippet(pages_fts, 0, '{_OPEN}', '{_CLOSE}', '…', 24) AS snippet
        FROM pages_fts JOIN pages p ON p.rowid = pages_fts.rowid JOIN documents d ON d.id = p.document_id
        WHERE pages_fts MATCH ?{where} ORDER BY pages_fts.rank LIMIT {4 * SHOWN}""",
        (expression, *values),
    ):
        number, snippet = row.pop("page_number"), row.pop("snippet")
        yield Hit(row=row, page=number, snippet=pieces(snippet))


def pieces(snippet: str) -> tuple[str, ...]:
    """A snippet as text, found word, text, found word, …"""
    return tuple(snippet.replace(_CLOSE, _OPEN).split(_OPEN))
