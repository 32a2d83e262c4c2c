"""Where the title of a one-page brief ends and its first section begins.

A brief has no title page: below its title stand headings ("Why was the review held?", "Background")
and paragraphs. Once the kind of review and its subject (or the role) are told, a heading with text
below it, or a paragraph in smaller type, is no title any more. Dates, boards and labelled authors
further down still count.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.normalise.cases import find_case_names
from harvester.normalise.cover_lines import CoverLine, Kind, title_zone
from harvester.normalise.roles import find_roles
from harvester.normalise.types import find_review_types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.records import Line

_SURE = 0.7  # confidence of a case name that counts as the subject
_RUNNING = 6  # words of a line that may be running text
_PARAGRAPH = 8  # words of a line that is one of a paragraph
_FEW = 12  # words of a date, a board or an author
_REACH, _SIGNATURE = 60, 5  # lines in which an author is looked for, and that then belong to it
_SMALLER = 0.85  # of the title's size
_QUESTION = re.compile(
    r"^(?:\d{1,2}[.):]?\s+)?(?:why|what|how|who|when|where|which|did|does?|could|should|is|are|was|were)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^(?:\d{1,2}[.):]?\s+)?(?:the\s+)?(?:background|introduction|context|purpose|(?:brief\s+)?summary\s+of\s+(?:the\s+)?\w+"
    r"|case\s+(?:summary|history|background|outline)|case|overview\s+of\s+the\s+case|family|incident|circumstances"
    r"|(?:key\s+|main\s+|what\s+)?(?:findings|themes|learning|lessons|messages|points|facts|issues)(?:\s+(?:points|identified|learn(?:ed|t)))?"
    r"|(?:key\s+)?learning\s+(?:points|themes|from\s+the\s+review)|about\s+(?:this|the)\s+\w+|reasons?\s+for\s+(?:the|this)\s+review"
    r"|good\s+practice|recommendations|next\s+steps|methodology|conclusions?)\s*:?$",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"^(?:(?:report|review|written|prepared|compiled)\s+by\b|(?:\w+\s+){0,3}(?:author|reviewer|writer)s?\s*[:\-–])",
    re.IGNORECASE,
)
_AUTHOR = re.compile(r"\b(?:author|reviewer|writer|awdur|adolygydd)", re.IGNORECASE)


def without_sections(zone: list[CoverLine], lines: Sequence[Line]) -> list[CoverLine]:
    """The zone up to its first section; of what follows only boards, dates and labelled authors.

    Args:
        zone: the classified lines of the title page.
        lines: all laid-out lines, of which the zone may have left out the last.
    """
    end = _first_section(zone, lines)
    kept = [line for i, line in enumerate(zone) if i < end or _counts_below(line)]
    return kept if any(_AUTHOR.search(line.text) for line in zone) else kept + _signed_below(zone, lines)


def _signed_below(zone: Sequence[CoverLine], lines: Sequence[Line]) -> list[CoverLine]:
    """A labelled author and the date below paragraphs that ended the zone, on the same page."""
    if not zone or zone[-1].source.page != zone[0].source.page:
        return []
    place = next((i for i, line in enumerate(lines) if line is zone[-1].source), len(lines))
    rest = [line for line in lines[place + 1 : place + _REACH] if line.page == zone[0].source.page]
    start = next((i for i, line in enumerate(rest) if _SIGNED.match(line.text)), None)
    if start is None:
        return []
    signed = [c for c in title_zone(rest[start : start + _SIGNATURE]) if len(c.text.split()) <= _FEW]
    for line in signed:
        if line.kind is Kind.TITLE:
            line.kind = Kind.NOTICE  # a name or a post, never of the title
    return signed


def _counts_below(line: CoverLine) -> bool:
    few = len(line.text.split()) <= _FEW
    return few and (line.kind in (Kind.BOARD, Kind.DATE) or bool(_AUTHOR.search(line.text)))


def _first_section(zone: Sequence[CoverLine], lines: Sequence[Line]) -> int:
    kind = subject = False
    sizes: list[float] = []
    for index, line in enumerate(zone):
        begun = kind and subject
        if line.kind is not Kind.TITLE and not (begun and line.kind is Kind.NOTICE):
            continue
        signs = _signs(line)
        if begun and not signs & {"type", "case"}:
            after = _after(line, lines)
            if _is_heading(line.text, after) or ("role" not in signs and _is_paragraph(line, after, sizes)):
                return index
        if line.kind is not Kind.TITLE:
            continue
        kind = kind or "type" in signs
        subject = subject or bool(signs & {"case", "role"})
        if signs and line.source.size:
            sizes.append(line.source.size)
    return len(zone)


def _signs(line: CoverLine) -> set[str]:
    signs = set()
    if find_review_types(line.text) and not line.text.rstrip().endswith("?"):
        signs.add("type")
    if any(m.rank >= 2 for m in find_roles(line.text)):
        signs.add("role")
    if any(m.confidence >= _SURE for m in find_case_names(line.text)):
        signs.add("case")
    return signs


def _after(line: CoverLine, lines: Sequence[Line]) -> Line | None:
    """The line that follows on the same page."""
    found = False
    for other in lines:
        if found:
            return other if other.page == line.source.page else None
        found = other is line.source
    return None


def _is_heading(text: str, after: Line | None) -> bool:
    if after is None or not _runs(after.text, _RUNNING):
        return False
    question = text.rstrip().endswith("?") and bool(_QUESTION.match(text))
    return question or bool(_HEADING.match(text))


def _is_paragraph(line: CoverLine, after: Line | None, sizes: Sequence[float]) -> bool:
    size = line.source.size
    if after is None or not size or not sizes or size > _SMALLER * min(sizes) or after.size != size:
        return False
    return _runs(line.text, _PARAGRAPH) and _runs(after.text, _PARAGRAPH)


def _runs(text: str, least: int) -> bool:
    """Whether a line is running text: many words, most of them in lower case."""
    words = text.split()
    return len(words) >= least and sum(w[:1].islower() for w in words) > 0.5 * len(words)
