"""Entries of national lists: kept as they are found, never deleted, no value overwritten by a blank."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.catalogue import tombstones
from harvester.catalogue.values import bound, list_entry_id, to_json
from harvester.normalise.lexicon import fold
from harvester.records import ListEntry
from harvester.urls import canonical
from harvester.vocabulary import ReviewType

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

_OPENING = 60  # characters of a summary by which two entries of one title are told apart
_VALUES = (
    *("title", "publisher_text", "case_name", "review_type", "year", "published", "summary"),
    *("number", "page_url", "url"),
)


def record_entries(
    connection: sqlite3.Connection, run_id: int, entries: Sequence[ListEntry], now: str
) -> None:
    """The entries that one page of a list holds in this run."""
    entries = tombstones.allowed(connection, entries)
    of_title = Counter((entry.source, _key(entry)) for entry in entries)
    of_page = Counter((entry.source, canonical(entry.page_url)) for entry in entries)
    for entry in entries:
        alone = _Alone(
            title=of_title[entry.source, _key(entry)] == 1,
            page=of_page[entry.source, canonical(entry.page_url)] == 1,
        )
        if _keep(connection, run_id, entry, now, alone):
            # What the entry says is evidence for the documents behind it.
            connection.executemany(
                """UPDATE document SET revision = revision + 1 WHERE id IN (
                    SELECT document_id FROM address WHERE source = ? AND url = ?)""",
                [bound(entry.source, url) for url in (entry.url, *entry.more) if url],
            )


@dataclass(frozen=True, slots=True)
class _Alone:
    """What no other entry of the same page has."""

    title: bool
    page: bool  # the address of the page: that of a record


def _key(entry: ListEntry) -> str:
    return fold(entry.title)


def _keep(connection: sqlite3.Connection, run_id: int, entry: ListEntry, now: str, alone: _Alone) -> bool:
    """Insert or update one entry; True when it says something new."""
    rows = connection.execute(
        "SELECT * FROM list_entry WHERE source = ? AND title_key = ? ORDER BY id",
        bound(entry.source, _key(entry)),
    ).fetchall()
    held = _same(rows, entry, alone=alone.title) or (_recorded(connection, entry) if alone.page else None)
    if held is None:
        _insert(connection, run_id, entry, now)
        return True
    row = _merged(held, entry)
    changed = any(held[name] != value for name, value in zip(row, bound(*row.values()), strict=True))
    connection.execute(
        f"""UPDATE list_entry SET {", ".join(f"{name} = ?" for name in row)},
            last_seen = max(last_seen, ?), last_run = max(last_run, ?) WHERE id = ?""",
        bound(*row.values(), now, run_id, held["id"]),
    )
    return changed


def _same(rows: list[sqlite3.Row], entry: ListEntry, *, alone: bool) -> sqlite3.Row | None:
    """The row that is the same entry: two children may both be "2019 – Anonymous – Child A"."""
    address = canonical(entry.url) if entry.url else None
    rows = [row for row in rows if not (row["number"] and entry.number and row["number"] != entry.number)]
    for row in rows:
        if row["number"] and row["number"] == entry.number:
            return row
        if address and row["url_key"] == address:
            return row
    rows = [row for row in rows if not (row["url_key"] and address) and not _apart(row, entry)]
    for row in rows:
        if canonical(row["page_url"]) == canonical(entry.page_url) and alone:
            return row
    for row in rows:
        if row["summary"] and _opening(row["summary"]) == _opening(entry.summary):
            return row
    for row in rows:
        blank = not row["summary"] or not entry.summary
        if len(rows) == 1 and alone and blank:
            return row
    return None


def _recorded(connection: sqlite3.Connection, entry: ListEntry) -> sqlite3.Row | None:
    """The row of a list whose record this is, or the record of this row, under another title."""
    rows = connection.execute(
        "SELECT * FROM list_entry WHERE source = ? AND page_url = ? LIMIT 2",
        bound(entry.source, entry.page_url),
    ).fetchall()
    if len(rows) != 1 or _apart(rows[0], entry) or rows[0]["title_key"] == _key(entry):
        return None
    row = rows[0]
    numbers, addresses = (row["number"], entry.number), (row["url_key"], canonical(entry.url or ""))
    if any(one and other and one != other for one, other in (numbers, addresses)):
        return None
    case = bool(row["case_name"] and fold(row["case_name"]) == fold(entry.case_name or ""))
    return row if case or (row["url_key"] and addresses[0] == addresses[1]) else None


def _apart(row: sqlite3.Row, entry: ListEntry) -> bool:
    """Whether a row and an entry of one title contradict each other in what an entry is known by."""
    told = (
        (fold(row["publisher_text"] or ""), fold(entry.publisher_text or "")),
        (row["year"], entry.year),
    )
    return any(one and other and one != other for one, other in told)


def _opening(text: str) -> str:
    return fold(text[: _OPENING * 3])[:_OPENING]


def _columns(entry: ListEntry) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(entry, name) for name in _VALUES}
    row["review_type"] = entry.review_type.value if entry.review_type else None
    row["anonymous"] = entry.anonymous
    row["publishers"], row["subjects"] = to_json(entry.publishers), to_json(entry.subjects)
    row["more"] = to_json(entry.more)
    row["title_key"] = _key(entry)
    row["url_key"] = canonical(entry.url) if entry.url else None
    return row


def _insert(connection: sqlite3.Connection, run_id: int, entry: ListEntry, now: str) -> None:
    row = _columns(entry)
    name = list_entry_id(
        entry.source, _key(entry), entry.number or _opening(entry.summary) or row["url_key"] or ""
    )
    if connection.execute("SELECT 1 FROM list_entry WHERE id = ?", (name,)).fetchone():
        name = list_entry_id(entry.source, _key(entry), row["url_key"] or entry.page_url, entry.summary)
    row |= {"id": name, "source": entry.source, "first_seen": now, "last_seen": now}
    row |= {"first_run": run_id, "last_run": run_id}
    connection.execute(
        f"INSERT OR IGNORE INTO list_entry ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
        bound(*row.values()),
    )


def _merged(held: sqlite3.Row, entry: ListEntry) -> dict[str, Any]:
    """The entry as kept, with what is new; the document's address stays when its link is gone."""
    row = _columns(entry)
    for name, value in row.items():
        if value in (None, "", "[]"):
            row[name] = held[name]
    row["anonymous"] = entry.anonymous and not row["publisher_text"]
    if row["title_key"] != held["title_key"]:  # a record under another title than its row
        row["title"], row["title_key"] = held["title"], held["title_key"]
    return row


def all_entries(connection: sqlite3.Connection, source: str | None = None) -> list[ListEntry]:
    """The entries of all lists, or of one, with what is held of each."""
    where, values = ("WHERE e.source = ?", (source,)) if source else ("", ())
    rows = connection.execute(
        f"""SELECT e.*, d.sha256 FROM list_entries e LEFT JOIN document d ON d.id = e.document_id
        {where} ORDER BY e.source, e.id""",
        values,
    )
    return [_entry(row) for row in rows]


def entries_of_document(connection: sqlite3.Connection, source: str, document: str) -> tuple[ListEntry, ...]:
    """The entries that link to a document, as their report or as a further paper."""
    rows = connection.execute(
        """SELECT e.*, NULL AS sha256, NULL AS document_id, NULL AS review_id FROM list_entry e
        WHERE e.source = ?1 AND (
            e.url IN (SELECT url FROM address WHERE source = ?1 AND document_id = ?2)
            OR e.more <> '[]' AND EXISTS (SELECT 1 FROM json_each(e.more) j
                JOIN address a ON a.source = ?1 AND a.url = j.value AND a.document_id = ?2))
        ORDER BY e.id""",
        (source, document),
    )
    return tuple(_entry(row) for row in rows)


def entries_of(connection: sqlite3.Connection, document: str | None, review: str | None) -> Iterable[Any]:
    """Rows of view `list_entries` for a document, and for its review."""
    return connection.execute(
        """SELECT id, source, title, publisher_text, anonymous, case_name, year, published, number, subjects,
            summary, page_url, url, more, document_id, first_seen, last_seen
        FROM list_entries WHERE document_id = ? OR review_id = ? ORDER BY source, year, title, id""",
        (document, review),
    )


def _entry(row: sqlite3.Row) -> ListEntry:
    return ListEntry(
        id=row["id"],
        source=row["source"],
        title=row["title"],
        page_url=row["page_url"],
        publisher_text=row["publisher_text"],
        anonymous=bool(row["anonymous"]),
        publishers=tuple(json.loads(row["publishers"])),
        case_name=row["case_name"],
        review_type=ReviewType(row["review_type"]) if row["review_type"] else None,
        year=row["year"],
        published=row["published"],
        summary=row["summary"],
        subjects=tuple(json.loads(row["subjects"])),
        number=row["number"],
        url=row["url"],
        more=tuple(json.loads(row["more"])),
        document_id=row["document_id"],
        review_id=row["review_id"],
        sha256=row["sha256"],
    )
