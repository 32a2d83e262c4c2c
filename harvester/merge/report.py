"""What joining data directories came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(slots=True, kw_only=True)
class PartReport:
    """What became of one part."""

    path: Path
    refused: str = ""  # why nothing of it was taken
    note: str = ""  # why there was nothing to take
    runs: int = 0  # runs, files, texts … that were not here before
    files: int = 0
    texts: int = 0
    archives: int = 0
    documents_new: int = 0
    documents_joined: int = 0  # here and there, and not the same
    decisions: int = 0
    withheld: int = 0  # documents left out because they were taken down


@dataclass(slots=True, kw_only=True)
class MergeReport:
    """What a merge came to."""

    into: Path
    dry_run: bool = False
    parts: list[PartReport] = field(default_factory=list)
    documents: int = 0  # in the union
    reviews: int = 0
    to_describe: int = 0  # documents of which more is known now than when they were described
    renumbered: int = 0  # runs of this directory that have another number now
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    exit_code: int = 0
    reason: str = ""
