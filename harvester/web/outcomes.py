"""From what the engine saw to an outcome of the contract, with a plain sentence."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from twisted.python.failure import Failure

NOT_MODIFIED = "not_modified"
_BLOCKED = frozenset({401, 402, 403, 406, 407, 418, 423, 429, 451})
_GONE = frozenset({404, 410})


def outcome_of_response(status: int, flags: Collection[str] = ()) -> Outcome:
    """How a request ended that was answered; what the body is, its reader must judge."""
    if "truncated" in flags:
        return Outcome.TRUNCATED
    if NOT_MODIFIED in flags:
        return Outcome.NOT_MODIFIED
    if 200 <= status < 300:
        return Outcome.EMPTY if status in (204, 205) else Outcome.OK
    if status in _BLOCKED:
        return Outcome.BLOCKED
    if status in _GONE:
        return Outcome.GONE
    if status in (408, 504, 522, 524):
        return Outcome.TIMEOUT
    return Outcome.REFUSED if 300 <= status < 400 else Outcome.SERVER_ERROR


def message_of_response(status: int, flags: Collection[str] = ()) -> str:
    """The same in words; "" for an answer as hoped for."""
    if "not_in_archive" in flags:
        return "no capture of this address in the replayed archives"
    outcome = outcome_of_response(status, flags)
    if outcome in (Outcome.OK, Outcome.NOT_MODIFIED):
        return ""
    if outcome is Outcome.TRUNCATED:
        return "the body arrived only in part"
    if outcome is Outcome.REFUSED:
        return f"a redirect that leads nowhere (status {status})"
    return f"the server answered {status}{_phrase(status)}"


def _phrase(status: int) -> str:
    try:
        return f" {HTTPStatus(status).phrase}"
    except ValueError:
        return ""


def outcome_of_failure(failure: Failure | BaseException) -> tuple[Outcome, str]:
    """How a request ended that was not answered, and why."""
    from scrapy.spidermiddlewares.httperror import HttpError
    from twisted.python.failure import Failure as TwistedFailure

    from harvester.web.endings import RequestEnded

    # A Failure is itself an exception in newer versions of Twisted.
    error: BaseException = (isinstance(failure, TwistedFailure) and failure.value) or failure
    if isinstance(error, RequestEnded):
        return error.outcome, error.message
    if isinstance(error, HttpError):
        response = error.response
        return (
            outcome_of_response(response.status, response.flags),
            message_of_response(response.status, response.flags),
        )
    causes = list(_causes(error))
    if any(_is_tls(cause) for cause in causes):
        return Outcome.TLS, f"no trustworthy TLS connection: {_tls_words(causes)}"
    outcome, words = _by_class(error, causes)
    detail = str(error).strip()
    return outcome, f"{words}: {detail}" if detail and detail != words else words


def _by_class(error: BaseException, causes: list[BaseException]) -> tuple[Outcome, str]:
    from scrapy import exceptions as scrapy_errors
    from twisted.internet import error as net

    late = (scrapy_errors.DownloadTimeoutError, net.TimeoutError, net.TCPTimedOutError, TimeoutError)
    unknown = (scrapy_errors.CannotResolveHostError, net.DNSLookupError)
    closed = (scrapy_errors.DownloadConnectionRefusedError, net.ConnectionRefusedError)
    cut = (scrapy_errors.ResponseDataLossError,)
    large = (scrapy_errors.DownloadCancelledError, scrapy_errors.StopDownload)
    senseless = (scrapy_errors.UnsupportedURLSchemeError, scrapy_errors.NotSupported, ValueError)
    lost = (net.ConnectionDone, net.ConnectionLost)
    failed = (scrapy_errors.DownloadFailedError, net.ConnectError, OSError)
    table: tuple[tuple[tuple[type[BaseException], ...], Outcome, str], ...] = (
        (late, Outcome.TIMEOUT, "no whole answer in time"),
        (unknown, Outcome.UNREACHABLE, "unknown host name"),
        (closed, Outcome.UNREACHABLE, "connection refused"),
        (cut, Outcome.TRUNCATED, "the body arrived only in part"),
        (large, Outcome.TOO_LARGE, "the body was larger than is read"),
        (senseless, Outcome.REFUSED, "not an address that is asked"),
        ((scrapy_errors.IgnoreRequest,), Outcome.REFUSED, "not asked"),
        (lost, Outcome.UNREACHABLE, "the connection was lost"),
        (failed, Outcome.UNREACHABLE, "the connection failed"),
    )
    for candidate in (error, *causes):
        for classes, outcome, words in table:
            if isinstance(candidate, classes):
                return outcome, words
    return Outcome.UNREACHABLE, f"the request failed ({type(error).__name__})"


def _causes(error: BaseException | None, depth: int = 0) -> Iterator[BaseException]:
    """An error and everything that its wrappers say caused it."""
    if error is None or depth > 8:
        return
    yield error
    for reason in getattr(error, "reasons", None) or ():
        yield from _causes(getattr(reason, "value", None), depth + 1)
    yield from _causes(error.__cause__, depth + 1)


def _is_tls(error: BaseException) -> bool:
    import ssl

    from OpenSSL import SSL
    from service_identity import VerificationError
    from service_identity.exceptions import CertificateError

    return isinstance(error, (SSL.Error, ssl.SSLError, VerificationError, CertificateError))


def _tls_words(causes: list[BaseException]) -> str:
    cause = next(cause for cause in causes if _is_tls(cause))
    first = cause.args[0] if cause.args else ""
    if isinstance(first, (list, tuple)) and first and isinstance(first[0], tuple):
        return str(first[0][-1])  # OpenSSL's (library, function, reason)
    text = str(first) or type(cause).__name__
    return (
        "the certificate is for another name"
        if "Mismatch" in text or "Verification" in type(cause).__name__
        else text
    )
