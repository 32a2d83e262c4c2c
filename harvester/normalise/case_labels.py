"""Case names with a noun or a code: "Child X", "Q Family", "Two Sisters", "LN15", "CSPR 14 and 15"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.normalise.case_forms import CaseKind, CaseMention, show, with_brackets
from harvester.normalise.case_lists import joined_end, labelled_end, separator_end
from harvester.normalise.case_tokens import FIRST_WORDS, Token, is_code, is_given, is_name
from harvester.normalise.lexicon import squeeze, word_set
from harvester.normalise.roles import find_roles
from harvester.normalise.types import find_review_types
from harvester.vocabulary import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMBERED = re.compile(
    r"\b(?P<type>SCR|L?CSPR|LSCPR|SPR|LCR|LLR|SAR|DHR|LR|SILP|MACR|CMR)\s+(?:(?:No\.?|Number)\s+)?"
    r"(?P<id>[A-Z]|0\d{3}|\d{1,3})(?![\w/.]|[^\S\n]+(?:[a-z]|Serious|Local|Child\b|Case|Review|Report|Domestic|Safeguarding|"
    r"SERIOUS|LOCAL|CHILD|CASE|REVIEW|REPORT|DOMESTIC|SAFEGUARDING|January|February|March|April|May|June|July|August"
    r"|September|October|November|December)\b(?<!\band)(?<!\bto))"
)

_MORE = re.compile(
    r"(?:\s?(?:,|&|and|/|,\s?and)\s?)(?:(?:SCR|L?CSPR|LCR|SAR|DHR)\s+)?(?:[A-Z]|\d{1,3})(?![\w/.])"
)


# The years' numbers of one board: "Child Practice Review 1/2021", "Adolygiad Ymarfer Plant 2/2019".
_YEAR_NUMBER = re.compile(
    r"\W{0,4}(?:(?:No|Number|Rhif)\.?\s{0,2})?(?P<id>\d{1,3}\s?/\s?(?:19|20)\d\d)\b", re.IGNORECASE
)
_CAPITALS = re.compile(r"(?<![\w&])[A-Z]{2}(?:\s?,\s?[A-Z]{2})*\s?(?:&|and|,\s?and)\s?[A-Z]{2}(?![\w&])")
# A review of a place: "Serious Case Review - Marlowe House".
_PLACE = re.compile(
    r"[\s\-:]{1,4}(?:(?:into|at|concerning|regarding|of|in\srespect\sof)\s)?(?P<name>[A-Z][a-z]+(?:\s[A-Z][a-z]+)?\s"
    r"(?:House|Nursery|Lodge|Court|Hall|Hospital|School))\b"
)
_GROUP = re.compile(
    r"\b(?:The\s+)?(?P<name>(?:Two|Three|Four|Five|Six)\s+(?:Sisters|Brothers|Siblings|Babies|Infants|Boys|Girls|Cousins|Children|Teenagers))\b"
)


def numbered(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    """A type in letters with a letter or number: "SCR 0115", "CSPR 14 and 15"."""
    for match in _NUMBERED.finditer(plain):
        end = match.end()
        while more := _MORE.match(plain, end):
            end = more.end()
        mention = CaseMention(
            squeeze(plain[match.start() : end]), match.start(), end, CaseKind.NUMBERED, 0.85
        )
        yield with_brackets(plain, mention)


def labelled(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    """Names with a noun before them, and everything joined to them by "and"."""
    i = 0
    while i < len(tokens):
        end = labelled_end(tokens, i) if tokens[i].low in FIRST_WORDS else None
        if end is None:
            i += 1
            continue
        start = tokens[i].start
        while end < len(tokens) and (more := joined_end(tokens, end)) is not None:
            end = more
        stop = tokens[end - 1].end
        parts = [plain[start:stop]]
        last = i
        while (again := _unseparated(tokens, last, end)) is not None:  # "CHILD B CHILD C CHILD D"
            parts.append(plain[tokens[end].start : tokens[again - 1].end])
            stop, last, end = tokens[again - 1].end, end, again
        name = ", ".join(show(p) for p in parts)
        yield with_brackets(plain, CaseMention(name, start, stop, CaseKind.LABELLED, 0.95))
        i = end


def _unseparated(tokens: tuple[Token, ...], first: int, end: int) -> int | None:
    """The index behind another name with the same noun that follows at once: "Child B Child C"."""
    if end + 1 >= len(tokens) or end - first != 2 or tokens[end].low != tokens[first].low:
        return None
    same = tokens[end - 1].text == tokens[end + 1].text
    again = labelled_end(tokens, end)
    return again if again == end + 2 and not same and is_code(tokens[end + 1], behind_noun=True) else None


def surnames_first(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    """ "Q Family", "The Anderson Family", "P children"."""
    for i in range(len(tokens) - 1):
        j = i + 1 + (tokens[i + 1].text in "'\"")
        noun = tokens[j] if j < len(tokens) else None
        if noun is None or noun.low not in (
            "family",
            "families",
            "children",
            "siblings",
            "twins",
            "brothers",
        ):
            continue
        token = tokens[i]
        code = (is_code(token) and token.text != "A") or (is_code(token) and j > i + 1)
        surname = noun.low in ("family", "siblings") and is_name(token) and token.text[-2:] != "'s"
        if not (code or surname) or (noun.text.islower() and noun.low == "family" and not code):
            continue
        start = token.start - (j > i + 1 and i > 0 and tokens[i - 1].text == tokens[i + 1].text)
        name = show(plain[start : noun.end])
        yield CaseMention(name, start, noun.end, CaseKind.LABELLED, 0.93 if code else 0.85)


def _may_be_code(token: Token, *, after_type: bool) -> bool:
    """Whether a token can be a code here; right behind a kind of review "P19" is no page number."""
    if after_type and token.kind == "code" and token.text[0] == "P":
        return is_code(token, behind_noun=True)
    return is_code(token, bare=not after_type)


def bare_codes(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    """Codes on their own: "LN15", "AB1 & AB2"."""
    kinds = find_review_types(plain)
    types = {m.end for m in kinds}
    several_reviews = {m.end for m in kinds if m.text.lower().endswith("s")}
    roles = {m.end for m in find_roles(plain) if m.rank >= 2}
    i = 0
    while i < len(tokens):
        token = tokens[i]
        after_type = any(0 <= token.start - end <= 3 for end in types)
        if not _may_be_code(token, after_type=after_type) or (is_given(token) and len(token.text) == 3):
            i += 1  # "KAY" is a name in capitals
            continue
        if _is_article(tokens, i, after_reviews=any(0 <= token.start - end <= 3 for end in several_reviews)):
            i += 1
            continue
        end = i + 1
        while (
            (step := separator_end(tokens, end)) is not None
            and step < len(tokens)
            and is_code(tokens[step], bare=not after_type)
        ):
            end = step + 1
        if after_type and (more := joined_end(tokens, end)) is not None:
            end = more  # "X and Rachel"
        letters = len(re.match(r"[A-Z]*", token.text).group())  # type: ignore[union-attr]
        long = token.kind == "code" and letters >= 2 and len(token.text) >= 4
        several = token.kind == "code" and end > i + 1
        beside_role = token.kind == "code" and any(0 <= token.start - end <= 3 for end in roles)
        beside_role = beside_role or (
            token.kind == "code" and any(0 <= m.start - token.end <= 1 for m in kinds)  # "the D14 SCR"
        )
        confidence = 0.88 if after_type else (0.75 if long or several or beside_role else 0.45)
        start, stop = token.start, tokens[end - 1].end
        yield with_brackets(
            plain, CaseMention(squeeze(plain[start:stop]), start, stop, CaseKind.CODE, confidence)
        )
        if long and end == i + 1 and end < len(tokens) and _fills_line(tokens, i, end):
            name = tokens[end]  # "ADS14 Polly": the pseudonym beside the code
            yield CaseMention(show(name.text), name.start, name.end, CaseKind.NAMED, 0.6)
        i = end


_OF_NO_CASE = word_set("guide leaflet booklet factsheet handbook toolkit short simple quick practical")


def _is_article(tokens: tuple[Token, ...], i: int, *, after_reviews: bool) -> bool:
    """Whether "A" is an article: "Serious Case Reviews A Guide for Parents", and no case of that letter."""
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if tokens[i].text != "A" or after is None or after.kind != "word" or after.low in ("and", "a", "ac"):
        return False
    return after_reviews or after.low in _OF_NO_CASE


def _fills_line(tokens: tuple[Token, ...], first: int, end: int) -> bool:
    """Whether the tokens from `first` and a given name at `end` are all of a line, signs aside."""
    after = next((t for t in tokens[end + 1 :] if t.kind != "punct"), None)
    begins = first == 0 or tokens[first - 1].kind == "line"
    return begins and is_given(tokens[end]) and (after is None or after.kind == "line")


_INITIALS = re.compile(r"^[^\S\n]*(?P<id>[A-Z]{2})\s?[-:]\s", re.MULTILINE)
_SAYS_REVIEW = frozenset({Role.OVERVIEW_REPORT, Role.EXECUTIVE_SUMMARY})


def initials(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    """Two letters that begin a line and are set off from what the paper is: "TK - SAR Report"."""
    for match in _INITIALS.finditer(plain):
        if not any(t.start == match.start("id") and is_code(t) for t in tokens):
            continue
        said = {m.start for m in find_review_types(plain) if m.rank >= 2}
        said |= {m.start for m in find_roles(plain) if m.rank >= 2 and m.role in _SAYS_REVIEW}
        if match.end() in said:
            yield CaseMention(match["id"], match.start("id"), match.end("id"), CaseKind.CODE, 0.7)


def sibling_groups(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    """ "Two Sisters"."""
    for match in _GROUP.finditer(plain):
        yield CaseMention(squeeze(match["name"]), match.start("name"), match.end("name"), CaseKind.BARE, 0.62)


def year_numbers(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    """A number and year right behind the words of a Welsh review."""
    for kind in find_review_types(plain):
        match = _YEAR_NUMBER.match(plain, kind.end)
        if match and kind.rank == 3:
            yield CaseMention(match["id"], match.start("id"), match.end("id"), CaseKind.NUMBERED, 0.9)


def capital_pairs(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    """Children known by two letters each: "HH, II & JJ"."""
    for match in _CAPITALS.finditer(plain):
        letters = [t for t in tokens if match.start() <= t.start < match.end() and len(t.text) == 2]
        if all(is_code(t) for t in letters):
            yield CaseMention(squeeze(match.group()), match.start(), match.end(), CaseKind.CODE, 0.7)


def places(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    """A home, nursery or school right behind the words of a type."""
    for kind in find_review_types(plain):
        if match := _PLACE.match(plain, kind.end):
            yield CaseMention(match["name"], match.start("name"), match.end("name"), CaseKind.NAMED, 0.6)
