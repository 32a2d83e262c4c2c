"""Ages, sex, times and harms that a summary tells, to compare with how a report begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from harvester.normalise.lexicon import MONTH_PATTERN, MONTHS

_MAX_TEXT: Final = 6_000
_IN_WORDS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_NUMBERS: Final = {name: number for number, name in enumerate(_IN_WORDS)}
_COUNT: Final = r"(?P<n>\d{1,3}|" + "|".join(_NUMBERS) + r")"
_AGE: Final = re.compile(
    rf"\b{_COUNT}[-\s](?P<u>day|week|month|year)s?[-\s](?:\w+[-\s]){{0,2}}?old\b"
    rf"|\baged?\s+{_COUNT.replace('<n>', '<m>')}(?:\s+(?P<v>day|week|month|year)s?)?\b",
    re.IGNORECASE,
)
_TIME: Final = re.compile(rf"\b(?P<m>{MONTH_PATTERN})\.?\s+(?P<y>(?:19|20)\d\d)\b", re.IGNORECASE)
_GIRL: Final = re.compile(r"\b(?:girls?|female|woman|daughter|she|her)\b", re.IGNORECASE)
_BOY: Final = re.compile(r"\b(?:boys?|male|man|son|he|his)\b", re.IGNORECASE)
_HARMS: Final = {
    name: re.compile(words, re.IGNORECASE)
    for name, words in {
        "death": r"\b(?:death|died|dies|fatal|murder\w*|homicide|killed)\b",
        "suicide": r"\b(?:suicid\w+|took (?:his|her|their) own life|hang(?:ing|ed))\b",
        "sexual": r"\bsexual\w*|\brape\w*|\bexploit\w+",
        "stabbing": r"\bstabb\w+|\bknife\b",
        "neglect": r"\bneglect\w*|\bmalnutrition\b|\bstarv\w+",
        "injury": r"\binjur\w+|\bfractures?\b|\bbruis\w+|\bshak\w+",
        "poison": r"\bmethadone\b|\boverdose\b|\bpoison\w*|\bingest\w+",
        "fire": r"\bfire\b|\bburn(?:s|t|ed)?\b|\bscald\w*",
        "sleep": r"\bco-?sleeping\b|\boverla\w+|\bunsafe sleep\w*",
        "drowning": r"\bdrown\w*",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Details:
    """What a text tells of who was harmed, and when."""

    ages: frozenset[tuple[int, str]]
    first_age: tuple[int, str] | None
    sex: str | None
    times: frozenset[str]
    harms: frozenset[str]


@lru_cache(maxsize=4096)
def details_of(text: str) -> Details:
    """The details in a summary, or in the beginning of a report."""
    text = text[:_MAX_TEXT]
    ages = [age for match in _AGE.finditer(text) if (age := _age(match))]
    girls, boys = len(_GIRL.findall(text[:600])), len(_BOY.findall(text[:600]))
    return Details(
        ages=frozenset(ages),
        first_age=ages[0] if ages else None,
        sex="girl" if girls and not boys else "boy" if boys and not girls else None,
        times=frozenset(time for match in _TIME.finditer(text) if (time := _month(match))),
        harms=frozenset(name for name, pattern in _HARMS.items() if pattern.search(text[:1_500])),
    )


# Patterns that ignore case take letters for others, such as a dotless i for an i.


def _month(match: re.Match[str]) -> str | None:
    month = MONTHS.get(match["m"].casefold())
    return f"{match['y']}-{month:02d}" if month else None


def _age(match: re.Match[str]) -> tuple[int, str] | None:
    said = (match["n"] or match["m"]).casefold()
    years = int(said) if said.isdecimal() else _NUMBERS.get(said)
    return None if years is None else (years, (match["u"] or match["v"] or "year").casefold())


def compare(listed: str, held: str) -> tuple[int, int, tuple[str, ...]]:
    """How many details of a list's summary a report confirms, how many it contradicts, and which."""
    if not listed or not held:
        return 0, 0, ()
    one, two = details_of(listed), details_of(held)
    agree: list[str] = []
    against = 0
    if one.first_age and two.ages:
        if one.first_age in two.ages:
            agree.append(f"age {one.first_age[0]} {one.first_age[1]}s")
        else:
            against += 1
    if one.sex and two.sex:
        if one.sex == two.sex:
            agree.append(one.sex)
        else:
            against += 1
    if one.times and two.times and (shared := sorted(one.times & two.times)):
        agree.append(shared[0])
    if one.harms and two.harms:
        common = one.harms & two.harms - {"death"}
        if common:
            agree.append(", ".join(sorted(common)))
    return len(agree), against, tuple(agree)
