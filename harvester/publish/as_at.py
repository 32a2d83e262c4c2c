"""A frozen look at the catalogue: what was known, and what had been decided, at the end of a day.

    with catalogue_as_at(data, "2026-06-30") as catalogue:
        rows = catalogue.connection.execute("SELECT * FROM documents WHERE status = 'accepted'")

The views of the catalogue, and its table `decisions`, hold what was there on that day; whatever is
worked out from them is of that day too. Safety is of today, not of that day: what was taken down since is
not there, and whether a text may leave is for the catalogue of today to say (`clearance`).
"""

from __future__ import annotations

import datetime
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from harvester.catalogue import Catalogue
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.paths import DataDirectory

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


def checked_day(text: str, today: str) -> str:
    """A day that can be looked back to.

    Args:
        text: what was asked for.
        today: the day it is, ISO 8601; a later one is refused, for it is not over.

    Raises:
        UsageError: no day, or one that is still to come.
    """
    try:
        day = datetime.date.fromisoformat(text) if _DAY.match(text) else None
    except ValueError:
        day = None
    if day is None:
        raise UsageError(f"{text!r} is no day; write it as 2026-06-30.")
    if day.isoformat() > today[:10]:
        raise UsageError(f"{text} is still to come; a snapshot is as at a day until today ({today[:10]}).")
    return day.isoformat()


@contextmanager
def catalogue_as_at(data: DataDirectory, day: str) -> Iterator[Catalogue]:
    """The catalogue of a data directory as at the end of a day (UTC); it cannot be written to.

    Enter what was decided (`replay_decisions`) before, where the file may know more than the catalogue.

    Args:
        data: the data directory.
        day: a day as `checked_day` gives it.
    """
    from harvester.catalogue import past
    from harvester.catalogue.connection import plain_errors

    with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
        with plain_errors(catalogue.path):
            past.lay_over(catalogue.connection, day)
        yield catalogue
