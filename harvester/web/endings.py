"""The one exception by which our parts of the engine end a request, with its outcome in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy.http import Response

    from harvester.vocabulary import Outcome


class RequestEnded(IgnoreRequest):
    """A request that ends here, and how.

    It is an `IgnoreRequest` because Scrapy hands those to the request's errback without logging a
    traceback; unlike a bare one it always says which outcome of the contract it is, and why.
    """

    def __init__(self, outcome: Outcome, message: str, response: Response | None = None) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message
        self.response = response
