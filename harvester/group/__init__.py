"""Same, newer, or belonging together: copies, versions and the documents of one review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.group.constraints import NOTHING_SAID, Constraints
from harvester.group.facts import Facts, gather, trust_of
from harvester.group.naming import name_reviews
from harvester.group.relations import relate
from harvester.group.reviews import cluster
from harvester.records import Grouping, GroupInput, SourceInfo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.group.compared import Compared

__all__ = ["Constraints", "group"]


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
    facts = gather(documents, sources)
    trust = trust_of(sources)
    relations = relate(facts, trust, said, compared)
    national = frozenset(slug for slug, steps in trust.items() if steps)
    clusters = cluster(facts, relations, national, said)
    return Grouping(
        reviews=name_reviews(clusters.groups, facts, relations, sources, clusters.given),
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
