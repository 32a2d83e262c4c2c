"""The account of a run, drawn up from what is kept: what became of documents is the same in a year.

How many documents a source should still offer, and what is withheld, is as it stands now.
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.accounts import TROUBLE, Alarm, DocumentNews, RunAccount, SourceAccount, by_kind
from harvester.catalogue.views import SHOWN
from harvester.vocabulary import SourceOutcome

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

    from harvester.gates import Gates

_COLUMNS = """v.id AS document_id, v.source, v.title, v.review_type, v.role, v.case_name, v.board,
    v.published, v.first_seen, v.last_seen"""
_WHERE = "v.url, v.page_url"
# What moved is told with the place where that run found it; the document's own address is the one that
# comes first among all it ever had.
_FOUND = """COALESCE(n.url, v.url) AS url, COALESCE(n.page_url, v.page_url) AS page_url"""
_NEWEST = """LEFT JOIN sighting n ON e.what IN ('moved', 'returned') AND n.id = (
    SELECT g.id FROM sighting g
    WHERE g.document_id = e.document_id AND g.first_run <= e.run_id AND g.last_run >= e.run_id
    ORDER BY g.first_run DESC, g.url, g.id LIMIT 1)"""
_CHECKED = (SourceOutcome.OK, SourceOutcome.SUSPECT)  # outcomes with which expectations are looked at
_NEVER = "9999"


def picture_of(run_id: int, source: str) -> str:
    """Where the picture of an alarm lies, below the data directory."""
    return f"runs/{run_id}/alarms/{source}.html"


def run_account(
    connection: sqlite3.Connection, run_id: int, gates: Gates, root: Path | None = None
) -> RunAccount | None:
    """What a run came to, or None when there is no such run.

    Args:
        connection: the catalogue's.
        run_id: which run.
        gates: after how many nights an alarm is raised.
        root: the data directory, to see which pictures there are.
    """
    run = connection.execute("SELECT * FROM run WHERE id = ?", (run_id,)).fetchone()
    if run is None:
        return None
    rows = connection.execute(
        """SELECT s.*, c.title, c.nation FROM run_source s JOIN source c ON c.slug = s.source
        WHERE s.run_id = ? ORDER BY s.source""",
        (run_id,),
    ).fetchall()
    return RunAccount(
        run_id=run_id,
        command=run["command"],
        started=run["started"],
        finished=run["finished"],
        exit_code=run["exit_code"],
        reason=run["reason"],
        sources=tuple(_source(connection, row, gates, root) for row in rows),
        documents=_offered(connection),
        documents_withheld=withheld_documents(connection),
    )


def _source(
    connection: sqlite3.Connection, row: sqlite3.Row, gates: Gates, root: Path | None
) -> SourceAccount:
    run_id, source = int(row["run_id"]), str(row["source"])
    nights = _nights(connection, source, run_id)
    # A run that is no night tells nothing: what it found is told by the next one that is.
    news = _news(connection, source, run_id) if row["counted"] else ()
    counts = by_kind(news)
    gained, lost, withheld = _values(connection, source, run_id)
    broken = connection.execute(
        "SELECT name, message FROM broken_expectation WHERE run_id = ? AND source = ? ORDER BY name",
        (run_id, source),
    ).fetchall()
    alarms = [_trouble(nights, gates), *(_broken(connection, nights, b, gates) for b in broken)]
    return SourceAccount(
        source=source,
        title=row["title"],
        nation=row["nation"],
        outcome=SourceOutcome(row["outcome"]),
        message=row["message"],
        listed=row["documents_listed"],
        known=_offered(connection, source),
        baseline=_is_baseline(connection, source, run_id),
        news=news,
        values_gained=gained,
        values_lost=lost,
        values_withheld=withheld,
        expectations_broken=tuple(b["message"] for b in broken),
        nights_in_trouble=_in_a_row(nights, TROUBLE),
        since=_since(nights),
        alarms=tuple(_with_picture(one, run_id, source, root) for one in alarms if one),
        **counts,
    )


# ---------------------------------------------------------------- documents


def _news(connection: sqlite3.Connection, source: str, run_id: int) -> tuple[DocumentNews, ...]:
    """What became of documents, in the order of telling.

    A new version is told by its own row; that the old row is `changed` now is not told once more.
    """
    found: list[DocumentNews] = []
    found += _told(
        connection,
        f"""SELECT iif(p.id IS NULL, 'new', 'changed') AS what, {_COLUMNS}, {_WHERE}, p.id AS replaces,
            '' AS reason
        FROM document d JOIN documents v ON v.id = d.id
        LEFT JOIN document p ON p.id = d.replaces_address AND p.kept = 1
        WHERE d.source = :source AND d.counted_run = :run_id""",
        source,
        run_id,
    )
    found += _told(
        connection,
        f"""SELECT e.what, {_COLUMNS}, {_FOUND}, NULL AS replaces,
            iif(e.what = 'withdrawn' AND d.withdrawn_run = e.run_id, d.withdrawn_reason, '') AS reason
        FROM event e JOIN documents v ON v.id = e.document_id JOIN document d ON d.id = e.document_id
        {_NEWEST}
        WHERE e.source = :source AND e.run_id = :run_id AND e.what NOT IN ('new', 'changed')""",
        source,
        run_id,
    )
    if run_id == _latest_night(connection, source):  # what is withheld is of now
        found += _told(
            connection,
            f"""SELECT 'withheld' AS what, {_COLUMNS}, {_WHERE}, NULL AS replaces, w.reason
            FROM withheld w JOIN documents v ON v.id = w.document_id
            WHERE w.what = 'withdrawal' AND v.source = :source AND w.run_id <= :run_id""",
            source,
            run_id,
        )
    return tuple(sorted(found, key=_order))


def _order(news: DocumentNews) -> tuple[int, str, str, str]:
    from harvester.accounts import WHAT

    return WHAT.index(news.what), news.published or "", news.title, news.document_id


def _told(connection: sqlite3.Connection, sql: str, source: str, run_id: int) -> Iterable[DocumentNews]:
    rows = connection.execute(sql, {"source": source, "run_id": run_id})
    return [DocumentNews(**{**dict(row), "reason": row["reason"] or ""}) for row in rows]


def _latest_night(connection: sqlite3.Connection, source: str) -> int | None:
    row = connection.execute(
        "SELECT max(run_id) FROM run_source WHERE source = ? AND counted = 1", (source,)
    ).fetchone()
    return row[0] if row else None


def _offered(connection: sqlite3.Connection, source: str | None = None) -> int:
    row = connection.execute(
        f"""SELECT count(*) FROM document d LEFT JOIN decided x ON x.subject_id = d.id
        WHERE {SHOWN} AND d.presence NOT IN ('withdrawn', 'changed') AND d.source = COALESCE(?, d.source)""",
        (source,),
    ).fetchone()
    return int(row[0])


def withheld_documents(connection: sqlite3.Connection) -> int:
    """Documents of all sources of which a withdrawal or a value waits for a person."""
    row = connection.execute(
        "SELECT count(DISTINCT document_id) FROM withheld WHERE approved IS NULL"
    ).fetchone()
    return int(row[0])


def _is_baseline(connection: sqlite3.Connection, source: str, run_id: int) -> bool:
    """No earlier night listed any document."""
    row = connection.execute(
        """SELECT 1 FROM run_source
        WHERE source = ? AND counted = 1 AND run_id < ? AND documents_listed > 0""",
        (source, run_id),
    ).fetchone()
    return row is None


# ---------------------------------------------------------------- values


def _values(
    connection: sqlite3.Connection, source: str, run_id: int
) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Values (gained, lost, withheld) by field, since the night before: interrupted runs included."""
    before = connection.execute(
        "SELECT max(run_id) FROM run_source WHERE source = ? AND counted = 1 AND run_id < ?", (source, run_id)
    ).fetchone()[0]
    span = (source, before or 0, run_id)
    counted = connection.execute(
        """SELECT field, sum(gained) AS gained, sum(lost) AS lost FROM value_count
        WHERE source = ? AND run_id > ? AND run_id <= ? GROUP BY field ORDER BY field""",
        span,
    ).fetchall()
    withheld = connection.execute(
        """SELECT w.field, count(*) AS number FROM withheld w JOIN document d ON d.id = w.document_id
        WHERE d.source = ? AND w.what = 'value' AND w.run_id > ? AND w.run_id <= ? GROUP BY w.field
        ORDER BY w.field""",
        span,
    )
    return (
        {row["field"]: row["gained"] for row in counted if row["gained"]},
        {row["field"]: row["lost"] for row in counted if row["lost"]},
        {row["field"]: row["number"] for row in withheld},
    )


# ---------------------------------------------------------------- nights in a row


def _nights(connection: sqlite3.Connection, source: str, run_id: int) -> list[sqlite3.Row]:
    """The nights of a source up to this run, newest first; this run first, whether it counts or not."""
    return connection.execute(
        """SELECT s.run_id, s.source, s.outcome, s.documents_listed, r.started FROM run_source s
        JOIN run r ON r.id = s.run_id
        WHERE s.source = ? AND s.run_id <= ? AND (s.counted = 1 OR s.run_id = ?)
        ORDER BY s.run_id DESC LIMIT 400""",
        (source, run_id, run_id),
    ).fetchall()


def _in_a_row(nights: Iterable[sqlite3.Row], outcomes: Iterable[str]) -> int:
    number, wanted = 0, set(outcomes)
    for night in nights:
        if night["outcome"] not in wanted:
            break
        number += 1
    return number


def _since(nights: list[sqlite3.Row]) -> str | None:
    if not nights:
        return None
    number = _in_a_row(nights, {nights[0]["outcome"]})
    return str(nights[number - 1]["started"])


def nights_in_trouble(connection: sqlite3.Connection, source: str, run_id: int) -> int:
    """How many nights in a row, this run included, ended failed, blocked or suspect."""
    return _in_a_row(_nights(connection, source, run_id), TROUBLE)


def _trouble(nights: list[sqlite3.Row], gates: Gates) -> Alarm | None:
    number = _in_a_row(nights, TROUBLE)
    if number < gates.alarm_after:
        return None
    outcomes = tuple(night["outcome"] for night in reversed(nights[:number]))
    kinds = " or ".join(dict.fromkeys(outcomes))
    return Alarm(
        what="trouble",
        nights=number,
        since=nights[number - 1]["started"],
        message=f"{kinds} on {number} nights in a row",
        first_time=number == gates.alarm_after,
        outcomes=outcomes,
    )


def _broken(
    connection: sqlite3.Connection, nights: list[sqlite3.Row], broken: sqlite3.Row, gates: Gates
) -> Alarm | None:
    """An expectation that did not hold on several nights in a row, of those on which it was checked."""
    number, since = 0, _NEVER
    for night in nights:
        if night["outcome"] not in _CHECKED or not night["documents_listed"]:
            continue
        row = connection.execute(
            "SELECT 1 FROM broken_expectation WHERE run_id = ? AND source = ? AND name = ?",
            (night["run_id"], night["source"], broken["name"]),
        ).fetchone()
        if row is None:
            break
        number, since = number + 1, night["started"]
    if number < gates.alarm_after:
        return None
    return Alarm(
        what=broken["name"],
        nights=number,
        since=since,
        message=f"{broken['message']}, on {number} nights in a row",
        first_time=number == gates.alarm_after,
    )


def _with_picture(alarm: Alarm, run_id: int, source: str, root: Path | None) -> Alarm:
    from dataclasses import replace

    picture = picture_of(run_id, source)
    if alarm.what != "trouble" or root is None or not (root / picture).is_file():
        return alarm
    return replace(alarm, picture=picture)
