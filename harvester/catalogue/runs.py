"""Runs, the sources they crawled, and what they came to."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.catalogue.nights import count_night
from harvester.catalogue.repetition import fetches_of, fold
from harvester.catalogue.types import RunDetail, RunSummary, SourceHealth
from harvester.catalogue.values import bound, run_uid, to_json
from harvester.catalogue.views import SHOWN
from harvester.expectations import ListedDocuments
from harvester.media_type import PDF
from harvester.records import SourceInfo
from harvester.vocabulary import ExitCode, Nation, SourceKind, SourceOutcome

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from harvester.catalogue.types import RunSource
    from harvester.expectations import Broken
    from harvester.gates import Gates

_SHOWN_FROM = "document d LEFT JOIN decided x ON x.subject_id = d.id"


def save_source(connection: sqlite3.Connection, source: SourceInfo) -> None:
    """Keep what is known of a source; a homepage is not forgotten when a declaration drops it."""
    connection.execute(
        """INSERT INTO source (slug, title, nation, kind, aliases, authorities, homepage, successors)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (slug) DO UPDATE SET title = excluded.title, nation = excluded.nation,
            kind = excluded.kind, aliases = excluded.aliases, authorities = excluded.authorities,
            homepage = COALESCE(excluded.homepage, homepage), successors = excluded.successors""",
        bound(
            source.slug,
            source.title,
            source.nation.value,
            source.kind.value,
            to_json(source.aliases),
            to_json(source.authorities),
            source.homepage,
            to_json(source.successors),
        ),
    )


def load_sources(connection: sqlite3.Connection) -> dict[str, SourceInfo]:
    """Every source that was ever declared here, by slug."""
    return {
        row["slug"]: SourceInfo(
            slug=row["slug"],
            title=row["title"],
            nation=Nation(row["nation"]),
            kind=SourceKind(row["kind"]),
            aliases=tuple(json.loads(row["aliases"])),
            authorities=tuple(json.loads(row["authorities"])),
            homepage=row["homepage"],
            successors=tuple(json.loads(row["successors"])),
        )
        for row in connection.execute("SELECT * FROM source ORDER BY slug")
    }


def start_run(
    connection: sqlite3.Connection, command: str, sources: Sequence[SourceInfo], now: str, uid: str
) -> int:
    """Open a run and return its number; `uid` is its name in every data directory, "" of an old one."""
    for source in sources:
        save_source(connection, source)
    slugs = to_json([source.slug for source in sources])
    cursor = connection.execute(
        "INSERT INTO run (command, sources, started, uid) VALUES (?, ?, ?, ?)",
        bound(command, slugs, now, uid or run_uid(command, now, slugs)),
    )
    return int(cursor.lastrowid or 0)


def record_source(connection: sqlite3.Connection, run_id: int, values: RunSource) -> None:
    """How a source ended in a run; told again, it replaces what was told."""
    connection.execute(
        """INSERT INTO run_source (run_id, source, outcome, pages_fetched, requests, bytes, candidates,
            documents_listed, documents_new, documents_changed, documents_lost, documents_withheld, seconds,
            message, platform)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (run_id, source) DO UPDATE SET outcome = excluded.outcome,
            pages_fetched = excluded.pages_fetched, requests = excluded.requests, bytes = excluded.bytes,
            candidates = excluded.candidates, documents_listed = excluded.documents_listed,
            documents_new = excluded.documents_new, documents_changed = excluded.documents_changed,
            documents_lost = excluded.documents_lost,
            documents_withheld = excluded.documents_withheld, seconds = excluded.seconds,
            message = excluded.message, platform = excluded.platform""",
        bound(
            run_id,
            values.source,
            values.outcome.value,
            values.pages_fetched,
            values.requests,
            values.bytes,
            values.candidates,
            values.documents_listed,
            values.documents_new,
            values.documents_changed,
            values.documents_lost,
            values.documents_withheld,
            float(values.seconds),
            values.message,
            values.platform,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a run ended."""

    now: str
    exit_code: int
    reason: str


def finish_run(connection: sqlite3.Connection, run_id: int, end: Ending, gates: Gates) -> None:
    """Close a run. Its sources count as a night unless they were skipped or the run was stopped."""
    connection.execute(
        "UPDATE run SET finished = ?, exit_code = ?, reason = ? WHERE id = ?",
        bound(end.now, end.exit_code, end.reason, run_id),
    )
    if end.exit_code == ExitCode.STOPPED:
        return
    ended = connection.execute(
        "SELECT source, outcome FROM run_source WHERE run_id = ? AND outcome <> 'skipped' AND counted = 0",
        (run_id,),
    ).fetchall()
    for row in ended:
        count_night(connection, run_id, row["source"], SourceOutcome(row["outcome"]), gates)
        fold(connection, run_id, row["source"])


# What tells how a source did in all its nights, without the rows themselves (`status`).
BY_OUTCOME = "CREATE INDEX run_source_by_outcome ON run_source(source, counted, outcome, run_id)"


# ---------------------------------------------------------------- counts


def known_documents(connection: sqlite3.Connection, source: str) -> int:
    """Review documents of a source that it should still offer: not withdrawn, not superseded."""
    return _count(
        connection,
        f"""SELECT count(*) FROM {_SHOWN_FROM}
        WHERE d.source = ? AND {SHOWN} AND d.presence NOT IN ('withdrawn', 'changed')""",
        source,
    )


def listed_documents(connection: sqlite3.Connection, run_id: int, source: str) -> int:
    """Review documents that a page of the source linked to in this run, fetched or not."""
    return _count(
        connection,
        f"""SELECT count(*) FROM {_SHOWN_FROM} WHERE d.source = ? AND {SHOWN}
        AND EXISTS (SELECT 1 FROM sighting g WHERE g.document_id = d.id AND g.last_run = ?)""",
        source,
        run_id,
    )


def listed_figures(connection: sqlite3.Connection, run_id: int, source: str) -> ListedDocuments:
    """What expectations ask of the documents that were listed in a run."""
    row = connection.execute(
        """SELECT count(*) AS listed, count(v.published) AS dated, count(v.sha256) AS held,
            COALESCE(sum(v.media_type = ?), 0) AS pdf, max(v.published) AS newest
        FROM documents v WHERE v.source = ? AND v.presence <> 'changed'
            AND EXISTS (SELECT 1 FROM sighting g WHERE g.document_id = v.id AND g.last_run = ?)""",
        (PDF, source, run_id),
    ).fetchone()
    return ListedDocuments(**dict(row))


def record_broken(connection: sqlite3.Connection, run_id: int, source: str, broken: Sequence[Broken]) -> None:
    """What of a source was not as expected in a run; told again, it replaces what was told."""
    connection.execute("DELETE FROM broken_expectation WHERE run_id = ? AND source = ?", (run_id, source))
    connection.executemany(
        "INSERT INTO broken_expectation (run_id, source, name, message) VALUES (?, ?, ?, ?)",
        [bound(run_id, source, one.name, one.message) for one in broken],
    )


def run_changes(connection: sqlite3.Connection, run_id: int, source: str) -> tuple[int, int, int]:
    """Documents (new, changed, lost) in this run.

    A document found by a run that was interrupted is new in the next one that finishes.
    """
    new = changed = 0
    for row in connection.execute(
        f"""SELECT d.replaces_address IS NOT NULL AND EXISTS (
                SELECT 1 FROM document p WHERE p.id = d.replaces_address AND p.kept = 1) AS replacing
        FROM {_SHOWN_FROM}
        WHERE d.source = ? AND {SHOWN} AND (d.counted_run IS NULL OR d.counted_run = ?)""",
        (source, run_id),
    ):
        changed += row["replacing"]
        new += not row["replacing"]
    lost = _count(
        connection,
        "SELECT count(*) FROM document WHERE source = ? AND withdrawn_run = ?",
        source,
        run_id,
    )
    return new, changed, lost


def _count(connection: sqlite3.Connection, sql: str, *values: object) -> int:
    return int(connection.execute(sql, values).fetchone()[0])


# ---------------------------------------------------------------- for people


_SUMMARY = """SELECT r.*, COALESCE(sum(s.documents_new), 0) AS new,
    COALESCE(sum(s.documents_changed), 0) AS changed, COALESCE(sum(s.documents_lost), 0) AS lost
FROM run r LEFT JOIN run_source s ON s.run_id = r.id"""


def last_runs(connection: sqlite3.Connection, limit: int = 20) -> list[RunSummary]:
    """The latest runs, newest first."""
    rows = connection.execute(f"{_SUMMARY} GROUP BY r.id ORDER BY r.id DESC LIMIT ?", (limit,))
    return [_summary(row) for row in rows]


def _summary(row: sqlite3.Row) -> RunSummary:
    return RunSummary(
        id=row["id"],
        command=row["command"],
        started=row["started"],
        finished=row["finished"],
        exit_code=row["exit_code"],
        reason=row["reason"],
        sources=tuple(json.loads(row["sources"])),
        documents_new=row["new"],
        documents_changed=row["changed"],
        documents_lost=row["lost"],
    )


def run_detail(connection: sqlite3.Connection, run_id: int) -> RunDetail | None:
    """One run with its sources and what became of documents, or None."""
    row = connection.execute(f"{_SUMMARY} WHERE r.id = ? GROUP BY r.id", (run_id,)).fetchone()
    if row is None:
        return None
    sources = _dicts(
        connection.execute(
            """SELECT v.*, s.documents_listed, s.platform FROM run_sources v
            JOIN run_source s ON s.run_id = v.run_id AND s.source = v.source
            WHERE v.run_id = ? ORDER BY v.source""",
            (run_id,),
        )
    )
    events = events_between(connection, run_id - 1, run_id)
    fetches = fetches_of(connection, run_id)
    return RunDetail(run=_summary(row), sources=tuple(sources), events=tuple(events), fetches=fetches)


def events_between(connection: sqlite3.Connection, after: int, until: int) -> list[dict[str, Any]]:
    """What became of documents in the runs after one, up to and with another."""
    return _dicts(
        connection.execute(
            """SELECT e.run_id, e.source, e.what, e.document_id, v.title, v.review_type, v.role, v.url
            FROM event e JOIN documents v ON v.id = e.document_id
            WHERE e.run_id > ? AND e.run_id <= ? ORDER BY e.source, e.what, v.title, e.document_id""",
            (after, until),
        )
    )


def _dicts(rows: sqlite3.Cursor) -> list[dict[str, Any]]:
    return [dict(row) for row in rows]


def source_health(connection: sqlite3.Connection) -> list[SourceHealth]:
    """Every source that a run ever took, by slug, with its latest outcome and since when it is so."""
    counts = _documents_of_sources(connection)
    sources = load_sources(connection)
    taken = {row[0] for row in connection.execute("SELECT DISTINCT source FROM run_source")}
    if not taken.issuperset(sources):  # those of runs that never came to their end
        ever = connection.execute("SELECT DISTINCT j.value FROM run, json_each(run.sources) j")
        taken |= {row[0] for row in ever}
    return [
        _health(connection, source, counts.get(source.slug))
        for source in sources.values()
        if source.slug in taken
    ]


def _documents_of_sources(connection: sqlite3.Connection) -> dict[str, sqlite3.Row]:
    """Of each source the documents known and listed, and when one was seen last: in one pass.

    A document is listed in the run of its last sighting, and has a page when it has sightings.
    """
    rows = connection.execute(
        f"""SELECT d.source, max(d.last_seen) AS seen,
            sum(d.presence NOT IN ('withdrawn', 'changed')) AS known,
            COALESCE(sum(d.last_run = l.run_id AND d.page_url IS NOT NULL), 0) AS listed
        FROM {_SHOWN_FROM}
        LEFT JOIN (SELECT source, max(run_id) AS run_id FROM run_source GROUP BY source) l
            ON l.source = d.source
        WHERE {SHOWN} GROUP BY d.source"""
    )
    return {row["source"]: row for row in rows}


def _health(connection: sqlite3.Connection, source: SourceInfo, counts: sqlite3.Row | None) -> SourceHealth:
    last = connection.execute(
        """SELECT s.*, r.started FROM run_source s JOIN run r ON r.id = s.run_id
        WHERE s.source = ? ORDER BY s.run_id DESC LIMIT 1""",
        (source.slug,),
    ).fetchone()
    return SourceHealth(
        source=source.slug,
        title=source.title,
        nation=source.nation.value,
        outcome=last["outcome"] if last else None,
        since=_since(connection, source.slug, last["outcome"]) if last else None,
        message=last["message"] if last else "not crawled to the end yet",
        run_id=last["run_id"] if last else None,
        last_run=last["started"] if last else None,
        last_seen=counts["seen"] if counts else None,
        documents_known=counts["known"] if counts else 0,
        documents_listed=counts["listed"] if counts else 0,
        documents_new=last["documents_new"] if last else 0,
        platform=_platform(connection, source.slug),
    )


def _since(connection: sqlite3.Connection, source: str, outcome: str) -> str:
    """The start of the first run in a row that ended so."""
    row = connection.execute(
        """SELECT r.started FROM run_source s JOIN run r ON r.id = s.run_id
        WHERE s.source = ?1 AND s.run_id > COALESCE((
            SELECT max(o.run_id) FROM run_source o WHERE o.source = ?1 AND o.outcome <> ?2), 0)
        ORDER BY s.run_id LIMIT 1""",
        (source, outcome),
    ).fetchone()
    return str(row["started"])


def _platform(connection: sqlite3.Connection, source: str) -> str | None:
    """By which platform's ways a source was crawled last."""
    row = connection.execute(
        """SELECT platform FROM (
            SELECT platform FROM run_source WHERE source = ? ORDER BY run_id DESC LIMIT 400
        ) WHERE platform IS NOT NULL AND platform <> '' LIMIT 1""",
        (source,),
    ).fetchone()
    return row["platform"] if row else None
