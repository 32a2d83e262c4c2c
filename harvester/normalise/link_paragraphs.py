"""What the paragraph around a link says, beyond the sentence that the link stands in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.normalise.cases import case_names, find_case_names, resolve_case
from harvester.normalise.dates import DateLabel, DateMention, find_dates
from harvester.normalise.lexicon import squeeze
from harvester.normalise.link_fields import MAX_FIELD, Field
from harvester.vocabulary import Origin

if TYPE_CHECKING:
    from harvester.records import Link, Page

MAX_PAGE_TEXT = 40_000
_END = re.compile(r"[.!?]\s+(?=[A-Z\"'“‘(])")
_LONG = 1_200  # characters; a longer block is a page, not a paragraph


def paragraph_of(link: Link, page: Page) -> str:
    """The block of the page's text that the link stands in, or "" where it cannot be told.

    Blocks are the lines of `Page.text`. Only a sentence that stands once on the page tells its block.
    """
    sentence = squeeze(link.nearby)
    if len(sentence) < len(squeeze(link.text)) or not sentence:
        return ""
    blocks = [block for block in page.text[:MAX_PAGE_TEXT].splitlines() if sentence in squeeze(block)]
    return blocks[0] if len(blocks) == 1 and len(blocks[0]) <= _LONG else ""


_OFFERS = re.compile(
    r"\b(?:publish\w*|available|download\w*|read|view\w*|see|access\w*|attached|below|here|issued|released|accompan\w+|link\w*|find|found|cyhoedd\w+|darllen\w*|lawrlwytho|gweld|ar\s+gael|yma)\b",
    re.IGNORECASE,
)
_OFFERED = re.compile(
    r"\b(?:this|it)\s+is\b", re.IGNORECASE
)  # behind the link: "It is the executive summary"
_THE_REPORT = re.compile(
    r"\b(?:the|our|this|its|yr|ein)\s+(?:\w+\s+){0,2}(?:report|review|adroddiad|adolygiad)\b(?:\s+here)?\W*$",
    re.IGNORECASE,
)
_LABEL = 60  # characters; a shorter text around a link names it, a longer one tells a story


def told_of_link(near: str, text: str) -> str:
    """The words around a link that can say which paper it leads to.

    In a paragraph that tells of the case, "the chronology was shared late" is of the story. The link's
    own sentence counts, and one that offers something. "Read the report" needs no other words.
    """
    ends = [match.end() for match in _END.finditer(near)]
    if len(near) <= _LABEL or not ends:
        return near
    parts = [near[a:b] for a, b in zip([0, *ends], [*ends, len(near)], strict=True)]
    at = next((n for n in reversed(range(len(parts))) if text and text in parts[n]), len(parts) - 1)
    if text in parts[at] and _THE_REPORT.search(text):
        return parts[at]
    before = [part for part in parts[:at] if _OFFERS.search(part)]
    return " ".join([*before, parts[at]] if at else parts[:1] + [p for p in parts[1:] if _OFFERED.search(p)])


def told_in_paragraph(link: Link, page: Page) -> tuple[DateMention, Field] | None:
    """The one date of publication that the link's paragraph gives.

    "The review about Ellen was published on 2 October 2015. Read the overview report." Two dates in
    one paragraph say nothing.
    """
    block = paragraph_of(link, page)
    dates = [d for d in find_dates(block) if d.label is DateLabel.PUBLISHED] if block else []
    if len({date.value for date in dates}) != 1 or _is_of_another(link, block, dates[0]):
        return None
    return dates[0], Field("paragraph", block[:MAX_FIELD], Origin.PAGE, 0.6)


def _is_of_another(link: Link, block: str, date: DateMention) -> bool:
    """Whether the sentence of the date names a case, and the link's sentence another one."""
    ends = [match.end() for match in _END.finditer(block)]
    start = max((end for end in ends if end <= date.start), default=0)
    end = min((end for end in ends if end >= date.end), default=len(block))
    told = case_names(resolve_case(find_case_names(block[start:end])) or "")
    own = case_names(resolve_case(find_case_names(f"{link.text}\n{link.apart or link.nearby}")) or "")
    return bool(told and own) and not told & own
