"""What a review is called: its id, publisher, kind, case name, title and year."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from itertools import count as numbers
from typing import TYPE_CHECKING

from harvester.records import ReviewGroup, SourceInfo
from harvester.vocabulary import Nation, ReviewType, Role, SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from harvester.group.facts import Facts
    from harvester.group.relations import Relations

_ROLE_ORDER = (Role.OVERVIEW_REPORT, Role.EXECUTIVE_SUMMARY, Role.BRIEFING)


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids of reviews that are settled."""

    given: Mapping[int, str]  # of sets that a person made up, by their number
    taken: Callable[[str], bool] | None = None  # whether a review has it that is not named here


def name_reviews(
    groups: Sequence[Sequence[str]],
    facts: Mapping[str, Facts],
    relations: Relations,
    sources: Sequence[SourceInfo],
    settled: Ids,
) -> tuple[ReviewGroup, ...]:
    """One `ReviewGroup` for each set of documents; ids of the last grouping are kept where possible.

    Args:
        groups: the sets.
        facts: what is known of every document.
        relations: copies and versions.
        sources: every source.
        settled: ids that are settled.
    """
    infos = {s.slug: s for s in sources}
    members = [[facts[key] for key in group] for group in groups]
    ids = _ids(members, settled)
    old = frozenset(relations.replaces.values())
    ordered = [sorted(group, key=lambda m: _importance(m, relations, old)) for group in members]
    reviews = [_review(made, best, infos) for made, best in zip(ids, ordered, strict=True)]
    return tuple(sorted(reviews, key=lambda r: r.id))


def _review(review_id: str, best: list[Facts], infos: Mapping[str, SourceInfo]) -> ReviewGroup:
    """The review of some documents, the most important of them first."""
    publishers = sorted({p for m in best for p in m.publishers})
    source = _source(best, publishers)
    info = infos.get(source)
    nation = info.nation if info and info.nation is not Nation.UK else best[0].doc.nation
    named = [m for m in best if m.doc.case_name]
    return ReviewGroup(
        id=review_id,
        source=source,
        nation=nation,
        review_type=_type(best),
        case_name=_case_name(named),
        title=best[0].doc.title,
        year=_year(best),
        document_ids=tuple(sorted(m.id for m in best)),
        publishers=tuple(
            p
            for p in publishers
            if p not in infos or infos[p].kind is not SourceKind.NATIONAL or _national(best)
        ),
    )


def _national(best: list[Facts]) -> bool:
    return best[0].doc.review_type is ReviewType.NATIONAL


def _importance(item: Facts, relations: Relations, old: frozenset[str]) -> tuple[int, bool, bool, str, str]:
    """Reports before summaries, originals before copies, current before replaced."""
    order = _ROLE_ORDER.index(item.doc.role) if item.doc.role in _ROLE_ORDER else len(_ROLE_ORDER)
    return (
        order,
        item.id in relations.duplicate_of or item.id in old,
        item.doc.language == "cy",
        item.doc.url,
        item.id,
    )


def _source(best: list[Facts], publishers: list[str]) -> str:
    """The publisher's source where we have one, else the source that listed the main document."""
    for item in best:
        if item.publishers:
            return item.doc.source if item.doc.source in item.publishers else item.publishers[0]
    return best[0].doc.source if not publishers else publishers[0]


def _type(best: list[Facts]) -> ReviewType:
    told = [m.doc.review_type for m in best if m.doc.review_type is not ReviewType.OTHER]
    if not told:
        return ReviewType.OTHER
    if best[0].doc.role is Role.OVERVIEW_REPORT and best[0].doc.review_type is not ReviewType.OTHER:
        return best[0].doc.review_type
    counted = Counter(told)
    return max(told, key=lambda t: (counted[t], -told.index(t)))


def _case_name(named: list[Facts]) -> str | None:
    """The name of the main document; a form with both name and code beats it."""
    if not named:
        return None
    first = named[0]
    fuller = [m for m in named if m.aliases and m.names > first.names]
    return (fuller[0] if fuller else first).doc.case_name


def _year(best: list[Facts]) -> int | None:
    """The year of publication of the first document that has one, else of completion."""
    for attribute in ("published", "completed"):
        for item in best:
            value = getattr(item.doc, attribute)
            if value:
                return int(value[:4])
    return None


def _ids(members: list[list[Facts]], settled: Ids) -> list[str]:
    """An id for each set: a person's, else the last one of most of its members, else from what it is."""
    wishes: list[tuple[int, str, int, str]] = []
    for index, group in enumerate(members):
        votes = Counter(m.doc.previous_review for m in group if m.doc.previous_review)
        for review_id, count in votes.items():
            wishes.append((-count, min(m.id for m in group), index, str(review_id)))
    given = dict(settled.given)
    used = set(given.values())
    for _, _, index, review_id in sorted(wishes):
        if index not in given and review_id not in used:
            given[index] = review_id
            used.add(review_id)
    for index, group in enumerate(members):
        if index not in given:
            given[index] = _new_id(group, used, settled.taken)
            used.add(given[index])
    return [given[index] for index in range(len(members))]


def _new_id(group: list[Facts], used: set[str], taken: Callable[[str], bool] | None) -> str:
    publisher = min((p for m in group for p in m.publishers), default=group[0].doc.source)
    names = "|".join(sorted({n for m in group for n in m.main})) or "|".join(sorted(group[0].theme))
    years = [m.first_year for m in group if m.first_year]
    keys = [f"{publisher}\n{names}\n{min(years) if years else ''}"] if names else []
    keys += [f"{publisher}\n{names}\n{key}" for key in sorted(m.id for m in group)]
    own = min(m.id for m in group)
    for key in chain(keys, (f"{publisher}\n{names}\n{own}\n{number}" for number in numbers(2))):
        made = "r" + hashlib.sha256(key.encode()).hexdigest()[:12]
        if made not in used and not (taken and taken(made)):
            return made
    raise AssertionError("there is always another number")  # pragma: no cover
