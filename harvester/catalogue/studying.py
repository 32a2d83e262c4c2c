"""What a study counts, as the catalogue has it: reviews with accepted documents, and their codings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

_REVIEWS = """SELECT r.id, r.title, r.case_name, r.nation, r.review_type, r.year, r.source,
    count(*) AS documents,
    sum(v.role = 'overview_report' AND v.duplicate_of IS NULL) AS reports,
    COALESCE(min(iif(length(v.published) >= 7, v.published, NULL)), min(v.published)) AS published
FROM reviews r JOIN documents v ON v.review_id = r.id
WHERE v.status = 'accepted' GROUP BY r.id ORDER BY r.id"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedRows:
    """Everything that is coded or suggested, by review and field."""

    confirmed: dict[tuple[str, str], list[dict[str, Any]]]
    suggested: frozenset[tuple[str, str]]  # where nothing is confirmed


def review_rows(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Reviews with accepted documents: year and name as the catalogue has them, counts of the accepted."""
    return [dict(row) for row in connection.execute(_REVIEWS)]


def publisher_slugs(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Who published each review: review → slugs."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute("SELECT review_id, source FROM review_publishers ORDER BY 1, 2"):
        found[row["review_id"]].append(row["source"])
    return found


def coded_rows(connection: sqlite3.Connection) -> CodedRows:
    """What people coded, and where only rules suggest something."""
    confirmed: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in connection.execute(
        """SELECT review_id, field, person, value, document_id, page, coder, at FROM standing_codings
        ORDER BY review_id, field, person, value"""
    ):
        confirmed[row["review_id"], row["field"]].append(dict(row))
    suggested = connection.execute("SELECT DISTINCT review_id, field FROM suggested_codings")
    keys = {(row["review_id"], row["field"]) for row in suggested}
    return CodedRows(confirmed=dict(confirmed), suggested=frozenset(keys - set(confirmed)))
