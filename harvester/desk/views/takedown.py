"""Taking a document down: for admins. It is hidden with the click; the cleaning is done beside."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from harvester.catalogue import tombstones
from harvester.clock import utc_now
from harvester.desk.access import Role, allowed
from harvester.errors import UsageError
from harvester.publish import register
from harvester.takedown.deciding import LONGEST_REASON, Word, take_down
from harvester.takedown.planning import Plan, plan
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from django.http import HttpResponse

    from harvester.desk.request import DeskRequest
    from harvester.paths import DataDirectory

log = logging.getLogger("harvester.desk")
SHORTEST_REASON = 10  # characters: typing it is how it is confirmed


@allowed(Role.ADMIN, "GET", "POST")
def takedown(request: DeskRequest, document_id: str) -> HttpResponse:
    """What would be taken down, and taking it down; of what was, when and why."""
    with request.catalogue.reading() as connection:
        stone = tombstones.find(connection, document_id)
    if stone is not None:
        return _taken_down(request, stone)
    if request.method == "POST":
        return _take_down(request, document_id)
    return _show(request, _planned(request, document_id, copies=False))


def _planned(request: DeskRequest, document_id: str, *, copies: bool) -> Plan:
    try:
        return plan(request.catalogue, document_id, copies=copies)
    except UsageError as error:
        raise Http404 from error


def _show(request: DeskRequest, planned: Plan, *, problem: str = "", reason: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "plan": planned,
        "first": planned.first,
        "more": planned.documents[1:],
        "outside": _outside(request.data, planned),
        "problem": problem,
        "reason": reason,
        "shortest": SHORTEST_REASON,
        "longest": LONGEST_REASON,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return render(request, "desk/takedown.html", context, status=status)


def _outside(data: DataDirectory, planned: Plan) -> list[register.Made]:
    made = register.holding(data, tuple(one.id for one in planned.documents))
    return [one for one in made if register.outside(data, one)]


def _take_down(request: DeskRequest, document_id: str) -> HttpResponse:
    reason = " ".join(request.POST.get("reason", "").split())
    planned = _planned(request, document_id, copies=bool(request.POST.get("copies")))
    if len(reason) < SHORTEST_REASON:
        problem = f"Type why, in at least {SHORTEST_REASON} characters: that is how it is confirmed."
        return _show(request, planned, problem=problem, reason=reason)
    try:
        with request.writing_catalogue() as catalogue:
            take_down(request.data, catalogue, planned, Word(who=request.who, at=utc_now(), reason=reason))
    except UsageError as error:
        said = str(error)
        return _show(request, planned, problem=f"{said[:1].upper()}{said[1:]}.", reason=reason)
    start_cleaning(request.data)
    number = len(planned.documents)
    what = "The document is" if number == 1 else f"{number} documents are"
    messages.success(request, f"{what} taken down and hidden everywhere. Cleaning goes on by itself.")
    return HttpResponseRedirect(reverse("takedown", args=[planned.first.id]))


def _taken_down(request: DeskRequest, stone: tombstones.Tombstone) -> HttpResponse:
    if request.method == "POST":  # somebody else was faster, or the form was sent twice
        return HttpResponseRedirect(reverse("takedown", args=[stone.document_id]))
    made = register.holding(request.data, (stone.document_id,))
    context = {"stone": stone, "outside": [one for one in made if register.outside(request.data, one)]}
    return render(request, "desk/taken_down.html", context)


def start_cleaning(data: DataDirectory) -> None:
    """Clean in a process of its own. Where a run holds the data directory, that run does it at its end."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "harvester", "--data", str(data.root), "takedown", "--finish"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    threading.Thread(target=hear_out, args=(process,), daemon=True).start()


def hear_out(process: subprocess.Popen[str]) -> None:
    """Wait, so that no dead process is left; who runs the desk is told what was not cleaned, and why."""
    said, _ = process.communicate()
    if process.returncode not in (ExitCode.OK, ExitCode.LOCKED):
        log.error("a takedown is not cleaned yet: %s", " ".join(said.split()))
