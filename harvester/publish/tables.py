"""The tables that leave the house: their columns, types and meanings, for every format alike. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.publish.entries import Entry


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    LIST = "list"  # of texts
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"  # ISO 8601, may be partial
    TIME = "time"  # ISO 8601, UTC
    URL = "url"


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str
    about: str
    kind: Kind = Kind.TEXT
    required: bool = False
    refers_to: str = ""  # "documents.id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table; `key` are the columns that name a row."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)


DOCUMENTS = Table(
    name="documents",
    about="One published text of one source",
    key=("id",),
    columns=(
        Column("id", "Permanent name of the document", required=True),
        Column("review_id", "The case review that it belongs to", refers_to="reviews.id"),
        Column("source", "Slug of the site that lists it", required=True, refers_to="sources.slug"),
        Column("nation", "Nation of the source", required=True),
        Column("title", "Title, else the words of the link", required=True),
        Column("review_type", "Kind of review (docs/catalogue.md)", required=True),
        Column("role", "What the document is within its review", required=True),
        Column("case_name", "Name of the case as published, often an alias"),
        Column("authors", "Who wrote it", Kind.LIST),
        Column("board", "Publisher that the document names"),
        Column("published", "Date of publication", Kind.DATE),
        Column("published_precision", "How much of it is known: day, month, year"),
        Column("completed", "Date of completion", Kind.DATE),
        Column("language", "Language, as en or cy"),
        Column("media_type", "Media type of the file"),
        Column("pages", "Number of pages", Kind.INTEGER),
        Column("sha256", "SHA-256 of the file"),
        Column("url", "Address of the file", Kind.URL),
        Column("page_url", "Page that lists it", Kind.URL),
        Column("link_text", "Words of the link"),
        Column("status", "Where it stands with the librarian", required=True),
        Column("presence", "Whether the source still offers it", required=True),
        Column("fetch_outcome", "How the request for the file ended"),
        Column("text_outcome", "How the reading of the file ended"),
        Column("duplicate_of", "Document of which this is the same text", refers_to="documents.id"),
        Column("replaces", "Older version that it replaces", refers_to="documents.id"),
        Column("first_seen", "When it was first seen", Kind.TIME, required=True),
        Column("last_seen", "When it was last seen", Kind.TIME, required=True),
        Column("replaced_by", "Newer version", refers_to="documents.id"),
        Column("publisher", "Whom to cite; blank where it was published anonymously"),
        Column("publishers", "Slugs of the review's publishers", Kind.LIST),
        Column("areas", "Areas of the publishers", Kind.LIST),
        Column("subjects", "Subjects that national lists give", Kind.LIST),
        Column("numbers", "Numbers under which national lists record it", Kind.LIST),
        Column("incident_date", "Date of the incident of its review, as a person coded it", Kind.DATE),
    ),
)
REVIEWS = Table(
    name="reviews",
    about="One case review, which several documents may belong to",
    key=("id",),
    columns=(
        Column("id", "Permanent name of the review", required=True),
        Column("source", "Slug of its publisher, else of the source that lists it", refers_to="sources.slug"),
        Column("nation", "Nation", required=True),
        Column("review_type", "Kind of review", required=True),
        Column("case_name", "Name of the case as published"),
        Column("title", "Title", required=True),
        Column("year", "Year of publication, else of completion", Kind.INTEGER),
        Column("documents", "Documents of it in this publication", Kind.INTEGER, required=True),
        Column("first_seen", "When it was first seen", Kind.TIME, required=True),
        Column("people", "People whom the name of the case names; blank: it does not say", Kind.INTEGER),
    ),
)
PUBLISHERS = Table(
    name="review_publishers",
    about="Who published a review: a joint one has several",
    key=("review_id", "source"),
    columns=(
        Column("review_id", "The review", required=True, refers_to="reviews.id"),
        Column("source", "Slug of the publisher", required=True, refers_to="sources.slug"),
    ),
)
SOURCES = Table(
    name="sources",
    about="Publishers' sites, and national lists",
    key=("slug",),
    columns=(
        Column("slug", "Name of the source", required=True),
        Column("title", "Name of the publisher", required=True),
        Column("nation", "Nation", required=True),
        Column("kind", "Kind of body", required=True),
        Column("homepage", "Its site", Kind.URL),
        Column("areas", "Areas that it covers", Kind.LIST),
    ),
)
SIGHTINGS = Table(
    name="sightings",
    about="One link to a document",
    columns=(
        Column("document_id", "The document", required=True, refers_to="documents.id"),
        Column("url", "Where the link leads", Kind.URL),
        Column("page_url", "Page with the link", Kind.URL),
        Column("link_text", "Words of the link"),
        Column("heading", "Heading above it"),
        Column("first_seen", "When it was first seen", Kind.TIME, required=True),
        Column("last_seen", "When it was last seen", Kind.TIME, required=True),
    ),
)
EVIDENCE = Table(
    name="evidence",
    about="Where a published value was read; the words themselves stay in the house",
    columns=(
        Column("document_id", "The document", required=True, refers_to="documents.id"),
        Column("field", "Column of documents", required=True),
        Column("value", "The value", required=True),
        Column("origin", "Where it was read", required=True),
        Column("page", "Page of the file", Kind.INTEGER),
        Column("rule", "By which rule"),
        Column("confidence", "How sure the rule is, 0 to 1", Kind.NUMBER),
    ),
)
PAGES = Table(
    name="pages",
    about="The text of one page",
    key=("document_id", "page"),
    columns=(
        Column("document_id", "The document", required=True, refers_to="documents.id"),
        Column("page", "Number of the page", Kind.INTEGER, required=True),
        Column("text", "Its text", required=True),
    ),
)
COVERAGE = Table(
    name="coverage",
    about="Reviews by body, year and kind: in this publication, held, and only known of",
    columns=(
        Column("body", "Slug of the body", required=True),
        Column("title", "Name of the body", required=True),
        Column("nation", "Nation", required=True),
        Column("year", "Year; blank: not known", Kind.INTEGER),
        Column("review_type", "Kind of review"),
        Column("accepted", "Reviews in this publication", Kind.INTEGER),
        Column("held", "Reviews of which a document is held", Kind.INTEGER),
        Column("refused", "Reviews that robots.txt keeps us from", Kind.INTEGER),
        Column("unavailable", "Reviews listed but not to be had", Kind.INTEGER),
        Column("elsewhere", "Reviews that only a national list names", Kind.INTEGER),
        Column("last_outcome", "How the last harvest of the body's site ended"),
    ),
)
METADATA = (DOCUMENTS, REVIEWS, PUBLISHERS, SOURCES, SIGHTINGS, EVIDENCE, COVERAGE)


def row_of(entry: Entry) -> dict[str, Any]:
    """The row of table documents."""
    values: Mapping[str, Any] = {name: getattr(entry, name) for name in DOCUMENTS.names}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
