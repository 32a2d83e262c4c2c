"""Redirects: at most five, to http and https only; what is not followed is said."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from scrapy.downloadermiddlewares import redirect
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from harvester.shared_files import is_log_in
from harvester.vocabulary import Outcome
from harvester.web.endings import RequestEnded

if TYPE_CHECKING:
    from scrapy.http import Response as AnyResponse

_SCANNED = 4 * 4096 + 4  # bytes that hold all the characters that Scrapy looks for it in
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class _Quiet:
    """What both kinds of redirect do differently from Scrapy's."""

    def handle_referer(self, request: Request, response: AnyResponse) -> None:
        """No site is told where we came from; nor do one address's validators count for another."""
        for name in (b"Referer", b"If-None-Match", b"If-Modified-Since"):
            request.headers.pop(name, None)

    def _engine_started(self) -> None:
        """There is no RefererMiddleware to look for, on purpose."""


class RedirectMiddleware(_Quiet, redirect.RedirectMiddleware):
    """Scrapy's, except that a redirect which is not followed ends as `refused` instead of silently.

    One to a log-in page is not followed either: it ends as `blocked`. Where a redirect leads is checked by
    the download handler, like every other request.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Follow, or end the request with a reason."""
        location = (response.headers.get(b"Location") or b"").decode("latin-1")[:200]
        if response.status in _REDIRECTS and is_log_in(_joined(request.url, location)):
            raise RequestEnded(Outcome.BLOCKED, f"a log-in wall: redirects to {location.partition('?')[0]}")
        try:
            result = super().process_response(request, response)
        except RequestEnded:
            raise
        except IgnoreRequest as error:
            message = f"more than {self.max_redirect_times} redirects"
            raise RequestEnded(Outcome.REFUSED, message, response) from error
        except (ValueError, UnicodeError) as error:
            message = f"redirects to something that is no address: {location!r}"
            raise RequestEnded(Outcome.REFUSED, message) from error
        unfollowed = isinstance(result, Response) and result.status in _REDIRECTS and location
        if unfollowed and not request.meta.get("dont_redirect"):
            raise RequestEnded(Outcome.REFUSED, f"redirects to {location!r}, not to http or https")
        return result


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


class MetaRefreshMiddleware(_Quiet, redirect.MetaRefreshMiddleware):
    """Follows a page that sends its reader on at once; a page that reloads itself is just a page."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Follow, or hand on the page."""
        head = response.body[:_SCANNED]
        if b"refresh" not in head.lower() and b"\0" not in head:  # else it may be UTF-16
            return response  # as nearly always: the text need not be decoded to know it
        try:
            result = super().process_response(request, response)
        except (IgnoreRequest, ValueError, UnicodeError):
            return response
        itself = isinstance(result, Request) and result.url.partition("#")[0] == request.url.partition("#")[0]
        return response if itself else result
