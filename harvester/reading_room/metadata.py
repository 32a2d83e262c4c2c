"""What Datasette is told of an edition: titles, licence, facets, meanings of columns, queries. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.publish.entries import RIGHTS
from harvester.publish.tables import METADATA, PAGES
from harvester.reading_room.room import NAME

if TYPE_CHECKING:
    from harvester.reading_room.edition import Edition

_FACETS = {
    "documents": ["review_type", "role", "nation", "presence", "language"],
    "reviews": ["review_type", "nation", "year"],
    "sources": ["kind", "nation"],
    "evidence": ["field", "origin"],
    "coverage": ["nation", "review_type"],
}
_LABELS = {"documents": "title", "reviews": "title", "sources": "title"}
_SEARCHED = ("documents", "pages")
_SORT = {"documents": {"sort_desc": "first_seen"}, "reviews": {"sort_desc": "year"}}
_QUERIES = {
    "reviews_by_year": (
        "Reviews by year",
        "SELECT year, count(*) AS reviews FROM reviews GROUP BY year ORDER BY year IS NULL, year DESC",
    ),
    "reviews_by_kind": (
        "Reviews by kind",
        "SELECT review_type, count(*) AS reviews FROM reviews GROUP BY review_type ORDER BY 2 DESC",
    ),
    "reviews_by_body": (
        "Reviews by body",
        """SELECT s.title AS body, count(*) AS reviews, min(r.year) AS first, max(r.year) AS last
FROM review_publishers p JOIN sources s ON s.slug = p.source JOIN reviews r ON r.id = p.review_id
GROUP BY s.slug ORDER BY 2 DESC, 1""",
    ),
    "reviews_of_a_body": (
        "Reviews of one body, by a part of its name",
        """SELECT r.id AS review_id, r.year, r.review_type, r.title, s.title AS body
FROM review_publishers p JOIN sources s ON s.slug = p.source JOIN reviews r ON r.id = p.review_id
WHERE s.title LIKE '%' || :body || '%' ORDER BY r.year DESC, r.title""",
    ),
    "withdrawn_documents": (
        "Documents that their publishers withdrew",
        """SELECT id, title, publisher, published, last_seen FROM documents
WHERE presence = 'withdrawn' ORDER BY last_seen DESC""",
    ),
    "how_long_documents_are_offered": (
        "Days for which withdrawn documents were offered",
        """SELECT review_type, count(*) AS documents,
    round(avg(julianday(last_seen) - julianday(first_seen))) AS days_on_average
FROM documents WHERE presence = 'withdrawn' GROUP BY review_type ORDER BY 2 DESC""",
    ),
}
_SEARCH_TEXT = (
    "Words in texts",
    """SELECT p.document_id, d.title, p.page, snippet(pages_fts, 0, '[', ']', '…', 24) AS words
FROM pages_fts JOIN pages p ON p.rowid = pages_fts.rowid JOIN documents d ON d.id = p.document_id
WHERE pages_fts MATCH '"' || replace(:words, '"', ' ') || '"' ORDER BY rank LIMIT 100""",
)


def metadata(edition: Edition) -> dict[str, Any]:
    """`metadata.json` of the edition."""
    about = edition.about
    licence = about.get("licence", "")
    said: dict[str, Any] = {
        "title": about["title"],
        "description": about["citation"],
        "source": about["title"],
        "license": "Metadata: " + (licence or "no licence is stated") + ". " + RIGHTS,
    }
    if licence.startswith(("https://", "http://")):
        said["license_url"] = licence
    tables = {table.name: _table(table.name, table.about) for table in METADATA}
    for table in (*METADATA, PAGES):
        tables.setdefault(table.name, _table(table.name, table.about))["columns"] = {
            column.name: column.about for column in table.columns
        }
    hidden = ("about", "oai_records", "page_index")
    tables |= {name: {"hidden": True} for name in hidden}
    queries = {**_QUERIES, **({"words_in_texts": _SEARCH_TEXT} if edition.with_text else {})}
    return {
        **said,
        "databases": {
            NAME: {
                **said,
                "title": "Tables",
                "tables": tables,
                "queries": {
                    name: {"title": title, "sql": sql, "hide_sql": True}
                    for name, (title, sql) in queries.items()
                },
            }
        },
    }


def _table(name: str, about: str) -> dict[str, Any]:
    made: dict[str, Any] = {"description": about, "facets": _FACETS.get(name, [])}
    if name in _LABELS:
        made["label_column"] = _LABELS[name]
    if name in _SEARCHED:
        made["fts_table"] = f"{name}_fts"
    return made | _SORT.get(name, {})
