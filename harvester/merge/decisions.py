"""What people said in all the directories: one file, in the order of time, sealed anew; takedowns first.

A decision is named by its id and is the same everywhere, but for two things: words that a takedown erased,
in whichever directory it was made; and the id of a document, where two directories had given one to two
documents (`naming.py`).
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from harvester.catalogue import approvals, standing, tombstones
from harvester.catalogue.approvals import APPROVALS
from harvester.catalogue.codings import DECIDABLE, PREFIX, from_decision, to_decision
from harvester.catalogue.decision_file import (
    CHAIN,
    OF,
    decision_of,
    holding,
    line_of,
    read_decisions,
    rechained,
    values_of,
)
from harvester.catalogue.decisions import check, from_row, to_row
from harvester.catalogue.removing import ERASED
from harvester.catalogue.tombstones import TAKEDOWN, Said, address_hash
from harvester.catalogue.values import bound
from harvester.durable import write_whole
from harvester.errors import UsageError
from harvester.store import disk_errors

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Container, Iterable, Mapping, Sequence
    from pathlib import Path

    from harvester.catalogue import Catalogue

Values = dict[str, Any]


def held_in(path: Path) -> list[Values]:
    """The decisions of a file, each batch that a crash cut left out.

    Raises:
        DamagedCatalogueError: a whole line is no decision.
    """
    whole = {one.id for one in read_decisions(path) if one is not None}
    if not path.exists():
        return []
    found = [values for line in path.read_bytes().splitlines() if (values := values_of(line)) is not None]
    return [values for values in found if values.get("id") in whole]


def union(files: Iterable[Sequence[Values]]) -> list[Values]:
    """The decisions of several files, each once, in the order of time, batches together. Pure."""
    by_id: dict[str, Values] = {}
    places: dict[str, tuple[int, ...]] = {}
    for file in files:
        for number, values in enumerate(file):
            bare = {name: value for name, value in values.items() if name != CHAIN}
            held = by_id.get(bare["id"])
            by_id[bare["id"]] = bare if held is None else min(held, bare, key=_words)
            places.setdefault(bare["id"], (number,))
    began: dict[str, str] = {}
    for values in by_id.values():
        batch = str(values.get("batch") or values["id"])
        began[batch] = min(began.get(batch, values["at"]), values["at"])

    def place(values: Values) -> tuple[Any, ...]:
        batch = str(values.get("batch") or values["id"])
        return (began[batch], batch, places[values["id"]])

    return erased(sorted(by_id.values(), key=place))


def _words(values: Values) -> tuple[int, bytes]:
    """What was erased anywhere stays erased: the fewest words first."""
    told = sum(1 for name in (*ERASED, "reason") if values.get(name))
    return (told, line_of(values))


# ---------------------------------------------------------------- taken down


def erased(lines: list[Values]) -> list[Values]:
    """Without the words about what was taken down, by whomever and wherever they were said. Pure."""
    stones = [(one, Said.from_json(str(one["value"]))) for one in lines if one["field"] == TAKEDOWN]
    if not stones:
        return lines
    about = _About.of(stones)
    made = []
    for values in lines:
        if values["field"] != TAKEDOWN and (values["id"] in about.erased or about.names(values)):
            values = {**values, "reason": "", **{name: None for name in ERASED if name in values}}
        elif values.get("other") and (values["id"] in about.unnamed or about.names(values["other"])):
            values = {**values, "other": None}
        made.append(values)
    return made


@dataclass(frozen=True, slots=True)
class _About:
    """What takedowns name."""

    documents: frozenset[str]
    files: frozenset[str]
    addresses: frozenset[str]
    erased: frozenset[str]
    unnamed: frozenset[str]

    @classmethod
    def of(cls, stones: Iterable[tuple[Values, Said]]) -> _About:
        told = list(stones)
        return cls(
            documents=frozenset(str(values["document_id"]) for values, _ in told),
            files=frozenset(one for _, said in told for one in said.files),
            addresses=frozenset(one for _, said in told for one in said.addresses),
            erased=frozenset(one for _, said in told for one in said.erased),
            unnamed=frozenset(one for _, said in told for one in said.unnamed),
        )

    def names(self, named: Values) -> bool:
        sha256, url = named.get("sha256"), named.get("url")
        if sha256:
            return sha256 in self.files
        return named.get("document_id") in self.documents or bool(
            url and self.addresses and address_hash(url) in self.addresses
        )


# ---------------------------------------------------------------- the file, and the tables


def keep(catalogue: Catalogue, path: Path, lines: Sequence[Values]) -> int:
    """Let the file and the tables say this, and nothing else; how many decisions were new to the tables.

    What was decided here since the lines were read is put behind them.
    """
    with catalogue.writing() as connection, disk_errors(path):
        if not path.exists() and not lines:
            return 0
        with holding(path):
            held = held_in(path)
            told = {values["id"] for values in lines}
            every = lines if all(one["id"] in told for one in held) else union([held, lines])
            body = rechained([line_of(values) for values in _whole(every)])
            if body != path.read_bytes():
                write_whole(path, body)
                path.chmod(0o600)
            return _enter(connection, every)


def _whole(lines: Iterable[Values]) -> list[Values]:
    """Every batch is whole in the file: `rechained` counts its lines."""
    return [{**values, OF: 0} if values.get("batch") else values for values in lines]


def _enter(connection: sqlite3.Connection, lines: Sequence[Values]) -> int:
    decisions = [decision_of(values) for values in lines]
    for one in decisions:
        check(one)
    known = [row[0] for row in connection.execute("SELECT id FROM decisions ORDER BY seq")]
    rows = [to_row(one) for one in decisions]
    names = {one.id for one in decisions}
    if set(known) - names:  # said here, in no file: nothing that was said is forgotten
        rows = [
            _bare(row)
            for row in connection.execute("SELECT * FROM decisions ORDER BY seq")
            if row["id"] not in names
        ] + rows
    for one in sorted((o for o in decisions if o.field == TAKEDOWN), key=lambda o: (o.at, o.id)):
        tombstones.enter(connection, one)
    held = [_bare(row) for row in connection.execute("SELECT * FROM decisions ORDER BY seq")]
    if held == [dict(zip(row, bound(*row.values()), strict=True)) for row in rows]:
        return 0
    _replace(connection, rows)
    _refresh(connection)
    return len(names - set(known))


def _bare(row: sqlite3.Row) -> Values:
    return {name: row[name] for name in row.keys() if name != "seq"}  # noqa: SIM118 - a Row is no dict


def _replace(connection: sqlite3.Connection, rows: Sequence[Values]) -> None:
    """The table in its new order; it may only be added to otherwise, and triggers see to that."""
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'decisions'"
    ).fetchall()
    guards = [(name, sql) for name, sql in triggers if "append-only" in sql]
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA defer_foreign_keys = ON")
    connection.execute("DELETE FROM standing")
    connection.execute("DELETE FROM decisions")
    for seq, row in enumerate(rows, start=1):
        connection.execute(
            f"INSERT INTO decisions (seq, {', '.join(row)}) VALUES (?{', ?' * len(row)})",
            bound(seq, *row.values()),
        )
    for _, sql in guards:
        connection.execute(sql)


@dataclass(frozen=True, slots=True)
class Called:
    """What documents are called now."""

    bytes_of: Mapping[str, str | None]  # id of a document → SHA-256
    holders: Mapping[tuple[str, str], str]  # (source, SHA-256) → the id of the document with these bytes
    aliases: Mapping[str, str]  # what a document was called → its id
    taken_down: Container[str] = frozenset()  # names of what was, which nothing else goes by

    @classmethod
    def of(cls, connection: sqlite3.Connection, taken_down: Container[str] = frozenset()) -> Called:
        """As a catalogue has it."""
        rows = connection.execute("SELECT id, source, sha256 FROM document").fetchall()
        return cls(
            bytes_of={row[0]: row[2] for row in rows},
            holders={(row[1], row[2]): row[0] for row in rows if row[2] is not None},
            aliases=dict(connection.execute("SELECT id, document_id FROM document_alias").fetchall()),
            taken_down=taken_down,
        )

    def anew(self, named: Values) -> str | None:
        """The id of what is named, where another document goes by the one that it is named by."""
        was = str(named.get("document_id"))
        held = self.bytes_of.get(was)
        if not named.get("sha256") or held == named["sha256"]:
            return None
        if held is None and was not in self.taken_down:
            return None
        return self.holders.get((str(named.get("source")), str(named["sha256"])))


def named_anew(lines: Sequence[Values], called: Called) -> list[Values]:
    """Decisions about documents whose id another document has now, under the id that theirs has. Pure."""
    made = []
    for values in lines:
        if values.get("document_id") and (name := called.anew(values)):
            values = {**values, "document_id": name}
        other = values.get("other")
        if values.get("field") in DECIDABLE:
            values = _coded_anew(values, called)
        elif other and (name := called.anew(other)):
            value = name if values.get("value") == other.get("document_id") else values.get("value")
            values = {**values, "other": {**other, "document_id": name}, "value": value}
        made.append(values)
    return made


def _coded_anew(values: Values, called: Called) -> Values:
    """A coding says in which document it stands: what is read there has to find it, under whatever name."""
    other = values.get("other") or {}
    was = other.get("document_id")
    named = called.holders.get((str(other.get("source")), str(other.get("sha256"))))

    def now(name: str) -> str:
        if name == was and named is not None:
            return named
        return name if name in called.bytes_of else called.aliases.get(name, name)

    if named is not None:
        values = {**values, "other": {**other, "document_id": named}}
    try:
        said = from_decision(str(values["field"]).removeprefix(PREFIX), str(values.get("value") or ""))
    except UsageError:  # taken back, or erased
        return values
    rows = [replace(one, document_id=now(one.document_id)) if one.document_id else one for one in said]
    return values if rows == list(said) else {**values, "value": to_decision(rows)}


def _refresh(connection: sqlite3.Connection) -> None:
    """What stands of everything that was decided; a takedown stands in tables of its own."""
    standing.refresh_all(connection)
    connection.execute("DELETE FROM standing WHERE field = ?", (TAKEDOWN,))


def settle(catalogue: Catalogue) -> None:
    """Work out anew what stands: documents came, and may be called otherwise now."""
    with catalogue.writing() as connection:
        decisions = [from_row(row) for row in connection.execute("SELECT * FROM decisions ORDER BY at, seq")]
        gone = """subject_id IN (SELECT id FROM document_alias)
            OR subject_id NOT IN (SELECT COALESCE(review_id, document_id) FROM decisions)"""
        for table in ("standing", "decided"):
            connection.execute(f"DELETE FROM {table} WHERE {gone}")
        _refresh(connection)
        for one in decisions:
            if one.field in APPROVALS:
                subject = standing.resolve(connection, standing.to_name(one))
                if subject is not None:
                    approvals.enter(connection, one, subject)
