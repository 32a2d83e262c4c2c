"""What people said: every line of `decisions.jsonl` against its row in the catalogue, byte by byte.

Each line is chained to all before it (`harvester/catalogue/decision_file.py`), so one that was changed, moved
or taken out shows even where the catalogue was changed with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.catalogue import tombstones
from harvester.catalogue.decision_file import CHAIN, OF, chained, decision_of, line_of
from harvester.catalogue.decisions import Decision, from_row
from harvester.catalogue.removing import ERASED
from harvester.fixity.findings import Finding

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory

_BOTH = (
    "Compare the line with the newest sound backup (and 'harvester show' with the document), then put the "
    "right line into the file, or 'harvester restore latest'"
)
_TORN = "it is no decision"
_CHAIN = "it does not follow from the lines before it: one was changed, moved, put in or taken out"


def decision_findings(
    data: DataDirectory, catalogue: Catalogue, notes: list[str]
) -> tuple[int, list[Finding]]:
    """How many decisions there are, and what is wrong with them."""
    path = data.decisions
    look = _Look(path, catalogue, notes, _being_erased(catalogue, notes))
    if path.exists():
        with path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                look.at(number, line)
    look.end()
    lost = [name for name in _known(catalogue) if name not in look.seen]
    if lost:
        what = f"{len(lost)} decisions of the catalogue are not in it (the first is {lost[0]})"
        look.found.append(_finding(path, "", what, "Run 'harvester restore latest': it adds what is missing"))
    return len(look.seen), look.found


def _finding(path: Path, place: str, what: str, todo: str) -> Finding:
    return Finding(kind="decisions", path=str(path), place=place, what=what, todo=todo)


@dataclass(slots=True)
class _Look:
    """One reading of the file."""

    path: Path
    catalogue: Catalogue
    notes: list[str]
    erasing: frozenset[str] = frozenset()  # decisions whose words a takedown is still to erase from the file
    found: list[Finding] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    torn: list[int] = field(default_factory=list)  # half lines since the last whole one
    batches: dict[str, tuple[int, int, int]] = field(default_factory=dict)  # first line, of how many, lines
    before: set[str] = field(default_factory=lambda: {""})  # what the next line may be chained to
    is_chained: bool = False

    def at(self, number: int, line: bytes) -> None:
        """One line."""
        if line in (b"\n", b"\r\n"):
            return
        try:
            values: dict[str, Any] = json.loads(line)
            decision = decision_of(values)
        except (ValueError, TypeError, AttributeError):
            self.torn.append(number)
            return
        follows = self._follows(values)
        self._tell_torn(follows and CHAIN in values)
        self.seen.add(str(decision.id))
        if decision.batch and OF in values:
            first, of, lines = self.batches.get(decision.batch, (number, values[OF], 0))
            self.batches[decision.batch] = (first, of, lines + 1)
        what = self._differs(line, values, decision) or ("" if follows else _CHAIN)
        if what:
            self.found.append(_finding(self.path, f"line {number}", what, _BOTH))

    def end(self) -> None:
        """After the last line: a half line there was being written, and so was a batch without its end."""
        self._tell_torn(crash=True)
        for first, of, lines in self.batches.values():
            if isinstance(of, int) and lines < of:
                self.notes.append(
                    f"{self.path} line {first}: {lines} of {of} decisions that were made together; the rest "
                    "was cut by a crash, and none of them was acknowledged"
                )

    def _follows(self, values: dict[str, Any]) -> bool:
        made = {chained(one, values) for one in self.before}
        told = values.get(CHAIN)
        if told is None:
            follows = not self.is_chained
            self.before = made
            return follows
        self.is_chained = True
        # Whichever of the two is damaged, the next line was chained to the other.
        self.before = {*made, told} if isinstance(told, str) and told.isascii() else made
        return told in made

    def _tell_torn(self, crash: bool) -> None:
        """Half lines: cut by a crash, where the next line was chained without them; else damage."""
        for number in self.torn:
            if crash:
                self.notes.append(f"{self.path} line {number}: cut by a crash; it was never acknowledged")
            else:
                self.found.append(_finding(self.path, f"line {number}", _TORN, _BOTH))
        self.torn.clear()

    def _differs(self, line: bytes, values: dict[str, Any], decision: Decision) -> str:
        row = _row(self.catalogue, str(decision.id))
        if row is None:  # made since the last run, or its name is damaged: then its row is missed below
            return ""
        if row != decision:
            names = [name for name in values if getattr(row, name, None) != getattr(decision, name, None)]
            if str(decision.id) in self.erasing and _is_erased(row, names):
                return ""
            return f"{', '.join(names)} differ from what the catalogue was told"
        return "" if line_of(values) == line.rstrip(b"\n") else "it is not written as it was"


def _being_erased(catalogue: Catalogue, notes: list[str]) -> frozenset[str]:
    """Decisions that a takedown took out of the catalogue at once, and out of the file when it is cleaned."""
    with catalogue.reading() as connection:
        waiting = tombstones.all_tombstones(connection, pending=True)
    if waiting:
        taken = "1 takedown waits" if len(waiting) == 1 else f"{len(waiting)} takedowns wait"
        notes.append(f"{taken} to be cleaned out of files and archives: 'harvester takedown --finish'")
    return frozenset(name for one in waiting for name in (*one.said.erased, *one.said.unnamed))


def _is_erased(row: Decision, names: list[str]) -> bool:
    """Whether the catalogue has nothing where the two differ, in fields that a takedown erases."""
    return all(name in (*ERASED, "reason") and not getattr(row, name) for name in names)


def _row(catalogue: Catalogue, name: str) -> Decision | None:
    with catalogue.reading() as connection:
        row = connection.execute("SELECT * FROM decisions WHERE id = ?", (name,)).fetchone()
    if row is None:
        return None
    return from_row(row)


def _known(catalogue: Catalogue) -> list[str]:
    with catalogue.reading() as connection:
        return [str(row["id"]) for row in connection.execute("SELECT id FROM decisions ORDER BY seq")]
