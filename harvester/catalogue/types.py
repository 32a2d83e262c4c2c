"""What the catalogue hands out beside `harvester.records`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harvester.records import Fetch, ListEntry, Sighting
    from harvester.vocabulary import SourceOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSource:
    """How one source ended in one run: the columns of view `run_sources`, and what was listed."""

    source: str
    outcome: SourceOutcome
    pages_fetched: int = 0
    requests: int = 0
    bytes: int = 0
    candidates: int = 0
    documents_listed: int = 0
    documents_new: int = 0
    documents_changed: int = 0
    documents_lost: int = 0
    documents_withheld: int = 0  # withdrawals that the gate withheld
    seconds: float = 0.0
    message: str = ""
    platform: str | None = None  # as pinned or recognised


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """One run as `harvester runs` lists it."""

    id: int
    command: str
    started: str
    finished: str | None
    exit_code: int | None
    reason: str | None
    sources: tuple[str, ...]  # slugs that it was asked to crawl
    documents_new: int
    documents_changed: int
    documents_lost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDetail:
    """One run with its sources and what became of documents."""

    run: RunSummary
    sources: tuple[dict[str, Any], ...]  # rows of view run_sources, with documents_listed and platform
    events: tuple[dict[str, Any], ...]  # source, document_id, what, title
    fetches: dict[str, int]  # outcome → document requests


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """A source as `harvester status` shows it."""

    source: str
    title: str
    nation: str
    outcome: str | None  # None: not crawled to the end yet
    since: str | None  # start of the first of the latest runs that all ended this way
    message: str
    run_id: int | None
    last_run: str | None  # when that run started
    last_seen: str | None  # when a document was last listed
    documents_known: int
    documents_listed: int
    documents_new: int
    platform: str | None = None  # of its site, when the last run could tell


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInput:
    """Everything a document is described from, except its text (`load_extract`)."""

    id: str
    source: str
    sha256: str | None
    url: str
    sightings: tuple[Sighting, ...]  # best first
    fetch: Fetch | None  # of the bytes we hold, else the latest failure
    changed: bool  # False: only the rules are newer
    entries: tuple[ListEntry, ...] = ()  # of national lists, that link to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Facets of a search; None means any."""

    source: str | None = None
    review_type: str | None = None
    role: str | None = None
    year: int | None = None  # of publication, else of completion
    limit: int = 20
    subject: str | None = None  # a subject that a national list gives it, or the beginning of one


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One document found, at its best page."""

    document_id: str
    title: str
    source: str
    page: int | None  # None: found in its title, case name, publisher or authors
    snippet: str
    marks: tuple[tuple[int, int], ...]  # the found words in the snippet: start, end
    review_type: str
    role: str
    published: str | None
    presence: str = "present"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One document or review with everything known about it, ready for JSON."""

    kind: str  # document | review
    fields: dict[str, Any]  # the columns of the view
    kept: bool = True  # False: the machine did not take it for a review document
    reasons: tuple[str, ...] = ()
    group_reason: str | None = None
    evidence: tuple[dict[str, Any], ...] = ()
    sightings: tuple[dict[str, Any], ...] = ()
    fetches: tuple[dict[str, Any], ...] = ()  # newest first
    decisions: tuple[dict[str, Any], ...] = ()
    duplicates: tuple[dict[str, Any], ...] = ()
    versions: tuple[dict[str, Any], ...] = ()  # oldest first, itself included, when there are several
    documents: tuple[dict[str, Any], ...] = ()  # of the same review
    publishers: tuple[str, ...] = ()
    events: tuple[dict[str, Any], ...] = field(default=())
    entries: tuple[dict[str, Any], ...] = ()  # of national lists, for the document or its review
    captures: tuple[dict[str, Any], ...] = ()  # by web archives, newest first, where its bytes came from
