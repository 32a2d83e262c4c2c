"""Which documents belong to one case review.

A review is one publisher's review of one case, of one kind, at one time. Names repeat between
publishers and, over years, within one publisher, so no single fact joins two documents: joins are
made from the surest to the least sure, and each is refused where the two sets contradict it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from harvester.group.apart import lettered_apart, numbered_apart, of_other_bodies, years_between
from harvester.group.constraints import A_PERSON, NOTHING_SAID, Constraints, Placing
from harvester.group.facts import Facts, is_adult, theme_of
from harvester.group.joining import Joiner
from harvester.group.names import labelled_alike, misspelt, numbered_alike
from harvester.vocabulary import ReviewType, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harvester.group.relations import Relations

SAME_REVIEW_YEARS = 2  # between documents of one review; publication lags by up to 31 months
MAX_RECORD = 8  # papers that a national list offers of one review
MAX_LABEL = 14  # characters of "lcspr ab12" or "family g"
_END_NUMBER = re.compile(r"\b[a-z]?\d{1,3}-(?:19|20)\d\d$")
MAX_BUCKET = 400  # documents of one publisher and one name that are compared pair by pair
_STATUTORY = frozenset(
    {ReviewType.SCR, ReviewType.CSPR, ReviewType.CPR, ReviewType.SIG_CR, ReviewType.SUSR, ReviewType.CMR}
)
_LOCAL = frozenset({ReviewType.LEARNING_REVIEW, ReviewType.RAPID_REVIEW})


@dataclass(slots=True)
class _Join:
    """A reason to take two documents for one review; the lower the rank, the surer."""

    rank: tuple[int, ...]
    one: str
    two: str
    why: str


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
) -> Clusters:
    """Put the documents of one review together.

    Args:
        facts: what is known of every document.
        relations: copies and versions.
        collections: slugs of the sources that list the reviews of many bodies, or are a national body.
        said: what people decided of reviews, copies and versions.
    """
    _share_publishers(facts, relations)
    sets = Joiner(facts)
    placing = Placing(facts, sets, said)
    reasons: dict[str, str] = {key: A_PERSON for key in said.placed if key in facts}
    for later, earlier in (*relations.duplicate_of.items(), *relations.replaces.items()):
        if placing.may_follow(later, earlier):
            sets.join(later, earlier)
    joins = [
        *_by_name(facts),
        *_by_label(facts),
        *_by_number(facts),
        *_by_place(facts),
        *_by_record(facts, collections),
        *_by_theme(facts),
        *_by_case_as_subject(facts),
    ]
    judge = _Judge(facts, sets, relations)
    for join in sorted(joins, key=lambda j: (j.rank, j.one, j.two)):
        allowed = placing.allows(join.one, join.two) and judge.allows(join)
        if allowed and sets.join(join.one, join.two):
            for key in (join.one, join.two):
                reasons.setdefault(key, join.why)
    return Clusters(groups=sets.groups(), reasons=reasons, given=placing.given(sets.groups()))


def _share_publishers(facts: Mapping[str, Facts], relations: Relations) -> None:
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


# ---------------------------------------------------------------- reasons to join


def _by_name(facts: Mapping[str, Facts]) -> Iterator[_Join]:
    buckets: dict[tuple[str, str], list[Facts]] = defaultdict(list)
    for item in facts.values():
        for publisher in item.shelves:
            for name in item.names:
                buckets[publisher, name].append(item)
        if not item.generic:
            for name in item.names:  # a joint review and the response of one of its boards
                buckets["\n".join(item.place), name].append(item)
    for _, members in sorted(buckets.items()):
        for one, two in combinations(members[:MAX_BUCKET], 2):
            yield _name_join(one, two)


def _name_join(one: Facts, two: Facts) -> _Join:
    whole = one.main == two.main or bool(one.aliases & two.names) or bool(two.aliases & one.names)
    gap = years_between([one], [two])
    heading = one.place == two.place and not one.generic
    page = one.place[:2] == two.place[:2]
    if heading:
        rank = 1
    elif gap is not None:
        rank = 2 if gap <= 1 else 3
    else:
        rank = 4 if page else 5
    why = f"same publisher and case {one.doc.case_name!r}"
    # Of two reviews of one name, a paper goes first to the one of its own kind.
    kinds = {one.doc.review_type, two.doc.review_type}
    apart = int(bool(kinds & _STATUTORY and kinds & _LOCAL))
    return _Join((rank if whole else rank + 10, apart, gap or 0), one.id, two.id, why)


def _by_label(facts: Mapping[str, Facts]) -> Iterator[_Join]:
    """A review called "SCR G" here and "Child G" there, of one kind and one publisher.

    Last of all, and never two reports: "SCR A" may be the first of a row, and "Child A" another.
    """
    buckets: dict[tuple[str, ReviewType], list[Facts]] = defaultdict(list)
    for item in facts.values():
        if len(item.main) == 1 and len(next(iter(item.main))) <= MAX_LABEL:
            for publisher in item.shelves:
                buckets[publisher, item.doc.review_type].append(item)
    for _, members in sorted(buckets.items()):
        for one, two in combinations(members[:MAX_BUCKET], 2):
            if labelled_alike(one.main, two.main):
                yield _Join((40, 0), one.id, two.id, "same publisher, kind of review and letter")


def _by_number(facts: Mapping[str, Facts]) -> Iterator[_Join]:
    """A review called "CPR 6/2021" here and "CPR CTM 6/2021" there, where one board's letters fit alone.

    So are "TVSB 6/2021" and "BDCT 6/2021", the letters of one board in its two languages.
    """
    buckets: dict[tuple[str, str], list[Facts]] = defaultdict(list)
    for item in facts.values():
        number = _END_NUMBER.search(next(iter(item.main))) if len(item.main) == 1 else None
        for publisher in item.shelves if number else ():
            buckets[publisher, number.group() if number else ""].append(item)
    for _, members in sorted(buckets.items()):
        if len({name for member in members for name in member.main}) != 2:
            continue
        for one, two in combinations(members[:MAX_BUCKET], 2):
            if numbered_alike(one.main, two.main) or _lettered_in_two_languages(one, two, members):
                yield _Join((12, 0), one.id, two.id, "same publisher, number and year")


def _lettered_in_two_languages(one: Facts, two: Facts, members: list[Facts]) -> bool:
    """Whether two codes of one kind differ in the board's letters, and one stands on Welsh papers only."""
    kinds = {one.doc.review_type, two.doc.review_type} - {ReviewType.OTHER}
    if one.main == two.main or len(kinds) > 1:
        return False
    welsh = [all(m.doc.language == "cy" for m in members if m.main == item.main) for item in (one, two)]
    return welsh[0] != welsh[1]


def _by_place(facts: Mapping[str, Facts]) -> Iterator[_Join]:
    """Documents without a case name belong to what stands beside them under one heading or on one page."""
    headings: dict[tuple[str, str, str], list[Facts]] = defaultdict(list)
    pages: dict[tuple[str, str], list[Facts]] = defaultdict(list)
    for item in facts.values():
        headings[item.place].append(item)
        pages[item.place[:2]].append(item)
    for place, members in sorted(headings.items()):
        if place[2]:
            if not members[0].generic:
                yield from _misspelt(members)
            yield from _placed(members, 20, "under the same heading", generic=members[0].generic)
    for _, members in sorted(pages.items()):
        yield from _placed(members, 30, "on the same page", generic=True)


def _by_record(facts: Mapping[str, Facts], collections: frozenset[str]) -> Iterator[_Join]:
    """The papers on the page that a national list has of one review: one report, and what goes with it."""
    pages: dict[tuple[str, str], list[Facts]] = defaultdict(list)
    for item in facts.values():
        if item.doc.source in collections and item.doc.page_url:
            pages[item.place[:2]].append(item)
    for _, members in sorted(pages.items()):
        reports = [m for m in members if m.doc.role is Role.OVERVIEW_REPORT]
        if len(reports) != 1 or not 1 < len(members) <= MAX_RECORD:
            continue
        if _several_cases([m for m in members if m.names]):
            continue
        for item in members:
            own = item.theme and not item.theme & reports[0].theme  # it has a subject of its own
            if item is not reports[0] and not own:
                yield _Join((8, 0), item.id, reports[0].id, "on the page of one review")


def _misspelt(members: list[Facts]) -> Iterator[_Join]:
    """One name in two spellings under one heading that is about one case."""
    for one, two in combinations([m for m in members if m.names][:40], 2):
        if misspelt(one.main, two.main):
            yield _Join((9, 0), one.id, two.id, "the same heading and a name but for a letter")


def _placed(members: list[Facts], rank: int, why: str, *, generic: bool) -> Iterator[_Join]:
    named = [m for m in members if m.names]
    nameless = [m for m in members if not m.names]
    if not nameless or _several_cases(named):
        return
    for item in nameless:
        if generic and item.theme:
            continue  # it has a subject of its own
        for other in named:
            yield _Join((rank, 0), item.id, other.id, why)
    if named or (generic and len({m.place[2] for m in nameless}) > 1):
        return
    for one, two in combinations(nameless[:40], 2):
        alike = one.theme == two.theme or bool(one.theme & two.theme) or _empty_but_for(one, two)
        if alike and (not generic or (one.theme == two.theme and one.doc.role != two.doc.role)):
            yield _Join((rank + 1, 0), one.id, two.id, why)


def _empty_but_for(one: Facts, two: Facts) -> bool:
    """Whether the titles say no more than the heading above both, apart from their role."""
    above = set(one.place[2].split())
    return not one.theme - above or not two.theme - above


def _several_cases(named: list[Facts]) -> bool:
    """Whether the named documents are of more than one case."""
    if not named:
        return False
    known = set(named[0].names)
    rest = named[1:]
    while True:
        close = [m for m in rest if known & m.names]
        if not close:
            return bool(rest)
        for member in close:
            known |= member.names
        rest = [m for m in rest if m not in close]


def _by_theme(facts: Mapping[str, Facts]) -> Iterator[_Join]:
    """Reviews without a case name are known by what they are about."""
    buckets: dict[tuple[str, str], list[Facts]] = defaultdict(list)
    for item in facts.values():
        if item.theme and not item.names:
            for publisher in item.shelves:
                for word in item.theme:
                    buckets[publisher, word].append(item)
    for _, members in sorted(buckets.items()):
        for one, two in combinations(members[:40], 2):
            common = len(one.theme & two.theme)
            smaller = min(len(one.theme), len(two.theme))
            if (
                common >= 2
                and common >= 0.8 * smaller
                and common >= 0.6 * max(len(one.theme), len(two.theme))
            ):
                yield _Join((25, 0), one.id, two.id, "same publisher and subject")


def _by_case_as_subject(facts: Mapping[str, Facts]) -> Iterator[_Join]:
    """A review known by its subject, which one of its papers has as a name and another in its title."""
    named: dict[str, list[tuple[frozenset[str], Facts]]] = defaultdict(list)
    for item in facts.values():
        subject = theme_of(item.doc.case_name or "")
        if len(subject) >= 2 and item.main:
            for publisher in item.shelves:
                named[publisher].append((subject, item))
    for item in sorted(facts.values(), key=lambda f: f.id):
        if not item.theme or item.names:
            continue
        for publisher in item.shelves:
            for subject, other in named[publisher][:MAX_BUCKET]:
                if subject <= item.theme and len(item.theme) <= len(subject) + 1:
                    yield _Join((26, 0), item.id, other.id, "same publisher and subject")


# ---------------------------------------------------------------- reasons not to


@dataclass(slots=True)
class _Judge:
    facts: Mapping[str, Facts]
    sets: Joiner
    relations: Relations
    old: frozenset[str] = frozenset()  # documents that were replaced
    alone: dict[str, set[str]] = field(default_factory=dict)  # publisher → names that stand alone there

    def __post_init__(self) -> None:
        self.old = frozenset(self.relations.replaces.values())
        for item in self.facts.values():
            if len(item.main) == 1:
                for slug in item.publishers:
                    self.alone.setdefault(slug, set()).update(item.main)

    def allows(self, join: _Join) -> bool:
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
        crossed = (kinds_a <= _STATUTORY and kinds_b <= _LOCAL) or (
            kinds_a <= _LOCAL and kinds_b <= _STATUTORY
        )
        roles_a = {i.doc.role for i in a}
        roles_b = {i.doc.role for i in b}
        return bool(kinds_a and kinds_b) and crossed and bool(roles_a & roles_b)

    def _names_allow(self, a: list[Facts], b: list[Facts], join: _Join) -> bool:
        """Partly shared names join only where nothing else bears exactly the one name."""
        names_a = {i.main for i in a if i.main}
        names_b = {i.main for i in b if i.main}
        if not names_a or not names_b:
            return True
        one, two = self.facts[join.one], self.facts[join.two]
        if one.place == two.place and not one.generic:
            return True
        larger = max((*names_a, *names_b), key=lambda n: (len(n), sorted(n)))
        alone = {name for slug in one.publishers for name in self.alone.get(slug, ())}
        return sum(name in alone for name in larger) <= 1

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
