"""The queue of the desk: finds that wait for a person, what is doubtful about them, and how many there are.

A find waits while something about it came after the last word on its status: it was found, it came as
a newer version of another, its source withdrew it, or a new doubt about it arose. A rejected document
does not come back; a newer version of it is a find of its own.
"""

# Statements are put together from constants of this package only; values are always bound.

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from harvester.catalogue.queue_types import FACETS, Neighbours, QueueFilters, QueuePage, QueueRow
from harvester.doubts import DocumentFacts, Doubt, Read, doubts

if TYPE_CHECKING:
    import sqlite3

_ROLE_ORDER = ("overview_report", "executive_summary", "response", "action_plan", "briefing")


def queue_page(
    connection: sqlite3.Connection, filters: QueueFilters, after: str | None = None, limit: int = 50
) -> QueuePage:
    """Finds in order: the latest night first, then by source and review, the report before its papers."""
    rows = [row for row in _finds(connection) if _let_through(row, filters)]
    start = next((i for i, row in enumerate(rows) if after is None or row.key > after), len(rows))
    shown = rows[start : start + limit]
    more = start + limit < len(rows)
    return QueuePage(rows=tuple(shown), total=len(rows), next=shown[-1].key if more and shown else None)


def facets(connection: sqlite3.Connection, filters: QueueFilters) -> dict[str, list[tuple[str, int]]]:
    """How many finds each choice of each facet would show, the other filters being as they are."""
    rows = _finds(connection)
    found: dict[str, list[tuple[str, int]]] = {}
    for name in FACETS:
        counts: Counter[str] = Counter()
        for row in rows:
            if _let_through(row, filters, but=name):
                counts.update(_values(row, name))
        found[name] = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return found


def neighbours(connection: sqlite3.Connection, filters: QueueFilters, document_id: str) -> Neighbours:
    """The finds before and after a document in the queue, wherever it stands now."""
    rows = [row for row in _finds(connection) if _let_through(row, filters)]
    key = key_of(connection, document_id) or ""
    before = [row for row in rows if row.key < key]
    behind = [row for row in rows if row.key > key]
    return Neighbours(
        previous=before[-1].document_id if before else None,
        next=behind[0].document_id if behind else None,
        position=len(before),
        total=len(rows),
    )


def key_of(connection: sqlite3.Connection, document_id: str) -> str | None:
    """Where a document stands in the order of the queue, whether it waits or not."""
    return next((r.key for r in _finds(connection, all_=True) if r.document_id == document_id), None)


def document_doubts(connection: sqlite3.Connection, document_id: str) -> tuple[Doubt, ...]:
    """What is not sure about a document."""
    return next((r.doubts for r in _finds(connection, all_=True) if r.document_id == document_id), ())


def _values(row: QueueRow, facet: str) -> tuple[str, ...]:
    if facet == "kind":
        return row.kinds
    if facet == "doubt":
        return tuple(sorted({doubt.code for doubt in row.doubts}))
    return (str(getattr(row, facet)),)


def _let_through(row: QueueRow, filters: QueueFilters, but: str = "") -> bool:
    if filters.since is not None and row.matters <= filters.since:
        return False
    if any(word not in _haystack(row) for word in filters.words.casefold().split()):
        return False
    if but != "kind" and filters.kind and not filters.kind & set(row.kinds):
        return False
    for name in FACETS[1:]:
        asked = getattr(filters, name)
        if name != but and asked is not None and asked not in _values(row, name):
            return False
    return True


def _haystack(row: QueueRow) -> str:
    return " ".join([row.title, row.case_name or "", row.source_title, row.source]).casefold()


def _finds(connection: sqlite3.Connection, *, all_: bool = False) -> list[QueueRow]:
    rows = connection.execute(
        """SELECT v.*, s.title AS source_title, d.kept_score, d.foreign_report, d.described_at,
            (SELECT COALESCE(r.finished, r.started) FROM run r WHERE r.id = d.withdrawn_run) AS withdrawn_at,
            EXISTS (SELECT 1 FROM document n WHERE n.replaces_address = d.id AND n.kept = 1
                OR n.replaces_text = d.id) AS superseded,
            (SELECT max(c.at) FROM decisions c
                WHERE c.document_id = d.id AND c.field = 'status') AS decided_at
        FROM documents v JOIN document d ON d.id = v.id JOIN source s ON s.slug = v.source"""
    ).fetchall()
    found = [_row(connection, row) for row in rows]
    return sorted((row for row in found if row.kinds or all_), key=lambda row: row.key)


def _row(connection: sqlite3.Connection, row: sqlite3.Row) -> QueueRow:
    known = doubts(_facts(connection, row))
    kinds = _kinds(row, known)
    times = [row["first_seen"], row["withdrawn_at"] if row["presence"] == "withdrawn" else None]
    matters = max(time for time in times if time)
    fields: dict[str, Any] = {
        name: row[name]
        for name in (
            *("title", "source", "source_title", "nation", "review_type", "role", "case_name", "published"),
            *("language", "review_id", "status", "presence", "first_seen", "last_seen", "duplicate_of"),
            *("replaces", "sha256", "media_type", "pages", "url"),
        )
    }
    return QueueRow(
        document_id=row["id"],
        key=_key(matters, row),
        kinds=kinds,
        doubts=known,
        matters=matters,
        **fields,
    )


def _key(matters: str, row: sqlite3.Row) -> str:
    day = "".join(str(9 - int(digit)) for digit in matters[:10] if digit.isdigit())
    rank = _ROLE_ORDER.index(row["role"]) if row["role"] in _ROLE_ORDER else len(_ROLE_ORDER)
    return f"{day}.{row['source']}.{row['review_id'] or '-'}.{rank}.{row['id']}"


def _kinds(row: sqlite3.Row, known: tuple[Doubt, ...]) -> tuple[str, ...]:
    kinds = []
    if row["status"] == "rejected":
        return ()
    if row["status"] == "new":
        kinds.append("changed" if row["replaces"] else "new")
    if row["presence"] == "withdrawn" and (row["decided_at"] or "") < (row["withdrawn_at"] or ""):
        kinds.append("withdrawn")
    if known and row["status"] in ("new", "held"):
        kinds.append("doubtful")
    if row["status"] == "held":
        kinds.append("held")
    return tuple(kinds)


def _facts(connection: sqlite3.Connection, row: sqlite3.Row) -> DocumentFacts:
    decided = connection.execute("SELECT * FROM decided WHERE subject_id = ?", (row["id"],)).fetchone()
    evidence = connection.execute(
        """SELECT field, value, origin, confidence FROM evidence_item WHERE document_id = ?""", (row["id"],)
    )
    return DocumentFacts(
        sha256=row["sha256"],
        title=row["title"],
        review_type=row["review_type"],
        role=row["role"],
        case_name=row["case_name"],
        published=row["published"],
        completed=row["completed"],
        fetch_outcome=row["fetch_outcome"],
        text_outcome=row["text_outcome"],
        kept_score=row["kept_score"],
        foreign=bool(row["foreign_report"]),
        original=row["duplicate_of"] is not None,
        board=row["board"],
        superseded=bool(row["superseded"]),
        found=row["first_seen"],
        decided=frozenset(k for k in (decided.keys() if decided else ()) if decided[k] is not None),
        evidence=tuple(Read(e["field"], e["value"], e["origin"], e["confidence"]) for e in evidence),
    )
