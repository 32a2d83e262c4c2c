"""Whether a briefing on a subject comes from local reviews, by what stands beside its link.

"Infant injury: learning briefing" and "Safer sleep: learning briefing" look alike on their title
pages. The one that came from reviews stands among them with a sentence that says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from harvester.detect import words
from harvester.vocabulary import PageKind

if TYPE_CHECKING:
    from harvester.records import Link

_SHELVES: Final = frozenset({PageKind.HUB, PageKind.CASE_PAGE})
_COUNT = r"(?:two|three|four|five|six|several|both|these|those|\d)"
_NOUN = r"(?:reviews|cases|SCRs|L?CSPRs|SARs|DHRs|CPRs)"
_DONE = r"(?:undertook|undertaken|commissioned|completed|carried out|conducted|held|concluded)"
# Reviews that somebody held, not reviews in general: a number of them, or that they were done.
_REVIEWS_HELD: Final = re.compile(
    rf"\b{_COUNT} (?:(?!national)\w+ ){{0,5}}{_NOUN}\b"
    rf"|\b{_DONE} (?:(?!national)\w+ ){{0,6}}(?:{_NOUN}|review)\b"
    rf"|\b(?:{_NOUN}|review) (?:that |which )?(?:was |were |have been |has been )?{_DONE}\b"
    r"|\bcases (?:that |which )?(?:were|have been) reviewed\b",
    re.IGNORECASE,
)
_LEARNED: Final = re.compile(
    r"\b(?:the|our|this|headline|early|emerging|local) learning\b|\blessons\b|\breviews?\b|"
    r"\b(?:criminal|police|ongoing) (?:investigation|proceeding|trial)s?\b",
    re.IGNORECASE,
)
_ELSEWHERE: Final = re.compile(
    r"\bnational(?:ly)?\b|\bNSPCC\b|\bpanel'?s\b|\bresearch\b|\bresources?\b|\btraining\b|\bpolicy\b",
    re.IGNORECASE,
)
_SENTENCE: Final = 4  # words beside the link from which on they say something


def tied_to_reviews(link: Link, page_kind: PageKind) -> bool:
    """Whether the sentence around a link on a page of reviews says that local reviews lie behind it.

    Where the heading right above is the subject itself, it stands as one of the reviews that the page
    lists, and then a sentence on what was learned is enough.
    """
    if page_kind not in _SHELVES:
        return False
    label = words.tidy(link.text)
    beside = words.tidy(link.nearby).replace(label, " ")
    if len(beside.split()) < _SENTENCE or _ELSEWHERE.search(beside):
        return False
    if _REVIEWS_HELD.search(beside):
        return True
    subject = _said(link.heading)
    own_section = (
        0 < len(subject) <= 6 and subject <= _said(label) and not words.BRIEFING.search(link.heading)
    )
    return own_section and bool(_LEARNED.search(beside))


def _said(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.lower()))
