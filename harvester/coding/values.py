"""What goes into the rules, and what they give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from harvester.coding.words import ANYTHING
from harvester.vocabulary import ReviewType

RULES = 1  # raise when a rule changes, and every document is coded again
ADULT_TYPES = frozenset({ReviewType.SAR, ReviewType.APR, ReviewType.DHR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of a review before its text is read for codings."""

    name: str | None = None  # as published: "Child A", "Mr K", "Jordan"
    review_type: ReviewType = ReviewType.OTHER
    title: str = ""

    @property
    def of_adult(self) -> bool:
        """Whether such a review is of an adult."""
        return self.review_type in ADULT_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One value that the words of a page suggest."""

    field: str
    value: str
    page: int
    line: str  # the sentence or heading that was read
    start: int  # the words in it that say so
    end: int
    rule: str
    confidence: float  # 0..1; compared within a field only
    person: int = 1  # of several people, which; 1 where the field is not of a person


class Passage(NamedTuple):  # hundreds a report: a dataclass that cannot be changed takes thrice as long
    """A sentence or heading of a page."""

    page: int
    text: str
    heading: str = ""  # the last heading above it
    is_heading: bool = False
    opening: bool = False  # among the first sentences of the report
    bits: int = ANYTHING  # what its words may matter to
