"""What was decided, by whom and when: the history of one subject, the latest acts, and how far it got."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from harvester.catalogue.facade import Catalogue

OF_SUBJECT = """(document_id = :subject OR review_id = :subject
    OR document_id IN (SELECT id FROM document_alias WHERE document_id = :subject)
    OR review_id IN (SELECT id FROM review_alias WHERE review_id = :subject))"""


def undone_by(connection: sqlite3.Connection, decision_id: str) -> str | None:
    """The batch that took a decision back, unless that was taken back in its turn."""
    found = connection.execute(
        "SELECT id, batch FROM decisions WHERE undoes = ? ORDER BY seq DESC", (decision_id,)
    ).fetchall()
    return next((str(row["batch"]) for row in found if undone_by(connection, row["id"]) is None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One decision about a document or review, with what was shown until then."""

    seq: int
    batch: str | None
    field: str
    old: str | None
    new: str | None
    who: str
    at: str
    reason: str
    undone_by: str | None  # the batch that took it back
    undoes: str | None  # the batch that it took back
    other: str | None  # the other document of a relation


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """One act of one person, for a list of what was decided last."""

    batch: str
    who: str
    at: str
    fields: tuple[str, ...]
    subjects: tuple[str, ...]  # ids of documents and reviews
    decisions: int
    undoes: str | None  # the batch that it took back
    undone_by: str | None  # the batch that took it back


def history(catalogue: Catalogue, subject_id: str) -> list[HistoryRow]:
    """Every decision about a document or review, the latest first."""
    with catalogue.reading() as connection:
        rows = connection.execute(
            f"""SELECT c.*, (SELECT o.batch FROM decisions o WHERE o.id = c.undoes) AS took_back
            FROM (SELECT * FROM decisions WHERE {OF_SUBJECT}) c ORDER BY c.at DESC, c.seq DESC""",
            {"subject": subject_id},
        ).fetchall()
        return [
            HistoryRow(
                seq=row["seq"],
                batch=row["batch"],
                field=row["field"],
                old=row["old"],
                new=row["value"],
                who=row["who"],
                at=row["at"],
                reason=row["reason"],
                undone_by=undone_by(connection, row["id"]),
                undoes=row["took_back"],
                other=json.loads(row["other"]).get("document_id") if row["other"] else None,
            )
            for row in rows
        ]


def recent_batches(catalogue: Catalogue, who: str | None = None, limit: int = 20) -> list[BatchRow]:
    """What was decided last, by one person or by all, the latest first."""
    with catalogue.reading() as connection:
        found: list[BatchRow] = []
        before = None
        while len(found) < limit:  # a batch was entered at once: its rows stand together
            row = connection.execute(
                """SELECT batch FROM decisions WHERE batch IS NOT NULL AND who = COALESCE(?1, who)
                    AND seq < COALESCE(?2, seq + 1) ORDER BY seq DESC LIMIT 1""",
                (who, before),
            ).fetchone()
            if row is None:
                break
            found.append(_batch(connection, row["batch"]))
            before = connection.execute(
                "SELECT min(seq) FROM decisions WHERE batch = ?", (row["batch"],)
            ).fetchone()[0]
        return found


def _batch(connection: sqlite3.Connection, batch: str) -> BatchRow:
    rows = connection.execute(
        """SELECT c.*, (SELECT o.batch FROM decisions o WHERE o.id = c.undoes) AS took_back
        FROM decisions c WHERE c.batch = ? ORDER BY c.seq""",
        (batch,),
    ).fetchall()
    return BatchRow(
        batch=batch,
        who=rows[0]["who"],
        at=rows[0]["at"],
        fields=tuple(dict.fromkeys(row["field"] for row in rows)),
        subjects=tuple(dict.fromkeys(row["review_id"] or row["document_id"] for row in rows)),
        decisions=len(rows),
        undoes=rows[0]["took_back"],
        undone_by=undone_by(connection, rows[0]["id"]),
    )


def revision(catalogue: Catalogue, subject_id: str) -> int:
    """A number that grows with every decision about a document or review; 0 where there is none."""
    with catalogue.reading() as connection:
        return _revision(connection, subject_id)


def revisions(catalogue: Catalogue, subject_ids: Iterable[str]) -> dict[str, int]:
    """The `revision` of each."""
    with catalogue.reading() as connection:
        return {name: _revision(connection, name) for name in subject_ids}


def _revision(connection: sqlite3.Connection, subject: str) -> int:
    row = connection.execute(
        f"SELECT COALESCE(max(seq), 0) FROM decisions WHERE {OF_SUBJECT}", {"subject": subject}
    ).fetchone()
    return int(row[0])
