"""Help: the words of the desk, and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from harvester.desk.access import Role, allowed

if TYPE_CHECKING:
    from django.http import HttpResponse

    from harvester.desk.request import DeskRequest

KEYS: tuple[tuple[str, str], ...] = (
    ("j", "next find"),
    ("k", "previous find"),
    ("Enter", "open the find"),
    ("a", "accept, and go to the next"),
    ("r", "reject; then 1 to 6 for the reason, or type it"),
    ("h", "hold"),
    ("e", "edit the form"),
    ("1 to 9", "choose among the values offered"),
    ("m", "mark as a version of another document"),
    ("d", "not a duplicate"),
    ("g", "assign to a review"),
    ("u", "undo"),
    ("x", "select"),
    ("/", "search"),
    ("?", "show the keys"),
    ("Esc", "leave"),
)


@allowed(Role.READER)
def help_page(request: DeskRequest) -> HttpResponse:
    """How the desk is used."""
    return render(request, "desk/help.html", {"keys": KEYS})
