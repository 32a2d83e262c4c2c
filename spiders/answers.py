"""What a response is: a page, a file, or a reason why there is neither. Pure on the response's values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from w3lib.encoding import http_content_type_encoding

from harvester import media_type
from harvester.clock import utc_now
from harvester.records import Fetch, PageVisit
from harvester.vocabulary import Outcome
from harvester.web.incremental import BY_HEAD, SAME
from harvester.web.outcomes import outcome_of_response
from harvester.web.replay import CAPTURED, KEPT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.http import Response

    from spiders.reading import Reading

_HEAD = 8192
_DOCUMENTS = frozenset(
    {
        media_type.PDF,
        media_type.DOC,
        media_type.DOCX,
        media_type.RTF,
        media_type.ODT,
        media_type.PPT,
        media_type.PPTX,
        media_type.OLE,
    }
)
# Headers by which platforms are known, and those of their listings.
_TELLING = (
    "link",
    "server",
    "x-aspnet-version",
    "x-drupal-cache",
    "x-generator",
    "x-powered-by",
    "x-wix-request-id",
    "x-wp-total",
    "x-wp-totalpages",
)
_AS_KEPT = {name: name.title().encode() for name in _TELLING}  # as Scrapy keeps the names of headers
_PAGES = frozenset({media_type.HTML, media_type.XML})


@dataclass(frozen=True, slots=True)
class Answer:
    """A response in the words of the contract."""

    outcome: Outcome
    status: int
    url: str  # after redirects
    body: bytes
    media_type: str | None
    message: str = ""
    charset: str | None = None  # as the server names it
    base: str = ""  # what its links are relative to, where that is not `url` (the twin of a page)
    headers: Mapping[str, str] = field(default_factory=dict)  # few, by small name: see `_TELLING`
    by_head: bool = False  # unchanged by a HEAD alone
    kept: str = ""  # the SHA-256 of a body that was recorded just now, and is in the store

    @property
    def is_whole(self) -> bool:
        """Whether the request ended well and the body can be trusted."""
        return self.outcome in (Outcome.OK, Outcome.NOT_MODIFIED)

    @property
    def is_page(self) -> bool:
        """Whether the bytes are a web page (an error page too)."""
        return self.media_type in _PAGES

    @property
    def is_document(self) -> bool:
        """Whether the bytes are a document of a format that reviews are published in."""
        return self.media_type in _DOCUMENTS


def read_answer(response: Response) -> Answer:
    """Judge a response by its status, its flags and its bytes."""
    outcome = outcome_of_response(response.status, response.flags)
    body = response.body
    kind = media_type.detect_media_type(body[:_HEAD], size=len(body)) if body else None
    present = response.headers.keys()
    headers = {
        name: value for name, key in _AS_KEPT.items() if key in present and (value := _header(response, name))
    }
    return Answer(
        outcome=outcome,
        status=response.status,
        url=response.url,
        body=body,
        media_type=kind,
        headers=headers,
        message=SAME if BY_HEAD in response.flags else "",
        by_head=BY_HEAD in response.flags,
        charset=_charset(response),
        kept=_kept(response),
    )


def _kept(response: Response) -> str:
    """The SHA-256 of a document that was recorded as this very answer; "" of one of an earlier night."""
    request = response.request
    if request is None or outcome_of_response(response.status, response.flags) is not Outcome.OK:
        return ""
    return str(request.meta.get(KEPT) or "")


def _charset(response: Response) -> str | None:
    """The encoding that the server names, as Python calls it; None where it names none that exists."""
    try:
        return http_content_type_encoding((_header(response, "Content-Type") or "")[:200])
    except (LookupError, ValueError):
        return None


def why_nothing(answer: Answer) -> tuple[Outcome, str, int]:
    """Outcome, words and status of an answer that is neither page nor document."""
    if not answer.is_whole:
        return answer.outcome, answer.message, answer.status
    if not answer.body:
        return Outcome.EMPTY, "an empty answer", answer.status
    return Outcome.UNSUPPORTED, f"neither page nor document ({answer.media_type})", answer.status


def fetch_of(source: str, url: str, response: Response, answer: Answer, outcome: Outcome) -> Fetch:
    """The record of one document request that was answered."""
    has_bytes = outcome in (Outcome.OK, Outcome.NOT_MODIFIED)
    archive, captured = (response.request.meta.get(CAPTURED) if response.request else None) or (None, None)
    return Fetch(
        source=source,
        url=url,
        outcome=outcome,
        at=utc_now(),
        final_url=answer.url,
        status=answer.status,
        size=len(answer.body) if has_bytes else None,
        media_type=answer.media_type,
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        file_name=_file_name(_header(response, "Content-Disposition")),
        message=answer.message,
        archive=archive or None,
        captured=captured,
        method="HEAD" if answer.by_head else "GET",
    )


def failed_fetch(source: str, url: str, outcome: Outcome, message: str, status: int | None = None) -> Fetch:
    """The record of one document request that brought no document."""
    return Fetch(source=source, url=url, outcome=outcome, at=utc_now(), status=status, message=message[:500])


def visit_of(
    source: str,
    url: str,
    outcome: Outcome,
    *,
    reading: Reading | None = None,
    status: int | None = None,
    message: str = "",
) -> PageVisit:
    """The record of one page that was asked for; read, when there is a reading."""
    return PageVisit(
        source=source,
        url=url,
        outcome=outcome,
        status=status,
        kind=reading.verdict.kind if reading else None,
        title=reading.page.title if reading else "",
        candidates=len(reading.candidates) if reading else 0,
        message=(message or ("; ".join(reading.notes) if reading else ""))[:500],
        at=utc_now(),
    )


def _header(response: Response, name: str) -> str | None:
    values = response.headers.getlist(name)
    if not values:
        return None
    # Some are sent several times (Link); of others the last one counts.
    value = b", ".join(values[:20]) if name in _TELLING else values[-1]
    # Headers are bytes from outside; UTF-8 is what servers send, Latin-1 what the standard says.
    raw = bytes(value)[:2000]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return "".join(ch for ch in text if ch.isprintable()).strip() or None


def _file_name(disposition: str | None) -> str | None:
    """The name that a server gives a file; for display only, never a path."""
    if not disposition:
        return None
    from email.message import Message

    message = Message()
    message["Content-Disposition"] = disposition
    name = message.get_filename()
    if not name:
        return None
    return name.replace("\\", "/").rsplit("/", 1)[-1][:255] or None
