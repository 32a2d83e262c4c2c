"""The numbers under which Welsh boards (and some Scottish committees) know their reviews.

A code is the kind of review in its letters, in either language, the board's own letters or a word
for the area, a number and mostly a year: "CYSUR 4 2019", "AYP CTM 02/2021", "CPR FLINT 2", "APR 1/2022".
The letters say the kind, the number says which review, so the two languages of one report share a
number: `plain_code` gives the form in which they are the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from harvester.normalise.case_forms import CaseKind, CaseMention
from harvester.normalise.lexicon import MONTHS, NOT_NAMES, squeeze, word_set

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.normalise.case_tokens import Token

# Child practice review, concise or extended, in English and Welsh; adult; single unified.
_CHILD: Final = r"(?:[CE]?CPRE?|[CE]?AYPE?|AYPC)"
_ADULT: Final = r"(?:[CE]?APRE?|[CE]?AYOE?|AYOC)"
_UNIFIED: Final = r"(?:SUSR|ADUS)"
_KIND: Final = rf"(?:{_CHILD}|{_ADULT}|{_UNIFIED})"
_NO_BOARD: Final = (
    r"(?!(?:SCR|SAR|DHR|LCSPR|CSPR|LSCB|LSCP|PDF|MAY|JUNE?|JULY?|JAN|FEB|MAR|APR|AUG|SEPT?|OCT|NOV|DEC|MARCH|APRIL|AUGUST"
    rf"|NOTE|PAGE|PART|CHILD|BABY|CASE|VOL|ADULT|FAMILY|{_KIND})\b)"
)
_YEAR: Final = r"(?:19|20)\d\d"
# One or two words with a capital; which of them are an area is told by their letters being no common word.
_AREA: Final = r"[A-Z][^\W\d_A-Z]{2,15}(?:[ -][A-Z][^\W\d_A-Z]{2,15})?"
_MONTH: Final = r"(?i:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")"
_CODE: Final = re.compile(
    rf"\b(?:{_KIND}\s+)?{_NO_BOARD}[A-Z]{{3,8}}\s+\d{{1,3}}[\s/]{{1,3}}{_YEAR}\b"
    rf"|\b{_KIND}\s+\d{{1,2}}\s+(?!{_MONTH}\b){_AREA}\s+{_YEAR}\b"
    # A letter for the kind before the number: "TVSB A2/2021", in Welsh "BDCT O2/2021".
    rf"|{_NO_BOARD}\b[A-Z]{{3,8}}[\s/-][A-Z]\s?\d{{1,3}}\s?[/-]\s?{_YEAR}\b"
    # "CPR04/2018", "CPR-2-2019", "APR No. 2 of 2018"; the year first in "CPR/2019/02".
    rf"|\b{_KIND}[\s/-]?\d{{1,3}}[/-]{_YEAR}\b|\b{_KIND}[/ ]{_YEAR}/\d{{1,2}}\b(?!/)"
    rf"|\b{_KIND}\s+(?:No\.?|Number|Rhif)\s?\d{{1,3}}(?:(?:[/-]|\s(?:of\s|o\s)?){_YEAR})?\b"
    rf"|\b{_KIND}\s+\d{{1,3}}\s(?:of|o)\s{_YEAR}\b"
    rf"|\b{_KIND}\s+(?:[A-Z]{{3,10}}\s+)?\d{{1,3}}(?:[/-]\d{{2,4}}|\s20\d\d)?\b"
    rf"|\b{_KIND}\s+{_AREA}\s+\d{{1,2}}(?:[/-]{_YEAR})?\b(?![/.:]\d)"
    rf"|\b{_AREA}\s+{_KIND}\s+\d{{1,2}}\b(?![/.:]\d)"
    rf"|\b{_AREA}\s+\d{{1,2}}\s+{_KIND}\b(?!\s+[A-Z\d])"
    r"|\b[A-Z]{2}\s[A-Z]\s?\d{1,3}\s+20\d\d\b"
    r"|\b[A-Z]{2,6}\s?20\d\d[\-/]\d\d(?:[\-/]\d{1,2})?\b"
    # "LR 2022/1": the year first, one number behind it.
    r"|\b(?:L?LR|SCR|ICR|CMR|SCMR|SAR|LCSPR|CSPR|DHR|ASP|ALR)\s?20\d\d/\d{1,3}\b(?![/\d])"
)
_DIGIT: Final = re.compile(r"\d")
_CAPITALS: Final = re.compile(r"[A-Z]{2}")
_SPAN: Final = re.compile(
    r"(?:SCRS?|L?CSPRS?|SARS?|DHRS?|CMRS?|CPRS?|APRS?|LRS?|SUSRS?)\s?20(\d\d)[/-](\d\d)"
)
_AT_LETTERS: Final = re.compile(rf"\b{_KIND}(?=\s)")
_COUNTED: Final = re.compile(rf"{_KIND}\s+(?:[^\W\d_]+[ -])?(?P<word>[^\W\d_]+)\s+[\d/-]+")
_COUNTS: Final = word_set("version module week chapter level rhan fersiwn")
_LETTERS: Final = re.compile(
    rf"\b(?:(?P<child>{_CHILD})|(?P<adult>{_ADULT})|(?P<unified>{_UNIFIED}))(?=[\s/\d-]|$)", re.IGNORECASE
)
_ENGLISH: Final = {"child": "cpr", "adult": "apr", "unified": "susr"}
_NUMBER: Final = re.compile(rf"\b0*(\d{{1,3}})\s?[\s/\-–]\s?({_YEAR})\b")
_GLUED: Final = re.compile(rf"\b({_KIND})[/-]?(?=\d)", re.IGNORECASE)
_OF_YEAR: Final = re.compile(rf"(?<=\d)\s(?:of|o)\s(?={_YEAR}\b)")
_NUMBER_WORD: Final = re.compile(r"(?<=\s)(?:no\.?|number|rhif)\s?(?=\d)")
_YEAR_FIRST: Final = re.compile(rf"\b({_YEAR})/0*(\d{{1,3}})\b(?!/)")
_KIND_LETTER: Final = re.compile(rf"\b([a-z])\s?0*(\d{{1,3}})\s?[/-]\s?({_YEAR})\b")
_IN_ENGLISH: Final = {"o": "a", "p": "c"}  # oedolion, plant
_AREA_AND_YEAR: Final = re.compile(rf"(?P<number>\d{{1,2}}) (?P<area>[^\d]+) (?P<year>{_YEAR})")
_WHOLE: Final = re.compile(
    r"(?P<before>[^\W\d_]+(?: [^\W\d_]+)?)? ?"
    rf"(?P<number>{_YEAR}-\d{{1,3}}|\d{{1,3}}(?:-{_YEAR}|-\d\d)?)"
)


def welsh_codes(plain: str, tokens: tuple[Token, ...]) -> Iterable[CaseMention]:
    """The numbers of Welsh boards: "CYSUR 4 2019", "CPR FLINT 2", "AYP Dwyfor 3"."""
    may = _DIGIT.search(plain) and _CAPITALS.search(plain)  # no code is without
    match = _CODE.search(plain) if may else None
    while match is not None:
        skipped = _common_words(match.group())
        text = match.group()
        if not skipped and not _is_span(text) and not _counts_something(text):
            yield CaseMention(squeeze(text), match.start(), match.end(), CaseKind.CODE, 0.92)
        match = _CODE.search(plain, match.start() + skipped if skipped else match.end())


def _common_words(code: str) -> int:
    """Where a code begins, behind common words that stand before its letters: "Briefing CPR 2"."""
    letters = _AT_LETTERS.search(code)
    if letters is None or not letters.start():
        return 0
    last = 0
    for word in re.finditer(r"[^\W\d_]+", code[: letters.start()]):
        if word.group().lower() in NOT_NAMES:
            last = word.end()
    return len(code) - len(code[last:].lstrip(" -")) if last else 0


def _counts_something(code: str) -> bool:
    """Whether the number behind the letters is of something else: "CPR Training 1", "CPR Part 2"."""
    match = _COUNTED.fullmatch(code)
    return bool(match) and match is not None and match["word"].lower() in NOT_NAMES | _COUNTS


def _is_span(code: str) -> bool:
    """Whether what looks like a code is a kind and a span of years: "SCR 2021/22", "SCRs of" that year."""
    match = _SPAN.fullmatch(code)
    return bool(match) and match is not None and (int(match[1]) + 1) % 100 == int(match[2])


def kind_in_code(name: str) -> str | None:
    """ "cpr", "apr" or "susr" where a code says its kind in letters, in either language."""
    match = _LETTERS.search(name) if any(char.isdigit() for char in name) else None
    return _ENGLISH[match.lastgroup] if match and match.lastgroup else None


def plain_code(folded: str) -> str:
    """A folded case name in the form that is the same in both languages, with its letters where they tell.

    "ayp tersa 03/2019", "cpr tersa 3 2019" and "tersa 3/2019" are "tersa 3-2019"; "ayp 3/2019" is "3-2019";
    of a number without year or area ("ayp 2") the letters stay, in English ("cpr 2"). A letter before the
    number tells the kind as well: "o2/2021" (oedolion) is "a2-2021".
    """
    text = _OF_YEAR.sub("/", _NUMBER_WORD.sub("", _GLUED.sub(r"\1 ", folded)))
    text = _YEAR_FIRST.sub(r"\1-\2", _NUMBER.sub(r"\1-\2", text))
    text = _KIND_LETTER.sub(lambda m: f"{_IN_ENGLISH.get(m[1], m[1])}{m[2]}-{m[3]}", text)
    match = _LETTERS.search(text)
    if match is None or match.lastgroup is None:
        return text
    rest = squeeze(f"{text[: match.start()]} {text[match.end() :]}")
    if apart := _AREA_AND_YEAR.fullmatch(rest):
        return f"{apart['area']} {int(apart['number'])}-{apart['year']}"
    whole = _WHOLE.fullmatch(rest)
    if whole is None:
        return text
    if whole["before"] or "-" in whole["number"]:
        return rest
    return f"{_ENGLISH[match.lastgroup]} {whole['number']}"
