"""Running headers and footers told from the text of a page.

A line is a running one when it repeats at the edge of several pages (digits aside), when it is a bare
page number at the edge, or when it is small print that stands apart at the very edge. A title that is
later repeated as a running header stays where it is set as a title.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.records import Line

ZONE = 0.11  # of the page height at each edge, where running lines stand
EDGE = 0.075  # where small print alone is enough
SMALL = 10.2  # points
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page|tudalen|p\.?|\|)?\s*[-–|]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*(?:(?:of|o|/)\s*\d{1,4})?\s*[-–|]?\s*(?:\|?\s*page)?",
    re.IGNORECASE,
)
_MAX_LINES_SEEN = 60  # of a page's text, when looking for repeated lines


def split_running(
    lines: Sequence[Line], pages: Sequence[str], heights: Sequence[float]
) -> tuple[list[Line], list[Line]]:
    """Lines of the text and running lines, both in their order.

    Args:
        lines: laid-out lines of the first pages.
        pages: text of every page, one printed line a text line.
        heights: of the laid-out pages, in points.
    """
    at_edge = [_is_at_edge(line, _height(line, heights)) for line in lines]
    repeated = _repeated(
        pages, {_key(line.text) for line, is_asked in zip(lines, at_edge, strict=True) if is_asked}
    )
    body: list[Line] = []
    running: list[Line] = []
    for line, may_run in zip(lines, at_edge, strict=True):
        is_running = may_run and _is_running(line, lines, repeated, _height(line, heights))
        (running if is_running else body).append(line)
    return body, running


def _height(line: Line, heights: Sequence[float]) -> float:
    return heights[line.page - 1] if line.page <= len(heights) else 842.0


def _is_at_edge(line: Line, height: float) -> bool:
    if line.box is None or height <= 0:
        return False
    return line.box[3] / height <= ZONE or line.box[1] / height >= 1 - ZONE


def _key(text: str) -> str:
    return _DIGITS.sub("#", " ".join(text.casefold().split()))


def _repeated(pages: Sequence[str], asked: set[str]) -> frozenset[str]:
    """Those of some keys whose lines recur near the beginning or end of the text of several pages."""
    if len(pages) < 2:
        return frozenset()
    # A page that does not hold all words of a key need not be taken apart for it.
    words_of = [re.split(r"[\s#]+", key) for key in asked]
    counts = dict.fromkeys(asked, 0)
    for page in pages[:200]:
        folded = page[:20_000].casefold()
        if any(all(word in folded for word in words) for words in words_of):
            for key in asked.intersection(_short_lines(folded)):
                counts[key] += 1
    least = 2 if len(pages) <= 3 else max(3, min(len(pages), 200) // 4)
    return frozenset(key for key, count in counts.items() if count >= least and key)


def _short_lines(page: str) -> set[str]:
    """Keys of the short lines near the beginning or end of a page."""
    texts = [text for text in _DIGITS.sub("#", page).split("\n") if text.strip()]
    if len(texts) > _MAX_LINES_SEEN:
        texts = texts[: _MAX_LINES_SEEN // 2] + texts[-_MAX_LINES_SEEN // 2 :]
    return {" ".join(text.split()) for text in texts if len(text) <= 160}


def _is_running(line: Line, lines: Sequence[Line], repeated: frozenset[str], height: float) -> bool:
    box = line.box or (0.0, 0.0, 0.0, 0.0)
    top, bottom = box[1] / height, box[3] / height
    if _PAGE_NUMBER.fullmatch(line.text):
        return True
    if _key(line.text) in repeated:
        return not _stands_out(line, lines)
    at_edge = bottom <= EDGE or top >= 1 - EDGE
    return at_edge and (line.size or 99.0) <= SMALL and _apart(line, lines) and _smaller(line, lines)


def _stands_out(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a repeated line is set much larger here than on the other pages, as a title is."""
    key = _key(line.text)
    sizes = [other.size or 0.0 for other in lines if other.page != line.page and _key(other.text) == key]
    if sizes:
        return (line.size or 0.0) >= 1.25 * max(sizes)
    # Elsewhere it only stands on later pages: large text on a page with little else is a title.
    return line.page == 1 and (line.size or 0.0) >= 13.0


def _apart(line: Line, lines: Sequence[Line]) -> bool:
    """Whether no other line but its own kind is close: text that continues is no footer."""
    box = line.box or (0.0, 0.0, 0.0, 0.0)
    reach = 1.6 * (line.size or 10.0)
    for other in lines:
        if other.page != line.page or other.number == line.number or other.box is None:
            continue
        gap = max(other.box[1] - box[3], box[1] - other.box[3])
        if gap < reach and (other.size or 0.0) > 1.02 * (line.size or 0.0):
            return False
    return True


def _smaller(line: Line, lines: Sequence[Line]) -> bool:
    """Whether the page has larger text than this line, so that the line is small print there."""
    return any(other.page == line.page and (other.size or 0.0) > (line.size or 0.0) + 0.8 for other in lines)
