"""Puts the entries of national lists and the reviews found on boards' own sites together.

Names of cases repeat between areas, so two are compared only where a publisher is the same or followed
the other; an entry without a publisher is matched by its text, or by a telling name with the details of
the case, or left unresolved. Each list is assigned by itself: a review has one entry in each.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from harvester.detect.entry_fields import case_in, read_title
from harvester.normalise.list_publishers import PublisherNames, is_anonymous, kind_of_case
from harvester.normalise.roles import find_roles
from harvester.reconcile.assign import assign
from harvester.reconcile.details import compare
from harvester.reconcile.naming import Likeness, relation
from harvester.reconcile.scoring import ACCEPT, Held, Listed, Score, same_text, score_pair
from harvester.reconcile.values import Match, Reconciliation, Standing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from harvester.reconcile.values import HeldReview
    from harvester.records import ListEntry, SourceInfo

FOLLOWED: Final = 0.95  # a publisher that followed the one named
_EQUAL: Final = 0.011  # scores nearer than this tell nothing apart
_DETAILS: Final = 2  # that must agree where nobody says who published
Pairs = dict[tuple[int, int], Score]


def reconcile(
    held: Sequence[HeldReview],
    entries: Sequence[ListEntry],
    sources: Sequence[SourceInfo],
    *,
    crawled: Collection[str] | None = None,
) -> Reconciliation:
    """Compare reviews found on boards' own sites with the entries of national lists.

    Args:
        held: our reviews.
        entries: of any number of lists.
        sources: who publishes under which names; predecessors and successors.
        crawled: slugs of the sources that were ever crawled, where known: of the others nothing can be
            said to be missing.

    Returns:
        Every review and every entry, in pairs where they are the same; several entries may share a review.
    """
    names = PublisherNames(sources)
    kin = _Kin(sources)
    reviews = [Held(review, frozenset(review.publishers)) for review in sorted(held, key=lambda h: h.id)]
    listed = [
        Listed(entry, frozenset(_publishers(entry, names))) for entry in map(_filled, _ordered(entries))
    ]
    listed = [_with_publishers(one) for one in listed]
    lists: dict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(listed):
        lists[one.entry.source].append(index)
    shelves = _shelves(reviews, kin)
    matched: dict[int, tuple[int, Score]] = {}
    doubtful: dict[int, Score] = {}
    for members in lists.values():
        found, unsure = _match_list(members, listed, reviews, shelves, kin)
        matched |= found
        doubtful |= unsure
    return Reconciliation(matches=tuple(_told(listed, reviews, matched, doubtful, crawled)))


def _ordered(entries: Iterable[ListEntry]) -> list[ListEntry]:
    """The entries in an order that does not depend on how they came."""
    return sorted(entries, key=lambda e: (e.source, e.year or 0, e.title, e.url or "", e.id or "", e.summary))


def _filled(entry: ListEntry) -> ListEntry:
    """The entry with what its title line says, where its fields are blank."""
    line = read_title(entry.title)
    if line is None:
        named = entry.case_name or case_in(entry.title) if not entry.publisher_text else entry.case_name
        return entry if named == entry.case_name else replace(entry, case_name=named)
    return replace(
        entry,
        anonymous=entry.anonymous or line.anonymous,
        publisher_text=entry.publisher_text or (None if entry.anonymous else line.publisher),
        case_name=entry.case_name or case_in(line.name),
        year=entry.year or (int(line.date[:4]) if line.date else None),
    )


def _publishers(entry: ListEntry, names: PublisherNames) -> tuple[str, ...]:
    if entry.anonymous or is_anonymous(entry.publisher_text or ""):
        return ()
    kind = entry.review_type or kind_of_case(entry.case_name, entry.summary)
    return entry.publishers or names.resolve(entry.publisher_text, kind)


def _with_publishers(one: Listed) -> Listed:
    """The entry with the publishers that were looked up."""
    if one.entry.publishers or not one.publishers:
        return one
    return Listed(replace(one.entry, publishers=tuple(sorted(one.publishers))), one.publishers)


class _Kin:
    """Which bodies followed which."""

    def __init__(self, sources: Sequence[SourceInfo]) -> None:
        self._related: dict[str, set[str]] = defaultdict(set)
        for source in sources:
            for successor in source.successors:
                self._related[source.slug].add(successor)
                self._related[successor].add(source.slug)

    def of(self, slug: str) -> frozenset[str]:
        """Predecessors and successors of a body."""
        return frozenset(self._related.get(slug, ()))

    def related(self, one: frozenset[str], two: frozenset[str]) -> float:
        """1.0 where a body is in both sets, less where one followed another, else 0."""
        if one & two:
            return 1.0
        return FOLLOWED if any(self.of(slug) & two for slug in one) else 0.0


def _shelves(reviews: Sequence[Held], kin: _Kin) -> Mapping[str, list[int]]:
    shelves: dict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(reviews):
        for slug in one.publishers.union(*(kin.of(own) for own in one.publishers)):
            shelves[slug].append(index)
    return shelves


def _match_list(
    members: Sequence[int],
    listed: Sequence[Listed],
    reviews: Sequence[Held],
    shelves: Mapping[str, list[int]],
    kin: _Kin,
) -> tuple[dict[int, tuple[int, Score]], dict[int, Score]]:
    """Pairs of one list; and entries that fit several reviews equally."""
    scores: Pairs = dict(_by_text(members, listed, reviews))
    for index in members:
        one = listed[index]
        for number in sorted({n for slug in one.publishers for n in shelves.get(slug, ())}):
            if (index, number) not in scores:
                score = score_pair(
                    one, reviews[number], kin.related(one.publishers, reviews[number].publishers)
                )
                if score.value >= ACCEPT:
                    scores[index, number] = score
    scores |= _by_details([i for i in members if not listed[i].publishers], listed, reviews, scores)
    chosen = assign({pair: score.value for pair, score in scores.items()})
    doubtful = _doubtful(chosen, scores)
    pairs = {i: (n, scores[i, n]) for i, n in chosen.items() if i not in doubtful}
    pairs |= _companions(members, listed, pairs, scores)
    return pairs, doubtful


def _by_text(
    members: Sequence[int], listed: Sequence[Listed], reviews: Sequence[Held]
) -> Iterator[tuple[tuple[int, int], Score]]:
    by_file = {sha: number for number, one in enumerate(reviews) for sha in one.review.sha256s}
    by_id = {one.review.id: number for number, one in enumerate(reviews)}
    for index in members:
        entry = listed[index].entry
        for number in {by_file.get(entry.sha256 or ""), by_id.get(entry.review_id or "")} - {None}:
            assert number is not None  # noqa: S101 - taken out above
            score = same_text(listed[index], reviews[number])
            if score is not None:
                yield (index, number), score


def _by_details(
    members: Sequence[int], listed: Sequence[Listed], reviews: Sequence[Held], known: Pairs
) -> Pairs:
    """Entries without a publisher: a telling name that one review bears, and what the texts tell."""
    rows = {index for index, _ in known}
    bearers: dict[str, set[int]] = defaultdict(set)
    for number, one in enumerate(reviews):
        for name in one.names.every:
            bearers[name].add(number)
    asking: dict[frozenset[str], list[int]] = defaultdict(list)
    for index in members:
        if index not in rows and listed[index].names.distinctive:
            asking[listed[index].names.main].append(index)
    found: Pairs = {}
    for main, askers in asking.items():
        numbers = set.union(*(bearers.get(name, set()) for name in main)) if main else set()
        fits = [
            (index, number, told)
            for index in askers
            for number in sorted(numbers)
            if (told := _fits(listed[index], reviews[number]))
        ]
        if len(fits) == 1:
            index, number, told = fits[0]
            found[index, number] = Score(
                0.8, ["no publisher is given", "a telling name that one review bears", f"details: {told}"]
            )
    return found


def _fits(one: Listed, two: Held) -> str:
    """The details by which an entry without a publisher is this review; "" where they do not suffice."""
    if relation(one.names, two.names) not in (Likeness.SAME, Likeness.ALIAS):
        return ""
    if not one.entry.year or not two.years or min(abs(one.entry.year - y) for y in two.years) > 1:
        return ""
    agree, against, told = compare(one.entry.summary, two.review.text)
    return ", ".join(told) if agree >= _DETAILS and not against else ""


def _doubtful(chosen: Mapping[int, int], scores: Pairs) -> dict[int, Score]:
    """Entries that would fit another review, which nothing else claims, just as well."""
    used = set(chosen.values())
    doubtful: dict[int, Score] = {}
    others: dict[int, list[int]] = defaultdict(list)
    for index, number in scores:
        others[index].append(number)
    for index, number in chosen.items():
        best = scores[index, number]
        rivals = [
            n for n in others[index] if n not in used and abs(scores[index, n].value - best.value) < _EQUAL
        ]
        if rivals:
            doubtful[index] = Score(best.value, [*best.reasons, f"fits {len(rivals) + 1} reviews equally"])
    return doubtful


def _companions(
    members: Sequence[int],
    listed: Sequence[Listed],
    pairs: Mapping[int, tuple[int, Score]],
    scores: Pairs,
) -> dict[int, tuple[int, Score]]:
    """Entries left over that are another paper of a review whose entry was found: its summary, its twin."""
    holders: dict[int, list[int]] = defaultdict(list)
    for index, (number, _) in pairs.items():
        holders[number].append(index)
    options: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for (index, number), score in scores.items():
        if index not in pairs and number in holders:
            options[index].append((score.value, number))
    found: dict[int, tuple[int, Score]] = {}
    for index in members:
        for value, number in sorted(options[index], reverse=True):
            if any(_same_review(listed[index], listed[other]) for other in holders[number]):
                score = scores[index, number]
                found[index] = (number, Score(value, [*score.reasons, "another paper of a listed review"]))
                break
    return found


def _same_review(one: Listed, two: Listed) -> bool:
    """Whether two entries of one list are papers of one review: they differ in role, or in nothing."""
    if relation(one.names, two.names) is not Likeness.SAME or not one.publishers & two.publishers:
        return False
    years = (one.entry.year, two.entry.year)
    if None in years or abs((years[0] or 0) - (years[1] or 0)) > 1:
        return False
    roles = [{m.role for m in find_roles(e.entry.title) if m.rank >= 2} for e in (one, two)]
    same = one.entry.title == two.entry.title and one.entry.summary == two.entry.summary
    return same or (roles[0] != roles[1])


def _told(
    listed: Sequence[Listed],
    reviews: Sequence[Held],
    matched: Mapping[int, tuple[int, Score]],
    doubtful: Mapping[int, Score],
    crawled: Collection[str] | None,
) -> Iterator[Match]:
    """Every review and entry with its standing: pairs first, then what one side has alone."""
    for index, (number, score) in sorted(matched.items(), key=lambda m: (m[1][0], m[0])):
        yield Match(
            standing=Standing.BOTH,
            held=reviews[number].review,
            entry=listed[index].entry,
            score=round(score.value, 3),
            reasons=tuple(score.reasons),
        )
    used = {number for number, _ in matched.values()}
    for number, one in enumerate(reviews):
        if number not in used:
            yield Match(
                standing=Standing.HELD_ONLY, held=one.review, reasons=("no list has an entry for it",)
            )
    for index, item in enumerate(listed):
        if index in matched:
            continue
        if index in doubtful:
            score = doubtful[index]
            yield Match(
                standing=Standing.UNRESOLVED,
                entry=item.entry,
                score=round(score.value, 3),
                reasons=tuple(score.reasons),
            )
        else:
            yield _alone(item, crawled)


def _alone(item: Listed, crawled: Collection[str] | None) -> Match:
    """An entry that is none of our reviews."""
    entry = item.entry
    if entry.anonymous:
        why = "published anonymously, and no text of ours is the same"
        return Match(standing=Standing.UNRESOLVED, entry=entry, reasons=(why,))
    if not item.publishers:
        named = f": {entry.publisher_text}" if entry.publisher_text else ""
        return Match(standing=Standing.UNRESOLVED, entry=entry, reasons=(f"no known publisher{named}",))
    reasons = ["no review of this publisher fits"]
    if crawled is not None and not item.publishers & set(crawled):
        reasons = ["the publisher's own site was never crawled"]
    if entry.sha256:
        reasons.append("the list's own copy is held")
    return Match(standing=Standing.LISTED_ONLY, entry=entry, reasons=tuple(reasons))
