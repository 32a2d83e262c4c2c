"""Case names as grouping compares them: looser than how they are shown, within one publisher only."""

from __future__ import annotations

import re

from harvester.normalise.cases import case_names, find_case_names, resolve_case
from harvester.normalise.given_names import GIVEN_NAMES

CLEARLY = 0.6  # confidence of a mention in a heading that may tie two names together
_ALIAS = re.compile(r"^(?P<main>.*?)\s*\((?P<alias>(?!\d\))[^()]{1,40})\)$")
_NUMBER_OF_YEAR = re.compile(r"(?<=\d)\s?/\s?(?=(?:19|20)?\d\d\b)")  # "CSB 3/2018" is one name
_COUPLE = re.compile(r"\b(mr|mrs|ms|miss|dr)\s+(?:and|&)\s+(mr|mrs|ms|miss|dr)\s+(\w+)", re.IGNORECASE)
_TWO_NAMES = re.compile(r"^(?P<one>[^/]{1,40}?)\s*/\s*(?P<two>[^/]{1,40})$")
_NOUN = re.compile(r"^(?:child|baby|infant|adult|young person|boy|girl)\s+(?P<rest>\S.*)$")
_GIVEN = re.compile(r"[^\W\d_]{3,}(?:[ -][^\W\d_]{3,})*")
_CODE = re.compile(r"[a-z]{2,}\d[\w#]*|[a-z]\d{1,3}|[a-z]{2,3}")  # "LN12", "C12", "HD"


def split_names(name: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """Main and further names: "Zac (ZDS22)" and "ZDS22 / Zac" → {zac}, {zds22}; "Child Zac" → {zac}."""
    if not name:
        return frozenset(), frozenset()
    plain = _COUPLE.sub(r"\1 \3 and \2 \3", _NUMBER_OF_YEAR.sub("-", name))
    match = _ALIAS.match(plain)
    if match:
        return _names(match["main"]), _names(match["alias"])
    pair = _TWO_NAMES.match(plain)
    if pair and _is_code(pair["one"]) != _is_code(pair["two"]):
        code, said = sorted((pair["one"], pair["two"]), key=_is_code, reverse=True)
        return _names(said), _names(code)
    return _names(plain), frozenset()


def names_in_heading(heading: str) -> tuple[frozenset[str], frozenset[str]]:
    """Main and further names in a heading; a code and a pseudonym side by side are one case."""
    mentions = find_case_names(heading[:300])
    main, aliases = split_names(resolve_case(mentions))
    told = {m.name for m in mentions if m.confidence >= CLEARLY}
    if not aliases and len(told) == 2 and len({_is_code(name) for name in told}) == 2:
        every = frozenset(part for name in told for part in _names(name))
        return main, every - main
    return main, aliases


def labelled_alike(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether one is called after the kind of its review and the other after whom it is about.

    "SCR G" and "Child G": one letter or code, behind an abbreviation here and a person there. So are a
    given name with the initial of a surname and without, "Stuart K" and "Stuart".
    """
    if len(one) != 1 or len(two) != 1:
        return False
    a, b = next(iter(one)), next(iter(two))
    initial = _INITIAL.fullmatch(max(a, b, key=len))
    if initial and min(a, b, key=len) == initial["name"]:
        return initial["name"] in GIVEN_NAMES
    for kind, person in (
        (_AFTER_KIND.fullmatch(a), _AFTER_PERSON.fullmatch(b)),
        (_AFTER_KIND.fullmatch(b), _AFTER_PERSON.fullmatch(a)),
    ):
        if kind and person and kind["label"] == person["label"]:
            return True
    return False


def numbered_alike(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether one is a number of a year and the other the same number with the board's letters.

    "CPR 6/2021" on the slides and "CPR CTM 6/2021" on the report.
    """
    if len(one) != 1 or len(two) != 1:
        return False
    bare, whole = sorted((next(iter(one)), next(iter(two))), key=len)
    return bool(_OF_YEAR.fullmatch(bare)) and whole.endswith(f" {bare}")


def label_keys(name: str) -> frozenset[str]:
    """What two names have in common where they are `labelled_alike`: a letter, a given name."""
    keys = set()
    initial = _INITIAL.fullmatch(name)
    given = initial["name"] if initial else name
    if given in GIVEN_NAMES:
        keys.add(f"given {given}")
    label = _AFTER_KIND.fullmatch(name) or _AFTER_PERSON.fullmatch(name)
    if label:
        keys.add(f"label {label['label']}")
    return frozenset(keys)


def number_of_year(name: str) -> str | None:
    """The number and year that a code ends with: "cpr 6-2021" → "6-2021"."""
    found = _END_NUMBER.search(name)
    return found.group() if found else None


_END_NUMBER = re.compile(r"\b[a-z]?\d{1,3}-(?:19|20)\d\d$")
_INITIAL = re.compile(r"(?P<name>[^\W\d_]{3,}(?:-[^\W\d_]{3,})?) [a-z]")
_OF_YEAR = re.compile(r"\d{1,3}-(?:19|20)\d\d")
_LABEL = r"(?P<label>[a-z]{1,2}\d{0,3}|\d{1,3})"
_AFTER_KIND = re.compile(rf"(?:scr|l?cspr|lscpr|sar|dhr|dardr|lcr|cpr|apr|cmr|susr) {_LABEL}")
_AFTER_PERSON = re.compile(rf"(?:child|adult|family) {_LABEL}")


def misspelt(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether two single given names are one but for a letter ("Jordyn", "Jordan")."""
    from rapidfuzz.distance import OSA

    if len(one) != 1 or len(two) != 1:
        return False
    a, b = next(iter(one)), next(iter(two))
    if not (_GIVEN.fullmatch(a) and _GIVEN.fullmatch(b)) or min(len(a), len(b)) < 5:
        return False
    return bool(OSA.distance(a, b) <= (1 if min(len(a), len(b)) < 8 else 2))


def _names(text: str) -> frozenset[str]:
    return frozenset(_bare(name) for name in case_names(text))


def _bare(name: str) -> str:
    """Without "child" or "baby" before a given name or a code; a letter or number keeps its noun."""
    name = re.sub(r"^sibling group\b", "sibling", name)
    match = _NOUN.match(name)
    if match and (_GIVEN.fullmatch(match["rest"]) or _CODE.fullmatch(match["rest"])):
        return match["rest"]
    return name


def _is_code(name: str) -> bool:
    return any(char.isdigit() for char in name)
