"""One document or review with everything known about it, as `harvester show` gives it."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harvester.catalogue.lists import entries_of
from harvester.catalogue.types import Record
from harvester.errors import UsageError
from harvester.vocabulary import Presence

if TYPE_CHECKING:
    import sqlite3

_SHORT = "id, source, title, review_type, role, published, language, presence, status, url, sha256"
_MIN_PREFIX = 4


def record(connection: sqlite3.Connection, name: str) -> Record | None:
    """A document or review by its id, an id it once had, or a beginning that only one id has.

    Raises:
        UsageError: several ids begin so.
    """
    found = _exact(connection, name) or _by_prefix(connection, name)
    if found is None:
        return None
    kind, name = found
    return _document(connection, name) if kind == "document" else _review(connection, name)


def _exact(connection: sqlite3.Connection, name: str) -> tuple[str, str] | None:
    row = connection.execute(
        """SELECT 'document' AS kind, id FROM document WHERE id = :name
        UNION ALL SELECT 'document', document_id FROM document_alias WHERE id = :name
        UNION ALL SELECT 'review', id FROM review WHERE id = :name
        UNION ALL SELECT 'document', min(id) FROM document WHERE sha256 = :name HAVING count(*) = 1""",
        {"name": name},
    ).fetchone()
    return (row["kind"], row["id"]) if row else None


def _by_prefix(connection: sqlite3.Connection, name: str) -> tuple[str, str] | None:
    if len(name) < _MIN_PREFIX or not name.isalnum():
        return None
    rows = connection.execute(
        """SELECT 'document' AS kind, id FROM document WHERE id GLOB :start
        UNION ALL SELECT 'review', id FROM review WHERE id GLOB :start LIMIT 4""",
        {"start": f"{name}*"},
    ).fetchall()
    if len(rows) > 1:
        raise UsageError(f"several ids begin with {name}: {', '.join(row['id'] for row in rows)} …")
    return (rows[0]["kind"], rows[0]["id"]) if rows else None


def _rows(connection: sqlite3.Connection, sql: str, *values: Any) -> tuple[dict[str, Any], ...]:
    return tuple(dict(row) for row in connection.execute(sql, values))


def _document(connection: sqlite3.Connection, name: str) -> Record:
    base = dict(connection.execute("SELECT * FROM document WHERE id = ?", (name,)).fetchone())
    shown = connection.execute("SELECT * FROM documents WHERE id = ?", (name,)).fetchone()
    fields = dict(shown) if shown else _unkept(base)
    fields["authors"] = json.loads(fields.get("authors") or "[]")
    if fields["presence"] == Presence.WITHDRAWN:
        fields["withdrawn"] = base["withdrawn_reason"]
    review = fields.get("review_id")
    evidence = _rows(
        connection,
        """SELECT field, value, origin, page, line, box, rule, confidence FROM evidence
        WHERE document_id = ?""",
        name,
    )
    for item in evidence:
        item["box"] = json.loads(item["box"]) if item["box"] else None
    return Record(
        kind="document",
        fields=fields,
        kept=shown is not None,
        reasons=tuple(json.loads(base["kept_reasons"])),
        group_reason=base["group_reason"],
        evidence=evidence,
        sightings=_rows(
            connection,
            """SELECT url, page_url, link_text, heading, page_title, page_kind, score, first_seen, last_seen
            FROM sighting WHERE document_id = ? ORDER BY last_seen DESC, url, page_url, link_text""",
            name,
        ),
        fetches=_rows(
            connection,
            """SELECT run_id, at, url, final_url, outcome, status, size, media_type, message, method, archive,
                captured, first_run, first_at, times FROM fetch
            WHERE source = ? AND url IN (SELECT url FROM sighting WHERE document_id = ?
                UNION SELECT url FROM address WHERE document_id = ?)
            ORDER BY id DESC LIMIT 20""",
            base["source"],
            name,
            name,
        ),
        captures=_captures(connection, base) if shown else (),
        decisions=_rows(
            connection,
            """SELECT field, value, reason, who, at FROM decisions WHERE document_id = ?
                OR document_id IN (SELECT id FROM document_alias WHERE document_id = ?) ORDER BY at, seq""",
            name,
            name,
        ),
        duplicates=_duplicates(connection, name, fields.get("duplicate_of")),
        versions=_versions(connection, name),
        documents=_siblings(connection, review, name),
        publishers=_publishers(connection, review),
        events=_rows(connection, "SELECT run_id, what FROM event WHERE document_id = ? ORDER BY id", name),
        entries=_entries(connection, name, review),
    )


def _captures(connection: sqlite3.Connection, base: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """As view `captures` has them, by index: the view would look at every fetch."""
    return _rows(
        connection,
        """SELECT url, archive, captured FROM fetch
        WHERE source = ? AND sha256 = ? AND captured IS NOT NULL
        UNION SELECT url, archive, captured FROM address
        WHERE document_id = ? AND captured IS NOT NULL AND sha256 IS NOT NULL
        ORDER BY captured DESC, url""",
        base["source"],
        base["sha256"],
        base["id"],
    )


def _unkept(base: dict[str, Any]) -> dict[str, Any]:
    """A candidate that is in no view: what is known of it."""
    names = (
        "id source title review_type role case_name authors board published completed language sha256 "
        "url page_url link_text presence fetch_outcome first_seen last_seen"
    )
    fields = {name: base[name] for name in names.split()}
    fields["title"] = fields["title"] or base["label"]
    return fields


def _duplicates(
    connection: sqlite3.Connection, name: str, original: str | None
) -> tuple[dict[str, Any], ...]:
    """Other rows with the same text: the original, and the rows that are its duplicates."""
    return _rows(
        connection,
        # Through `find`: the view cannot be asked by what a document is a copy of.
        f"""SELECT {_SHORT}, duplicate_of FROM documents WHERE id <> ?1 AND id IN (
            SELECT ?2 UNION SELECT document_id FROM find WHERE duplicate_of IN (?1, ?2))
        ORDER BY duplicate_of IS NOT NULL, source, id""",
        name,
        original,
    )


def _versions(connection: sqlite3.Connection, name: str) -> tuple[dict[str, Any], ...]:
    """The line of documents that replaced one another, oldest first; empty when there is but one."""
    chain = connection.execute(
        """WITH RECURSIVE
            older(id) AS (SELECT ? UNION SELECT f.replaces FROM older JOIN find f ON f.document_id = older.id
                WHERE f.replaces IS NOT NULL),
            line(id) AS (SELECT id FROM older
                UNION SELECT f.document_id FROM line JOIN find f ON f.replaces = line.id)
        SELECT id FROM line""",
        (name,),
    ).fetchall()
    if len(chain) < 2:
        return ()
    marks = ", ".join("?" * len(chain))
    return _rows(
        connection,
        f"SELECT {_SHORT}, replaces, first_seen FROM documents WHERE id IN ({marks}) ORDER BY first_seen, id",
        *(row["id"] for row in chain),
    )


def _siblings(
    connection: sqlite3.Connection, review: str | None, but: str | None
) -> tuple[dict[str, Any], ...]:
    return _rows(
        connection,
        f"""SELECT {_SHORT} FROM documents WHERE review_id = ? AND id IS NOT ?
        ORDER BY role <> 'overview_report', role, source, id""",
        review,
        but,
    )


def _publishers(connection: sqlite3.Connection, review: str | None) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT source FROM review_publishers WHERE review_id = ? ORDER BY source", (review,)
    )
    return tuple(row["source"] for row in rows)


def _entries(
    connection: sqlite3.Connection, document: str | None, review: str | None
) -> tuple[dict[str, Any], ...]:
    """What national lists record of a document, or of its review."""
    rows = [dict(row) for row in entries_of(connection, document, review)]
    for row in rows:
        row["subjects"] = json.loads(row["subjects"])
    return tuple(rows)


def _review(connection: sqlite3.Connection, name: str) -> Record:
    row = connection.execute("SELECT * FROM reviews WHERE id = ?", (name,)).fetchone()
    if row is None:  # its documents were all set aside
        row = connection.execute("SELECT *, 0 AS documents FROM review WHERE id = ?", (name,)).fetchone()
    return Record(
        kind="review",
        fields=dict(row),
        decisions=_rows(
            connection,
            "SELECT field, value, reason, who, at FROM decisions WHERE review_id = ? ORDER BY at, seq",
            name,
        ),
        documents=_siblings(connection, name, None),
        publishers=_publishers(connection, name),
        entries=_entries(connection, None, name),
    )
