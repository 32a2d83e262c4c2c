"""Kept documents on their way into grouping, and what grouping decided."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.catalogue.values import bound
from harvester.records import GroupInput
from harvester.vocabulary import Nation, ReviewType, Role

if TYPE_CHECKING:
    import sqlite3

    from harvester.records import Grouping


def group_inputs(connection: sqlite3.Connection) -> list[GroupInput]:
    """Every kept document that no person rejected, by id. Values are the effective ones.

    The text of a file that several documents share is one object in memory.
    """
    rows = connection.execute(
        """SELECT v.*, d.heading,
            (SELECT min(e.id) FROM document e WHERE e.replaces_address = v.id AND e.kept = 1) AS replaced_by
        FROM documents v JOIN document d ON d.id = v.id
        WHERE v.status <> 'rejected' ORDER BY v.id"""
    ).fetchall()
    texts: dict[str, str] = {}
    return [
        GroupInput(
            id=row["id"],
            source=row["source"],
            nation=Nation(row["nation"]),
            sha256=row["sha256"],
            url=row["url"],
            page_url=row["page_url"] or "",
            heading=row["heading"],
            title=row["title"],
            review_type=ReviewType(row["review_type"]),
            role=Role(row["role"]),
            case_name=row["case_name"],
            board=row["board"],
            published=row["published"],
            completed=row["completed"],
            language=row["language"],
            text=_text(connection, row["sha256"], texts),
            first_seen=row["first_seen"],
            replaced_by_address=row["replaced_by"],
            previous_review=row["review_id"],
        )
        for row in rows
    ]


def _text(connection: sqlite3.Connection, sha256: str | None, texts: dict[str, str]) -> str:
    if sha256 is None:
        return ""
    if sha256 not in texts:
        pages = connection.execute("SELECT text FROM file_page WHERE sha256 = ? ORDER BY page", (sha256,))
        texts[sha256] = "\n\n".join(page["text"] for page in pages)
    return texts[sha256]


def save_grouping(connection: sqlite3.Connection, result: Grouping, _now: str) -> None:
    """Replace the grouping of all documents with this one."""
    connection.execute(
        """UPDATE document SET review_id = NULL, duplicate_of = NULL, replaces_text = NULL,
            publisher = NULL, foreign_report = 0, group_reason = NULL
        WHERE review_id IS NOT NULL OR duplicate_of IS NOT NULL OR replaces_text IS NOT NULL
            OR publisher IS NOT NULL OR foreign_report = 1 OR group_reason IS NOT NULL"""
    )
    connection.execute("DELETE FROM review_publisher")
    connection.execute("DELETE FROM review")
    for review in result.reviews:
        connection.execute(
            """INSERT INTO review (id, source, nation, review_type, case_name, title, year)
            VALUES (?, ?, ?, ?, ?, ?, ?)""",
            bound(
                review.id,
                review.source,
                review.nation.value,
                review.review_type.value,
                review.case_name or None,
                review.title,
                review.year,
            ),
        )
        connection.executemany(
            "INSERT OR IGNORE INTO review_publisher (review_id, source) VALUES (?, ?)",
            [(review.id, slug) for slug in review.publishers],
        )
        connection.executemany(
            "UPDATE document SET review_id = ? WHERE id = ?",
            [(review.id, document) for document in review.document_ids],
        )
    for column, values in (
        ("duplicate_of", result.duplicate_of),
        ("replaces_text", result.replaces),
        ("publisher", result.publisher),
        ("group_reason", result.reasons),
    ):
        connection.executemany(
            f"UPDATE document SET {column} = ? WHERE id = ?",
            [bound(value, document) for document, value in values.items()],
        )
    connection.executemany(
        "UPDATE document SET foreign_report = 1 WHERE id = ?", [(document,) for document in result.foreign]
    )
