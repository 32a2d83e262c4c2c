"""From sentence to sentence: whom a pronoun may mean, and of whom something is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.coding.people import FEMALE, MALE, PRONOUN, Who
from harvester.normalise.lexicon import MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.coding.people import Cast, Mention
    from harvester.coding.values import Passage

_NAME_BEFORE = re.compile(r"(?<=[a-z,)] )[A-Z][a-z]{2,}$")


class Thread:
    """Follows from sentence to sentence whom a pronoun at the beginning may mean.

    Who is in a sentence is asked only when a later one wants to know: most are not.
    """

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self._topic: Mention | None = None
        self._rivals: tuple[Mention, ...] = ()
        self._heading = ""
        self._since: list[tuple[Passage, str | None, Sequence[Mention]]] = []  # not looked at yet

    @property
    def topic(self) -> Mention | None:
        """Whom the sentence before was about."""
        self._catch_up()
        return self._topic

    @property
    def rivals(self) -> tuple[Mention, ...]:
        """Others in the sentence before."""
        self._catch_up()
        return self._rivals

    def under(self, heading: str) -> None:
        """Go on below a heading: nobody was spoken of there yet, if it is another."""
        if heading != self._heading:
            self._topic, self._rivals, self._heading = None, (), heading
            self._since.clear()

    def passing(self, passage: Passage) -> None:
        """Go on to the next sentence, which tells nothing itself."""
        self._since.append((passage, self.cast.gender, ()))

    def follow(self, passage: Passage, mentions: Sequence[Mention]) -> None:
        """Go on to the next sentence, in which these were found."""
        if mentions:
            self._since.append((passage, None, mentions))

    def _catch_up(self) -> None:
        """Look at sentences from the last back to the one that tells the topic."""
        rivals: tuple[Mention, ...] | None = None
        while self._since:
            passage, gender, known = self._since.pop()
            singles = [one for one in known or self.cast.mentions(passage, gender) if not one.group]
            if not singles:
                continue  # where only services act, nothing changes
            main = next((one for one in singles if not one.oblique), None)
            if main is None and len(singles) == 1 and singles[0].who is Who.SUBJECT:
                main = singles[0]
            if rivals is None:
                rivals = tuple(one for one in singles if one is not main)
            if main is not None:
                self._topic = main
                self._since.clear()
        if rivals is not None:
            self._rivals = rivals

    def holder(self, text: str, mentions: Sequence[Mention], at: int) -> Who | None:
        """Whom something said at a place of the sentence is said of; None where that cannot be told."""
        before = [one for one in mentions if one.end <= at]
        main = next((one for one in reversed(before) if not one.oblique), None)
        pronoun = _last_pronoun(text[:at])
        if pronoun is not None and main is not None and main.group and pronoun[0] > main.end:
            main = next((one for one in reversed(before) if not (one.oblique or one.group)), None)
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

    def apposed(self, text: str, mentions: Sequence[Mention], at: int) -> Who | None:
        """Whose apposition begins there (", aged 41"): the person right before it, one we do not know too."""
        lead = text[:at].rstrip(" ,(")
        if len(lead) == len(text[:at].rstrip()):
            return None
        for one in mentions:
            if one.end == len(lead):
                head = text[: one.start].rstrip()
                whose = len(head) - 3 if head.endswith(" of") else -1  # "Siblings of Child A, aged 4 and 6"
                return next((other.who for other in mentions if other.end == whose), one.who)
        name = _NAME_BEFORE.search(lead)
        return Who.OTHER if name and name.group().casefold() not in MONTHS else None

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
    for match in PRONOUN.finditer(text):
        if match.group().casefold() in ("she", "he"):
            last = (match.start(), FEMALE if match["f"] else MALE)
    return last
