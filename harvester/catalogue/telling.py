"""What those ask who tell people: who is in trouble since when, what waits for approval, new finds."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.accounts import TROUBLE
from harvester.catalogue.views import SHOWN

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

_MOST_RUNS = 60
_TROUBLE = ", ".join(f"'{outcome.value}'" for outcome in sorted(TROUBLE))
# A find is told once its source was harvested before: first harvests are no news.
_AFTER_FIRST = """EXISTS (SELECT 1 FROM run_source s WHERE s.source = d.source AND s.counted = 1
    AND s.run_id < d.counted_run AND s.documents_listed > 0)"""
# What moved is told with the place where it was listed last; its own is mostly the dead one.
_NEWEST = """LEFT JOIN sighting n ON v.presence = 'moved' AND n.id = (
    SELECT g.id FROM sighting g WHERE g.document_id = d.id
    ORDER BY g.last_run DESC, g.first_run DESC, g.url, g.id LIMIT 1)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the last night of a source ended."""

    source: str
    title: str
    run_id: int
    outcome: str
    since: str  # start of the first night in a row that was in trouble, or was not
    nights: int  # in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """A document that was new after its source's first harvest, for the feed."""

    document_id: str
    source: str
    source_title: str
    title: str
    review_type: str
    role: str
    case_name: str | None
    board: str | None
    published: str | None
    url: str
    page_url: str | None
    presence: str
    replaces: str | None
    found: str  # when
    updated: str  # when something became of it last


def standings(connection: sqlite3.Connection) -> list[Standing]:
    """Every source that had a night, by slug."""
    found = []
    for source in connection.execute("SELECT slug, title FROM source ORDER BY slug").fetchall():
        last = connection.execute(
            """SELECT run_id, outcome FROM run_source WHERE source = ? AND counted = 1
            ORDER BY run_id DESC LIMIT 1""",
            (source["slug"],),
        ).fetchone()
        if last is None:
            continue
        row = connection.execute(
            f"""SELECT n.nights, r.started AS since FROM (
                SELECT count(*) AS nights, min(s.run_id) AS first FROM run_source s
                WHERE s.source = :source AND s.counted = 1 AND s.run_id > COALESCE((
                    SELECT max(o.run_id) FROM run_source o WHERE o.source = :source AND o.counted = 1
                        AND (o.outcome IN ({_TROUBLE})) <> :bad), 0)
            ) n JOIN run r ON r.id = n.first""",
            {"source": source["slug"], "bad": last["outcome"] in TROUBLE},
        ).fetchone()
        found.append(
            Standing(
                source=source["slug"],
                title=source["title"],
                run_id=last["run_id"],
                outcome=last["outcome"],
                since=row["since"],
                nights=row["nights"],
            )
        )
    return found


def runs_after(connection: sqlite3.Connection, after: int, until: int) -> list[int]:
    """Runs after one, up to and with another, that counted as a night of any source; oldest first."""
    rows = connection.execute(
        """SELECT DISTINCT s.run_id FROM run_source s WHERE s.counted = 1 AND s.run_id > ? AND s.run_id <= ?
        ORDER BY s.run_id DESC LIMIT ?""",
        (after, until, _MOST_RUNS),
    )
    return sorted(row["run_id"] for row in rows)


def waiting(connection: sqlite3.Connection) -> list[tuple[str, str, int, int]]:
    """Losses that are withheld until a person approves: source, title, withdrawals, values."""
    rows = connection.execute(
        """SELECT d.source, s.title, sum(w.what = 'withdrawal') AS withdrawals, sum(w.what = 'value') AS n
        FROM withheld w JOIN document d ON d.id = w.document_id JOIN source s ON s.slug = d.source
        WHERE w.approved IS NULL GROUP BY d.source ORDER BY d.source"""
    )
    return [(row["source"], row["title"], row["withdrawals"], row["n"]) for row in rows]


def new_reviews(connection: sqlite3.Connection, documents: Iterable[str], before: int) -> int:
    """Reviews that these documents belong to, and of which nothing was known before a run."""
    row = connection.execute(
        f"""SELECT count(DISTINCT n.review_id) AS number FROM document n
        WHERE n.review_id IS NOT NULL AND n.id IN (SELECT value FROM json_each(?))
        AND NOT EXISTS (
            SELECT 1 FROM document d LEFT JOIN decided x ON x.subject_id = d.id
            WHERE d.review_id = n.review_id AND d.counted_run < ? AND {SHOWN})""",
        (json.dumps(list(documents)), before),
    ).fetchone()
    return int(row["number"])


def finds(connection: sqlite3.Connection, limit: int) -> list[Find]:
    """The latest finds, newest first; what a person rejected is none."""
    rows = connection.execute(
        f"""SELECT v.id AS document_id, v.source, s.title AS source_title, v.title, v.review_type, v.role,
            v.case_name, v.board, v.published, COALESCE(n.url, v.url) AS url,
            COALESCE(n.page_url, v.page_url) AS page_url, v.presence, v.replaces,
            COALESCE(r.finished, r.started) AS found,
            max(COALESCE(r.finished, r.started), COALESCE((
                SELECT max(COALESCE(t.finished, t.started)) FROM event e JOIN run t ON t.id = e.run_id
                WHERE e.document_id = d.id AND e.run_id > d.counted_run
                    AND e.what IN ('changed', 'moved', 'returned', 'withdrawn')
            ), '')) AS updated
        FROM document d JOIN documents v ON v.id = d.id JOIN source s ON s.slug = d.source
        JOIN run r ON r.id = d.counted_run
        {_NEWEST}
        WHERE v.status <> 'rejected' AND {_AFTER_FIRST}
        ORDER BY d.counted_run DESC, v.source, v.published DESC, v.title, v.id LIMIT ?""",
        (limit,),
    )
    return [Find(**dict(row)) for row in rows]


# ---------------------------------------------------------------- letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An address of a site that we could not, or may not, have."""

    url: str
    outcome: str
    status: int | None
    since: str
    title: str = ""  # of a document: its link's words
    page_url: str | None = None  # of a document: the page that lists it


def refused_documents(connection: sqlite3.Connection, source: str, outcomes: Sequence[str]) -> list[Refused]:
    """Review documents that a source still lists and that ended in one of these ways."""
    rows = connection.execute(
        f"""SELECT a.url, a.last_outcome AS outcome, f.status, v.title, v.page_url,
            COALESCE(f.first_at, f.at, d.first_seen) AS since
        FROM address a JOIN document d ON d.id = a.document_id JOIN documents v ON v.id = d.id
        LEFT JOIN fetch f ON f.id = (
            SELECT max(g.id) FROM fetch g WHERE g.source = a.source AND g.url = a.url)
        WHERE a.source = ? AND v.status <> 'rejected' AND v.presence NOT IN ('withdrawn', 'changed')
            AND a.last_outcome IN ({", ".join("?" * len(outcomes))})
            AND d.last_run = (SELECT max(run_id) FROM run_source WHERE source = a.source AND counted = 1)
        ORDER BY v.title, a.url""",
        (source, *outcomes),
    )
    return [Refused(**dict(row)) for row in rows]


def refused_pages(connection: sqlite3.Connection, source: str, outcomes: Sequence[str]) -> list[Refused]:
    """Pages of a source that ended in one of these ways on its last night."""
    rows = connection.execute(
        f"""SELECT url, outcome, status, COALESCE(first_at, at) AS since FROM page_visit
        WHERE source = ? AND outcome IN ({", ".join("?" * len(outcomes))})
            AND run_id = (SELECT max(run_id) FROM run_source WHERE source = ? AND counted = 1)
        ORDER BY id""",
        (source, *outcomes, source),
    )
    return [Refused(**dict(row)) for row in rows]


def listing_pages(connection: sqlite3.Connection, source: str, limit: int = 3) -> list[str]:
    """The pages that list, or last listed, most of a source's documents."""
    rows = connection.execute(
        f"""SELECT d.page_url FROM document d LEFT JOIN decided x ON x.subject_id = d.id
        WHERE d.source = ? AND d.page_url IS NOT NULL AND d.presence <> 'changed' AND {SHOWN}
        GROUP BY d.page_url ORDER BY count(*) DESC, d.page_url LIMIT ?""",
        (source, limit),
    )
    return [row["page_url"] for row in rows]
