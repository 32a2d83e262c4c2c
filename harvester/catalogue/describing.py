"""What a document is described from, and what the description came to.

A description is worked out anew from all that is kept, and replaces the last one whole. What it
starts from never loses a value (sightings, HTTP facts and extracts are not overwritten by blanks),
so a value disappears only when a rule says that it was wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.catalogue import lists, sightings
from harvester.catalogue.presence import settle
from harvester.catalogue.types import DocumentInput
from harvester.catalogue.values import bound, to_json
from harvester.errors import UsageError
from harvester.records import Fetch
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    import sqlite3

    from harvester.records import Description, DocumentVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """When and by which rules a document was described."""

    now: str
    rules: int


def stale_documents(connection: sqlite3.Connection, rules: int, limit: int | None) -> list[DocumentInput]:
    """Documents to describe, by source and id; those known only by address included."""
    rows = connection.execute(
        """SELECT * FROM document
        WHERE described_revision IS NULL OR described_revision < revision OR described_rules <> ?
        ORDER BY source, id LIMIT ?""",
        (rules, -1 if limit is None else limit),
    ).fetchall()
    return [
        DocumentInput(
            id=row["id"],
            source=row["source"],
            sha256=row["sha256"],
            url=row["url"],
            sightings=sightings.load(connection, row["source"], row["id"]),
            fetch=_fetch(connection, row),
            changed=row["described_revision"] is None or row["described_revision"] < row["revision"],
            entries=lists.entries_of_document(connection, row["source"], row["id"]),
        )
        for row in rows
    ]


def _fetch(connection: sqlite3.Connection, document: sqlite3.Row) -> Fetch | None:
    """How the bytes we hold came, from the address that speaks for the document if it served them."""
    row = connection.execute(
        """SELECT * FROM address WHERE source = ? AND (document_id = ? OR sha256 = ?) AND outcome IS NOT NULL
        ORDER BY sha256 IS NOT ?, url <> ?, url LIMIT 1""",
        (document["source"], document["id"], document["sha256"], document["sha256"], document["url"]),
    ).fetchone()
    if row is None and document["sha256"]:
        # Superseded: no address serves these bytes now; the history says how they came.
        row = connection.execute(
            "SELECT * FROM fetch WHERE source = ? AND sha256 = ? ORDER BY outcome <> 'ok', id LIMIT 1",
            (document["source"], document["sha256"]),
        ).fetchone()
    if row is None:
        return None
    return Fetch(
        source=row["source"],
        url=row["url"],
        outcome=Outcome(row["outcome"]),
        at=row["at"],
        final_url=row["final_url"],
        status=row["status"],
        sha256=row["sha256"],
        size=row["size"],
        media_type=row["media_type"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        file_name=row["file_name"],
        message=row["message"],
    )


def mark_all_stale(connection: sqlite3.Connection) -> None:
    """Have every document described again; what stands is kept until then."""
    connection.execute("UPDATE document SET described_revision = NULL")


def save_description(
    connection: sqlite3.Connection,
    document_id: str,
    description: Description,
    verdict: DocumentVerdict,
    stamp: Stamp,
) -> None:
    """Keep a description, the verdict and the evidence for both.

    Raises:
        UsageError: there is no such document.
    """
    done = connection.execute(
        """UPDATE document SET title = ?, review_type = ?, role = ?, case_name = ?, authors = ?, board = ?,
            published = ?, published_precision = ?, completed = ?, language = ?, kept = ?, kept_score = ?,
            kept_reasons = ?, described_at = ?, described_rules = ?,
            described_revision = revision WHERE id = ?""",
        bound(
            description.title or None,
            description.review_type.value if description.review_type else None,
            description.role.value if description.role else None,
            description.case_name or None,
            to_json(description.authors),
            description.board or None,
            description.published or None,
            description.published_precision.value if description.published_precision else None,
            description.completed or None,
            description.language or None,
            verdict.kept,
            float(verdict.score),
            to_json(verdict.reasons),
            stamp.now,
            stamp.rules,
            document_id,
        ),
    )
    if not done.rowcount:
        raise UsageError(f"no document {document_id} in the catalogue")
    _save_evidence(connection, document_id, description)
    replaced = connection.execute(
        "SELECT replaces_address FROM document WHERE id = ? AND replaces_address IS NOT NULL", (document_id,)
    ).fetchall()
    settle(connection, [document_id, *(row["replaces_address"] for row in replaced)])


def _save_evidence(connection: sqlite3.Connection, document_id: str, description: Description) -> None:
    connection.execute("DELETE FROM evidence_item WHERE document_id = ?", (document_id,))
    connection.executemany(
        """INSERT INTO evidence_item
            (document_id, position, field, value, origin, page, line, box, rule, confidence)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            bound(
                document_id,
                position,
                item.field,
                item.value,
                item.origin.value,
                item.page,
                item.line,
                to_json(item.box) if item.box is not None else None,
                item.rule,
                min(1.0, max(0.0, float(item.confidence))),
            )
            for position, item in enumerate(description.evidence)
        ],
    )
