"""Pairs of documents that may be the same text, for a person to look at side by side."""

# Statements are put together from constants of this package only; values are always bound.

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.catalogue.queue_types import CopyPage, CopyPair, CopySide

if TYPE_CHECKING:
    import sqlite3


def possible_copies(
    connection: sqlite3.Connection,
    *,
    document_id: str | None = None,
    source: str | None = None,
    after: str | None = None,
    limit: int = 20,
) -> CopyPage:
    """Pairs on which no person has decided, the most alike first.

    Args:
        connection: to the catalogue.
        document_id: only pairs with this document.
        source: only pairs with a document of this source.
        after: `key` of the last pair that was shown.
        limit: pairs at most.
    """
    pairs = []
    for row in connection.execute(
        """SELECT v.id, v.duplicate_of AS other, 'copy' AS relation, d.group_reason AS why
            FROM documents v JOIN document d ON d.id = v.id WHERE v.duplicate_of IS NOT NULL
        UNION ALL SELECT v.id, v.replaces, 'version', d.group_reason
            FROM documents v JOIN document d ON d.id = v.id WHERE v.replaces IS NOT NULL
        ORDER BY 1"""
    ).fetchall():
        if document_id is not None and document_id not in (row["id"], row["other"]):
            continue
        one, two = copy_side(connection, row["other"]), copy_side(connection, row["id"])
        if one is None or two is None or (source is not None and source not in (one.source, two.source)):
            continue
        key = f"{one.document_id}.{two.document_id}"
        pairs.append(
            CopyPair(one=one, two=two, relation=row["relation"], why=row["why"] or "", share=None, key=key)
        )
    pairs.sort(key=lambda pair: pair.key)
    left = [pair for pair in pairs if after is None or pair.key > after]
    more = len(left) > limit
    return CopyPage(pairs=tuple(left[:limit]), total=len(pairs), next=left[limit - 1].key if more else None)


def copy_side(connection: sqlite3.Connection, document_id: str) -> CopySide | None:
    """A document as one side of a comparison; None when it is not in the catalogue's views."""
    row = connection.execute(
        """SELECT v.id AS document_id, v.title, v.source, s.title AS source_title, v.review_type, v.role,
            v.case_name, v.published, v.status, v.review_id, v.sha256, v.pages, v.first_seen
        FROM documents v JOIN source s ON s.slug = v.source WHERE v.id = ?""",
        (document_id,),
    ).fetchone()
    return None if row is None else CopySide(**dict(row))
