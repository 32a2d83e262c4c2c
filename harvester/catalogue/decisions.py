"""What people decided. First it is appended to `decisions.jsonl` and fsynced, then entered here.

From the file everything a person said can be replayed into a rebuilt catalogue. A value of None
takes an earlier decision back; "" says that the document has no such value. The machine never
writes here, and a decision is never edited: a later one outweighs it.
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import fcntl
import json
import os
import re
from dataclasses import asdict, dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING
from uuid import uuid4

from harvester.catalogue import approvals
from harvester.catalogue.values import bound
from harvester.errors import DamagedCatalogueError, DiskError, UsageError
from harvester.vocabulary import DocumentStatus, ReviewType, Role

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from enum import StrEnum
    from pathlib import Path

    from harvester.catalogue.facade import Catalogue
    from harvester.paths import DataDirectory

FIELDS = (
    "title",
    "review_type",
    "role",
    "case_name",
    "authors",
    "board",
    "published",
    "completed",
    "status",
)
BLANKABLE = (*FIELDS[:-1], "language")
REVIEW_FIELDS = ("title", "review_type", "case_name")
# Whether text and file of a document may leave the house (docs/publishing.md); never the machine's to say.
PUBLISH_TEXT = "publish_text"

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")
_WORDS: dict[str, type[StrEnum]] = {"review_type": ReviewType, "role": Role, "status": DocumentStatus}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One thing one person said about one field of one document or review.

    `source`, `sha256` and `url` name the document again, for a catalogue rebuilt under other ids.
    """

    field: str
    value: str | None  # authors: a JSON array
    who: str
    at: str
    reason: str = ""
    document_id: str | None = None
    review_id: str | None = None
    source: str | None = None
    sha256: str | None = None
    url: str | None = None
    id: str = dataclass_field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a replay came to."""

    entered: int  # decisions that the catalogue did not know
    known: int
    torn: int  # a last line cut by a crash; it was never acknowledged


def check(decision: Decision) -> None:
    """Refuse a decision that cannot be meant.

    Raises:
        UsageError: says what is wrong with it.
    """
    if (decision.document_id is None) == (decision.review_id is None):
        raise UsageError("a decision is about one document or one review")
    of_document = (*FIELDS, PUBLISH_TEXT, *approvals.APPROVALS)
    fields = of_document if decision.document_id is not None else REVIEW_FIELDS
    if decision.field not in fields:
        raise UsageError(f"{decision.field!r} cannot be decided; choose one of {', '.join(fields)}")
    if not decision.who.strip():
        raise UsageError("a decision needs the name of who decided")
    value = decision.value
    if not value:
        return
    words = _WORDS.get(decision.field)
    if words is not None and value not in [member.value for member in words]:
        raise UsageError(f"{value!r} is no {decision.field}; choose one of {', '.join(words)}")
    _check_approval(decision.field, value)
    if decision.field == PUBLISH_TEXT and value not in ("yes", "no"):
        raise UsageError(f"{value!r} says neither yes nor no to publishing the text")
    if decision.field in ("published", "completed") and not _DATE.match(value):
        raise UsageError(f"{value!r} is no date; write 2016, 2016-09 or 2016-09-28")
    if decision.field == "authors":
        _check_authors(value)


def _check_approval(field: str, value: str) -> None:
    if field == approvals.PRESENCE and value != approvals.WITHDRAWN:
        raise UsageError(f"{value!r} cannot be approved; only withdrawals can")
    if field == approvals.BLANKED and value not in BLANKABLE:
        raise UsageError(f"{value!r} is no field of a description; choose one of {', '.join(BLANKABLE)}")


def _check_authors(value: str) -> None:
    try:
        names = json.loads(value)
    except ValueError as error:
        raise UsageError(f"authors must be a JSON array of names, not {value!r}") from error
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UsageError(f"authors must be a JSON array of names, not {value!r}")


# ---------------------------------------------------------------- the file


def append_decision(data: DataDirectory, decision: Decision, catalogue: Catalogue | None = None) -> None:
    """Keep a decision: in the file first, fsynced, then in the catalogue.

    Raises:
        UsageError: it cannot be meant.
        DiskError: it could not be written; nothing was decided.
    """
    from harvester.catalogue.facade import Catalogue as Opened

    check(decision)
    try:
        _append_line(data.decisions, json.dumps(asdict(decision), ensure_ascii=True, sort_keys=True))
    except OSError as error:
        raise DiskError(f"cannot write {data.decisions}: {error.strerror}; nothing was decided.") from error
    if catalogue is not None:
        catalogue.save_decision(decision)
        return
    with Opened.open(data.catalogue, create=False) as opened:
        opened.save_decision(decision)


def _append_line(path: Path, line: str) -> None:
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        left = (b"\n" if torn else b"") + line.encode("ascii") + b"\n"
        try:
            while left:
                left = left[os.write(handle, left) :]
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)
            raise
    finally:
        os.close(handle)
    if is_new:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read_decisions(path: Path) -> Iterator[Decision | None]:
    """The decisions in the file, in order; None for a line that a crash cut.

    Raises:
        DamagedCatalogueError: a whole line that is no decision; names its number.
    """
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield Decision(**json.loads(line))
            except json.JSONDecodeError:
                # Only an append that was cut leaves half an object; it was never acknowledged.
                yield None
            except TypeError as error:
                raise DamagedCatalogueError(f"{path} line {number} is no decision: {error}") from error


def replay_decisions(data: DataDirectory, catalogue: Catalogue) -> Replay:
    """Enter every decision of the file that the catalogue lacks. Doing it twice changes nothing."""
    entered = known = torn = 0
    for decision in read_decisions(data.decisions):
        if decision is None:
            torn += 1
        elif catalogue.save_decision(decision):
            entered += 1
        else:
            known += 1
    return Replay(entered=entered, known=known, torn=torn)


# ---------------------------------------------------------------- the table


def save_decision(connection: sqlite3.Connection, decision: Decision) -> bool:
    """Enter a decision; False when it was known. It may speak of a document that is yet to come."""
    check(decision)
    row = asdict(decision)
    cursor = connection.execute(
        f"""INSERT INTO decisions ({", ".join(row)}) VALUES ({", ".join("?" * len(row))})
        ON CONFLICT (id) DO NOTHING""",
        bound(*row.values()),
    )
    subject = decision.review_id or _resolve(connection, decision)
    if decision.field in approvals.APPROVALS:
        if cursor.rowcount:
            approvals.enter(connection, decision, subject)
        return cursor.rowcount > 0
    refresh_decided(connection, subject)
    return cursor.rowcount > 0


def _resolve(connection: sqlite3.Connection, decision: Decision) -> str:
    """The document that a decision is about, under the id it has in this catalogue."""
    name = str(decision.document_id)
    if connection.execute("SELECT 1 FROM document WHERE id = ?", (name,)).fetchone():
        return name
    row = connection.execute("SELECT document_id FROM document_alias WHERE id = ?", (name,)).fetchone()
    if row is None:
        row = connection.execute(
            """SELECT id AS document_id FROM document WHERE source = ? AND sha256 = ?
            UNION ALL SELECT document_id FROM address WHERE source = ? AND url = ?""",
            (decision.source, decision.sha256, decision.source, decision.url),
        ).fetchone()
        if row is None:
            return name
        connection.execute(
            "INSERT INTO document_alias (id, document_id) VALUES (?, ?)", (name, row["document_id"])
        )
    return str(row["document_id"])


def refresh_decided(connection: sqlite3.Connection, subject: str) -> None:
    """Work out the standing decisions of a document or review: the latest of each field."""
    rows = connection.execute(
        """SELECT field, value FROM decisions
        WHERE document_id = ? OR review_id = ?
            OR document_id IN (SELECT id FROM document_alias WHERE document_id = ?)
        ORDER BY at, seq""",
        (subject, subject, subject),
    )
    standing: dict[str, str | None] = {row["field"]: row["value"] for row in rows if row["field"] in FIELDS}
    connection.execute("DELETE FROM decided WHERE subject_id = ?", (subject,))
    if any(value is not None for value in standing.values()):
        columns = ("subject_id", *FIELDS)
        connection.execute(
            f"INSERT INTO decided ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            (subject, *(standing.get(name) for name in FIELDS)),
        )
