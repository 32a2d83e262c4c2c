"""A rebuilt catalogue against the old one: what is the same, what differs, row by row of each view."""

# Statements are put together from names that SQLite itself gives; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.catalogue.codings import count_uncoded

if TYPE_CHECKING:
    from pathlib import Path

# The views by the columns that name a row.
VIEWS: dict[str, tuple[str, ...]] = {
    "documents": ("id",),
    "reviews": ("id",),
    "review_publishers": ("review_id", "source"),
    "sightings": ("document_id", "url", "page_url", "link_text", "heading"),
    "evidence": ("document_id", "field", "value", "origin", "rule", "page", "line"),
    "pages": ("document_id", "page"),
    "list_entries": ("id",),
    "captures": ("document_id", "url", "captured"),
    "withdrawals": ("document_id",),
    "runs": ("id",),
    "run_sources": ("run_id", "source"),
    "decisions": ("id",),
    "codings": ("review_id", "field", "value", "document_id", "page", "coder"),
}
_EXAMPLES = 5
# Row numbers, and which row of the same file was written first: no matter of content.
_IGNORED = {"decisions": ("seq",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How one view of the new catalogue differs from the old one."""

    view: str
    same: int
    only_old: int  # rows, by their name, that the new one lacks
    only_new: int
    changed: dict[str, int]  # column → rows in both that differ in it
    examples: tuple[str, ...] = ()

    @property
    def none(self) -> bool:
        """Whether the view is the same in both."""
        return not (self.only_old or self.only_new or self.changed)


def compare(old: Path, new: Path) -> tuple[Difference, ...]:
    """Compare every view of two catalogues of one schema; memory stays bounded.

    Raises:
        sqlite3.DatabaseError: one of them cannot be read.
    """
    uri = f"{new.resolve().as_uri()}?mode=ro"
    # What the old one had not suggested yet is no difference: the new one has all suggestions.
    behind = _suggestions_to_come(old)
    with closing(sqlite3.connect(uri, uri=True)) as db:
        db.execute("ATTACH ? AS old", (f"{old.resolve().as_uri()}?mode=ro",))
        return tuple(
            _view(db, view, key, "origin = 'confirmed'" if view == "codings" and behind else "TRUE")
            for view, key in VIEWS.items()
        )


def _suggestions_to_come(path: Path) -> bool:
    from harvester.coding import RULES

    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        return count_uncoded(db, RULES) > 0


def _view(db: sqlite3.Connection, view: str, key: tuple[str, ...], where: str) -> Difference:
    ignored = _IGNORED.get(view, ())
    columns = [row[1] for row in db.execute(f"PRAGMA main.table_info({view})") if row[1] not in ignored]
    names = ", ".join(columns)
    for place in ("main", "old"):  # views are slow to look things up in
        db.execute(f"CREATE TEMP TABLE {place}_{view} AS SELECT {names} FROM {place}.{view} WHERE {where}")
        db.execute(f"CREATE INDEX temp.{place}_{view}_key ON {place}_{view} ({', '.join(key)})")
    match = " AND ".join(f"n.{name} IS o.{name}" for name in key)
    both = f"temp.main_{view} n JOIN temp.old_{view} o ON {match}"
    only_old = _names(db, f"old_{view}", f"main_{view}", key)
    only_new = _names(db, f"main_{view}", f"old_{view}", key)
    changed = {
        name: number
        for name in columns
        if name not in key
        and (
            number := int(
                db.execute(f"SELECT count(*) FROM {both} WHERE n.{name} IS NOT o.{name}").fetchone()[0]
            )
        )
    }
    same = int(
        db.execute(
            f"SELECT count(*) FROM (SELECT {names} FROM temp.main_{view} INTERSECT "
            f"SELECT {names} FROM temp.old_{view})"
        ).fetchone()[0]
    )
    examples = [*(f"only in the old: {name}" for name in only_old[1])]
    examples += [f"only in the new: {name}" for name in only_new[1]]
    for name in changed:
        row = db.execute(
            f"SELECT n.{key[0]}, o.{name}, n.{name} FROM {both} WHERE n.{name} IS NOT o.{name} LIMIT 1"
        ).fetchone()
        examples.append(f"{name} of {row[0]}: {str(row[1])[:60]!r} was, {str(row[2])[:60]!r} is")
    for place in ("main", "old"):
        db.execute(f"DROP TABLE temp.{place}_{view}")
    return Difference(
        view=view,
        same=same,
        only_old=only_old[0],
        only_new=only_new[0],
        changed=changed,
        examples=tuple(examples),
    )


def _names(db: sqlite3.Connection, here: str, there: str, key: tuple[str, ...]) -> tuple[int, list[str]]:
    match = " AND ".join(f"b.{name} IS a.{name}" for name in key)
    lacking = f"FROM temp.{here} a WHERE NOT EXISTS (SELECT 1 FROM temp.{there} b WHERE {match})"
    number = int(db.execute(f"SELECT count(*) {lacking}").fetchone()[0])
    rows = db.execute(f"SELECT {', '.join('a.' + name for name in key)} {lacking} LIMIT {_EXAMPLES}")
    return number, [" · ".join(str(value)[:60] for value in row) for row in rows]
