"""One document as every format sees it: clean text, the publisher's name, names of kinds. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.publish.text import one_line
from harvester.tell.wording import web_address
from harvester.vocabulary import Presence, ReviewType, Role, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TYPE_NAMES: dict[str, str] = {
    ReviewType.SCR: "Serious case review",
    ReviewType.CSPR: "Local child safeguarding practice review",
    ReviewType.NATIONAL: "National child safeguarding practice review",
    ReviewType.RAPID_REVIEW: "Rapid review",
    ReviewType.CPR: "Child practice review",
    ReviewType.SUSR: "Single unified safeguarding review",
    ReviewType.APR: "Adult practice review",
    ReviewType.SIG_CR: "Significant case review",
    ReviewType.LEARNING_REVIEW: "Learning review",
    ReviewType.CMR: "Case management review",
    ReviewType.SAR: "Safeguarding adult review",
    ReviewType.DHR: "Domestic homicide review",
    ReviewType.THEMATIC: "Thematic review",
    ReviewType.OTHER: "Review",
}
NATION_NAMES = {
    "england": "England",
    "wales": "Wales",
    "scotland": "Scotland",
    "northern_ireland": "Northern Ireland",
    "crown_dependency": "Crown Dependencies",
    "uk": "United Kingdom",
}
LANGUAGES_3 = {"en": "eng", "cy": "wel"}  # as MARC writes them
RIGHTS = "The document belongs to its publisher; this record gives no rights in it."
_PLAIN_ROLES = (Role.OVERVIEW_REPORT, Role.OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a source's reviews come from."""

    title: str  # of the source
    areas: tuple[str, ...] = ()  # names of its authorities


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document. The first fields are the columns of view `documents`, in its order."""

    id: str
    review_id: str | None = None
    source: str
    nation: str
    title: str
    review_type: str
    role: str
    case_name: str | None = None
    authors: tuple[str, ...] = ()
    board: str | None = None
    published: str | None = None
    published_precision: str | None = None
    completed: str | None = None
    language: str | None = None
    media_type: str | None = None
    pages: int | None = None
    sha256: str | None = None
    url: str | None = None
    page_url: str | None = None
    link_text: str | None = None
    status: str = "new"
    presence: str = "present"
    fetch_outcome: str | None = None
    text_outcome: str | None = None
    duplicate_of: str | None = None
    replaces: str | None = None
    first_seen: str
    last_seen: str
    replaced_by: str | None = None
    publisher: str | None = None  # whom to cite; None: published anonymously
    publishers: tuple[str, ...] = ()  # slugs of the review's publishers
    areas: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()  # that national lists give
    numbers: tuple[str, ...] = ()  # under which national lists record it
    incident_date: str | None = None  # of its review, as a person coded it

    @property
    def kind(self) -> str:
        """The kind of review and, where it is not the report itself, what this document is of it."""
        name = TYPE_NAMES.get(self.review_type, "Review")
        return name if self.role in _PLAIN_ROLES else f"{name}: {self.role.replace('_', ' ')}"

    @property
    def place(self) -> str:
        """Areas, else the nation."""
        return "; ".join(self.areas) or NATION_NAMES.get(self.nation, "")

    @property
    def day(self) -> str | None:
        """When it was published, else completed."""
        return self.published or self.completed

    @property
    def offered(self) -> bool:
        """Whether its publisher still offers the file at its address."""
        return self.presence in (Presence.PRESENT, Presence.MOVED, Presence.UNREACHABLE)

    @property
    def notes(self) -> tuple[str, ...]:
        """What no field of a reference format takes, as sentences."""
        said = [f"Incident {self.incident_date}."] if self.incident_date else []
        if self.completed and self.completed != self.published:
            said.append(f"Completed {self.completed}.")
        if self.presence == Presence.WITHDRAWN:
            said.append(f"Withdrawn by its publisher; last seen {self.last_seen[:10]}.")
        elif self.presence == Presence.CHANGED:
            said.append(f"Its address now serves another version; last seen {self.last_seen[:10]}.")
        if self.replaces:
            said.append(f"Replaces {self.replaces}.")
        if self.replaced_by:
            said.append(f"Replaced by {self.replaced_by}.")
        if self.duplicate_of:
            said.append(f"The same text as {self.duplicate_of}.")
        return tuple(said)

    @property
    def identifier(self) -> str:
        """Its name in OAI-PMH."""
        return f"oai:harvester:{self.id}"


_LINES = ("title", "case_name", "board", "link_text")
_LISTS = ("publishers", "subjects", "numbers")
_AS_THEY_ARE = (
    *("id", "review_id", "source", "nation", "review_type", "role", "published", "published_precision"),
    *("completed", "language", "media_type", "pages", "sha256", "status", "presence", "fetch_outcome"),
    *("text_outcome", "duplicate_of", "replaces", "replaced_by", "first_seen", "last_seen", "incident_date"),
)


def entry_of(row: Mapping[str, Any], places: Mapping[str, Place]) -> Entry:
    """The entry of one row of the catalogue."""
    values: dict[str, Any] = {name: row[name] for name in _AS_THEY_ARE}
    values |= {name: one_line(row[name]) or None for name in _LINES}
    values["title"] = values["title"] or values["link_text"] or "(no title)"
    values["authors"] = _lines(json.loads(row["authors"] or "[]"))
    values |= {name: _lines(row[name]) for name in _LISTS}
    values["url"], values["page_url"] = web_address(row["url"]), web_address(row["page_url"])
    own = row["source_kind"] != SourceKind.NATIONAL
    places_of = values["publishers"] or ((row["source"],) if own else ())
    values["areas"] = tuple(
        dict.fromkeys(area for slug in places_of for area in places.get(slug, _NOWHERE).areas)
    )
    values["publisher"] = _publisher(values, row, places, own=own)
    return Entry(**values)


_NOWHERE = Place(title="")


def _publisher(
    values: Mapping[str, Any], row: Mapping[str, Any], places: Mapping[str, Place], *, own: bool
) -> str | None:
    if values["board"]:
        return str(values["board"])
    titles = [places[slug].title for slug in values["publishers"] if slug in places]
    if titles:
        return one_line("; ".join(titles))
    return (one_line(row["source_title"]) or None) if own else None


def _lines(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for value in values if (line := one_line(value))))
