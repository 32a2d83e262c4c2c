"""What a reader of one format hands back, before it becomes an `Extract`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    from harvester.records import Line


@dataclass(slots=True)
class Reading:
    """The text, layout and properties found in one file so far."""

    pages: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    headers: list[Line] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    page_count: int | None = None
    page_sizes: tuple[tuple[float, float], ...] = ()  # of the pages laid out, as shown, in points
    outcome: Outcome = Outcome.OK
    ocr: bool = False
    scanned: tuple[int, ...] = ()  # numbers of pages that are pictures of text
    notes: list[str] = field(default_factory=list)


class UnreadableError(Exception):
    """A file that cannot be read; `outcome` says in which way."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message
