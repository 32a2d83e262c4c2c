"""Bodies whose names have no word for a board or partnership: "Safer Elmhurst", "Elmhurst Together"."""

from __future__ import annotations

import re
from typing import Final

from harvester.normalise.lexicon import NOT_NAMES, squeeze, word_set

_EDGES: Final = " .,:;-–—()'\"|"
_MAX: Final = 90
_KIND: Final = r"(?:Safer|Stronger|Safe|Healthier|Thriving)"
_PLACE: Final = r"[A-Z][\w'’-]+(?:\s+(?:(?:and|&|upon|on|of|the)\s+)?[A-Z][\w'’-]+){0,3}?"
_BEFORE: Final = re.compile(rf"{_KIND}(?:,?\s+(?:(?:and|&)\s+)?{_KIND}){{0,2}}\s+(?P<place>{_PLACE})")
_BEHIND: Final = re.compile(
    rf"(?P<place>{_PLACE})\s+(?:Working\s+|Stronger\s+|Safer\s+|Safe\s+)?(?:Together|TOGETHER)"
    r"(?:\s+(?:Partnership|Board|Executive))?"
)
_SAFER_WHAT: Final = word_set(
    """
    sleep sleeping recruitment recruiting internet caring working futures choices practice care sexual
    together lives homes families children communities streets relationships start
    """
)
_TOGETHER_HOW: Final = word_set(
    """
    always never happy back still closer stronger better safer come stay apart forever joined sisters brothers
    alone once we two mothers fathers lives bound held torn thrown stuck
    """
)
_SIDES: Final = word_set("north south east west central greater mid upper lower city county")


def names_a_body(text: str) -> bool:
    """Whether a text is the whole name of a body that is known by an area and "safer" or "together"."""
    plain = squeeze(text[:_MAX]).strip(_EDGES)
    if match := _BEFORE.fullmatch(plain):
        return _is_place(match["place"], _SAFER_WHAT)
    match = _BEHIND.fullmatch(plain)
    return match is not None and _is_place(match["place"], _TOGETHER_HOW)


def _is_place(text: str, none: frozenset[str]) -> bool:
    """Whether capitalised words can be an area: no word of reviews, no verb, no word of a slogan."""
    found = [
        word
        for word in re.findall(r"[^\W\d_]+", text.lower())
        if word not in ("and", "upon", "on", "of", "the")
    ]
    ordinary = any(
        (word in NOT_NAMES and word not in _SIDES) or word in none or (word.endswith("ing") and len(word) < 9)
        for word in found
    )
    return bool(found) and not ordinary and not set(found) <= _SIDES
