"""Suggest codings for texts that the rules of today have not seen: after every pass of describing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from harvester.catalogue import Catalogue
    from harvester.catalogue.codings import Uncoded
    from harvester.run.ahead import Ahead

_AT_ONCE = 100  # documents between two commits
_LOOKED_UP = 1000  # at once: each look goes through all documents


def suggest_codings(
    catalogue: Catalogue,
    now: str,
    stopping: Callable[[], bool] = lambda: False,
    ahead: Ahead | None = None,
) -> int:
    """Go through every text that is new or changed; how many there were. Running it twice changes nothing.

    Args:
        catalogue: where texts and suggestions are.
        now: the time of the pass, UTC; later days are no dates of an incident.
        stopping: asked between two texts; what is left is done by the next pass.
        ahead: what was worked out while the crawl waited.
    """
    from harvester.catalogue import codings
    from harvester.coding import RULES

    today, done = date.fromisoformat(now[:10]), 0
    while not stopping():
        with catalogue.reading() as connection:
            waiting = codings.uncoded(connection, RULES, _LOOKED_UP)
        if not waiting:
            break
        if ahead is not None:
            ahead.ask_for_codings(waiting, today)
        for start in range(0, len(waiting), _AT_ONCE):
            if stopping():
                break
            some = waiting[start : start + _AT_ONCE]
            if ahead is not None:
                ahead.await_codings(some, stopping)
            done += _suggest(catalogue, some, today, stopping, ahead)
    return done


def _suggest(
    catalogue: Catalogue,
    some: Sequence[Uncoded],
    today: date,
    stopping: Callable[[], bool],
    ahead: Ahead | None,
) -> int:
    from harvester.catalogue import codings
    from harvester.coding import suggest

    found = []
    for one in some:
        if stopping():
            break
        known = ahead.suggestions(one, today) if ahead is not None else None
        if known is None:
            with catalogue.reading() as connection:
                pages = codings.page_texts(connection, one.sha256)
            known = suggest(pages, one.case, today=today)
        found.append((one, known))
    with catalogue.writing() as connection:
        for one, suggestions in found:
            codings.save_suggestions(connection, one, suggestions)
    return len(found)
