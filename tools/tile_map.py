"""Lay the bodies out as one square each, so that a map of the United Kingdom shows all of them alike.

A map drawn to scale shows Scotland and hides London. Here every body gets a square of the same size, as near
to its place as there is room. Places are read from the table and the squares written back into it:

    python -m tools.tile_map data/reference/tiles.csv

The table has a row for every body: `slug, latitude, longitude, column, row` (degrees; column and row count
from 0 at the top left). After adding a body, leave its column and row empty and run this again.
"""

from __future__ import annotations

import csv
import sys
from itertools import product
from pathlib import Path

COLUMNS, ROWS = 20, 30
NORTH, SOUTH, WEST, EAST = 60.6, 49.0, -7.6, 1.9
_ROUNDS = 60
Cell = tuple[int, int]


def ideal(latitude: float, longitude: float) -> tuple[float, float]:
    """Where on the board a place would be if there were no others, as (column, row)."""
    column = (longitude - WEST) / (EAST - WEST) * (COLUMNS - 1)
    row = (NORTH - latitude) / (NORTH - SOUTH) * (ROWS - 1)
    return column, row


def lay_out(places: dict[str, tuple[float, float]]) -> dict[str, Cell]:
    """A cell for every place: first come in the crowd first served, then swaps while they help."""
    wanted = {slug: ideal(*place) for slug, place in places.items()}
    free = set(product(range(COLUMNS), range(ROWS)))
    taken: dict[str, Cell] = {}
    for slug in sorted(wanted, key=lambda s: (_crowd(wanted, s), s)):
        cell = min(free, key=lambda c: (_distance(wanted[slug], c), c))
        taken[slug] = cell
        free.remove(cell)
    for _ in range(_ROUNDS):
        if not _improve(wanted, taken, free):
            break
    return taken


def _crowd(wanted: dict[str, tuple[float, float]], slug: str) -> float:
    """Small for places with many near ones."""
    near = sorted(_distance(wanted[slug], other) for other in wanted.values())
    return sum(near[:12])


def _distance(place: tuple[float, float], cell: tuple[float, float]) -> float:
    return (place[0] - cell[0]) ** 2 + (place[1] - cell[1]) ** 2


def _improve(wanted: dict[str, tuple[float, float]], taken: dict[str, Cell], free: set[Cell]) -> bool:
    better = False
    slugs = sorted(taken)
    for slug in slugs:
        here = taken[slug]
        cell = min(free, key=lambda c: (_distance(wanted[slug], c), c))
        if _distance(wanted[slug], cell) < _distance(wanted[slug], here) - 1e-9:
            free.add(here)
            free.remove(cell)
            taken[slug] = cell
            better = True
    for one, two in product(slugs, slugs):
        if one < two:
            a, b = taken[one], taken[two]
            now = _distance(wanted[one], a) + _distance(wanted[two], b)
            swapped = _distance(wanted[one], b) + _distance(wanted[two], a)
            if swapped < now - 1e-9:
                taken[one], taken[two] = b, a
                better = True
    return better


def main(path: Path) -> None:
    """Read the places, lay them out, write the table again."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    cells = lay_out({row["slug"]: (float(row["latitude"]), float(row["longitude"])) for row in rows})
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("slug", "latitude", "longitude", "column", "row"))
        for row in sorted(rows, key=lambda row: row["slug"]):
            writer.writerow((row["slug"], row["latitude"], row["longitude"], *cells[row["slug"]]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
