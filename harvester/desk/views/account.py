"""One's own account: who one is, and one's password."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from harvester.desk.access import Role, allowed
from harvester.desk.passwords import DOOR, Busy, address
from harvester.desk.views.errors import error_page

if TYPE_CHECKING:
    from harvester.desk.request import DeskRequest


@allowed(Role.READER, "GET", "POST")
def account(request: DeskRequest) -> HttpResponse:
    """Show the account, and change the password."""
    assert isinstance(request.user, User)  # noqa: S101 - a role belongs to a user
    form = PasswordChangeForm(request.user)
    if request.method == "POST":
        try:
            with DOOR.entered(address(request)):
                form = PasswordChangeForm(request.user, request.POST)
                if form.is_valid():
                    form.save()
                    update_session_auth_hash(request, request.user)
                    messages.success(request, "Your password is changed. You are logged out elsewhere.")
                    return HttpResponseRedirect(reverse("account"))
        except Busy:
            return error_page(request, HTTPStatus.TOO_MANY_REQUESTS)
    return render(request, "desk/account.html", {"form": form})
