"""Lines and sentences of a page that are there to give a date."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from harvester.detect import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE: Final = 160  # characters; a longer line is a sentence, not a date beside a link
_SECTION: Final = 6_000  # characters of a section that are searched for its date
MAYBE: Final = re.compile(r"\d{4}|\d[./-]\d")
DATE_WORDS: Final = re.compile(
    r"\b(?:(?:date|document|file|page|report)\s+)?(?:first\s+)?(?:added|uploaded|posted|released|date)"
    r"(?:\s+(?:on|to\s+(?:the\s+)?(?:web)?site))?\b|"
    r"\bdyddiad\b|\b(?:wedi(?:'i|’i)?\s+)?(?:ychwaneg(?:u|wyd)|(?:llwyth|uwchlwyth)(?:o|wyd)|post(?:io|iwyd))(?:\s+ar)?\b|"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\b(?:pdf|docx?|word|document|file)\b|\b(?:file\s+)?size\b|[\d.,]+\s?[km]b\b",
    re.IGNORECASE,
)
_NOT_THIS: Final = re.compile(
    r"\b(?:ofsted|hm\s+government|government|department\s+for|national|panel|guidance|working\s+together|"
    r"strategy|policy|protocol|procedures?|annual\s+report|newsletter|inquiry|statistics|"
    r"previous(?:ly)?|another|re-?published|triennial)\b",
    re.IGNORECASE,
)
_THIS: Final = re.compile(
    r"\b(?:reviews?|reports?|summary|SCR|L?CSPR|LSCPR|SAR|DHR|CPR|SPR|LCR|it|briefing|learning|findings)\b",
    re.IGNORECASE,
)

_A_SENTENCE: Final = re.compile(r"[^\n]+?(?:[.!?](?=\s+[A-Z\"'“‘(])|$)", re.MULTILINE)


@lru_cache(maxsize=512)
def date_of(text: str, *, sublabel: bool = False) -> str:
    """The date that a short line is there to give: "Published 3 May 2019", "Added on 3/5/2019", "May 2019".

    Args:
        text: the line.
        sublabel: whether it is the second line of a link's own label, where a kind of review may
            stand before the date: "Northmoor SCR: May 2019".
    """
    if len(text) > _LINE or not MAYBE.search(text):
        return ""
    from harvester.normalise.dates import DateLabel, find_dates

    found = find_dates(text)
    told = {mention.value for mention in found if mention.label is DateLabel.PUBLISHED}
    if told:
        return told.pop() if len(told) == 1 and not _NOT_THIS.search(text) else ""
    if len(found) != 1 or (found[0].label is not None and not _only_date(found[0].label, text)):
        return ""
    rest = text[: found[0].start] + text[found[0].end :]
    if len(re.sub(r"[\W_\d]", "", DATE_WORDS.sub(" ", rest))) <= 2:
        return found[0].value if len(found[0].value) > 4 else ""
    last = not re.search(r"\w", text[found[0].end :])
    short = len(text) <= 80 and not re.search(r"\b(?:is|are|was|were|will|has|have|due)\b", text)
    named = words.TYPE.search(words.tidy(text)) and not _NOT_THIS.search(text)
    return found[0].value if sublabel and last and short and named else ""


def _only_date(label: object, text: str) -> bool:
    return str(label) == "completed" and re.match(r"\W*(?:date|dyddiad)\b(?!\s+of)", text, re.I) is not None


def published_in(text: str) -> list[tuple[int, str, str]]:
    """Where a text says when something was published: place, date, and the words that say so."""
    if not MAYBE.search(text[:_SECTION]):
        return []
    from harvester.normalise.dates import DateLabel, find_dates

    out = []
    for start, part in sentences(text):
        if MAYBE.search(part) and speaks_of_review(part):
            out += [
                (start + mention.start, mention.value, part.strip()[:300])
                for mention in find_dates(part)
                if mention.label is DateLabel.PUBLISHED
            ]
    return out


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text, each with its place."""
    for match in _A_SENTENCE.finditer(text[:_SECTION]):
        yield match.start(), match.group()


def speaks_of_review(sentence: str) -> bool:
    """Whether a sentence speaks of a review or report, and of nothing that is published beside them."""
    return _THIS.search(sentence) is not None and _NOT_THIS.search(sentence) is None
