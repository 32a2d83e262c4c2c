"""What people said of copies, versions and reviews, as grouping has to honour it.

A document that a person put into a review stays with the others of that review, and pulls nothing along
that is settled elsewhere: what was taken for its company before may look like it as much as ever. Only
documents that are new join a review that a person made up.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harvester.group.facts import Facts
    from harvester.group.joining import Joiner

A_PERSON = "a person said so"


@dataclass(frozen=True, slots=True)
class Placement:
    """The review that a person put a document into, and a document that belonged to it then."""

    review: str
    anchor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """Decisions about relations, by document id; what they name need not be among the documents."""

    placed: Mapping[str, Placement] = field(default_factory=dict)
    copy_of: Mapping[str, str] = field(default_factory=dict)  # "": a copy of nothing
    replaces: Mapping[str, str] = field(default_factory=dict)  # "": replaces nothing
    not_copies: frozenset[tuple[str, str]] = frozenset()  # who it was said of, of whom

    def apart(self) -> frozenset[frozenset[str]]:
        """Pairs that are no copies of each other: said so, or said to be versions."""
        pairs = {frozenset(pair) for pair in self.not_copies}
        pairs |= {frozenset((newer, older)) for newer, older in self.replaces.items() if older}
        return frozenset(pairs - {frozenset(pair) for pair in self.copy_of.items()})

    def leaving(self) -> frozenset[str]:
        """Documents that leave a set of copies when it is taken apart: those that it was said of."""
        return frozenset(one for one, _ in self.not_copies) | frozenset(self.replaces)

    def parts(self, one: Iterable[str], two: Iterable[str]) -> bool:
        """Whether two sets cannot be copies of one text: each has a document that is a copy of nothing."""
        return all(any(self.copy_of.get(key) == "" for key in keys) for keys in (one, two))


NOTHING_SAID = Constraints()


class Placing:
    """Which sets of documents a person has given a review, while sets are being joined."""

    def __init__(self, facts: Mapping[str, Facts], sets: Joiner, constraints: Constraints) -> None:
        self._facts, self._sets, self._said = facts, sets, constraints
        self._placed = {key: said.review for key, said in constraints.placed.items() if key in facts}
        for members in self._together(constraints):
            for other in members[1:]:
                sets.join(members[0], other)

    def _together(self, constraints: Constraints) -> list[list[str]]:
        """What belongs to each review that a person spoke of: those put there, and those that were there."""
        reviews: dict[str, list[str]] = defaultdict(list)
        for key, review in sorted(self._placed.items()):
            reviews[review].append(key)
        at_home: dict[str, list[str]] = defaultdict(list)
        for key, item in sorted(self._facts.items()):
            if key not in self._placed and item.doc.previous_review:
                at_home[item.doc.previous_review].append(key)
        taken: set[str] = set()
        for review, members in sorted(reviews.items()):
            named = {constraints.placed[key].anchor for key in members}
            anchors = sorted(
                key
                for key in named
                if key is not None and key in self._facts and key not in self._placed and key not in taken
            )
            anchors = anchors or [key for key in at_home[review][:1] if key not in taken]
            taken.update(anchors)
            members += anchors
            for key in anchors:
                self._placed[key] = review
        return list(reviews.values())

    def review_of(self, key: str) -> str | None:
        """The review that a person gave the set of a document."""
        return next((self._placed[m] for m in self._sets.members(key) if m in self._placed), None)

    def allows(self, one: str, two: str) -> bool:
        """Whether the machine may join the sets of two documents."""
        if not self._placed:
            return True
        reviews = (self.review_of(one), self.review_of(two))
        if reviews[0] == reviews[1]:
            return True
        if None not in reviews:
            return False
        review = reviews[0] or reviews[1]
        given, loose = (one, two) if reviews[0] else (two, one)
        if any(self._before(key) not in (None, review) for key in self._sets.members(loose)):
            return False
        return any(self._before(key) == review for key in self._sets.members(given))

    def may_follow(self, later: str, earlier: str) -> bool:
        """Whether a copy or later version is of the review of the other: always where a person said so.

        But not where a person gave each of them a review of its own.
        """
        told = (self._said.copy_of.get(later), self._said.replaces.get(later))
        if earlier not in told:
            return self.allows(later, earlier)
        reviews = (self.review_of(later), self.review_of(earlier))
        return None in reviews or reviews[0] == reviews[1]

    def given(self, groups: Sequence[Sequence[str]]) -> dict[int, str]:
        """The reviews that a person gave to sets, by the number of the set."""
        reviews = {number: self.review_of(keys[0]) for number, keys in enumerate(groups)}
        return {number: review for number, review in reviews.items() if review}

    def _before(self, key: str) -> str | None:
        return self._facts[key].doc.previous_review
