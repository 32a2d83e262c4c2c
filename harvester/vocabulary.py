"""The closed vocabularies of the contract (docs/catalogue.md)."""

from __future__ import annotations

from enum import StrEnum


class ReviewType(StrEnum):
    """Kind of case review; which letters mean which kind depends on nation and date."""

    SCR = "scr"
    CSPR = "cspr"
    NATIONAL = "national"
    RAPID_REVIEW = "rapid_review"
    CPR = "cpr"
    SUSR = "susr"
    APR = "apr"
    SIG_CR = "sig_cr"
    LEARNING_REVIEW = "learning_review"
    CMR = "cmr"
    SAR = "sar"
    DHR = "dhr"
    THEMATIC = "thematic"
    OTHER = "other"


class Role(StrEnum):
    """What a document is within its review. A translation keeps the role of its original."""

    OVERVIEW_REPORT = "overview_report"
    EXECUTIVE_SUMMARY = "executive_summary"
    RESPONSE = "response"
    ACTION_PLAN = "action_plan"
    BRIEFING = "briefing"
    APPENDIX = "appendix"
    STATEMENT = "statement"
    LETTER = "letter"
    EASY_READ = "easy_read"
    OTHER = "other"


class Outcome(StrEnum):
    """How a request, or the reading of a file, ended. Every one is kept with its reason."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    GONE = "gone"
    BLOCKED = "blocked"
    ROBOTS_DENIED = "robots_denied"
    TIMEOUT = "timeout"
    TLS = "tls"
    UNREACHABLE = "unreachable"
    SERVER_ERROR = "server_error"
    REFUSED = "refused"
    NOT_A_DOCUMENT = "not_a_document"
    UNSUPPORTED = "unsupported"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    ENCRYPTED = "encrypted"
    IMAGE_ONLY = "image_only"
    PARSE_ERROR = "parse_error"
    LIMIT = "limit"


class SourceOutcome(StrEnum):
    """How a source ended in one run (docs/operating.md)."""

    OK = "ok"
    EMPTY = "empty"
    SUSPECT = "suspect"
    BLOCKED = "blocked"
    FAILED = "failed"
    CAPPED = "capped"
    SKIPPED = "skipped"


class Nation(StrEnum):
    """Nation whose law governs a source's reviews."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"
    CROWN_DEPENDENCY = "crown_dependency"
    UK = "uk"


class SourceKind(StrEnum):
    """What kind of body publishes a source."""

    PARTNERSHIP = "partnership"
    REGIONAL_BOARD = "regional_board"
    COMMITTEE = "committee"
    NATIONAL = "national"


class SourceStatus(StrEnum):
    """Whether a source is crawled."""

    LIVE = "live"
    PAUSED = "paused"
    GONE = "gone"


class PageKind(StrEnum):
    """What a page of a site is, for the purpose of finding reviews."""

    HUB = "hub"  # lists reviews, or explains them and leads to the list
    LISTING = "listing"  # a plain list of downloads, or of links to case pages
    CASE_PAGE = "case_page"  # one review and its documents
    REVIEW = "review"  # is itself the text of a review (HTML-only)
    NEWS = "news"
    OTHER = "other"
    WALL = "wall"  # challenge, log-in, cookie or consent wall
    MISSING = "missing"  # "not found" served as a page


class Origin(StrEnum):
    """Where a value was read."""

    LINK = "link"
    HEADING = "heading"
    PAGE = "page"
    COVER = "cover"
    HEADER = "header"
    PROPERTIES = "properties"
    FILE_NAME = "file_name"
    HTTP = "http"
    DECISION = "decision"


class DocumentStatus(StrEnum):
    """Where a document stands with the librarian."""

    NEW = "new"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    HELD = "held"


class RejectReason(StrEnum):
    """Why a librarian rejected a document; a decision's reason begins with the word ("other: typed")."""

    NOT_A_REVIEW = "not_a_review"
    ANOTHER_AREA = "another_area"
    TRAINING_OR_GUIDANCE = "training_or_guidance"
    DUPLICATE = "duplicate"
    WRONG_FILE = "wrong_file"
    OTHER = "other"


class Presence(StrEnum):
    """Whether the source still offers a document."""

    PRESENT = "present"
    CHANGED = "changed"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    UNREACHABLE = "unreachable"


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class ExitCode:
    """Exit codes of the contract (docs/operating.md)."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    SOURCES_NEED_CARE = 3
    CONFIGURATION = 4
    GATE = 5
    NOTHING_DUE = 6
    LOCKED = 7
    DISK = 8
    NETWORK = 9
    NEWER_CATALOGUE = 10
    STOPPED = 11
