"""Lines of a title page that the page's width broke in two are joined again.

Only where the place of the lines shows it: the same type, one close below the other, and the upper
one so full that the next word had no room. Then a line that ends or begins in the middle of a
phrase, or that is set closer than others, goes on in the next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from harvester.normalise.boards import find_boards
from harvester.normalise.cases import find_case_names
from harvester.normalise.dates import find_dates
from harvester.normalise.names import is_likely_name, names_in
from harvester.normalise.roles import find_roles
from harvester.normalise.types import find_review_types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.records import Line

_CLOSE = 0.75  # of the size: white between lines of one paragraph
_TIGHT = 0.8  # of the widest step between two lines of that size on the page
_MAX_LINE = 400  # characters of a line that was put together
_LEAST = 20  # characters of a line that can be full
_HEADER = 60.0  # points from the top: a line up there is no part of a paragraph
_MAX_LINES = 80  # of the first pages that are looked at
_OPEN_END = re.compile(
    r"(?:,|&|\b(?:and|of|the|to|in|on|by|for|with|from|into|a|an|at|regarding|concerning|regulations?|section|chapter))$",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(
    r"\b(?:published|publication|dated?|completed|approved|presented)\W{0,2}$", re.IGNORECASE
)
_LONGEST = 16  # characters from the end of a line, more than either of them takes up
_NAME_OPEN = re.compile(
    r"(?:\band|&|,|:|\bby)\s+(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms)\.?\s+)?(?P<given>[A-Z][\w'’]+)$"
)
_SURNAME = re.compile(r"[A-Z][\w'’\-]+(?=$|[\s,])")
_LABEL = re.compile(
    r"(?:[\w\s]{0,30}(?:(?:author|reviewer|writer)s?\b|chair\s*:)|(?:by|written|prepared|produced|report|published|date|version)\b)",
    re.IGNORECASE,
)


_TITLE_REST = re.compile(r"(?:response|statement|reply)\b", re.IGNORECASE)
_NO_REST = re.compile(r"by\b|www\.|https?:|\S+@|v\.?\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Measure:
    """Where the lines of one page stand from left to right, widest first; the widest step by size."""

    spans: tuple[tuple[float, float], ...]
    steps: dict[float, float]

    def room(self, line: Line) -> float:
        """The width of the widest line in this line's column."""
        left, _, right, _ = line.box or (0.0, 0.0, 0.0, 0.0)
        for start, end in self.spans:
            if start < right and left < end:
                return end - start
        return 0.0


def join_wrapped(lines: Sequence[Line]) -> list[Line]:
    """The lines with broken ones joined; lines without a place stay as they are."""
    measures = {
        page: _measure([line for line in lines if line.page == page]) for page in {n.page for n in lines}
    }
    joined: list[Line] = []
    last: Line | None = None  # the lower half of what was joined, as laid out
    for number, line in enumerate(lines):
        if last is not None and number < _MAX_LINES and _wraps(joined[-1], last, line, measures[line.page]):
            joined[-1] = _together(joined[-1], line)
        else:
            joined.append(line)
        last = line
    return joined


def _measure(lines: Sequence[Line]) -> _Measure:
    spans = tuple((n.box[0], n.box[2]) for n in lines if n.box and n.box[1] > _HEADER)
    steps: dict[float, float] = {}
    for above, below in pairwise(lines):
        if above.box and below.box and above.size and above.size == below.size:
            step = below.box[1] - above.box[1]
            if 0 < step <= 4 * above.size and above.box[1] > _HEADER:
                steps[above.size] = max(steps.get(above.size, 0.0), step)
    widest = sorted(spans[:_MAX_LINES], key=lambda span: span[0] - span[1])
    return _Measure(tuple(widest), steps)


def _together(above: Line, below: Line) -> Line:
    box = below.box
    if above.box and below.box:
        box = (
            min(above.box[0], below.box[0]),
            above.box[1],
            max(above.box[2], below.box[2]),
            below.box[3],
        )
    return replace(above, text=f"{above.text} {below.text}", box=box)


def _wraps(whole: Line, above: Line, below: Line, measure: _Measure) -> bool:
    if len(whole.text) + len(below.text) > _MAX_LINE or not _full(above, below, measure):
        return False
    text, rest = above.text.rstrip(), below.text.lstrip()
    if _open(text, rest):
        return True
    step = below.box[1] - above.box[1] if above.box and below.box else 0.0
    tight = step <= _TIGHT * measure.steps.get(above.size or 0.0, 0.0)
    return tight and not _closed(text) and not _fresh(rest)


def _full(above: Line, below: Line, measure: _Measure) -> bool:
    """Whether the next word had no room on the line above, by the widest line of its column."""
    if above.page != below.page or not (above.box and below.box and above.size and below.text.strip()):
        return False
    if above.size != below.size or above.bold != below.bold or len(above.text) < _LEAST:
        return False
    gap = below.box[1] - above.box[3]
    if not -0.5 * above.size <= gap <= _CLOSE * above.size:
        return False
    word = len(below.text.split(None, 1)[0]) / len(below.text) * (below.box[2] - below.box[0])
    return above.box[2] - above.box[0] + word + 0.2 * above.size > measure.room(above)


def _open(text: str, rest: str) -> bool:
    """Whether a phrase is broken between two lines, by its words."""
    if rest[:1].islower() and not _NO_REST.match(rest):
        return not text.endswith((".", ":"))
    if _DATE_LABEL.search(text, max(0, len(text) - _LONGEST)):
        return any(m.start <= 1 for m in find_dates(rest))
    name = _NAME_OPEN.search(text) if "A" <= text.rsplit(None, 1)[-1] < "[" else None
    if name and is_likely_name(f"{name['given']} Surname"):
        return bool(_SURNAME.match(rest)) and not _fresh(rest, person=False)
    if _TITLE_REST.match(rest) and any(len(text) - m.end <= 1 for m in find_boards(text)):
        return True  # "… Safeguarding Board" / "Response regarding …"
    return bool(_OPEN_END.search(text, max(0, len(text) - _LONGEST))) and not _LABEL.match(rest)


def _closed(text: str) -> bool:
    """Whether a line ends in something complete: a sentence, a board, a date."""
    if text.endswith((".", ":", "!", "?")):
        return True
    ends = [m.end for m in find_boards(text)] + [m.end for m in find_dates(text)]
    return any(len(text) - end <= 1 for end in ends)


def _fresh(rest: str, *, person: bool = True) -> bool:
    """Whether a line begins with something of its own: a kind, a role, a case, a date, a label, a person."""
    if _LABEL.match(rest) or (person and names_in(" ".join(rest.split()[:2]))):
        return True
    sure = 0.5 if person else 0.9
    starts = [m.start for m in find_review_types(rest)] + [m.start for m in find_dates(rest)]
    starts += [m.start for m in find_roles(rest) if m.rank >= 2]
    starts += [m.start for m in find_case_names(rest) if m.confidence >= sure]
    starts += [m.start for m in find_boards(rest)]
    return any(start <= 2 for start in starts)
