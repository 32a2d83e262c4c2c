"""Pairs of documents that may be the same text, for a person to look at side by side."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from harvester.catalogue.alike import UNDECIDED
from harvester.catalogue.queue_types import CopyPage, CopyPair, CopySide
from harvester.catalogue.values import clean

if TYPE_CHECKING:
    import sqlite3

MAX_LIMIT = 100
_ORDER = ("alike", "version", "copy")  # those of which the machine made nothing come first

_SHARED = """(SELECT a.inside FROM alike a
    WHERE a.one = min(f.document_id, {other}) AND a.two = max(f.document_id, {other}))"""

# one: what would be the original, or the older version.
_PAIRS = f"""SELECT 'alike' AS relation, a.one, a.two, a.inside AS share, NULL AS why,
    o.source, t.source AS other
    FROM alike a JOIN find o ON o.document_id = a.one JOIN find t ON t.document_id = a.two WHERE {UNDECIDED}
UNION ALL
SELECT 'copy', f.duplicate_of, f.document_id, {_SHARED.format(other="f.duplicate_of")}, d.group_reason,
    f.source, o.source
    FROM find f JOIN document d ON d.id = f.document_id JOIN find o ON o.document_id = f.duplicate_of
    LEFT JOIN decided x ON x.subject_id = f.document_id
    WHERE f.duplicate_of IS NOT NULL AND x.duplicate_of IS NULL AND f.sha256 IS NOT o.sha256
        AND f.status <> 'rejected' AND o.status <> 'rejected'
UNION ALL
SELECT 'version', f.replaces, f.document_id, {_SHARED.format(other="f.replaces")}, d.group_reason,
    f.source, o.source
    FROM find f JOIN document d ON d.id = f.document_id JOIN find o ON o.document_id = f.replaces
    LEFT JOIN decided x ON x.subject_id = f.document_id
    WHERE f.replaces IS NOT NULL AND f.replaces = d.replaces_text AND x.replaces IS NULL
        AND f.replaces IS NOT d.replaces_address AND x.duplicate_of IS NOT f.replaces
        AND f.status <> 'rejected' AND o.status <> 'rejected'"""


def possible_copies(
    connection: sqlite3.Connection,
    *,
    document_id: str | None = None,
    source: str | None = None,
    after: str | None = None,
    limit: int = 20,
) -> CopyPage:
    """Pairs on which no person has decided, the most alike first.

    Those of which the machine made nothing come before what it took for versions or copies. Files that
    are equal byte by byte, and versions that took the place of another at its address, are certain and
    left out.

    Args:
        connection: to the catalogue.
        document_id: only pairs with this document.
        source: only pairs with a document of this source.
        after: `key` of the last pair that was shown.
        limit: pairs at most.
    """
    limit = max(1, min(limit, MAX_LIMIT))
    where, values = ["1"], list[object]()
    if document_id is not None:
        where.append("(one = ? OR two = ?)")
        values += [clean(document_id)] * 2
    if source is not None:
        where.append("(source = ? OR other = ?)")
        values += [clean(source)] * 2
    rows = connection.execute(
        f"SELECT relation, one, two, share, why FROM ({_PAIRS}) WHERE {' AND '.join(where)}", values
    ).fetchall()
    keyed = sorted((_key(row), row) for row in rows)
    left = [(key, row) for key, row in keyed if after is None or key > after]
    shown = left[:limit]
    sides = _sides(connection, {row[name] for _, row in shown for name in ("one", "two")})
    pairs = tuple(
        CopyPair(
            one=sides[row["one"]],
            two=sides[row["two"]],
            relation=row["relation"],
            why=_why(row),
            share=row["share"],
            key=key,
        )
        for key, row in shown
        if row["one"] in sides and row["two"] in sides
    )
    return CopyPage(pairs=pairs, total=len(rows), next=shown[-1][0] if len(left) > limit else None)


def copy_side(connection: sqlite3.Connection, document_id: str) -> CopySide | None:
    """A document as one side of a comparison; None when it is not in the catalogue's views."""
    return _sides(connection, {clean(document_id)}).get(document_id)


def pair_of(connection: sqlite3.Connection, one: str, two: str) -> CopyPair | None:
    """Two documents side by side; None when one is not in the catalogue's views."""
    found = possible_copies(connection, document_id=one, limit=MAX_LIMIT).pairs
    for pair in found:
        if {pair.one.document_id, pair.two.document_id} == {one, two}:
            return pair
    sides = _sides(connection, {clean(one), clean(two)})
    if one not in sides or two not in sides:
        return None
    return CopyPair(one=sides[one], two=sides[two], relation="", why="", share=None, key="")


def _sides(connection: sqlite3.Connection, ids: set[str]) -> dict[str, CopySide]:
    rows = connection.execute(
        """SELECT v.id AS document_id, v.title, v.source, s.title AS source_title, v.review_type, v.role,
            v.case_name, v.published, v.status, v.review_id, v.sha256, v.pages, v.first_seen
        FROM json_each(?) j JOIN documents v ON v.id = j.value JOIN source s ON s.slug = v.source""",
        (json.dumps(sorted(ids)),),
    )
    return {row["document_id"]: CopySide(**dict(row)) for row in rows}


def _key(row: sqlite3.Row) -> str:
    share = 1.0 if row["share"] is None else row["share"]
    return f"{_ORDER.index(row['relation'])}.{round((1 - share) * 10_000):05}.{row['one']}.{row['two']}"


def _why(row: sqlite3.Row) -> str:
    share = (
        None if row["share"] is None else f"{int(row['share'] * 100)} % of the shorter text is in the other"
    )
    if row["relation"] == "alike":
        return f"{share}, yet what is known of them differs."
    said = re.sub(r"\b(?:copy|later version) of d[0-9a-f]{12}: ", "", row["why"] or "")
    said = re.sub(r"\A(?:a )?(?:copy|later version) of d[0-9a-f]{12}\Z", "", said)
    return f"{share or said or 'The texts are alike'}.".replace("..", ".")
