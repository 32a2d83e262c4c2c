"""What a person rejected does not come back: not at its address, not with its bytes, not with its text.

The document itself stays rejected whatever a later night brings; this is for documents that are new since.
How far a rejection reaches depends on its reason. What is no review, or is guidance, is so wherever it is
published; another area's report is not asked about again where it was rejected; of any other reason only the
same text at the same address is known to be the same matter. A changed text always asks again.
"""

# Statements are put together from constants of this package only; values are always bound.

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.catalogue.sketches import text_of
from harvester.group.texts import SKETCHED, words_of
from harvester.vocabulary import DocumentStatus, RejectReason

if TYPE_CHECKING:
    import sqlite3

EVERYWHERE = (RejectReason.NOT_A_REVIEW, RejectReason.TRAINING_OR_GUIDANCE)
AT_ITS_SOURCE = (RejectReason.ANOTHER_AREA,)

# Rejected documents r with the reason's first word, and documents d that are new since.
_REJECTED = """SELECT d.id, r.id AS as_id, d.sha256, r.sha256 AS rejected_sha256, c.reason,
    d.source = r.source AS same_source, d.replaces_address IS r.id AS same_address
FROM decided x
JOIN document r ON r.id = x.subject_id AND r.sha256 IS NOT NULL
JOIN standing n ON n.subject_id = r.id AND n.field = 'status'
JOIN decisions c ON c.seq = n.seq
{join}
LEFT JOIN decided y ON y.subject_id = d.id
WHERE x.status = ? AND d.id <> r.id AND d.first_seen > c.at AND NULLIF(y.status, '') IS NULL"""

_SAME_BYTES = "JOIN document d ON d.sha256 = r.sha256"
_SAME_TEXT = """JOIN text_sketch t ON t.sha256 = r.sha256 AND t.rules = ?
JOIN text_sketch u ON u.digest = t.digest AND u.words = t.words AND u.rules = t.rules
    AND u.sha256 <> t.sha256
JOIN document d ON d.sha256 = u.sha256"""


def settle(connection: sqlite3.Connection) -> None:
    """Find the documents that were rejected before, and those that no longer are."""
    found: dict[str, str] = {}
    for row in _candidates(connection):
        if row["id"] not in found and _reaches(row):
            found[row["id"]] = row["as_id"]
    held = {
        row["id"]: row["rejected_as"]
        for row in connection.execute("SELECT id, rejected_as FROM document WHERE rejected_as IS NOT NULL")
    }
    changed = {key: found.get(key) for key in {*found, *held} if found.get(key) != held.get(key)}
    connection.executemany(
        "UPDATE document SET rejected_as = ? WHERE id = ?", [(name, key) for key, name in changed.items()]
    )


def _candidates(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    status = DocumentStatus.REJECTED.value
    same_bytes = connection.execute(f"{_REJECTED.format(join=_SAME_BYTES)} ORDER BY r.id, d.id", (status,))
    same_text = connection.execute(
        f"{_REJECTED.format(join=_SAME_TEXT)} ORDER BY r.id, d.id", (SKETCHED, status)
    )
    likely = [row for row in same_text.fetchall() if _reaches(row)]
    return [*same_bytes.fetchall(), *(row for row in likely if _same_words(connection, row))]


def _reaches(row: sqlite3.Row) -> bool:
    """Whether the reason of a rejection holds for the other document too."""
    reason = row["reason"].partition(":")[0].strip()
    if reason in EVERYWHERE or row["same_address"]:
        return True
    return bool(row["same_source"]) and reason in AT_ITS_SOURCE


def _same_words(connection: sqlite3.Connection, row: sqlite3.Row) -> bool:
    """A sketch is short; that the texts are one is seen word by word."""
    one, two = (words_of(text_of(connection, row[name])) for name in ("sha256", "rejected_sha256"))
    return one == two


def let_go(connection: sqlite3.Connection, document: str) -> None:
    """A rejection was taken back: what was rejected by it asks again."""
    connection.execute("UPDATE document SET rejected_as = NULL WHERE rejected_as = ?", (document,))
