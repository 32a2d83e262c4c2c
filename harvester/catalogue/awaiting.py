"""What a catalogue waits for: files that were fetched and never read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def count_unread(connection: sqlite3.Connection) -> int:
    """How many files of documents were never read; what an earlier release read does not count."""
    (found,) = connection.execute(
        """SELECT count(*) FROM file f WHERE NOT EXISTS (SELECT 1 FROM extract e WHERE e.sha256 = f.sha256)
        AND EXISTS (SELECT 1 FROM document d WHERE d.sha256 = f.sha256)"""
    ).fetchone()
    return int(found)


def count_reviews(connection: sqlite3.Connection) -> int:
    """How many reviews there are."""
    (found,) = connection.execute("SELECT count(*) FROM review").fetchone()
    return int(found)
