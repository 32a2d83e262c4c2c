"""Around every request of the desk: headers, the catalogue, and who may go on."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from harvester.desk.access import access_of
from harvester.desk.users import role_of
from harvester.desk.views.errors import error_page
from harvester.errors import HarvesterError, LockedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from harvester.catalogue import Catalogue
    from harvester.desk.request import DeskRequest

    Answer = Callable[[HttpRequest], HttpResponseBase]

log = logging.getLogger("harvester.desk")

_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


def headers(get_response: Answer) -> Answer:
    """Headers on every answer, also on those that are refused early; pages are kept by no cache."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in _HEADERS.items():
            response.setdefault(name, value)
        response.setdefault("Cache-Control", "no-store")
        return response

    return answer


def https_only(get_response: Answer) -> Answer:
    """Behind https, refuse what did not come by it: no cookie would work, and the proxy may be passed by."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not settings.DESK.behind_https or request.is_secure():
            return get_response(request)
        words = (
            "This desk is served by https only. If you see this at an address that begins with https, its "
            "proxy does not say so: it must send X-Forwarded-Proto, from the address given as --proxy."
        )
        return error_page(request, HTTPStatus.FORBIDDEN, title="By https only", words=words)

    return answer


def catalogue(get_response: Answer) -> Answer:
    """Give the request its data directory and its catalogues, and close what was opened."""

    def answer(plain: HttpRequest) -> HttpResponseBase:
        from harvester.catalogue import Catalogue

        request = cast("DeskRequest", plain)
        opened: list[Catalogue] = []

        def opening(*, read_only: bool) -> Catalogue:
            one = Catalogue.open(request.data.catalogue, create=False, read_only=read_only)
            opened.append(one)
            return one

        request.data = settings.DESK.data
        request.catalogue = cast("Catalogue", SimpleLazyObject(lambda: opening(read_only=True)))
        request.writing_catalogue = lambda: opening(read_only=False)
        try:
            return get_response(request)
        finally:
            for one in opened:
                one.close()

    return answer


class Access:
    """Let a request through to its view, or not (see `access.py`)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponseBase:
        """Say who asks."""
        request = cast("DeskRequest", plain)
        request.role = role_of(request.user)
        request.who = request.user.get_username() if request.role else ""
        return self.get_response(request)

    def process_view(
        self, plain: HttpRequest, view: Callable[..., Any], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """An answer instead of the view's, where it may not be used so."""
        request = cast("DeskRequest", plain)
        access = access_of(view)
        if access is None:
            log.error("%s says nobody may use it: a view without @allowed or @public", request.path)
            return error_page(request, HTTPStatus.FORBIDDEN)
        if access.role is not None:
            if request.role is None:
                return _to_the_door(request)
            if request.role < access.role:
                return error_page(request, HTTPStatus.FORBIDDEN)
        if request.method not in access.methods:
            refused = error_page(request, HTTPStatus.METHOD_NOT_ALLOWED)
            refused["Allow"] = HttpResponseNotAllowed(sorted(access.methods))["Allow"]
            return refused
        return None

    def process_exception(self, plain: HttpRequest, error: Exception) -> HttpResponse | None:
        """What the rest of harvester has plain words for is told in them."""
        if not isinstance(error, HarvesterError):
            return None
        log.warning("%s: %s", plain.path, error)
        status = HTTPStatus.SERVICE_UNAVAILABLE
        response = error_page(plain, status, words=str(error))
        if isinstance(error, LockedError):
            response["Retry-After"] = "30"
        return response


def _to_the_door(request: DeskRequest) -> HttpResponse:
    """To the log-in page; back here afterwards, where that does nothing by itself."""
    door = reverse("login")
    if request.htmx:
        response = HttpResponse(status=HTTPStatus.UNAUTHORIZED)
        response["HX-Redirect"] = door
        return response
    if request.method in ("GET", "HEAD") and request.path != "/":
        door += "?" + urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(door)
