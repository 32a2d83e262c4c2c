"""Reviews that only a national list names. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.coverage.counts import KnownReview, State
from harvester.normalise.cases import case_key
from harvester.reconcile.values import Standing
from harvester.vocabulary import ReviewType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.reconcile.values import Match, Reconciliation


def listed_elsewhere(compared: Reconciliation) -> tuple[KnownReview, ...]:
    """Entries of which neither the board's site nor the list's own copy gave us anything.

    An entry whose copy is held is a review of the catalogue already. Two lists that name the same case
    of the same board in the same year name one review.
    """
    found: dict[tuple[object, ...], KnownReview] = {}
    for match in _open(compared):
        entry = match.entry
        assert entry is not None  # noqa: S101 - open matches are entries
        named = case_key(entry.case_name) if entry.case_name and match.publishers else entry.id or id(match)
        key = (match.publishers, named, match.year)
        kind = entry.review_type or ReviewType.OTHER
        found.setdefault(
            key,
            KnownReview(
                id=entry.id or entry.title,
                bodies=match.publishers,
                year=match.year,
                review_type=kind,
                state=State.ELSEWHERE,
            ),
        )
    return tuple(found.values())


def _open(compared: Reconciliation) -> Iterator[Match]:
    for match in compared.matches:
        listed = match.standing in (Standing.LISTED_ONLY, Standing.UNRESOLVED)
        if listed and match.entry is not None and not match.copy_held:
            yield match
