"""Which texts are alike, kept up text by text: what a new text costs does not depend on how many there are.

`text_band` is the index of `group/nearness.py`: where each sketch stands. Comparing goes in three steps, each
of which outlives a crash: new sketches are put into the index; texts whose partners may be others now are
noted in `text_uncompared`, the new ones and, seldom, those of a bucket that became too full (or no longer
is); their partners are looked up, and what was never measured is measured. `text_pair` is what is left:
exactly the pairs that comparing everything anew would give.
"""

from __future__ import annotations

import json
import logging
from collections import Counter, OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from harvester.catalogue.sketches import text_of
from harvester.errors import failed_at
from harvester.group.compared import VERSION_INSIDE
from harvester.group.nearness import FINE, FIRST, MOST, keys_of, may_share
from harvester.group.texts import SKETCHED, Likeness, likeness, same_text, sign
from harvester.records import Sketch

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping

    from harvester.catalogue.facade import Catalogue
    from harvester.group.texts import Signature

log = logging.getLogger(__name__)

AT_ONCE = 200  # texts put into the index between two commits
COMPARED_AT_ONCE = 50
SIGNATURES = 512  # kept at once, about 30 KB each
_NAMED = 15  # hexadecimal digits of a file's name by which it stands in the index

# text_sketch.number: the beginning of the file's name, once it stands in the index.
# in_order: of the shorter opening, what stands in the longer in the same order, where that was asked.
STATEMENTS = (
    "ALTER TABLE text_sketch ADD COLUMN number INTEGER",
    """CREATE TABLE text_band (
        key INTEGER NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (key, number)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX text_band_by_number ON text_band(number)",
    """CREATE TABLE text_pair (
        one TEXT NOT NULL REFERENCES file(sha256) ON DELETE CASCADE,
        two TEXT NOT NULL REFERENCES file(sha256) ON DELETE CASCADE,
        inside REAL NOT NULL,
        jaccard REAL NOT NULL,
        shorter INTEGER NOT NULL,
        longer INTEGER NOT NULL,
        same INTEGER NOT NULL,
        in_order REAL NOT NULL,
        PRIMARY KEY (one, two)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX text_pair_by_other ON text_pair(two)",
    "CREATE TABLE text_uncompared (sha256 TEXT PRIMARY KEY REFERENCES file(sha256)) STRICT, WITHOUT ROWID",
    # Buckets that texts have left, and how many: one that was too full may no longer be.
    "CREATE TABLE text_band_left (key INTEGER PRIMARY KEY, times INTEGER NOT NULL) STRICT",
    """CREATE TRIGGER text_band_follows AFTER DELETE ON text_sketch WHEN OLD.number IS NOT NULL BEGIN
        INSERT INTO text_band_left (key, times) SELECT key, 1 FROM text_band WHERE number = OLD.number
            ON CONFLICT (key) DO UPDATE SET times = times + 1;
        DELETE FROM text_band WHERE number = OLD.number;
        DELETE FROM text_pair WHERE one = OLD.sha256 OR two = OLD.sha256;
        DELETE FROM text_uncompared WHERE sha256 = OLD.sha256; END""",
    "CREATE INDEX text_sketch_unplaced ON text_sketch(sha256) WHERE number IS NULL AND words IS NOT NULL",
)

# Whether texts have come that do not stand in the index, or have left it.
_MOVED = """SELECT 1 WHERE EXISTS (SELECT 1 FROM text_band_left) OR EXISTS (
    SELECT 1 FROM text_sketch WHERE number IS NULL AND words IS NOT NULL AND rules = :rules)"""


def compare_new(catalogue: Catalogue, stopping: Callable[[], bool] = lambda: False) -> int:
    """Compare every text that was not; how many there were. What is stopped goes on the next time."""
    done = 0
    with catalogue.reading() as connection:
        moved = connection.execute(_MOVED, {"rules": SKETCHED}).fetchone() is not None
    if moved:
        with catalogue.writing() as connection:
            _settle_left(connection)
    while moved and not stopping():
        with catalogue.writing() as connection:
            moved = _place(connection) == AT_ONCE
    comparing = _Comparing(catalogue.connection)
    waiting = [""] * COMPARED_AT_ONCE
    while len(waiting) == COMPARED_AT_ONCE and not stopping():
        with catalogue.reading() as connection:
            waiting = _uncompared(connection)
            found = comparing.changes(waiting)
        if not waiting:
            break
        with catalogue.writing() as connection:
            for new, gone in found:
                _save(connection, new, gone)
            connection.executemany(
                "DELETE FROM text_uncompared WHERE sha256 = ?", [(name,) for name in waiting]
            )
        done += len(waiting)
    return done


def number_of(sha256: str) -> int:
    """A file's place in the index: its name's beginning, so that the order is that of the names."""
    return int(sha256[:_NAMED], 16)


def _uncompared(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT sha256 FROM text_uncompared ORDER BY sha256 LIMIT ?", (COMPARED_AT_ONCE,)
    )
    return [row[0] for row in rows]


# ---------------------------------------------------------------- the index


def _place(connection: sqlite3.Connection) -> int:
    """Put some of the new sketches into the index, and note whose partners may be others now."""
    rows = connection.execute(
        """SELECT sha256, hashes FROM text_sketch
        WHERE number IS NULL AND words IS NOT NULL AND rules = ? ORDER BY sha256 LIMIT ?""",
        (SKETCHED, AT_ONCE),
    ).fetchall()
    placed = [(key, number_of(row["sha256"])) for row in rows for key in keys_of(row["hashes"])]
    connection.executemany("INSERT OR IGNORE INTO text_band (key, number) VALUES (?, ?)", placed)
    connection.executemany(
        "UPDATE text_sketch SET number = ? WHERE sha256 = ?",
        [(number_of(row["sha256"]), row["sha256"]) for row in rows],
    )
    _note(connection, (number for _, number in placed))
    came = Counter(key for key, _ in placed)
    _note_turned(connection, came, arrived=True)
    return len(rows)


def _settle_left(connection: sqlite3.Connection) -> None:
    """Note whose partners may be others since texts have gone."""
    left = dict(connection.execute("SELECT key, times FROM text_band_left").fetchall())
    if left:
        _note_turned(connection, left, arrived=False)
        connection.execute("DELETE FROM text_band_left")


def _note_turned(connection: sqlite3.Connection, moved: Mapping[int, int], *, arrived: bool) -> None:
    """Note the texts of those buckets that texts came into or left, and that hence are divided otherwise."""
    buckets: Counter[int] = Counter()
    for key, times in moved.items():
        buckets[key // FINE] += times
    held = _held(connection, buckets)
    for bucket, times in buckets.items():
        if _turned(held[bucket], times, arrived=arrived):
            _note(connection, _all(connection, bucket * FINE, bucket * FINE + FINE - 1))
    for key, times in moved.items():
        bucket = key // FINE
        if held[bucket] + (0 if arrived else buckets[bucket]) <= MOST:
            continue  # nor was, or is, any part of it too full
        members = _members(connection, key, key, MOST + times + FIRST + 1)
        if _turned(len(members), times, arrived=arrived):
            _note(connection, _all(connection, key, key))
        elif len(members) > MOST:  # the first of them may be others
            _note(connection, members[: FIRST + times])


def _held(connection: sqlite3.Connection, buckets: Mapping[int, int]) -> dict[int, int]:
    """How many texts stand in each of these buckets, counted as far as it matters.

    Args:
        connection: of the catalogue.
        buckets: how many texts came into each, or left it.
    """
    most = MOST + max(buckets.values(), default=0) + 1
    rows = connection.execute(
        """SELECT value, (SELECT count(*) FROM (SELECT 1 FROM text_band
            WHERE key BETWEEN value * ?1 AND value * ?1 + ?1 - 1 LIMIT ?2)) FROM json_each(?3)""",
        (FINE, most, json.dumps(list(buckets))),
    )
    return dict(rows.fetchall())


def _turned(now: int, moved: int, *, arrived: bool) -> bool:
    """Whether a bucket has become too full, or no longer is."""
    before = now - moved if arrived else now + moved
    return (before <= MOST) != (now <= MOST)


def _members(connection: sqlite3.Connection, low: int, high: int, most: int) -> list[int]:
    rows = connection.execute(
        "SELECT number FROM text_band WHERE key BETWEEN ? AND ? ORDER BY key, number LIMIT ?",
        (low, high, most),
    )
    return [row[0] for row in rows]


def _all(connection: sqlite3.Connection, low: int, high: int) -> list[int]:
    return _members(connection, low, high, -1)


def _note(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    connection.executemany(
        """INSERT OR IGNORE INTO text_uncompared (sha256)
        SELECT sha256 FROM text_sketch WHERE sha256 >= ? AND sha256 < ? AND number IS NOT NULL""",
        [_range(number) for number in set(numbers)],
    )


def _range(number: int) -> tuple[str, str]:
    """The names that begin so."""
    return f"{number:0{_NAMED}x}", f"{number:0{_NAMED}x}g"


# ---------------------------------------------------------------- comparing


class Changes(NamedTuple):
    """What became of the pairs of a text."""

    new: dict[tuple[str, str], Likeness]
    gone: set[tuple[str, str]]


class _Comparing:
    """Looks up the partners of texts and measures how alike they are."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._signatures: OrderedDict[str, Signature] = OrderedDict()
        self._measured: dict[tuple[str, str], Likeness] = {}

    def changes(self, names: Iterable[str]) -> list[Changes]:
        """What is new and what no longer counts of each of these texts."""
        sketches = {name: _sketch(self._connection, name) for name in names}
        places = {name: keys_of(own.hashes) for name, own in sketches.items() if own is not None}
        buckets = dict.fromkeys((key // FINE for keys in places.values() for key in keys), 0)
        held = _held(self._connection, buckets)
        return [
            self._changes(name, own, [key for key in places[name] if held[key // FINE] > 1])
            if own is not None
            else Changes({}, set())
            for name, own in sketches.items()
        ]

    def _changes(self, name: str, own: Sketch, shared: Iterable[int]) -> Changes:
        partners = self._partners(name, own, shared)
        held = _pairs_of(self._connection, name)
        pairs = {(name, other) if name < other else (other, name): two for other, two in partners.items()}
        measured = {pair: self._attempt(pair, own, two) for pair, two in pairs.items() if pair not in held}
        new = {pair: alike for pair, alike in measured.items() if alike is not None}
        return Changes(new, held - set(pairs))

    def _partners(self, name: str, own: Sketch, shared: Iterable[int]) -> dict[str, Sketch]:
        """The texts that may be like one.

        Args:
            name: the text's.
            own: its sketch.
            shared: its keys in whose bucket it does not stand alone, as it nearly always does.
        """
        mine = number_of(name)
        numbers = {mine}
        for key in shared:
            low = key // FINE * FINE
            members = _members(self._connection, low, low + FINE - 1, MOST + 1)
            if len(members) > MOST:
                members = _members(self._connection, key, key, MOST + 1)
            if len(members) > MOST:
                members = members[:FIRST] if mine > members[FIRST - 1] else _all(self._connection, key, key)
            numbers.update(members)
        found: dict[str, Sketch] = {}
        for number in numbers:
            for row in self._connection.execute(
                """SELECT sha256, words, shingles, digest, hashes FROM text_sketch
                WHERE sha256 >= ? AND sha256 < ? AND number IS NOT NULL AND words IS NOT NULL""",
                _range(number),
            ):
                other = Sketch(*tuple(row)[1:])
                if row["sha256"] != name and may_share(own, other, VERSION_INSIDE):
                    found[row["sha256"]] = other
        return found

    def _attempt(self, pair: tuple[str, str], one: Sketch, two: Sketch) -> Likeness | None:
        """How alike two texts are; None where the rules fail at them, which must not end every run."""
        try:
            return self._measure(pair, one, two)
        except MemoryError:
            raise
        except Exception as error:
            why = failed_at(error)
            log.warning("the rules fail at the texts of %s and %s (%s): they count as unlike", *pair, why)
            return None

    def _measure(self, pair: tuple[str, str], one: Sketch, two: Sketch) -> Likeness:
        if one.digest == two.digest:
            return same_text(one.count)
        return likeness(self._signature(pair[0]), self._signature(pair[1]))

    def _signature(self, name: str) -> Signature:
        held = self._signatures.get(name)
        if held is None:
            held = self._signatures[name] = sign(text_of(self._connection, name))
            if len(self._signatures) > SIGNATURES:
                self._signatures.popitem(last=False)
        self._signatures.move_to_end(name)
        return held


def _sketch(connection: sqlite3.Connection, name: str) -> Sketch | None:
    row = connection.execute(
        """SELECT words, shingles, digest, hashes FROM text_sketch
        WHERE sha256 = ? AND number IS NOT NULL AND words IS NOT NULL""",
        (name,),
    ).fetchone()
    return Sketch(*row) if row else None


def _pairs_of(connection: sqlite3.Connection, name: str) -> set[tuple[str, str]]:
    rows = connection.execute(
        """SELECT one, two FROM text_pair WHERE one = ?1
        UNION ALL SELECT one, two FROM text_pair WHERE two = ?1""",
        (name,),
    )
    return {(row[0], row[1]) for row in rows}


def _save(
    connection: sqlite3.Connection,
    new: Mapping[tuple[str, str], Likeness],
    gone: Iterable[tuple[str, str]],
) -> None:
    connection.executemany("DELETE FROM text_pair WHERE one = ? AND two = ?", list(gone))
    connection.executemany(
        """INSERT OR REPLACE INTO text_pair (one, two, inside, jaccard, shorter, longer, same, in_order)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (*pair, one.inside, one.jaccard, one.shorter, one.longer, int(one.same), one.order)
            for pair, one in new.items()
        ],
    )
