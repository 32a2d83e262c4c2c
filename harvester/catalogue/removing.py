"""Taking documents out of a catalogue, wherever their rows are: this one, a copy, an older schema's.

Tables are asked what refers to a document or a file, so that one that is added later is not forgotten.
"""

# Statements are put together from names that SQLite itself gives; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from harvester.catalogue.traces import Traces, gather, marked

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from harvester.catalogue.decisions import Decision
    from harvester.catalogue.tombstones import Said

# What a person said and what was taken down stay; their words are seen to apart.
_STAY = frozenset({"decisions", "tombstone", "tombstone_mark", "sqlite_sequence", "sqlite_stat1"})
_NAMES_DOCUMENT = frozenset({"document_id", "subject_id", "other_id", "document", "other", "copy_id"})
ERASED = ("value", "old", "url", "other")  # of a decision; its reason becomes blank
_NAMES_FILE = frozenset({"sha256", "file_sha256", "file"})
_OF_ADDRESS = ("address", "fetch", "page_visit", "list_entry", "sighting", "unheld_sighting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What is taken out: rows of these documents, these bytes, these addresses."""

    documents: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()

    @classmethod
    def of(cls, documents: Iterable[str], traces: Traces) -> Self:
        """Of what was gathered."""
        return cls(documents=tuple(documents), files=traces.files, urls=traces.urls)


def documents_of(connection: sqlite3.Connection, decision: Decision, said: Said) -> tuple[str, ...]:
    """The documents that a takedown means: by bytes at any source, by address without bytes, else by name.

    In another catalogue its name may be that of other bytes, which came from the same address.
    """
    from harvester.catalogue.tombstones import address_hash

    found: set[str] = set()
    if not said.files and not said.addresses:
        name = str(decision.document_id)
        found.add(name)
        for row in connection.execute("SELECT document_id FROM document_alias WHERE id = ?", (name,)):
            found.add(row[0])
    files = f"SELECT id FROM document WHERE sha256 IN ({marked(said.files)})"
    found.update(row[0] for row in connection.execute(files, said.files))
    addresses = frozenset(said.addresses)
    if addresses:
        rows = connection.execute(
            """SELECT a.url, d.id FROM address a JOIN document d ON d.id = a.document_id
            WHERE d.sha256 IS NULL"""
        )
        found.update(row[1] for row in rows if address_hash(row[0]) in addresses)
    return tuple(sorted(found))


def addresses_of_others(
    connection: sqlite3.Connection, ids: tuple[str, ...], urls: tuple[str, ...]
) -> frozenset[str]:
    """Those of the addresses that gave bytes of other documents too, in a directory that was joined."""
    rows = connection.execute(
        f"""SELECT DISTINCT f.url FROM fetch f JOIN document d ON d.source = f.source AND d.sha256 = f.sha256
        WHERE f.url IN ({marked(urls)}) AND d.id NOT IN ({marked(ids)})""",
        (*urls, *ids),
    )
    return frozenset(row[0] for row in rows)


def traces_of(connection: sqlite3.Connection, ids: tuple[str, ...], said: Said) -> Traces:
    """Everything that names them, and their bytes."""
    rows = connection.execute(
        f"SELECT DISTINCT sha256 FROM document WHERE id IN ({marked(ids)}) AND sha256 IS NOT NULL", ids
    )
    return gather(connection, ids, dict.fromkeys([*said.files, *(row[0] for row in rows)]))


def remove(connection: sqlite3.Connection, what: Removal) -> None:
    """Take their rows out, in the caller's transaction; what other rows say of them becomes nothing."""
    connection.execute("PRAGMA defer_foreign_keys = ON")
    _forget_pages(connection, what.files)
    for table in tables(connection):
        if table not in _STAY:
            _clear(connection, table, what)
    _unrelate(connection, what.documents)
    if _has(connection, "review"):
        held = "SELECT review_id FROM document WHERE review_id IS NOT NULL"
        if "review" in _columns(connection, "decided"):
            held += " UNION SELECT review FROM decided WHERE review IS NOT NULL"
        if "grouped_review" in _columns(connection, "document"):
            held += " UNION SELECT grouped_review FROM document WHERE grouped_review IS NOT NULL"
        empty = f"SELECT id FROM review WHERE id NOT IN ({held})"
        for table, column in _referring(connection, "review"):
            if table != "document":
                connection.execute(f"DELETE FROM {table} WHERE {column} IN ({empty})")
        connection.execute(f"DELETE FROM review WHERE id IN ({empty})")


def _unrelate(connection: sqlite3.Connection, ids: tuple[str, ...]) -> None:
    """What a person called a copy or a version of them is one of nothing that is here."""
    for column in ("duplicate_of", "replaces"):
        if column in _columns(connection, "decided"):
            connection.executemany(
                f"UPDATE decided SET {column} = NULL WHERE {column} = ?", [(name,) for name in ids]
            )


def remove_unheld(connection: sqlite3.Connection, source: str, url: str) -> None:
    """Take out what is known of an address only, whose bytes turned out to be taken down."""
    row = connection.execute(
        """SELECT d.id FROM address a JOIN document d ON d.id = a.document_id
        WHERE a.source = ? AND a.url = ? AND d.sha256 IS NULL""",
        (source, url),
    ).fetchone()
    if row is not None:
        remove(connection, Removal(documents=(row[0],)))


def tables(connection: sqlite3.Connection) -> list[str]:
    """The ordinary tables of a database: no views, none of a search index."""
    rows = connection.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main' ORDER BY name")
    return [row[0] for row in rows if row[1] == "table" and not row[0].startswith("sqlite_")]


def search_indexes(connection: sqlite3.Connection) -> list[str]:
    """Its full-text indexes."""
    rows = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%USING fts5%' ORDER BY name"
    )
    return [row[0] for row in rows]


def _has(connection: sqlite3.Connection, table: str) -> bool:
    return bool(
        connection.execute(
            "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)
        ).fetchone()
    )


def _forget_pages(connection: sqlite3.Connection, files: tuple[str, ...]) -> None:
    """The pages and their words in the search index: an index of this kind forgets only what it is told."""
    if not _has(connection, "pages_fts"):
        return
    connection.execute(
        f"""INSERT INTO pages_fts (pages_fts, rowid, text)
        SELECT 'delete', id, text FROM file_page WHERE sha256 IN ({marked(files)})""",
        files,
    )
    connection.execute(f"DELETE FROM file_page WHERE sha256 IN ({marked(files)})", files)


def _columns(connection: sqlite3.Connection, table: str) -> dict[str, bool]:
    """Column → whether it may be nothing."""
    rows = connection.execute(f"SELECT name, \"notnull\", pk FROM pragma_table_info('{table}')")
    return {row[0]: not row[1] and not row[2] for row in rows}


def _referring(connection: sqlite3.Connection, target: str) -> list[tuple[str, str]]:
    return [
        (table, row[0])
        for table in tables(connection)
        for row in connection.execute(
            f'SELECT "from" FROM pragma_foreign_key_list(\'{table}\') WHERE "table" = ?', (target,)
        )
    ]


def _clear(connection: sqlite3.Connection, table: str, what: Removal) -> None:
    columns = _columns(connection, table)
    refers = {
        target: {
            row[0]
            for row in connection.execute(
                f'SELECT "from" FROM pragma_foreign_key_list(\'{table}\') WHERE "table" = ?', (target,)
            )
        }
        for target in ("document", "file")
    }
    own = {"document": ("id", what.documents), "file": ("sha256", what.files)}
    if table in own:
        column, names = own[table]
        connection.execute(f"DELETE FROM {table} WHERE {column} IN ({marked(names)})", names)
    for column, nullable in columns.items():
        if column in refers["document"] | _NAMES_DOCUMENT:
            keep = nullable and table == "document"
            _drop(connection, table, column, what.documents, keep_row=keep)
        elif column in refers["file"] | _NAMES_FILE:
            _drop(connection, table, column, what.files, keep_row=False)
        elif column == "url" and table in _OF_ADDRESS:
            _drop(connection, table, column, what.urls, keep_row=False)


def _drop(
    connection: sqlite3.Connection, table: str, column: str, names: tuple[str, ...], *, keep_row: bool
) -> None:
    for start in range(0, len(names), 500):
        some = names[start : start + 500]
        where = f'"{column}" IN ({marked(some)})'
        if keep_row:
            connection.execute(f'UPDATE {table} SET "{column}" = NULL WHERE {where}', some)
        else:
            connection.execute(f"DELETE FROM {table} WHERE {where}", some)


def erase_decisions(connection: sqlite3.Connection, ids: Iterable[str], only: tuple[str, ...] = ()) -> None:
    """Erase the words of earlier decisions about it; that they were made, by whom and when stays.

    Args:
        connection: to the catalogue.
        ids: of the decisions.
        only: columns, where the decisions are about other documents and go on.
    """
    names = tuple(ids)
    if not names or not _has(connection, "decisions"):
        return
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'decisions'"
    ).fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    known = _columns(connection, "decisions")
    blank = [f"{name} = NULL" for name in only or ERASED if name in known]
    blank += [] if only else ["reason = ''"]
    for start in range(0, len(names), 500):
        some = names[start : start + 500]
        connection.execute(f"UPDATE decisions SET {', '.join(blank)} WHERE id IN ({marked(some)})", some)
    for _, sql in triggers:
        connection.execute(sql)
