"""What is known of each source, joined source by source: one transaction each."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.catalogue import presence, sightings
from harvester.merge.joining import Joined, Joining
from harvester.merge.side import read, write

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from harvester.catalogue import Catalogue
    from harvester.merge.parts import Part
    from harvester.merge.union import Claim


@dataclass(slots=True)
class Taken:
    """What joining a part's sources came to."""

    new: int = 0
    joined: int = 0
    names_changed: bool = False


@dataclass(slots=True)
class Sources:
    """The sources of one part on their way in."""

    catalogue: Catalogue
    part: Part
    runs: Mapping[int, int]  # number of each run there → its number here
    hear: Callable[[int, int], None]
    stop: Callable[[], bool]
    claims: dict[str, Claim]  # of the documents here
    claims_there: Mapping[str, Claim]
    taken_down: frozenset[str] = frozenset()  # names of documents that were, anywhere
    more: frozenset[str] = frozenset()  # sources of which that has left something to be worked out anew
    taken: Taken = field(default_factory=Taken)

    def all(self) -> Taken:
        """Each in turn, until it is to stop."""
        slugs = {row[0] for row in self.part.connection.execute("SELECT slug FROM source")}
        known = {row[0] for row in self.catalogue.connection.execute("SELECT slug FROM source")}
        slugs |= known & self.more
        for done, slug in enumerate(sorted(slugs)):
            if self.stop():
                break
            self.hear(done, len(slugs))
            with self.catalogue.writing() as connection:
                self._one(connection, slug)
        return self.taken

    def _one(self, connection: sqlite3.Connection, slug: str) -> None:
        here, there = read(connection, slug), read(self.part.connection, slug, self.runs)
        readings = (_readings(connection, slug), _readings(self.part.connection, slug))
        claims = (self.claims, self.claims_there)
        joined = Joining(slug, (here, there), readings, claims, self.taken_down).all()
        self._claim(joined)
        gone = {name: new for (side, name), new in joined.names.final.items() if side == 0 and name != new}
        for old, new in gone.items():
            _rename(connection, old, new)
        changed = write(connection, slug, here, joined.side)
        if joined.derive and changed:
            _settle(connection, joined)
        self.taken.new += joined.new
        self.taken.joined += joined.joined
        self.taken.names_changed |= bool(gone) or bool(joined.names.aliases)

    def _claim(self, joined: Joined) -> None:
        """Which reviews the documents are of, under the names that they have now."""
        sides = (self.claims, self.claims_there)
        told: dict[str, Claim] = {}
        for (side, name), new in joined.names.final.items():
            claim = sides[side].get(name)
            if claim is not None and (side, name) not in joined.names.unheld:
                told[new] = min(told.get(new, claim), claim)
        for (side, name), new in joined.names.final.items():
            if side == 0 and name != new:
                self.claims.pop(name, None)
        self.claims |= told


def _readings(connection: sqlite3.Connection, slug: str) -> dict[str, tuple[Any, ...]]:
    """SHA-256 → which reading of the file there is."""
    rows = connection.execute(
        """SELECT e.sha256, e.outcome = 'ok', e.at, e.extractor FROM document d
        JOIN extract e ON e.sha256 = d.sha256 WHERE d.source = ?""",
        (slug,),
    )
    return {row[0]: tuple(row)[1:] for row in rows}


def _rename(connection: sqlite3.Connection, old: str, new: str) -> None:
    """What other sources' documents say of one that is called otherwise now; grouping says it again."""
    for column in ("duplicate_of", "replaces_text", "rejected_as"):
        # What grouping itself writes it does not look out for.
        connection.execute(
            f"INSERT INTO group_stale (document_id) SELECT id FROM document WHERE {column} IN (?, ?)",
            (old, new),
        )
        connection.execute(f"UPDATE document SET {column} = NULL WHERE {column} IN (?, ?)", (old, new))


def _settle(connection: sqlite3.Connection, joined: Joined) -> None:
    """What follows from all that was observed, for each document of a source."""
    names = sorted(joined.names.bytes_of)
    for name in names:
        sightings.choose(connection, name)
    connection.executemany(
        """UPDATE document SET fetch_outcome = (SELECT outcome FROM address WHERE document_id = ?1)
        WHERE id = ?1 AND sha256 IS NULL""",
        [(name,) for name, sha256 in joined.names.bytes_of.items() if sha256 is None],
    )
    presence.settle(connection, names)
