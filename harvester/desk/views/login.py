"""Logging in and out, and choosing a password by a link."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme

from harvester.desk.access import Role, allowed, public
from harvester.desk.passwords import DOOR, Busy, Seldom, address, plain_words
from harvester.desk.settings import LOCKED_MINUTES
from harvester.desk.users import forget_tries, plain_name
from harvester.desk.views.errors import error_page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from harvester.desk.request import DeskRequest

log = logging.getLogger("harvester.desk")
_told = Seldom()


class LoginForm(AuthenticationForm):
    """Name and password."""

    error_messages = {  # noqa: RUF012 - as Django declares it
        "invalid_login": "The name or the password is wrong.",
        "inactive": "The name or the password is wrong.",
    }

    def __init__(self, request: HttpRequest, *arguments: Any, **named: Any) -> None:
        super().__init__(request, *arguments, **named)
        self.fields["username"].label = "Name"
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].widget.attrs["maxlength"] = 1000
        self.fields["password"].max_length = 1000  # type: ignore[attr-defined]

    def clean_username(self) -> str:
        """The name in the form in which it is kept."""
        return plain_name(self.cleaned_data["username"])


@public("GET", "POST")
def log_in(request: DeskRequest) -> HttpResponse:
    """The log-in page."""
    target = _target(request)
    if request.method == "POST":
        try:
            with DOOR.entered(address(request)):
                form = LoginForm(request, data=request.POST)
                if form.is_valid():
                    user = form.get_user()
                    forget_tries(user)
                    login(request, user)
                    log.info("%s logged in from %s", user.get_username(), address(request))
                    return HttpResponseRedirect(target)
        except Busy:
            return _later(request, 2, "Others are logging in at this moment. Try again in a few seconds.")
    elif request.role is not None:
        return HttpResponseRedirect(target)
    else:
        form = LoginForm(request)
    return render(request, "desk/login.html", {"form": form, "next": request.POST.get("next", target)})


@allowed(Role.READER, "POST")
def log_out(request: DeskRequest) -> HttpResponse:
    """End the session, here and for whoever has its cookie."""
    logout(request)
    return HttpResponseRedirect(reverse("login"))


def locked(request: HttpRequest, _response: object, _credentials: object) -> HttpResponse:
    """What axes answers when an account or an address has had too many wrong tries."""
    if _told.now(address(request)):
        log.warning("too many wrong passwords from %s, or for an account tried from there", address(request))
    return _later(
        request,
        LOCKED_MINUTES * 60,
        f"Too many wrong passwords. Wait {LOCKED_MINUTES} minutes, then try again; "
        "an admin can give you a link to choose a new password.",
    )


class ChoosePassword(PasswordResetConfirmView):
    """Choose a password by a link that is good once."""

    template_name = "desk/choose_password.html"
    success_url = reverse_lazy("login")
    title = "Choose a password"

    def get_form(self, form_class: Any = None) -> Any:
        """The two fields, with our words."""
        form = super().get_form(form_class)
        plain_words(form)
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the password; the account is open again."""
        response = super().form_valid(form)
        forget_tries(form.user)
        log.info("%s chose a password", form.user.get_username())
        return response


choose_password = public("GET", "POST")(ChoosePassword.as_view())


def _later(request: HttpRequest, seconds: int, words: str) -> HttpResponse:
    response = error_page(request, HTTPStatus.TOO_MANY_REQUESTS, words=words)
    response["Retry-After"] = str(seconds)
    return response


def _target(request: HttpRequest) -> str:
    """Where to go after logging in: a page of this desk, whatever the address says."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    fine = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    fine = fine and wanted.startswith("/") and wanted.isprintable()
    return wanted if fine else reverse(settings.LOGIN_REDIRECT_URL)
