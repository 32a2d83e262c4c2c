"""What a page that is rendered may ask for, and what comes of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.hosts import word_set
from harvester.urls import document_suffix, host_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

_NEEDED = frozenset({"script", "fetch", "xhr", "eventsource"})
_WITHHELD_HEADERS = word_set(
    "set-cookie content-encoding content-length transfer-encoding connection refresh link alt-svc nel"
    " report-to reporting-endpoints strict-transport-security content-disposition service-worker-allowed"
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a request of a page was answered, or why it was not."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page after its scripts have run."""

    html: str | None  # None: it could not be read, and the notes say why
    requests: int = 0
    notes: tuple[str, ...] = ()
    leads_to: str = ""  # where a script sent its reader

    @property
    def message(self) -> str:
        """The whole of it in one line."""
        made = f"rendered with {self.requests} requests" if self.html is not None else "not rendered"
        return "; ".join((made, *self.notes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a page that is rendered may do."""

    hosts: frozenset[str]  # `harvester.urls.host_of` of what may be asked
    fetch: Callable[[str, Mapping[str, str]], Awaitable[Fetched]]
    stopping: Callable[[], bool] = lambda: False
    own_s: float = 15.0  # of the page's own, without waiting for answers
    whole_s: float = 240.0


class RenderingFailed(Exception):
    """The browser did not do what it was told in time, or not at all."""


def refusal_of(kind: str, method: str, url: str, hosts: frozenset[str]) -> str:
    """Why a page may not ask for something; "" when it may.

    Args:
        kind: what it is to the page (`script`, `fetch`, `image`, …, as Playwright names it).
        method: of the request.
        url: where to.
        hosts: hosts of the source.
    """
    scheme = urlsplit(url).scheme.lower()
    if scheme not in ("http", "https"):
        return f"scheme {scheme[:20]}"
    if kind == "document":
        return "another page or frame"
    if kind not in _NEEDED:
        return kind
    if method != "GET":
        return f"method {method[:10]}"
    if host_of(url) not in hosts:
        return "another host"
    if document_suffix(url):
        return "a document"
    return ""


def shown_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of an answer that the page may see."""
    return {name: value for name, value in headers.items() if name.lower() not in _WITHHELD_HEADERS}


def asked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of a page's request that are sent: what the answer may depend on, no cookies."""
    wanted = {"accept", "x-requested-with"}
    return {name: value[:500] for name, value in headers.items() if name.lower() in wanted}
