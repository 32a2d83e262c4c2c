"""The comparison over a whole catalogue, for the commands that need it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from harvester.normalise.registry import registry
from harvester.reconcile.matching import reconcile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.catalogue import Catalogue
    from harvester.reconcile.values import Reconciliation
    from harvester.records import SourceInfo
    from harvester.sources import Declaration

ANSWERED = frozenset({"ok", "empty", "suspect", "capped"})  # a run that saw the site


def reconcile_catalogue(
    catalogue: Catalogue, declared: Mapping[str, Declaration], list_slug: str | None = None
) -> Reconciliation:
    """Everything that boards' own sites gave, against the entries of the lists (or of one list).

    Args:
        catalogue: what was harvested.
        declared: the declarations in use, for who followed whom.
        list_slug: only this national list.
    """
    sources = with_successors(catalogue.sources(), declared)
    known_by_name = [board for board in registry() if board.slug not in sources]
    seen = {one.source for one in catalogue.source_health() if one.outcome in ANSWERED}
    held, entries = catalogue.held_reviews(), catalogue.list_entries(list_slug)
    return reconcile(held, entries, [*sources.values(), *known_by_name], crawled=seen)


def with_successors(
    sources: Mapping[str, SourceInfo], declared: Mapping[str, Declaration]
) -> dict[str, SourceInfo]:
    """The sources of a catalogue, with who followed whom as declared."""
    return {
        slug: dataclasses.replace(one, successors=declared[slug].successors) if slug in declared else one
        for slug, one in sources.items()
    }
