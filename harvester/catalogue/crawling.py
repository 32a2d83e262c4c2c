"""What a crawl leaves: pages visited, links sighted, addresses fetched, and the documents behind them.

A document is its bytes within one source; until the bytes are held it is its address. A row first
known by its address keeps its name when the bytes come, unless the source has these bytes already.
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.catalogue import removing, tombstones
from harvester.catalogue.presence import settle
from harvester.catalogue.sightings import choose, split, unite_sightings, upsert
from harvester.catalogue.values import bound, document_id, file_label
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from harvester.records import Candidate, Fetch, PageVisit

GOT = frozenset({Outcome.OK, Outcome.NOT_MODIFIED})

_HTTP_FACTS = (
    *("final_url", "status", "size", "media_type", "etag", "last_modified", "file_name"),
    *("archive", "captured"),
)


def record_visit(connection: sqlite3.Connection, run_id: int, visit: PageVisit) -> None:
    """One HTML page asked for."""
    if tombstones.address_held_out(connection, visit.url):
        return
    connection.execute(
        """INSERT INTO page_visit (run_id, source, url, outcome, status, kind, title, candidates, message, at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        bound(
            run_id,
            visit.source,
            visit.url,
            visit.outcome.value,
            visit.status,
            visit.kind.value if visit.kind else None,
            visit.title,
            visit.candidates,
            visit.message,
            visit.at,
        ),
    )


def record_candidates(
    connection: sqlite3.Connection, run_id: int, candidates: Sequence[Candidate], now: str
) -> None:
    """Sightings: each candidate's address was linked from its page with its words in this run."""
    touched: dict[str, bool] = {}
    for candidate in tombstones.allowed(connection, candidates):
        document = _at_address(connection, run_id, candidate.source, candidate.url, now)
        changed = upsert(connection, document, run_id, candidate, now)
        touched[document] = touched.get(document, False) or changed
    for document, changed in touched.items():
        choose(connection, document)
        if changed:
            touch(connection, document)


def record_fetch(connection: sqlite3.Connection, run_id: int, fetch: Fetch) -> None:
    """One request for a document. Its outcome is always kept; bytes become a document of the source.

    Of what was taken down nothing is kept: neither bytes nor the address that brought them.
    """
    if tombstones.address_held_out(connection, fetch.url):
        return
    if tombstones.file_held_out(connection, fetch.sha256):
        removing.remove_unheld(connection, fetch.source, fetch.url)
        return
    connection.execute(
        """INSERT INTO fetch (run_id, source, url, outcome, at, final_url, status, sha256, size,
            media_type, etag, last_modified, file_name, message, archive, captured, method)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        bound(
            run_id,
            fetch.source,
            fetch.url,
            fetch.outcome.value,
            fetch.at,
            fetch.final_url,
            fetch.status,
            fetch.sha256,
            fetch.size,
            fetch.media_type,
            fetch.etag,
            fetch.last_modified,
            fetch.file_name,
            fetch.message,
            fetch.archive,
            fetch.captured,
            fetch.method,
        ),
    )
    if fetch.sha256:
        _save_file(connection, fetch)
        _bytes_came(connection, run_id, fetch)
    else:
        _no_bytes_came(connection, run_id, fetch)


def touch(connection: sqlite3.Connection, document: str) -> None:
    """Something a document is described from has changed."""
    connection.execute("UPDATE document SET revision = revision + 1 WHERE id = ?", (document,))


def _save_file(connection: sqlite3.Connection, fetch: Fetch) -> None:
    connection.execute(
        """INSERT INTO file (sha256, size, media_type, first_seen) VALUES (?, ?, ?, ?)
        ON CONFLICT (sha256) DO UPDATE SET size = COALESCE(size, excluded.size),
            media_type = COALESCE(excluded.media_type, media_type)""",
        bound(fetch.sha256, fetch.size, fetch.media_type, fetch.at),
    )


def _at_address(connection: sqlite3.Connection, run_id: int, source: str, url: str, now: str) -> str:
    """The document at an address; made now when the address is new."""
    row = connection.execute(
        "SELECT document_id FROM address WHERE source = ? AND url = ?", bound(source, url)
    ).fetchone()
    if row is not None:
        return str(row["document_id"])
    name = _create(connection, _Birth(source=source, url=url, sha256=None, run_id=run_id, now=now))
    connection.execute(
        "INSERT INTO address (source, url, document_id) VALUES (?, ?, ?)", bound(source, url, name)
    )
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Birth:
    """A document that is seen for the first time."""

    source: str
    url: str
    sha256: str | None
    run_id: int
    now: str


def _birth(run_id: int, fetch: Fetch) -> _Birth:
    return _Birth(source=fetch.source, url=fetch.url, sha256=fetch.sha256, run_id=run_id, now=fetch.at)


def _create(connection: sqlite3.Connection, birth: _Birth) -> str:
    name = document_id(birth.source, birth.sha256 or birth.url)
    connection.execute(
        """INSERT INTO document (id, source, sha256, url, label, first_seen, last_seen, first_run, last_run)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        bound(
            name,
            birth.source,
            birth.sha256,
            birth.url,
            file_label(birth.url, None),
            birth.now,
            birth.now,
            birth.run_id,
            birth.run_id,
        ),
    )
    return name


def _no_bytes_came(connection: sqlite3.Connection, run_id: int, fetch: Fetch) -> None:
    document = _at_address(connection, run_id, fetch.source, fetch.url, fetch.at)
    failed = fetch.outcome not in GOT
    connection.execute(
        "UPDATE address SET last_outcome = ?, last_fetched = ? WHERE source = ? AND url = ?",
        bound(fetch.outcome.value, fetch.at, fetch.source, fetch.url),
    )
    if failed:
        # What a failure says is kept beside the address only while there are no bytes to speak of.
        connection.execute(
            """UPDATE address SET outcome = ?, at = ?, status = COALESCE(?, status), message = ?,
                final_url = COALESCE(?, final_url), media_type = COALESCE(?, media_type)
            WHERE source = ? AND url = ? AND sha256 IS NULL""",
            bound(
                fetch.outcome.value,
                fetch.at,
                fetch.status,
                fetch.message,
                fetch.final_url,
                fetch.media_type,
                fetch.source,
                fetch.url,
            ),
        )
        changed = connection.execute(
            """UPDATE document SET fetch_outcome = ?
            WHERE id = ? AND sha256 IS NULL AND fetch_outcome IS NOT ?""",
            (fetch.outcome.value, document, fetch.outcome.value),
        )
        if changed.rowcount:
            touch(connection, document)
    settle(connection, [document])


def _bytes_came(connection: sqlite3.Connection, run_id: int, fetch: Fetch) -> None:
    before = connection.execute(
        """SELECT a.document_id, a.sha256 AS served, d.sha256
        FROM address a JOIN document d ON d.id = a.document_id WHERE a.source = ? AND a.url = ?""",
        bound(fetch.source, fetch.url),
    ).fetchone()
    holder = connection.execute(
        "SELECT id FROM document WHERE source = ? AND sha256 = ?", bound(fetch.source, fetch.sha256)
    ).fetchone()
    old = str(before["document_id"]) if before else None
    if old is not None and before["sha256"] is None:
        document = old
        if holder is not None:
            document = str(holder["id"])
            unite(connection, old=old, new=document)
        elif tombstones.names(connection, old):  # the name of what was taken down is given to nothing else
            document = _create(connection, _birth(run_id, fetch))
            unite(connection, old=old, new=document)
        else:
            connection.execute("UPDATE document SET sha256 = ? WHERE id = ?", bound(fetch.sha256, old))
        old = None
    elif old is not None and before["served"] == fetch.sha256:
        document = old  # also where these bytes were found to say the same as the document's own
    elif holder is not None:
        document = str(holder["id"])
    else:
        document = _create(connection, _birth(run_id, fetch))
    facts_changed = _save_address(connection, document, fetch)
    connection.execute(
        """UPDATE document SET fetch_outcome = ?
        WHERE id = ? AND (fetch_outcome IS NULL OR fetch_outcome <> 'ok')""",
        (fetch.outcome.value, document),
    )
    affected = [document]
    if old is not None and old != document:
        _replace(connection, run_id, fetch.url, old=old, new=document)
        affected.append(old)
    for name in affected:
        choose(connection, name)
    if facts_changed:
        for name in affected:
            touch(connection, name)
    settle(connection, affected)


def _save_address(connection: sqlite3.Connection, document: str, fetch: Fetch) -> bool:
    """Keep the HTTP facts of these bytes; True when they are new. A blank fact overwrites nothing."""
    held = connection.execute(
        "SELECT * FROM address WHERE source = ? AND url = ?", bound(fetch.source, fetch.url)
    ).fetchone()
    same = held is not None and held["sha256"] == fetch.sha256
    facts: dict[str, object] = {name: getattr(fetch, name) for name in _HTTP_FACTS}
    if same:
        facts = {name: held[name] if value in (None, "") else value for name, value in facts.items()}
        facts |= {"outcome": held["outcome"], "at": held["at"], "message": held["message"]}
    else:
        facts |= {"outcome": fetch.outcome.value, "at": fetch.at, "message": fetch.message}
    describing = ("final_url", "media_type", "last_modified", "file_name")
    changed = not same or any(held[name] != facts[name] for name in describing)
    row = {
        "source": fetch.source,
        "url": fetch.url,
        "document_id": document,
        "sha256": fetch.sha256,
        **facts,
        "last_outcome": fetch.outcome.value,
        "last_fetched": fetch.at,
    }
    updates = ", ".join(f"{name} = excluded.{name}" for name in row if name not in ("source", "url"))
    connection.execute(
        f"""INSERT INTO address ({", ".join(row)}) VALUES ({", ".join("?" * len(row))})
        ON CONFLICT (source, url) DO UPDATE SET {updates}""",
        bound(*row.values()),
    )
    return changed


def _replace(connection: sqlite3.Connection, run_id: int, url: str, *, old: str, new: str) -> None:
    """Other bytes came from an address: the new document replaces the old one."""
    split(connection, run_id, url, old=old, new=new)
    line = _line_of_versions(connection, old)
    if new in line:  # A, B, A again: the first text does not replace its own successor
        return
    # Something that was no review (an error page kept as a file) is passed over.
    replaced = next((name for name, kept in line.items() if kept != 0), old)
    connection.execute(
        "UPDATE document SET replaces_address = COALESCE(replaces_address, ?) WHERE id = ?", (replaced, new)
    )


def _line_of_versions(connection: sqlite3.Connection, newest: str) -> dict[str, int | None]:
    """A document and what it replaced, newest first, with whether each is kept."""
    line: dict[str, int | None] = {}
    step: str | None = newest
    while step is not None and step not in line:
        row = connection.execute(
            "SELECT kept, replaces_address FROM document WHERE id = ?", (step,)
        ).fetchone()
        line[step] = row["kept"]
        step = row["replaces_address"]
    return line


def unite(connection: sqlite3.Connection, *, old: str, new: str) -> None:
    """Make two rows one: everything of the old one goes to the new, which also answers to its name."""
    unite_sightings(connection, old=old, new=new)
    connection.execute("UPDATE address SET document_id = ? WHERE document_id = ?", (new, old))
    connection.execute("UPDATE document_alias SET document_id = ? WHERE document_id = ?", (new, old))
    connection.execute("UPDATE OR IGNORE event SET document_id = ? WHERE document_id = ?", (new, old))
    connection.execute("DELETE FROM event WHERE document_id = ?", (old,))
    connection.execute("DELETE FROM evidence_item WHERE document_id = ?", (old,))
    for column in ("replaces_address", "replaces_text", "duplicate_of", "rejected_as"):
        connection.execute(
            f"UPDATE document SET {column} = NULLIF(?, id) WHERE {column} = ?",
            (new, old),
        )
    connection.execute(
        """UPDATE document SET
            first_seen = min(document.first_seen, o.first_seen),
            first_run = min(document.first_run, o.first_run),
            counted_run = COALESCE(document.counted_run, o.counted_run)
        FROM (SELECT first_seen, first_run, counted_run FROM document WHERE id = ?) AS o
        WHERE document.id = ?""",
        (old, new),
    )
    connection.execute("DELETE FROM document WHERE id = ?", (old,))
    if not tombstones.names(connection, old):
        alias = "INSERT OR REPLACE INTO document_alias (id, document_id) VALUES (?, ?)"
        connection.execute(alias, (old, new))
    # Imported here: decisions are of no concern to a crawl but for this.
    from harvester.catalogue.standing import refresh_decided

    refresh_decided(connection, new)
