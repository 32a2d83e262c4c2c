"""Finds the names under which a case is known: "Child X", "LN15", 'Zac (ZDS22)', "Carl and Max"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.normalise.case_codes import plain_code, welsh_codes
from harvester.normalise.case_forms import CaseKind, CaseMention
from harvester.normalise.case_labels import (
    bare_codes,
    capital_pairs,
    initials,
    labelled,
    numbered,
    places,
    sibling_groups,
    surnames_first,
    year_numbers,
)
from harvester.normalise.case_pseudonyms import bare_lines, named, quoted
from harvester.normalise.case_tokens import tokens_of
from harvester.normalise.case_welsh import english_nouns
from harvester.normalise.lexicon import fold, squeeze, straight

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["CaseKind", "CaseMention", "case_key", "case_names", "find_case_names", "resolve_case"]


@lru_cache(maxsize=2048)
def find_case_names(text: str) -> tuple[CaseMention, ...]:
    """Every case name of a short text, in order, without overlaps.

    A text may give two names for one case ("S25 / Child M"); `resolve_case` puts them together.
    """
    tokens = tokens_of(text)
    plain = straight(text)
    found: list[CaseMention] = []
    for reader in (
        welsh_codes, year_numbers, numbered, labelled, quoted, surnames_first, places, named, bare_codes,
        initials, capital_pairs, bare_lines, sibling_groups,
    ):  # fmt: skip
        for mention in reader(plain, tokens):
            _add(found, mention)
    found.sort(key=lambda m: m.start)
    return tuple(found)


def resolve_case(mentions: Iterable[CaseMention]) -> str | None:
    """The one name to show: the surest mention, with a code beside it in brackets."""
    ordered = list(mentions)
    sure = [m for m in ordered if m.confidence >= 0.5]
    if not sure:
        return None
    best = max(sure, key=lambda m: (m.confidence, -m.start))
    for other in sure:
        close = 0 <= best.start - other.end <= 6 or 0 <= other.start - best.end <= 6
        if close and other.kind is CaseKind.CODE and best.kind in (CaseKind.LABELLED, CaseKind.NAMED):
            return f"{best.name} ({other.name})"
    return best.name


def _add(found: list[CaseMention], mention: CaseMention) -> None:
    for index, other in enumerate(found):
        if mention.start < other.end and other.start < mention.end:
            wider = mention.start <= other.start and mention.end >= other.end
            if wider and mention.confidence >= other.confidence - 0.1 and mention.name != other.name:
                found[index] = mention
            return
    found.append(mention)


def case_key(name: str) -> str:
    """The form by which two case names are the same: "Child 'L'" and "child L", "Q Family" and "Family Q"."""
    return "|".join(sorted(case_names(name)))


_NUMBER_WORDS = re.compile(r"\b(?:no\.?|number|ref\.?)\s*(?=\w*\d)")

_SPLIT = re.compile(r"\s*(?:,\s*and\b|,|&|\+|/|\band\b|\bac\b)\s*")

_RANGE = re.compile(r"(?<=\s)(?P<from>[a-z])-(?P<to>[a-z])\b")


def _spell_out(match: re.Match[str]) -> str:
    """ "children a-c" names three children."""
    first, last = ord(match["from"]), ord(match["to"])
    return ", ".join(chr(c) for c in range(first, last + 1)) if first < last <= first + 12 else match.group()


_SINGULAR = {
    "children": "child",
    "babies": "baby",
    "adults": "adult",
    "families": "family",
    "siblings": "sibling",
    "young people": "young person",
    "messrs": "mr",
    "misses": "miss",
    "mesdames": "mrs",
}

_KEY_NOUN = re.compile(
    r"^(?P<noun>child(?:ren)?|bab(?:y|ies)|infant|adults?|famil(?:y|ies)|siblings?|young pe(?:rson|ople)"
    r"|case|scr|l?cspr|lcr|sar|dhr|twins?|mrs?|ms|miss(?:es)?|messrs|mesdames)\s+(?P<rest>\S.*)$"
)

_REVERSED_KEY = re.compile(r"^(?P<rest>[\w&]+(?: [\w&]+)?) (?P<noun>famil(?:y|ies)|children|siblings|twins)$")


@lru_cache(maxsize=2048)
def case_names(name: str) -> frozenset[str]:
    """The single names inside a case name, each in its comparable form."""
    plain = re.sub(r"['\"]s?\b|['\"]", "", fold(name))
    plain = plain_code(_NUMBER_WORDS.sub("", plain))
    plain = re.sub(r"(?<=\d)\s?\((\d)\)", r"#\1", plain)
    plain = english_nouns(plain)
    plain = _RANGE.sub(_spell_out, plain)
    parts: set[str] = set()
    for chunk in re.split(r"[()]", plain):
        noun = ""
        for part in _SPLIT.split(chunk):
            part = re.sub(r"^(?:the|her|his|their)\s+|[.:;]+", "", squeeze(part)).strip(" -")
            if not part:
                continue
            reverse = _REVERSED_KEY.match(part)
            if reverse:
                part = f"{reverse['noun']} {reverse['rest']}"
            match = _KEY_NOUN.match(part)
            if match:
                noun, rest = _SINGULAR.get(match["noun"], match["noun"]), match["rest"]
            else:
                rest = part
            code = re.fullmatch(r"[a-z]{2,6}\d[\w#]*", rest)
            short = re.fullmatch(r"[a-z]{0,3}\d{0,4}", rest)
            bare = code and noun in ("", "case", "scr", "cspr", "lcspr", "sar", "dhr", "lcr")
            parts.add(rest if bare or not noun or not (match or short) else f"{noun} {rest}")
    return frozenset(parts)
