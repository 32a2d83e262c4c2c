"""Suggest codings for texts that the rules of today have not seen: after every pass of describing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.catalogue import Catalogue
    from harvester.run.ahead import Ahead

_AT_ONCE = 20  # documents between two commits


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
    from harvester.coding import RULES, suggest

    today, done = date.fromisoformat(now[:10]), 0
    while not stopping():
        with catalogue.reading() as connection:
            waiting = codings.uncoded(connection, RULES, _AT_ONCE)
        if not waiting:
            break
        found = []
        for one in waiting:
            if stopping():
                break
            known = ahead.suggestions(one.sha256, one.case) if ahead is not None else None
            if known is None:
                with catalogue.reading() as connection:
                    pages = codings.page_texts(connection, one.sha256)
                known = suggest(pages, one.case, today=today)
            found.append((one, known))
        with catalogue.writing() as connection:
            for one, suggestions in found:
                codings.save_suggestions(connection, one, suggestions)
        done += len(found)
    return done
