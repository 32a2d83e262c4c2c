"""What is shown when something does not go on; each page says what to do next."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.shortcuts import render

from harvester.desk.access import public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_WORDS: dict[HTTPStatus, tuple[str, str]] = {
    HTTPStatus.BAD_REQUEST: ("That did not make sense", "The request could not be understood."),
    HTTPStatus.FORBIDDEN: (
        "Not open to you",
        "Your role does not allow this. Ask whoever looks after the users of the desk.",
    ),
    HTTPStatus.NOT_FOUND: ("Not found", "There is nothing at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "Not done this way",
        "This address does not take such a request. Go back and use the page's own buttons.",
    ),
    HTTPStatus.CONFLICT: ("Somebody else was there first", "Load the page again and look."),
    HTTPStatus.TOO_MANY_REQUESTS: ("Too many tries", "Wait a little, then try again."),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "The desk made a mistake",
        "Nothing that was finished is lost. The error is in the desk's log; please report it.",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Not now", "The desk cannot do this at the moment."),
}


def error_page(request: HttpRequest, status: HTTPStatus, *, title: str = "", words: str = "") -> HttpResponse:
    """A page with this status; the usual title and words where none are given."""
    usual = _WORDS.get(status, (status.phrase, ""))
    context = {"title": title or usual[0], "words": words or usual[1], "status": int(status)}
    return render(request, "desk/error.html", context, status=status)


@public()
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return error_page(request, HTTPStatus.BAD_REQUEST)


@public()
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return error_page(request, HTTPStatus.FORBIDDEN)


@public()
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return error_page(request, HTTPStatus.NOT_FOUND)


@public()
def broken(request: HttpRequest) -> HttpResponse:
    """500."""
    return error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR)


@public()
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from a page of ours, or from one that is too old."""
    return error_page(
        request,
        HTTPStatus.FORBIDDEN,
        title="This form is too old",
        words="It was not sent. Go back, load the page again, and send it once more.",
    )
