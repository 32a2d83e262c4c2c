"""How a case name is shown, and the mention that carries it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from harvester.normalise.case_tokens import is_code, noun_at, tokens_of
from harvester.normalise.case_welsh import radical
from harvester.normalise.given_names import GIVEN_NAMES
from harvester.normalise.lexicon import NOT_NAMES, squeeze, straight, word_set


class CaseKind(StrEnum):
    """How a case name shows that it is one."""

    LABELLED = "labelled"  # Child X, Family Q, Q Family, Case R
    CODE = "code"  # LN15, CYSUR 4 2019
    NUMBERED = "numbered"  # SCR 0115, CSPR 14 and 15, LCR N
    NAMED = "named"  # in respect of Josh, SCR Matthew
    QUOTED = "quoted"  # 'Philip'
    BARE = "bare"  # a line that is only names


@dataclass(frozen=True, slots=True)
class CaseMention:
    """One case name where it stands; `name` is the form to show."""

    name: str
    start: int
    end: int
    kind: CaseKind
    confidence: float


_BRACKETS = re.compile(
    r"\s?\(\s?['\"]?(?P<in>[A-Z][A-Za-z]*\d*(?:\s?\(\d\))?)['\"]?\s?\)|\s['\"](?P<name>[A-Z][a-z]+)['\"]"
)


_LETTERED = re.compile(r"^(?:Child|Baby|Infant|Young Person|Adult|Sibling)\s[A-Z]{1,2}\d{0,2}$")


def with_brackets(plain: str, mention: CaseMention) -> CaseMention:
    """Takes a second name in brackets with it: "Zac (ZDS22)", "SCR 0116 'James'", "Child L 'Rowan'"."""
    match = _BRACKETS.match(plain, mention.end)
    inner = (match["in"] or match["name"]) if match else None
    if not match or not inner:
        return mention
    token = tokens_of(inner)[0]
    if match["name"] and _LETTERED.search(mention.name) and token.low not in NOT_NAMES and len(inner) > 2:
        return replace(mention, name=f"{mention.name} ({inner})", end=match.end())
    known = is_code(token, bare=mention.kind is not CaseKind.LABELLED) or token.low in GIVEN_NAMES
    if not known or (match["name"] and mention.kind is not CaseKind.NUMBERED):
        return mention
    return replace(mention, name=f"{mention.name} ({inner})", end=match.end())


_LOWER = word_set(
    """
    and her his their siblings sibling brother brothers sister sisters of the with
    """
)


_MR = re.compile(r"\b(M(?:r|rs|s))\.\s?(?=['‘’\"“”]?[A-Z])")
_AROUND = re.compile(r"(?<!\w)['\"]|['\"](?![a-zA-Z])")
_POSSESSIVE = re.compile(r"'[sS]$")
_NUMBER_OF = re.compile(r"^Case\s+(?:No\.?|Ref\.?)?\s*:?\s*(?=[A-Z]{2,5}\d)")


@lru_cache(maxsize=2048)
def show(text: str) -> str:
    """A name as it should be shown: no quotes, words in title case when they were shouted."""
    text = _MR.sub(r"\1 ", text)
    plain = squeeze(_AROUND.sub("", straight(text.replace("_", " "))))
    words = plain.split(" ")
    shown = [_show_word(word, first=index == 0) for index, word in enumerate(words)]
    name = " ".join(shown)
    name = radical(_POSSESSIVE.sub("", name))
    return _NUMBER_OF.sub("", name).strip(" ,;:.-")


def _show_word(word: str, *, first: bool) -> str:
    core = word.strip(",()/&'\"").removesuffix("'S").removesuffix("'s")
    low = core.lower()
    token = tokens_of(core)[0] if core else None
    if token is None:
        return word
    if low in _LOWER and not first and core.isupper():
        return word.lower()
    noun = noun_at((token,), 0) is not None or low in ("young", "case", "person", "people")
    if noun and ((core.isupper() and len(core) > 2) or (first and core.islower())):
        plural = not first and low in ("children", "siblings", "twins", "brothers") and core.isupper()
        return word.lower() if plural else word.capitalize()
    if core.isupper() and core.isalpha() and (len(core) > 3 or low in GIVEN_NAMES) and low not in ("yp",):
        return word.title()
    return word
