"""What a study counts, and the tables that it comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from harvester.coding.frame import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """What is coded of one field of one review."""

    values: tuple[tuple[int, str], ...] = ()  # confirmed: person and value
    suggested: bool = False  # nothing is confirmed, and something is suggested


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyReview:
    """One review with accepted documents."""

    id: str
    title: str
    case_name: str | None
    nation: str
    review_type: str
    year: int | None
    published: str | None  # of its first accepted document that says when, else None
    bodies: tuple[str, ...]  # titles of its publishers
    regions: tuple[str, ...]  # of England
    reports: int  # overview reports, each text once
    documents: int  # accepted
    named: int | None = None  # people whom the name of the case tells of
    codings: Mapping[str, Coded] = field(default_factory=dict)

    def coded(self, name: str) -> Coded:
        """What is coded of a field."""
        return self.codings.get(name, Coded())

    @property
    def coded_people(self) -> int | None:
        """How many people were coded; None where none were."""
        fields = [one.name for one in FIELDS.values() if one.of_person]
        return max((person for name in fields for person, _value in self.coded(name).values), default=None)

    @property
    def people(self) -> int | None:
        """How many people it is about: as coded, else as the name of the case tells; None: not known."""
        return self.coded_people if self.coded_people is not None else self.named


class Kind(StrEnum):
    """What a row of a table is."""

    VALUE = "value"
    NOT_STATED = "not_stated"  # somebody looked, and it is not said
    NOT_CODED = "not_coded"  # nobody has confirmed anything yet
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a count for each column; None where it is withheld."""

    value: str
    label: str
    counts: tuple[int | None, ...]
    kind: Kind = Kind.VALUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a study."""

    name: str  # of its files
    title: str
    unit: str  # what is counted: reviews, people, documents
    first: str  # what the rows are: "Age"
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    confirmed: int | None = None  # units of which the field is confirmed, not stated included
    suggested: int | None = None  # units of which it is suggested only: none of them is counted above
    several: bool = False  # one unit may be in several rows, which do not add up
    notes: tuple[str, ...] = ()

    def of_kind(self, kind: Kind) -> tuple[Row, ...]:
        """Rows of one kind."""
        return tuple(row for row in self.rows if row.kind is kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """How documents came into the study, in the words of PRISMA 2020; counts of documents."""

    from_sites: int
    from_lists: int  # national collections
    duplicates: int  # removed before screening: texts that another row has
    ineligible: int  # removed before screening: judged by rule to be no review documents
    unread: int  # known by address only, or not described yet
    waiting: int  # not screened yet
    screened: int
    excluded: Mapping[str, int]  # reason → documents
    held: int  # screened and set aside without a verdict
    sought: int  # accepted
    not_retrieved: int  # accepted, and no file could be had
    included: int  # documents with a file
    copies: int = 0  # of these, copies of a text that another included row has
    reviews: int = 0
    reports: int = 0
    people: int | None = None
    people_of: int = 0  # reviews of which that is known
    screeners: int = 0  # people who decided
    changed: int = 0  # documents on whose status the last word is not the first
    first: str | None = None
    last: str | None = None

    @property
    def identified(self) -> int:
        """Everything found."""
        return self.from_sites + self.from_lists

    @property
    def all_excluded(self) -> int:
        """Excluded for whatever reason."""
        return sum(self.excluded.values())
