"""How documents were screened: what the flow of a systematic review counts, from what people decided."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.vocabulary import DocumentStatus, RejectReason

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

# Every document ever found, those that the machine did not keep too. What a person decided comes first.
_DOCUMENTS = """SELECT d.id, d.kept, d.sha256, s.kind = 'national' AS listed, x.status,
    NULLIF(COALESCE(x.duplicate_of, d.duplicate_of), '') AS duplicate_of, COALESCE(c.reason, '') AS reason
FROM document d
JOIN source s ON s.slug = d.source
LEFT JOIN decided x ON x.subject_id = d.id
LEFT JOIN standing g ON g.subject_id = d.id AND g.field = 'status'
LEFT JOIN decisions c ON c.seq = g.seq"""

_HISTORY = """SELECT count(DISTINCT who) AS screeners, min(at) AS first, max(at) AS last
FROM decisions WHERE field = 'status' AND value IS NOT NULL"""

_CHANGED = """SELECT count(*) FROM (
    SELECT COALESCE(a.document_id, c.document_id) AS document
    FROM decisions c LEFT JOIN document_alias a ON a.id = c.document_id
    WHERE c.field = 'status' GROUP BY 1
    HAVING count(DISTINCT COALESCE(c.value, '')) > 1)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningCounts:
    """Documents by what became of them."""

    listed: int = 0  # found in a national collection
    found: int = 0  # found anywhere else
    duplicates: int = 0
    ineligible: int = 0  # judged by rule to be no review documents
    unread: int = 0
    waiting: int = 0
    held: int = 0
    excluded: Mapping[str, int] = field(default_factory=dict)  # `RejectReason` → documents
    accepted: int = 0
    without_file: int = 0  # of the accepted
    copies: int = 0  # of the accepted with a file
    screeners: int = 0
    changed: int = 0
    first: str | None = None
    last: str | None = None


def screening(connection: sqlite3.Connection) -> ScreeningCounts:
    """What became of every document that was ever found."""
    counts: Counter[str] = Counter()
    excluded: Counter[str] = Counter()
    for row in connection.execute(_DOCUMENTS):
        counts["listed" if row["listed"] else "found"] += 1
        stage = _stage(row)
        counts[stage] += 1
        if stage == "excluded":
            excluded[reason_of(row["reason"])] += 1
        if stage == "accepted":
            counts["without_file"] += row["sha256"] is None
            counts["copies"] += row["sha256"] is not None and row["duplicate_of"] is not None
    history = connection.execute(_HISTORY).fetchone()
    ordered = {reason.value: excluded[reason] for reason in RejectReason if excluded[reason]}
    counts.pop("excluded", None)
    return ScreeningCounts(
        **counts,
        excluded=ordered,
        screeners=history["screeners"],
        first=history["first"],
        last=history["last"],
        changed=connection.execute(_CHANGED).fetchone()[0],
    )


def _stage(row: sqlite3.Row) -> str:
    decided = {
        DocumentStatus.ACCEPTED: "accepted",
        DocumentStatus.REJECTED: "excluded",
        DocumentStatus.HELD: "held",
    }
    if row["status"] in decided:
        return decided[row["status"]]
    if row["kept"] is None:
        return "unread"
    if not row["kept"]:
        return "ineligible"
    return "duplicates" if row["duplicate_of"] else "waiting"


def reason_of(reason: str) -> str:
    """The named reason with which a rejection begins; one that begins with none is another."""
    word = reason.partition(":")[0].strip()
    return word if word in {each.value for each in RejectReason} else RejectReason.OTHER.value
