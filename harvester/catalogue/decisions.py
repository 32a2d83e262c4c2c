"""What people decided. First it is appended to `decisions.jsonl` and fsynced, then entered here.

From the file everything a person said can be replayed into a rebuilt catalogue. A value of None
takes an earlier decision back; "" says that the document has no such value. The machine never
writes here, and a decision is never edited: a later one outweighs it.

What one decision is and may say stands here; `decision_file` keeps the file, `standing` the tables,
`deciding` is what the desk calls.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from harvester.catalogue import approvals, codings, tombstones
from harvester.catalogue.name_checks import REAL_NAMES
from harvester.catalogue.values import to_json
from harvester.errors import DiskError, UsageError
from harvester.vocabulary import DocumentStatus, ReviewType, Role

if TYPE_CHECKING:
    from enum import StrEnum

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
    "language",
    "status",
)
BLANKABLE = FIELDS[:-1]
REVIEW_FIELDS = ("title", "review_type", "case_name")
# Whether text and file of a document may leave the house (docs/publishing.md); never the machine's to say.
PUBLISH_TEXT = "publish_text"
# What a document is to another: value is the other's id, "" where it is this to none.
DUPLICATE_OF, NOT_DUPLICATE_OF, REPLACES = "duplicate_of", "not_duplicate_of", "replaces"
REVIEW = "review"  # value: the review that the document belongs to; `new` for one of its own
NEW_REVIEW = "new"
TO_ANOTHER = (DUPLICATE_OF, NOT_DUPLICATE_OF, REPLACES)
RELATIONS = (*TO_ANOTHER, REVIEW)
DOCUMENT_FIELDS = (*FIELDS, *RELATIONS, PUBLISH_TEXT, *approvals.APPROVALS, tombstones.TAKEDOWN, REAL_NAMES)

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")
_MARK = re.compile(r"[0-9a-f]{16}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
_WORDS: dict[str, type[StrEnum]] = {"review_type": ReviewType, "role": Role, "status": DocumentStatus}
_OTHER = frozenset({"document_id", "source", "sha256", "url"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One thing one person said about one field of one document or review.

    `source`, `sha256` and `url` name the document again, for a catalogue rebuilt under other ids; `other`
    does so for the other document that it speaks of, or for one that belongs to the review.
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
    batch: str | None = None  # what was decided together has the same
    undoes: str | None = None  # id of the decision that it takes back
    other: dict[str, Any] | None = None  # document_id, source, sha256, url
    old: str | None = None  # what was shown until then


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a replay came to."""

    entered: int  # decisions that the catalogue did not know
    known: int
    torn: int  # lines cut by a crash, or of a batch that was; they were never acknowledged


def to_row(decision: Decision) -> dict[str, Any]:
    """The columns of a decision."""
    row = asdict(decision)
    row["other"] = to_json(row["other"]) if row["other"] is not None else None
    return row


def from_row(row: Any) -> Decision:
    """A decision as the table keeps it."""
    values = {name: row[name] for name in Decision.__dataclass_fields__}
    values["other"] = json.loads(values["other"]) if values["other"] is not None else None
    return Decision(**values)


# ---------------------------------------------------------------- what may be said


def check(decision: Decision) -> None:
    """Refuse a decision that cannot be meant.

    Raises:
        UsageError: says what is wrong with it.
    """
    if (decision.document_id is None) == (decision.review_id is None):
        raise UsageError("a decision is about one document or one review")
    of_review = (*REVIEW_FIELDS, *codings.DECIDABLE)
    fields = DOCUMENT_FIELDS if decision.document_id is not None else of_review
    if decision.field not in fields:
        raise UsageError(f"{decision.field!r} cannot be decided; choose one of {', '.join(fields)}")
    if not decision.who.strip():
        raise UsageError("a decision needs the name of who decided")
    if decision.other is not None and not _OTHER.issuperset(decision.other):
        raise UsageError(f"the other document is named by {', '.join(sorted(_OTHER))}")
    if decision.field in RELATIONS:
        _check_relation(decision)
    if decision.field == tombstones.TAKEDOWN:
        tombstones.check(decision)
    elif decision.field in codings.DECIDABLE and decision.value == "":
        raise UsageError("a coding is never blank; say not_stated, or decide None to take it back")
    elif decision.value:
        _check_value(decision.field, decision.value)


def _check_value(field: str, value: str) -> None:
    words = _WORDS.get(field)
    if words is not None and value not in [member.value for member in words]:
        raise UsageError(f"{value!r} is no {field}; choose one of {', '.join(words)}")
    if field == approvals.PRESENCE and value != approvals.WITHDRAWN:
        raise UsageError(f"{value!r} cannot be approved; only withdrawals can")
    if field == approvals.BLANKED and value not in BLANKABLE:
        raise UsageError(f"{value!r} is no field of a description; choose one of {', '.join(BLANKABLE)}")
    if field == PUBLISH_TEXT and value not in ("yes", "no"):
        raise UsageError(f"{value!r} says neither yes nor no to publishing the text")
    if field in ("published", "completed") and not _DATE.match(value):
        raise UsageError(f"{value!r} is no date; write 2016, 2016-09 or 2016-09-28")
    if field == "language" and not _LANGUAGE.match(value):
        raise UsageError(f"{value!r} is no language; write en, cy or another code of two or three letters")
    if field == REAL_NAMES and not _MARK.match(value):
        raise UsageError(f"{value!r} names no flags; 'harvester names' shows them and clears them")
    if field == "authors":
        _check_authors(value)
    if field in codings.DECIDABLE:
        codings.check(field, value)


def _check_relation(decision: Decision) -> None:
    value = decision.value
    if value == "" and decision.field in (NOT_DUPLICATE_OF, REVIEW):
        raise UsageError(f"{decision.field} needs a value; to take it back, decide None")
    if value and value == decision.document_id:
        raise UsageError("a document cannot be the other document too")


def _check_authors(value: str) -> None:
    try:
        names = json.loads(value)
    except ValueError as error:
        raise UsageError(f"authors must be a JSON array of names, not {value!r}") from error
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UsageError(f"authors must be a JSON array of names, not {value!r}")


# ---------------------------------------------------------------- keeping one


def append_decision(data: DataDirectory, decision: Decision, catalogue: Catalogue | None = None) -> None:
    """Keep one decision: in the file first, fsynced, then in the catalogue.

    Raises:
        UsageError: it cannot be meant.
        DiskError: it could not be written; nothing was decided.
    """
    from harvester.catalogue.decision_file import holding
    from harvester.catalogue.facade import Catalogue as Opened
    from harvester.catalogue.standing import catch_up, enter

    check(decision)
    if catalogue is None:
        with Opened.open(data.catalogue, create=False) as opened:
            append_decision(data, decision, opened)
        return
    with catalogue.writing() as connection:
        try:
            with holding(data.decisions) as file:
                catch_up(connection, file)
                file.append([decision])
        except OSError as error:
            raise DiskError(
                f"cannot write {data.decisions}: {error.strerror}; nothing was decided."
            ) from error
        enter(connection, [decision])


def replay_decisions(data: DataDirectory, catalogue: Catalogue) -> Replay:
    """Enter every decision of the file that the catalogue lacks. Doing it twice changes nothing."""
    from harvester.catalogue.decision_file import read_decisions
    from harvester.catalogue.standing import enter, settle

    read = list(read_decisions(data.decisions))
    decisions = [one for one in read if one is not None]
    with catalogue.writing() as connection:
        entered = enter(connection, decisions)
        settle(connection)
    return Replay(entered=entered, known=len(decisions) - entered, torn=len(read) - len(decisions))
