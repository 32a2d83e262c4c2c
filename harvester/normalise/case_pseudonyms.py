"""Case names that are given names or words in quotes: "in respect of Josh", 'Philip', "SCR Matthew"."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from harvester.normalise.case_forms import CaseKind, CaseMention, show, with_brackets
from harvester.normalise.case_lists import is_tight, labelled_end, names_end
from harvester.normalise.case_tokens import CONNECTORS, Token, is_code, is_given, is_name, tokens_of
from harvester.normalise.roles import find_roles
from harvester.normalise.types import find_review_types
from harvester.phrases import Phrases

if TYPE_CHECKING:
    from collections.abc import Iterable

_STRONG = (
    r"(?:in\s+)?respect\s+of|concerning|regarding|relating\s+to|in\s+relation\s+to|(?:death|murder|homicide|killing"
    r"|manslaughter|suicide)\s+of|circumstances\s+of|(?:the\s+)?case\s+of|experiences?\s+of|services\s+(?:provided\s+)?"
    r"(?:for|to)|ynghylch|yngl[ŷy]n\s+[âa]|parthed|mewn\s+perthynas\s+[âa]|marwolaeth|known\s+as|involving|subjects?:?"
)

_WEAK = r"on|for|of|re:?|about|into|from|to"

_ANCHOR = Phrases(rf"\b(?:(?P<strong>{_STRONG})|(?P<weak>{_WEAK}))[\s:\-]{{1,4}}")

_JOIN = re.compile(r"\s?(?:&|,|,?\s?and|/)\s?")
_QUOTED = re.compile(r"(?<![\w])(?P<q>[\"'])(?P<name>[^\"'\n]{1,60})(?P=q)(?![a-zA-Z])")


# The year lists of the national collection: "2019 - Anonymous - Oskar", "December 2014 - Blackpool - Oskar".
_LISTED = re.compile(r"(?:[A-Z][a-z]+\s)?20\d\d\s-\s[^\n-]{3,60}\s-\s$")


def quoted(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    """Short capitalised words in quotes of any kind; those joined by "and" are one name of the case."""
    last: CaseMention | None = None
    for mention in _quoted(plain):
        if last is not None and _JOIN.fullmatch(plain, last.end, mention.start):
            last = replace(last, name=show(plain[last.start : mention.end]), end=mention.end)
            continue
        if last is not None:
            yield last
        last = mention
    if last is not None:
        yield last


def _quoted(plain: str) -> Iterable[CaseMention]:
    if "'" not in plain and '"' not in plain:
        return
    for match in _QUOTED.finditer(plain):
        inner = tokens_of(match["name"])
        if not inner or len(inner) > 12:
            continue
        whole = len(inner)
        if labelled_end(inner, 0) is not None:
            continue  # read with its label
        if names_end(inner, 0) == whole or (is_code(inner[0]) and whole == 1):
            yield CaseMention(show(match["name"]), match.start(), match.end(), CaseKind.QUOTED, 0.9)
        elif whole <= 3 and all(is_name(t) or t.low in CONNECTORS for t in _without_place(inner)):
            yield CaseMention(show(match["name"]), match.start(), match.end(), CaseKind.QUOTED, 0.7)


def named(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    """Given names behind "in respect of", and beside the words of a type or role."""
    index = {t.start: i for i, t in enumerate(tokens)}
    for match in _ANCHOR.finditer(plain):
        at = match.end() + (plain[match.end() : match.end() + 1] in ("'", '"'))
        i = index.get(at)
        if i is None:
            continue
        strong = match["strong"] is not None
        if strong and (tokens[i].kind == "code" or len(tokens[i].text) == 2) and is_code(tokens[i]):
            stop = tokens[i].end
            yield CaseMention(show(plain[tokens[i].start : stop]), tokens[i].start, stop, CaseKind.CODE, 0.72)
            continue
        end = names_end(tokens, i, first_known=not strong)
        if end is not None:
            confidence = (0.88 if is_given(tokens[i]) else 0.6) if strong else 0.55
            yield _name_mention(plain, tokens, i, end, confidence)
    yield from _beside_types(plain, tokens, index)


_SETTINGS = frozenset(
    {"house", "lodge", "court", "hall", "nursery", "hospital", "school", "hostel", "centre", "unit"}
)


def _without_place(inner: tuple[Token, ...]) -> tuple[Token, ...]:
    """The words of a home's name without the word for a home: "Alder House"."""
    ends = len(inner) > 1 and inner[-1].low in _SETTINGS and inner[-1].text[0].isupper()
    return inner[:-1] if ends else inner


_AFTER = re.compile(r"[\s:\-|,.'\"]{1,6}(?:on\s|for\s|of\s|re\s)?")


def _beside_types(plain: str, tokens: tuple[Token, ...], index: dict[int, int]) -> Iterable[CaseMention]:
    """Names right after or before a type or role: "SCR Matthew", "AMY A SERIOUS CASE REVIEW"."""
    kinds = find_review_types(plain)
    plurals = {m.end for m in kinds if m.text.lower().endswith("s")}
    spans = [(m.start, m.end, 0.8, True) for m in kinds]
    spans += [(m.start, m.end, 0.72, False) for m in find_roles(plain) if m.rank >= 2]
    for start, end, confidence, is_type in spans:
        after = _AFTER.match(plain, end)
        i = index.get(after.end()) if after else None
        same_line = i is not None and "\n" not in plain[end : tokens[i].start]
        if i is not None and (is_type or same_line):
            stop = names_end(tokens, i, first_known=not (is_type and same_line))
            known = is_given(tokens[i])
            if stop is not None and (known or not _is_area(tokens, i, stop, after_reviews=end in plurals)):
                stop = _place_end(tokens, stop)
                yield _name_mention(plain, tokens, i, stop, (confidence + 0.06) if known else 0.55)
        first = next((n for n, t in enumerate(tokens) if t.start >= start), len(tokens))
        first = _before_bracket(tokens, first) if is_type else first
        before = _name_before(tokens, first)
        if before is not None:
            stop = names_end(tokens, before) or before + 1
            yield _name_mention(plain, tokens, before, stop, confidence)


def _before_bracket(tokens: tuple[Token, ...], first: int) -> int:
    """The bracket that a type stands in, behind a name: "Mabel (discretionary SAR)"."""
    place = first - 1
    while place >= 0 and first - place <= 3 and tokens[place].kind == "word" and tokens[place].text.islower():
        place -= 1
    return place if place >= 0 and tokens[place].text == "(" else first


_OF_BODIES = frozenset(
    {"safeguarding", "council", "city", "borough", "county", "metropolitan", "district", "safer", "community"}
    | {"lscb", "lscp", "scb", "scp", "sab", "csp", "board", "partnership", "local"}
)


def _is_area(tokens: tuple[Token, ...], i: int, stop: int, *, after_reviews: bool) -> bool:
    """Whether an unknown name behind a type is the publisher's: "Case Reviews - Northmoor City Council"."""
    if stop < len(tokens) and tokens[stop].low in _OF_BODIES and tokens[stop].text[0].isupper():
        return True
    return after_reviews and stop == i + 1


_HOMES = frozenset({"care", "nursing", "residential", "children's", "childrens"})
_PLACES = frozenset({"nursery", "hospital", "school", "hostel"})


def _place_end(tokens: tuple[Token, ...], end: int) -> int:
    """The index behind the words that make a name that of a place: "Oakmead Care Home"."""
    words = [t.text.lower() if t.text[0].isupper() else "" for t in tokens[end : end + 3]]
    homes = 0
    while homes < len(words) - 1 and words[homes] in _HOMES:
        homes += 1
    if homes and words[homes] in ("home", "homes"):
        return end + homes + 1
    return end + 1 if words and words[0] in _PLACES else end


def _name_before(tokens: tuple[Token, ...], stop: int) -> int | None:
    """The index of a name list that ends right before token `stop` (articles and dashes aside)."""
    last = stop - 1
    while last >= 0 and (
        tokens[last].low in ("a", "the", "an")
        or tokens[last].text in "-:|'\","
        or tokens[last].kind == "line"
    ):
        last -= 1
    for begin in range(max(0, last - 12), last + 1):
        clean = begin == 0 or tokens[begin - 1].kind in ("line", "punct")
        if clean and names_end(tokens, begin) == last + 1:
            return begin
    return None


def _name_mention(plain: str, tokens: tuple[Token, ...], i: int, end: int, confidence: float) -> CaseMention:
    start, stop = tokens[i].start, tokens[end - 1].end
    mention = CaseMention(show(plain[start:stop]), start, stop, CaseKind.NAMED, confidence)
    return with_brackets(plain, mention)


def bare_lines(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    """Names that fill a line, or a part of it between dashes: "2019 - Anonymous - Katie"."""
    start = 0
    for i in range(len(tokens) + 1):
        if i < len(tokens) and not _parts(tokens, i):
            continue
        line = tokens[start:i]
        if line and names_end(line, 0) == len(line):
            # Two capitalised words in a row may be an author: only a list of given names is sure.
            paired = any(
                a.kind == b.kind == "word" and not {a.low, b.low} & CONNECTORS for a, b in pairwise(line)
            )
            confidence = 0.3 if paired and not any(t.low.startswith("sib") for t in line) else 0.7
            yield _name_mention(plain, line, 0, len(line), confidence)
        elif len(line) == 1 and is_name(line[0]) and _LISTED.match(plain[: line[0].start]):
            yield _name_mention(plain, line, 0, 1, 0.6)
        start = i + 1


def _parts(tokens: tuple[Token, ...], i: int) -> bool:
    if tokens[i].text == "." and i and len(tokens[i - 1].text) == 1:
        return False  # an initial: "Ann C. Flint"
    return tokens[i].kind == "line" or (tokens[i].text in "-:|.;" and not is_tight(tokens, i))
