"""Help: the words of the desk, and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from harvester.desk.access import Role, allowed
from harvester.desk.keys import REASONS
from harvester.doubts import LABELS

if TYPE_CHECKING:
    from django.http import HttpResponse

    from harvester.desk.request import DeskRequest


@allowed(Role.READER)
def help_page(request: DeskRequest) -> HttpResponse:
    """How the desk is used."""
    return render(request, "desk/help.html", {"reasons": REASONS, "doubts": LABELS.values()})
