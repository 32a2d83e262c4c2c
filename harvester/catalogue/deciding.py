"""Deciding as the desk does it: several things at once, two people at a time, and taking it back.

What is decided together is a batch: it is written with one wait for the disk, all of it or nothing, and
taken back as one. Who decides says what they had seen (`revision`); where somebody else has decided since,
nothing is written and they are told who and what (`ConflictError`).
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from harvester.catalogue.acts import Change, accompanied, named
from harvester.catalogue.codings import DECIDABLE
from harvester.catalogue.decision_file import holding
from harvester.catalogue.decisions import (
    FIELDS,
    NEW_REVIEW,
    NOT_DUPLICATE_OF,
    RELATIONS,
    REVIEW,
    REVIEW_FIELDS,
    TO_ANOTHER,
    Decision,
)
from harvester.catalogue.looking_back import (
    OF_SUBJECT,
    BatchRow,
    HistoryRow,
    history,
    recent_batches,
    revision,
    revisions,
    undone_by,
)
from harvester.catalogue.standing import GROUPED, catch_up, enter, own_review
from harvester.catalogue.tombstones import TAKEDOWN
from harvester.errors import ConflictError, DiskError, UsageError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

    from harvester.catalogue.facade import Catalogue
    from harvester.paths import DataDirectory


@dataclass(frozen=True, slots=True)
class Batch:
    """What was decided together."""

    id: str
    decisions: tuple[Decision, ...]


def decide(
    data: DataDirectory,
    catalogue: Catalogue,
    changes: Sequence[Change],
    *,
    who: str,
    at: str,
    expected: Mapping[str, int] | None = None,
) -> Batch:
    """Decide some things together: appended and fsynced, then in the catalogue; all or nothing.

    What would contradict it is taken back in the same batch (`harvester.catalogue.acts.accompanied`).

    Args:
        data: where `decisions.jsonl` is.
        catalogue: open for writing.
        changes: what is decided; at least one.
        who: decides.
        at: when, UTC.
        expected: subject id → its `revision` when the person saw it.

    Raises:
        UsageError: one of them cannot be meant, or is about nothing that is here.
        ConflictError: somebody else has decided about one of the subjects since.
        DiskError: it could not be written. In each case nothing was decided.
    """
    if not changes:
        raise UsageError("nothing to decide")

    def made(connection: sqlite3.Connection) -> list[Decision]:
        _refuse_conflicts(connection, expected or {}, who)
        maker = _Maker(connection, who=who, at=at, batch=uuid4().hex)
        to_come = Counter(named(change) for change in changes)
        decisions: list[Decision] = []
        for change in changes:
            to_come[named(change)] -= 1
            # Each is entered before the next is looked at, which may contradict it.
            for one in accompanied(connection, change, to_come):
                decisions.append(maker.decision(one))
                enter(connection, decisions[-1:])
        return decisions

    return _keep(data, catalogue, made)


def undo(data: DataDirectory, catalogue: Catalogue, batch_id: str, *, who: str, at: str) -> Batch:
    """Take back a whole batch: what stood before stands again. Undoing that does it once more.

    Raises:
        UsageError: there is no such batch, or it was undone.
        ConflictError: one of its fields was decided again since; nothing was taken back.
        DiskError: it could not be written; nothing was taken back.
    """

    def made(connection: sqlite3.Connection) -> list[Decision]:
        rows = connection.execute(
            "SELECT * FROM decisions WHERE batch = ? ORDER BY seq DESC", (batch_id,)
        ).fetchall()
        if not rows:
            raise UsageError("there is nothing like that to undo")
        if undone_by(connection, rows[0]["id"]) is not None:
            raise UsageError("that was undone already")
        maker = _Maker(connection, who=who, at=at, batch=uuid4().hex)
        decisions = [maker.taking_back(row) for row in rows]
        enter(connection, decisions)
        return decisions

    return _keep(data, catalogue, made)


def _keep(
    data: DataDirectory, catalogue: Catalogue, made: Callable[[sqlite3.Connection], list[Decision]]
) -> Batch:
    with catalogue.writing() as connection:
        try:
            with holding(data.decisions) as file:
                catch_up(connection, file)
                decisions = made(connection)  # entered, but not committed before they are in the file
                file.append(decisions)
        except OSError as error:
            raise DiskError(
                f"cannot write {data.decisions}: {error.strerror}; nothing was decided."
            ) from error
    return Batch(id=str(decisions[0].batch), decisions=tuple(decisions))


# ---------------------------------------------------------------- who saw what


def _refuse_conflicts(connection: sqlite3.Connection, expected: Mapping[str, int], who: str) -> None:
    for subject, seen in expected.items():
        later = connection.execute(
            f"SELECT * FROM decisions WHERE {OF_SUBJECT} AND seq > :seen AND who <> :who ORDER BY seq DESC",
            {"subject": subject, "seen": seen, "who": who},
        ).fetchone()
        if later is not None:
            raise _conflict(later, subject)


def _conflict(row: sqlite3.Row, subject: str) -> ConflictError:
    return ConflictError(
        who=row["who"], field=row["field"], value=row["value"], at=row["at"], subject_id=subject
    )


# ---------------------------------------------------------------- from changes to decisions


_ANCHORS = """SELECT d.id AS document_id, d.source, d.sha256, d.url
    FROM documents v JOIN document d ON d.id = v.id
    WHERE d.id IN (SELECT id FROM document WHERE review_id = ?1
            UNION SELECT subject_id FROM decided WHERE review = ?1)
        AND v.review_id = ?1
    ORDER BY v.role <> 'overview_report', v.duplicate_of IS NOT NULL, v.id LIMIT 2"""


class _Maker:
    """Makes the decisions of one batch, with durable names and what was shown until then."""

    def __init__(self, connection: sqlite3.Connection, *, who: str, at: str, batch: str) -> None:
        self._connection = connection
        self._who, self._at, self._batch = who, at, batch
        self._founded: dict[str, str] = {}  # review → the document that it was made for, in this batch
        self._anchors: dict[str, list[dict[str, Any]]] = {}  # two of each review

    def decision(self, change: Change) -> Decision:
        if change.field == TAKEDOWN:
            raise UsageError("a document is taken down by 'harvester takedown', or on its own screen")
        if change.subject_kind == "review":
            return self._of_review(change)
        row = self._document(change.subject_id)
        if row is None:
            raise UsageError(f"there is no document {change.subject_id}")
        return Decision(
            document_id=row["document_id"],
            source=row["source"],
            sha256=row["sha256"],
            url=row["url"],
            other=self._other(change, row["document_id"]),
            **self._common(change, row["document_id"]),
        )

    def _of_review(self, change: Change) -> Decision:
        found = self._connection.execute("SELECT 1 FROM review WHERE id = ?", (change.subject_id,)).fetchone()
        if found is None:
            raise UsageError(f"there is no review {change.subject_id}")
        return Decision(
            review_id=change.subject_id,
            other=change.other or self._anchor(change.subject_id),
            **self._common(change, change.subject_id),
        )

    def _common(self, change: Change, subject: str) -> dict[str, Any]:
        return {
            "field": change.field,
            "value": change.value,
            "reason": change.reason,
            "who": self._who,
            "at": self._time(subject),
            "batch": self._batch,
            "old": self._old(subject, change),
        }

    def taking_back(self, row: sqlite3.Row) -> Decision:
        """The decision that brings back what stood before another."""
        subject = row["review_id"] or row["document_id"]
        asked = {"subject": subject, "field": row["field"], "batch": row["batch"], "seq": row["seq"]}
        same = f"{OF_SUBJECT} AND field = :field"
        if row["field"] == NOT_DUPLICATE_OF:
            asked["other"] = json.loads(row["other"] or "{}").get("document_id")
            same += " AND json_extract(other, '$.document_id') IS :other"
        later = self._connection.execute(
            f"""SELECT c.*, (SELECT o.seq FROM decisions o WHERE o.id = c.undoes) AS took_back
            FROM (SELECT * FROM decisions WHERE {same} AND seq > :seq AND batch IS NOT :batch) c
            ORDER BY c.seq DESC""",
            asked,
        ).fetchall()
        for one in later:
            # What came since and was taken back again is in nobody's way.
            is_since = one["took_back"] is None or one["took_back"] < row["seq"]
            if is_since and undone_by(self._connection, one["id"]) is None:
                raise _conflict(one, subject)
        before = self._connection.execute(
            f"""SELECT value, other FROM decisions WHERE {same} AND seq < :seq
            ORDER BY at DESC, seq DESC LIMIT 1""",
            asked,
        ).fetchone()
        again = before if before is not None and before["value"] is not None else None
        named = (again or row)["other"]
        return Decision(
            field=row["field"],
            value=again["value"] if again else None,
            who=self._who,
            at=self._time(subject),
            batch=self._batch,
            undoes=row["id"],
            other=json.loads(named) if named else None,
            old=self._grouped(row) if row["value"] is None else row["value"],
            **{name: row[name] for name in ("document_id", "review_id", "source", "sha256", "url")},
        )

    def _grouped(self, row: sqlite3.Row) -> str | None:
        """What is shown since a relation was taken back: what grouping says of it."""
        column, document = GROUPED.get(row["field"]), self._document(row["document_id"] or "")
        if column is None or document is None:
            return None
        found = self._connection.execute(
            f"SELECT {column} FROM document WHERE id = ?", (document["document_id"],)
        ).fetchone()
        return str(found[0]) if found[0] is not None else None

    def _time(self, subject: str) -> str:
        """Now; by a clock that was put back no decision is older than the one that it outweighs."""
        row = self._connection.execute(
            f"SELECT max(at) FROM decisions WHERE {OF_SUBJECT}", {"subject": subject}
        ).fetchone()
        return max(self._at, row[0] or "")

    def _document(self, name: str) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(
            """SELECT id AS document_id, source, sha256, url FROM document
            WHERE id = COALESCE((SELECT document_id FROM document_alias WHERE id = ?), ?)""",
            (name, name),
        ).fetchone()
        return row

    def _other(self, change: Change, subject: str) -> dict[str, Any] | None:
        """Every name of the other document: of a relation, or one that tells which review is meant."""
        if change.field == REVIEW and change.value:
            return self._company(change, subject)
        name = (change.other or {}).get("document_id") or change.value
        if change.field not in TO_ANOTHER or not name:
            return None
        row = self._document(name)
        if row is None and change.value:
            raise UsageError(f"there is no document {name}")
        return dict(row) if row is not None else change.other

    def _company(self, change: Change, subject: str) -> dict[str, Any] | None:
        """Who belongs to the review that a document is put into."""
        review = str(change.value)
        if review == NEW_REVIEW:
            self._founded[own_review(subject)] = subject
            return None
        founder = self._founded.get(review)
        if founder is not None:
            row = self._document(founder)
            return dict(row) if row is not None and founder != subject else None
        if not self._connection.execute("SELECT 1 FROM review WHERE id = ?", (review,)).fetchone():
            raise UsageError(f"there is no review {review}")
        return self._anchor(review, subject)

    def _anchor(self, review: str, but: str = "") -> dict[str, Any] | None:
        """A document that belongs to a review: its report, else any."""
        if review not in self._anchors:
            self._anchors[review] = [dict(row) for row in self._connection.execute(_ANCHORS, (review,))]
        return next((one for one in self._anchors[review] if one["document_id"] != but), None)

    def _old(self, subject: str, change: Change) -> str | None:
        """What is shown of the field now."""
        if change.subject_kind == "document":
            name = "review_id" if change.field == REVIEW else change.field
            if name not in ("review_id", *FIELDS, *RELATIONS) or name == NOT_DUPLICATE_OF:
                return None
            row = self._connection.execute(f"SELECT {name} FROM documents WHERE id = ?", (subject,))
        elif change.field in REVIEW_FIELDS:
            row = self._connection.execute(f"SELECT {change.field} FROM reviews WHERE id = ?", (subject,))
        elif change.field in DECIDABLE:
            row = self._connection.execute(
                """SELECT c.value FROM standing s JOIN decisions c ON c.seq = s.seq
                WHERE s.subject_id = ? AND s.field = ?""",
                (subject, change.field),
            )
        else:
            return None
        found = row.fetchone()
        return found[0] if found else None


__all__ = [
    "Batch",
    "BatchRow",
    "Change",
    "ConflictError",
    "HistoryRow",
    "decide",
    "history",
    "recent_batches",
    "revision",
    "revisions",
    "undo",
]
