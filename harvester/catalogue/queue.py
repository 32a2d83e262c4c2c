"""The queue of the desk: finds that wait for a person, what is doubtful about them, and how many there are.

A find waits while something about it came after the last word on its status: it was found, it came as
a newer version of another, its source withdrew it, or a new doubt about it arose. A rejected document
does not come back; a newer version of it is a find of its own. What waits stands in the table `find`
(`finds.py`), so that a page costs the same in a catalogue of any size.
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from harvester.catalogue.finds import BIT
from harvester.catalogue.queue_types import FACETS, KINDS, Neighbours, QueueFilters, QueuePage, QueueRow
from harvester.catalogue.values import clean
from harvester.doubts import Doubt

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable

MAX_LIMIT = 500  # finds on one page
MAX_WORDS = 16
_KIND, _DOUBT = FACETS.index("kind"), FACETS.index("doubt")
_KEPT = 16  # counts of the queue that are kept, for as many ways of looking at it

# Counts by every facet at once: (kinds, nation, source, review_type, role, doubts) → finds.
Key = tuple[int, str, str, str, str, str]
Counts = dict[Key, int]
_counted: dict[tuple[str, int, str | None, str], Counts] = {}


def queue_page(
    connection: sqlite3.Connection, filters: QueueFilters, after: str | None = None, limit: int = 50
) -> QueuePage:
    """Finds in order: the latest night first, then by source and review, the report before its papers."""
    limit = max(1, min(limit, MAX_LIMIT))
    where, values = _where(filters)
    rows = connection.execute(
        f"SELECT document_id, place FROM find WHERE {where} AND place > ? ORDER BY place LIMIT ?",
        (*values, clean(after or ""), limit + 1),
    ).fetchall()
    shown = rows[:limit]
    return QueuePage(
        rows=_rows(connection, [row["document_id"] for row in shown]),
        total=_total(connection, filters),
        next=shown[-1]["place"] if len(rows) > limit else None,
    )


def facets(connection: sqlite3.Connection, filters: QueueFilters) -> dict[str, list[tuple[str, int]]]:
    """How many finds each choice of each facet would show, the other filters being as they are."""
    tests = _tests(filters)
    found: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    counters = [found[name] for name in FACETS]
    for key, number in _counts(connection, filters).items():
        failed = [place for place, test in tests if not test(key)]
        if len(failed) > 1:
            continue
        for place in failed or range(len(FACETS)):
            value = key[place]
            if place == _KIND:
                for kind in _kinds(key[0]):
                    counters[_KIND][kind] += number
            elif place == _DOUBT:
                for code in str(value).split():
                    counters[_DOUBT][code] += number
            else:
                counters[place][str(value)] += number
    return {
        name: sorted(counter.items(), key=lambda item: (-item[1], item[0])) for name, counter in found.items()
    }


def neighbours(connection: sqlite3.Connection, filters: QueueFilters, document_id: str) -> Neighbours:
    """The finds before and after a document in the queue; the document itself need not be in it any more."""
    where, values = _where(filters)
    key = key_of(connection, document_id) or ""
    (position,) = connection.execute(
        f"SELECT count(*) FROM find WHERE {where} AND place < ?", (*values, key)
    ).fetchone()
    return Neighbours(
        previous=_one(connection, where, values, "place < ? ORDER BY place DESC", key),
        next=_one(connection, where, values, "place > ? ORDER BY place", key),
        position=position,
        total=_total(connection, filters),
    )


def key_of(connection: sqlite3.Connection, document_id: str) -> str | None:
    """Where a document stands in the order of the queue, whether it waits or not."""
    row = connection.execute("SELECT place FROM find WHERE document_id = ?", (clean(document_id),)).fetchone()
    return row["place"] if row else None


def document_doubts(connection: sqlite3.Connection, document_id: str) -> tuple[Doubt, ...]:
    """What is not sure about a document."""
    row = connection.execute("SELECT said FROM find WHERE document_id = ?", (clean(document_id),)).fetchone()
    return _doubts(row["said"]) if row else ()


def finds(connection: sqlite3.Connection, document_ids: Iterable[str]) -> tuple[QueueRow, ...]:
    """These documents as the queue lists them, in its order, whether they wait or not."""
    return _rows(connection, list(dict.fromkeys(clean(name) for name in document_ids)))


def source_titles(connection: sqlite3.Connection) -> dict[str, str]:
    """What each source is called, by slug."""
    return {row["slug"]: row["title"] for row in connection.execute("SELECT slug, title FROM source")}


# ---------------------------------------------------------------- choosing


def _where(filters: QueueFilters) -> tuple[str, list[object]]:
    """The finds that pass all filters, as a condition and its values."""
    parts, values = _base(filters)
    if filters.kind:
        parts.append("waits & ? <> 0")
        values.append(_mask(filters))
    for name in ("nation", "source", "review_type", "role"):
        asked = getattr(filters, name)
        if asked is not None:
            parts.append(f"{name} = ?")
            values.append(clean(asked))
    if filters.doubt is not None:
        parts.append("instr(doubts, ?) > 0")
        values.append(f" {clean(filters.doubt)} ")
    return " AND ".join(parts), values


def _base(filters: QueueFilters) -> tuple[list[str], list[object]]:
    """What filters say beside the facets."""
    parts, values = ["waits <> 0"], list[object]()
    if filters.since is not None:
        parts.append("matters > ?")
        values.append(clean(filters.since))
    for word in clean(filters.words).casefold().split()[:MAX_WORDS]:
        parts.append("instr(words, ?) > 0")
        values.append(word)
    return parts, values


def _mask(filters: QueueFilters) -> int:
    return sum(BIT[kind] for kind in set(filters.kind) if kind in BIT)


def _one(
    connection: sqlite3.Connection, where: str, values: list[object], order: str, key: str
) -> str | None:
    row = connection.execute(
        f"SELECT document_id FROM find WHERE {where} AND {order} LIMIT 1", (*values, key)
    ).fetchone()
    return row["document_id"] if row else None


# ---------------------------------------------------------------- counting


def _counts(connection: sqlite3.Connection, filters: QueueFilters) -> Counts:
    """How many finds there are of each sort; kept until anything in the queue changes."""
    path = connection.execute("PRAGMA database_list").fetchone()["file"]
    (version,) = connection.execute("SELECT version FROM find_clock").fetchone()
    words = " ".join(clean(filters.words).casefold().split()[:MAX_WORDS])
    key = (path, version, filters.since, words)
    held = _counted.get(key) if path else None
    if held is None:
        held = _counted_anew(connection, filters)
        while len(_counted) >= _KEPT:
            _counted.pop(next(iter(_counted)), None)
        _counted[key] = held
    return held


_SORT = "waits, nation, source, review_type, role, doubts"


def _counted_anew(connection: sqlite3.Connection, filters: QueueFilters) -> Counts:
    if filters.since is None and not filters.words.split():
        counted, values = "find_count", list[object]()
    else:
        parts, values = _base(filters)
        counted = f"""(SELECT {_SORT}, count(*) AS number FROM find
            WHERE {" AND ".join(parts)} GROUP BY {_SORT})"""
    # One row, since each one waits for its turn among the threads of the desk.
    (told,) = connection.execute(
        f"SELECT json_group_array(json_array({_SORT}, number)) FROM {counted}", values
    ).fetchone()
    return {tuple(sort): number for *sort, number in json.loads(told)}


def _total(connection: sqlite3.Connection, filters: QueueFilters) -> int:
    counts = _counts(connection, filters)
    tests = [test for _, test in _tests(filters)]
    if not tests:
        return sum(counts.values())
    return sum(number for key, number in counts.items() if all(test(key) for test in tests))


def _tests(filters: QueueFilters) -> list[tuple[int, Callable[[Key], bool]]]:
    """For each facet that is filtered by, its place in a key and what passes."""
    tests: list[tuple[int, Callable[[Key], bool]]] = []
    if filters.kind:
        mask = _mask(filters)
        tests.append((_KIND, lambda key: key[0] & mask != 0))
    for place, name in enumerate(FACETS):
        asked = getattr(filters, name)
        if place in (_KIND, _DOUBT) or asked is None:
            continue
        tests.append((place, lambda key, place=place, asked=asked: key[place] == asked))  # type: ignore[misc]
    if filters.doubt is not None:
        code = f" {filters.doubt} "
        tests.append((_DOUBT, lambda key: code in key[5]))
    return tests


# ---------------------------------------------------------------- rows


def _rows(connection: sqlite3.Connection, ids: list[str]) -> tuple[QueueRow, ...]:
    rows = connection.execute(
        """SELECT f.document_id, f.place, f.waits, f.matters, f.said, s.title AS source_title, v.title,
            v.source, v.nation, v.review_type, v.role, v.case_name, v.published, v.language, v.review_id,
            v.status, v.presence, v.first_seen, v.last_seen, v.duplicate_of, v.replaces, v.sha256,
            v.media_type, v.pages, v.url
        FROM json_each(?) j JOIN find f ON f.document_id = j.value
        JOIN documents v ON v.id = f.document_id JOIN source s ON s.slug = v.source ORDER BY f.place""",
        (json.dumps(ids),),
    )
    return tuple(_row(row) for row in rows)


def _row(row: sqlite3.Row) -> QueueRow:
    return QueueRow(
        document_id=row["document_id"],
        key=row["place"],
        title=row["title"],
        source=row["source"],
        source_title=row["source_title"],
        nation=row["nation"],
        review_type=row["review_type"],
        role=row["role"],
        case_name=row["case_name"],
        published=row["published"],
        language=row["language"],
        review_id=row["review_id"],
        status=row["status"],
        presence=row["presence"],
        kinds=_kinds(row["waits"]),
        doubts=_doubts(row["said"]),
        matters=row["matters"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        duplicate_of=row["duplicate_of"],
        replaces=row["replaces"],
        sha256=row["sha256"],
        media_type=row["media_type"],
        pages=row["pages"],
        url=row["url"],
    )


@cache
def _kinds(waits: int) -> tuple[str, ...]:
    return tuple(kind for kind in KINDS if waits & BIT[kind])


def _doubts(said: str) -> tuple[Doubt, ...]:
    return tuple(Doubt(code, words, about) for code, words, about in json.loads(said))
