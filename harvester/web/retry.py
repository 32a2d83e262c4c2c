"""Trying again: few times, after a pause that the whole process keeps."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import DownloadTimeoutError
from scrapy.utils.response import response_status_message

from harvester.vocabulary import Outcome
from harvester.web.endings import RequestEnded
from harvester.web.outcomes import outcome_of_failure, outcome_of_response
from harvester.web.politeness import MOST_PAUSE_S, process_state
from harvester.web.replay import TRUNCATED

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

_LEAST_BACKOFF_S = 0.5
_MOST_RETRY_AFTER_S = 7 * 24 * 3600.0


class PoliteRetryMiddleware(RetryMiddleware):
    """Retries like Scrapy's, but waits, honours Retry-After, and lets no doubtful body through."""

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._delay = settings.getfloat("HARVESTER_DELAY")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PoliteRetryMiddleware:
        """As Scrapy makes it."""
        return super().from_crawler(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Ask again where that may help.

        Raises:
            RequestEnded: the body came only in part, also at the last try.
        """
        if TRUNCATED in response.flags:
            again = self._again(request, "the body came only in part")
            if again is None:
                raise RequestEnded(Outcome.TRUNCATED, "the body arrived only in part", response)
            return again
        if response.status not in self.retry_http_codes or request.meta.get("dont_retry"):
            return response
        outcome = outcome_of_response(response.status)
        asked = retry_after(response.headers.get(b"Retry-After"), datetime.now(UTC))
        if asked is not None and self.max_retry_times:
            process_state().politeness.pause(request.url, asked, outcome)
            if asked > MOST_PAUSE_S:
                return response
        return self._again(request, response_status_message(response.status)) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        """Ask again after a failure that may pass; a bad certificate or a refusal does not."""
        if isinstance(exception, RequestEnded) or request.meta.get("dont_retry"):
            return None
        outcome, _ = outcome_of_failure(exception)
        if outcome in (Outcome.TLS, Outcome.REFUSED, Outcome.TOO_LARGE):
            return None
        if isinstance(exception, self.exceptions_to_retry):
            if isinstance(exception, DownloadTimeoutError) and request.meta.get("retry_times", 0):
                return None  # each costs the whole time limit
            return self._again(request, exception)
        return None

    def _again(self, request: Request, reason: str | Exception) -> Request | None:
        tries = request.meta.get("retry_times", 0)
        again = self._retry(request, reason)
        if again is not None:
            process_state().politeness.pause(request.url, max(self._delay, _LEAST_BACKOFF_S) * 2**tries)
        return again


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks us to wait (a number or a date), or None."""
    if not value:
        return None
    text = value.decode("latin-1").strip()
    if text.isdigit():
        return min(float(text), _MOST_RETRY_AFTER_S)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(0.0, (until - now).total_seconds()), _MOST_RETRY_AFTER_S)
