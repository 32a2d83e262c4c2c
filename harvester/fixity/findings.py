"""What a check of everything that is kept found."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it was."""

    kind: str  # file | archive | catalogue | desk | decisions | backup
    path: str
    place: str  # where in it, as far as that can be told
    what: str
    todo: str

    def text(self) -> str:
        """As one line for people."""
        where = f" ({self.place})" if self.place else ""
        return f"{self.path}{where}: {self.what}. {self.todo}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixity:
    """What was looked at, and what was found."""

    part: int
    parts: int
    files: int = 0  # kept files hashed
    bytes: int = 0
    archives: int = 0
    decisions: int = 0
    backups: int = 0
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = field(default=())  # what could not be looked at, and what is odd but sound

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def to_json(self) -> dict[str, Any]:
        """As `harvester verify --json` prints it."""
        damaged = [one.path for one in self.findings if one.kind == "file" and one.what != MISSING]
        missing = [one.path for one in self.findings if one.kind == "file" and one.what == MISSING]
        files = {"sound": self.files - len(damaged), "damaged": damaged, "missing": missing}
        return {**asdict(self), **files}


MISSING = "it is missing"
