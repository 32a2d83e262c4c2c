"""The queue: what waits for a person to look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from harvester.desk.access import Role, allowed

if TYPE_CHECKING:
    from django.http import HttpResponse

    from harvester.desk.request import DeskRequest


@allowed(Role.READER)
def queue(request: DeskRequest) -> HttpResponse:
    """What is new, changed, withdrawn or doubtful."""
    return render(request, "desk/queue.html")
