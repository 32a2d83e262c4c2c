from __future__ import annotations

import pytest
from OpenSSL import SSL
from scrapy import exceptions as scrapy_errors
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet import error as net
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from harvester.vocabulary import Outcome
from harvester.web.endings import RequestEnded
from harvester.web.outcomes import message_of_response, outcome_of_failure, outcome_of_response


@pytest.mark.parametrize(
    ("status", "flags", "outcome"),
    [
        (200, (), Outcome.OK),
        (200, ("not_modified",), Outcome.NOT_MODIFIED),
        (200, ("truncated",), Outcome.TRUNCATED),
        (204, (), Outcome.EMPTY),
        (302, (), Outcome.REFUSED),
        (401, (), Outcome.BLOCKED),
        (403, (), Outcome.BLOCKED),
        (429, (), Outcome.BLOCKED),
        (404, ("not_in_archive",), Outcome.GONE),
        (410, (), Outcome.GONE),
        (408, (), Outcome.TIMEOUT),
        (504, (), Outcome.TIMEOUT),
        (400, (), Outcome.SERVER_ERROR),
        (500, (), Outcome.SERVER_ERROR),
        (503, (), Outcome.SERVER_ERROR),
        (999, (), Outcome.SERVER_ERROR),
    ],
)
def test_every_answer_has_an_outcome_and_every_bad_one_a_sentence(
    status: int, flags: tuple[str, ...], outcome: Outcome
) -> None:
    assert outcome_of_response(status, flags) is outcome
    good = outcome in (Outcome.OK, Outcome.NOT_MODIFIED)
    assert bool(message_of_response(status, flags)) is not good


def _wrapped(inner: Exception) -> Exception:
    outer = scrapy_errors.DownloadFailedError(str(inner))
    outer.__cause__ = ResponseFailed([Failure(inner)], None)
    return outer


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (RequestEnded(Outcome.ROBOTS_DENIED, "because"), Outcome.ROBOTS_DENIED),
        (HttpError(Response("http://a.example/", status=403), "no"), Outcome.BLOCKED),
        (scrapy_errors.DownloadTimeoutError("late"), Outcome.TIMEOUT),
        (net.TCPTimedOutError(), Outcome.TIMEOUT),
        (scrapy_errors.CannotResolveHostError("name"), Outcome.UNREACHABLE),
        (net.DNSLookupError("name"), Outcome.UNREACHABLE),
        (scrapy_errors.DownloadConnectionRefusedError("no"), Outcome.UNREACHABLE),
        (net.NoRouteError(), Outcome.UNREACHABLE),
        (_wrapped(net.ConnectionLost()), Outcome.UNREACHABLE),
        (_wrapped(SSL.Error([("SSL routines", "", "certificate verify failed")])), Outcome.TLS),
        (scrapy_errors.ResponseDataLossError("cut"), Outcome.TRUNCATED),
        (scrapy_errors.DownloadCancelledError("large"), Outcome.TOO_LARGE),
        (scrapy_errors.UnsupportedURLSchemeError("ftp"), Outcome.REFUSED),
        (scrapy_errors.NotSupported("ftp"), Outcome.REFUSED),
        (ValueError("Missing scheme"), Outcome.REFUSED),
        (scrapy_errors.IgnoreRequest("dropped"), Outcome.REFUSED),
        (ConnectionResetError("peer"), Outcome.UNREACHABLE),
        (RuntimeError("new kind"), Outcome.UNREACHABLE),
    ],
)
def test_every_failure_has_an_outcome_and_a_sentence(error: Exception, outcome: Outcome) -> None:
    for given in (error, Failure(error)):
        got, message = outcome_of_failure(given)
        assert got is outcome
        assert message
    if outcome is Outcome.TLS:
        assert "certificate verify failed" in message
