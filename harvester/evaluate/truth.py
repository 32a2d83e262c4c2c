"""The true state of a set of sites, as a `truth.json` states it, and the harvest to compare with it.

`truth.json` holds `sites` (slug → `outcome`, and `grey`: addresses that neither help nor hurt) and
`documents`: one object per true document of a source, with its addresses (`urls`), `sha256`, the
fields of the contract, the group key `review`, `duplicate_of` and `replaces` (keys of other
documents). A field's `<field>_ok` lists further answers that a reasonable reader may give.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_DOCUMENT_COLUMNS = (
    "id, review_id, source, title, review_type, role, case_name, authors, board, published, completed, "
    "language, sha256, url, link_text, status, fetch_outcome, text_outcome, duplicate_of, replaces"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueDocument:
    """One document that a source really publishes."""

    key: str
    source: str
    urls: tuple[str, ...]
    sha256: str | None
    review: str
    duplicate_of: str | None
    replaces: str | None
    duplicate_optional: bool
    readable: bool  # its bytes can be had and read as text
    values: Mapping[str, Any]  # field → the value
    allowed: Mapping[str, tuple[Any, ...]]  # field → further values that are as good


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a set of sites really publishes."""

    documents: tuple[TrueDocument, ...]
    outcomes: Mapping[str, str]  # slug → expected outcome of the source
    grey: frozenset[str]  # addresses that count neither way


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the view `documents`, with every address it was seen at."""

    id: str
    source: str
    values: Mapping[str, Any]
    addresses: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What a catalogue says was found."""

    rows: tuple[Row, ...]
    outcomes: Mapping[str, str] = field(default_factory=dict)  # slug → outcome of its last run
    pages: Mapping[str, int] = field(default_factory=dict)  # slug → pages fetched in its last run


FIELDS = (
    "review_type",
    "role",
    "case_name",
    "title",
    "authors",
    "board",
    "published",
    "completed",
    "language",
)
STATES = ("status", "fetch_outcome", "text_outcome")


def address_key(url: str) -> str:
    """An address without what does not tell two documents apart."""
    from urllib.parse import unquote

    return unquote(url.split("#", 1)[0]).rstrip("/").removeprefix("https://").removeprefix("http://")


def read_truth(path: Path) -> Truth:
    """Reads a `truth.json`.

    Raises:
        UsageError: the file is missing or not of this form.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        sites, documents = raw["sites"], tuple(_true_document(d) for d in raw["documents"])
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise UsageError(f"{path}: not a truth file: {err}") from err
    grey = frozenset(address_key(url) for site in sites.values() for url in site.get("grey", ()))
    return Truth(documents=documents, outcomes={s: v["outcome"] for s, v in sites.items()}, grey=grey)


def _true_document(raw: Mapping[str, Any]) -> TrueDocument:
    names = (*FIELDS, *STATES)
    return TrueDocument(
        key=raw["key"],
        source=raw["source"],
        urls=tuple(raw["urls"]),
        sha256=raw.get("sha256"),
        review=raw["review"],
        duplicate_of=raw.get("duplicate_of"),
        replaces=raw.get("replaces"),
        duplicate_optional=bool(raw.get("duplicate_optional")),
        readable=bool(raw.get("readable", True)),
        values={name: raw.get(name) for name in names},
        allowed={name: tuple(raw.get(f"{name}_ok") or ()) for name in names},
    )


def read_harvest(catalogue: Path) -> Harvest:
    """Reads a catalogue through its views, without changing it.

    Raises:
        UsageError: there is no catalogue there, or it has not the views of the contract.
    """
    if not catalogue.is_file():
        raise UsageError(f"{catalogue}: no such catalogue")
    connection = sqlite3.connect(f"file:{catalogue}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        return _harvest(connection)
    except sqlite3.DatabaseError as err:
        raise UsageError(f"{catalogue}: cannot be read as a catalogue: {err}") from err
    finally:
        connection.close()


def _harvest(connection: sqlite3.Connection) -> Harvest:
    seen: dict[str, set[str]] = {}
    for sighting in connection.execute("SELECT document_id, url FROM sightings"):
        seen.setdefault(sighting["document_id"], set()).add(address_key(sighting["url"]))
    rows = []
    for raw in connection.execute(f"SELECT {_DOCUMENT_COLUMNS} FROM documents"):  # noqa: S608 - a constant
        values = dict(raw)
        values["authors"] = json.loads(values["authors"] or "[]")
        addresses = seen.get(raw["id"], set()) | {address_key(raw["url"])}
        rows.append(Row(id=raw["id"], source=raw["source"], values=values, addresses=frozenset(addresses)))
    outcomes: dict[str, str] = {}
    pages: dict[str, int] = {}
    for run in connection.execute(
        "SELECT source, outcome, pages_fetched FROM run_sources WHERE outcome <> 'skipped' ORDER BY run_id"
    ):
        outcomes[run["source"]], pages[run["source"]] = run["outcome"], run["pages_fetched"] or 0
    return Harvest(rows=tuple(rows), outcomes=outcomes, pages=pages)
