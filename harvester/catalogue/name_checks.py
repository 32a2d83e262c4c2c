"""What looking behind the pages of files found (`publish/real_names.py`), and what people cleared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.catalogue.values import bound

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

REAL_NAMES = "real_names"  # field of the decision; its value names the flags that were looked at

TABLE = """CREATE TABLE name_check (
    sha256 TEXT PRIMARY KEY REFERENCES file(sha256),
    checker INTEGER NOT NULL,
    at TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    findings TEXT NOT NULL
) STRICT"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is known of the file of a document."""

    document_id: str
    sha256: str | None
    findings: str | None  # JSON; None: it was not looked at yet
    note: str
    cleared: str | None  # the mark of the flags that a person cleared
    facts: dict[str, Any]  # case_name, title, authors, known, file_names


def unchecked(connection: sqlite3.Connection, checker: int, documents: Iterable[str]) -> list[str]:
    """Files of these documents that were not looked at yet, or by an earlier checker."""
    found: dict[str, None] = {}
    for name in documents:
        row = connection.execute(
            """SELECT d.sha256 FROM document d LEFT JOIN name_check n ON n.sha256 = d.sha256
            WHERE d.id = ? AND d.sha256 IS NOT NULL AND COALESCE(n.checker, 0) <> ?""",
            (name, checker),
        ).fetchone()
        if row is not None:
            found[row["sha256"]] = None
    return list(found)


def save_check(
    connection: sqlite3.Connection, sha256: str, findings: str, *, checker: int, at: str, note: str = ""
) -> None:
    """Keep what looking behind a file found; nothing of a file that is gone meanwhile."""
    connection.execute(
        """INSERT INTO name_check (sha256, checker, at, note, findings)
        SELECT ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM file WHERE sha256 = ?)
        ON CONFLICT (sha256) DO UPDATE SET checker = excluded.checker, at = excluded.at,
            note = excluded.note, findings = excluded.findings""",
        bound(sha256, checker, at, note, findings, sha256),
    )


def checked(connection: sqlite3.Connection, document_id: str) -> Checked | None:
    """What is known of one document's file, and against what it is judged; None when it is not shown."""
    row = connection.execute(
        """SELECT v.id, v.sha256, v.case_name, v.title, v.authors, v.board, s.title AS source_title,
            n.findings, COALESCE(n.note, '') AS note
        FROM documents v JOIN source s ON s.slug = v.source LEFT JOIN name_check n ON n.sha256 = v.sha256
        WHERE v.id = ?""",
        (document_id,),
    ).fetchone()
    if row is None:
        return None
    return Checked(
        document_id=row["id"],
        sha256=row["sha256"],
        findings=row["findings"],
        note=row["note"],
        cleared=_cleared(connection, row["id"]),
        facts={
            "case_name": row["case_name"] or "",
            "title": row["title"] or "",
            "authors": tuple(json.loads(row["authors"])),
            "known": tuple(filter(None, (row["board"], row["source_title"]))),
            "file_names": tuple(_file_names(connection, row["id"])),
        },
    )


def _cleared(connection: sqlite3.Connection, document_id: str) -> str | None:
    row = connection.execute(
        """SELECT c.value FROM standing s JOIN decisions c ON c.seq = s.seq
        WHERE s.subject_id = ? AND s.field = ?""",
        (document_id, REAL_NAMES),
    ).fetchone()
    return row["value"] if row is not None else None


def _file_names(connection: sqlite3.Connection, document_id: str) -> Iterable[str]:
    rows = connection.execute("SELECT url, file_name FROM address WHERE document_id = ?", (document_id,))
    for row in rows.fetchall():
        last = str(row["url"]).partition("?")[0].rstrip("/").rpartition("/")[2]
        yield from filter(None, dict.fromkeys((last, row["file_name"])))
