"""What names a document and may stand in other places too: addresses, titles, words of links, its text.

Only words that no other document carries are traces: "Overview report" stands everywhere, and what two
documents share stays with the one that stays.
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote, urlsplit

from harvester.catalogue.values import document_id

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator

SHORTEST = 9  # characters of words that are looked for elsewhere
_LONGEST = 500  # a "title" beyond this is a paragraph
_PROBES = 8  # passages of the text by which copies are looked for
_PIECE_WORDS = 3
_PROBE_WORDS = 9
_GENERIC = frozenset(
    """a adult adults and annual appendix briefing board case child children combined consideration document
    domestic download easy executive exec file final for full here homicide in independent into into
    learning lessons local more of on open our overview page paper pdf plan practice published publication
    read recommendations report reports response review reviews safeguarding scr sar serious statement
    summary the this thematic to version view web website word yr""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What is looked for in everything that a data directory holds."""

    documents: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    probes: tuple[str, ...] = ()  # passages of the text
    samples: tuple[str, ...] = ()  # pieces of the bytes, in hexadecimal
    beside: tuple[str, ...] = ()  # files that its addresses gave to others: they go where nobody has them

    def to_json(self) -> str:
        """As it is kept until everything is cleaned."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str | None) -> Self:
        """The other way round; nothing for what is cleaned already."""
        values = json.loads(text) if text else {}
        known = {one.name for one in fields(cls)}
        return cls(**{name: tuple(value) for name, value in values.items() if name in known})

    def with_(self, *others: Traces) -> Traces:
        """All of them together, each once."""
        return Traces(
            **{
                one.name: tuple(dict.fromkeys(x for t in (self, *others) for x in getattr(t, one.name)))
                for one in fields(self)
            }
        )


def plain(text: str) -> str:
    """Text as it is compared: one blank between words, no case."""
    return " ".join(text.split()).casefold()


def telling(text: str | None) -> bool:
    """Whether words are long and particular enough to be looked for elsewhere. Pure."""
    if not text or not SHORTEST <= len(text.strip()) <= _LONGEST:
        return False
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return any(word not in _GENERIC and len(word) > 2 for word in words)


def gather(connection: sqlite3.Connection, documents: Iterable[str], files: Iterable[str]) -> Traces:
    """The traces of some documents of a catalogue of any schema, before they are taken out of it."""
    ids, shas = tuple(documents), tuple(files)
    urls = tuple(dict.fromkeys(_urls(connection, ids)))
    found = dict.fromkeys(" ".join(text.split()) for text in _words(connection, ids, shas, urls))
    candidates = [*(text for text in found if telling(text)), *urls]
    standing = _standing(connection, ids)
    words = [
        text
        for text in dict.fromkeys(candidates)
        if plain(text) not in standing and not _elsewhere(connection, text, shas)
    ]
    probes = [text for text in _probes(connection, shas) if not _elsewhere(connection, text, shas)]
    return Traces(documents=ids, files=shas, urls=urls, words=tuple(words), probes=tuple(probes))


def bytes_of(connection: sqlite3.Connection, documents: Iterable[str]) -> tuple[str, ...]:
    """The bytes of some documents, and those of a page that said the same in other bytes on other nights."""
    ids = tuple(documents)
    found = dict.fromkeys(
        row[0]
        for row in connection.execute(
            f"SELECT sha256 FROM document WHERE id IN ({marked(ids)}) AND sha256 IS NOT NULL", ids
        )
    )
    names = {
        row[0]
        for row in connection.execute(
            f"SELECT id FROM document_alias WHERE document_id IN ({marked(ids)})", ids
        )
    }
    given = connection.execute(
        f"""SELECT DISTINCT f.source, f.sha256 FROM address a
        JOIN fetch f ON f.source = a.source AND f.url = a.url
        WHERE a.document_id IN ({marked(ids)}) AND f.sha256 IS NOT NULL ORDER BY f.id""",
        ids,
    )
    found |= {row[1]: None for row in given if document_id(row[0], row[1]) in names}
    return tuple(found)


def said_in(connection: sqlite3.Connection) -> Callable[[str], bool]:
    """Whether documents of a catalogue say some words: in titles, links and addresses, or in their text."""
    standing = _standing(connection, ())
    return lambda text: plain(text) in standing or _elsewhere(connection, text, ())


def marked(names: tuple[str, ...]) -> str:
    """Marks for so many bound values."""
    return ", ".join("?" * len(names))


def _urls(connection: sqlite3.Connection, ids: tuple[str, ...]) -> Iterator[str]:
    """The addresses that are its own: those that serve it, or led to it and serve nothing else."""
    others = f"""EXISTS (SELECT 1 FROM address o
        WHERE o.source = a.source AND o.url = a.final_url AND o.document_id NOT IN ({marked(ids)}))"""
    own = f"""SELECT url, final_url, {others} FROM address a WHERE document_id IN ({marked(ids)})"""
    for row in connection.execute(own, (*ids, *ids)):
        yield row[0]
        if row[1] and not row[2]:
            yield row[1]
    seen = f"""SELECT DISTINCT g.url FROM sighting g WHERE g.document_id IN ({marked(ids)})
        AND NOT EXISTS (SELECT 1 FROM address a JOIN document d ON d.id = a.document_id
            WHERE a.url = g.url AND d.source = a.source AND a.document_id NOT IN ({marked(ids)}))"""
    for row in connection.execute(seen, (*ids, *ids)):
        yield row[0]


def _words(
    connection: sqlite3.Connection, ids: tuple[str, ...], shas: tuple[str, ...], urls: tuple[str, ...]
) -> Iterator[str]:
    for row in connection.execute(
        f"SELECT title, label, link_text, heading FROM document WHERE id IN ({marked(ids)})", ids
    ):
        yield from filter(None, row)
    for row in connection.execute(
        f"SELECT link_text, heading, link FROM sighting WHERE document_id IN ({marked(ids)})", ids
    ):
        link = json.loads(row[2])
        yield from filter(None, (row[0], row[1], link.get("text"), link.get("title"), link.get("alt")))
    for row in connection.execute(
        f"""SELECT value FROM evidence_item WHERE field = 'title' AND document_id IN ({marked(ids)})
        UNION SELECT value FROM decisions WHERE field = 'title' AND value <> ''
            AND document_id IN ({marked(ids)})""",
        (*ids, *ids),
    ):
        yield row[0]
    for row in connection.execute(
        f"SELECT file_name FROM address WHERE document_id IN ({marked(ids)}) AND file_name <> ''", ids
    ):
        yield row[0]
    for row in connection.execute(f"SELECT properties FROM extract WHERE sha256 IN ({marked(shas)})", shas):
        properties = json.loads(row[0])
        yield from filter(None, (properties.get("title"), properties.get("subject")))
    for url in urls:
        yield from names_of(url)
    for row in connection.execute(
        f"SELECT title, summary FROM list_entry WHERE url IN ({marked(urls)})", urls
    ):
        yield from filter(None, row)


def names_of(url: str) -> Iterator[str]:
    """The name of the file in an address, as written and as read."""
    try:
        last = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        return
    yield from dict.fromkeys((last, unquote(last, errors="replace")))


class _Standing:
    """The words of documents that stay, and of sources."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._all = "\n".join({plain(text) for text in texts if text})

    def __contains__(self, text: str) -> bool:
        return text in self._all


def _standing(connection: sqlite3.Connection, ids: tuple[str, ...]) -> _Standing:
    other = f"NOT IN ({marked(ids)})"
    found: set[str] = set()
    for statement in (
        f"SELECT title, label, link_text, heading, url, page_url FROM document WHERE id {other}",
        f"""SELECT DISTINCT link_text, heading, page_title, page_heading, url, page_url
        FROM sighting WHERE document_id {other}""",
    ):
        for row in connection.execute(statement, ids):
            found.update(filter(None, row))
    for row in connection.execute("SELECT title, aliases, homepage FROM source"):
        found.update(filter(None, row))
    return _Standing(found)


def _elsewhere(connection: sqlite3.Connection, text: str, shas: tuple[str, ...]) -> bool:
    """Whether the text of a document that stays says the same."""
    phrase = " ".join(re.findall(r"\w+", text))
    if not phrase:
        return True
    rows = connection.execute(
        f"""SELECT p.text FROM pages_fts f JOIN file_page p ON p.id = f.rowid
        WHERE pages_fts MATCH ? AND p.sha256 NOT IN ({marked(shas)}) LIMIT 50""",
        (f'"{phrase}"', *shas),
    )
    wanted = plain(text)
    return any(wanted in plain(row[0]) for row in rows)


def is_said_elsewhere(connection: sqlite3.Connection, piece: bytes, shas: tuple[str, ...]) -> bool:
    """Whether a piece of a file reads as text, and a document that stays says the same."""
    words = piece.decode("utf-8", "ignore").split()[1:-1]  # the first and the last may be cut
    return len(words) >= _PIECE_WORDS and _elsewhere(connection, " ".join(words), shas)


def _probes(connection: sqlite3.Connection, shas: tuple[str, ...]) -> Iterator[str]:
    """Passages from all along the text, each in the middle of a line of print."""
    for sha256 in shas:
        rows = connection.execute(
            "SELECT text FROM file_page WHERE sha256 = ? ORDER BY page", (sha256,)
        ).fetchall()
        lines = [line for row in rows for line in row[0].splitlines() if len(line.split()) >= _PROBE_WORDS]
        step = max(1, len(lines) // _PROBES)
        for line in lines[::step][:_PROBES]:
            words = line.split()
            start = (len(words) - _PROBE_WORDS) // 2
            yield " ".join(words[start : start + _PROBE_WORDS])
