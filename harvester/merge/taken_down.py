"""What was taken down anywhere stays out of the union, whichever part still has it.

What goes is a matter of what takedowns name and of nothing else: bytes, texts, and whatever an address that
they name has given to anybody, as a crawl would not have asked for it. So it is the same in whatever order
directories are joined. What a directory had worked out from more than is left is worked out anew
(`joining.py`).
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from harvester.catalogue import removing, sightings, tombstones
from harvester.catalogue.decision_file import decision_of
from harvester.catalogue.removing import Removal
from harvester.catalogue.tombstones import Said
from harvester.catalogue.traces import Traces, gather, names_of, plain, said_in
from harvester.catalogue.values import document_id, file_label
from harvester.merge import left_over
from harvester.merge.parts import private_copy
from harvester.store import open_store
from harvester.takedown.sweeping import sweep_files
from harvester.takedown.what import What

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.merge.decisions import Values
    from harvester.merge.parts import Part
    from harvester.paths import DataDirectory

_WITH_ADDRESSES = ("address", "fetch", "page_visit", "list_entry", "sighting", "unheld_sighting")


@dataclass(slots=True)
class KeptOut:
    """Everything that takedowns name."""

    documents: frozenset[str] = frozenset()  # names, which nothing else is called by
    sources: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    spared: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    beside: set[str] = field(default_factory=set)  # files that came from these addresses, found on the way
    _hashes: dict[str, bool] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.documents)

    @classmethod
    def of(cls, takedowns: Iterable[Values]) -> KeptOut:
        """By the decisions."""
        stones = list(takedowns)
        said = [Said.from_json(str(values["value"])) for values in stones]
        return cls(
            documents=frozenset(str(values["document_id"]) for values in stones),
            sources=frozenset(str(values["source"]) for values in stones if values.get("source")),
            files=frozenset(name for one in said for name in one.files),
            texts=frozenset(one.text for one in said if one.text),
            spared=frozenset(name for one in said for name in one.spared),
            addresses=frozenset(name for one in said for name in one.addresses),
        )

    def names(self, url: str) -> bool:
        """Whether an address is kept out."""
        held = self._hashes.get(url)
        if held is None:
            held = self._hashes[url] = tombstones.address_hash(url) in self.addresses
        return held


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What of a catalogue is kept out."""

    files: tuple[str, ...]  # named by takedowns, by their text too
    urls: tuple[str, ...]
    documents: tuple[str, ...]  # with these bytes, or known from these addresses only
    beside: tuple[str, ...]  # bytes of documents that only these addresses gave
    touched: tuple[str, ...]  # documents that stay, of which these addresses told something


def leave_out(part: Part, takedowns: Sequence[Values], kept_out: KeptOut, scratch: Path) -> int:
    """Take what was taken down elsewhere out of a copy of a part; how many documents that were."""
    known = known_to(part.connection)
    new = [decision_of(values) for values in takedowns if values["id"] not in known]
    if not new and not _homeless(part.connection):
        return 0
    private_copy(part, scratch)
    before = _documents(part.connection)
    with part.catalogue.writing() as connection:
        for one in sorted(new, key=lambda one: (one.at, one.id)):
            tombstones.enter(connection, one)
        take_out(connection, kept_out, anew=bool(new))
    return before - _documents(part.connection)


def known_to(connection: sqlite3.Connection) -> frozenset[str]:
    """The takedowns that are done with in a catalogue, by id: what they name is out of it."""
    return frozenset(row[0] for row in connection.execute("SELECT id FROM tombstone WHERE cleaned <> ''"))


def _documents(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM document").fetchone()[0])


# ---------------------------------------------------------------- finding it


def _find(connection: sqlite3.Connection, kept_out: KeptOut) -> _Found:
    beside: set[str] = set()
    texts = _with_texts(connection, kept_out)
    known = {row[0] for row in connection.execute("SELECT sha256 FROM file")}
    files = (kept_out.files | texts) & known
    urls = {url for url in _addresses(connection) if kept_out.names(url)}
    by_bytes = {row[0] for row in connection.execute("SELECT id, sha256 FROM document") if row[1] in files}
    only, touched = _of_addresses(connection, urls)
    gone = by_bytes | only
    stay = {row[1] for row in connection.execute("SELECT id, sha256 FROM document") if row[0] not in gone}
    for url, sha256 in connection.execute("SELECT url, sha256 FROM fetch WHERE sha256 IS NOT NULL"):
        (beside if url in urls else stay).add(sha256)
    beside -= stay | files
    return _Found(
        files=tuple(sorted(files)),
        urls=tuple(sorted(urls)),
        documents=tuple(sorted(gone)),
        beside=tuple(sorted(beside)),
        touched=tuple(sorted(touched - gone)),
    )


def _with_texts(connection: sqlite3.Connection, kept_out: KeptOut) -> set[str]:
    """Files with a text that was taken down, in whatever bytes it comes."""
    found = set()
    for (sha256,) in connection.execute("SELECT sha256 FROM extract").fetchall() if kept_out.texts else ():
        pages = connection.execute("SELECT text FROM file_page WHERE sha256 = ? ORDER BY page", (sha256,))
        if sha256 not in kept_out.spared and tombstones.text_hash(row[0] for row in pages) in kept_out.texts:
            found.add(str(sha256))
    return found


def _addresses(connection: sqlite3.Connection) -> set[str]:
    return {
        row[0]
        for table in _WITH_ADDRESSES
        for row in connection.execute(f"SELECT DISTINCT url FROM {table}")
        if row[0]
    }


def _of_addresses(connection: sqlite3.Connection, urls: set[str]) -> tuple[set[str], set[str]]:
    """Documents that are known from these addresses only; and those that are, of others too."""
    from_these: set[str] = set()
    from_others: set[str] = set()
    touched: set[str] = set()
    if not urls:
        return from_these, touched
    holders = {
        (row[0], row[1]): row[2] for row in connection.execute("SELECT source, sha256, id FROM document")
    }
    aliases = dict(connection.execute("SELECT id, document_id FROM document_alias").fetchall())
    for source, url, sha256 in connection.execute(
        "SELECT source, url, sha256 FROM fetch WHERE sha256 IS NOT NULL"
    ):
        name = holders.get((source, sha256)) or aliases.get(document_id(source, sha256))
        if name is not None:
            (from_these if url in urls else from_others).add(name)
    for name, url in connection.execute(
        "SELECT d.id, a.url FROM document d JOIN address a ON a.document_id = d.id WHERE d.sha256 IS NULL"
    ):
        (from_these if url in urls else from_others).add(name)
    for name, url in connection.execute("SELECT DISTINCT document_id, url FROM sighting"):
        if url in urls:
            touched.add(name)
    return from_these - from_others, touched | from_these


# ---------------------------------------------------------------- taking it out


def take_out(connection: sqlite3.Connection, kept_out: KeptOut, *, anew: bool) -> None:
    """Take everything that takedowns name out of a catalogue, in the caller's transaction.

    Args:
        connection: to the catalogue.
        kept_out: everything that they name.
        anew: whether it did not know of some of them.
    """
    found = _find(connection, kept_out) if anew else None
    if found is not None and (found.files or found.urls or found.documents):
        _take(connection, kept_out, found)
    _known_by_address(connection)


def _take(connection: sqlite3.Connection, kept_out: KeptOut, found: _Found) -> None:
    kept_out.beside.update(found.beside)
    _note(connection, found)
    left_over.keep_names(connection, found.touched)
    removing.remove(
        connection, Removal(documents=found.documents, files=found.files + found.beside, urls=found.urls)
    )
    for name in found.touched:
        left_over.forget_description(connection, name)


def _note(connection: sqlite3.Connection, found: _Found) -> None:
    """What has to be cleaned out, with one of the takedowns that wait for it."""
    stone = connection.execute(
        "SELECT id, traces FROM tombstone ORDER BY cleaned IS NOT NULL, at, id"
    ).fetchone()
    if stone is None:
        return
    named = [
        row[0]
        for row in connection.execute("SELECT id, sha256 FROM document ORDER BY id")
        if row[1] in found.files
    ]
    traces = gather(connection, named, found.files)
    traces = replace(traces, urls=tuple(dict.fromkeys((*traces.urls, *found.urls))), beside=found.beside)
    connection.execute(
        "UPDATE tombstone SET traces = ?, cleaned = NULL WHERE id = ?",
        (Traces.from_json(stone["traces"]).with_(traces).to_json(), stone["id"]),
    )


def _homeless(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Addresses with links or answers that are nobody's, since what they gave was taken down."""
    rows = connection.execute(
        """SELECT source, url FROM unheld_sighting UNION SELECT source, url FROM fetch
        EXCEPT SELECT source, url FROM address
        EXCEPT SELECT source, url FROM fetch WHERE sha256 IS NOT NULL"""
    )
    return [(row[0], row[1]) for row in rows]


def _known_by_address(connection: sqlite3.Connection) -> None:
    """An address that gave nothing but what was taken down is a document without bytes again."""
    for source, url in _homeless(connection):
        name = document_id(source, url)
        if connection.execute("SELECT 1 FROM document WHERE id = ?", (name,)).fetchone():
            continue
        links = connection.execute(
            "SELECT * FROM unheld_sighting WHERE source = ? AND url = ?", (source, url)
        ).fetchall()
        first, last = _seen(connection, source, url, links)
        connection.execute(
            """INSERT INTO document (id, source, url, label, first_run, first_seen, last_run, last_seen)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            (name, source, url, file_label(url, None), *first, *last),
        )
        connection.execute(
            "INSERT INTO address (source, url, document_id) VALUES (?, ?, ?)", (source, url, name)
        )
        for link in links:
            row = dict(link) | {"document_id": name}
            del row["source"]
            connection.execute(
                f"INSERT INTO sighting ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
                tuple(row.values()),
            )
        connection.execute("DELETE FROM unheld_sighting WHERE source = ? AND url = ?", (source, url))
        sightings.choose(connection, name)


def _seen(
    connection: sqlite3.Connection, source: str, url: str, links: Sequence[sqlite3.Row]
) -> tuple[tuple[int, str], tuple[int, str]]:
    """When an address was first and last heard of: run and time."""
    rows = connection.execute(
        """SELECT COALESCE(first_run, run_id), COALESCE(first_at, at), run_id, at FROM fetch
        WHERE source = ? AND url = ?""",
        (source, url),
    )
    told = [tuple(row) for row in rows]
    told += [(row["first_run"], row["first_seen"], row["last_run"], row["last_seen"]) for row in links]
    return min((row[0], row[1]) for row in told), max((row[2], row[3]) for row in told)


def sweep(data: DataDirectory, catalogue: Catalogue, kept_out: KeptOut) -> None:
    """Files that came from addresses which are kept out, and are nobody's now."""
    sweep_files(data, catalogue, kept_out.beside, [open_store(data)], kept_out.files)


# ---------------------------------------------------------------- cleaning it out


class Cleaning:
    """What is cleaned out of the copies of parts, and out of the target at the end.

    Words that a document which stays in any of the directories carries too stay with it: each directory alone
    could not know of the others. And an address that no takedown names may have given other bytes to others.
    """

    def __init__(self, kept_out: KeptOut, connections: Sequence[sqlite3.Connection]) -> None:
        """Take all that are joined, the target first; what was taken down is taken out of all of them."""
        self._kept_out, self._here = kept_out, connections[0]
        self._said = [said_in(one) for one in connections]
        self._stays: dict[str, bool] = {}
        self._stones = tuple(tombstones.all_tombstones(self._here))

    def told(self) -> None:
        """Let the target know it so, in the caller's transaction."""
        rows = self._here.execute("SELECT id, traces FROM tombstone WHERE traces IS NOT NULL").fetchall()
        self._here.executemany(
            "UPDATE tombstone SET traces = ? WHERE id = ?",
            [(self._own(Traces.from_json(row[1])).to_json(), row[0]) for row in rows],
        )

    def of(self, there: sqlite3.Connection) -> What:
        """Everything that was ever taken down here, and what a part knows of it."""
        named = Traces(
            documents=tuple(one.document_id for one in self._stones),
            files=tuple(file for one in self._stones for file in one.said.files),
        )
        told = [
            self._own(Traces.from_json(row[0]))
            for connection in (self._here, there)
            for row in connection.execute("SELECT traces FROM tombstone ORDER BY at, id")
        ]
        return What(self._stones, named.with_(*told))

    def _own(self, traces: Traces) -> Traces:
        held = tuple(url for url in traces.urls if self._kept_out.names(url))
        others = [url for url in traces.urls if not self._kept_out.names(url)]
        names = {plain(word) for url in others for word in (url, *names_of(url))}
        names -= {plain(word) for url in held for word in (url, *names_of(url))}
        return replace(
            traces,
            urls=held,
            words=tuple(word for word in traces.words if plain(word) not in names and not self._stay(word)),
            probes=tuple(one for one in traces.probes if not self._stay(one)),
        )

    def _stay(self, words: str) -> bool:
        found = self._stays.get(words)
        if found is None:
            found = self._stays[words] = any(said(words) for said in self._said)
        return found
