"""Pairs of documents whose texts share much, as the last grouping measured them, and which are undecided."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.catalogue.values import to_json

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

    from harvester.records import AlikePair

# verdict: copy, version, or NULL: neither, as far as a machine can tell. one < two.
STATEMENTS = (
    """CREATE TABLE alike (
        one TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE,
        two TEXT NOT NULL REFERENCES document(id) ON DELETE CASCADE,
        inside REAL NOT NULL,
        jaccard REAL NOT NULL,
        verdict TEXT,
        PRIMARY KEY (one, two)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX alike_by_other ON alike(two)",
    """CREATE TRIGGER find_follows_alike AFTER INSERT ON alike BEGIN
        INSERT OR IGNORE INTO find_stale (document_id) VALUES (NEW.one), (NEW.two); END""",
    """CREATE TRIGGER find_follows_unlike AFTER DELETE ON alike BEGIN
        INSERT OR IGNORE INTO find_stale (document_id) VALUES (OLD.one), (OLD.two); END""",
)

# Pairs a (of documents o and t in `find`) that neither the machine nor a person made anything of.
UNDECIDED = """a.verdict IS NULL AND o.status <> 'rejected' AND t.status <> 'rejected'
    AND COALESCE(o.duplicate_of, o.document_id) <> COALESCE(t.duplicate_of, t.document_id)
    AND o.replaces IS NOT t.document_id AND t.replaces IS NOT o.document_id
    AND NOT EXISTS (SELECT 1 FROM standing n WHERE n.field = 'not_duplicate_of'
        AND ((n.subject_id = a.one AND n.other_id = a.two) OR (n.subject_id = a.two AND n.other_id = a.one)))
    AND NOT EXISTS (SELECT 1 FROM decided x WHERE x.duplicate_of = ''
        AND x.subject_id IN (a.one, a.two))"""


def save(
    connection: sqlite3.Connection, pairs: Iterable[AlikePair], among: Collection[str] | None = None
) -> None:
    """Replace all pairs, or those of some documents; those that are as they were are left alone."""
    if among is None:
        rows = connection.execute("SELECT one, two, inside, jaccard, verdict FROM alike")
    else:
        part = to_json(sorted(among))
        rows = connection.execute(
            """SELECT a.* FROM json_each(?1) j CROSS JOIN alike a ON a.one = j.value
            UNION SELECT a.* FROM json_each(?1) j CROSS JOIN alike a ON a.two = j.value""",
            (part,),
        )
    held: set[tuple[object, ...]] = {tuple(row) for row in rows}
    new: set[tuple[object, ...]] = {
        (pair.one, pair.two, pair.inside, pair.jaccard, pair.verdict) for pair in pairs
    }
    connection.executemany(
        "DELETE FROM alike WHERE one = ? AND two = ?", [(row[0], row[1]) for row in held - new]
    )
    connection.executemany(
        """INSERT INTO alike (one, two, inside, jaccard, verdict) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (one, two) DO UPDATE SET inside = excluded.inside, jaccard = excluded.jaccard,
            verdict = excluded.verdict""",
        sorted(new - held, key=str),
    )


def undecided(connection: sqlite3.Connection, part: str) -> dict[str, int]:
    """Of these documents (a JSON array of ids) the number of others that may be the same text."""
    rows = connection.execute(
        f"""SELECT j.value AS document_id, count(*) FROM json_each(?) j
        JOIN alike a ON a.one = j.value OR a.two = j.value
        JOIN find o ON o.document_id = a.one JOIN find t ON t.document_id = a.two
        WHERE {UNDECIDED} GROUP BY 1""",
        (part,),
    )
    return {row[0]: row[1] for row in rows}
