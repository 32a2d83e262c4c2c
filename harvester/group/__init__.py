"""Same, newer, or belonging together: copies, versions and the documents of one review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.group.constraints import NOTHING_SAID, Constraints

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from harvester.group.compared import Compared
    from harvester.group.facts import Facts
    from harvester.group.reviews import Around
    from harvester.records import Grouping, GroupInput, SourceInfo

__all__ = ["Beside", "Constraints", "decide", "group"]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stays as it is where only some documents are grouped anew."""

    around: Around
    taken: Callable[[str], bool]  # whether a review that stays has this id


def group(
    documents: Sequence[GroupInput],
    sources: Sequence[SourceInfo],
    said: Constraints = NOTHING_SAID,
    compared: Compared | None = None,
) -> Grouping:
    """Decide copies, versions, publishers and reviews for all kept documents together.

    What people said of them is honoured before all that the texts and names say.

    The result depends on the documents alone, never on their order or on when they were found.

    Args:
        documents: all that are kept.
        sources: every source.
        said: what people decided.
        compared: how alike the texts are, where that is known; else it is worked out from the texts.
    """
    # Late: whoever only looks something up imports this package too, and its patterns take long to compile.
    from harvester.group.facts import gather

    return decide(gather(documents, sources), sources, said, compared)


def decide(
    facts: Mapping[str, Facts],
    sources: Sequence[SourceInfo],
    said: Constraints = NOTHING_SAID,
    compared: Compared | None = None,
    beside: Beside | None = None,
) -> Grouping:
    """The same of documents of which everything is known, all or those that a change concerns.

    Args:
        facts: what is known; a copy is given the publishers of its text.
        sources: every source.
        said: what people decided.
        compared: how alike the texts are, where that is known.
        beside: what there is beside these documents, and stays as it is.
    """
    from harvester.group.facts import trust_of
    from harvester.group.naming import Ids, name_reviews
    from harvester.group.relations import relate
    from harvester.group.reviews import NOTHING_AROUND, cluster
    from harvester.records import Grouping

    trust = trust_of(sources)
    relations = relate(facts, trust, said, compared)
    national = frozenset(slug for slug, steps in trust.items() if steps)
    clusters = cluster(facts, relations, national, said, beside.around if beside else NOTHING_AROUND)
    reviews = name_reviews(
        clusters.groups, facts, relations, sources, Ids(clusters.given, beside.taken if beside else None)
    )
    return Grouping(
        reviews=reviews,
        duplicate_of=dict(sorted(relations.duplicate_of.items())),
        replaces=dict(sorted(relations.replaces.items())),
        publisher={key: _publisher(item) for key, item in facts.items()},
        foreign=_foreign(facts),
        reasons={**clusters.reasons, **relations.reasons},
        alike=tuple(sorted(relations.alike, key=lambda pair: (pair.one, pair.two))),
    )


def _publisher(item: Facts) -> str | None:
    """One slug for a document: its own source when that is among the publishers."""
    if not item.publishers:
        return None
    return item.doc.source if item.at_home else item.publishers[0]


def _foreign(facts: Mapping[str, Facts]) -> frozenset[str]:
    """Documents that another body published; a deposit that names none stays where it is listed."""
    return frozenset(
        key for key, item in facts.items() if item.elsewhere or (item.publishers and not item.at_home)
    )
