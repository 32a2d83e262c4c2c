"""Runs of all parts in one order of numbers; folders that are named by a number follow.

The catalogue and the folders cannot change in one moment. What is to be moved is written down before; a merge
that was killed in between is finished by the next.
"""

# Statements are put together from names that SQLite itself gives; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harvester.chronicle import last_number
from harvester.durable import write_whole
from harvester.merge.numbering import Run, moved, numbered, renumber, runs_of
from harvester.merge.rows import Row, greater, in_order
from harvester.store import disk_errors, sync_folder

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from harvester.catalogue import Catalogue
    from harvester.merge.parts import Part
    from harvester.paths import DataDirectory

_PLAN = ".merge-moves.json"


class Runs:
    """The runs of the target."""

    def __init__(self, data: DataDirectory, catalogue: Catalogue) -> None:
        self.data, self.catalogue = data, catalogue
        self.plan = data.root / _PLAN
        self.renumbered = 0

    def held(self) -> dict[str, int]:
        """Name → number."""
        return {run.uid: run.number for run in runs_of(self.catalogue.connection)}

    def join(self, parts: Sequence[Part]) -> tuple[dict[str, int], bool]:
        """Enter the runs and sources of all parts.

        Returns:
            Name of each run → its number; whether the folders of runs stand in another order than before.

        Raises:
            DiskError: the disk refuses.
        """
        held = runs_of(self.catalogue.connection)
        coming = [run for part in parts for run in part.runs]
        numbers = numbered(held, coming, self._taken(held), self._last())
        moves = moved(held, numbers)
        if moves:
            witness = next(run.uid for run in held if run.number in moves)
            said = {"moves": sorted(moves.items()), "witness": witness, "number": numbers[witness]}
            write_whole(self.plan, json.dumps(said | {"phase": 1}).encode())
        with self.catalogue.writing() as connection:
            _join_sources(connection, parts)
            if moves:
                renumber(connection, moves)
            for part in parts:
                _enter(connection, part, numbers)
        self.finish_moving()
        self.renumbered = len(moves)
        known = {run.uid for run in held}
        newest = max((numbers[uid] for uid in known), default=0)
        return numbers, bool(moves) or any(
            numbers[run.uid] < newest for run in coming if run.uid not in known
        )

    def _taken(self, held: Iterable[Run]) -> set[int]:
        own = {run.number for run in held}
        names = {
            int(path.name)
            for root in (self.data.warc, self.data.runs)
            if root.is_dir()
            for path in root.iterdir()
            if path.name.isdecimal()
        }
        return names - own

    def _last(self) -> int:
        row = self.catalogue.connection.execute(
            "SELECT COALESCE(max(seq), 0) FROM sqlite_sequence WHERE name = 'run'"
        ).fetchone()
        return max(int(row[0]), last_number(self.data.warc, self.data.runs))

    # ------------------------------------------------------------ folders

    def finish_moving(self) -> None:
        """Give folders the numbers that their runs have; nothing where none is to be moved.

        Raises:
            DiskError: the disk refuses.
        """
        if not self.plan.exists():
            return
        with disk_errors(self.plan):
            plan: dict[str, Any] = json.loads(self.plan.read_text(encoding="ascii"))
            if self.held().get(plan["witness"]) == plan["number"]:
                self._move(plan)
            self.plan.unlink()
            sync_folder(self.data.root)

    def _move(self, plan: dict[str, Any]) -> None:
        roots = [root for root in (self.data.warc, self.data.runs) if root.is_dir()]
        if plan["phase"] == 1:  # first to names that nothing else has: one's new number is another's old one
            for root in roots:
                for old, new in plan["moves"]:
                    if (root / str(old)).exists():
                        (root / str(old)).replace(root / f"moving-{new}")
                sync_folder(root)
            write_whole(self.plan, json.dumps(plan | {"phase": 2}).encode())
        for root in roots:
            for _, new in plan["moves"]:
                if (root / f"moving-{new}").exists():
                    (root / f"moving-{new}").replace(root / str(new))
            sync_folder(root)


# ---------------------------------------------------------------- rows


def _dicts(cursor: sqlite3.Cursor) -> list[Row]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor]


def _enter(connection: sqlite3.Connection, part: Part, numbers: dict[str, int]) -> None:
    held = {row["uid"]: row for row in _dicts(connection.execute("SELECT * FROM run"))}
    for row in _dicts(part.connection.execute("SELECT * FROM run ORDER BY id")):
        row["id"] = numbers[row["uid"]]
        before = held.get(row["uid"])
        made = row if before is None else greater(before, row, "finished")
        if made != before:
            names = ", ".join(made)
            updates = ", ".join(f"{name} = excluded.{name}" for name in made if name != "id")
            connection.execute(
                f"""INSERT INTO run ({names}) VALUES ({", ".join("?" * len(made))})
                ON CONFLICT (id) DO UPDATE SET {updates}""",
                tuple(made.values()),
            )


def _join_sources(connection: sqlite3.Connection, parts: Sequence[Part]) -> None:
    """What is known of each source: as the last run took it that any directory knows of."""
    best: dict[str, tuple[tuple[Any, ...], Row]] = {}
    own = _sources(connection)
    for known in (own, *(_sources(part.connection) for part in parts)):
        for slug, told in known.items():
            best[slug] = max(best.get(slug, told), told, key=lambda one: one[0])
    for slug, (_, row) in best.items():
        if slug in own and own[slug][1] == row:
            continue
        updates = ", ".join(f"{name} = excluded.{name}" for name in row if name != "slug")
        connection.execute(
            f"""INSERT INTO source ({", ".join(row)}) VALUES ({", ".join("?" * len(row))})
            ON CONFLICT (slug) DO UPDATE SET {updates}""",
            tuple(row.values()),
        )


def _sources(connection: sqlite3.Connection) -> dict[str, tuple[tuple[Any, ...], Row]]:
    """Slug → what it is ranked by, and its row. A homepage is not forgotten for a later blank."""
    last = dict(
        connection.execute(
            "SELECT j.value, max(r.started) FROM run r, json_each(r.sources) j GROUP BY j.value"
        ).fetchall()
    )
    found = {}
    for row in _dicts(connection.execute("SELECT * FROM source")):
        rank = (row["homepage"] is not None, last.get(row["slug"], ""), in_order(row, sorted(row)))
        found[row["slug"]] = (rank, row)
    return found
