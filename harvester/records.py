"""The values that one step hands to the next: one frozen type per hand-over.

Times are ISO 8601 in UTC (`2026-11-26T02:15:00Z`); dates are ISO 8601 and may be partial
(`2016`, `2016-09`, `2016-09-28`). Addresses are absolute http(s) URLs. A missing value is `None`,
never an empty string, except for context texts of a link, where "" means "there was none".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from harvester.vocabulary import (
    Nation,
    Origin,
    Outcome,
    PageKind,
    Precision,
    ReviewType,
    Role,
    SourceKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """What later steps need to know about a source: who publishes, under which names."""

    slug: str
    title: str
    nation: Nation
    kind: SourceKind = SourceKind.PARTNERSHIP
    aliases: tuple[str, ...] = ()  # other and former names, without years
    authorities: tuple[str, ...] = ()  # ONS codes
    homepage: str | None = None
    successors: tuple[str, ...] = ()  # of a closed body: slugs of those that followed it


# ---------------------------------------------------------------- pages and links


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link of a page, with everything around it that says what it leads to."""

    url: str
    text: str
    title: str = ""  # the title attribute
    alt: str = ""  # alt text of an image inside the link
    heading: str = ""  # the nearest heading or accordion label above
    outline: tuple[str, ...] = ()  # all enclosing headings, outermost first, ending in `heading`
    row: str = ""  # text of the other cells of its table row
    column: str = ""  # header of its table column
    nearby: str = ""  # the sentence, list item or line it stands in, and the size line after it
    entry: str = ""  # the title line of the entry it belongs to (bold line, list entry title)
    furniture: bool = False  # in navigation, header, footer, sidebar, cookie bar
    position: int = 0  # order on the page, from 0
    apart: str = ""  # `nearby` without the words of the other links in it; "" when there are none
    dated: str = ""  # the line or sentence of the page that dates its group of links


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One HTML page, taken apart."""

    url: str
    title: str = ""
    h1: str = ""
    headings: tuple[str, ...] = ()
    breadcrumb: str = ""
    language: str = ""  # the lang attribute, lower case, or ""
    published: str | None = None  # the date the page itself states (time, meta, "Published on")
    text: str = ""  # main text without furniture
    links: tuple[Link, ...] = ()
    canonical: str | None = None
    alternates: tuple[tuple[str, str], ...] = ()  # languages and addresses of the page in them
    refresh: str | None = None  # target of a meta refresh
    signals: tuple[str, ...] = ()  # seen in the markup: "password", "challenge", "captcha"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageVerdict:
    """What kind of page it is, and why."""

    kind: PageKind
    score: float  # 0..1, how sure
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkVerdict:
    """What a link leads to, and why. `follow` ranks it as a way to pages that list reviews."""

    is_review_document: bool
    score: float  # 0..1 that it leads straight to a review document
    follow: float = 0.0  # 0..1 that it is a page worth fetching
    review_type: ReviewType | None = None
    role: Role | None = None
    case_name: str | None = None
    published: str | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A link judged likely to lead to a review document: one sighting of one address."""

    source: str
    url: str
    page_url: str
    page_title: str
    page_kind: PageKind
    link: Link
    verdict: LinkVerdict
    page_heading: str = ""  # the page's h1
    page_published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageVisit:
    """One HTML page asked for during a crawl, and how that ended."""

    source: str
    url: str
    outcome: Outcome
    status: int | None = None
    kind: PageKind | None = None
    title: str = ""
    candidates: int = 0
    message: str = ""
    at: str = ""


# ---------------------------------------------------------------- files


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One request for a document, and how it ended. `sha256` is set when bytes were kept."""

    source: str
    url: str  # as linked
    outcome: Outcome
    at: str
    final_url: str | None = None  # after redirects
    status: int | None = None
    sha256: str | None = None
    size: int | None = None  # bytes
    media_type: str | None = None  # by content
    etag: str | None = None
    last_modified: str | None = None
    file_name: str | None = None  # from Content-Disposition, display text only
    message: str = ""
    archive: str | None = None  # the web archive that answered, when it was not the site
    captured: str | None = None  # when that archive captured it
    method: str = "GET"  # or HEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a page as laid out. Box is (x0, top, x1, bottom) in points from top left."""

    text: str
    page: int  # from 1
    number: int  # order on the page, from 1
    box: tuple[float, float, float, float] | None = None
    size: float | None = None  # font size in points
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What was read from one file."""

    sha256: str
    outcome: Outcome
    media_type: str | None
    pages: tuple[str, ...] = ()  # text per page; one page for formats without pages
    lines: tuple[Line, ...] = ()  # layout of the first three pages, reading order, no headers
    headers: tuple[Line, ...] = ()  # running headers and footers
    properties: dict[str, str] = field(default_factory=dict)  # title, author, created, language …
    page_count: int | None = None
    page_sizes: tuple[tuple[float, float], ...] = ()  # width and height in points of the pages laid out
    extractor: str = ""  # names and versions
    ocr: bool = False
    message: str = ""


# ---------------------------------------------------------------- description


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where one value was read."""

    field: str
    value: str
    origin: Origin
    rule: str
    confidence: float  # 0..1
    page: int | None = None
    line: str | None = None  # the text of the line
    box: tuple[float, float, float, float] | None = None

    def __reduce__(self) -> tuple[object, ...]:  # there are many, and the way of dataclasses is slow
        said = (self.field, self.value, self.origin, self.rule, self.confidence)
        return Evidence, (*said, self.page, self.line, self.box)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a document is, by machine. `evidence` holds the chosen values and the alternatives."""

    title: str | None = None
    review_type: ReviewType | None = None
    role: Role | None = None
    case_name: str | None = None
    authors: tuple[str, ...] = ()
    board: str | None = None  # the publisher that the document names
    published: str | None = None
    published_precision: Precision | None = None
    completed: str | None = None
    language: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentVerdict:
    """Whether a fetched (or withheld) candidate is kept as a review document, and why."""

    kept: bool
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An address was linked from a page with these words; what `Candidate` became in the catalogue."""

    source: str
    url: str
    page_url: str
    page_title: str
    page_kind: PageKind
    page_heading: str
    page_published: str | None
    link: Link
    score: float
    is_review_document: bool
    reasons: tuple[str, ...]
    first_seen: str
    last_seen: str
    # What the link said in view of the whole page (other links of the case, the paragraph around it),
    # which is not kept: None where it said nothing.
    review_type: ReviewType | None = None
    role: Role | None = None
    case_name: str | None = None
    published: str | None = None


# ---------------------------------------------------------------- grouping


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text to find those that may be like it: half a kilobyte, whatever its length."""

    count: int  # words in all
    shingles: int  # different runs of three words
    digest: int  # of all words in order: equal texts have equal digests
    hashes: bytes  # MinHash of the runs of three words: unsigned 32-bit numbers, little-endian


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupInput:
    """One kept document as grouping sees it."""

    id: str
    source: str
    nation: Nation
    sha256: str | None
    url: str
    page_url: str
    heading: str  # heading or row the link stood under: documents of one review share it
    title: str
    review_type: ReviewType
    role: Role
    case_name: str | None
    board: str | None
    published: str | None
    completed: str | None
    language: str | None
    text: str  # full text, "" when there is none
    first_seen: str
    sketch: Sketch | None = None  # of the text, where it was made before
    replaced_by_address: str | None = None  # id of the document now served at the same address
    previous_review: str | None = None  # review_id of the last grouping, kept where possible


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewGroup:
    """One case review and the documents that belong to it."""

    id: str
    source: str  # publisher's source where we have one, else the source that listed it
    nation: Nation
    review_type: ReviewType
    case_name: str | None
    title: str
    year: int | None
    document_ids: tuple[str, ...]
    publishers: tuple[str, ...]  # slugs


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikePair:
    """Two documents whose texts share much, whatever grouping made of it."""

    one: str
    two: str
    inside: float  # share of the smaller text that stands in the other
    jaccard: float  # share of both that both have
    verdict: str | None  # copy, version, or None: neither, as far as a machine can tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Everything grouping decided. Maps are from document id to document id."""

    reviews: tuple[ReviewGroup, ...]
    duplicate_of: dict[str, str]
    replaces: dict[str, str]
    publisher: dict[str, str | None]  # document id → slug of the publisher, when known
    foreign: frozenset[str]  # ids of documents that another area published
    reasons: dict[str, str]  # document id → why it was joined or marked
    alike: tuple[AlikePair, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeClaim:
    """What one grouped document itself says of the kind of its review, and where it says so."""

    id: str
    review_id: str | None
    role: Role
    review_type: ReviewType | None
    origin: Origin | None  # None where a person said it, or nothing tells


# ---------------------------------------------------------------- national lists


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """One review as a national list records it, whether or not the list still offers its report."""

    source: str  # slug of the national list
    title: str  # the title line as printed
    page_url: str
    publisher_text: str | None = None  # who published it, in the words of the list
    anonymous: bool = False  # the list says that the publisher is not to be named
    publishers: tuple[str, ...] = ()  # slugs, by full names; several for joint reviews and predecessors
    case_name: str | None = None
    review_type: ReviewType | None = None
    year: int | None = None  # of publication, else of the list's own section
    published: str | None = None
    summary: str = ""
    subjects: tuple[str, ...] = ()  # keywords and learning themes, in the words of the list
    number: str | None = None  # the list's own, such as NC049469
    url: str | None = None  # of the document that the list offers
    more: tuple[str, ...] = ()  # of further papers that the same entry offers: summary, briefing, action plan
    id: str | None = None  # as kept in the catalogue; None fresh from a page
    # What is held of the list's own copy, where it was fetched:
    document_id: str | None = None
    review_id: str | None = None  # the review that grouping gave it, by the text
    sha256: str | None = None


# ---------------------------------------------------------------- runs


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlTally:
    """What the crawl of one source came to, counted by the spider."""

    source: str
    requests: int = 0
    pages_fetched: int = 0
    bytes: int = 0
    candidates: int = 0
    seconds: float = 0.0
    entrances: dict[str, Outcome] = field(default_factory=dict)  # homepage and start pages → end
    walls: int = 0  # challenge or log-in pages met at entrances
    capped: bool = False
    moved: tuple[str, ...] = ()  # plain sentences: what moved where
    message: str = ""
    finished: bool = True
    platform: str | None = None  # as pinned or recognised; "generic" when pages told none
    unwritten: int = 0  # finds that could not be recorded, by a fault of ours
