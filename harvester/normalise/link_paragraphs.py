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
