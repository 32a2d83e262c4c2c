"""Who a sentence speaks of: the person that the review is about, or somebody else.

Reports tell of many people in the same words ("she was 17"), so an age or a death counts only where the
nearest person it can belong to is the subject. Where that cannot be told, nothing is suggested.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from harvester.coding.words import bits_of_word, told_by
from harvester.normalise.lexicon import MONTHS
from harvester.vocabulary import ReviewType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.coding.values import Case, Passage

FEMALE, MALE = "female", "male"


class Who(Enum):
    """Whose mention it is."""

    SUBJECT = "subject"
    OTHER = "other"


class Mention(NamedTuple):
    """A person named in a sentence."""

    who: Who
    start: int
    end: int
    gender: str | None = None
    oblique: bool = False  # behind a preposition: no sentence is about it
    group: bool = False  # several people, or a service: no "he" or "she" means it


_WOMEN = (
    r"mother|mum|grandmother|great-?grandmother|stepmother|sister|half-?sister|aunt|niece|wife|girlfriend"
    r"|daughter|granddaughter"
)
_MEN = (
    r"father|dad|grandfather|stepfather|step-father|brother|half-?brother|uncle|nephew|husband|boyfriend|son"
    r"|grandson"
)
_ANYBODY = (
    r"parent|grandparent|sibling|cousin|relative|partner|ex-?partner|spouse|carer|"
    r"neighbour|friend|perpetrator"
    r"|offender|assailant|attacker|suspect|lodger|social\s+worker|practitioner|teacher|officer|paramedic|gp"
    r"|doctor|nurse|midwife|health\s+visitor|foster\s+carer|reviewer|author|manager"
)
_MANY_PEOPLE = (
    r"parents|step-?parents|grandparents|siblings|cousins|relatives|family|carers|neighbours|friends"
    r"|perpetrators|offenders|practitioners|professionals|staff|teachers|police|officers|"
    r"paramedics|gps|doctors"
    r"|nurses|midwives|social\s+workers|health\s+visitors|foster\s+carers|reviewers|authors|managers|agencies"
    r"|mothers|fathers|brothers|sisters|sons|daughters|uncles|aunts|males|men|others"
)
_MODIFIER = r"maternal|paternal|older|elder|younger|half|step|adult|birth|own|former|ex|new|late"
_MODIFIERS = rf"(?:(?:{_MODIFIER})[\s-]+){{0,3}}"
_OTHERS = re.compile(
    "|".join(
        rf"(?P<{name}>\b{_MODIFIERS}(?:{words})\b)"
        for name, words in (("g", _MANY_PEOPLE), ("f", _WOMEN), ("m", _MEN), ("n", _ANYBODY))
    ),
    re.IGNORECASE,
)
_HEAD = re.sub(r"(?:social|health|foster)\\s\+", "", "|".join((_MANY_PEOPLE, _WOMEN, _MEN, _ANYBODY)))
_IS_OTHER = told_by(rf"\b(?:{_HEAD})\b")  # ends what `_OTHERS` finds
_GOES_ON = told_by(rf"\b(?:{_MODIFIER}|social|health|foster)-*$|^-+$")  # may be followed by such a word
_CODED = (
    r"(?:Child(?:ren)?|Baby|Adult|Young\s+Person|Infant|Twins?|Mr|Mrs|Ms|Miss|"
    r"Victim)\s+(?:[A-Z]{1,3}\d{0,3}|\d{1,4})\b"
)
_IS_CODED = told_by(r"Child|Baby|Adult|Person|Infant|Twin|Mr|Ms|Miss|Victim", cased=True)
_GENERIC_CHILD = (
    r"\b(?:the|this|both|all\s+(?:two|three|four)?)\s*(?:two|three|four|"
    r"five)?\s*(?:young\s+|older\s+|subject\s+)?"
    r"(?:[\w-]+[\s-](?:year|month|week|day)s?[\s-]old\s+)?"
    r"(?:child|children|baby|babies|infant|toddler|twins|young\s+(?:person|people|man|"
    r"woman)|boys?|girls?|teenager)\b"
    r"(?!')|\bthe\s+(?:two|three|four)\s+(?:brothers|sisters|siblings)\b"
)
_GENERIC_ADULT = (
    r"\b(?:the|this)\s+(?:adult|deceased|victim|resident|patient|man|woman|"
    r"elderly\s+(?:man|woman|lady))\b(?!')"
)
_IS_GENERIC = told_by(
    r"(?:child|children|baby|babies|infant|toddler|twins|boys?|girls?|teenager)\b"
    r"|\b(?:person|people|brothers|sisters|siblings|adult|deceased|victim|resident|patient|man|woman|lady"
    r"|subjects?)\b"
)
_SOMEBODY = (
    r"an?\s+(?:[\w-]+\s+){0,6}?(?:man|woman|boy|girl|child|baby|infant|toddler|adult|"
    r"young\s+person|teenager|male"
    r"|female|lady|gentleman)\b"
)
_INTRODUCED = re.compile(  # "This review concerns a 14-year-old girl"
    r"(?:\b(?:review|report|scr|sar|dhr|lcspr|cspr|apr|cpr)\b[^.]{0,80}?\b(?:concerns?|"
    r"about|relat(?:es|ing)\s+to|into"
    r"|involv(?:es|ing)|considers?|triggered\s+by[^.]{0,40}?\bof|"
    r"following[^.]{0,40}?\b(?:of|to))|^\W*(?:death|murder"
    r"|serious\s+injury|serious\s+sexual\s+abuse)\s+(?:of|to))\s+"
    rf"(?P<who>{_SOMEBODY})",
    re.IGNORECASE,
)
_IS_SOMEBODY = told_by(
    r"\b(?:man|woman|boy|girl|child|baby|infant|toddler|adult|person|teenager|male|female|lady|gentleman)\b"
)
_INTRODUCES = told_by(r"\b(?:review|report|scr|sar|dhr|lcspr|cspr|apr|cpr|death|murder|injury|abuse)\b")
_SUBJECT_OF = r"\bthe\s+subjects?\s+of\s+(?:this|the)\s+(?:[\w-]+\s+){0,3}(?:review|report|scr|sar|dhr)\b"
_PREPOSITION = re.compile(
    r"\b(?:by|with|to|from|of|for|and|at|on|against|between|about|behind|than)\s+"
    r"(?:(?:his|her|their|its|the|a|an|both|adult|own|older|younger|former|maternal|"
    r"paternal|[A-Z][\w']+'s?)\s+){0,3}$"
)
_MAY_LEAD = told_by(  # the word before an oblique mention
    r"\b(?:by|with|to|from|of|for|and|at|on|against|between|about|behind|than)$"
    r"|^(?:his|her|their|its|the|a|an|both|adult|own|older|younger|former|maternal|paternal)$|'s?$"
)
_LEAD = 45  # characters before a mention that `_PREPOSITION` is looked for in
_POSSESSED = re.compile(r"(?:'s?|\u2019s?)\s+")
_EVENTS_OF_SUBJECT = re.compile(
    r"(?:sudden\s+|tragic\s+|untimely\s+|subsequent\s+)?(?:death|murder|injur|suicide|"
    r"body|killing|disappearance"
    r"|hospital|admission|abuse|neglect|harm|bedroom|home|care|birth|age)\b",
    re.IGNORECASE,
)
PRONOUN = re.compile(r"\b(?P<f>she|her|hers|herself)\b|\b(?P<m>he|him|his|himself)\b", re.IGNORECASE)


SAID_OF_SEX = told_by(r"\b(?:she|her|he|his|him)\b")
TITLED = told_by(r"Mr|Ms|Miss", cased=True)


@lru_cache(20_000)
def _others_in(words: str) -> tuple[tuple[int, int, str | None, bool], ...]:
    """Other people in a few words: place, gender, whether they are several."""
    return tuple(
        (
            match.start(),
            match.end(),
            FEMALE if match["f"] else MALE if match["m"] else None,
            match["g"] is not None,
        )
        for match in _OTHERS.finditer(words)
    )


def _others(text: str) -> Iterator[tuple[int, int, str | None, bool]]:
    """What `_OTHERS` finds in a sentence, looked for only beside words that can end it."""
    at, begin, ends = 0, -1, False
    for word in text.split(" "):
        bits = bits_of_word(word)
        if bits & _GOES_ON:
            begin = at if begin < 0 else begin
            ends = ends or bool(bits & _IS_OTHER)
        elif bits & _IS_OTHER or ends:
            begin = at if begin < 0 else begin
            for start, end, gender, group in _others_in(text[begin : at + len(word)]):
                yield begin + start, begin + end, gender, group
            begin, ends = -1, False
        else:
            begin = -1
        at += len(word) + 1
    if ends:
        for start, end, gender, group in _others_in(text[begin:]):
            yield begin + start, begin + end, gender, group


class Cast:
    """Finds the people in the sentences of one report."""

    def __init__(self, case: Case) -> None:
        self.case = case
        names = _names_of(case)
        known = rf"\b(?:{'|'.join(map(_pattern, names))})\b" if names else ""
        self._names = tuple(max(name.split(), key=len) for name in names)
        self.gender: str | None = None  # of the subject, once sentences have told it
        generic = _GENERIC_ADULT if case.of_adult else _GENERIC_CHILD
        if case.review_type is ReviewType.OTHER:
            generic = f"{_GENERIC_CHILD}|{_GENERIC_ADULT}"
        # Where the subject's name is known, other codes are other people ("Child B", a sibling).
        has_code = bool(case.name and re.search(_CODED, case.name))
        self._subject = re.compile("|".join(filter(None, [known, f"(?i:{generic}|{_SUBJECT_OF})"])))
        self._coded = re.compile(_CODED)
        self._codes_are_others = has_code

    def mentions(self, passage: Passage, gender: str | None) -> list[Mention]:
        """People in a sentence, in order; "Child A's mother" is one mention of somebody else.

        Args:
            passage: the sentence.
            gender: of the subject, as far as sentences before have told it.
        """
        text, bits = passage.text, passage.bits
        found: list[Mention] = []
        if bits & _IS_GENERIC or any(name in text for name in self._names):
            for match in self._subject.finditer(text):
                found.append(_of_subject(text, match.start(), match.end(), gender))
        introduced = _INTRODUCED.search(text) if bits & _IS_SOMEBODY and bits & _INTRODUCES else None
        if introduced and not _overlaps(found, *introduced.span("who")):
            found.append(Mention(Who.SUBJECT, *introduced.span("who"), gender=gender))
        for match in self._coded.finditer(text) if bits & _IS_CODED else ():
            start, end = match.span()
            if _overlaps(found, start, end):
                continue
            if self._codes_are_others:
                found.append(Mention(Who.OTHER, start, end, None, _is_oblique(text, start)))
            else:
                found.append(_of_subject(text, start, end, gender))
        for start, end, theirs, group in _others(text) if bits & _IS_OTHER else ():
            if not _overlaps(found, start, end):
                found.append(Mention(Who.OTHER, start, end, theirs, _is_oblique(text, start), group))
        if len(found) > 1:
            found.sort(key=lambda m: m.start)
            return _without_owners(text, found)
        return found

    def titled(self, passage: Passage) -> tuple[str, int, int] | None:
        """Gender and place of a title of the subject: "Mr K", also where something is only his."""
        text = passage.text
        for match in self._subject.finditer(text) if passage.bits & TITLED else ():
            gender = _of_subject(text, match.start(), match.end(), self.gender).gender
            if gender and re.match(r"Mr|Mrs|Ms|Miss", match.group()):
                return gender, match.start(), match.end()
        return None


def _of_subject(text: str, start: int, end: int, gender: str | None) -> Mention:
    """A mention of the subject; its title tells the gender, if not what went before."""
    title = text[start : start + 5].casefold()
    if title.startswith("mr "):
        gender = MALE
    elif title[:3] in ("mrs", "ms ", "mis"):
        gender = FEMALE
    return Mention(Who.SUBJECT, start, end, gender, _is_oblique(text, start))


def _is_oblique(text: str, start: int) -> bool:
    """Whether a mention that begins there stands behind a preposition."""
    if start == 0 or not text[start - 1].isspace():
        return False
    before = text[text.rfind(" ", 0, start - 1) + 1 : start - 1]
    if len(before) < _LEAD - 1 and not bits_of_word(before) & _MAY_LEAD:
        return False
    return _PREPOSITION.search(text[max(0, start - _LEAD) : start]) is not None


def _overlaps(found: Sequence[Mention], start: int, end: int) -> bool:
    return any(one.start < end and start < one.end for one in found)


def _without_owners(text: str, found: list[Mention]) -> list[Mention]:
    """ "Child A's mother": Child A owns the mention and is none; "Child A's death" is of Child A."""
    kept = []
    for index, one in enumerate(found):
        owned = _POSSESSED.match(text, one.end)
        if owned and index + 1 < len(found) and found[index + 1].start - owned.end() <= 22:
            between = text[owned.end() : found[index + 1].start]
            of_subject = _EVENTS_OF_SUBJECT.match(text, owned.end())
            if not of_subject and re.fullmatch(r"(?:[\w-]+\s+){0,2}", between):
                continue
        kept.append(one)
    return kept


def _names_of(case: Case) -> list[str]:
    """The name of the case as it may stand in a sentence, longest first; each of one word or more."""
    name = " ".join((case.name or "").split())
    if not name or len(name) > 60:
        return []
    couple = re.fullmatch(r"(Mr|Mrs|Ms)\s+(?:and|&)\s+(Mr|Mrs|Ms)\s+(\S+)", name)
    if couple:
        return [f"{title} {couple[3]}" for title in couple.groups()[:2]]
    found = {name}
    for part in re.split(r"\s*(?:,|&|/|\band\b)\s*", name):
        found.add(part)
        words = part.split()
        if len(words) > 1 and words[0] in ("Child", "Baby", "Adult", "Mr", "Mrs", "Ms", "Miss", "Family"):
            found.update(word for word in words[-1:] if words[0] != "Family" and _is_name(word))
    usable = [one for one in found if len(one) >= 3 and re.search(r"[A-Z]", one)]
    return sorted(usable, key=lambda n: (-len(n), n))


def _is_name(word: str) -> bool:
    return len(word) >= 3 and word.isalpha() and word.istitle()


def _pattern(name: str) -> str:
    """A name in a sentence; "June" is one where no date is meant."""
    plain = re.escape(name).replace(r"\ ", r"\s+")
    if name.casefold() in MONTHS:
        return rf"(?<!\d )(?<!\bin )(?<!th )(?<!st )(?<!nd )(?<!rd ){plain}(?!\s+\d)"
    return plain


def genders(text: str) -> set[str]:
    """Which pronouns stand in a text."""
    return {FEMALE if match["f"] else MALE for match in PRONOUN.finditer(text)}
