"""Codings of reviews in the catalogue: what rules suggest, what people said, and both side by side.

What a person says of a field of a review is one decision, `coding:<field>`, whose value is JSON: an object
`{value, document_id, page}`, or a list of such where several hold; `person` tells several people apart. It is
the whole of what is coded of that field, so taking it back brings back all that stood before.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from harvester.catalogue.values import bound, to_json
from harvester.coding.frame import FIELDS, NOT_STATED
from harvester.coding.values import Case, Suggestion
from harvester.errors import UsageError
from harvester.vocabulary import ReviewType

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

PREFIX = "coding:"
DECIDABLE = tuple(f"{PREFIX}{name}" for name in FIELDS)
MOST_PEOPLE = 60  # whom one review is about; more is a slip of the keys
_MOST_VALUES = 120
_KEYS = {"value", "document_id", "page", "person"}
CODED_ROLES = ("overview_report", "executive_summary", "briefing", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One value that a person coded."""

    value: str
    document_id: str | None = None  # where it stands
    page: int | None = None
    person: int = 1


def to_decision(said: Iterable[Said]) -> str:
    """What a decision says, as its value: the same for the same codings."""
    rows = [
        {"value": one.value, "document_id": one.document_id, "page": one.page}
        | ({"person": one.person} if one.person != 1 else {})
        for one in sorted(dict.fromkeys(said), key=lambda one: (one.person, one.value))
    ]
    return to_json(rows[0] if len(rows) == 1 else rows)


def from_decision(field_name: str, value: str) -> tuple[Said, ...]:
    """What a decision about a field says.

    Raises:
        UsageError: it cannot be meant; says why.
    """
    try:
        read = json.loads(value)
    except ValueError as error:
        raise UsageError(f"a coding is JSON, not {value[:60]!r}") from error
    rows = read if isinstance(read, list) else [read]
    if not rows or len(rows) > _MOST_VALUES:
        raise UsageError("a coding says at least one value, and not hundreds; to take it back, decide None")
    return tuple(_said(field_name, row) for row in rows)


def _said(field_name: str, row: Any) -> Said:
    if not isinstance(row, dict) or not _KEYS.issuperset(row):
        raise UsageError(f"a coding is an object of {', '.join(sorted(_KEYS))}")
    value, document, page, person = (row.get(name) for name in ("value", "document_id", "page", "person"))
    frame = FIELDS[field_name]
    if not isinstance(value, str) or not frame.allows(value):
        choices = ", ".join([*frame.values, NOT_STATED]) if frame.values else "2016, 2016-09 or 2016-09-28"
        raise UsageError(f"{value!r} is no {field_name}; choose one of {choices}")
    if document is not None and not isinstance(document, str):
        raise UsageError("the document of a coding is named by its id")
    if page is not None and (not isinstance(page, int) or isinstance(page, bool) or page < 1):
        raise UsageError("the page of a coding is a number from 1")
    number = 1 if person is None else person
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= MOST_PEOPLE:
        raise UsageError(f"the person of a coding is a number from 1 to {MOST_PEOPLE}")
    return Said(value=value, document_id=document, page=page, person=number)


def check(field_name: str, value: str) -> None:
    """Refuse a coding that cannot be meant: a word that the frame has not, or two where one can hold.

    Raises:
        UsageError: says what is wrong with it.
    """
    name = field_name.removeprefix(PREFIX)
    said, frame = from_decision(name, value), FIELDS[name]
    people = {one.person for one in said}
    if not frame.of_person and people != {1}:
        raise UsageError(f"{name} is coded of the review, not of each person")
    for person in people:
        values = [one.value for one in said if one.person == person]
        if len(values) > 1 and (not frame.several or NOT_STATED in values):
            raise UsageError(f"{name} has one value, not {', '.join(values)}")


# ---------------------------------------------------------------- suggestions


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncoded:
    """A text for which there are no suggestions by the rules of today."""

    document_id: str
    sha256: str
    case: Case
    read: date  # when it was read: later days are no dates of an incident
    by: str  # all that suggestions come from; kept with them


_TO_CODE = f"""SELECT * FROM (
        SELECT v.id, v.sha256, v.case_name, v.review_type, v.title, e.at, v.review_id,
            ? || '|' || e.at || '|' || v.review_type || '|' || COALESCE(v.case_name, '') AS made_by
        FROM documents v JOIN extract e ON e.sha256 = v.sha256
        WHERE v.role IN ({", ".join("?" * len(CODED_ROLES))}) AND v.text_outcome = 'ok'
            AND v.duplicate_of IS NULL AND v.status <> 'rejected'
    ) s LEFT JOIN coded c ON c.document_id = s.id
    WHERE c.by IS NOT s.made_by"""  # noqa: S608


def uncoded(connection: sqlite3.Connection, rules: int, limit: int) -> list[Uncoded]:
    """Reports, summaries and briefings whose text, name or kind changed, or that older rules looked at."""
    values = (str(rules), *CODED_ROLES, limit)
    return _uncoded(connection.execute(f"{_TO_CODE} ORDER BY s.id LIMIT ?", values))


def uncoded_of(connection: sqlite3.Connection, rules: int, review_id: str) -> list[Uncoded]:
    """Those among the documents of one review."""
    values = (str(rules), *CODED_ROLES, review_id)
    return _uncoded(connection.execute(f"{_TO_CODE} AND s.review_id = ? ORDER BY s.id", values))


def still_uncoded(connection: sqlite3.Connection, rules: int, some: Sequence[Uncoded]) -> set[Uncoded]:
    """Those of which nothing changed since they were found: what was taken down since is not among them."""
    names = to_json([one.document_id for one in some])
    values = (str(rules), *CODED_ROLES, names)
    among = "AND s.id IN (SELECT value FROM json_each(?))"
    return set(_uncoded(connection.execute(f"{_TO_CODE} {among}", values))) & set(some)


def count_uncoded(connection: sqlite3.Connection, rules: int) -> int:
    """How many there are; this goes through all documents."""
    values = (str(rules), *CODED_ROLES)
    (found,) = connection.execute(f"SELECT count(*) FROM ({_TO_CODE})", values).fetchone()  # noqa: S608
    return int(found)


def _uncoded(rows: Iterable[sqlite3.Row]) -> list[Uncoded]:
    return [
        Uncoded(
            document_id=row["id"],
            sha256=row["sha256"],
            case=Case(name=row["case_name"], review_type=ReviewType(row["review_type"]), title=row["title"]),
            read=date.fromisoformat(row["at"][:10]),
            by=row["made_by"],
        )
        for row in rows
    ]


def page_texts(connection: sqlite3.Connection, sha256: str) -> tuple[str, ...]:
    """The text of a file, page by page from the first; a page without text is empty."""
    found = connection.execute("SELECT page, text FROM file_page WHERE sha256 = ? ORDER BY page", (sha256,))
    texts: list[str] = []
    for row in found:
        texts += [""] * (row["page"] - 1 - len(texts))
        texts.append(row["text"])
    return tuple(texts)


def save_suggestions(
    connection: sqlite3.Connection, document: Uncoded, suggestions: Sequence[Suggestion]
) -> None:
    """Replace the suggestions of a document."""
    name = document.document_id
    connection.execute("DELETE FROM coding_suggestion WHERE document_id = ?", (name,))
    connection.executemany(
        """INSERT INTO coding_suggestion (document_id, position, field, person, value, page, line, line_start,
            line_end, rule, confidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            bound(
                *(name, position, one.field, one.person, one.value, one.page, one.line),
                *(one.start, one.end, one.rule, float(one.confidence)),
            )
            for position, one in enumerate(suggestions)
        ],
    )
    connection.execute(
        "INSERT OR REPLACE INTO coded (document_id, by) VALUES (?, ?)", bound(name, document.by)
    )


# ---------------------------------------------------------------- one review


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One value that may be coded, and where it was read."""

    value: str
    words: str
    person: int
    document_id: str
    page: int
    line: str
    start: int
    end: int
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedField:
    """One field of one review: what stands, and what is offered."""

    name: str
    said: tuple[Said, ...] = ()  # empty: not coded
    coder: str = ""
    at: str = ""
    offers: tuple[Offer, ...] = ()  # best first

    @property
    def coded(self) -> bool:
        """Whether a person said something of it; that it is not stated, too."""
        return bool(self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingSheet:
    """A review with all that is coded of it and offered for it."""

    review: dict[str, Any]
    documents: tuple[dict[str, Any], ...]
    fields: dict[str, CodedField] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """How many people the sheet has columns for."""
        said = [one.person for coded in self.fields.values() for one in coded.said]
        offered = [one.person for coded in self.fields.values() for one in coded.offers if not coded.said]
        return max([1, *said, *offered])


def sheet(
    connection: sqlite3.Connection,
    review_id: str,
    fresh: Mapping[str, Sequence[Suggestion]] = MappingProxyType({}),
) -> CodingSheet | None:
    """All of one review; None when there is no such review.

    Args:
        connection: of the catalogue.
        review_id: which.
        fresh: suggestions by document that are not kept yet, and count instead of those that are.
    """
    review = connection.execute("SELECT * FROM reviews WHERE id = ?", (review_id,)).fetchone()
    if review is None:
        return None
    documents = connection.execute(
        f"""SELECT v.id, v.title, v.role, v.pages, v.media_type, v.sha256, v.published, v.language, v.status
        FROM documents v WHERE v.review_id = ? AND v.duplicate_of IS NULL AND v.status <> 'rejected'
        ORDER BY {" ".join(_by_role("v.role"))}, v.id""",  # noqa: S608
        (review_id,),
    ).fetchall()
    offers = _offers(connection, [row["id"] for row in documents], fresh)
    fields = {name: _field(connection, review_id, name, offers.get(name, [])) for name in FIELDS}
    return CodingSheet(review=dict(review), documents=tuple(dict(row) for row in documents), fields=fields)


def _by_role(column: str) -> list[str]:
    return ["CASE", column, *(f"WHEN '{role}' THEN {n}" for n, role in enumerate(CODED_ROLES)), "ELSE 9 END"]


def _offers(
    connection: sqlite3.Connection, documents: Sequence[str], fresh: Mapping[str, Sequence[Suggestion]]
) -> dict[str, list[Offer]]:
    found: dict[str, list[Offer]] = {}
    known: set[tuple[str, int, str]] = set()
    for name in documents:  # the report before its summary
        for one in fresh[name] if name in fresh else _kept(connection, name):
            key = (one.field, one.person, one.value)
            if key in known or one.field not in FIELDS:
                continue
            known.add(key)
            found.setdefault(one.field, []).append(
                Offer(
                    value=one.value,
                    words=FIELDS[one.field].say(one.value),
                    person=one.person,
                    document_id=name,
                    page=one.page,
                    line=one.line,
                    start=one.start,
                    end=one.end,
                    rule=one.rule,
                    confidence=float(one.confidence),
                )
            )
    return found


def _kept(connection: sqlite3.Connection, name: str) -> Iterator[Suggestion]:
    """What is suggested from a document, as it was kept."""
    for row in connection.execute(
        """SELECT field, value, page, line, line_start AS start, line_end AS "end", rule, confidence, person
        FROM coding_suggestion WHERE document_id = ? ORDER BY position""",
        (name,),
    ):
        yield Suggestion(**dict(row))


def _field(connection: sqlite3.Connection, review: str, name: str, offers: Sequence[Offer]) -> CodedField:
    row = connection.execute(
        """SELECT c.value, c.who, c.at FROM standing s JOIN decisions c ON c.seq = s.seq
        WHERE s.subject_id = ? AND s.field = ?""",
        (review, PREFIX + name),
    ).fetchone()
    if row is None or not row["value"]:
        return CodedField(name=name, offers=tuple(offers))
    said = from_decision(name, row["value"])
    return CodedField(name=name, said=said, coder=row["who"], at=row["at"], offers=tuple(offers))


def confirmed_by_offer(coded: CodedField, person: int | None = None) -> tuple[Said, ...]:
    """What confirming what is offered would say: the best for each person, all where several hold."""
    frame, chosen = FIELDS[coded.name], []
    taken: set[int] = set()
    for offer in coded.offers:
        if person is not None and offer.person != person:
            continue
        if not frame.several and offer.person in taken:
            continue
        taken.add(offer.person)
        chosen.append(
            Said(value=offer.value, document_id=offer.document_id, page=offer.page, person=offer.person)
        )
    return tuple(chosen)


# ---------------------------------------------------------------- all reviews


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the coding of accepted reviews has come."""

    reviews: int
    done: int  # of which every field is coded
    fields: dict[str, dict[str, int]]  # field → coded, not_stated, suggested, neither


_ACCEPTED = "SELECT DISTINCT review_id FROM documents WHERE status = 'accepted' AND review_id IS NOT NULL"


def progress(connection: sqlite3.Connection) -> Progress:
    """Counts of accepted reviews, field by field."""
    accepted = {row["review_id"] for row in connection.execute(_ACCEPTED)}
    coded: dict[str, set[str]] = {name: set() for name in FIELDS}
    silent: dict[str, set[str]] = {name: set() for name in FIELDS}
    offered: dict[str, set[str]] = {name: set() for name in FIELDS}
    for row in connection.execute("SELECT review_id, field, value FROM standing_codings"):
        if row["review_id"] in accepted:
            coded[row["field"]].add(row["review_id"])
            if row["value"] == NOT_STATED:
                silent[row["field"]].add(row["review_id"])
    for row in connection.execute("SELECT DISTINCT review_id, field FROM suggested_codings"):
        if row["review_id"] in accepted and row["field"] in FIELDS:
            offered[row["field"]].add(row["review_id"])
    fields = {
        name: {
            "coded": len(coded[name]),
            "not_stated": len(silent[name]),
            "suggested": len(offered[name] - coded[name]),
            "neither": len(accepted - coded[name] - offered[name]),
        }
        for name in FIELDS
    }
    done = len(set.intersection(*coded.values())) if accepted else 0
    return Progress(reviews=len(accepted), done=done, fields=fields)


def to_be_coded(connection: sqlite3.Connection, *, limit: int, after: str = "") -> list[dict[str, Any]]:
    """Accepted reviews of which some field is not coded, by id, from one on and round to it."""
    found = connection.execute(
        f"""SELECT r.id, r.title, r.review_type, r.case_name, r.year, r.source,
            (SELECT count(*) FROM standing s WHERE s.subject_id = r.id AND s.field GLOB 'coding:*') AS coded
        FROM reviews r WHERE r.id IN ({_ACCEPTED}) AND coded < ? AND r.id <> ?
        ORDER BY r.id <= ?, r.id LIMIT ?""",  # noqa: S608
        (len(FIELDS), after, after, limit),
    )
    return [dict(row) for row in found]
