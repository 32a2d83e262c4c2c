"""Which documents belong to one case review.

A review is one publisher's review of one case, of one kind, at one time. Names repeat between
publishers and, over years, within one publisher, so no single fact joins two documents: joins are
made from the surest to the least sure, and each is refused where the two sets contradict it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.group.apart import lettered_apart, numbered_apart, of_other_bodies, years_between
from harvester.group.constraints import A_PERSON, NOTHING_SAID, Constraints, Placing
from harvester.group.facts import Facts, is_adult
from harvester.group.joining import Joiner
from harvester.group.joins import LOCAL, STATUTORY, Join, all_joins
from harvester.vocabulary import ReviewType, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harvester.group.relations import Relations

SAME_REVIEW_YEARS = 2  # between documents of one review; publication lags by up to 31 months


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of documents that stay as they are, where only some are put together anew."""

    documents: Mapping[str, Facts] = field(default_factory=dict)  # those that stand on the same pages
    alone: Callable[[str, str], bool] = lambda publisher, name: False  # whether one has just this name there


NOTHING_AROUND = Around()


@dataclass(slots=True)
class Clusters:
    """The sets of documents, why each document was joined, and the reviews that a person gave to sets."""

    groups: list[list[str]]
    reasons: dict[str, str] = field(default_factory=dict)
    given: dict[int, str] = field(default_factory=dict)  # number of a set → id of the review


def cluster(
    facts: Mapping[str, Facts],
    relations: Relations,
    collections: frozenset[str] = frozenset(),
    said: Constraints = NOTHING_SAID,
    around: Around = NOTHING_AROUND,
) -> Clusters:
    """Put the documents of one review together.

    Args:
        facts: what is known of every document.
        relations: copies and versions.
        collections: slugs of the sources that list the reviews of many bodies, or are a national body.
        said: what people decided of reviews, copies and versions.
        around: what is known of documents that are not put together anew.
    """
    share_publishers(facts, relations)
    sets = Joiner(facts)
    placing = Placing(facts, sets, said)
    reasons: dict[str, str] = {key: A_PERSON for key in said.placed if key in facts}
    for later, earlier in (*relations.duplicate_of.items(), *relations.replaces.items()):
        if placing.may_follow(later, earlier):
            sets.join(later, earlier)
    joins = all_joins(facts, around.documents, collections)
    judge = _Judge(facts, sets, relations, around.alone)
    for join in sorted(joins, key=lambda j: (j.rank, j.one, j.two)):
        allowed = placing.allows(join.one, join.two) and judge.allows(join)
        if allowed and sets.join(join.one, join.two):
            for key in (join.one, join.two):
                reasons.setdefault(key, join.why)
    return Clusters(groups=sets.groups(), reasons=reasons, given=placing.given(sets.groups()))


def share_publishers(facts: Mapping[str, Facts], relations: Relations) -> None:
    """A copy has the publishers that the text names, wherever it is listed."""
    groups: dict[str, list[Facts]] = defaultdict(list)
    for key, item in facts.items():
        groups[relations.duplicate_of.get(key, key)].append(item)
    for members in groups.values():
        stated = sorted({p for item in members if item.stated for p in item.publishers})
        if len(members) > 1 and not stated:
            original = next((i for i in members if i.id not in relations.duplicate_of), members[0])
            stated = list(original.publishers)
        for item in members:
            if stated and not item.stated:
                item.publishers, item.elsewhere = tuple(stated), False


# ---------------------------------------------------------------- reasons not to


@dataclass(slots=True)
class _Judge:
    facts: Mapping[str, Facts]
    sets: Joiner
    relations: Relations
    elsewhere: Callable[[str, str], bool]  # whether a name stands alone at a publisher, beyond these
    old: frozenset[str] = frozenset()  # documents that were replaced
    alone: dict[str, set[str]] = field(default_factory=dict)  # publisher → names that stand alone there

    def __post_init__(self) -> None:
        self.old = frozenset(self.relations.replaces.values())
        for item in self.facts.values():
            if len(item.main) == 1:
                for slug in item.publishers:
                    self.alone.setdefault(slug, set()).update(item.main)

    def allows(self, join: Join) -> bool:
        """Whether nothing that is known of the two sets speaks against the join."""
        a = [self.facts[m] for m in self.sets.members(join.one)]
        b = [self.facts[m] for m in self.sets.members(join.two)]
        if a[0] is b[0]:
            return False
        together = self._under_one_heading(a, b)
        if of_other_bodies(a, b):
            return False
        gap = years_between(a, b)
        if gap is not None and gap > SAME_REVIEW_YEARS and not together:
            return False
        if {is_adult(i.doc.review_type) for i in a} != {is_adult(i.doc.review_type) for i in b} and not (
            together or any(i.doc.review_type is ReviewType.OTHER for i in (*a, *b))
        ):
            return False
        if not together and self._kinds_apart(a, b):
            return False
        if any(numbered_apart(i, j) for i in a for j in b) or lettered_apart(a, b):
            return False
        if join.rank[0] >= 10 and not self._names_allow(a, b, join):
            return False
        return not self._two_reports(a, b, gap, strict=join.rank[0] >= 20)

    def _under_one_heading(self, a: list[Facts], b: list[Facts]) -> bool:
        """Whether some of both stand under the same telling heading and give the same case."""
        return any(
            i.place == j.place and not i.generic and (i.names & j.names or not i.names or not j.names)
            for i in a
            for j in b
        )

    def _kinds_apart(self, a: list[Facts], b: list[Facts]) -> bool:
        """A statutory and a local review of one name, each with a paper of the same role elsewhere."""
        kinds_a = {i.doc.review_type for i in a if not self._is_copy(i)}
        kinds_b = {i.doc.review_type for i in b if not self._is_copy(i)}
        crossed = (kinds_a <= STATUTORY and kinds_b <= LOCAL) or (kinds_a <= LOCAL and kinds_b <= STATUTORY)
        roles_a = {i.doc.role for i in a}
        roles_b = {i.doc.role for i in b}
        return bool(kinds_a and kinds_b) and crossed and bool(roles_a & roles_b)

    def _names_allow(self, a: list[Facts], b: list[Facts], join: Join) -> bool:
        """Partly shared names join only where nothing else bears exactly the one name."""
        names_a = {i.main for i in a if i.main}
        names_b = {i.main for i in b if i.main}
        if not names_a or not names_b:
            return True
        one, two = self.facts[join.one], self.facts[join.two]
        if one.place == two.place and not one.generic:
            return True
        larger = max((*names_a, *names_b), key=lambda n: (len(n), sorted(n)))
        return sum(self._stands_alone(one, name) for name in larger) <= 1

    def _stands_alone(self, item: Facts, name: str) -> bool:
        return any(name in self.alone.get(slug, ()) or self.elsewhere(slug, name) for slug in item.publishers)

    def _is_copy(self, item: Facts) -> bool:
        return item.id in self.relations.duplicate_of

    def _two_reports(self, a: list[Facts], b: list[Facts], gap: int | None, *, strict: bool) -> bool:
        """Whether both hold a main report of their own: two different reports are two reviews.

        Reports in two languages are one, and so are reports that share case, year and heading.
        """
        for i in a:
            for j in b:
                if i.doc.role is not Role.OVERVIEW_REPORT or j.doc.role is not Role.OVERVIEW_REPORT:
                    continue
                if self._is_copy(i) or self._is_copy(j) or i.doc.language != j.doc.language:
                    continue
                if i.id in self.old or j.id in self.old:
                    continue
                unnamed = not i.shelves and not j.shelves  # two children of one letter, whoever published
                if strict or unnamed or (gap is not None and gap >= 1 and i.doc.text and j.doc.text):
                    return True
        return False
