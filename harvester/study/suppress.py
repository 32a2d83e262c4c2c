"""Small numbers left out, so that nobody can be found behind a cell. Pure.

A cell below the least number is withheld. Where a total would give it away, because it is the only one that
is withheld of a line, the next smallest is withheld with it. That protects one table; it is no protection
against somebody who knows more than the tables.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.study.values import Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

_ROUNDS = 200


def suppressed(table: Table, least: int) -> Table:
    """The table with every count below `least`, but 0, withheld."""
    if least <= 1:
        return table
    grid = [list(row.counts) for row in table.rows]
    hidden = {
        (y, x)
        for y, row in enumerate(grid)
        for x, count in enumerate(row)
        if count is not None and 0 < count < least
    }
    if not hidden:
        return table
    if not table.several:
        _cover(table, grid, hidden)
    rows = tuple(
        Row(
            row.value,
            row.label,
            tuple(None if (y, x) in hidden else count for x, count in enumerate(row.counts)),
            row.kind,
        )
        for y, row in enumerate(table.rows)
    )
    note = f"Numbers from 1 to {least - 1} are withheld (<{least}), and what would give them away."
    return replace(table, rows=rows, notes=(*(one for one in table.notes if not _tells(one)), note))


def _tells(note: str) -> bool:
    """Whether a note gives numbers that may be small."""
    return any(char.isdecimal() for char in note)


def _cover(table: Table, grid: list[list[int | None]], hidden: set[tuple[int, int]]) -> None:
    """Withhold more until no line has a single withheld cell beside its total."""
    totals = {y for y, row in enumerate(table.rows) if row.kind is Kind.TOTAL}
    lines = list(_lines(table, grid, totals))
    for _round in range(_ROUNDS):
        changed = False
        for line in lines:
            within = [cell for cell in line if cell in hidden]
            if len(within) != 1:
                continue
            rest = [cell for cell in line if cell not in hidden and (grid[cell[0]][cell[1]] or 0) > 0]
            if rest:
                hidden.add(min(rest, key=lambda cell: (grid[cell[0]][cell[1]] or 0, cell)))
                changed = True
        if not changed:
            return


def _lines(table: Table, grid: list[list[int | None]], totals: set[int]) -> Iterable[list[tuple[int, int]]]:
    """Lines whose cells add up to a number that is printed: columns with a total, rows with "all"."""
    height, width = len(grid), len(table.columns)
    if totals:
        for x in range(width):
            yield [(y, x) for y in range(height) if y not in totals]
    if table.columns[-1] == "all":
        for y in range(height):
            yield [(y, x) for x in range(width)]
