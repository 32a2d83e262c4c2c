"""Which number each run has in the union: in the order of time, because nights are counted in that order.

A run that is here already keeps its number as long as none that began before it comes in.
"""

# Statements are put together from names that SQLite itself gives; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.catalogue.removing import tables

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Container, Iterable, Mapping

RUN_COLUMNS = frozenset(
    {
        *("run_id", "first_run", "last_run", "prior_run", "counted_run", "withdrawn_run"),
        *("alone_run", "alone_prior_run"),
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """A run by what is the same in every directory, and its number in one."""

    started: str
    uid: str
    number: int


def runs_of(connection: sqlite3.Connection) -> list[Run]:
    """The runs of a catalogue."""
    rows = connection.execute("SELECT started, uid, id FROM run ORDER BY id")
    return [Run(started=row[0], uid=row[1], number=int(row[2])) for row in rows]


def numbered(held: Iterable[Run], coming: Iterable[Run], taken: Container[int], last: int) -> dict[str, int]:
    """The number of every run of the union, by its name. Pure.

    Args:
        held: the runs that are here.
        coming: runs of other directories, those that are here too among them.
        taken: numbers under which something lies here that is no run of the catalogue.
        last: the highest number that was ever given here.
    """
    own = {run.uid: run.number for run in held}
    every = {run.uid: run for run in (*coming, *held)}
    newest = max((run for run in every.values() if run.uid in own), default=None)
    numbers: dict[str, int] = {}
    before = 0
    for run in sorted(every.values(), key=lambda run: (run.started, run.uid)):
        least = before + 1
        if run.uid in own:
            least = max(least, own[run.uid])
        elif newest is None or (run.started, run.uid) > (newest.started, newest.uid):
            least = max(least, last + 1)
        while least in taken:
            least += 1
        numbers[run.uid] = before = least
    return numbers


def moved(held: Iterable[Run], numbers: Mapping[str, int]) -> dict[int, int]:
    """The runs that get another number: old → new. Pure."""
    return {run.number: numbers[run.uid] for run in held if numbers[run.uid] != run.number}


def renumber(connection: sqlite3.Connection, moves: Mapping[int, int]) -> None:
    """Give runs other numbers, wherever a row names one; in the caller's transaction."""
    connection.execute("PRAGMA defer_foreign_keys = ON")
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS moving (old INTEGER PRIMARY KEY, new INTEGER)")
    connection.execute("DELETE FROM temp.moving")
    connection.executemany("INSERT INTO temp.moving VALUES (?, ?)", moves.items())
    for table, column in _places(connection):
        # By way of negative numbers: two rows may not have one number for a moment either.
        connection.execute(
            f"""UPDATE {table} SET {column} = (SELECT -new FROM temp.moving WHERE old = {column})
            WHERE {column} IN (SELECT old FROM temp.moving)"""
        )
        connection.execute(f"UPDATE {table} SET {column} = -{column} WHERE {column} < 0")
    connection.execute("DELETE FROM temp.moving")


def _places(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    found = [("run", "id")]
    for table in tables(connection):
        names = connection.execute(f"SELECT name FROM pragma_table_info('{table}')")
        found += [(table, row[0]) for row in names if row[0] in RUN_COLUMNS]
    return found
