"""The end of a night for a source: its documents are settled, and what became of each is noted once."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.accounts import TROUBLE
from harvester.catalogue.absence import carry_out, weigh
from harvester.catalogue.presence import settle
from harvester.catalogue.views import SHOWN
from harvester.vocabulary import Presence, SourceOutcome

if TYPE_CHECKING:
    import sqlite3

    from harvester.gates import Gates


def count_night(
    connection: sqlite3.Connection, run_id: int, source: str, outcome: SourceOutcome, gates: Gates
) -> None:
    """A run finished for a source: settle its documents, and note once what became of each."""
    told = _told(connection, source)
    if outcome is SourceOutcome.OK:
        connection.execute(
            "UPDATE run_source SET counted = 1 WHERE run_id = ? AND source = ?", (run_id, source)
        )
        settle(connection, _documents(connection, source))
    losses = weigh(connection, run_id, source, outcome, gates)
    carry_out(connection, run_id, source, losses)
    row = connection.execute(
        "SELECT message FROM run_source WHERE run_id = ? AND source = ?", (run_id, source)
    ).fetchone()
    judged, message = losses.judged(outcome, row["message"], source)
    connection.execute(
        """UPDATE run_source SET counted = 1, outcome = ?, message = ?, documents_lost = ?,
            documents_withheld = ?, gated = ? WHERE run_id = ? AND source = ?""",
        (
            judged.value,
            message,
            len(losses.withdraw),
            len(losses.withhold),
            int(judged is not outcome),
            run_id,
            source,
        ),
    )
    _note_new(connection, run_id, source)
    # Of a site that is in trouble as a whole it is told once, not of each of its documents.
    _note_changes(connection, run_id, source, told, quiet=outcome in TROUBLE)


def _documents(connection: sqlite3.Connection, source: str) -> list[str]:
    return [r["id"] for r in connection.execute("SELECT id FROM document WHERE source = ?", (source,))]


def _note_new(connection: sqlite3.Connection, run_id: int, source: str) -> None:
    """What an interrupted run found is new in the next one that finishes."""
    connection.execute(
        f"""INSERT OR IGNORE INTO event (run_id, source, document_id, what)
        SELECT ?, d.source, d.id, 'new'
        FROM document d LEFT JOIN decided x ON x.subject_id = d.id
        WHERE d.source = ? AND {SHOWN} AND d.counted_run IS NULL AND (d.replaces_address IS NULL
            OR NOT EXISTS (SELECT 1 FROM document p WHERE p.id = d.replaces_address AND p.kept = 1))""",
        (run_id, source),
    )
    connection.execute(
        f"""UPDATE document SET counted_run = ? WHERE id IN (
            SELECT d.id FROM document d LEFT JOIN decided x ON x.subject_id = d.id
            WHERE d.source = ? AND {SHOWN} AND d.counted_run IS NULL)""",
        (run_id, source),
    )


def _moved_again(connection: sqlite3.Connection, run_id: int, source: str, document_id: str) -> bool:
    """Whether every address at which it is listed tonight is new, as after another redesign."""
    listed = connection.execute(
        """SELECT min(first_run) AS first_run FROM sighting WHERE document_id = ?
        GROUP BY url HAVING max(last_run) >= ?""",
        (document_id, run_id),
    ).fetchall()
    (last_night,) = connection.execute(
        "SELECT max(run_id) FROM run_source WHERE source = ? AND counted = 1 AND run_id < ?",
        (source, run_id),
    ).fetchone()
    return bool(listed) and all(row["first_run"] > (last_night or 0) for row in listed)


def _note_changes(
    connection: sqlite3.Connection, run_id: int, source: str, told: dict[str, str], *, quiet: bool
) -> None:
    rows = connection.execute("SELECT id, presence FROM document WHERE source = ?", (source,)).fetchall()
    for row in rows:
        before = told.get(row["id"], "present")
        whats = list(_events(before, row["presence"]))
        if before == row["presence"] == Presence.MOVED and _moved_again(
            connection, run_id, source, row["id"]
        ):
            whats.append(Presence.MOVED)
        for what in whats:
            if quiet and what == Presence.UNREACHABLE:
                continue  # told once the site is well and the document is still not to be had
            connection.execute(
                "INSERT OR IGNORE INTO event (run_id, source, document_id, what) VALUES (?, ?, ?, ?)",
                (run_id, source, row["id"], what),
            )


def _told(connection: sqlite3.Connection, source: str) -> dict[str, str]:
    """The presence of each document as last told by an event."""
    rows = connection.execute(
        """SELECT document_id, what, max(id) FROM event WHERE source = ? AND what <> 'new'
        GROUP BY document_id""",
        (source,),
    )
    return {r["document_id"]: "present" if r["what"] == "returned" else r["what"] for r in rows}


def _events(told: str, state: str) -> tuple[str, ...]:
    """What is to be told, in order: the last one is the state as told from now on."""
    if told == state:
        return ()
    if state == Presence.PRESENT:
        return ("returned",)
    if told == Presence.WITHDRAWN and state != Presence.CHANGED:  # wherever it is now, it is offered again
        return ("returned", state)
    return (state,)
