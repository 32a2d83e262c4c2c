"""The boards of the United Kingdom that we know by name."""

from __future__ import annotations

import csv
from functools import cache, lru_cache

from harvester.normalise.boards import match_board
from harvester.records import SourceInfo
from harvester.resources import resource
from harvester.vocabulary import Nation, SourceKind


@cache
def registry() -> tuple[SourceInfo, ...]:
    """The boards of the United Kingdom, from `data/reference/boards.csv` and `board_names.csv`."""
    others: dict[str, list[str]] = {}
    with resource("reference", "board_names.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["status"] != "current":
                others.setdefault(row["slug"], []).append(row["name"])
    with resource("reference", "boards.csv").open(encoding="utf-8") as stream:
        return tuple(
            SourceInfo(
                slug=row["slug"],
                title=row["name"],
                nation=Nation(row["nation"]),
                kind=SourceKind(row["kind"]),
                aliases=tuple(others.get(row["slug"], ())),
                authorities=tuple(row["authorities"].split()),
            )
            for row in csv.DictReader(stream)
        )


@lru_cache(maxsize=1024)
def match_registry(board: str) -> str | None:
    """The slug of a known United Kingdom board of this name, or None."""
    return match_board(board, registry())
