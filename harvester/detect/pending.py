"""A link while its page is walked, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.detect.addresses import Shape, shape_of
from harvester.detect.invitations import without_verb
from harvester.detect.labels import ENTRY_RANK, one_line
from harvester.detect.lines import without_others
from harvester.records import Link

if TYPE_CHECKING:
    from harvester.detect.tables import CellContext


@dataclass(frozen=True, slots=True)
class Head:
    """One heading, label or entry title that holds from here on."""

    rank: float
    text: str


@dataclass(slots=True)
class Pending:
    """A link while its line is still open."""

    url: str
    title: str
    outline: tuple[Head, ...]
    furniture: bool
    cell: CellContext
    alt: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    head: str = ""  # a heading inside the link
    nearby: str = ""
    prefix: str = ""  # bold words before it in its line
    note: str = ""  # a size line beside it
    dated: str = ""  # the line or sentence that dates it
    before_h1: bool = False
    alone: bool = False
    own: str = ""  # the words of its sentence that are said of it alone
    others: tuple[str, ...] = ()  # what the other links of its line say
    whole: str | None = None  # its words, once it is closed
    made: Link | None = None

    def text(self) -> str:
        """The link's words, on one line."""
        return one_line(" ".join(self.parts))[:400] if self.whole is None else self.whole

    def close(self) -> None:
        """Nothing is added to its words any more."""
        self.whole = self.text()

    def link(self, position: int, *, furniture: bool) -> Link:
        """The link as the page has it."""
        made = self.made
        if made is None or (made.position, made.furniture) != (position, furniture):
            made = self.made = _finish(self, position, furniture=furniture)
        return made


def _finish(pending: Pending, position: int, *, furniture: bool) -> Link:
    text = pending.text()
    nearby = pending.nearby
    if pending.head and len(text) > len(pending.head) + 20:
        nearby, text = text, pending.head
    real = tuple(head.text for head in pending.outline if head.rank < ENTRY_RANK)
    if pending.cell.caption:
        real = (*real, pending.cell.caption)
    entries = [head.text for head in pending.outline if head.rank >= ENTRY_RANK]
    if pending.note and pending.note not in nearby:
        nearby = f"{pending.note} {nearby}".strip()
    if pending.dated and len(pending.dated) <= 160 and pending.dated not in nearby:
        nearby = f"{nearby} {pending.dated}".strip()
    apart = pending.own or without_others(nearby, text, pending.others)
    title = without_verb(pending.title)
    return Link(
        url=pending.url,
        text=text,
        title=title if title != text else "",
        alt=one_line(" ".join(pending.alt))[:200],
        heading=real[-1] if real else "",
        outline=real,
        row=pending.cell.row,
        column=pending.cell.column,
        nearby=nearby[:600],
        entry=(pending.prefix or (entries[-1] if entries else ""))[:300],
        furniture=furniture,
        position=position,
        apart=apart if apart != nearby else "",
        dated=pending.dated[:300],
    )


def unmarked_menu(links: list[Pending]) -> frozenset[int]:
    """Links above the first heading, alone in their lines, on pages that do not mark their menu."""
    above = [
        link for link in links if link.before_h1 and link.alone and shape_of(link.url) is not Shape.DOCUMENT
    ]
    return frozenset(map(id, above)) if len(above) >= 3 else frozenset()
