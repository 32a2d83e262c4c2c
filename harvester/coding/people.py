"""Who a sentence speaks of: the person that the review is about, or somebody else.

Reports tell of many people in the same words ("she was 17"), so an age or a death counts only where the
nearest person it can belong to is the subject. Where that cannot be told, nothing is suggested.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from harvester.normalise.lexicon import MONTHS
from harvester.vocabulary import ReviewType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.coding.values import Case, Passage

FEMALE, MALE = "female", "male"


class Who(Enum):
    """Whose mention it is."""

    SUBJECT = "subject"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in a sentence."""

    who: Who
    start: int
    end: int
    gender: str | None = None
    oblique: bool = False  # behind a preposition: no sentence is about it


_RELATIVES = {
    FEMALE: r"mother|mum|grandmother|great-?grandmother|stepmother|sister|half-?sister|aunt|niece|"
    r"wife|girlfriend"
    r"|daughter",
    MALE: r"father|dad|grandfather|stepfather|step-father|brother|half-?brother|uncle|nephew|"
    r"husband|boyfriend|son",
    None: r"parents?|step-?parents?|grandparents?|siblings?|cousins?|relatives?|family|partner|"
    r"ex-?partner|spouse"
    r"|carers?|neighbours?|friends?|perpetrators?|offenders?|assailants?|attackers?|suspects?|lodgers?"
    r"|social\s+workers?|practitioners?|professionals?|staff|teachers?|police|officers?|"
    r"paramedics?|gps?|doctors?"
    r"|nurses?|midwi(?:fe|ves)|health\s+visitors?|foster\s+carers?|reviewers?|authors?|managers?",
}
_PLURAL = r"(?:mothers|fathers|brothers|sisters|sons|daughters|uncles|aunts)"
_MODIFIERS = (
    r"(?:(?:maternal|paternal|older|elder|younger|half|step|adult|birth|own|former|ex|new|"
    r"late)[\s-]+){0,3}"
)
_OTHERS = re.compile(
    "|".join(
        rf"(?P<{name}>\b{_MODIFIERS}(?:{words})\b)"
        for name, words in (
            ("f", _RELATIVES[FEMALE]),
            ("m", _RELATIVES[MALE]),
            ("n", f"{_RELATIVES[None]}|{_PLURAL}"),
        )
    ),
    re.IGNORECASE,
)
_CODED = (
    r"(?:Child(?:ren)?|Baby|Adult|Young\s+Person|Infant|Twins?|Mr|Mrs|Ms|Miss|"
    r"Victim)\s+(?:[A-Z]{1,3}\d{0,3}|\d{1,4})\b"
)
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
_PREPOSITION = re.compile(
    r"\b(?:by|with|to|from|of|for|and|at|on|against|between|about|behind|than)\s+"
    r"(?:(?:his|her|their|its|the|a|an|both|adult|own|older|younger|former|maternal|"
    r"paternal|[A-Z][\w']+'s?)\s+){0,3}$"
)
_POSSESSED = re.compile(r"(?:'s?|\u2019s?)\s+")
_EVENTS_OF_SUBJECT = re.compile(
    r"(?:sudden\s+|tragic\s+|untimely\s+|subsequent\s+)?(?:death|murder|injur|suicide|"
    r"body|killing|disappearance"
    r"|hospital|admission|abuse|neglect|harm|bedroom|home|care|birth|age)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?P<f>she|her|hers|herself)\b|\b(?P<m>he|him|his|himself)\b", re.IGNORECASE)


class Cast:
    """Finds the people in the sentences of one report."""

    def __init__(self, case: Case) -> None:
        self.case = case
        names = _names_of(case)
        known = rf"\b(?:{'|'.join(names)})\b" if names else ""
        generic = _GENERIC_ADULT if case.of_adult else _GENERIC_CHILD
        if case.review_type is ReviewType.OTHER:
            generic = f"{_GENERIC_CHILD}|{_GENERIC_ADULT}"
        # Where the subject's name is known, other codes are other people ("Child B", a sibling).
        has_code = bool(case.name and re.search(_CODED, case.name))
        self._subject = re.compile("|".join(filter(None, [known, f"(?i:{generic})"])))
        self._coded = re.compile(_CODED)
        self._codes_are_others = has_code

    def mentions(self, text: str) -> list[Mention]:
        """People in a sentence, in order; "Child A's mother" is one mention of somebody else."""
        found: list[Mention] = []
        for match in self._subject.finditer(text):
            found.append(self._mention(Who.SUBJECT, text, match.start(), match.end()))
        for match in self._coded.finditer(text):
            if not _overlaps(found, match.start(), match.end()):
                who = Who.OTHER if self._codes_are_others else Who.SUBJECT
                found.append(self._mention(who, text, match.start(), match.end()))
        for match in _OTHERS.finditer(text):
            if not _overlaps(found, match.start(), match.end()):
                gender = FEMALE if match["f"] else MALE if match["m"] else None
                found.append(self._mention(Who.OTHER, text, match.start(), match.end(), gender))
        found.sort(key=lambda m: m.start)
        return _without_owners(text, found)

    @staticmethod
    def _mention(who: Who, text: str, start: int, end: int, gender: str | None = None) -> Mention:
        if who is Who.SUBJECT and gender is None:
            title = text[start : start + 5].casefold()
            gender = (
                MALE if title.startswith("mr ") else FEMALE if title[:3] in ("mrs", "ms ", "mis") else None
            )
        oblique = bool(_PREPOSITION.search(text[max(0, start - 45) : start]))
        return Mention(who, start, end, gender, oblique)


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
    """The name of the case as it may stand in a sentence, longest first."""
    name = " ".join((case.name or "").split())
    if not name or len(name) > 60:
        return []
    found = {name}
    for part in re.split(r"\s*(?:,|&|/|\band\b)\s*", name):
        found.add(part)
        words = part.split()
        if len(words) > 1 and words[0] in ("Child", "Baby", "Adult", "Mr", "Mrs", "Ms", "Miss", "Family"):
            found.update(word for word in words[-1:] if words[0] != "Family" and _is_name(word))
    usable = [one for one in found if len(one) >= 3 and re.search(r"[A-Z]", one)]
    return [_pattern(one) for one in sorted(usable, key=lambda n: (-len(n), n))]


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
    return {FEMALE if match["f"] else MALE for match in _PRONOUN.finditer(text)}


@dataclass(slots=True)
class Thread:
    """Follows from sentence to sentence whom a pronoun at the beginning may mean."""

    cast: Cast
    topic: Mention | None = None  # whom the sentence before was about
    rivals: tuple[Mention, ...] = ()  # others in the sentence before
    heading: str = ""

    def read(self, passage: Passage) -> list[Mention]:
        """The mentions of the next sentence; call `follow` when done with it."""
        if passage.heading != self.heading:
            self.topic, self.rivals, self.heading = None, (), passage.heading
        return self.cast.mentions(passage.text)

    def follow(self, mentions: Sequence[Mention]) -> None:
        """Go on to the next sentence."""
        main = next((one for one in mentions if not one.oblique), mentions[0] if mentions else None)
        if main is not None:
            self.topic = main
            self.rivals = tuple(one for one in mentions if one is not main)

    def holder(self, text: str, mentions: Sequence[Mention], at: int) -> Who | None:
        """Whom something said at a place of the sentence is said of; None where that cannot be told."""
        before = [one for one in mentions if one.end <= at]
        main = next((one for one in reversed(before) if not one.oblique), None)
        pronoun = _last_pronoun(text[:at])
        if pronoun is not None and (main is None or pronoun[0] > main.end):
            if main is None or (main.gender and main.gender != pronoun[1]):
                return self._meant(before, pronoun[1], main)
            rivals = [m for m in before if m is not main and m.gender == pronoun[1] and m.who is not main.who]
            if rivals and main.gender is None:
                return None
            return main.who
        if main is not None:
            return main.who
        if before:
            return before[-1].who
        return self.topic.who if self.topic is not None and not mentions else None

    def _meant(self, before: Sequence[Mention], gender: str, main: Mention | None) -> Who | None:
        """Whom a pronoun means when the sentence before must tell."""
        near = [one for one in before if one is not main and one.gender == gender]
        if near:
            return near[-1].who
        if main is not None and main.who is Who.OTHER and self.topic is None:
            return None
        others = [one for one in self.rivals if one.gender == gender]
        if others and (self.topic is None or self.topic.gender != gender):
            return None if self.topic and self.topic.gender is None else others[-1].who
        if self.topic is None or (self.topic.gender and self.topic.gender != gender):
            return None
        return self.topic.who


def _last_pronoun(text: str) -> tuple[int, str] | None:
    last = None
    for match in _PRONOUN.finditer(text):
        if match.group().casefold() in ("she", "he"):
            last = (match.start(), FEMALE if match["f"] else MALE)
    return last
