"""What the picture of an alarm starts from: the bad nights, and the pages that listed documents before."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.catalogue.views import SHOWN
from harvester.vocabulary import SourceOutcome

if TYPE_CHECKING:
    import sqlite3

MOST_HUBS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """A page and the documents (address → title) that it listed on the last good night."""

    url: str
    documents: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """The nights since the last good one, oldest first, and the pages that listed documents then."""

    nights: tuple[dict[str, Any], ...]  # run_id, started, outcome, message
    good: dict[str, Any] | None  # the last good night
    hubs: tuple[Hub, ...]


def trouble(connection: sqlite3.Connection, source: str, run_id: int) -> Trouble:
    """The trouble of a source as it stands with this run."""
    rows = [
        dict(row)
        for row in connection.execute(
            """SELECT s.run_id, r.started, s.outcome, s.message
            FROM run_source s JOIN run r ON r.id = s.run_id
            WHERE s.source = ? AND s.run_id <= ? AND s.counted = 1 ORDER BY s.run_id DESC LIMIT 400""",
            (source, run_id),
        )
    ]
    good = next((row for row in rows if row["outcome"] == SourceOutcome.OK), None)
    since = [row for row in reversed(rows) if good is None or row["run_id"] > good["run_id"]]
    hubs = _hubs(connection, source, int(good["run_id"])) if good else ()
    return Trouble(nights=tuple(since), good=good, hubs=hubs)


def _hubs(connection: sqlite3.Connection, source: str, good: int) -> tuple[Hub, ...]:
    rows = connection.execute(
        f"""SELECT g.page_url, g.url, COALESCE(NULLIF(x.title, ''), NULLIF(d.title, ''), d.label) AS title
        FROM document d LEFT JOIN decided x ON x.subject_id = d.id JOIN sighting g ON g.document_id = d.id
        WHERE d.source = ? AND {SHOWN} AND g.first_run <= ? AND g.last_run >= ?
        ORDER BY g.page_url, g.url""",
        (source, good, good),
    )
    pages: dict[str, dict[str, str]] = {}
    for row in rows:
        pages.setdefault(row["page_url"], {})[row["url"]] = row["title"]
    best = sorted(pages.items(), key=lambda page: (-len(page[1]), page[0]))
    return tuple(Hub(url=url, documents=found) for url, found in best[:MOST_HUBS])


def visit(connection: sqlite3.Connection, source: str, run_id: int, url: str) -> tuple[str, str]:
    """How asking for a page ended in a run: outcome and message, both "" when it was not asked."""
    row = connection.execute(
        """SELECT outcome, message FROM page_visit WHERE source = ? AND run_id = ? AND url = ?
        ORDER BY id DESC LIMIT 1""",
        (source, run_id, url),
    ).fetchone()
    return (row["outcome"], row["message"]) if row else ("", "")
