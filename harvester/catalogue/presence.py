"""Whether a source still offers a document: a state worked out from what is kept.

`changed`: an address that served the document serves other bytes now, and none serves it still.
`unreachable`: we hold its bytes, and the last request to every address that is still its own failed.
`moved`: the last night on which the source was crawled well listed it, but at none of the addresses
it had on its first night. `present`: all else. `withdrawn` is set at the end of a night
(`absence.py`), and stays until an address of the document answers again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.vocabulary import Presence, SourceOutcome

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable


def settle(connection: sqlite3.Connection, document_ids: Iterable[str]) -> None:
    """Work out and keep the presence of these documents."""
    for document_id in set(document_ids):
        row = connection.execute(
            "SELECT id, source, sha256, presence, last_run, withdrawn_run FROM document WHERE id = ?",
            (document_id,),
        ).fetchone()
        if row is None or (row["presence"] == Presence.WITHDRAWN and not _returned(connection, row)):
            continue
        state = _presence(connection, row)
        if state != row["presence"]:
            connection.execute("UPDATE document SET presence = ? WHERE id = ?", (state.value, document_id))


def _returned(connection: sqlite3.Connection, document: sqlite3.Row) -> bool:
    """Whether it, or a new version, came after its withdrawal; a dead link alone brings nothing back."""
    if document["sha256"] is None:
        return bool(document["last_run"] > (document["withdrawn_run"] or 0))
    row = connection.execute(
        """SELECT 1 FROM address a JOIN fetch f ON f.source = a.source AND f.url = a.url
        WHERE a.document_id = ? AND f.run_id > ? AND f.outcome IN ('ok', 'not_modified')""",
        (document["id"], document["withdrawn_run"] or 0),
    ).fetchone()
    if row is not None:
        return True
    own = connection.execute("SELECT 1 FROM address WHERE document_id = ?", (document["id"],)).fetchone()
    return own is None and _superseded(connection, document["id"]) is Presence.CHANGED


def _presence(connection: sqlite3.Connection, document: sqlite3.Row) -> Presence:
    if document["sha256"] is None:
        return Presence.PRESENT
    own = connection.execute(
        """SELECT a.url, a.last_outcome, EXISTS (
            SELECT 1 FROM sighting g
            WHERE g.document_id = a.document_id AND g.url = a.url AND g.last_run = :last_run) AS listed
        FROM address a WHERE a.document_id = :id""",
        {"id": document["id"], "last_run": document["last_run"]},
    ).fetchall()
    if not own:
        return _superseded(connection, document["id"])
    # An address that is no longer listed is no longer asked for: its last answer is of the past.
    asked = [row for row in own if row["listed"]] or own
    if not {row["last_outcome"] for row in asked} & {"ok", "not_modified", None}:
        return Presence.UNREACHABLE
    return Presence.MOVED if _moved(connection, document) else Presence.PRESENT


def _superseded(connection: sqlite3.Connection, document_id: str) -> Presence:
    """No address serves these bytes any more; what serves in their place decides the word."""
    kept = connection.execute(
        "SELECT 1 FROM document WHERE replaces_address = ? AND COALESCE(kept, 1) = 1", (document_id,)
    ).fetchone()
    if kept:
        return Presence.CHANGED
    # Back to earlier bytes (A, B, A): the earlier row cannot `replace` its own successor.
    other = connection.execute(
        """SELECT 1 FROM sighting g JOIN address a ON a.url = g.url
        JOIN document d ON d.id = a.document_id AND d.source = a.source AND COALESCE(d.kept, 1) = 1
        JOIN document old ON old.id = g.document_id AND old.source = a.source
        WHERE g.document_id = ? AND d.sha256 IS NOT NULL""",
        (document_id,),
    ).fetchone()
    return Presence.CHANGED if other else Presence.UNREACHABLE


def _moved(connection: sqlite3.Connection, document: sqlite3.Row) -> bool:
    nights = connection.execute(
        "SELECT run_id, outcome, gated FROM run_source WHERE source = ? AND counted = 1 ORDER BY run_id",
        (document["source"],),
    ).fetchall()
    # A night that is suspect only for what the gate withheld was crawled well.
    well = [row["run_id"] for row in nights if row["outcome"] == SourceOutcome.OK or row["gated"]]
    if not well:
        return False
    addresses = connection.execute(
        """SELECT url, min(first_run) AS first_run, max(last_run) AS last_run FROM sighting
        WHERE document_id = ? GROUP BY url""",
        (document["id"],),
    ).fetchall()
    if len(addresses) < 2:
        return False
    earliest = min(row["first_run"] for row in addresses)
    first_night = next((row["run_id"] for row in nights if row["run_id"] >= earliest), earliest)
    original = {row["url"] for row in addresses if row["first_run"] <= first_night}
    listed = {row["url"] for row in addresses if row["last_run"] >= well[-1]}
    return bool(listed) and not listed & original
