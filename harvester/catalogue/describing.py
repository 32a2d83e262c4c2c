"""What a document is described from, and what the description came to.

A description is worked out anew from all that is kept, and replaces the last one; a value that it no
longer gives still stands until it is known to be wrong (`blanks.py`).
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.catalogue import blanks, lists, sightings, tombstones
from harvester.catalogue.presence import settle
from harvester.catalogue.types import DocumentInput
from harvester.catalogue.values import bound, to_json
from harvester.errors import UsageError
from harvester.records import Fetch
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from harvester.records import Description, DocumentVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """When and by which rules a document was described."""

    now: str
    rules: int
    run_id: int | None = None  # the run that asked for it, when one did


def stale_documents(
    connection: sqlite3.Connection, rules: int, limit: int | None, among: Iterable[str] | None = None
) -> list[DocumentInput]:
    """Documents to describe, by source and id; those known only by address included.

    Args:
        connection: of the catalogue.
        rules: those of today.
        limit: at most so many; None: all.
        among: only these, where not all are wanted.
    """
    only = "AND id IN (SELECT value FROM json_each(?))" if among is not None else ""
    rows = connection.execute(
        f"""SELECT * FROM document
        WHERE (described_revision IS NULL OR described_revision < revision OR described_rules <> ?) {only}
        ORDER BY source, id LIMIT ?""",
        (rules, *([to_json(list(among))] if among is not None else ()), -1 if limit is None else limit),
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
    """Keep a description, the verdict and the evidence for both; what it blanks still stands.

    Raises:
        UsageError: there is no such document.
    """
    then = blanks.before(connection, document_id, stamp.rules)
    if then is None:
        if tombstones.find(connection, document_id) is not None:
            return  # taken down while it was being described
        raise UsageError(f"no document {document_id} in the catalogue")
    values = _values(description)
    standing = blanks.withhold(connection, then, values, stamp.run_id)
    values |= {name: then.values[name] for name in standing}
    if "published" in standing:
        values["published_precision"] = then.precision
    kept = {blanks.KEPT: "yes" if verdict.kept else None}
    blanks.count(connection, then, values | kept, stamp.run_id)
    connection.execute(
        f"""UPDATE document SET {", ".join(f"{name} = ?" for name in values)}, kept = ?, kept_score = ?,
            kept_reasons = ?, described_at = ?, described_rules = ?, described_revision = revision,
            described_read = EXISTS (SELECT 1 FROM extract e WHERE e.sha256 = document.sha256)
        WHERE id = ?""",
        bound(
            *values.values(),
            verdict.kept,
            float(verdict.score),
            to_json(verdict.reasons),
            stamp.now,
            stamp.rules,
            document_id,
        ),
    )
    _save_evidence(connection, document_id, description, standing)
    settle(connection, [document_id, *([then.replaces] if then.replaces is not None else [])])


def _values(description: Description) -> dict[str, str | None]:
    """The columns that a description fills."""
    return {
        "title": description.title or None,
        "review_type": description.review_type.value if description.review_type else None,
        "role": description.role.value if description.role else None,
        "case_name": description.case_name or None,
        "authors": to_json(description.authors),
        "board": description.board or None,
        "published": description.published or None,
        "published_precision": (
            description.published_precision.value if description.published_precision else None
        ),
        "completed": description.completed or None,
        "language": description.language or None,
    }


def _evidence(connection: sqlite3.Connection, document_id: str) -> list[sqlite3.Row]:
    return connection.execute(
        """SELECT field, value, origin, page, line, box, rule, confidence FROM evidence_item
        WHERE document_id = ? AND position >= 0 ORDER BY position""",
        (document_id,),
    ).fetchall()


def _save_evidence(
    connection: sqlite3.Connection, document_id: str, description: Description, standing: frozenset[str]
) -> None:
    """The new evidence; of values that still stand, the old evidence after it."""
    old = _evidence(connection, document_id) if standing else []
    rows = [
        (
            item.field,
            item.value,
            item.origin.value,
            item.page,
            item.line,
            to_json(item.box) if item.box is not None else None,
            item.rule,
            min(1.0, max(0.0, float(item.confidence))),
        )
        for item in description.evidence
        if item.field not in standing
    ]
    rows += [tuple(row) for row in old if row["field"] in standing]
    connection.execute("DELETE FROM evidence_item WHERE document_id = ?", (document_id,))
    connection.executemany(
        """INSERT INTO evidence_item
            (document_id, position, field, value, origin, page, line, box, rule, confidence)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [bound(document_id, position, *row) for position, row in enumerate(rows)],
    )
