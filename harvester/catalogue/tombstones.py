"""What was taken down, and must not come back.

A takedown is a decision like any other (`decisions.jsonl`), with field `takedown`. Entering it takes the
document out of the catalogue in the same transaction, so it is hidden everywhere at once; what is left of
it in other places is cleaned by whoever holds the data directory (`harvester/takedown/`). Kept are hashes
only: an address often is the title.
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from harvester.errors import UsageError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from harvester.catalogue.decisions import Decision

T = TypeVar("T")

TAKEDOWN = "takedown"
FILE, TEXT, SPARED, ADDRESS, WORDS = "file", "text", "spared", "address", "words"
_FEWEST_WORDS = 40  # of a text that is known again by its hash; what a scan without text gives is not
_HASH = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a takedown says, beside who, when and why: the value of the decision, as JSON."""

    files: tuple[str, ...] = ()  # SHA-256 of bytes that are not kept again
    text: str = ""  # hash of a text that is not kept again, whatever bytes bring it
    spared: tuple[str, ...] = ()  # bytes with that text that a person left standing
    addresses: tuple[str, ...] = ()  # hashes of addresses that are not asked again
    words: tuple[str, ...] = ()  # hashes of its titles and links, to be left out of pages
    lengths: tuple[int, ...] = ()  # of those, in words
    erased: tuple[str, ...] = ()  # ids of decisions whose words were erased with it
    unnamed: tuple[str, ...] = ()  # ids of decisions about other documents, which no longer name this one

    def to_json(self) -> str:
        """The value of the decision."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Said:
        """The other way round.

        Raises:
            UsageError: this is no value of a takedown.
        """
        try:
            values = json.loads(text)
            known = {one.name for one in fields(cls)}
            made: dict[str, Any] = {
                k: v if k == "text" else tuple(v) for k, v in values.items() if k in known
            }
            said = cls(**made)
        except (ValueError, TypeError, AttributeError) as error:
            raise UsageError(f"{text[:60]!r} is no takedown: {error}") from error
        for mark in (*said.files, *said.addresses, *said.words, *said.spared, *filter(None, [said.text])):
            if not isinstance(mark, str) or not _HASH.match(mark):
                raise UsageError(f"{str(mark)[:60]!r} in a takedown is no hash")
        return said

    def marks(self) -> list[tuple[str, str]]:
        """Kind and hash of everything that it keeps out."""
        texts = [(TEXT, self.text)] if self.text else []
        named = ((FILE, self.files), (SPARED, self.spared), (ADDRESS, self.addresses), (WORDS, self.words))
        return [*texts, *((kind, mark) for kind, marks in named for mark in marks)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """One takedown as it stands in the catalogue."""

    id: str
    document_id: str
    source: str | None
    sha256: str | None
    text_hash: str
    said: Said
    reason: str
    who: str
    at: str
    cleaned: str | None  # when the last of it was cleaned out of this data directory


# ---------------------------------------------------------------- hashes (pure)


def address_hash(url: str) -> str:
    """The name of an address: the same for http and https, with or without "www."."""
    from harvester.warc_index import exact_key, loose_key

    return hashlib.sha256(loose_key(exact_key(url)).encode("utf-8", "replace")).hexdigest()


def text_hash(pages: Iterable[str]) -> str:
    """The name of a text: its words in order, whatever file they came in; "" for hardly any words."""
    words = words_of(" ".join(pages))
    if len(words) < _FEWEST_WORDS:
        return ""
    return hash_of(words)


def hash_of(words: Sequence[str]) -> str:
    """The name of some words in order."""
    return hashlib.sha256(" ".join(words).encode("utf-8", "replace")).hexdigest()


def words_of(text: str) -> list[str]:
    """The words of a text as they are hashed: no case, no punctuation."""
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())


# ---------------------------------------------------------------- asking


def exist(connection: sqlite3.Connection) -> bool:
    """Whether anything was ever taken down."""
    return connection.execute("SELECT 1 FROM tombstone LIMIT 1").fetchone() is not None


def held_out(connection: sqlite3.Connection, kind: str, mark: str) -> str | None:
    """The takedown that keeps out a file, a text or an address, by its hash."""
    row = connection.execute(
        "SELECT tombstone FROM tombstone_mark WHERE kind = ? AND mark = ? ORDER BY tombstone LIMIT 1",
        (kind, mark),
    ).fetchone()
    return str(row[0]) if row is not None else None


def file_held_out(connection: sqlite3.Connection, sha256: str | None) -> str | None:
    """The takedown that keeps these bytes out."""
    return held_out(connection, FILE, sha256) if sha256 else None


def text_held_out(connection: sqlite3.Connection, pages: Sequence[str], sha256: str) -> str | None:
    """The takedown that keeps this text out, unless a person left these very bytes standing."""
    if not exist(connection):
        return None
    name = text_hash(pages)
    found = held_out(connection, TEXT, name) if name else None
    if found is None or held_out(connection, SPARED, sha256):
        return None
    return found


def address_held_out(connection: sqlite3.Connection, url: str | None) -> str | None:
    """The takedown that keeps an address out."""
    if not url or not exist(connection):
        return None
    return held_out(connection, ADDRESS, address_hash(url))


def allowed(connection: sqlite3.Connection, items: Iterable[T], url: str = "url") -> list[T]:
    """Those of them whose address was not taken down."""
    found = list(items)
    if not found or not exist(connection):
        return found
    return [one for one in found if not address_held_out(connection, getattr(one, url))]


def all_tombstones(connection: sqlite3.Connection, *, pending: bool = False) -> list[Tombstone]:
    """Every takedown, oldest first; with `pending` those not yet cleaned out of this data directory."""
    where = "WHERE cleaned IS NULL" if pending else ""
    rows = connection.execute(f"SELECT * FROM tombstone {where} ORDER BY at, id").fetchall()
    return [_tombstone(row) for row in rows]


def names(connection: sqlite3.Connection, name: str) -> bool:
    """Whether a document of this name was taken down."""
    row = connection.execute("SELECT 1 FROM tombstone WHERE document_id = ? LIMIT 1", (name,)).fetchone()
    return row is not None


def find(connection: sqlite3.Connection, name: str) -> Tombstone | None:
    """The takedown with this id, or of the document with this id."""
    row = connection.execute(
        "SELECT * FROM tombstone WHERE id = ? OR document_id = ? ORDER BY at LIMIT 1", (name, name)
    ).fetchone()
    return _tombstone(row) if row is not None else None


def _tombstone(row: sqlite3.Row) -> Tombstone:
    values: dict[str, Any] = {name: row[name] for name in Tombstone.__dataclass_fields__ if name != "said"}
    return Tombstone(**values, said=Said.from_json(row["said"]))


def marks(connection: sqlite3.Connection, kind: str) -> frozenset[str]:
    """All hashes of one kind."""
    rows = connection.execute("SELECT DISTINCT mark FROM tombstone_mark WHERE kind = ?", (kind,))
    return frozenset(str(row[0]) for row in rows)


# ---------------------------------------------------------------- entering


def check(decision: Decision) -> None:
    """Refuse a takedown that cannot be meant.

    Raises:
        UsageError: says what is wrong with it.
    """
    if decision.value is None or decision.value == "":
        raise UsageError("a takedown is not taken back; add the document again by hand in another file")
    if not decision.reason.strip():
        raise UsageError("a takedown needs a reason")
    Said.from_json(decision.value)


def enter(connection: sqlite3.Connection, decision: Decision) -> None:
    """Enter a takedown, and take what it names out of the catalogue, in the caller's transaction."""
    from harvester.catalogue import removing

    said = Said.from_json(str(decision.value))
    known = connection.execute("SELECT 1 FROM tombstone WHERE id = ?", (decision.id,)).fetchone()
    if known is not None:
        return
    ids = removing.documents_of(connection, decision, said)
    traces = removing.traces_of(connection, ids, said)
    connection.execute(
        """INSERT INTO tombstone (id, document_id, source, sha256, text_hash, said, reason, who, at, traces)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            decision.id,
            decision.document_id,
            decision.source,
            decision.sha256,
            said.text,
            said.to_json(),
            decision.reason,
            decision.who,
            decision.at,
            traces.to_json(),
        ),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO tombstone_mark (kind, mark, tombstone) VALUES (?, ?, ?)",
        [(kind, mark, decision.id) for kind, mark in said.marks()],
    )
    own = frozenset(said.addresses)
    others = removing.addresses_of_others(connection, ids, traces.urls)
    urls = tuple(url for url in traces.urls if address_hash(url) in own and url not in others)
    removing.remove(connection, removing.Removal(documents=ids, files=traces.files, urls=urls))
    removing.erase_decisions(connection, said.erased)
    removing.erase_decisions(connection, said.unnamed, only=("other",))
    _refresh(connection, (*said.erased, *said.unnamed))


def _refresh(connection: sqlite3.Connection, decisions: Iterable[str]) -> None:
    """Work out again what stands of other documents and reviews of which these decisions were."""
    from harvester.catalogue.standing import refresh_decided

    subjects: dict[str, None] = {}
    for name in decisions:
        row = connection.execute(
            """SELECT COALESCE(c.review_id, a.document_id, c.document_id) AS subject FROM decisions c
            LEFT JOIN document_alias a ON a.id = c.document_id WHERE c.id = ?""",
            (name,),
        ).fetchone()
        if row is not None:
            subjects[row["subject"]] = None
    for subject in subjects:
        refresh_decided(connection, subject)


def note_cleaned(connection: sqlite3.Connection, ids: Iterable[str], at: str) -> None:
    """The last trace of these takedowns is gone: forget what it was."""
    connection.executemany(
        "UPDATE tombstone SET traces = NULL, cleaned = ? WHERE id = ?", [(at, name) for name in ids]
    )


def note_uncleaned(connection: sqlite3.Connection) -> None:
    """Other files came into the data directory (a restore): look through everything again."""
    connection.execute("UPDATE tombstone SET cleaned = NULL WHERE cleaned IS NOT NULL")
