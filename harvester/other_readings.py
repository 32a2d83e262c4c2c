"""Readings that did not win where directories were joined, kept beside the catalogue as well.

No chronicle tells of them: they came with another directory's catalogue (`harvester merge`). A catalogue that
is made anew finds them here. One JSON object a line, by the document's source and bytes (or its address).
"""

# Statements are put together from constants of this module only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harvester.durable import write_whole
from harvester.store import disk_errors, sync_folder

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from harvester.paths import DataDirectory

_NAME = "other-readings.jsonl"
_READING = ("field", "value", "origin", "page", "line", "box", "rule", "confidence")
_COLUMNS = ", ".join(f"o.{name}" for name in _READING)


def path_of(data: DataDirectory) -> Path:
    """Where they are kept; there only where there are any."""
    return data.root / _NAME


def keep(data: DataDirectory, connection: sqlite3.Connection) -> None:
    """Let the file say what the catalogue says.

    Raises:
        DiskError: the disk refuses.
    """
    path = path_of(data)
    rows = connection.execute(
        f"""SELECT d.source, d.sha256, d.url, {_COLUMNS} FROM other_reading o
        JOIN document d ON d.id = o.document_id ORDER BY d.source, d.sha256, d.url, {_COLUMNS}"""
    )
    names = ("source", "sha256", "url", *_READING)
    lines = [json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=True) for row in rows]
    body = "".join(f"{line}\n" for line in lines).encode("ascii")
    with disk_errors(path):
        if not body and path.exists():
            path.unlink()
            sync_folder(path.parent)
        elif body and not (path.exists() and path.read_bytes() == body):
            write_whole(path, body)


def bring_back(data: DataDirectory, connection: sqlite3.Connection) -> int:
    """Enter them into a catalogue, in the caller's transaction; how many. Bad lines are passed over."""
    path = path_of(data)
    if not path.exists():
        return 0
    entered = 0
    with disk_errors(path):
        lines = path.read_bytes().splitlines()
    for line in lines:
        told = _told(line)
        document = _document(connection, told) if told is not None else None
        if told is None or document is None or _stands(connection, document, told):
            continue
        entered += connection.execute(
            f"""INSERT OR IGNORE INTO other_reading (document_id, {", ".join(_READING)})
            VALUES (?{", ?" * len(_READING)})""",
            (document, *(told[name] for name in _READING)),
        ).rowcount
    return entered


def _told(line: bytes) -> dict[str, Any] | None:
    try:
        values = json.loads(line)
    except ValueError:
        return None
    if not isinstance(values, dict) or {"source", "sha256", "url", *_READING} - values.keys():
        return None
    texts = ("source", "url", "field", "value", "origin", "line", "box", "rule")
    whole = all(isinstance(values[name], str) for name in texts) and type(values["page"]) is int
    sure = type(values["confidence"]) in (int, float) and 0 <= values["confidence"] <= 1
    return values if whole and sure and isinstance(values["sha256"], str | None) else None


def _document(connection: sqlite3.Connection, told: dict[str, Any]) -> str | None:
    where, value = (
        ("sha256 = ?", told["sha256"]) if told["sha256"] else ("sha256 IS NULL AND url = ?", told["url"])
    )
    row = connection.execute(
        f"SELECT id FROM document WHERE source = ? AND {where} ORDER BY id", (told["source"], value)
    ).fetchone()
    return None if row is None else str(row[0])


def _stands(connection: sqlite3.Connection, document: str, told: dict[str, Any]) -> bool:
    """Whether the description that stands says it itself, word for word."""
    row = connection.execute(
        """SELECT 1 FROM evidence_item WHERE document_id = ? AND field = ? AND value = ? AND origin = ?
        AND COALESCE(page, 0) = ? AND COALESCE(line, '') = ? AND COALESCE(box, '') = ? AND rule = ?
        AND confidence = ?""",
        (document, *(told[name] for name in _READING)),
    ).fetchone()
    return row is not None
