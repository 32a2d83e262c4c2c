"""Figures of a reconciliation: per publisher and year."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from harvester.reconcile.values import Count, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.reconcile.values import Match, Reconciliation


def count(result: Reconciliation) -> tuple[Count, ...]:
    """One row for each publisher and year; a joint review counts under each of its publishers."""
    rows: dict[tuple[str, int | None], Counter[str]] = {}
    for match in result.matches:
        for publisher in match.publishers or ("",):
            _enter(rows.setdefault((publisher, match.year), Counter()), match)
    return tuple(
        _row(publisher, year, told)
        for (publisher, year), told in sorted(rows.items(), key=lambda r: (r[0][0], r[0][1] or 0))
    )


def totals(matches: Iterable[Match]) -> Count:
    """All together, each review or entry once."""
    told: Counter[str] = Counter()
    for match in matches:
        _enter(told, match)
    return _row("", None, told)


def _enter(told: Counter[str], match: Match) -> None:
    told[match.standing.value] += 1
    if match.standing is Standing.LISTED_ONLY and match.copy_held:
        told["copies"] += 1


def _row(publisher: str, year: int | None, told: Counter[str]) -> Count:
    return Count(
        publisher=publisher,
        year=year,
        both=told[Standing.BOTH.value],
        held_only=told[Standing.HELD_ONLY.value],
        listed_only=told[Standing.LISTED_ONLY.value],
        copies_held=told["copies"],
        unresolved=told[Standing.UNRESOLVED.value],
    )
