"""Names on a title page that no vocabulary knows: the source's own, and a pseudonym on its own line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.normalise.boards import area_of, find_boards, tidy_name
from harvester.normalise.case_tokens import CONNECTORS, is_name, tokens_of
from harvester.normalise.cases import CaseKind, CaseMention
from harvester.normalise.cover_cases import CasesFound
from harvester.normalise.cover_lines import CoverLine, Kind
from harvester.normalise.lexicon import straight
from harvester.normalise.names import THEMES
from harvester.normalise.roles import find_roles
from harvester.normalise.titles import tidy_line
from harvester.normalise.types import find_review_types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.records import SourceInfo

_SPREAD = 3  # lines over which the source's name may be broken
_SHORT = 3  # letters of the shortest pseudonym looked for
_QUOTES = "'\"‘’“”"
_SET_OFF = re.compile(r"(?P<name>[^:\-|]{2,40}?)\s*(?::|\s-)\s+(?:an?\s+|the\s+)?(?=\w)", re.IGNORECASE)


def mark_own_board(
    zone: Sequence[CoverLine], source: SourceInfo | None, bodies: Sequence[str] = ()
) -> str | None:
    """The name under which the page names the source that listed it; its lines become BOARD.

    Not every publisher is called a board or partnership ("Westfell Multi-Agency Arrangements"). Where
    a national list said who published, that body's name (of `bodies`) counts as well.
    """
    own = (source.title, *source.aliases) if source else ()
    names = {_key(n) for n in (*own, *bodies) if len(n.split()) >= 2}
    for start, line in enumerate(zone):
        for stop in range(start + 1, min(start + _SPREAD, len(zone)) + 1):
            part = zone[start:stop]
            text = " ".join(c.text for c in part)
            if line.kind in (Kind.TITLE, Kind.BOARD) and _key(text) in names:
                for printed in part:
                    printed.kind = Kind.BOARD
                return tidy_name(text)
    return None


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower().replace("&", " and ").replace("'", "").replace("’", "")))


def lone_pseudonym(
    zone: Sequence[CoverLine], used: frozenset[int], source: SourceInfo | None = None
) -> CasesFound:
    """A name that no list knows, alone on the line above or below the kind of review.

    Themes, words of reviews and the areas that boards on the page name are none.
    """
    areas = _areas(zone, source)
    for index, line in enumerate(zone):
        if line.kind is not Kind.TITLE or index in used:
            continue
        if (name := _before_kind(line.text)) and _may_name(name, areas):
            mention = CaseMention(name, 0, len(name), CaseKind.BARE, 0.5)
            return CasesFound((mention,), frozenset({index}))
        if not _may_name(line.text, areas):
            continue
        beside = [zone[i] for i in (index - 1, index + 1) if 0 <= i < len(zone)]
        if any(b.kind is Kind.TITLE and _tells_kind(b.text) for b in beside):
            name = tidy_line(line.text.strip(_QUOTES)).strip(_QUOTES)
            mention = CaseMention(name, 0, len(line.text), CaseKind.BARE, 0.5)
            return CasesFound((mention,), frozenset({index}))
    return CasesFound()


def _before_kind(text: str) -> str | None:
    """What a title line has before one kind of review: "Sabrel: domestic homicide review"."""
    match = _SET_OFF.match(straight(text))
    if match is None:
        return None
    kinds = find_review_types(text)
    begins = any(m.rank >= 2 and m.start == match.end() for m in kinds)
    ends = any(not re.search(r"\w", text[m.end :]) and not m.text.lower().endswith("s") for m in kinds)
    return tidy_line(match["name"].strip(_QUOTES)).strip(_QUOTES) if begins and ends else None


def _tells_kind(text: str) -> bool:
    return any(m.rank >= 2 for m in find_review_types(text))


def _areas(zone: Sequence[CoverLine], source: SourceInfo | None) -> frozenset[str]:
    text = "\n".join(c.text for c in zone)
    areas = [m.area for m in find_boards(text)] + ([area_of(source.title)] if source else [])
    return frozenset(w for area in areas for w in re.findall(r"\w+", area))


def _may_name(text: str, areas: frozenset[str]) -> bool:
    """Whether a line is one name, or two joined, of letters only."""
    tokens = tokens_of(text.strip(_QUOTES + " "))
    names = [t for t in tokens if t.low not in CONNECTORS]
    if not 1 <= len(names) <= 2 or len(tokens) != 2 * len(names) - 1:
        return False
    if find_roles(text) or find_review_types(text):
        return False
    return all(
        is_name(t) and len(t.low) >= _SHORT and t.low not in THEMES and t.low not in areas for t in names
    )
