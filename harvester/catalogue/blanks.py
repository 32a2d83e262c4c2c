"""Nothing is overwritten by a blank: a value that a new description no longer gives still stands.

It is withheld: kept, counted, and told. What better rules take back, or a person asked to have worked
out anew, is a correction and comes true at the end of the pass, unless it is more than the gate of the
source lets through; so does what a person approved. The first reading of a file that was described
from its link alone is no loss: more is known now, not less.
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.catalogue.grouping import OWN_TYPE
from harvester.catalogue.values import bound
from harvester.catalogue.views import SHOWN

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from harvester.gates import Gates

FIELDS = (
    *("title", "review_type", "role", "case_name", "authors", "board"),
    *("published", "completed", "language"),
)
KEPT = "kept"  # counted beside them: whether it is a review document
_BLANKS = (None, "", "[]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """A document as it was last described."""

    document_id: str
    source: str
    replaces: str | None  # whose address it has taken
    values: dict[str, str | None]
    precision: str | None
    described: bool
    correcting: bool  # described by other rules, or asked to be described anew
    first_reading: bool  # its text is read now, and was not then


def before(connection: sqlite3.Connection, document_id: str, rules: int) -> Before | None:
    """How a document stands before it is described anew; None when there is none."""
    row = connection.execute(
        f"""SELECT d.*, {OWN_TYPE} AS own_type,
            EXISTS (SELECT 1 FROM extract e WHERE e.sha256 = d.sha256) AS read_now
        FROM document d WHERE d.id = ?""",
        (document_id,),
    ).fetchone()
    if row is None:
        return None
    values = {name: row[name] for name in FIELDS}
    values["review_type"] = row["own_type"]
    values[KEPT] = "yes" if row["kept"] else None
    return Before(
        document_id=document_id,
        source=row["source"],
        replaces=row["replaces_address"],
        values=values,
        precision=row["published_precision"],
        described=row["described_at"] is not None,
        correcting=row["described_revision"] is None or row["described_rules"] != rules,
        first_reading=row["described_read"] == 0 and bool(row["read_now"]),
    )


def withhold(
    connection: sqlite3.Connection, then: Before, values: Mapping[str, object], run_id: int | None
) -> frozenset[str]:
    """Note which values a new description blanks; the caller keeps the old ones.

    Returns:
        The fields whose old values still stand.
    """
    blanked = set() if then.first_reading else set(_blanked(then.values, values))
    for row in connection.execute(
        "SELECT field, approved FROM withheld WHERE document_id = ? AND what = 'value'", (then.document_id,)
    ).fetchall():
        if row["field"] not in blanked or row["approved"] is not None:
            blanked.discard(row["field"])
            _drop(connection, then.document_id, row["field"])
    for name in blanked:
        connection.execute(
            """INSERT INTO withheld (document_id, what, field, value, reason, correction, run_id)
            VALUES (?, 'value', ?, ?, ?, ?, ?)
            ON CONFLICT (document_id, what, field) DO UPDATE SET value = excluded.value,
                correction = max(correction, excluded.correction)""",
            bound(
                then.document_id,
                name,
                str(then.values[name]),
                "the description no longer gives it",
                then.correcting,
                run_id,
            ),
        )
    return frozenset(blanked)


def _blanked(old: Mapping[str, str | None], new: Mapping[str, object]) -> Iterable[str]:
    return (name for name in FIELDS if old[name] not in _BLANKS and new[name] in _BLANKS)


def _drop(connection: sqlite3.Connection, document_id: str, name: str) -> None:
    connection.execute(
        "DELETE FROM withheld WHERE document_id = ? AND what = 'value' AND field = ?", (document_id, name)
    )


def count(
    connection: sqlite3.Connection, then: Before, values: Mapping[str, object], run_id: int | None
) -> None:
    """Count what a run's description gave a document known before, and what it took away."""
    if run_id is None or not then.described:
        return
    for name in (*FIELDS, KEPT):
        had, has = then.values[name] not in _BLANKS, values[name] not in _BLANKS
        if had != has:
            _count(connection, run_id, then.source, name, gained=has)


def _count(connection: sqlite3.Connection, run_id: int, source: str, name: str, *, gained: bool) -> None:
    connection.execute(
        """INSERT INTO value_count (run_id, source, field, gained, lost) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (run_id, source, field) DO UPDATE SET
            gained = gained + excluded.gained, lost = lost + excluded.lost""",
        (run_id, source, name, int(gained), int(not gained)),
    )


def settle(connection: sqlite3.Connection, gates: Gates, run_id: int | None) -> None:
    """At the end of a pass: let corrections come true where they are not too many, and what was approved."""
    rows = connection.execute(
        """SELECT w.document_id, w.field, w.correction, w.approved, d.source
        FROM withheld w JOIN document d ON d.id = w.document_id WHERE w.what = 'value'"""
    ).fetchall()
    corrections: dict[str, int] = {}
    for row in rows:
        if row["correction"] and row["approved"] is None:
            corrections[row["source"]] = corrections.get(row["source"], 0) + 1
    open_to = {s for s, n in corrections.items() if n <= gates.site_limit(values_of(connection, s))}
    for row in rows:
        if row["approved"] is not None or (row["correction"] and row["source"] in open_to):
            _blank(connection, row["document_id"], row["field"])
            if run_id is not None:
                _count(connection, run_id, row["source"], row["field"], gained=False)


def _blank(connection: sqlite3.Connection, document_id: str, name: str) -> None:
    more = ", published_precision = NULL" if name == "published" else ""
    connection.execute(
        f"UPDATE document SET {name} = ?{more} WHERE id = ?",
        ("[]" if name == "authors" else None, document_id),
    )
    connection.execute("DELETE FROM evidence_item WHERE document_id = ? AND field = ?", (document_id, name))
    _drop(connection, document_id, name)


def values_of(connection: sqlite3.Connection, source: str) -> int:
    """How many values the documents of a source have in all."""
    sums = " + ".join(f"(COALESCE(d.{name}, '') NOT IN ('', '[]'))" for name in FIELDS)
    row = connection.execute(
        f"""SELECT COALESCE(sum({sums}), 0) FROM document d LEFT JOIN decided x ON x.subject_id = d.id
        WHERE d.source = ? AND {SHOWN}""",
        (source,),
    ).fetchone()
    return int(row[0])


def too_many(connection: sqlite3.Connection, source: str, run_id: int, gates: Gates) -> int:
    """Values withheld in this run, or waiting to be approved, when they are more than the gate lets pass."""
    row = connection.execute(
        """SELECT count(*) FROM withheld w JOIN document d ON d.id = w.document_id
        WHERE d.source = ? AND w.what = 'value' AND w.approved IS NULL
            AND (w.run_id = ? OR w.correction = 1)""",
        (source, run_id),
    ).fetchone()
    number = int(row[0])
    return number if number > gates.site_limit(values_of(connection, source)) else 0
