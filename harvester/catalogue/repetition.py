"""The end of a night: what it only repeats is counted on one row, and not kept a second time.

Of every address one row stays for each way in which it ended, as long as nothing else came in between:
the newest, with the run and the time of the first, and how often. An outcome is never lost, and neither is
the night on which it changed. Bytes that came again unchanged, by whatever kind of answer (a full one
every week, a 304 or a HEAD on the other nights), are one such state.

Answers that speak for a withdrawal are left alone: they are counted by nights (`absence.py`).
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    import sqlite3

_FETCH = (
    *("outcome", "method", "status", "sha256", "size", "media_type", "final_url", "etag"),
    *("last_modified", "file_name", "message", "archive", "captured"),
)
_VISIT = ("outcome", "status", "kind", "title", "candidates", "message")
_LOOK_BACK = 6  # rows of an address; more ways of saying "unchanged" than a server has


def fold(connection: sqlite3.Connection, run_id: int, source: str) -> None:
    """Count the ends of a night, and fold what they repeat; doing it again changes nothing."""
    _count(connection, run_id, source)
    _fold_fetches(connection, run_id, source)
    _fold_visits(connection, run_id, source)


def _fold_fetches(connection: sqlite3.Connection, run_id: int, source: str) -> None:
    rows = connection.execute(
        "SELECT * FROM fetch WHERE run_id = ? AND source = ? AND first_run IS NULL ORDER BY id",
        (run_id, source),
    ).fetchall()
    for row in rows:
        older = connection.execute(
            "SELECT * FROM fetch WHERE source = ? AND url = ? AND id < ? ORDER BY id DESC LIMIT ?",
            (source, row["url"], row["id"], _LOOK_BACK),
        )
        for one in older:
            if all(one[name] == row[name] for name in _FETCH):
                if _counts(connection, one):
                    break
                _unite(connection, "fetch", one, row)
            elif not row["sha256"] or one["sha256"] != row["sha256"]:
                break


def _fold_visits(connection: sqlite3.Connection, run_id: int, source: str) -> None:
    rows = connection.execute(
        "SELECT * FROM page_visit WHERE run_id = ? AND source = ? AND first_run IS NULL ORDER BY id",
        (run_id, source),
    ).fetchall()
    for row in rows:
        older = connection.execute(
            "SELECT * FROM page_visit WHERE source = ? AND url = ? AND id < ? ORDER BY id DESC LIMIT ?",
            (source, row["url"], row["id"], _LOOK_BACK),
        )
        for one in older:
            if all(one[name] == row[name] for name in _VISIT):
                _unite(connection, "page_visit", one, row)
            elif not _same_page(one, row):
                break


def _same_page(one: sqlite3.Row, other: sqlite3.Row) -> bool:
    """Whether two visits read the same, however the server said so (200 or 304)."""
    fine = (Outcome.OK, Outcome.NOT_MODIFIED)
    return (
        one["outcome"] in fine
        and other["outcome"] in fine
        and all(one[name] == other[name] for name in _VISIT if name != "outcome")
    )


def _counts(connection: sqlite3.Connection, row: sqlite3.Row) -> bool:
    """Whether this answer may count for a withdrawal: "gone", after the last page that listed it."""
    if row["outcome"] != Outcome.GONE:
        return False
    listed = connection.execute(
        """SELECT d.last_run FROM address a JOIN document d ON d.id = a.document_id
        WHERE a.source = ? AND a.url = ?""",
        (row["source"], row["url"]),
    ).fetchone()
    return listed is not None and row["run_id"] > listed["last_run"]


def _unite(connection: sqlite3.Connection, table: str, old: sqlite3.Row, new: sqlite3.Row) -> None:
    connection.execute(
        f"UPDATE {table} SET first_run = ?, first_at = ?, times = times + ? WHERE id = ?",
        (old["first_run"] or old["run_id"], old["first_at"] or old["at"], old["times"], new["id"]),
    )
    connection.execute(f"DELETE FROM {table} WHERE id = ?", (old["id"],))


def _count(connection: sqlite3.Connection, run_id: int, source: str) -> None:
    """Keep how many requests of the night ended how, because their rows will move on to later nights."""
    counts = (_counts_of(connection, table, run_id, source) for table in ("fetch", "page_visit"))
    connection.execute(
        "UPDATE run_source SET fetches = COALESCE(fetches, ?), visits = COALESCE(visits, ?)"
        " WHERE run_id = ? AND source = ?",
        (*counts, run_id, source),
    )


def _counts_of(connection: sqlite3.Connection, table: str, run_id: int, source: str) -> str:
    rows = connection.execute(
        f"SELECT outcome, count(*) AS n FROM {table} WHERE run_id = ? AND source = ? GROUP BY outcome",
        (run_id, source),
    )
    return json.dumps({row["outcome"]: row["n"] for row in rows}, sort_keys=True)


def fetches_of(connection: sqlite3.Connection, run_id: int) -> dict[str, int]:
    """Outcome → document requests of a run, over its sources."""
    found: dict[str, int] = {}
    closed = connection.execute(
        "SELECT fetches FROM run_source WHERE run_id = ? AND fetches IS NOT NULL", (run_id,)
    )
    for row in closed:
        for outcome, count in json.loads(row["fetches"]).items():
            found[outcome] = found.get(outcome, 0) + int(count)
    rows = connection.execute(
        """SELECT outcome, count(*) AS n FROM fetch WHERE run_id = ? AND source NOT IN (
            SELECT source FROM run_source WHERE run_id = ? AND fetches IS NOT NULL)
        GROUP BY outcome""",
        (run_id, run_id),
    )
    for row in rows:
        found[row["outcome"]] = found.get(row["outcome"], 0) + row["n"]
    return dict(sorted(found.items()))
