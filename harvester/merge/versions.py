"""Which document took the place of which at an address, by all that the addresses ever answered. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.merge.rows import Row, in_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.merge.naming import Names
    from harvester.merge.side import Side


def replacements(made: Side, names: Names) -> None:
    """Which document took the place of which at an address, by all that the addresses ever answered."""
    documents = {str(row["id"]): row for row in made.tables["document"].values()}
    serving: dict[str, str] = {}
    told: dict[str, str] = {}
    for row in _events(made):
        now = names.by_bytes.get(row["sha256"]) if row["sha256"] else None
        if now is None or now not in documents:
            continue
        before = serving.get(row["url"])
        serving[row["url"]] = now
        if before is None or before == now:
            continue
        line = _line(told, before)
        if now not in line:
            replaced = next((name for name in line if documents[name]["kept"] != 0), before)
            told.setdefault(now, replaced)
    for name, row in documents.items():
        if name in told:
            row["replaces_address"] = told[name]
    kept = {name: row["replaces_address"] for name, row in documents.items() if row["replaces_address"]}
    for name in sorted(kept, key=lambda one: (documents[one]["first_seen"], one)):
        if name in kept and name in _line(kept, kept[name]):  # what was told before goes round in a circle
            documents[name]["replaces_address"] = None
            del kept[name]


def _events(made: Side) -> list[Row]:
    """Answers in the order of time; one that stands for several nights, at the first and at the last."""
    began = [
        row | {"run_id": row["first_run"], "at": row["first_at"] or row["at"]}
        for row in made.answers["fetch"].values()
        if row["first_run"]
    ]
    return in_time([*began, *made.answers["fetch"].values()])


def _line(replaces: Mapping[str, str], newest: str) -> list[str]:
    line = [newest]
    while (step := replaces.get(line[-1])) is not None and step not in line:
        line.append(step)
    return line
