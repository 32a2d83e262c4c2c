"""What documents are called, indexed: titles, case names, publishers, words of the link, authors.

Each document that is shown has a row in `find_words`; `find_fts` is the index of these rows. Both are brought
up to date with `find` (`finds.py`).
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from harvester.catalogue.marking import TOKENIZER

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_TOLD = """SELECT v.id, v.published, v.title || char(10) || COALESCE(v.case_name, '') || char(10)
        || COALESCE(v.board, '') || char(10) || COALESCE(v.link_text, '') || char(10) || v.authors
    FROM find f JOIN documents v ON v.id = f.document_id"""
_DROP = "INSERT INTO find_fts (find_fts, rowid, words) VALUES ('delete', OLD.id, OLD.words);"
_ADD = "INSERT INTO find_fts (rowid, words) VALUES (NEW.id, NEW.words);"

STATEMENTS = (
    """CREATE TABLE find_words (
        id INTEGER PRIMARY KEY,
        document_id TEXT NOT NULL UNIQUE REFERENCES document(id) ON DELETE CASCADE,
        published TEXT,
        words TEXT NOT NULL
    ) STRICT""",
    f"""CREATE VIRTUAL TABLE find_fts USING fts5(
        words, content='find_words', content_rowid='id', tokenize="{TOKENIZER}"
    )""",
    f"CREATE TRIGGER find_words_come AFTER INSERT ON find_words BEGIN {_ADD} END",
    f"CREATE TRIGGER find_words_go AFTER DELETE ON find_words BEGIN {_DROP} END",
    f"CREATE TRIGGER find_words_change AFTER UPDATE OF words ON find_words BEGIN {_DROP} {_ADD} END",
    """CREATE TRIGGER find_words_follow AFTER DELETE ON find
        BEGIN DELETE FROM find_words WHERE document_id = OLD.document_id; END""",
    """CREATE TRIGGER find_follows_words AFTER UPDATE OF link_text, authors ON document BEGIN
        INSERT OR IGNORE INTO find_stale (document_id) VALUES (NEW.id); END""",
    f"INSERT INTO find_words (document_id, published, words) {_TOLD}",
    "CREATE INDEX review_publisher_by_source ON review_publisher(source, review_id)",
)


def refresh(connection: sqlite3.Connection, part: str) -> None:
    """Bring the rows of these documents (a JSON array of ids) up to date."""
    connection.execute(
        f"""INSERT INTO find_words (document_id, published, words)
        {_TOLD} WHERE f.document_id IN (SELECT value FROM json_each(?))
        ON CONFLICT (document_id) DO UPDATE SET published = excluded.published, words = excluded.words
        WHERE published IS NOT excluded.published OR words <> excluded.words""",
        (part,),
    )


def called(
    connection: sqlite3.Connection,
    expression: str,
    where: str,
    values: Sequence[object],
    among: Sequence[str] | None,
    most: int,
) -> list[str]:
    """Documents that are called so: of the `most` that were found last, those published last come first.

    Args:
        connection: to the catalogue.
        expression: the words, for the index.
        where: a condition on rows f of `find`.
        values: its values.
        among: all documents that fulfil it, where they are few.
        most: how many are looked at.
    """
    if among is not None:
        rows = connection.execute(
            """SELECT w.document_id, w.published FROM json_each(?) j
            JOIN find_words w ON w.document_id = j.value
            WHERE EXISTS (SELECT 1 FROM find_fts WHERE find_fts MATCH ? AND find_fts.rowid = w.id)""",
            (json.dumps(among), expression),
        )
    else:
        rows = connection.execute(
            f"""SELECT w.document_id, w.published
            FROM find_fts CROSS JOIN find_words w ON w.id = find_fts.rowid
            {"CROSS JOIN find f ON f.document_id = w.document_id" if values else ""}
            WHERE find_fts MATCH ? AND {where} ORDER BY find_fts.rowid DESC LIMIT ?""",
            (expression, *values, most),
        )
    found = sorted(rows.fetchall(), key=lambda row: row["document_id"])
    found.sort(key=lambda row: row["published"] or "", reverse=True)
    return [row["document_id"] for row in found]
