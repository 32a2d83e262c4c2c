"""Which document took the place of which at an address, by all that the addresses ever answered. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.merge.rows import Row, in_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harvester.merge.side import Side


def replacements(made: Side, holder: Callable[[str], str | None]) -> None:
    """Which document took the place of which at an address, by all that the addresses ever answered.

    And by nothing else: what a directory had made of fewer answers is not the answer to all of them, and
    kept beside it the union would depend on the order in which directories came.

    Args:
        made: the union.
        holder: SHA-256 → the document with these bytes.
    """
    documents = {str(row["id"]): row for row in made.tables["document"].values()}
    serving: dict[str, str] = {}
    told: dict[str, str] = {}
    for row in _events(made):
        now = holder(row["sha256"]) if row["sha256"] else None
        if now is None or now not in documents:
            continue
        before = serving.get(row["url"])
        serving[row["url"]] = now
        if before is None or before == now:
            continue
        line = _line(told, before)
        if now not in line:  # A, B, A again: the first text does not replace its own successor
            replaced = next((name for name in line if documents[name]["kept"] != 0), before)
            told.setdefault(now, replaced)
    for name, row in documents.items():
        row["replaces_address"] = told.get(name)


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
