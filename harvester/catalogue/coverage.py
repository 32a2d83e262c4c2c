"""What the catalogue knows of each review, for `harvester coverage`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.coverage.counts import KnownReview, State
from harvester.vocabulary import Outcome, ReviewType

if TYPE_CHECKING:
    import sqlite3

# A rejected document proves no review; a copy held elsewhere does.
_REVIEWS = """
    SELECT r.id, r.source, r.year, r.review_type,
        max(d.sha256 IS NOT NULL) AS held,
        max(d.fetch_outcome = ?) AS refused,
        (SELECT group_concat(p.source, ' ') FROM review_publishers p WHERE p.review_id = r.id) AS publishers
    FROM reviews r JOIN documents d ON d.review_id = r.id
    WHERE d.status <> 'rejected'
    GROUP BY r.id ORDER BY r.id"""

_LAST_OUTCOMES = """
    SELECT source, outcome FROM run_sources s
    WHERE run_id = (SELECT max(run_id) FROM run_sources o WHERE o.source = s.source)"""


def known_reviews(connection: sqlite3.Connection) -> list[KnownReview]:
    """Every review of the catalogue with its publishers and what is held of it."""
    return [
        KnownReview(
            id=row["id"],
            bodies=tuple(sorted((row["publishers"] or row["source"]).split())),
            year=row["year"],
            review_type=ReviewType(row["review_type"]),
            state=State.HELD if row["held"] else State.REFUSED if row["refused"] else State.UNAVAILABLE,
        )
        for row in connection.execute(_REVIEWS, (Outcome.ROBOTS_DENIED.value,))
    ]


def last_outcomes(connection: sqlite3.Connection) -> dict[str, str]:
    """How each source ended in the last run that tried it."""
    return {row["source"]: row["outcome"] for row in connection.execute(_LAST_OUTCOMES)}
