"""Everything that one catalogue holds of one source, read into memory and written back where it differs."""

# Statements are put together from constants and from names that SQLite itself gives; values are bound.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from harvester.merge.numbering import RUN_COLUMNS
from harvester.merge.rows import KEYS, Row, folded, in_time, keyed

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Hashable, Iterable, Mapping

OF_SOURCE = (
    *("address", "list_entry", "event", "run_source", "value_count", "broken_expectation"),
    "unheld_sighting",
)
OF_DOCUMENT = (
    *("document_alias", "sighting", "evidence_item", "other_reading", "withheld"),
    *("name_claim", "review_claim"),
    *("coded", "coding_suggestion"),
)
ANSWERS = ("fetch", "page_visit")  # kept in the order in which they came
TABLES = ("document", *OF_DOCUMENT, *OF_SOURCE)
_NUMBERED = frozenset({"sighting", "event"})  # their rows have numbers of no meaning


@dataclass
class Side:
    """One source as one directory knows it; runs have the numbers of the union."""

    source: str = ""
    tables: dict[str, dict[Hashable, Row]] = field(default_factory=dict)
    answers: dict[str, dict[Hashable, Row]] = field(default_factory=dict)

    @cached_property
    def documents(self) -> dict[str, Row]:
        """Documents by their id here."""
        return {str(row["id"]): row for row in self.tables["document"].values()}

    @property
    def aliases(self) -> dict[str, str]:
        """Alias → document."""
        return {row["id"]: row["document_id"] for row in self.tables["document_alias"].values()}

    def of_documents(self, table: str) -> dict[str, list[Row]]:
        """The rows of a table by their document."""
        found: dict[str, list[Row]] = {}
        for row in self.tables[table].values():
            found.setdefault(row["document_id"], []).append(row)
        return found


def read(connection: sqlite3.Connection, source: str, runs: Mapping[int, int] | None = None) -> Side:
    """What a catalogue holds of a source.

    Args:
        connection: to the catalogue.
        source: slug.
        runs: number of each run there → its number in the union; None where they are the same.
    """
    side = Side(source=source)
    for table in TABLES:
        join = "JOIN document d ON d.id = t.document_id" if table in OF_DOCUMENT else ""
        where = "d.source" if join else "t.source"
        rows = connection.execute(f"SELECT t.* FROM {table} t {join} WHERE {where} = ?", (source,))
        side.tables[table] = keyed(table, _rows(rows, runs, without_id=table in _NUMBERED))
    _own_kinds(side)
    for table in ANSWERS:
        rows = connection.execute(f"SELECT * FROM {table} WHERE source = ? ORDER BY id", (source,))
        side.answers[table] = folded(_rows(rows, runs, without_id=True))
    return side


def _own_kinds(side: Side) -> None:
    """The kind of review that a document's own description gives, where grouping lent it another."""
    evidence = side.tables["evidence_item"]
    for key in [key for key, row in evidence.items() if row["position"] < 0]:
        name = evidence.pop(key)["document_id"]
        own = (row for row in evidence.values() if row["document_id"] == name)
        kinds = sorted((row["position"], row["value"]) for row in own if row["field"] == "review_type")
        side.tables["document"][(name,)]["review_type"] = kinds[0][1] if kinds else None


def _rows(cursor: sqlite3.Cursor, runs: Mapping[int, int] | None, *, without_id: bool) -> Iterable[Row]:
    names = [column[0] for column in cursor.description]
    numbers = [name for name in names if name in RUN_COLUMNS] if runs is not None else []
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        if without_id:
            del row["id"]
        for name in numbers:
            if row[name] is not None and runs is not None:
                row[name] = runs.get(row[name], row[name])
        yield row


# ---------------------------------------------------------------- writing


def write(connection: sqlite3.Connection, source: str, old: Side, new: Side) -> bool:
    """Make what is held of a source what it is to be, in the caller's transaction; whether it differed."""
    connection.execute("PRAGMA defer_foreign_keys = ON")
    changed = _write_documents(connection, old.tables["document"], new.tables["document"])
    for table in (*OF_DOCUMENT, *OF_SOURCE):
        changed |= _write_rows(connection, table, source, old.tables[table], new.tables[table])
    for table in ANSWERS:
        changed |= _write_answers(connection, table, source, (old.answers[table], new.answers[table]))
    return changed


def _insert(connection: sqlite3.Connection, table: str, rows: list[Row]) -> None:
    by_columns: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        by_columns.setdefault(tuple(row), []).append(row)
    for names, some in by_columns.items():
        connection.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
            [tuple(row.values()) for row in some],
        )


def _write_documents(
    connection: sqlite3.Connection, old: Mapping[Hashable, Row], new: Mapping[Hashable, Row]
) -> bool:
    rows = [row for key, row in new.items() if old.get(key) != row]
    gone = [(row["id"],) for key, row in old.items() if key not in new]
    if not rows and not gone:
        return False
    moved = [(row["id"],) for key, row in old.items() if key in new and new[key]["sha256"] != row["sha256"]]
    # Bytes may go from one name to another: no two documents have them for a moment either.
    connection.executemany("UPDATE document SET sha256 = NULL WHERE id = ?", [*gone, *moved])
    _insert(connection, "document", [row for row in rows if (row["id"],) not in old])
    names = [name for name in (rows[0] if rows else ()) if name != "id"]
    connection.executemany(
        f"UPDATE document SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?",
        [(*(row[name] for name in names), row["id"]) for row in rows if (row["id"],) in old],
    )
    connection.executemany("DELETE FROM document WHERE id = ?", gone)
    # What grouping lent them (`_own_kinds`) it says again.
    connection.executemany(
        "DELETE FROM evidence_item WHERE document_id = ? AND position < 0",
        [*gone, *((row["id"],) for row in rows)],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO find_stale (document_id) VALUES (?)", [(row["id"],) for row in rows]
    )
    return True


def _write_rows(
    connection: sqlite3.Connection,
    table: str,
    source: str,
    old: Mapping[Hashable, Row],
    new: Mapping[Hashable, Row],
) -> bool:
    changed = [row for key, row in new.items() if old.get(key) != row]
    gone = [key for key, row in old.items() if new.get(key) != row]
    if not changed and not gone:
        return False
    names = KEYS[table]
    where = " AND ".join(f"{name} = ?" for name in names)
    own = " AND source = ?" if table in OF_SOURCE else ""
    connection.executemany(
        f"DELETE FROM {table} WHERE {where}{own}",
        [(*key, source) if own else key for key in gone],  # type: ignore[misc]
    )
    _insert(connection, table, changed)
    return True


def _write_answers(
    connection: sqlite3.Connection,
    table: str,
    source: str,
    sides: tuple[Mapping[Hashable, Row], Mapping[Hashable, Row]],
) -> bool:
    """Answers stand in the order of time: what is newer than all is added, else all are written anew."""
    old, new = sides
    rows = [row for key, row in new.items() if old.get(key) != row]
    if not rows:
        return False
    kept = all(key in new and new[key] == row for key, row in old.items())
    newest = max((row["run_id"] for row in old.values()), default=0)
    if not kept or any(row["run_id"] <= newest for row in rows):
        connection.execute(f"DELETE FROM {table} WHERE source = ?", (source,))
        rows = list(new.values())
    _insert(connection, table, in_time(rows))
    return True
