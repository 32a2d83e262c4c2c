"""Links that one directory saw and got nothing from, where another has bytes of the address. Pure.

They are sightings of the document whose bytes came first. With the next directory that may be another one,
so what they are is kept apart (`unheld_sighting`), and where they stand is worked out anew each time: as a
row of their own, or as a later end of one that is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.merge.rows import ALONE, KEYS, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Hashable, Mapping

    from harvester.merge.naming import Node
    from harvester.merge.side import Side

_KEY = KEYS["unheld_sighting"]
_NOTHING = dict.fromkeys(ALONE)


def without_bytes(side: Side, nodes: Container[Node], number: int) -> dict[Hashable, Row]:
    """Everything of the kind that a directory has: what it knew as such, and sightings of these documents."""
    made = dict(side.tables["unheld_sighting"])
    for row in side.tables["sighting"].values():
        if (number, row["document_id"]) in nodes:
            bare = {name: value for name, value in row.items() if name not in (*ALONE, "document_id")}
            made[tuple(row[name] for name in _KEY)] = bare | {"source": side.source}
    return made


def alone(sightings: Mapping[Hashable, Row], facts: Mapping[Hashable, Row]) -> dict[Hashable, Row]:
    """Sightings without what was added to them."""
    made: dict[Hashable, Row] = {}
    for key, row in sightings.items():
        if row["alone_seen"] is None:
            made[key] = row
            continue
        fact = facts.get(tuple(row[name] for name in _KEY))
        if fact is None or (fact["last_run"], fact["last_seen"]) != (row["last_run"], row["last_seen"]):
            made[key] = row | _NOTHING  # a night since has seen it
        elif row["alone_seen"]:
            before = {name: row[f"alone{name.removeprefix('last')}"] for name in ("last_seen", "last_run")}
            before |= {name: row[f"alone_{name}"] for name in ("prior_seen", "prior_run")}
            made[key] = row | before | _NOTHING
    return made


def first_seen(side: Side) -> dict[str, str]:
    """When each document was first seen, but for links that were added to its own."""
    found = {name: str(row["first_seen"]) for name, row in side.documents.items()}
    added = side.of_documents("sighting")
    added = {name: rows for name, rows in added.items() if any(row["alone_seen"] == "" for row in rows)}
    if not added:
        return found
    claims = side.of_documents("name_claim")
    came: dict[str, str] = {}
    for row in side.answers["fetch"].values():
        if row["sha256"]:
            began = row["first_at"] or row["at"]
            came[row["sha256"]] = min(came.get(row["sha256"], began), began)
    for name, rows in added.items():
        own = [row["first_seen"] for row in rows if row["alone_seen"] != ""]
        # Written down when the link was added; in a union made before that was done, by its bytes.
        told = [row["since"] for row in claims.get(name, ())]
        own += told or [began for began in [came.get(side.documents[name]["sha256"])] if began]
        found[name] = min(own, default=found[name])
    return found


def placed(
    sightings: Mapping[Hashable, Row], facts: Mapping[Hashable, Row], holder: Callable[[str], str | None]
) -> dict[Hashable, Row]:
    """Sightings with these links where they belong.

    Args:
        sightings: of documents.
        facts: links without bytes.
        holder: address → the document whose bytes came first from it.
    """
    made = dict(sightings)
    for fact in facts.values():
        name = holder(fact["url"])
        if name is None:
            continue
        key = (name, *(fact[column] for column in _KEY))
        row = made.get(key)
        if row is None:
            bare = {column: value for column, value in fact.items() if column != "source"}
            made[key] = {"document_id": name, **bare, **_NOTHING, "alone_seen": ""}
        elif (fact["last_run"], fact["last_seen"]) > (row["last_run"], row["last_seen"]):
            made[key] = row | {
                "last_run": fact["last_run"],
                "last_seen": fact["last_seen"],
                "prior_run": row["last_run"],
                "prior_seen": row["last_seen"],
                "alone_run": row["last_run"],
                "alone_seen": row["last_seen"],
                "alone_prior_run": row["prior_run"],
                "alone_prior_seen": row["prior_seen"],
            }
    return made
