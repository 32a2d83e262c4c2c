"""What a takedown would take, and what it would leave: nothing is changed here."""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.catalogue import tombstones
from harvester.catalogue.traces import Traces, bytes_of, gather, marked
from harvester.errors import UsageError
from harvester.takedown.masking import Masker

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from harvester.catalogue import Catalogue

_CANDIDATES = 2000  # documents whose text is compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One document that is taken down, or might be."""

    id: str
    source: str
    title: str
    sha256: str | None
    status: str
    why: str  # itself, or how it is related


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is taken down together."""

    documents: tuple[Taken, ...]
    copies: tuple[Taken, ...]  # the same text in other files; taken with `--copies`
    versions: tuple[Taken, ...]  # earlier and later ones; each is a takedown of its own
    text: str  # hash of the text
    traces: Traces
    said: dict[str, tombstones.Said]  # by document

    @property
    def first(self) -> Taken:
        """The document that was asked for."""
        return self.documents[0]


def plan(catalogue: Catalogue, name: str, *, copies: bool = False) -> Plan:
    """What taking down a document comes to.

    Args:
        catalogue: open, for reading at least.
        name: the document's id, or the beginning of it.
        copies: whether the same text in other files is taken too.

    Raises:
        UsageError: there is no such document, several, or it was taken down already.
    """
    with catalogue.reading() as connection:
        first = _find(connection, name.strip())
        text = _text_of(connection, first["sha256"])
        taken = {first["id"]: _taken(first, "the document itself")}
        _same_bytes(connection, first, taken)
        offered = _same_text(connection, first, text, taken)
        if copies:
            for one in offered:
                taken[one.id] = one
                _same_bytes(connection, _row(connection, one.id), taken)
            offered = [one for one in offered if one.id not in taken]
        _same_addresses(connection, taken)
        files = bytes_of(connection, tuple(taken))
        traces = gather(connection, tuple(taken), files)
        spared = tuple(one.sha256 for one in offered if one.sha256 and one.sha256 not in files)
        return Plan(
            documents=tuple(taken.values()),
            copies=tuple(one for one in offered if one.id not in taken),
            versions=tuple(_versions(connection, taken)),
            text=text,
            traces=traces,
            said=_said(connection, tuple(taken.values()), traces, text, spared),
        )


def _find(connection: sqlite3.Connection, name: str) -> dict[str, Any]:
    row = _row(connection, name, missing=True)
    if row:
        return row
    if len(name) >= 4 and name.isalnum():
        found = connection.execute(
            "SELECT id FROM document WHERE id GLOB ? LIMIT 3", (f"{name}*",)
        ).fetchall()
        if len(found) == 1:
            return _row(connection, found[0]["id"])
        if found:
            raise UsageError(f"several documents begin with {name}; give more of the ID.")
    stone = tombstones.find(connection, name)
    if stone is not None:
        raise UsageError(f"{name} was taken down on {stone.at[:10]} by {stone.who}: {stone.reason}")
    raise UsageError(f"no document {name!r}; 'harvester find WORDS' gives the IDs of documents (d…).")


def _row(connection: sqlite3.Connection, name: str, *, missing: bool = False) -> dict[str, Any]:
    row = connection.execute(
        """SELECT d.id, d.source, d.sha256, d.url, COALESCE(v.title, d.title, d.label) AS title,
            COALESCE(v.status, 'not shown') AS status, d.duplicate_of
        FROM document d LEFT JOIN documents v ON v.id = d.id
        WHERE d.id = COALESCE((SELECT document_id FROM document_alias WHERE id = ?), ?)""",
        (name, name),
    ).fetchone()
    if row is None and not missing:
        raise UsageError(f"no document {name!r}")
    return dict(row) if row is not None else {}


def _taken(row: dict[str, Any], why: str) -> Taken:
    names = ("id", "source", "title", "sha256", "status")
    return Taken(**{name: row[name] for name in names}, why=why)


def _text_of(connection: sqlite3.Connection, sha256: str | None) -> str:
    rows = connection.execute("SELECT text FROM file_page WHERE sha256 = ? ORDER BY page", (sha256,))
    return tombstones.text_hash(row["text"] for row in rows)


def _same_bytes(connection: sqlite3.Connection, row: dict[str, Any], taken: dict[str, Taken]) -> None:
    """The same file at another source is the same file: it goes with it."""
    if row["sha256"]:
        rows = connection.execute("SELECT id FROM document WHERE sha256 = ?", (row["sha256"],)).fetchall()
        for found in rows:
            if found["id"] not in taken:
                taken[found["id"]] = _taken(_row(connection, found["id"]), "the same file")


def _same_text(
    connection: sqlite3.Connection, first: dict[str, Any], text: str, taken: dict[str, Taken]
) -> list[Taken]:
    """Documents with the same text in other files: told as copies, or with the very same words."""
    root = first["duplicate_of"] or first["id"]
    rows = connection.execute(
        "SELECT id FROM documents WHERE id = :root OR duplicate_of = :root", {"root": root}
    ).fetchall()
    found = {row["id"]: "a copy, by its text" for row in rows}
    if text:
        rows = connection.execute(
            """SELECT d.id, d.sha256 FROM document d JOIN extract e ON e.sha256 = d.sha256
            WHERE e.page_count = (SELECT page_count FROM extract WHERE sha256 = ?) LIMIT ?""",
            (first["sha256"], _CANDIDATES),
        ).fetchall()
        for row in rows:
            if row["id"] not in taken and _text_of(connection, row["sha256"]) == text:
                found[row["id"]] = "the same words in another file"
    return [_taken(_row(connection, name), why) for name, why in found.items() if name not in taken]


def _same_addresses(connection: sqlite3.Connection, taken: dict[str, Taken]) -> None:
    """What an address served before it served this: older bytes of the same report, no longer offered."""
    ids = tuple(taken)
    rows = connection.execute(
        f"""SELECT DISTINCT d.id FROM address a
        JOIN fetch f ON f.source = a.source AND f.url = a.url AND f.sha256 IS NOT NULL
        JOIN document d ON d.source = f.source AND d.sha256 = f.sha256
        WHERE a.document_id IN ({marked(ids)})""",
        ids,
    ).fetchall()
    for row in rows:
        if row["id"] not in taken:
            taken[row["id"]] = _taken(_row(connection, row["id"]), "an earlier version at its address")


def _versions(connection: sqlite3.Connection, taken: dict[str, Taken]) -> Iterable[Taken]:
    ids = tuple(taken)
    rows = connection.execute(
        f"""SELECT id FROM documents WHERE replaces IN ({marked(ids)})
        UNION SELECT replaces FROM documents WHERE id IN ({marked(ids)}) AND replaces IS NOT NULL""",
        (*ids, *ids),
    ).fetchall()
    for row in rows:
        if row["id"] not in taken:
            yield _taken(_row(connection, row["id"]), "another version of it")


def _said(
    connection: sqlite3.Connection,
    taken: tuple[Taken, ...],
    traces: Traces,
    text: str,
    spared: tuple[str, ...],
) -> dict[str, tombstones.Said]:
    """The value of each document's decision; what they share stands with the first."""
    erased, unnamed = _to_be_erased(connection, tuple(one.id for one in taken), traces)
    titles = [words for word in traces.words if _is_title(word, words := tombstones.words_of(word))]
    made: dict[str, tombstones.Said] = {}
    for one in taken:
        own = gather(connection, (one.id,), bytes_of(connection, (one.id,)))
        first = one is taken[0]
        own_text = text if first else _text_of(connection, one.sha256)
        made[one.id] = tombstones.Said(
            files=own.files,
            text=own_text,
            spared=spared if first else (),
            addresses=tuple(dict.fromkeys(tombstones.address_hash(url) for url in own.urls)),
            words=tuple(dict.fromkeys(map(tombstones.hash_of, titles))) if first else (),
            lengths=tuple(sorted({len(words) for words in titles})) if first else (),
            erased=erased if first else (),
            unnamed=unnamed if first else (),
        )
    return made


def _is_title(word: str, words: list[str]) -> bool:
    """Whether it is told by its words, so that pages are searched for it."""
    return "://" not in word and len(words) >= 2 and sum(map(len, words)) >= 10


def _to_be_erased(
    connection: sqlite3.Connection, ids: tuple[str, ...], traces: Traces
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Decisions about them, and others that say their words; and those that only name them as the other."""
    masker = Masker(traces.words)
    rows = connection.execute(
        f"""SELECT c.*, COALESCE(a.document_id, c.document_id) IN ({marked(ids)}) AS mine
        FROM decisions c LEFT JOIN document_alias a ON a.id = c.document_id ORDER BY c.seq""",
        ids,
    ).fetchall()
    erased, unnamed = [], []
    for row in rows:
        if row["field"] == tombstones.TAKEDOWN:
            continue
        said = (row["value"], row["reason"], row["url"], row["old"])
        if row["mine"] or any(value and masker.found(value) for value in said):
            erased.append(str(row["id"]))
        elif row["other"] and (masker.found(row["other"]) or any(name in row["other"] for name in ids)):
            unnamed.append(str(row["id"]))
    return tuple(erased), tuple(unnamed)
