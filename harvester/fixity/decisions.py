"""What people said: every line of `decisions.jsonl` against its row in the catalogue, byte by byte."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from harvester.catalogue.decisions import Decision
from harvester.fixity.findings import Finding

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory

_BOTH = (
    "Compare the line with the newest sound backup (and 'harvester show' with the document), then put the "
    "right line into the file, or 'harvester restore latest'"
)


def decision_findings(
    data: DataDirectory, catalogue: Catalogue, notes: list[str]
) -> tuple[int, list[Finding]]:
    """How many decisions there are, and what is wrong with them."""
    path = data.decisions
    found: list[Finding] = []
    seen: set[str] = set()
    if path.exists():
        with path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                what = _wrong(line, catalogue, seen)
                if what == _TORN and not line.endswith(b"\n"):
                    notes.append(f"{path} line {number}: cut by a crash; it was never acknowledged")
                elif what:
                    found.append(_finding(path, f"line {number}", what, _BOTH))
    lost = [name for name in _known(catalogue) if name not in seen]
    if lost:
        what = f"{len(lost)} decisions of the catalogue are not in it (the first is {lost[0]})"
        found.append(_finding(path, "", what, "Run 'harvester restore latest': it adds what is missing"))
    return len(seen), found


def _finding(path: Path, place: str, what: str, todo: str) -> Finding:
    return Finding(kind="decisions", path=str(path), place=place, what=what, todo=todo)


_TORN = "it is no decision"


def _wrong(line: bytes, catalogue: Catalogue, seen: set[str]) -> str:
    if not line.strip():
        return "" if line in (b"\n", b"\r\n") else _TORN
    try:
        values: dict[str, Any] = json.loads(line)
        decision = Decision(**values)
    except (ValueError, TypeError):
        return _TORN
    row = _row(catalogue, str(decision.id))
    seen.add(str(decision.id))
    if row is None:  # made since the last run, or its name is damaged: then its row is missed below
        return ""
    if row != decision:
        names = [name for name in values if getattr(row, name, None) != values[name]]
        return f"{', '.join(names)} differ from what the catalogue was told"
    if json.dumps(asdict(row), ensure_ascii=True, sort_keys=True).encode("ascii") != line.rstrip(b"\n"):
        return "it is not written as it was"
    return ""


def _row(catalogue: Catalogue, name: str) -> Decision | None:
    with catalogue.reading() as connection:
        row = connection.execute("SELECT * FROM decisions WHERE id = ?", (name,)).fetchone()
    if row is None:
        return None
    return Decision(**{key: row[key] for key in Decision.__dataclass_fields__})


def _known(catalogue: Catalogue) -> list[str]:
    with catalogue.reading() as connection:
        return [str(row["id"]) for row in connection.execute("SELECT id FROM decisions ORDER BY seq")]
