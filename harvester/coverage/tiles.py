"""Where each body's square lies on the map of the United Kingdom (`data/reference/tiles.csv`)."""

from __future__ import annotations

import csv
from functools import cache

from harvester.resources import resource


@cache
def tiles() -> dict[str, tuple[int, int]]:
    """Column and row of every body on the map, from 0 at the top left, by slug.

    Made by `tools/tile_map.py`: one square a body, as near to its place as there is room.
    """
    with resource("reference", "tiles.csv").open(encoding="utf-8") as stream:
        return {row["slug"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(stream)}
