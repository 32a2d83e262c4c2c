"""Reasons to take two documents for papers of one review, from the surest to the least sure.

Each looks at documents that share something (a publisher and a name, a heading, a page): those buckets are
what `buckets.py` knows a document by.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from harvester.group.apart import years_between
from harvester.group.facts import Facts, theme_of
from harvester.group.names import label_keys, labelled_alike, misspelt, number_of_year, numbered_alike
from harvester.vocabulary import ReviewType, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_RECORD = 8  # papers that a national list offers of one review
MAX_LABEL = 14  # characters of "lcspr ab12" or "family g"
MAX_BUCKET = 400  # documents of one publisher and one name that are compared pair by pair
STATUTORY = frozenset(
    {ReviewType.SCR, ReviewType.CSPR, ReviewType.CPR, ReviewType.SIG_CR, ReviewType.SUSR, ReviewType.CMR}
)
LOCAL = frozenset({ReviewType.LEARNING_REVIEW, ReviewType.RAPID_REVIEW})


@dataclass(slots=True)
class Join:
    """A reason to take two documents for one review; the lower the rank, the surer."""

    rank: tuple[int, ...]
    one: str
    two: str
    why: str


def all_joins(
    facts: Mapping[str, Facts], around: Mapping[str, Facts], collections: frozenset[str]
) -> Iterator[Join]:
    """Every reason to join two of these documents.

    Args:
        facts: what is known of the documents.
        around: others that stand on the same pages: what stands there counts, though it is not joined.
        collections: slugs of the sources that list the reviews of many bodies, or are a national body.
    """
    yield from _by_name(facts)
    yield from _by_label(facts)
    yield from _by_number(facts)
    yield from _by_theme(facts)
    yield from _by_case_as_subject(facts)
    pages = dict(sorted({**around, **facts}.items())) if around else facts
    for join in (*by_place(pages), *by_record(pages, collections)):
        if join.one in facts and join.two in facts:
            yield join


def _by_name(facts: Mapping[str, Facts]) -> Iterator[Join]:
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


def _name_join(one: Facts, two: Facts) -> Join:
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
    apart = int(bool(kinds & STATUTORY and kinds & LOCAL))
    return Join((rank if whole else rank + 10, apart, gap or 0), one.id, two.id, why)


def labels_of(item: Facts) -> frozenset[str]:
    """What a document has in common with one that is called alike (`labelled_alike`)."""
    name = next(iter(item.main), "")
    return label_keys(name) if len(item.main) == 1 and len(name) <= MAX_LABEL else frozenset()


def number_in(item: Facts) -> str | None:
    """The number and year at the end of a code, where it is the only name."""
    return number_of_year(next(iter(item.main))) if len(item.main) == 1 else None


def _by_label(facts: Mapping[str, Facts]) -> Iterator[Join]:
    """A review called "SCR G" here and "Child G" there, of one kind and one publisher.

    Last of all, and never two reports: "SCR A" may be the first of a row, and "Child A" another.
    """
    buckets: dict[tuple[str, ReviewType, str], list[Facts]] = defaultdict(list)
    for item in facts.values():
        for label in labels_of(item):
            for publisher in item.shelves:
                buckets[publisher, item.doc.review_type, label].append(item)
    for _, members in sorted(buckets.items()):
        for one, two in combinations(members[:MAX_BUCKET], 2):
            if labelled_alike(one.main, two.main):
                yield Join((40, 0), one.id, two.id, "same publisher, kind of review and letter")


def _by_number(facts: Mapping[str, Facts]) -> Iterator[Join]:
    """A review called "CPR 6/2021" here and "CPR CTM 6/2021" there, where one board's letters fit alone.

    So are "TVSB 6/2021" and "BDCT 6/2021", the letters of one board in its two languages.
    """
    buckets: dict[tuple[str, str], list[Facts]] = defaultdict(list)
    for item in facts.values():
        number = number_in(item)
        for publisher in item.shelves if number else ():
            buckets[publisher, number or ""].append(item)
    for _, members in sorted(buckets.items()):
        if len({name for member in members for name in member.main}) != 2:
            continue
        for one, two in combinations(members[:MAX_BUCKET], 2):
            if numbered_alike(one.main, two.main) or _lettered_in_two_languages(one, two, members):
                yield Join((12, 0), one.id, two.id, "same publisher, number and year")


def _lettered_in_two_languages(one: Facts, two: Facts, members: list[Facts]) -> bool:
    """Whether two codes of one kind differ in the board's letters, and one stands on Welsh papers only."""
    kinds = {one.doc.review_type, two.doc.review_type} - {ReviewType.OTHER}
    if one.main == two.main or len(kinds) > 1:
        return False
    welsh = [all(m.doc.language == "cy" for m in members if m.main == item.main) for item in (one, two)]
    return welsh[0] != welsh[1]


def by_place(facts: Mapping[str, Facts]) -> Iterator[Join]:
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


def by_record(facts: Mapping[str, Facts], collections: frozenset[str]) -> Iterator[Join]:
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
                yield Join((8, 0), item.id, reports[0].id, "on the page of one review")


def _misspelt(members: list[Facts]) -> Iterator[Join]:
    """One name in two spellings under one heading that is about one case."""
    for one, two in combinations([m for m in members if m.names][:40], 2):
        if misspelt(one.main, two.main):
            yield Join((9, 0), one.id, two.id, "the same heading and a name but for a letter")


def _placed(members: list[Facts], rank: int, why: str, *, generic: bool) -> Iterator[Join]:
    named = [m for m in members if m.names]
    nameless = [m for m in members if not m.names]
    if not nameless or _several_cases(named):
        return
    for item in nameless:
        if generic and item.theme:
            continue  # it has a subject of its own
        for other in named:
            yield Join((rank, 0), item.id, other.id, why)
    if named or (generic and len({m.place[2] for m in nameless}) > 1):
        return
    for one, two in combinations(nameless[:40], 2):
        alike = one.theme == two.theme or bool(one.theme & two.theme) or _empty_but_for(one, two)
        if alike and (not generic or (one.theme == two.theme and one.doc.role != two.doc.role)):
            yield Join((rank + 1, 0), one.id, two.id, why)


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


def _by_theme(facts: Mapping[str, Facts]) -> Iterator[Join]:
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
                yield Join((25, 0), one.id, two.id, "same publisher and subject")


def subject_of(item: Facts) -> frozenset[str]:
    """The telling words of a name that is a subject, as "Operation Harbour Lights"; none where it is not."""
    subject = theme_of(item.doc.case_name or "") if item.main else frozenset()
    return subject if len(subject) >= 2 else frozenset()


def _by_case_as_subject(facts: Mapping[str, Facts]) -> Iterator[Join]:
    """A review known by its subject, which one of its papers has as a name and another in its title."""
    named: dict[tuple[str, str], list[tuple[frozenset[str], Facts]]] = defaultdict(list)
    for item in facts.values():
        if subject := subject_of(item):
            for publisher in item.shelves:
                named[publisher, min(subject)].append((subject, item))
    for item in sorted(facts.values(), key=lambda f: f.id):
        if not item.theme or item.names:
            continue
        for publisher in item.shelves:
            for word in sorted(item.theme):
                for subject, other in named[publisher, word][:MAX_BUCKET]:
                    if subject <= item.theme and len(item.theme) <= len(subject) + 1:
                        yield Join((26, 0), item.id, other.id, "same publisher and subject")
