"""Small helpers over words that the readers of names and titles share."""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    """A word list written as running text."""
    return frozenset(text.split())


def mostly_capitals(text: str) -> bool:
    """Whether a text is set in capitals (figures and signs aside)."""
    letters = list(filter(str.isalpha, text))
    return len(letters) > 3 and sum(map(str.isupper, letters)) / len(letters) > 0.8


# "LCR A" at the end of a line: there "A" is a label, though it is Welsh for "and" too.
ENDS_IN_LABEL = re.compile(
    r"\b(?:l?cspr|lscpr|scr|sar|dhr|lcr|cpr|apr|cmr|susr|review|child|adult|baby|family|case) A\s*$",
    re.IGNORECASE,
)
