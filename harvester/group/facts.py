"""What grouping needs to know of each document, worked out once."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.errors import failed_at
from harvester.group.names import names_in_heading, split_names
from harvester.normalise.boards import (
    area_of,
    find_boards,
    match_board,
    match_boards,
    match_heirs,
    same_area,
)
from harvester.normalise.cases import find_case_names
from harvester.normalise.lexicon import MONTHS, fold, word_set
from harvester.normalise.list_publishers import PublisherNames
from harvester.normalise.roles import find_roles
from harvester.normalise.types import find_review_types
from harvester.vocabulary import ReviewType, SourceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.records import GroupInput, SourceInfo

log = logging.getLogger(__name__)

TITLE_PAGE = 700  # characters that a title page takes, or less
ADULT_TYPES = frozenset({ReviewType.SAR, ReviewType.APR, ReviewType.DHR})
_BODY = re.compile(
    r"board|partnership|committee|panel|bwrdd|partneriaeth|pwyllgor|\b[A-Z]*(?:SCB|SCP|SAB|CPC)\b", re.I
)
_BODIES = re.compile(
    r"(?:(?:local|multi-agency)\s+)?(?:safeguarding|child protection|community safety)\b[^,/]*"
    r"(?:boards|partnerships|committees)",
    re.IGNORECASE,
)
_DATE_WORDS = frozenset(MONTHS) | word_set("date dated st nd rd th publication spring summer autumn winter")
_JOINT = re.compile(r"\bjoint(?:ly)?\b|ar\s+y\s+cyd", re.IGNORECASE)
_REVISED = re.compile(
    r"\b(?:revised|updated?|amended|re-?issued?|corrected|second edition"
    r"|v(?:ersion)?[\s._-]?[2-9]|republished|diwygiedig)\b"
    r"|[-_ ]v[2-9]\b",
    re.IGNORECASE,
)
_GENERIC = word_set(
    """
    a all an and archive archived are available board boards can case cases child children childrens
    copies document documents download downloads for from full here in is it latest learning list local
    new of on our partnership practice previous previously published publication publications recent
    recently report reports review reviewed reviews safeguarding scp scr scrs lscp lscb cspr csprs lcspr
    lcsprs serious the these this to view we with adult adults sar sars dhr dhrs domestic homicide year
    years statutory other related key read click below above home into by part pdf doc docx word opens
    window tab size completed concerning respect regarding summary overview final briefing briefings
    resources chair chairs chairman independent statement statements media press letter note easy read
    version text search results findings recommendations
    """
)


@dataclass(slots=True)
class Facts:
    """One document with its names, dates, publishers and place, in comparable form."""

    doc: GroupInput
    main: frozenset[str]  # the names of its case
    aliases: frozenset[str]  # further names of the same case
    first_year: int | None
    last_year: int | None
    theme: frozenset[str]  # telling words of the title, when it names no case
    place: tuple[str, str, str]  # source, page, heading
    generic: bool  # the heading says nothing that is true of one review only
    publishers: tuple[str, ...] = ()  # slugs; several for a joint review
    stated: bool = False  # the document itself names its publisher
    elsewhere: bool = False  # it names a board of another area that we do not crawl
    revised: bool = False  # its title, address or first lines call it revised
    _opening: frozenset[str] | None = None

    @property
    def id(self) -> str:
        """The document's id."""
        return self.doc.id

    @property
    def names(self) -> frozenset[str]:
        """All names of the case, main ones and others."""
        return self.main | self.aliases

    @property
    def opening_names(self) -> frozenset[str]:
        """The case names in its first lines; read only when two texts are alike."""
        if self._opening is None:
            self._opening = _opening_names(self.doc.text)
        return self._opening

    @property
    def shelves(self) -> tuple[str, ...]:
        """Where documents of the same publisher are looked for; none for an anonymous deposit."""
        if self.publishers:
            return self.publishers
        area = area_of(self.doc.board) if self.elsewhere and self.doc.board else ""
        return (f"?{area}",) if area else ()

    @property
    def at_home(self) -> bool:
        """Whether its publisher's own source lists it."""
        return self.doc.source in self.publishers


def year_of(value: str | None) -> int | None:
    """The year of an ISO date."""
    return int(value[:4]) if value and value[:4].isdigit() else None


def gather(documents: Sequence[GroupInput], sources: Sequence[SourceInfo]) -> dict[str, Facts]:
    """The facts of every document, keyed by id."""
    boards, words = _Boards(sources), _Words()
    return {doc.id: _attempt(doc, boards, words) for doc in sorted(documents, key=lambda d: d.id)}


def _attempt(doc: GroupInput, boards: _Boards, words: _Words) -> Facts:
    """The facts of a document; where the rules fail at it, those of one that says nothing."""
    try:
        return _facts(doc, boards, words)
    except MemoryError:
        raise
    except Exception as error:
        why = failed_at(error)
        log.warning("the rules fail at %s (%s), grouped by what its text is like: %s", doc.id, doc.url, why)
        nothing: frozenset[str] = frozenset()
        place = (doc.source, doc.id, "")  # on no page with others
        return Facts(doc, nothing, nothing, None, None, nothing, place=place, generic=True)


class _Words:
    """What headings and case names say, each worked out once: many documents share one."""

    def __init__(self) -> None:
        self._cases: dict[str | None, tuple[frozenset[str], frozenset[str]]] = {}
        self._names: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._generic: dict[tuple[str, frozenset[str]], bool] = {}

    def case(self, name: str | None) -> tuple[frozenset[str], frozenset[str]]:
        """As `split_names`."""
        if name not in self._cases:
            self._cases[name] = split_names(name)
        return self._cases[name]

    def names(self, heading: str) -> tuple[frozenset[str], frozenset[str]]:
        """As `names_in_heading`."""
        if heading not in self._names:
            self._names[heading] = names_in_heading(heading)
        return self._names[heading]

    def generic(self, heading: str, area: frozenset[str]) -> bool:
        """As `is_generic`."""
        key = (heading, area)
        if key not in self._generic:
            self._generic[key] = is_generic(heading, area)
        return self._generic[key]


def _facts(doc: GroupInput, boards: _Boards, words: _Words) -> Facts:
    main, aliases = words.case(doc.case_name)
    above, above_aliases = words.names(doc.heading[:300])
    if not main:
        main, aliases = above, above_aliases
    elif above_aliases and (main | aliases) & (above | above_aliases):
        aliases |= (above | above_aliases) - main  # "S25" under "Child M (S25)"
    area = boards.area_words(doc.source)
    years = sorted(y for y in (year_of(doc.published), year_of(doc.completed)) if y)
    publishers, stated, elsewhere = boards.publishers(doc)
    return Facts(
        doc=doc,
        main=main,
        aliases=aliases,
        first_year=years[0] if years else None,
        last_year=years[-1] if years else None,
        theme=frozenset() if main else theme_of(doc.title, area),
        place=(doc.source, doc.page_url, fold(doc.heading[:300])),
        generic=not doc.heading or words.generic(doc.heading[:300], area),
        publishers=publishers,
        stated=stated,
        elsewhere=elsewhere,
        revised=bool(
            _REVISED.search(f"{doc.title} {doc.heading[:200]} {doc.url.rsplit('/', 1)[-1]} {doc.text[:400]}")
        ),
    )


def _opening_names(text: str) -> frozenset[str]:
    names: set[str] = set()
    for mention in find_case_names(text[:900]):
        if mention.confidence >= 0.85:
            names |= frozenset().union(*split_names(mention.name))
    return frozenset(names)


def theme_of(title: str, area_words: frozenset[str] = frozenset()) -> frozenset[str]:
    """The words of a title that say what it is about, without type, role, area and common words."""
    plain = title[:300]
    spans = [(m.start, m.end) for m in find_review_types(plain)]
    spans += [(m.start, m.end) for m in find_roles(plain) if m.rank >= 2]
    for start, end in sorted(spans, reverse=True):
        plain = f"{plain[:start]} {plain[end:]}"
    words = re.findall(r"[^\W\d_]{3,}", fold(plain))
    return frozenset(words) - _GENERIC - _DATE_WORDS - area_words


def is_generic(heading: str, area_words: frozenset[str] = frozenset()) -> bool:
    """Whether a heading says no more than that reviews follow, or when: "Published reviews", "May 2014"."""
    words = set(re.findall(r"[^\W\d_]{2,}", fold(heading))) - area_words
    return not (words - _GENERIC - _DATE_WORDS) and not find_case_names(heading)


class _Boards:
    """Which source published what, remembered by the board's name."""

    def __init__(self, sources: Sequence[SourceInfo]) -> None:
        self._sources = tuple(sources)
        self._by_slug = {s.slug: s for s in sources}
        self._known: dict[str, tuple[str, ...]] = {}
        self._areas: dict[str, frozenset[str]] = {}
        self._lists = PublisherNames(sources)

    def publishers(self, doc: GroupInput) -> tuple[tuple[str, ...], bool, bool]:
        """Slugs of the publishers, whether the document names one, whether it is of another area."""
        here = self._by_slug.get(doc.source)
        collects = here is not None and here.kind is SourceKind.NATIONAL
        own = () if collects else (doc.source,)
        if not doc.board:
            return own, False, False
        found = self._match(doc.board)
        if own and any(doc.source in self._heirs(slug) for slug in found):
            # A report of a closed body, at one that followed it: it is of both.
            return tuple(dict.fromkeys((doc.source, *found))), True, False
        if not found and collects:  # a list names areas: "Newham and Lambeth", "Cumbria"
            found = self._lists.resolve(doc.board, doc.review_type)
        if own and here is not None and doc.source not in found and self._joint(doc, here):
            return (*found, doc.source), True, False  # a joint review at a board that was not named first
        if found:
            if doc.source not in found and here is not None and not collects and same_area(doc.board, here):
                return own, True, False  # a former or sister body of the same area
            return found, True, False
        near = same_area(doc.board, here) if here is not None else None
        safety = "safety" in doc.board.lower()
        other = near is False and not safety and bool(_BODY.search(doc.board))
        return (() if other else own), near is True, other

    def _joint(self, doc: GroupInput, here: SourceInfo) -> bool:
        """Whether the page says that it is joint, or its first lines name the source that lists it."""
        if _JOINT.search(f"{doc.title} {doc.heading[:200]}"):
            return True
        return any(same_area(m.name, here) for m in find_boards(f"{doc.board}\n{doc.text[:TITLE_PAGE]}"))

    def _match(self, board: str) -> tuple[str, ...]:
        if board not in self._known:
            several = match_boards(board, self._sources)
            single = match_board(board, self._sources)
            found = several if len(several) > 1 else ((single,) if single else several)
            self._known[board] = found or self._listed(board) or match_heirs(board, self._sources)
        return self._known[board]

    def _heirs(self, slug: str) -> frozenset[str]:
        """All that followed a closed body, and what followed those."""
        found: set[str] = set()
        waiting = [slug]
        while waiting:
            info = self._by_slug.get(waiting.pop())
            new = set(info.successors if info else ()) - found
            found |= new
            waiting.extend(sorted(new))
        return frozenset(found)

    def _listed(self, board: str) -> tuple[str, ...]:
        """Those sources that an enumeration names: "Oxmere, Farrowby and Eastvale Safeguarding Boards"."""
        bodies = _BODIES.search(board[:300])
        if bodies is None:
            return ()
        areas = re.split(r"\s*(?:,|/|&|\band\b)\s*", board[: bodies.start()])
        kind = bodies.group().rstrip("s")
        matched = [match_board(f"{area} {kind}", self._sources) for area in areas if area.strip()]
        return tuple(sorted({slug for slug in matched if slug}))

    def area_words(self, slug: str) -> frozenset[str]:
        """Words of the source's own names, which say nothing about a single review."""
        if slug not in self._areas:
            info = self._by_slug.get(slug)
            names = (info.title, *info.aliases) if info else (slug,)
            self._areas[slug] = frozenset(re.findall(r"[^\W\d_]{3,}", fold(" ".join(names))))
        return self._areas[slug]


def trust_of(sources: Sequence[SourceInfo]) -> dict[str, int]:
    """How far a source stands from those who publish: 0 a partnership, 1 a national collection."""
    return {s.slug: int(s.kind is SourceKind.NATIONAL) for s in sources}


def is_adult(review_type: ReviewType) -> bool:
    """Whether the kind of review concerns an adult."""
    return review_type in ADULT_TYPES
