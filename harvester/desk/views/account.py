"""One's own account: who one is, and one's password."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from harvester.desk.access import Role, allowed
from harvester.desk.passwords import DOOR, Busy, address, plain_words
from harvester.desk.views.errors import error_page

if TYPE_CHECKING:
    from harvester.desk.request import DeskRequest


class ChangeForm(PasswordChangeForm):
    """The old password and the new one; a wrong old one counts as a wrong log-in does."""

    def __init__(self, request: DeskRequest, *arguments: Any) -> None:
        assert isinstance(request.user, User)  # noqa: S101 - whoever has a role is one
        super().__init__(request.user, *arguments)
        self.request = request
        self.fields["old_password"].widget.attrs.pop("autofocus", None)  # the page is not only this form
        self.fields["old_password"].label = "Present password"
        plain_words(self)

    def clean_old_password(self) -> str:
        """The old password, if it is."""
        given: str = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.get_username(), password=given) is None:
            raise forms.ValidationError("This is not your present password.")
        return given


@allowed(Role.READER, "GET", "POST")
def account(request: DeskRequest) -> HttpResponse:
    """Show the account, and change the password."""
    form = ChangeForm(request)
    if request.method == "POST":
        try:
            with DOOR.entered(address(request)):
                form = ChangeForm(request, request.POST)
                if form.is_valid():
                    form.save()
                    update_session_auth_hash(request, form.user)
                    messages.success(request, "Your password is changed. You are logged out elsewhere.")
                    return HttpResponseRedirect(reverse("account"))
        except Busy:
            return error_page(request, HTTPStatus.TOO_MANY_REQUESTS)
    return render(request, "desk/account.html", {"form": form})
