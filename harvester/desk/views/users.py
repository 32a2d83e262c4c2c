"""Who may use the desk: for admins."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from harvester.desk import users as people
from harvester.desk.access import ROLES, Role, allowed, role_named
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.desk.request import DeskRequest


log = logging.getLogger("harvester.desk")


@allowed(Role.ADMIN, "GET", "POST")
def users(request: DeskRequest) -> HttpResponse:
    """List the users; add one, change a role, let in or keep out, give a link for a new password."""
    link, linked = "", request.POST.get("name", "")
    if request.method == "POST":
        try:
            link = _change(request)
        except UsageError as error:
            messages.error(request, str(error))
        if not link:
            return HttpResponseRedirect(reverse("users"))
    return render(
        request,
        "desk/users.html",
        {"people": people.people(), "roles": list(ROLES), "link": link, "linked": linked},
    )


def _change(request: DeskRequest) -> str:
    """Do what the form asks; gives the address of a link where one was made."""
    act, name = request.POST.get("act", ""), request.POST.get("name", "")
    role = role_named(request.POST.get("role", ""))
    log.info("%s changes users: %r %r %s", request.who, act, name, role.word if role else "")
    if act == "add" and role:
        user = people.add(name, role)
        messages.success(request, f"{user.username} is added.")
        return request.build_absolute_uri(people.link_for(user))
    if act == "role" and role:
        user = people.set_role(name, role)
        messages.success(request, f"{user.username} is {role.word} now.")
    elif act in ("enable", "disable"):
        user = people.set_enabled(name, enabled=act == "enable")
        messages.success(request, f"{user.username} is {'let in again' if user.is_active else 'kept out'}.")
    elif act == "link":
        return request.build_absolute_uri(people.link_for(people.find(name)))
    else:
        messages.error(request, "Nothing was changed.")
    return ""
