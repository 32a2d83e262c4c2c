"""Finds the words that name a kind of review, and decides which kind they mean.

The same letters mean different things: "SCR" is a serious case review in England and a significant
case review in Scotland; "CPR" is a review in Wales and a register or a first-aid course elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from harvester.normalise.lexicon import straight
from harvester.phrases import Phrases, likely
from harvester.vocabulary import Nation, ReviewType

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_TEXT = 20_000
MAX_MENTIONS = 150  # of one term: a text with more is no title
# Years in which the published reviews of a nation became mostly those of the new kind.
FIRST_CSPR_YEAR = 2020  # England: areas changed over until September 2019
FIRST_CPR_YEAR = 2013  # Wales
FIRST_SUSR_YEAR = 2026  # Wales: since October 2024, published from then on with a year's delay
LAST_SIG_CR_YEAR = 2021  # Scotland: learning reviews since September 2021


@dataclass(frozen=True, slots=True)
class TypeMention:
    """Words that name a kind of review. `review_type` is what they mean in England and Wales.

    `rank` 3 names a statutory kind in full or in its letters, 2 a non-statutory kind, 1 only hints.
    """

    review_type: ReviewType
    start: int
    end: int
    text: str
    rank: int
    term: str  # which entry of the vocabulary matched


@dataclass(frozen=True, slots=True)
class _Term:
    name: str
    review_type: ReviewType
    rank: int
    pattern: str


_REVIEW = r"(?:reviews?|rev\b)"
_TERMS = (
    _Term(
        "review of reviews",
        ReviewType.THEMATIC,
        3,
        r"\breview\s+of\s+(?:[\w&]+\s+){0,3}(?:case|learning|practice)\s+reviews|\breview\s+of\s+(?:scrs|cspr?s)"
        r"|(?:messages|themes|lessons|learning)\s+from\s+(?:[\w&]+\s+){0,3}(?:case|practice)\s+reviews\s+\d{4}",
    ),
    _Term(
        "adult serious case review",
        ReviewType.SAR,
        3,
        rf"(?:safeguarding\s+)?adults?(?:'s|s')?\s+(?:serious\s+case\s+{_REVIEW}|scrs?\b)"
        rf"|serious\s+case\s+{_REVIEW}\s*\(?adults?\)?",
    ),
    _Term(
        "safeguarding adult review",
        ReviewType.SAR,
        3,
        rf"safeguarding\s+adults?(?:'s?|s')?\s+(?:case\s+)?{_REVIEW}|(?:non[\s-]?statutory\s+)?\b[a-z]{{0,2}}sars?\b",
    ),
    _Term(
        "domestic homicide review",
        ReviewType.DHR,
        3,
        rf"domestic\s+(?:violence\s+)?homicide\s+{_REVIEW}|domestic\s+abuse[\s-]+related\s+death\s+{_REVIEW}"
        rf"|\bdhrs?\b|\bdardrs?\b|adolyg\w+\s+(?:o\s+)?ddynladdiad\w*\s+(?:yn\s+y\s+cartref|domestig)"
        rf"|adolyg\w+\s+(?:o\s+)?lladdiad\w*\s+domestig",
    ),
    _Term(
        "single unified safeguarding review",
        ReviewType.SUSR,
        3,
        rf"single\s+unified\s+safeguarding\s+{_REVIEW}|\bsusrs?\b|adolyg\w+\s+diogelu\s+unedig\s+sengl|\badus\b",
    ),
    _Term(
        "adult practice review",
        ReviewType.APR,
        3,
        rf"adults?\s+practice\s+{_REVIEW}|\be?aprs?\b(?!\s*(?:\d\d?,|\d{{4}}\b))"
        rf"|adolyg\w+\s+ymarfer\s+oedol(?:ion|yn)|\bayoe?\b",
    ),
    _Term(
        "national review",
        ReviewType.NATIONAL,
        3,
        rf"national\s+(?:child\s+)?safeguarding\s+practice\s+{_REVIEW}|national\s+cspr|national\s+{_REVIEW}\s+(?:into|of|by)",
    ),
    _Term(
        "child safeguarding practice review",
        ReviewType.CSPR,
        3,
        rf"(?:local\s+)?(?:child(?:ren)?(?:'?s?'?)?\s+)?safeguarding\s+(?:child(?:ren)?(?:'?s?'?)?\s+)?practi[cs]e\s+{_REVIEW}"
        rf"|(?:local\s+)?child(?:ren)?(?:'?s)?\s+safeguarding\s+{_REVIEW}|\bl?cspr'?s?\b|\blscprs?\b|\bsprs?\b"
        rf"|local\s+(?:child\s+)?practice\s+{_REVIEW}|serious\s+child\s+safeguarding\s+(?:practice\s+)?{_REVIEW}",
    ),
    _Term(
        "child practice review",
        ReviewType.CPR,
        3,
        rf"(?:(?:concise|extended|historical)\s{1, 3})?child(?:ren)?(?:'?s)?\s+practice\s+{_REVIEW}"
        rf"|(?:concise|extended)\s+(?:practice\s+)?{_REVIEW}"
        rf"|adolyg\w+\s+ymarfer\s+(?:plant|plentyn)|adolyg\w+\s+ymarfer\s+(?:cryno|estynedig|hanesyddol)"
        rf"|adolyg\w+\s+(?:cryno|estynedig)|\baype?\b|\bcysur\s+\d",
    ),
    _Term("cpr letters", ReviewType.CPR, 3, r"\b[ce]?cpre?s?\b(?!\s+(?:training|first))"),
    _Term(
        "case management review",
        ReviewType.CMR,
        3,
        rf"(?<!serious )case\s+management\s+{_REVIEW}|\bcmrs?\b",
    ),
    _Term(
        "significant case review",
        ReviewType.SIG_CR,
        3,
        rf"significant\s+case\s+(?:learning\s+)?{_REVIEW}|initial\s+case\s+{_REVIEW}",
    ),
    _Term(
        "serious case review",
        ReviewType.SCR,
        3,
        rf"(?<!thematic )serious\s+case\s+(?:management\s+)?{_REVIEW}"
        rf"|part\s+(?:8|eight|viii)\s+(?:case\s+)?{_REVIEW}"
        rf"|under\s+chapter\s+viii|\bscmrs?\b|adolyg\w+\s+achos(?:ion)?\s+difrifol",
    ),
    _Term("scr letters", ReviewType.SCR, 3, r"\bscr'?s?\b"),
    _Term(
        "thematic review",
        ReviewType.THEMATIC,
        2,
        rf"thematic\s+(?:[\w&/-]+\s+){{0,3}}{_REVIEW}|thematic\s+(?:analysis|report|learning|briefing)|adolyg\w+\s+thematig",
    ),
    _Term("rapid review", ReviewType.RAPID_REVIEW, 2, rf"rapid\s+{_REVIEW}|adolygiad\s+cyflym"),
    _Term(
        "learning review",
        ReviewType.LEARNING_REVIEW,
        2,
        rf"(?:(?:local|partnership|practice|multi[\s-]?agency|serious\s+incident|case)\s+){{0,4}}learning\s+"
        rf"(?:lessons?\s+)?{_REVIEW}|lessons?\s+learn(?:ed|t|ing)\s+(?:{_REVIEW}|report)|local\s+(?:case\s+)?{_REVIEW}"
        rf"|(?:multi[\s-]?agency|partnership|systemic|systems|single\s+agency|significant\s+incident\s+learning"
        rf"|serious\s+incident)\s+(?:case\s+|practice\s+|learning\s+|process\s+){{0,3}}{_REVIEW}"
        rf"|\bl?lcrs?\b|\bllrs?\b|\bmacrs?\b|\bsilps?\b|\bsilrs?\b|\bllr\b|multi[\s-]?agency\s+learning\s+{_REVIEW}"
        rf"|adolyg\w+\s+dysgu|appreciative\s+inquiry",
    ),
    _Term(
        "other statutory review",
        ReviewType.OTHER,
        2,
        rf"(?:offensive\s+weapons?|mental\s+health)\s+homicide\s+{_REVIEW}|\bowhrs?\b|\bmhhrs?\b",
    ),
    _Term("practice review", ReviewType.CSPR, 1, rf"practice\s+{_REVIEW}"),
    _Term(
        "case review",
        ReviewType.SCR,
        1,
        rf"\b(?:child(?:ren)?(?:'?s)?\s+)?case\s+{_REVIEW}(?!\s+(?:repository|group|library|collection|process))"
        r"|adolyg\w+\s+achos\w*",
    ),
)
_PATTERNS = tuple((term, Phrases(term.pattern)) for term in _TERMS)
# Words before that make the mention a memory, and after that make it a body or a process.
_FORMERLY = re.compile(
    r"(?:previous(?:ly)?|former(?:ly)?|was|replac\w+|known\s+as)[\s:('\"]{1,3}$", re.IGNORECASE
)
_BODY = re.compile(r"\s+(?:panel|sub[\s-]?(?:group|committee)|committee)\b", re.IGNORECASE)
_ADULT_WORDS = re.compile(
    r"(?<!Child/)\b(?i:adult)\s+(?:[A-Z]\d*\b|(?i:protection\s+committee))|(?i:safeguarding\s+adults?\s+board)|\b[A-Z]{1,3}SAB\b",
)

_SCOTTISH = re.compile(
    r"significant\s+case|child(?:\s+and\s+adult)?\s+protection\s+committee|\bC?CPC\b", re.IGNORECASE
)
_CHILD_WORDS = re.compile(r"\b(?:child|children|baby|babies|infant|young\s+person)\b(?!/)", re.IGNORECASE)


def nation_told(text: str, nation: Nation) -> Nation:
    """Scotland where the words say so; links judged on their own come without their source's nation."""
    return Nation.SCOTLAND if nation is Nation.ENGLAND and _SCOTTISH.search(text) else nation


@lru_cache(maxsize=2048)
def find_review_types(text: str) -> tuple[TypeMention, ...]:
    """Every mention of a kind of review, in order, the longest words first where they overlap."""
    plain = straight(text[:MAX_TEXT]).replace("_", " ").replace("\n", " ")
    found: list[TypeMention] = []
    for term, pattern in likely(_PATTERNS, plain):
        for match in islice(pattern.finditer(plain), MAX_MENTIONS):
            if _BODY.match(plain[match.end() : match.end() + 20]):
                continue
            if any(match.start() < m.end and m.start < match.end() for m in found):
                continue
            memory = _FORMERLY.search(plain[max(0, match.start() - 24) : match.start()])
            rank = 0 if memory else term.rank
            found.append(
                TypeMention(term.review_type, match.start(), match.end(), match.group(), rank, term.name)
            )
    found.sort(key=lambda m: m.start)
    return tuple(found)


def resolve_type(
    mentions: Sequence[TypeMention],
    *,
    nation: Nation = Nation.ENGLAND,
    year: int | None = None,
    context: str = "",
) -> ReviewType | None:
    """The kind of review that the mentions mean together.

    A statutory kind beats a local one, a local one beats a hint; among equals the first counts.

    Args:
        mentions: from `find_review_types`, in the order of the text.
        nation: of the publisher; decides "SCR", "CPR" and "practice review".
        year: of the review, when known.
        context: other words of the page or title that may show that an adult is meant.
    """
    if not mentions:
        return None
    best = max(m.rank for m in mentions)
    chosen = _first(mentions, best, year)
    if chosen.term == "learning review" and any(m.term == "thematic review" and m.rank for m in mentions):
        chosen = next(m for m in mentions if m.term == "thematic review")
    return _by_nation(chosen, nation, year, context)


def _first(mentions: Sequence[TypeMention], rank: int, year: int | None) -> TypeMention:
    """The first mention of that rank; a title that names both kinds is read by its date.

    "CSPR (SCR) briefings" lists both. Without a date the older kind is likelier, of which far more
    were published.
    """
    ranked = [m for m in mentions if m.rank == rank]
    kinds = {m.review_type for m in ranked}
    if kinds == {ReviewType.SCR, ReviewType.CSPR}:
        wanted = ReviewType.CSPR if year is not None and year >= FIRST_CSPR_YEAR else ReviewType.SCR
        return next(m for m in ranked if m.review_type is wanted)
    return ranked[0]


def default_type(nation: Nation, year: int | None) -> ReviewType:
    """The kind of review that a "case review" of that nation and year most likely is."""
    if nation is Nation.SCOTLAND:
        return ReviewType.SIG_CR if year is None or year <= LAST_SIG_CR_YEAR else ReviewType.LEARNING_REVIEW
    if nation is Nation.NORTHERN_IRELAND:
        return ReviewType.CMR
    if nation is Nation.WALES:
        if year is not None and year >= FIRST_SUSR_YEAR:
            return ReviewType.SUSR
        return ReviewType.SCR if year is not None and year < FIRST_CPR_YEAR else ReviewType.CPR
    return ReviewType.CSPR if year is not None and year >= FIRST_CSPR_YEAR else ReviewType.SCR


def _by_nation(chosen: TypeMention, nation: Nation, year: int | None, context: str) -> ReviewType:
    meant = chosen.review_type
    if chosen.term == "case review":
        return default_type(nation, year)
    if chosen.term == "scr letters" and nation is Nation.SCOTLAND:
        return ReviewType.SIG_CR
    if (
        meant in (ReviewType.SCR, ReviewType.SIG_CR)
        and _ADULT_WORDS.search(context)
        and not _CHILD_WORDS.search(context)
    ):
        return ReviewType.SAR
    if chosen.term == "practice review" and nation is Nation.WALES:
        return ReviewType.CPR
    if meant is ReviewType.CSPR and nation is Nation.WALES and (year is None or year < 2029):
        return ReviewType.CPR if "child" in chosen.text.lower() else meant
    return meant
