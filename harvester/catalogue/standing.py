"""Decisions in the catalogue's tables, and which of them stand: of each field the latest.

`standing` names them by subject and field, under the ids of this catalogue; `decided` is the same for the
fields of the views, side by side, so that a view need not look for them.
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harvester.catalogue import approvals, rejected, tombstones
from harvester.catalogue.decisions import (
    DUPLICATE_OF,
    FIELDS,
    NEW_REVIEW,
    NOT_DUPLICATE_OF,
    RELATIONS,
    REPLACES,
    REVIEW,
    TO_ANOTHER,
    check,
    to_row,
)
from harvester.catalogue.looking_back import OF_SUBJECT
from harvester.catalogue.values import bound, review_id
from harvester.vocabulary import DocumentStatus

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from harvester.catalogue.decision_file import DecisionFile
    from harvester.catalogue.decisions import Decision

COLUMNS = (*FIELDS, DUPLICATE_OF, REPLACES, REVIEW)  # of `decided`
REJECTED = DocumentStatus.REJECTED.value
# Where grouping keeps what a person may decide otherwise.
GROUPED = {DUPLICATE_OF: "duplicate_of", REPLACES: "replaces_text", REVIEW: "grouped_review"}


def save_decision(connection: sqlite3.Connection, decision: Decision) -> bool:
    """Enter a decision; False when it was known. It may speak of a document that is yet to come."""
    if enter(connection, [decision]):
        return True
    if decision.field != tombstones.TAKEDOWN:
        refresh_decided(connection, _subject(connection, decision))
    return False


def enter(connection: sqlite3.Connection, decisions: Sequence[Decision]) -> int:
    """Enter decisions in their order, those that are known left out; how many were new."""
    new = 0
    for decision in decisions:
        check(decision)
        row = to_row(decision)
        cursor = connection.execute(
            f"""INSERT INTO decisions ({", ".join(row)}) VALUES ({", ".join("?" * len(row))})
            ON CONFLICT (id) DO NOTHING""",
            bound(*row.values()),
        )
        if not cursor.rowcount:
            continue
        new += 1
        if decision.field == tombstones.TAKEDOWN:
            tombstones.enter(connection, decision)
            continue
        subject = _subject(connection, decision)
        if decision.field in approvals.APPROVALS:
            approvals.enter(connection, decision, subject)
        if decision.value is None and decision.field in GROUPED:
            _give_back(connection, decision, subject)
        refresh_decided(connection, subject)
    return new


def _subject(connection: sqlite3.Connection, decision: Decision) -> str:
    """What a decision is about, under its id here."""
    return decision.review_id or resolve(connection, to_name(decision)) or str(decision.document_id)


def _give_back(connection: sqlite3.Connection, decision: Decision, subject: str) -> None:
    """A relation was taken back: grouping has honoured it since, so what it said before is put back.

    What was shown before the first of the decisions that no longer stand is what grouping said then.
    """
    column = GROUPED[decision.field]
    rows = connection.execute(
        f"SELECT value, old FROM decisions WHERE {OF_SUBJECT} AND field = :field ORDER BY at, seq",
        {"subject": subject, "field": decision.field},
    ).fetchall()[:-1]
    while rows and any(row["value"] is None for row in rows):
        rows = rows[1:]
    held = connection.execute("SELECT * FROM decided WHERE subject_id = ?", (subject,)).fetchone()
    if not rows or held is None or held[decision.field] is None:
        return
    before = rows[0]["old"]
    if before is not None and decision.field == REVIEW:
        _found(connection, before, subject)
    elif (
        before is not None
        and not connection.execute("SELECT 1 FROM document WHERE id = ?", (before,)).fetchone()
    ):
        before = None
    connection.execute(
        f"UPDATE document SET {column} = ? WHERE id = ? AND {column} IS ?",
        (before, subject, held[decision.field] or None),
    )


def catch_up(connection: sqlite3.Connection, file: DecisionFile) -> None:
    """Enter what a crash left in the file only. The last line tells: lines are entered in their order."""
    last = file.last()
    if last is None:
        return
    known = connection.execute("SELECT 1 FROM decisions WHERE id = ?", (last.get("id"),)).fetchone()
    if known is None:
        from harvester.catalogue.decision_file import read_decisions

        enter(connection, [one for one in read_decisions(file.path) if one is not None])


def refresh_all(connection: sqlite3.Connection) -> None:
    """Work out what stands of everything that was ever decided."""
    rows = connection.execute(
        """SELECT DISTINCT COALESCE(c.review_id, a.document_id, c.document_id) AS subject
        FROM decisions c LEFT JOIN document_alias a ON a.id = c.document_id"""
    ).fetchall()
    for row in rows:
        refresh_decided(connection, row[0])


def settle(connection: sqlite3.Connection) -> None:
    """Work out again what stands where ids may have changed: after new documents, and after grouping."""
    waiting = connection.execute(
        """SELECT DISTINCT c.document_id, c.source, c.sha256, c.url FROM decisions c
        WHERE c.document_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM document d WHERE d.id = c.document_id)
            AND NOT EXISTS (SELECT 1 FROM document_alias a WHERE a.id = c.document_id)"""
    ).fetchall()
    subjects = {found for row in waiting if (found := resolve(connection, row))}
    related = connection.execute(
        f"""SELECT DISTINCT subject_id FROM standing
        WHERE field IN ({", ".join("?" * len(RELATIONS))})""",
        RELATIONS,
    )
    subjects |= {row["subject_id"] for row in related}
    for subject in sorted(subjects):
        refresh_decided(connection, subject)
    for review in sorted(_rename_reviews(connection)):
        refresh_decided(connection, review)


def _rename_reviews(connection: sqlite3.Connection) -> set[str]:
    """Find the reviews of decisions whose id is no longer one; the ids for which that has changed.

    A document that belonged to it tells which it is now, unless a person has moved it since.
    """
    rows = connection.execute(
        """SELECT review_id, other, NULL AS value FROM decisions c
        WHERE review_id IS NOT NULL AND other IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM review r WHERE r.id = c.review_id)
        ORDER BY at, seq"""
    ).fetchall()
    now: dict[str, str] = {}
    for row in rows:
        anchor = _other(connection, row)
        found = connection.execute(
            """SELECT d.review_id FROM document d LEFT JOIN decided x ON x.subject_id = d.id
            WHERE d.id = ? AND d.review_id IS NOT NULL AND x.review IS NULL""",
            (anchor,),
        ).fetchone()
        if found is not None:
            now[row["review_id"]] = found["review_id"]
    before = dict(connection.execute("SELECT id, review_id FROM review_alias").fetchall())
    changed = {name for name in {*now, *before} if now.get(name) != before.get(name)}
    if not changed:
        return set()
    connection.execute("DELETE FROM review_alias")
    connection.executemany("INSERT INTO review_alias (id, review_id) VALUES (?, ?)", now.items())
    return changed | {ids[name] for ids in (now, before) for name in changed if name in ids}


# ---------------------------------------------------------------- names


def to_name(decision: Decision) -> dict[str, Any]:
    """What names the document that a decision is about."""
    return {name: getattr(decision, name) for name in ("document_id", "source", "sha256", "url")}


def resolve(connection: sqlite3.Connection, name: Any) -> str | None:
    """The id that a document has in this catalogue, by its names; None when it is not there."""
    own = name["document_id"]
    if connection.execute("SELECT 1 FROM document WHERE id = ?", (own,)).fetchone():
        return str(own)
    row = connection.execute("SELECT document_id FROM document_alias WHERE id = ?", (own,)).fetchone()
    if row is None:
        row = connection.execute(
            """SELECT id AS document_id FROM document WHERE source = ? AND sha256 = ?
            UNION ALL SELECT document_id FROM address WHERE source = ? AND url = ?""",
            (name["source"], name["sha256"], name["source"], name["url"]),
        ).fetchone()
        if row is None:
            return None
        connection.execute(
            "INSERT INTO document_alias (id, document_id) VALUES (?, ?)", (own, row["document_id"])
        )
    return str(row["document_id"])


def _other(connection: sqlite3.Connection, row: sqlite3.Row) -> str | None:
    """The other document of a decision, under its id here."""
    named = json.loads(row["other"]) if row["other"] else {}
    name = {"source": None, "sha256": None, "url": None} | named
    name["document_id"] = named.get("document_id") or row["value"]
    return resolve(connection, name) if name["document_id"] else None


# ---------------------------------------------------------------- what stands


def refresh_decided(connection: sqlite3.Connection, subject: str) -> None:
    """Work out the standing decisions of a document or review: the latest of each field.

    What was said of it under its own id goes before what was said under another, as of a link whose file
    turned out to be this one.
    """
    rows = connection.execute(
        """SELECT seq, field, value, other, document_id FROM decisions
        WHERE document_id = ? OR review_id = ?
            OR document_id IN (SELECT id FROM document_alias WHERE document_id = ?)
            OR review_id IN (SELECT id FROM review_alias WHERE review_id = ?)
        ORDER BY COALESCE(document_id, review_id) = ?, at, seq""",
        (subject,) * 5,
    ).fetchall()
    standing: dict[tuple[str, str], tuple[sqlite3.Row, str | None]] = {}
    for row in rows:
        _count(connection, standing, row)
    now = {(subject, *name, row["seq"], other) for name, (row, other) in standing.items()}
    held = connection.execute(
        "SELECT subject_id, field, key, seq, other_id FROM standing WHERE subject_id = ?", (subject,)
    ).fetchall()
    if now != {tuple(row) for row in held}:
        connection.execute("DELETE FROM standing WHERE subject_id = ?", (subject,))
        connection.executemany(
            "INSERT INTO standing (subject_id, field, key, seq, other_id) VALUES (?, ?, ?, ?, ?)", sorted(now)
        )
    _save_columns(connection, subject, standing)


def _count(
    connection: sqlite3.Connection,
    standing: dict[tuple[str, str], tuple[sqlite3.Row, str | None]],
    row: sqlite3.Row,
) -> None:
    """One decision after those before it."""
    field = row["field"]
    other = _other(connection, row) if field in RELATIONS else None
    key = ""
    if field == NOT_DUPLICATE_OF:
        named = json.loads(row["other"]) if row["other"] else {}
        key = other or str(named.get("document_id") or row["value"] or "")
        if row["value"] is None and not key:
            for name in [name for name in standing if name[0] == field]:
                del standing[name]
            return
    if row["value"] is None:
        standing.pop((field, key), None)
    else:
        standing[field, key] = (row, other)


def _save_columns(
    connection: sqlite3.Connection,
    subject: str,
    standing: dict[tuple[str, str], tuple[sqlite3.Row, str | None]],
) -> None:
    columns: dict[str, str | None] = dict.fromkeys(COLUMNS)
    for field in COLUMNS:
        if (field, "") not in standing:
            continue
        row, other = standing[field, ""]
        if field in TO_ANOTHER:
            columns[field] = other if row["value"] else ""
        elif field != REVIEW:
            columns[field] = row["value"]
        elif columns["status"] != REJECTED:  # what is rejected is in no review
            columns[field] = _review(connection, subject, row, other)
    held = connection.execute("SELECT * FROM decided WHERE subject_id = ?", (subject,)).fetchone()
    if columns != {name: held[name] if held else None for name in COLUMNS}:
        connection.execute("DELETE FROM decided WHERE subject_id = ?", (subject,))
        if any(value is not None for value in columns.values()):
            names = ("subject_id", *columns)
            connection.execute(
                f"INSERT INTO decided ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
                (subject, *columns.values()),
            )
        if held is not None and held["status"] == REJECTED != columns["status"]:
            rejected.let_go(connection, subject)
    if columns[REVIEW] or (held is not None and held[REVIEW]):
        connection.execute(
            """UPDATE document SET review_id = COALESCE(?1, grouped_review)
            WHERE id = ?2 AND review_id IS NOT COALESCE(?1, grouped_review)""",
            (columns[REVIEW], subject),
        )
        if held is not None and held[REVIEW] != columns[REVIEW]:
            _drop_empty(connection, held[REVIEW])


# ---------------------------------------------------------------- reviews


def own_review(document_id: str) -> str:
    """The id of the review that a document founds when it is given one of its own."""
    return review_id("own", document_id)


def _review(connection: sqlite3.Connection, subject: str, row: sqlite3.Row, anchor: str | None) -> str | None:
    """The review that a person put a document into, under its id here."""
    if row["value"] == NEW_REVIEW:
        name = own_review(row["document_id"])
        _found(connection, name, subject)
        return name
    if connection.execute("SELECT 1 FROM review WHERE id = ?", (row["value"],)).fetchone():
        return str(row["value"])
    if anchor is None or anchor == subject:
        return None
    found = connection.execute("SELECT review_id FROM document WHERE id = ?", (anchor,)).fetchone()
    return found["review_id"] if found else None


def _drop_empty(connection: sqlite3.Connection, name: str | None) -> None:
    """A review that nothing is in, and that grouping did not make, is none."""
    connection.execute(
        """DELETE FROM review WHERE id = ?1
            AND NOT EXISTS (SELECT 1 FROM document WHERE review_id = ?1)
            AND NOT EXISTS (SELECT 1 FROM document WHERE grouped_review = ?1)""",
        (name,),
    )


def _found(connection: sqlite3.Connection, name: str, document: str) -> None:
    """The review of one document, until grouping says more of it."""
    if connection.execute("SELECT 1 FROM review WHERE id = ?", (name,)).fetchone():
        return
    connection.execute(
        """INSERT INTO review (id, source, nation, review_type, case_name, title, year)
        SELECT ?, source, nation, review_type, case_name, title,
            CAST(substr(COALESCE(published, completed), 1, 4) AS INTEGER) FROM documents WHERE id = ?""",
        (name, document),
    )
    connection.execute(
        """INSERT OR IGNORE INTO review_publisher (review_id, source)
        SELECT r.id, COALESCE(d.publisher, d.source) FROM review r, document d WHERE r.id = ? AND d.id = ?""",
        (name, document),
    )
