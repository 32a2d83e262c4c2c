"""The person's sex, as the review tells it: by a noun beside an age, or by the words"
" that stand for the person."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from harvester.coding.people import FEMALE, MALE, SAID_OF_SEX, TITLED, Who, genders
from harvester.coding.values import Suggestion
from harvester.coding.words import told_by

if TYPE_CHECKING:
    from harvester.coding.scene import Scene
    from harvester.coding.values import Passage

_FEMALE = r"girl|woman|female|lady|daughter"
_MALE = r"boy|man|male|gentleman|son"
_NOUN = rf"(?:(?P<f>{_FEMALE})|(?P<m>{_MALE}))"
_IS_A = re.compile(
    rf"\b(?:was|is|were|known\s+as|,|\(|concerns|death\s+of|injury\s+(?:of|to)|of|"
    rf"the\s+deceased\s+was)\s+(?:[A-Z][\w ]{{1,20}}?,\s+)?(?:an?|the)\s+"
    rf"(?:[\w-]+\s+){{0,6}}?{_NOUN}\b",
)
_NAMES_SEX = told_by(rf"^(?:{_FEMALE}|{_MALE})\b", cased=True)
_PAIR = re.compile(r"\ba\s+(?:boy\s+and\s+a\s+girl|girl\s+and\s+a\s+boy)\b", re.IGNORECASE)
_IN_PAIR = told_by(r"^(?:boy|girl)\b")
_OTHER = re.compile(
    r"\b(?:non-?binary|identif(?:ies|ied)\s+as\s+(?:gender\s+fluid|neither)|intersex)\b", re.IGNORECASE
)
_NAMES_OTHER = told_by(r"binary|identif|intersex")
_CHILD_OF = re.compile(r"\btheir\s+(?:baby\s+|infant\s+|young\s+)?(?P<what>son|daughter)\b", re.IGNORECASE)
_NAMES_CHILD = told_by(r"^(?:son|daughter)\b")
TELLS = _NAMES_SEX | _IN_PAIR | _NAMES_OTHER | _NAMES_CHILD | SAID_OF_SEX | TITLED
_OWN = re.compile(r"\b(?P<f>she|her)\b|\b(?P<m>he|his|him)\b", re.IGNORECASE)
_BEFORE = re.compile(  # "At the time of his death Child A …"
    r"^\W*(?:at\s+the\s+time\s+of|by\s+the\s+time|when|before|after|throughout|"
    r"during)\s+(?:(?P<f>she|her)|(?P<m>he|his))\b",
    re.IGNORECASE,
)
_OPENS = re.compile(r"\W*(?:he|she|his|her)\b", re.IGNORECASE)
_CONCERNS = re.compile(r"\b(?:review|death|injury)\b", re.IGNORECASE)
_ENOUGH, _AGREED = 6, 0.9  # votes, and their share, by which pronouns are told apart from then on
_SURE = 0.8  # share of votes that must agree


@dataclass(slots=True)
class Votes:
    """What sentence after sentence says of the one person whom a report is about."""

    votes: Counter[str] = field(default_factory=Counter)
    shown: dict[str, Suggestion] = field(default_factory=dict)

    def read(self, scene: Scene) -> None:
        """Count the words of one sentence."""
        passage, text, bits = scene.passage, scene.text, scene.passage.bits
        for match in _IS_A.finditer(text) if bits & _NAMES_SEX else ():
            if self._of_subject(scene, match):
                self._add(
                    FEMALE if match["f"] else MALE,
                    passage,
                    match.start("f" if match["f"] else "m"),
                    match.end(),
                    3,
                )
        other = _OTHER.search(text) if bits & _NAMES_OTHER else None
        if other and scene.of_subject(other.start()):
            self._add("other", passage, other.start(), other.end(), 50)
        child = _CHILD_OF.search(text) if bits & _NAMES_CHILD else None
        if (
            child
            and not scene.case.of_adult
            and re.search(r"\bparents\b", text[: child.start()], re.IGNORECASE)
        ):
            self._add(
                FEMALE if child["what"].casefold() == "daughter" else MALE,
                passage,
                child.start(),
                child.end(),
                1,
            )
        titled = scene.thread.cast.titled(passage)
        if titled is not None:
            self._add(titled[0], passage, titled[1], titled[2], 3)
        if bits & SAID_OF_SEX:
            self._pronoun(scene)

    def _of_subject(self, scene: Scene, match: re.Match[str]) -> bool:
        text, mentions = scene.text, scene.mentions
        at = match.start("f" if match["f"] else "m")
        word = text[at : match.end()].casefold()
        if word in ("son", "daughter"):
            return False
        if re.match(r"[\s,]+(?:who|whom)\s+(?:was\s+)?(?:the|his|her)\b", text[match.end() :]):
            return False
        main = next((m for m in mentions if not m.oblique and m.end <= at), None)
        if main is not None:
            others = any(m.who is Who.OTHER and main.end < m.end <= at for m in mentions)
            return main.who is Who.SUBJECT and not others and at - main.end < 90
        subject = [m for m in mentions if m.who is Who.SUBJECT and m.end <= at]
        if subject:
            return at - subject[-1].end < 40
        return bool(scene.told and _CONCERNS.search(text[:at]) and not any(m.end <= at for m in mentions))

    def _pronoun(self, scene: Scene) -> None:
        """The first pronoun behind the subject, where nobody else stands between."""
        passage, mentions, text = scene.passage, scene.mentions, scene.text
        main = next((m for m in mentions if not (m.oblique or m.group)), None)
        if main is None and mentions and mentions[0].who is Who.SUBJECT:
            main = mentions[0]
        if main is not None and main.who is Who.SUBJECT:
            start, after = main.end, [m for m in mentions if m.start >= main.end]
        elif self._goes_on(scene):
            start, after = 0, []
        else:
            return
        ahead = _BEFORE.search(text, 0, main.start) if main is not None and start else None
        match = ahead if ahead and mentions[0] is main else _OWN.search(text, start)
        if match is None:
            return
        if match is ahead:
            self._add(FEMALE if match["f"] else MALE, passage, match.start(), match.end(), 1)
            return
        blocked = [
            m for m in after if m.start < match.start() and not m.group and (m.gender or m.who is Who.OTHER)
        ]
        if blocked or len(genders(text[start : match.end()])) > 1:
            return
        if not mentions and match.start() > 80:
            return
        self._add(FEMALE if match["f"] else MALE, passage, match.start(), match.end(), 1)

    @staticmethod
    def _goes_on(scene: Scene) -> bool:
        """Whether a pronoun at the beginning means the subject, of whom alone the sentence before was."""
        thread = scene.thread
        if thread.topic is None or thread.topic.who is not Who.SUBJECT or thread.rivals:
            return False
        return not scene.mentions or bool(_OPENS.match(scene.text))

    def _add(self, value: str, passage: Passage, start: int, end: int, weight: int) -> None:
        self.votes[value] += weight
        held = self.shown.get(value)
        if held is None or weight > held.confidence:
            self.shown[value] = Suggestion(
                field="sex",
                value=value,
                page=passage.page,
                line=passage.text,
                start=start,
                end=end,
                rule="words for the person",
                confidence=weight,
            )

    def leaning(self) -> str | None:
        """What sentences agree on so far, when they are some and agree."""
        total = sum(self.votes.values())
        if total < _ENOUGH:
            return None
        value, number = self.votes.most_common(1)[0]
        return value if value in (FEMALE, MALE) and number / total >= _AGREED else None

    def result(self) -> list[Suggestion]:
        """What most words say, where nearly all agree."""
        total = sum(self.votes.values())
        if not total:
            return []
        value, number = self.votes.most_common(1)[0]
        share = number / total
        if share < _SURE:
            return []
        held = self.shown[value]
        sure = round(share * (0.5 + min(number, 12) / 24), 3)
        return [replace(held, confidence=sure)]


def pair(scene: Scene) -> list[Suggestion]:
    """ "a boy and a girl", said of the subjects."""
    passage, mentions = scene.passage, scene.mentions
    match = _PAIR.search(passage.text) if passage.bits & _IN_PAIR else None
    if match is None or not any(m.who is Who.SUBJECT and m.start < match.start() for m in mentions):
        return []
    first = match.group().casefold().startswith("a boy")
    return [
        Suggestion(
            field="sex",
            value=value,
            page=passage.page,
            line=passage.text,
            start=match.start(),
            end=match.end(),
            rule="a boy and a girl",
            confidence=0.85,
            person=person,
        )
        for person, value in enumerate([MALE, FEMALE] if first else [FEMALE, MALE], start=1)
    ]
