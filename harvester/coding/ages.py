"""How old the person was, as a band."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from harvester.coding.events import DIED
from harvester.coding.frame import age_band
from harvester.coding.guards import general
from harvester.coding.people import Who
from harvester.coding.values import Suggestion
from harvester.coding.words import told_by
from harvester.normalise.dates import find_dates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.coding.scene import Scene
    from harvester.coding.values import Case, Passage

_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TEN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: number for number, word in enumerate(_UNITS.split(), start=1)}
_TENS = {word: 10 * n for n, word in enumerate(_TEN_WORDS.split(), start=2)}
_NUMBER = (
    rf"(?:\d{{1,3}}|(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(list(_WORDS)[:9])}))?|"
    rf"{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
)
_UNIT = r"(?:years?|yrs?|months?|mths?|weeks?|days?)"
_GIRL = r"girl|woman|female|lady"
_BOY = r"boy|man|male|gentleman"
PERSON = (
    rf"(?P<noun>(?:(?:baby|infant|white|black|british|asian|mixed|young|school|elderly|"
    rf"retired|single|married|frail)\s+){{0,3}}"
    rf"(?:{_GIRL}|{_BOY}|child|baby|infant|toddler|teenager|person|pupil|student|"
    rf"care\s+leaver|twins|resident|patient|victim))"
)
_IS_NUMBER = told_by(rf"\d|\b{_NUMBER}")
_IS_AGE = told_by(r"\b(?:old|age)\b")
_OLD = re.compile(
    rf"\b(?P<n>{_NUMBER})[\s-]*(?P<u>{_UNIT})(?:\s+and\s+(?:{_NUMBER})\s+{_UNIT})?[\s-]+(?:"
    rf"old\b|of\s+age\b)(?:[\s,]+{PERSON}\b)?",
    re.IGNORECASE,
)
_AGED = re.compile(
    rf"\b(?P<then>then\s+)?(?:aged|at\s+(?:the\s+)?age\s+of|who\s+was|was|were|is|"
    rf"a\s+(?:{_GIRL}|{_BOY})\s+of)\s+"
    rf"(?:only\s+|just\s+|about\s+|approximately\s+|around\s+|"
    rf"aged\s+)?(?P<list>{_NUMBER}(?:\s*,\s*{_NUMBER})*(?:\s*,?\s+and\s+{_NUMBER})?)"
    rf"(?![\d/:%]|\.\d|\s*%)(?:\s+(?P<u>{_UNIT})\b)?(?P<old>\s+old\b)?(?P<after>\s+\w+)?",
    re.IGNORECASE,
)
_AT_AGE = re.compile(rf"\bat\s+(?P<n>{_NUMBER})\s+(?P<u>{_UNIT})\s+of\s+age\b", re.IGNORECASE)
_DECADES = {f"{word[:-1]}ies": number for word, number in _TENS.items()}  # "fifties"
_DECADE = re.compile(
    rf"\bin\s+(?:his|her|their)\s+(?:early\s+|mid[\s-]?|late\s+)?(?P<d>[2-9]0\s?'?s|"
    rf"{'|'.join(_DECADES)})\b",
    re.IGNORECASE,
)
_IN_DECADE = told_by(r"[2-9]0|ties\b")
_UNDER_ONE = re.compile(
    r"\b(?:under\s+(?:the\s+age\s+of\s+)?(?:one|1)(?:\s+year(?:\s+of\s+age)?)?|"
    r"new-?born\s+(?:baby|infant|child))\b",
    re.IGNORECASE,
)
_IN_UNDER_ONE = told_by(r"\bunder\b|born\b")
_BORN_DIED = re.compile(
    r"\b(?:d\.?\s?o\.?\s?b\b\.?|date\s+of\s+birth|"
    r"born)\s*(?:on\s*)?[:\-]?\s*(?P<b>[^\n:]{6,30}?)\s*[;,|/–-]?\s*"
    r"\b(?:d\.?\s?o\.?\s?d\b\.?|date\s+of\s+death|died)\s*(?:on\s*)?[:\-]?\s*(?P<d>[^\n:]{6,30})",
    re.IGNORECASE,
)
_IN_BORN_DIED = told_by(r"birth\b|\bborn|\bd\.?(?:$|o\.?(?:$|b\b))")
TELLS = _IS_NUMBER | _IN_DECADE | _IN_UNDER_ONE | _IN_BORN_DIED
_OTHER_TIME = re.compile(
    r"\b(?:by\s+the\s+time|when|since|from|until|before|after|while|then|"
    r"previously)\b(?![^,]*,)[^,]{0,40}$",
    re.IGNORECASE,
)
_AT_THE_TIME = re.compile(
    r"\b(?:at|by|around)\s+(?:the\s+)?time\s+of\s+(?:(?:his|her|their|the|"
    r"this)\s+)?(?:[\w-]+\s+)?(?:death|incident|injur|murder|homicide|attack|assault"
    r"|critical|event)"
    r"|\bwhen\s+(?:he|she|they)\s+(?:\w+ly\s+)?(?:died|was\s+(?:\w+ly\s+)?(?:killed|"
    r"murdered|injured|stabbed|shot|found|taken|admitted)|took|suffered)"
    r"|\bwhen\s+(?:the\s+)?(?:incident|injur(?:y|ies)|abuse|neglect|exploitation)\b",
    re.IGNORECASE,
)
_CONCERNS = re.compile(
    r"\b(?:review|report|scr|sar|dhr|lcspr|cspr)\s+(?:concerns?|is\s+about|relates?\s+to|"
    r"is\s+into|was\s+(?:commissioned|undertaken|held|carried\s+out|triggered))\b"
    r"|\bfollowing\s+the\s+(?:[\w-]+\s+){0,2}(?:death|injury|murder|suicide|serious)|"
    r"\bdeath\s+of\s+an?\b|\bserious\s+injury\s+(?:of|to)\s+an?\b",
    re.IGNORECASE,
)
_NO_AGE = re.compile(
    r"\s+(?:years?\s+(?:ago|later|earlier|before|after)|(?:of|hours?|minutes?|times|"
    r"agencies|professionals|children|o'clock)\b)",
    re.IGNORECASE,
)
_OTHER_NOUN = re.compile(r"\s+(?!when|at|and|who|with|in|on|the|he|she|they|living)[a-z]+")
_NOUN_BEFORE = re.compile(
    rf"\b(?:{_GIRL}|{_BOY}|child|baby|infant|twins|person|girls|boys)\s*,?\s*$", re.IGNORECASE
)
_AN_INFANT_DIED = re.compile(r"\W*an?\s+infant\b.*\bdied\b", re.IGNORECASE)
_TRIGGERS = (
    *(
        " old",
        "-old",
        "aged",
        "age of",
        "of age",
        " was ",
        " were ",
        " is a ",
        "in his",
        "in her",
        "in their",
    ),
    *("under ", "born", "d.o.b", "dob", "birth"),
)


@dataclass(frozen=True, slots=True)
class _Found:
    years: tuple[int, ...]
    start: int
    end: int
    confidence: float
    rule: str


def ages(
    scene: Scene,
) -> list[Suggestion]:
    """The ages of subjects that a sentence gives."""
    passage, told, text = scene.passage, scene.told, scene.text
    if not passage.bits & TELLS or general(passage):
        return []
    low = text.casefold()
    if not any(word in low for word in _TRIGGERS):
        return []
    found: list[Suggestion] = []
    people = max((event.people for event in told), default=1)
    for one in (
        *_born_and_died(passage),
        *_olds(scene),
        *_ageds(scene),
        *_decades(scene),
        *_babies(scene),
    ):
        each = one.years * people if len(one.years) == 1 else one.years  # "twins aged 10 months"
        for person, years in enumerate(each, start=1):
            band = age_band(years)
            if band is not None:
                found.append(
                    Suggestion(
                        field="age_band",
                        value=band,
                        page=passage.page,
                        line=text,
                        start=one.start,
                        end=one.end,
                        rule=one.rule,
                        confidence=one.confidence,
                        person=person,
                    )
                )
    return found


def number(word: str) -> int | None:
    """A number in figures or words."""
    low = word.casefold().strip()
    if low.isdecimal():
        return int(low)
    first, _, second = low.replace("-", " ").partition(" ")
    if first in _TENS:
        return _TENS[first] + _WORDS.get(second.strip(), 0)
    return _WORDS.get(low)


def years_of(word: str, unit: str) -> int | None:
    """An age in full years."""
    value = number(word)
    if value is None:
        return None
    kind = (unit or "years").casefold()
    if kind.startswith("m"):
        return value // 12 if value <= 60 else None
    if kind.startswith(("w", "d")):
        return value // 52 if kind.startswith("w") else 0 if value < 366 else None
    return value


def _born_and_died(passage: Passage) -> Iterator[_Found]:
    match = _BORN_DIED.search(passage.text) if passage.bits & _IN_BORN_DIED else None
    if match is None:
        return
    days = [next((m.value for m in find_dates(match[key])), "") for key in ("b", "d")]
    if any(len(day) != 10 for day in days):
        return
    born, died = (date.fromisoformat(day) for day in days)
    if born <= died:
        years = died.year - born.year - ((died.month, died.day) < (born.month, born.day))
        yield _Found((years,), match.start(), match.end(), 0.95, "dates of birth and death")


def _olds(scene: Scene) -> Iterator[_Found]:
    text, bits = scene.text, scene.passage.bits
    for match in _OLD.finditer(text) if bits & _IS_AGE and bits & _IS_NUMBER else ():
        years = years_of(match["n"], match["u"])
        if years is None:
            continue
        noun = match["noun"]
        if noun:
            confidence = _of_phrase(scene, match.start())
        else:
            if _OTHER_NOUN.match(text[match.end() : match.end() + 12]):
                continue  # "a 9 year old brother"
            confidence = _of_person(scene, match.start(), match.end())
        if confidence:
            yield _Found((years,), match.start(), match.end(), confidence, "said how old")


def _of_phrase(scene: Scene, at: int) -> float:
    """ "a 14-year-old girl": whose age that is."""
    before = scene.text[:at]
    ahead = [one for one in scene.mentions if one.end <= at]
    if _CONCERNS.search(before) and not any(m.who is Who.OTHER and not m.oblique for m in ahead):
        return 0.85
    is_a = re.search(r"\b(?:was|is|were|be|,)\s+(?:an?\s+|then\s+an?\s+)?$", before)
    if is_a and ahead and scene.of_subject(at):
        return 0.8
    if re.fullmatch(r"\W*(?:the|this)\s+", before, re.IGNORECASE) and (
        scene.told or re.search(r"\bdied\b", scene.text)
    ):
        return 0.7
    if re.fullmatch(r"\W*(?:the\s+victim|the\s+deceased)\s+was\s+an?\s+", before, re.IGNORECASE):
        return 0.85
    return 0.0


def _of_person(scene: Scene, start: int, end: int) -> float:
    """ "was seven months old": how sure that is the subject's age at the death or harm."""
    text = scene.text
    apposed = None if text.startswith(("was", "were", "is"), start) else scene.apposed(start)
    if apposed is Who.OTHER or (apposed is None and not scene.of_subject(start)):
        return 0.0
    if _AT_THE_TIME.search(text):
        return 0.9
    reach = 110 if re.match(r"at\s+the\s+age", text[start:end], re.IGNORECASE) else 60
    if any(event.start - end <= reach and start - event.end <= reach for event in scene.told):
        return 0.85
    if _OTHER_TIME.search(text[:start]) or re.match(r"[\s,]*when\b", text[end:]):
        return 0.0
    if re.search(r"\b(?:at\s+(?:the\s+)?age\s+of|from)\s*$", text[:start], re.IGNORECASE):
        return 0.0
    return 0.55


def _ageds(scene: Scene) -> Iterator[_Found]:
    text, bits = scene.text, scene.passage.bits
    for match in _AGED.finditer(text) if bits & _IS_NUMBER else ():
        listed = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", match["list"])
        confidence = _sure_of(scene, match, several=len(listed) > 1)
        years = [years_of(word, match["u"] or "") for word in listed]
        plain = tuple(value for value in years if value is not None)
        if confidence and plain and len(plain) == len(years):
            end = match.end("u") if match["u"] else match.end("list")
            yield _Found(plain, match.start(), end, confidence, "aged")
    for match in _AT_AGE.finditer(text) if bits & _IS_AGE and bits & _IS_NUMBER else ():
        value = years_of(match["n"], match["u"])
        if value is not None and scene.told and scene.of_subject(match.start()):
            yield _Found((value,), match.start(), match.end(), 0.85, "aged")


def _sure_of(scene: Scene, match: re.Match[str], *, several: bool) -> float:
    """How sure "aged 15", "at the age of 62", "was 42" is the age at the death or harm."""
    text, verb = scene.text, match.group().casefold()
    bare = verb.startswith(("was", "were", "is", "who"))
    if (match["then"] and not scene.told) or (bare and not _may_be_age(text, match, scene.case)):
        return 0.0
    if match["old"] and not several:
        return 0.0  # `_olds` has it
    if not match["u"] and _NO_AGE.match(text[match.end("list") :]):
        return 0.0
    confidence = _of_person(scene, match.start(), match.end("list"))
    if confidence and verb.startswith("at") and not (scene.told or _AT_THE_TIME.search(text)):
        return 0.0
    if not confidence and not several and _NOUN_BEFORE.search(text[: match.start()]):
        return _of_phrase_aged(scene, match.start())
    return confidence


def _may_be_age(text: str, match: re.Match[str], case: Case) -> bool:
    """ "was 42 when", "was 84 years", "was 18.": a bare number is an age only where nothing else follows."""
    if match["u"]:
        return bool(match["old"])
    value = number(match["list"].split(",")[0].split(" and ")[0])
    if value is None or not (match["list"][0].isdigit() or value):
        return False
    rest = text[match.end("list") :]
    if not re.match(r"\s*(?:[.,;)]|$|when\b|at\s+the\s+time\b|and\s+[a-z]+\b)", rest, re.IGNORECASE):
        return False
    return value >= 18 if case.of_adult and not rest.lstrip().startswith("when") else value <= 110


def _of_phrase_aged(scene: Scene, at: int) -> float:
    """ "Baby B, a boy aged 11 weeks"."""
    if _CONCERNS.search(scene.text[:at]):
        return 0.85
    return 0.8 if scene.of_subject(at) else 0.0


def _decades(scene: Scene) -> Iterator[_Found]:
    text = scene.text
    for match in _DECADE.finditer(text) if scene.passage.bits & _IN_DECADE else ():
        word = match["d"].casefold().replace(" ", "").replace("'", "")
        years = _DECADES.get(word) or number(word[:2])
        phrase = re.search(r",\s+an?\s+(?:[\w-]+\s+){0,2}$", text[: match.start()])
        if years is None or not scene.of_subject(match.start()):
            continue  # of nobody, or with letters that only look so
        if any(m.who is Who.OTHER and 0 <= match.start() - m.end < 25 for m in scene.mentions):
            continue  # "supported by a carer in her 60s"
        yield _Found((years,), match.start(), match.end(), 0.6 if phrase else 0.65, "decade of life")


def _babies(scene: Scene) -> Iterator[_Found]:
    match = _UNDER_ONE.search(scene.text) if scene.passage.bits & _IN_UNDER_ONE else None
    if match is None:
        return
    infant = _AN_INFANT_DIED.match(scene.text)
    if infant or any(event.outcome == DIED for event in scene.told):
        yield _Found((0,), match.start(), match.end(), 0.7, "under one year")
