"""Reviews that were found on boards' own sites, as reconciling compares them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from harvester.reconcile.values import HeldReview
from harvester.vocabulary import ReviewType

if TYPE_CHECKING:
    import sqlite3

_SURE = 0.5  # confidence of a further name
_TEXT = 4_000  # characters of the report's beginning


def held_reviews(connection: sqlite3.Connection) -> list[HeldReview]:
    """Every review with a document on a site that is no national collection, by id."""
    documents: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(
        """SELECT v.id, v.review_id, v.source, v.role, v.case_name, v.published, v.completed, v.sha256
        FROM documents v JOIN source s ON s.slug = v.source
        WHERE v.status <> 'rejected' AND v.review_id IS NOT NULL AND s.kind <> 'national'
        ORDER BY v.role <> 'overview_report', v.role <> 'executive_summary', v.id"""
    ):
        documents[row["review_id"]].append(row)
    publishers: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute("SELECT review_id, source FROM review_publishers ORDER BY source"):
        publishers[row["review_id"]].append(row["source"])
    names = _names(connection)
    return [
        _review(connection, row, documents[row["id"]], publishers[row["id"]], names)
        for row in connection.execute("SELECT * FROM reviews ORDER BY id").fetchall()
        if row["id"] in documents
    ]


def _names(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Names of cases that were read beside the one in use, by document."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(
        """SELECT DISTINCT document_id, value FROM evidence_item
        WHERE field = 'case_name' AND confidence >= ? AND origin IN ('cover', 'header', 'link')
        ORDER BY document_id, value""",
        (_SURE,),
    ):
        found[row["document_id"]].append(row["value"])
    return found


def _review(
    connection: sqlite3.Connection,
    row: Any,
    documents: list[Any],
    publishers: list[str],
    names: dict[str, list[str]],
) -> HeldReview:
    dates = [d[name] for d in documents for name in ("published", "completed") if d[name]]
    further = [name for d in documents for name in (d["case_name"], *names.get(d["id"], ())) if name]
    return HeldReview(
        id=row["id"],
        publishers=tuple(publishers),
        review_type=ReviewType(row["review_type"]),
        case_name=row["case_name"],
        title=row["title"],
        year=row["year"],
        years=tuple(sorted({int(value[:4]) for value in dates})),
        names=tuple(dict.fromkeys(name for name in further if name != row["case_name"])),
        sha256s=tuple(dict.fromkeys(d["sha256"] for d in documents if d["sha256"])),
        text=_opening(connection, documents),
        sources=tuple(dict.fromkeys(d["source"] for d in documents)),
    )


def _opening(connection: sqlite3.Connection, documents: list[Any]) -> str:
    sha256 = next((d["sha256"] for d in documents if d["sha256"]), None)
    pages = connection.execute("SELECT text FROM file_page WHERE sha256 = ? ORDER BY page LIMIT 8", (sha256,))
    return "\n".join(page["text"] for page in pages)[:_TEXT]
