"""Kept documents on their way into grouping, and what grouping decided."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.catalogue import alike, finds, rejected, sketches, standing
from harvester.catalogue.values import bound
from harvester.group.constraints import Constraints, Placement
from harvester.group.texts import SKETCHED
from harvester.records import GroupInput, TypeClaim
from harvester.vocabulary import Nation, Origin, ReviewType, Role

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from harvester.records import Grouping

_ALIGNED = -1  # position in the evidence of a kind that the review's report lends: before all others
_CONFIDENCE = 0.6


def _own(field: str) -> str:
    """What the description itself says first of the kind of review."""
    return f"""(SELECT e.{field} FROM evidence_item e
        WHERE e.document_id = d.id AND e.field = 'review_type' AND e.position >= 0
        ORDER BY e.position LIMIT 1)"""


# The kind by the document's own description, though its review's report lent it another.
_OWN_TYPE = f"""CASE WHEN EXISTS (
        SELECT 1 FROM evidence_item a WHERE a.document_id = d.id AND a.position = {_ALIGNED}
    ) THEN {_own("value")} ELSE d.review_type END"""


def own_type(connection: sqlite3.Connection, document_id: str) -> str | None:
    """The kind of review that a document has by its own description."""
    row = connection.execute(f"SELECT {_OWN_TYPE} FROM document d WHERE d.id = ?", (document_id,)).fetchone()
    return row[0] if row else None


def group_inputs(connection: sqlite3.Connection) -> list[GroupInput]:
    """Every kept document that no person rejected, by id. Values are the effective ones.

    The kind of review is the one that the document had before it was aligned with its review: else the
    grouping would rest on what it itself decided, and might turn out otherwise the next time. The text
    of a file that several documents share is one object in memory.
    """
    rows = connection.execute(
        f"""SELECT v.*, d.heading, d.grouped_review AS grouped_as,
            COALESCE(NULLIF(x.review_type, ''), {_OWN_TYPE}, 'other') AS own_type,
            (SELECT min(e.id) FROM document e WHERE e.replaces_address = v.id AND e.kept = 1) AS replaced_by
        FROM documents v JOIN document d ON d.id = v.id LEFT JOIN decided x ON x.subject_id = d.id
        WHERE v.status <> 'rejected' ORDER BY v.id"""
    ).fetchall()
    texts: dict[str, str] = {}
    kept = sketches.load(connection, SKETCHED)
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
            review_type=ReviewType(row["own_type"]),
            role=Role(row["role"]),
            case_name=row["case_name"],
            board=row["board"],
            published=row["published"],
            completed=row["completed"],
            language=row["language"],
            text=_text(connection, row["sha256"], texts),
            first_seen=row["first_seen"],
            sketch=kept.get(row["sha256"]),
            replaced_by_address=row["replaced_by"],
            previous_review=row["grouped_as"],
        )
        for row in rows
    ]


def constraints(connection: sqlite3.Connection) -> Constraints:
    """What people said of copies, versions and reviews, under the ids of this catalogue.

    First it is found what decisions waited for, and what was rejected before.
    """
    standing.settle(connection)
    rejected.settle(connection)
    rows = connection.execute(
        """SELECT x.subject_id, x.duplicate_of, x.replaces, NULLIF(x.review, '') AS review, n.other_id
        FROM decided x LEFT JOIN standing n ON n.subject_id = x.subject_id AND n.field = 'review'
        WHERE x.duplicate_of IS NOT NULL OR x.replaces IS NOT NULL OR x.review IS NOT NULL
        ORDER BY x.subject_id"""
    ).fetchall()
    pairs = connection.execute(
        "SELECT subject_id, other_id FROM standing WHERE field = 'not_duplicate_of' AND other_id IS NOT NULL"
    )
    return Constraints(
        placed={r["subject_id"]: Placement(r["review"], r["other_id"]) for r in rows if r["review"]},
        copy_of={r["subject_id"]: r["duplicate_of"] for r in rows if r["duplicate_of"] is not None},
        replaces={r["subject_id"]: r["replaces"] for r in rows if r["replaces"] is not None},
        not_copies=frozenset((row["subject_id"], row["other_id"]) for row in pairs),
    )


def _text(connection: sqlite3.Connection, sha256: str | None, texts: dict[str, str]) -> str:
    if sha256 is None:
        return ""
    if sha256 not in texts:
        texts[sha256] = sketches.text_of(connection, sha256)
    return texts[sha256]


def save_grouping(connection: sqlite3.Connection, result: Grouping, now: str) -> None:
    """Replace the grouping of all documents with this one."""
    connection.execute(
        """UPDATE document SET review_id = NULL, grouped_review = NULL, duplicate_of = NULL,
            replaces_text = NULL, publisher = NULL, foreign_report = 0, group_reason = NULL
        WHERE review_id IS NOT NULL OR duplicate_of IS NOT NULL OR replaces_text IS NOT NULL
            OR publisher IS NOT NULL OR foreign_report = 1 OR group_reason IS NOT NULL"""
    )
    alike.save(connection, result.alike)
    finds.note_time(connection, now)
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
            "UPDATE document SET review_id = ?1, grouped_review = ?1 WHERE id = ?2",
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
    standing.settle(connection)  # reviews have come and gone
    _forget_the_gone(connection)


def _forget_the_gone(connection: sqlite3.Connection) -> None:
    """Leave out documents that were taken down while the others were being grouped."""
    for column in ("duplicate_of", "replaces_text"):
        connection.execute(
            f"UPDATE document SET {column} = NULL WHERE {column} NOT IN (SELECT id FROM document)"
        )
    empty = """NOT IN (SELECT review_id FROM document WHERE review_id IS NOT NULL
        UNION SELECT review FROM decided WHERE review IS NOT NULL)"""
    connection.execute(f"DELETE FROM review_publisher WHERE review_id {empty}")
    connection.execute(f"DELETE FROM review WHERE id {empty}")


def type_claims(connection: sqlite3.Connection) -> list[TypeClaim]:
    """What every document of a review says of its kind, by id; a person's word is no weak one."""
    rows = connection.execute(
        f"""SELECT v.id, d.review_id, v.role, NULLIF(x.review_type, '') AS decided,
            {_OWN_TYPE} AS own_type, {_own("origin")} AS origin
        FROM documents v JOIN document d ON d.id = v.id LEFT JOIN decided x ON x.subject_id = d.id
        ORDER BY v.id"""
    ).fetchall()
    return [
        TypeClaim(
            id=row["id"],
            review_id=row["review_id"],
            role=Role(row["role"]),
            review_type=ReviewType(kind) if (kind := row["decided"] or row["own_type"]) else None,
            origin=None if row["decided"] or not row["origin"] else Origin(row["origin"]),
        )
        for row in rows
    ]


def save_types(connection: sqlite3.Connection, types: Mapping[str, ReviewType], rule: str) -> None:
    """Give these documents another kind of review by a rule; all others have their own again."""
    connection.execute(
        f"""UPDATE document AS d SET review_type = {_own("value")} WHERE EXISTS (
            SELECT 1 FROM evidence_item a WHERE a.document_id = d.id AND a.position = {_ALIGNED})"""
    )
    connection.execute(f"DELETE FROM evidence_item WHERE position = {_ALIGNED}")
    for document, kind in types.items():
        connection.execute("UPDATE document SET review_type = ? WHERE id = ?", (kind.value, document))
        connection.execute(
            f"""INSERT INTO evidence_item (document_id, position, field, value, origin, rule, confidence)
            SELECT ?, {_ALIGNED}, 'review_type', ?, ?, ?, max({_CONFIDENCE}, COALESCE(max(confidence), 0))
            FROM evidence_item WHERE document_id = ? AND field = 'review_type'""",
            (document, kind.value, Origin.PAGE.value, rule, document),
        )
