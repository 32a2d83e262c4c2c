"""How likely an entry of a list is a review that we hold, with the reasons in words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from harvester.group.facts import theme_of
from harvester.normalise.cases import find_case_names, resolve_case
from harvester.normalise.list_publishers import ADULT_TYPES, CHILD_TYPES
from harvester.reconcile.details import compare
from harvester.reconcile.naming import CLEARLY, Likeness, Names, relation
from harvester.vocabulary import ReviewType

if TYPE_CHECKING:
    from harvester.reconcile.values import HeldReview
    from harvester.records import ListEntry

ACCEPT: Final = 0.55
CERTAIN: Final = 0.99
_BY_NAME: Final = {
    Likeness.SAME: (0.78, "the same name"),
    Likeness.ALIAS: (0.75, "a name and its other name"),
    Likeness.NOUN: (0.62, "the same letter or code behind another noun"),
    Likeness.KIND: (0.6, "the same letter behind the kind of review"),
    Likeness.SPELT: (0.6, "the same name but for a letter"),
    Likeness.MENTIONED: (0.55, "a name that the text below gives"),
    Likeness.CIRCLE: (0.45, "the same letter, of a child and of a family"),
    Likeness.PART: (0.55, "some of the same names"),
}
_THEME: Final = (0.42, 0.36)  # base, and share of the words of the subject
_BY_GAP: Final = {0: 0.15, 1: 0.08, 2: -0.04, 3: -0.18}
_BY_GAP_OF_LETTER: Final = {0: 0.15, 1: 0.08, 2: -0.1, 3: -0.32}  # an area takes its letters up again
_FAR: Final = -0.6
_NO_YEAR: Final = -0.02
_DIFFER: Final = -0.09
_OPEN: Final = frozenset({ReviewType.OTHER, ReviewType.THEMATIC, ReviewType.LEARNING_REVIEW})
_WORDS: Final = re.compile(r"\b(?:19|20)\d\d\b|[-–—|]")


@dataclass(slots=True)
class Listed:
    """An entry with what comparing needs, worked out once."""

    entry: ListEntry
    publishers: frozenset[str]
    names: Names = field(init=False)
    theme: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        entry = self.entry
        self.names = Names(entry.case_name, text=entry.summary[:400])
        plain = _WORDS.sub(" ", entry.title.replace(entry.publisher_text or "\0", " "))
        self.theme = frozenset() if self.names.main else theme_of(plain)


def _named(title: str) -> str | None:
    """The case that the title of a review names, where nothing else does."""
    return resolve_case(m for m in find_case_names(title[:300]) if m.confidence >= CLEARLY)


@dataclass(slots=True)
class Held:
    """A review with what comparing needs, worked out once."""

    review: HeldReview
    publishers: frozenset[str]
    names: Names = field(init=False)
    theme: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        review = self.review
        self.names = Names(review.case_name or _named(review.title), review.names, review.text)
        self.theme = frozenset() if self.names.main else theme_of(review.title)

    @property
    def years(self) -> frozenset[int]:
        """All years that may be that of publication."""
        return frozenset(year for year in (self.review.year, *self.review.years) if year)


@dataclass(slots=True)
class Score:
    """A score and what it rests on."""

    value: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, weight: float, why: str) -> None:
        """One more fact."""
        self.value += weight
        if why:
            self.reasons.append(why)


def same_text(one: Listed, two: Held) -> Score | None:
    """A pair by the text itself: the list's copy is a file of this review, or was grouped with it."""
    if one.entry.sha256 and one.entry.sha256 in two.review.sha256s:
        return Score(1.0, ["the list's copy is the same file"])
    if one.entry.review_id and one.entry.review_id == two.review.id:
        return Score(CERTAIN, ["the list's copy was grouped with this review"])
    return None


def score_pair(one: Listed, two: Held, related: float) -> Score:
    """How likely an entry and a review of one publisher are the same review; 0 where something forbids it.

    Args:
        one: the entry.
        two: the review.
        related: 1.0 where a publisher is the same, less for one that followed the other.
    """
    score = Score()
    _by_name(score, one, two)
    if not score.value:
        return score
    _by_year(score, one, two)
    _by_kind(score, one, two)
    agree, against, told = compare(one.entry.summary or one.entry.title, two.review.text)
    if agree:
        score.add(min(0.12, 0.04 * agree), f"the text tells the same: {', '.join(told)}")
    if against:
        score.add(_DIFFER * against, "a detail differs" if against == 1 else f"{against} details differ")
    if related < 1.0:
        score.add(related - 1.0, "the publisher followed the other")
    score.value = max(0.0, min(0.98, score.value))
    return score


def _by_name(score: Score, one: Listed, two: Held) -> None:
    kind = relation(one.names, two.names)
    if kind in _BY_NAME:
        weight, why = _BY_NAME[kind]
        score.add(weight, f"{why}: {one.entry.case_name or one.entry.title} / {_called(two)}")
        if kind is Likeness.SAME and one.names.distinctive:
            score.value += 0.04
    elif kind is Likeness.UNKNOWN and one.theme and two.theme:
        shared = one.theme & two.theme
        share = len(shared) / min(len(one.theme), len(two.theme))
        if share >= 0.5:
            score.add(_THEME[0] + _THEME[1] * share, f"the same subject: {', '.join(sorted(shared))}")


def _called(two: Held) -> str:
    return two.review.case_name or two.review.title or two.review.id


def _by_year(score: Score, one: Listed, two: Held) -> None:
    year = one.entry.year
    if not year or not two.years:
        score.add(_NO_YEAR, "a year is missing")
        return
    gap = min(abs(year - other) for other in two.years)
    # Where both say when it was published, that date counts more than the report's own.
    if two.review.year and gap < 3 and abs(year - two.review.year) > gap:
        score.value -= 0.01
    if gap > 3:
        score.add(_FAR, f"{gap} years apart")
    else:
        weights = _BY_GAP if one.names.distinctive else _BY_GAP_OF_LETTER
        score.add(weights[gap], "the same year" if not gap else f"{gap} years apart")


def _by_kind(score: Score, one: Listed, two: Held) -> None:
    ours, theirs = two.review.review_type, one.entry.review_type
    if theirs is None or ours in _OPEN or theirs in _OPEN:
        if ours is theirs:
            score.add(0.03, f"both are of kind {ours.value}")
        return
    if ours is theirs:
        score.add(0.05, f"both are of kind {ours.value}")
    elif {_family(ours), _family(theirs)} == {"adult", "child"}:
        score.add(-0.6, "one is of an adult, the other of a child")
    elif "homicide" in {_family(ours), _family(theirs)}:
        score.add(-0.15, f"of kinds {ours.value} and {theirs.value}")


def _family(kind: ReviewType) -> str:
    return "adult" if kind in ADULT_TYPES else "child" if kind in CHILD_TYPES else "homicide"
