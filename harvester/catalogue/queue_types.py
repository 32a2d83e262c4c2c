"""What the desk asks the catalogue for, and what it is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harvester.doubts import Doubt

KINDS = ("new", "changed", "withdrawn", "doubtful", "held")
FACETS = ("kind", "nation", "source", "review_type", "role", "doubt")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilters:
    """Which finds; nothing given means all that wait for a person. A find has one kind or several."""

    kind: frozenset[str] | set[str] = frozenset()  # of KINDS: any of them
    nation: str | None = None
    source: str | None = None
    review_type: str | None = None
    role: str | None = None
    doubt: str | None = None  # a code of harvester.doubts.LABELS
    since: str | None = None  # a time: only what matters since then
    words: str = ""  # in title, case name, board or source


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One find as the queue lists it. Values are the effective ones."""

    document_id: str
    key: str  # its place in the queue: hand the last one to `queue_page(after=…)`
    title: str
    source: str
    source_title: str
    nation: str
    review_type: str
    role: str
    case_name: str | None
    published: str | None
    language: str | None
    review_id: str | None
    status: str
    presence: str
    kinds: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    matters: str  # the time since when it matters: found, changed, withdrawn or newly doubtful
    first_seen: str
    last_seen: str
    duplicate_of: str | None
    replaces: str | None
    sha256: str | None
    media_type: str | None
    pages: int | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """Some finds in the order of the queue."""

    rows: tuple[QueueRow, ...]
    total: int  # of all that the filters let through
    next: str | None  # `after` of the next page; None at the end


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The finds before and after one in a queue; the one itself need not be in it (any more)."""

    previous: str | None  # document id
    next: str | None
    position: int  # finds before it
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A value offered for a field as a one-key choice, with the best evidence for it."""

    value: str  # as a decision takes it; authors: a JSON array
    label: str  # as a person reads it
    chosen: bool = False  # it stands now
    origin: str | None = None  # None: offered by the vocabulary, nothing read says so
    confidence: float = 0.0
    rule: str | None = None
    page: int | None = None
    line: str | None = None
    box: tuple[float, float, float, float] | None = None
    times: int = 1  # places that say so


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewChoice:
    """A review that a document may be assigned to."""

    review_id: str
    title: str
    case_name: str | None
    review_type: str
    year: int | None
    source: str
    source_title: str
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFilters:
    """Which documents to search; None means any."""

    nation: str | None = None
    source: str | None = None
    review_type: str | None = None
    role: str | None = None
    status: str | None = None
    year: int | None = None  # of publication, else of completion


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHit:
    """A document that holds the words, at its best page."""

    document_id: str
    title: str
    source: str
    source_title: str
    review_type: str
    role: str
    case_name: str | None
    published: str | None
    status: str
    presence: str
    sha256: str | None
    page: int | None  # None: the words are in its title, case name or board
    snippet: str  # plain text
    marks: tuple[tuple[int, int], ...]  # the found words in the snippet: start, end
    more: tuple[int, ...] = ()  # its other pages that hold the words, as far as looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """Some hits."""

    hits: tuple[PageHit, ...]
    next: str | None  # `after` of the next page; None at the end
    ranked: bool  # False: too many pages hold the words to weigh them; the newest files come first
    pages: int  # pages that hold the words, whatever the filters; counted up to COUNTED


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedText:
    """The text of a page with the places of the found words."""

    text: str
    marks: tuple[tuple[int, int], ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class CopySide:
    """One of two documents that may be the same text."""

    document_id: str
    title: str
    source: str
    source_title: str
    review_type: str
    role: str
    case_name: str | None
    published: str | None
    status: str
    review_id: str | None
    sha256: str | None
    pages: int | None
    first_seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPair:
    """Two documents that may be the same text, or versions of one. `one` would be the original."""

    one: CopySide
    two: CopySide
    relation: str  # what the machine took them for: copy | version | alike
    why: str  # one plain sentence
    share: float | None  # of the smaller text that stands in the other; None: not measured
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPage:
    """Some pairs."""

    pairs: tuple[CopyPair, ...]
    total: int
    next: str | None
