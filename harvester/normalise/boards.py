"""Who published a review: finding the names of boards in text, and matching them to sources.

A board is named by an area and a kind of body ("Northmoor" + "Safeguarding Children Board"). The
kind is a closed vocabulary, the area is whatever proper name stands beside it, so invented and
future areas work. An acronym alone ("NSCB") is never a board: dozens of areas share each one. Only
the generic acronyms ("LSCB", "SCP") count, and only with an area in front of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.normalise.board_kinds import AFTER, AROUND, GENERIC, KIND, SHORT
from harvester.normalise.words import ENDS_IN_LABEL, mostly_capitals, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.records import SourceInfo

MAX_TEXT = 60_000  # characters looked at; a board is named early or not at all
_SHORT_TEXT = 2_000  # characters of a text that is kept with its boards: lines are asked again and again
MAX_MENTIONS = 200  # a text with more is a directory, not a review
_REACH = 130  # characters before the kind of body in which its area may stand


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardMention:
    """One board named in a text: `name` is written out, `area` is its comparison form."""

    name: str
    area: str
    start: int
    end: int


_TOKEN = re.compile(r"\S+|\n")
_AREA_FOLLOWS = re.compile(r"[ \t]+(?:for|of)[ \t]+(?:the[ \t]+)?[A-Z]")
_SMALL = words("and of with upon on the le y a'r ar in by for")
_JOINS = words("and & of with upon on the le la de under y yr a a'r a’r")
# Words that end a name when met to its left, capitalised or not.
_STOPS = words(
    """report reports review reviews case serious child children children's overview summary executive
    author authors chair chairman chaired independent by to for from this that these is are was were
    be been its it our their your in at as property copyright published publisher publication
    presented approved commissioned adopted agreed endorsed prepared behalf member members board
    boards partnership partnerships committee council lscb lscp scb scp sab domestic homicide adult
    adults practice learning safeguarding local regional national final draft confidential
    restricted response statement action plan briefing date page version title respect death
    concerning regarding relating into after unless if not annual new former joint joined together
    website panel signed lead reviewer writer consultant manager director business unit contact
    january february march april may june july august september october november december family
    baby mr mrs ms dr sir between undertaken conducted carried out completed produced issued
    ratified accepted received behest request alongside read"""
)


def _title_word(word: str, first: bool) -> str:
    low = word.lower()
    if low in _SMALL and not first:
        return low
    parts = re.split(r"(-)", low)
    return "".join(
        p if p in {"on", "upon", "with", "in", "the"} and i else p[:1].upper() + p[1:]
        for i, p in enumerate(parts)
    )


def tidy_name(text: str) -> str:
    """One line, single spaces, and not in capitals."""
    parts = text.replace("\u2019", "'").split()
    if mostly_capitals(text):
        parts = [
            w if w in GENERIC and len(parts) > 1 else _title_word(w, i == 0) for i, w in enumerate(parts)
        ]
    return " ".join(parts).strip(" ,.;:-–")


def _is_area_word(token: str) -> bool:
    bare = token.strip(",'\"“”‘’()")
    if not bare or bare.lower() in _STOPS or any(c.isdigit() for c in bare):
        return False
    return bare[0].isupper() or bare[:2].lower() in {"d'"}


def _ends_clause(token: str) -> bool:
    return token[-1] in ".:;!?)|" and token not in {"St."}


def _area_before(text: str, at: int) -> int:
    """Where the area name that ends just before `at` begins; `at` when there is none."""
    low = max(0, at - _REACH)
    pieces = [(m.group(), low + m.start()) for m in _TOKEN.finditer(text[low:at])]
    begin, seen, breaks = at, False, 0
    for index in range(len(pieces) - 1, -1, -1):
        piece, start = pieces[index]
        if piece == "\n":
            before = pieces[index - 1][0] if index else ""
            label = ENDS_IN_LABEL.search(text[max(low, start - 40) : start])  # "LCR A"
            open_end = before.endswith(",") or (before.lower() in _JOINS and not label)
            open_start = bool({word.lower() for word in text[begin:at].split()[:1]} & _JOINS)
            if breaks >= 2 or (seen and not open_end and not open_start) or before in {"", "\n"}:
                break
            breaks += 1
            if not open_end and not open_start and not _line_ends_in_area(text, start):
                break
            continue
        if _ends_clause(piece) or piece.lower() in _STOPS:
            break
        if piece.lower() in _JOINS or piece in {"-", "–", "&"}:
            if not seen and piece.lower() not in {"and", "&"}:
                break
            begin = start
            continue
        if not _is_area_word(piece):
            break
        if piece.endswith(",") and not seen:
            break
        begin, seen = start, True
    return _drop_loose_start(text, begin, at) if seen else at


_LEADS_TO_BOARD = words("property behalf by to is for from at")  # "… is the property of Northmoor"


def _line_ends_in_area(text: str, newline: int) -> bool:
    """Whether the line that ends at `newline` is a place name, or a sentence that ends in one."""
    line = text[text.rfind("\n", 0, newline) + 1 : newline].split()[-12:]
    if not line or _ends_clause(line[-1]):
        return False
    for word in reversed(line):
        if word.lower() in _JOINS or (_is_area_word(word) and not _ends_clause(word)):
            continue
        return word.lower() in _LEADS_TO_BOARD and line[-1] != word
    return len(line) <= 9


def _drop_loose_start(text: str, begin: int, at: int) -> int:
    """Skip joining words and breaks with which a name cannot start."""
    while begin < at:
        match = re.match(
            r"\s+|(?:and|&|of|with|upon|on|the|under|-|–|,)(?=\s)", text[begin:at], re.IGNORECASE
        )
        if not match:
            break
        begin += match.end()
    return begin


def _area_after(text: str, at: int) -> int:
    """Where the capitalised name that starts at `at` ends; `at` when there is none."""
    end, seen = at, False
    for match in re.finditer(r"[^\s,.;:()|]+|\n|\S", text[at : at + 80]):
        token = match.group()
        if token in _STOPS or token.lower() in _STOPS or not re.match(r"[\w&'’]", token):
            break
        if token.lower() in _JOINS:
            continue
        if not _is_area_word(token) or (seen and "\n" in text[end : at + match.start()]):
            break
        end, seen = at + match.end(), True
    return end


@lru_cache(maxsize=8192)
def _generic_long(text: str) -> str:
    return " ".join(GENERIC.get(w, w) for w in text.split())


def _shaped(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for pattern in (KIND, SHORT):
        for match in pattern.finditer(text):
            begin = _area_before(text, match.start())
            if "\n" in text[begin : match.start()] and _AREA_FOLLOWS.match(text, match.end()):
                continue  # "Two Sisters" / "Safeguarding Board for Northmoor"
            if begin < match.start():
                spans.append((begin, match.end()))
    for match in AFTER.finditer(text):
        end = _area_after(text, match.end())
        if end > match.end():
            spans.append((match.start(), end))
    for match in AROUND.finditer(text):
        middle = match.group(1).split()
        if all(_is_area_word(w) or w.lower() in _JOINS for w in middle):
            spans.append(match.span())
    return spans


def find_boards(text: str) -> tuple[BoardMention, ...]:
    """Every board named in a text, in order; names may be split over lines or in capitals."""
    if len(text) <= _SHORT_TEXT:
        return _found_in(text)
    return _found_in.__wrapped__(text[:MAX_TEXT])


@lru_cache(maxsize=2048)
def _found_in(text: str) -> tuple[BoardMention, ...]:
    found: list[BoardMention] = []
    for begin, end in sorted(_shaped(text), key=lambda s: (s[0], -s[1]))[:MAX_MENTIONS]:
        if found and begin < found[-1].end:
            continue
        name = _generic_long(tidy_name(text[begin:end]))
        area = area_of(name)
        if area:
            found.append(BoardMention(name=name, area=area, start=begin, end=end))
    return tuple(found)


# ---------------------------------------------------------------- comparing

_KIND_WORDS = words(
    """local regional strategic multi agency multiagency integrated independent joint safeguarding
    safeguard children childrens child children's adults adult adults' people young person persons
    vulnerable family families community communities safety safe safer stronger board boards
    partnership partnerships committee committees council assurance protection public area executive
    keeping together resilience arrangements arrangement working lscb lscp scb scp lsab sab sapb
    csap csp cpc acpc lcsb cdrp cysur cwmpas crime disorder reduction all age group unitary
    metropolitan statutory partners multi-agency all-age for our the service services bwrdd diogelu
    plant oedolion rhanbarthol lleol"""
)
_STYLE = re.compile(
    r"\b(?:(?:(?:london|royal|metropolitan)\s+)?borough\s+of|city\s+of|county\s+of|london\s+borough)\b"
)
_LOOSE_JOINS = words("and of with in a")
_LOOSE = words("city borough county district council town")


@lru_cache(maxsize=8192)
def area_of(name: str) -> str:
    """The area in a board's name: "Northmoor Local Safeguarding Children Board" → "northmoor"."""
    low = re.sub(r"\(.*?\)", " ", name.lower()[:300]).replace("’", "'").replace("&", " and ")
    low = _STYLE.sub(" ", low)
    found = [w for w in re.findall(r"[^\W_]+(?:['.-][^\W_]+)*", low) if w not in _KIND_WORDS]
    while found and found[0] in _LOOSE_JOINS:
        found.pop(0)
    while found and found[-1] in _LOOSE_JOINS:
        found.pop()
    kept = [w for i, w in enumerate(found) if not (w == "and" and i and found[i - 1] == "and")]
    return " ".join(kept)


@lru_cache(maxsize=8192)
def _loose(area: str) -> str:
    return " ".join(w for w in re.sub(r"[-.']", " ", area).split() if w not in _LOOSE) or area


@lru_cache(maxsize=8192)
def _key(name: str) -> str:
    return " ".join(re.findall(r"\w+", tidy_name(name).lower().replace("&", " and ").replace("'", "")))


def kind_of_body(name: str) -> str:
    """Whether a body is for `children`, `adults`, community `safety`, or `any` of them."""
    low = name.lower()
    if re.search(r"community safety|safer |crime and disorder|domestic", low):
        return "safety"
    if "adult" in low and "child" not in low:
        return "adults"
    return "children" if re.search(r"child|lscb|lscp|cysur", low) else "any"


def _is_acronym(name: str) -> bool:
    return " " not in name.strip() and name.upper() == name


def _one(slugs: Iterable[str]) -> str | None:
    """The only slug; None when there is none or when the name fits several sources."""
    unique = set(slugs)
    return unique.pop() if len(unique) == 1 else None


def match_board(board: str, sources: Sequence[SourceInfo]) -> str | None:
    """The slug of the source that a board's full name belongs to, or None.

    A name that fits several sources (a body since split up), an acronym alone, and an area that no
    source covers give None. Longest name first: "North Yorkshire" is never taken for "York".
    """
    if not board.strip() or _is_acronym(board):
        return None
    key = _key(_generic_long(board))
    exact = _named(key, sources)
    if exact:
        return _one(s.slug for s in exact) or _body_itself(exact)
    area = area_of(board)
    if not area:
        return None
    for form in (str, _loose):
        hits = [s for s in sources if form(area) in {form(a) for a in areas_of(s)}]
        if hits:
            same = [s.slug for s in hits if kind_of_body(s.title) in {kind_of_body(board), "any"}]
            return _one(s.slug for s in hits) or _one(same) or _body_itself(hits)
    return _match_within(key, sources)


def _named(key: str, sources: Sequence[SourceInfo]) -> list[SourceInfo]:
    return [s for s in sources if any(_key(_generic_long(n)) == key for n in (s.title, *s.aliases))]


def _body_itself(hits: Sequence[SourceInfo]) -> str | None:
    """The closed body that all others of these followed: its own name is among their former ones."""
    slugs = {s.slug for s in hits}
    return _one(s.slug for s in hits if s.successors and slugs - {s.slug} <= set(s.successors))


def match_heirs(board: str, sources: Sequence[SourceInfo]) -> tuple[str, ...]:
    """All sources that have a board's full name among their former ones, where it is that of several areas.

    A body that was split up and is not declared itself; a children's and an adults' board of one area, which
    may share a former name, are not meant.
    """
    hits = _named(_key(_generic_long(board)), sources) if not _is_acronym(board) else []
    areas = {_loose(area_of(s.title)) for s in hits}
    return tuple(s.slug for s in hits) if len(hits) > 1 and len(areas) == len(hits) else ()


def _match_within(key: str, sources: Sequence[SourceInfo]) -> str | None:
    """A full source name inside a longer text ("Presented to Northmoor … Board"), longest first."""
    padded = f" {key} "
    hits = [
        (len(name), s.slug)
        for s in sources
        for name in (_key(_generic_long(n)) for n in (s.title, *s.aliases) if not _is_acronym(n))
        if len(name) > 12 and f" {name} " in padded
    ]
    if not hits:
        return None
    longest = max(hits)[0]
    return _one(slug for size, slug in hits if size == longest)


def match_boards(text: str, sources: Sequence[SourceInfo]) -> tuple[str, ...]:
    """Slugs of all sources that a text names as boards, in order of mention (joint reviews).

    "Northmoor and Westfell Safeguarding Children Boards" is both, unless one source is called so.
    """
    slugs: list[str] = []
    for mention in find_boards(text):
        slug = match_board(mention.name, sources)
        slugs.extend([slug] if slug else _match_parts(mention.name, sources))
    return tuple(dict.fromkeys(slugs))


def _match_parts(name: str, sources: Sequence[SourceInfo]) -> list[str]:
    """The sources of a joint name, where each of its areas is one's own; else nothing."""
    parts = [a for a in (area_of(p) for p in re.split(r"\s*(?:,|&|\band\b)\s*", name)) if a]
    if len(parts) < 2:
        return []
    kind, found = kind_of_body(name), list[str]()
    for area in parts:
        hits = [s for s in sources if _loose(area) in {_loose(a) for a in areas_of(s)}]
        slug = _one(s.slug for s in hits) or _one(
            s.slug for s in hits if kind_of_body(s.title) in {kind, "any"}
        )
        if slug is None:
            return []
        found.append(slug)
    return found


@lru_cache(maxsize=2048)
def areas_of(source: SourceInfo) -> frozenset[str]:
    """All areas that a source's title and aliases name (never from an acronym)."""
    return frozenset(
        a for a in (area_of(n) for n in (source.title, *source.aliases) if not _is_acronym(n)) if a
    )


def same_area(board: str, source: SourceInfo) -> bool | None:
    """Whether a board is of the source's own area; None when the board names no area.

    A joint board ("Northmoor and Westfell …") is of both areas.
    """
    area = area_of(board) if not _is_acronym(board) else ""
    if not area:
        return None
    theirs = {_loose(area), *(_loose(p) for p in re.split(r"\s+and\s+", area))}
    own: set[str] = set()
    for name in areas_of(source):
        own |= {_loose(name), *(_loose(p) for p in re.split(r"\s+and\s+", name))}
    return not theirs.isdisjoint(own)
