"""Earlier nights of each source, for those who plan the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.schedule import PastNight
from harvester.vocabulary import SourceOutcome

if TYPE_CHECKING:
    import sqlite3

_NIGHTS = 14  # more than any back-off looks at, and what `harvester status` shows
_RUNS = 60  # more than any document waits to be fetched in full again


def past_nights(connection: sqlite3.Connection) -> dict[str, tuple[PastNight, ...]]:
    """The latest finished nights of each source, newest first, by slug."""
    found: dict[str, tuple[PastNight, ...]] = {}
    slugs = [row["slug"] for row in connection.execute("SELECT slug FROM source ORDER BY slug")]
    for slug in slugs:
        rows = connection.execute(
            """SELECT s.run_id, r.started, s.outcome, s.seconds, s.documents_listed, r.exit_code
            FROM run_source s JOIN run r ON r.id = s.run_id
            WHERE s.source = ? AND s.counted = 1 ORDER BY s.run_id DESC LIMIT ?""",
            (slug, _NIGHTS),
        )
        nights = tuple(
            PastNight(
                run_id=row["run_id"],
                started=row["started"],
                outcome=SourceOutcome(row["outcome"]),
                seconds=row["seconds"],
                listed=row["documents_listed"],
                exit_code=row["exit_code"],
            )
            for row in rows
        )
        if nights:
            found[slug] = nights
    return found


def night_runs(connection: sqlite3.Connection, source: str) -> tuple[int, ...]:
    """The runs that counted as nights of a source, newest first."""
    rows = connection.execute(
        "SELECT run_id FROM run_source WHERE source = ? AND counted = 1 ORDER BY run_id DESC LIMIT ?",
        (source, _RUNS),
    )
    return tuple(row["run_id"] for row in rows)
