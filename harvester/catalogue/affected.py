"""What of the last grouping is kept to group only what a change concerns (`harvester/group/affected.py`).

`group_bucket` says where each document stood. Triggers note in `group_stale` whatever grouping starts from
and that changed since. Both are kept by the program and the sources that they were made with: when these
are others, everything is grouped anew.
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from harvester.catalogue import grouping
from harvester.catalogue.sketches import text_of
from harvester.catalogue.values import to_json
from harvester.group.buckets import READERS, Part
from harvester.group.compared import OPENING, VERSION_INSIDE
from harvester.group.texts import Likeness, likeness, same_text, sign

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from harvester.group.constraints import Constraints
    from harvester.records import GroupInput, SourceInfo

CHUNK = 500
HEAD = 1_000  # characters of a text that say what it is; its opening is read where two are alike
_READ = ", ".join(str(int(part)) for part in sorted(READERS))
_STARTS_FROM = (
    *("source", "sha256", "url", "page_url", "heading", "label", "kept", "title", "review_type", "role"),
    *("case_name", "board", "published", "completed", "language", "replaces_address", "rejected_as"),
    "described_at",
)


def _stale(name: str, event: str, *rows: str) -> str:
    notes = " ".join(f"INSERT INTO group_stale (document_id) {row};" for row in rows)
    return f"CREATE TRIGGER {name} {event} BEGIN {notes} END"


def _named(row: str) -> str:
    return f"SELECT {row} WHERE {row} IS NOT NULL"


def _of_file(*names: str) -> str:
    return f"SELECT id FROM document WHERE sha256 IN ({', '.join(names)})"


STATEMENTS = (
    """CREATE TABLE group_bucket (
        key INTEGER NOT NULL,
        document_id TEXT NOT NULL,
        part INTEGER NOT NULL,
        PRIMARY KEY (key, document_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX group_bucket_by_document ON group_bucket(document_id)",
    "CREATE TABLE group_stale (id INTEGER PRIMARY KEY, document_id TEXT NOT NULL) STRICT",
    "CREATE TABLE group_basis (one INTEGER PRIMARY KEY CHECK (one = 1), made_by TEXT NOT NULL) STRICT",
    _stale("group_follows_new", "AFTER INSERT ON document", _named("NEW.id")),
    _stale(
        "group_follows_document",
        f"AFTER UPDATE OF {', '.join(_STARTS_FROM)} ON document WHEN "
        + " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in _STARTS_FROM),
        *(_named(row) for row in ("NEW.id", "OLD.replaces_address", "NEW.replaces_address")),
    ),
    f"""CREATE TRIGGER group_follows_gone BEFORE DELETE ON document BEGIN
        INSERT INTO group_stale (document_id)
            SELECT DISTINCT o.document_id FROM group_bucket b JOIN group_bucket o ON o.key = b.key
            WHERE b.document_id = OLD.id AND o.document_id <> OLD.id
                AND (o.part IN ({_READ}) OR b.part = {int(Part.MATE)});
        INSERT INTO group_stale (document_id)
            SELECT id FROM document WHERE grouped_review = OLD.grouped_review AND id <> OLD.id
            UNION SELECT id FROM document WHERE duplicate_of IN (OLD.id, OLD.duplicate_of) AND id <> OLD.id
            UNION SELECT id FROM document WHERE replaces_text = OLD.id
            UNION SELECT id FROM document WHERE id IN (OLD.duplicate_of, OLD.replaces_text);
        DELETE FROM group_bucket WHERE document_id = OLD.id; END""",
    _stale("group_follows_decided", "AFTER INSERT ON decided", _named("NEW.subject_id")),
    _stale("group_follows_undecided", "AFTER DELETE ON decided", _named("OLD.subject_id")),
    _stale(
        "group_follows_standing", "AFTER INSERT ON standing", *map(_named, ("NEW.subject_id", "NEW.other_id"))
    ),
    _stale(
        "group_follows_taken_back",
        "AFTER DELETE ON standing",
        *map(_named, ("OLD.subject_id", "OLD.other_id")),
    ),
    _stale("group_follows_reading", "AFTER INSERT ON extract", _of_file("NEW.sha256")),
    _stale("group_follows_other_reading", "AFTER UPDATE OF at, outcome ON extract", _of_file("NEW.sha256")),
    _stale("group_follows_sketch", "AFTER INSERT ON text_sketch", _of_file("NEW.sha256")),
    _stale(
        "group_follows_likeness",
        f"AFTER INSERT ON text_pair WHEN NEW.inside >= {VERSION_INSIDE}",
        _of_file("NEW.one", "NEW.two"),
    ),
    _stale(
        "group_follows_unlikeness",
        f"AFTER DELETE ON text_pair WHEN OLD.inside >= {VERSION_INSIDE}",
        _of_file("OLD.one", "OLD.two"),
    ),
    _stale(
        "group_follows_type",
        "AFTER INSERT ON evidence_item WHEN NEW.field = 'review_type' AND NEW.position >= 0",
        _named("NEW.document_id"),
    ),
    _stale(
        "group_follows_no_type",
        "AFTER DELETE ON evidence_item WHEN OLD.field = 'review_type' AND OLD.position >= 0",
        _named("OLD.document_id"),
    ),
)


# ---------------------------------------------------------------- what changed


@dataclass(frozen=True, slots=True)
class Pending:
    """What changed since the last grouping."""

    ids: frozenset[str] | None  # None: everything is to be grouped
    until: int  # the last note that was read
    basis: str


def pending(connection: sqlite3.Connection, sources: Sequence[SourceInfo]) -> Pending:
    """What changed since the last grouping by this program and with these sources."""
    basis = _basis(sources)
    until = connection.execute("SELECT COALESCE(max(id), 0) FROM group_stale").fetchone()[0]
    row = connection.execute("SELECT made_by FROM group_basis").fetchone()
    if row is None or row["made_by"] != basis:
        return Pending(None, until, basis)
    rows = connection.execute("SELECT DISTINCT document_id FROM group_stale WHERE id <= ?", (until,))
    return Pending(frozenset(row[0] for row in rows), until, basis)


def settled(
    connection: sqlite3.Connection,
    done: Pending,
    among: frozenset[str] | None,
    buckets: Mapping[str, Mapping[int, Part]],
) -> None:
    """Keep where documents stand, and forget what was noted before it was read."""
    if among is None:
        connection.execute("DELETE FROM group_bucket")
    else:
        connection.executemany("DELETE FROM group_bucket WHERE document_id = ?", [(name,) for name in among])
    connection.executemany(
        "INSERT OR REPLACE INTO group_bucket (key, document_id, part) VALUES (?, ?, ?)",
        sorted((key, name, int(part)) for name, where in buckets.items() for key, part in where.items()),
    )
    connection.execute("DELETE FROM group_stale WHERE id <= ?", (done.until,))
    connection.execute("INSERT OR REPLACE INTO group_basis (one, made_by) VALUES (1, ?)", (done.basis,))


def _basis(sources: Sequence[SourceInfo]) -> str:
    """What everything rests on: the rules, as they are written, and what is known of sources."""
    told = sorted(
        to_json([s.slug, s.title, s.nation, s.kind, s.aliases, s.authorities, s.successors]) for s in sources
    )
    return hashlib.sha256("\n".join([_rules(), *told]).encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=1)
def _rules() -> str:
    """A digest of the program's own rules: what other rules made is not kept."""
    here = Path(__file__).parent
    made = hashlib.sha256()
    for folder in ("group", "normalise"):
        for path in sorted((here.parent / folder).rglob("*.py")):
            made.update(path.name.encode() + path.read_bytes())
    for name in ("grouping.py", "affected.py", "nearness.py"):
        made.update((here / name).read_bytes())
    return made.hexdigest()


# ---------------------------------------------------------------- what is kept


def _parts(names: Iterable[object]) -> Iterable[str]:
    """These in parts, each as a JSON array."""
    every = sorted(set(names), key=str)
    for start in range(0, len(every), CHUNK):
        yield to_json(every[start : start + CHUNK])


# Documents d whose text, bytes or address has to do with those in the array.
_RELATED = f"""WITH own(id, sha256) AS (
        SELECT d.id, d.sha256 FROM json_each(?) j CROSS JOIN document d ON d.id = j.value)
    SELECT d.id FROM own JOIN document d ON d.sha256 = own.sha256
    UNION SELECT d.id FROM own CROSS JOIN text_pair t ON t.one = own.sha256
        CROSS JOIN document d ON d.sha256 = t.two WHERE t.inside >= {VERSION_INSIDE}
    UNION SELECT d.id FROM own CROSS JOIN text_pair t ON t.two = own.sha256
        CROSS JOIN document d ON d.sha256 = t.one WHERE t.inside >= {VERSION_INSIDE}
    UNION SELECT a.two FROM own CROSS JOIN alike a ON a.one = own.id
    UNION SELECT a.one FROM own CROSS JOIN alike a ON a.two = own.id
    UNION SELECT d.id FROM own CROSS JOIN document d ON d.replaces_address = own.id
    UNION SELECT d.id FROM own CROSS JOIN document d ON d.duplicate_of = own.id
    UNION SELECT d.id FROM own CROSS JOIN document d ON d.replaces_text = own.id
    UNION SELECT d.replaces_address FROM own CROSS JOIN document d ON d.id = own.id
    UNION SELECT d.duplicate_of FROM own CROSS JOIN document d ON d.id = own.id
    UNION SELECT d.replaces_text FROM own CROSS JOIN document d ON d.id = own.id"""

_TOGETHER = """SELECT o.id FROM json_each(?) j CROSS JOIN document d ON d.id = j.value
    CROSS JOIN document o ON o.grouped_review = d.grouped_review"""


class KeptGroups:
    """The last grouping, and what it started from, in the catalogue (`harvester.group.affected.Store`)."""

    def __init__(self, connection: sqlite3.Connection, said: Constraints) -> None:
        self._connection = connection
        self._pairs: dict[tuple[str, str], Likeness] = {}
        self._beside, self._by_review = _said(said)
        self._in_review = {key: place.review for key, place in said.placed.items()}

    # ------------------------------------------------------------ documents

    def load(self, ids: Iterable[str]) -> list[GroupInput]:
        """Those of these documents that are kept and that no person rejected."""
        return [doc for part in _parts(ids) for doc in grouping.heads(self._connection, HEAD, part)]

    def load_all(self) -> list[GroupInput]:
        """Every document that is kept and that no person rejected."""
        return grouping.heads(self._connection, HEAD)

    def related(self, ids: Iterable[str]) -> set[str]:
        """Documents whose text or address has to do with that of these, now or at the last grouping."""
        names = set(ids)
        found = {row[0] for part in _parts(names) for row in self._connection.execute(_RELATED, (part,))}
        return {name for name in found if name}.union(*(self._beside.get(name, ()) for name in names))

    def together(self, ids: Iterable[str]) -> set[str]:
        """Documents that were in one review with these, or that people said belong to them."""
        names = set(ids)
        found = {row[0] for part in _parts(names) for row in self._connection.execute(_TOGETHER, (part,))}
        reviews = {self._in_review[name] for name in names if name in self._in_review}
        if self._by_review:
            for part in _parts(names):
                rows = self._connection.execute(
                    "SELECT grouped_review FROM document WHERE id IN (SELECT value FROM json_each(?))",
                    (part,),
                )
                reviews |= {row[0] for row in rows if row[0] in self._by_review}
        for part in _parts(reviews):
            rows = self._connection.execute(
                "SELECT id FROM document WHERE grouped_review IN (SELECT value FROM json_each(?))", (part,)
            )
            found |= {row[0] for row in rows}
        return found.union(*(self._by_review.get(review, ()) for review in reviews))

    def taken(self, among: Iterable[str]) -> set[str]:
        """The reviews of these documents, as they are: their ids may be given anew."""
        found: set[str] = set()
        for part in _parts(among):
            for row in self._connection.execute(
                "SELECT grouped_review, review_id FROM document WHERE id IN (SELECT value FROM json_each(?))",
                (part,),
            ):
                found |= {name for name in row if name}
        return found

    def is_review(self, name: str) -> bool:
        """Whether there is a review with this id."""
        return bool(self._connection.execute("SELECT 1 FROM review WHERE id = ?", (name,)).fetchone())

    # ------------------------------------------------------------ buckets

    def buckets(self, ids: Iterable[str]) -> dict[str, dict[int, Part]]:
        """Where documents stood when they were grouped last, by id."""
        found: dict[str, dict[int, Part]] = {}
        for part in _parts(ids):
            for row in self._connection.execute(
                """SELECT b.document_id, b.key, b.part FROM json_each(?) j
                CROSS JOIN group_bucket b ON b.document_id = j.value""",
                (part,),
            ):
                found.setdefault(row[0], {})[row[1]] = Part(row[2])
        return found

    def members(self, keys: Iterable[int]) -> dict[int, dict[str, Part]]:
        """Who stood in buckets at the last grouping, by key."""
        found: dict[int, dict[str, Part]] = {}
        for part in _parts(keys):
            for row in self._connection.execute(
                """SELECT b.key, b.document_id, b.part FROM json_each(?) j
                CROSS JOIN group_bucket b ON b.key = j.value""",
                (part,),
            ):
                found.setdefault(row[0], {})[row[1]] = Part(row[2])
        return found

    # ------------------------------------------------------------ texts

    def comparable(self, name: str) -> bool:
        """Whether a text is long enough to say anything about being a copy."""
        row = self._connection.execute(
            "SELECT 1 FROM text_sketch WHERE sha256 = ? AND number IS NOT NULL", (name,)
        ).fetchone()
        return row is not None

    def pairs(self, among: Iterable[str]) -> set[tuple[str, str]]:
        """Pairs of these texts that may be alike, the smaller name first."""
        wanted = set(among)
        for part in _parts(wanted):
            for row in self._connection.execute(
                f"""SELECT t.* FROM json_each(?) j CROSS JOIN text_pair t ON t.one = j.value
                WHERE t.inside >= {VERSION_INSIDE}""",
                (part,),
            ):
                figures = (row["inside"], row["jaccard"], row["shorter"], row["longer"])
                self._pairs[row["one"], row["two"]] = Likeness(*figures, bool(row["same"]), row["in_order"])
        return {pair for pair in self._pairs if pair[0] in wanted and pair[1] in wanted}

    def likeness(self, one: str, two: str) -> Likeness:
        """How alike two texts are: as it was measured, or measured now."""
        if (one, two) not in self._pairs:
            a, b = (sign(text_of(self._connection, name)) for name in (one, two))
            self._pairs[one, two] = same_text(a.count) if a.digest == b.digest else likeness(a, b)
        return self._pairs[one, two]

    def opening(self, name: str) -> str:
        """The first pages of a text."""
        return grouping.head_of(self._connection, name, OPENING)


def _said(said: Constraints) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Who is named beside whom by what people said; who they put into which review, and beside whom."""
    beside: dict[str, set[str]] = {}
    pairs = [*said.copy_of.items(), *said.replaces.items(), *said.not_copies]
    pairs += [(key, place.anchor) for key, place in said.placed.items() if place.anchor]
    for one, two in pairs:
        if two:
            beside.setdefault(one, set()).add(two)
            beside.setdefault(two, set()).add(one)
    reviews: dict[str, set[str]] = {}
    for key, place in said.placed.items():
        reviews.setdefault(place.review, set()).add(key)
    return beside, reviews
