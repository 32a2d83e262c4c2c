"""Which description of a document stands, what else was read of it, and whether more is known than it says.

Pure. The description that stands was made with the text at hand, by the newest rules, last; of two that are
equal in all that, the words decide. What the others read is kept as an alternative, with its evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.merge.rows import SEEN, Row, in_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.merge.side import Side

_FACTS = ("url", "sha256", "final_url", "media_type", "last_modified", "file_name")
_READING = ("field", "value", "origin", "page", "line", "box", "rule", "confidence")
_STATE = frozenset({"presence", "withdrawn_run", "withdrawn_reason", "replaces_address", "fetch_outcome"})
_CHOSEN = frozenset({"url", "page_url", "link_text", "heading", "label", "last_seen", "last_run"})
_OWN = frozenset({"id", "source", "sha256", "first_seen", "first_run", "counted_run"})
_BESIDE = frozenset({"revision", "described_revision", "grouped_review", "rejected_as"})
_GROUPED = frozenset(
    {
        *("review_id", "duplicate_of", "replaces_text", "publisher", "group_reason"),
        "foreign_report",
    }
)
NOT_DESCRIBED = _STATE | _CHOSEN | _OWN | _BESIDE | _GROUPED  # columns that no description fills


def rank(row: Row, evidence: list[Row]) -> tuple[Any, ...]:
    """Which description stands: with the text read, by the newest rules, the newest; else by its words."""
    names = sorted(row.keys() - NOT_DESCRIBED)
    said = sorted(in_order(one, ("position", *_READING)) for one in evidence)
    return (
        row["described_at"] is not None,
        row["described_read"] or 0,
        -1 if row["described_rules"] is None else row["described_rules"],
        row["described_at"] or "",
        in_order(row, names),
        said,
    )


def lost(
    name: str,
    of: list[tuple[int, Row]],
    best: tuple[int, Row],
    evidence: list[dict[str, list[Row]]],
) -> list[Row]:
    """What other directories read of it, where that is not what stands."""
    number, row = best
    stands = {tuple(reading(name, one).values()) for one in evidence[number].get(row["id"], ())}
    found = []
    for side, other in of:
        if (side, other["id"]) == (number, row["id"]):
            continue
        readings = (reading(name, one) for one in evidence[side].get(other["id"], ()) if one["position"] >= 0)
        found += [one for one in readings if tuple(one.values()) not in stands]
    return found


def reading(name: str, row: Row) -> Row:
    """Evidence as a row that names itself: its values are its key."""
    made = {column: row[column] for column in _READING}
    return {
        "document_id": name,
        **made,
        "page": row["page"] or 0,
        "line": row["line"] or "",
        "box": row["box"] or "",
    }


class Facts:
    """What a document is described from: by each side, and by the union."""

    def __init__(
        self, sides: tuple[Side, Side, Side], extracts: tuple[Mapping[str, Any], Mapping[str, Any]]
    ) -> None:
        """Take both sides and the union; of each side, SHA-256 → which reading of the file it has."""
        self._extracts = extracts
        self._documents = [side.documents for side in sides[:2]]
        self._sightings = [side.of_documents("sighting") for side in sides]
        self._addresses = [side.of_documents("address") for side in sides]
        self._entries = [_of_urls(side) for side in sides]

    def of_member(self, side: int, name: str) -> Any:
        """What one side described it from."""
        sha256 = self._documents[side][name]["sha256"]
        return self._of(side, name, sha256, self._extracts[side].get(sha256))

    def of_union(self, name: str, sha256: str | None) -> Any:
        """What there is to describe it from."""
        readings = [side[sha256] for side in self._extracts if sha256 is not None and sha256 in side]
        return self._of(2, name, sha256, max(readings, default=None))

    def _of(self, side: int, name: str, sha256: str | None, reading: Any) -> Any:
        addresses = self._addresses[side].get(name, [])
        seen = frozenset(
            in_order(row, sorted(row.keys() - set(SEEN) - {"document_id"}))
            for row in self._sightings[side].get(name, [])
        )
        served = frozenset(in_order(row, _FACTS) for row in addresses)
        entries = frozenset(one for row in addresses for one in self._entries[side].get(row["url"], ()))
        return (sha256, reading, seen, served, entries)


def _of_urls(side: Side) -> dict[str, set[Any]]:
    """What entries of national lists say, by the address that they offer."""
    found: dict[str, set[Any]] = {}
    for row in side.tables["list_entry"].values():
        names = sorted(row.keys() - {"first_seen", "last_seen", "first_run", "last_run", "filled"})
        found.setdefault(row["url"] or "", set()).add(in_order(row, names))
    return found
