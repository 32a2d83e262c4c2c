"""Kept documents on their way into grouping, and what grouping decided."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.catalogue import alike, finds, rejected, sketches, standing
from harvester.catalogue.values import bound, to_json
from harvester.group.constraints import Constraints, Placement
from harvester.group.texts import SKETCHED
from harvester.records import GroupInput, TypeClaim
from harvester.vocabulary import Nation, Origin, ReviewType, Role

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping

    from harvester.records import Grouping, ReviewGroup, Sketch

_ALIGNED = -1  # position in the evidence of a kind that the review's report lends: before all others
_CONFIDENCE = 0.6


def _own(field: str) -> str:
    """What the description itself says first of the kind of review."""
    return f"""(SELECT e.{field} FROM evidence_item e
        WHERE e.document_id = d.id AND e.field = 'review_type' AND e.position >= 0
        ORDER BY e.position LIMIT 1)"""


# Of a document `d`: the kind by its own description, though its review's report lent it another.
OWN_TYPE = f"""CASE WHEN EXISTS (
        SELECT 1 FROM evidence_item a WHERE a.document_id = d.id AND a.position = {_ALIGNED}
    ) THEN {_own("value")} ELSE d.review_type END"""


# A document as grouping sees it. The kind of review is the one that it had before it was aligned with its
# review: else the grouping would rest on what it itself decided, and might turn out otherwise the next time.
_INPUT = f"""SELECT v.*, d.heading, d.grouped_review AS grouped_as,
        COALESCE(NULLIF(x.review_type, ''), {OWN_TYPE}, 'other') AS own_type,
        (SELECT min(e.id) FROM document e WHERE e.replaces_address = v.id AND e.kept = 1) AS replaced_by
    FROM {{documents}} JOIN document d ON d.id = v.id LEFT JOIN decided x ON x.subject_id = d.id
    WHERE v.status <> 'rejected' ORDER BY v.id"""


def group_inputs(connection: sqlite3.Connection) -> list[GroupInput]:
    """Every kept document that no person rejected, by id, with its whole text. Values are the effective ones.

    The text of a file that several documents share is one object in memory.
    """
    rows = connection.execute(_INPUT.format(documents="documents v")).fetchall()
    kept = sketches.load(connection, SKETCHED)
    texts: dict[str, str] = {}
    for row in rows:
        if row["sha256"] and row["sha256"] not in texts:
            texts[row["sha256"]] = sketches.text_of(connection, row["sha256"])
    return [_input(row, texts.get(row["sha256"], ""), kept.get(row["sha256"])) for row in rows]


def heads(connection: sqlite3.Connection, length: int, part: str | None = None) -> list[GroupInput]:
    """The same with the beginnings of texts only, and without sketches; of these documents (a JSON array)."""
    if part is None:
        rows = connection.execute(_INPUT.format(documents="documents v"))
    else:
        chosen = "json_each(?) j CROSS JOIN documents v ON v.id = j.value CROSS"
        rows = connection.execute(_INPUT.format(documents=chosen), (part,))
    return [_input(row, head_of(connection, row["sha256"], length), None) for row in rows.fetchall()]


def head_of(connection: sqlite3.Connection, sha256: str | None, length: int) -> str:
    """The beginning of the text of a file."""
    pages = connection.execute("SELECT text FROM file_page WHERE sha256 = ? ORDER BY page", (sha256,))
    head = ""
    for number, page in enumerate(pages):
        head = f"{head}\n\n{page['text']}" if number else page["text"]
        if len(head) >= length:
            break
    return head[:length]


def _input(row: sqlite3.Row, text: str, sketch: Sketch | None) -> GroupInput:
    return GroupInput(
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
        text=text,
        first_seen=row["first_seen"],
        sketch=sketch,
        replaced_by_address=row["replaced_by"],
        previous_review=row["grouped_as"],
    )


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


def save_grouping(
    connection: sqlite3.Connection, result: Grouping, now: str, among: Collection[str] | None = None
) -> None:
    """Have documents grouped as said; what is as it was is left alone.

    Args:
        connection: to the catalogue, within a transaction.
        result: what grouping decided.
        now: when.
        among: the documents that were grouped; None: all of them.
    """
    alike.save(connection, result.alike, among)
    finds.note_time(connection, now)
    held = _held(connection, among)
    wanted = _wanted(result)
    _save_reviews(connection, result, {row["grouped_review"] for row in held.values()}, every=among is None)
    changes = []
    for key, row in held.items():
        new = wanted.get(key, _UNGROUPED)
        if tuple(row[name] for name in _COLUMNS) != new or (
            row["review_id"] != row["grouped_review"] and row["decided"] is None
        ):
            changes.append((*new, new[0], key))
    connection.executemany(
        f"""UPDATE document SET {", ".join(f"{name} = ?" for name in _COLUMNS)},
            review_id = COALESCE((SELECT x.review FROM decided x WHERE x.subject_id = document.id
                AND EXISTS (SELECT 1 FROM review r WHERE r.id = x.review)), ?)
        WHERE id = ?""",
        changes,
    )
    standing.settle(connection)  # reviews have come and gone
    _forget_the_gone(connection)


_COLUMNS = ("grouped_review", "duplicate_of", "replaces_text", "publisher", "foreign_report", "group_reason")
_UNGROUPED: tuple[object, ...] = (None, None, None, None, 0, None)


def _held(connection: sqlite3.Connection, among: Collection[str] | None) -> dict[str, sqlite3.Row]:
    """How documents are grouped."""
    columns = f"""SELECT d.id, d.review_id, {", ".join(f"d.{name}" for name in _COLUMNS)}, x.review AS decided
        FROM {{documents}} LEFT JOIN decided x ON x.subject_id = d.id"""
    if among is None:
        rows = connection.execute(columns.format(documents="document d"))
    else:
        chosen = "json_each(?) j CROSS JOIN document d ON d.id = j.value"
        rows = connection.execute(columns.format(documents=chosen), (to_json(sorted(among)),))
    return {row["id"]: row for row in rows}


def _wanted(result: Grouping) -> dict[str, tuple[object, ...]]:
    """How grouping would have them."""
    return {
        key: bound(
            review.id,
            result.duplicate_of.get(key),
            result.replaces.get(key),
            result.publisher.get(key),
            int(key in result.foreign),
            result.reasons.get(key),
        )
        for review in result.reviews
        for key in review.document_ids
    }


def _save_reviews(
    connection: sqlite3.Connection, result: Grouping, before: Collection[str | None], *, every: bool
) -> None:
    """Have these reviews, and no longer those of before that are not among them."""
    held = {row["id"]: tuple(row) for row in connection.execute("SELECT * FROM review")} if every else {}
    gone = (set(held) if every else {name for name in before if name}) - {one.id for one in result.reviews}
    connection.executemany("DELETE FROM review_publisher WHERE review_id = ?", [(name,) for name in gone])
    connection.executemany("DELETE FROM review WHERE id = ?", [(name,) for name in gone])
    for one in result.reviews:
        told = (one.nation.value, one.review_type.value, one.case_name or None, one.title, one.year)
        row = bound(one.id, one.source, *told)
        if held.get(one.id) != row:
            connection.execute(
                """INSERT INTO review (id, source, nation, review_type, case_name, title, year)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET source = excluded.source, nation = excluded.nation,
                    review_type = excluded.review_type, case_name = excluded.case_name,
                    title = excluded.title, year = excluded.year""",
                row,
            )
        _save_publishers(connection, one)


def _save_publishers(connection: sqlite3.Connection, review: ReviewGroup) -> None:
    rows = connection.execute("SELECT source FROM review_publisher WHERE review_id = ?", (review.id,))
    held = {row["source"] for row in rows}
    if held != set(review.publishers):
        connection.execute("DELETE FROM review_publisher WHERE review_id = ?", (review.id,))
        connection.executemany(
            "INSERT OR IGNORE INTO review_publisher (review_id, source) VALUES (?, ?)",
            [(review.id, slug) for slug in review.publishers],
        )


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


def type_claims(connection: sqlite3.Connection, among: Collection[str] | None = None) -> list[TypeClaim]:
    """What documents say of the kind of their review, by id; a person's word is no weak one.

    Args:
        connection: to the catalogue.
        among: of the reviews of these documents, and of them; None: of all.
    """
    documents, values = "documents v", list[object]()
    if among is not None:
        documents = """(SELECT j.value AS id FROM json_each(?1) j
            UNION SELECT o.id FROM json_each(?1) j CROSS JOIN document d ON d.id = j.value
                CROSS JOIN document o ON o.review_id = d.review_id
            ) c CROSS JOIN documents v ON v.id = c.id CROSS"""
        values.append(to_json(sorted(among)))
    rows = connection.execute(
        f"""SELECT v.id, d.review_id, v.role, NULLIF(x.review_type, '') AS decided,
            {OWN_TYPE} AS own_type, {_own("origin")} AS origin
        FROM {documents} JOIN document d ON d.id = v.id LEFT JOIN decided x ON x.subject_id = d.id
        ORDER BY v.id""",
        values,
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


def save_types(
    connection: sqlite3.Connection,
    types: Mapping[str, ReviewType],
    rule: str,
    among: Collection[str] | None = None,
) -> None:
    """Give documents another kind of review by a rule; all others, or of some, have their own again."""
    rows = connection.execute(
        f"SELECT document_id, value, rule FROM evidence_item WHERE position = {_ALIGNED}"
        + ("" if among is None else " AND document_id IN (SELECT value FROM json_each(?))"),
        () if among is None else (to_json(sorted(among)),),
    )
    held = {row["document_id"]: (row["value"], row["rule"]) for row in rows}
    wanted = {document: (kind.value, rule) for document, kind in types.items()}
    last = connection.execute("SELECT COALESCE(max(id), 0) FROM group_stale").fetchone()[0]
    for document in sorted(held.keys() - wanted.keys()):
        connection.execute(
            f"UPDATE document AS d SET review_type = {_own('value')} WHERE d.id = ?", (document,)
        )
        _forget_alignment(connection, document)
    for document, (kind, _) in sorted(wanted.items() - held.items()):
        connection.execute("UPDATE document SET review_type = ? WHERE id = ?", (kind, document))
        _forget_alignment(connection, document)
        connection.execute(
            f"""INSERT INTO evidence_item (document_id, position, field, value, origin, rule, confidence)
            SELECT ?, {_ALIGNED}, 'review_type', ?, ?, ?, max({_CONFIDENCE}, COALESCE(max(confidence), 0))
            FROM evidence_item WHERE document_id = ? AND field = 'review_type'""",
            (document, kind, Origin.PAGE.value, rule, document),
        )
    # What grouping itself says of the kind is nothing that it starts from.
    connection.execute("DELETE FROM group_stale WHERE id > ?", (last,))


def _forget_alignment(connection: sqlite3.Connection, document: str) -> None:
    connection.execute(
        f"DELETE FROM evidence_item WHERE document_id = ? AND position = {_ALIGNED}", (document,)
    )
