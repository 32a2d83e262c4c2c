"""Possible real names of one document: looking behind its file, and clearing what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from harvester.catalogue.deciding import Change, decide
from harvester.catalogue.name_checks import REAL_NAMES
from harvester.clock import utc_now
from harvester.desk.access import Role, allowed
from harvester.publish.name_checking import look, names_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from harvester.desk.request import DeskRequest


@allowed(Role.LIBRARIAN, "POST")
def names(request: DeskRequest, document_id: str) -> HttpResponse:
    """Look behind the file (act `look`), or clear the flags that were shown (act `clear`)."""
    with request.writing_catalogue() as catalogue:
        with catalogue.reading() as connection:
            known = names_of(connection, document_id)
        if known is None:
            raise Http404
        if request.POST.get("act") == "look":
            look(request.data, catalogue, [document_id])
            return HttpResponseRedirect(reverse("record", args=[document_id]) + "#names")
        reason = " ".join(request.POST.get("reason", "").split())
        if request.POST.get("mark") != known.mark or not known.flags:
            messages.error(request, "What was found has changed since you looked. Look again.")
        elif not reason:
            messages.error(request, "Say why these names may leave.")
        else:
            change = Change("document", document_id, REAL_NAMES, known.mark, reason=reason[:500])
            decide(request.data, catalogue, [change], who=request.who, at=utc_now())
            messages.success(request, "Cleared: these names keep the document from leaving no longer.")
    return HttpResponseRedirect(reverse("record", args=[document_id]) + "#names")
