"""Names of authors as reference managers want them: family and given name, or one name as it is. Pure."""

from __future__ import annotations

import re

_BODY = re.compile(
    r"\b(?:ltd|limited|llp|plc|associates?|consult(?:ing|ancy|ants?)|board|partnership|training|services?|"
    r"council|university|centre|group|team|panel|agency|trust|nhs|office|committee|institute|society|"
    r"foundation|company|police|and|of|for|the)\b|[&/0-9]",
    re.IGNORECASE,
)
_BEFORE_FAMILY = {
    "de",
    "del",
    "der",
    "den",
    "di",
    "da",
    "du",
    "la",
    "le",
    "van",
    "von",
    "ap",
    "ab",
    "st",
    "st.",
}
_TITLES = {"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "sir", "dame", "lord", "lady", "rev"}
_WORD = re.compile(r"[^\W\d_][\w.’'\-]*\Z")
_MOST = 5


def split_name(name: str) -> tuple[str, str] | None:
    """Family and given names of a person; None for a body, one word, or what is no plain name."""
    words = name.split()
    while words and words[0].rstrip(".").lower() in _TITLES:
        words = words[1:]
    if not 2 <= len(words) <= _MOST or _BODY.search(name) or not all(map(_WORD.match, words)):
        return None
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].lower() in _BEFORE_FAMILY:
        cut -= 1
    return " ".join(words[cut:]), " ".join(words[:cut])


def inverted(name: str) -> str:
    """ "Doe, Jane"; a body as it is, without a comma that would be taken for one."""
    parts = split_name(name)
    return f"{parts[0]}, {parts[1]}" if parts else name.replace(",", " ")
