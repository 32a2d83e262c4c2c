"""Two people at one document: what the other one decided, and whose word is to stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse

from harvester.catalogue.deciding import history, revision
from harvester.desk import wording
from harvester.desk.filters import parse_query
from harvester.desk.forms import DECIDES_STATUS, Screen
from harvester.desk.views.queue import record_address

if TYPE_CHECKING:
    from django.http import HttpResponse

    from harvester.catalogue.deciding import HistoryRow
    from harvester.desk.forms import Posted
    from harvester.desk.request import DeskRequest

_NOT_AGAIN = {"csrfmiddlewaretoken", "seen"}


@dataclass(frozen=True, slots=True)
class Clash:
    """One document or review that somebody else has decided on since."""

    subject: str
    title: str
    theirs: list[HistoryRow]  # their decisions that I had not seen, the latest first
    revision: int


def conflict_page(request: DeskRequest, posted: Posted) -> HttpResponse:
    """What they decided beside what I wanted, and both ways on. Nothing was written yet."""
    clashes = [clash for subject in posted.seen if (clash := _clash(request, posted, subject))]
    clashing = {clash.subject for clash in clashes}
    kept = [
        (name, value) for name, values in request.POST.lists() if name not in _NOT_AGAIN for value in values
    ]
    seen = [(subject, revision(request.catalogue, subject)) for subject in posted.seen]
    others = [name for name in posted.documents if name not in clashing]
    context = {
        "clashes": clashes,
        "mine": _mine(posted),
        "posted": posted,
        "kept": kept,
        "seen": seen,
        "kept_without": [pair for pair in kept if pair[0] != "document" or pair[1] not in clashing],
        "seen_without": [pair for pair in seen if pair[0] not in clashing],
        "others": others,
        "leave": _leave(posted),
    }
    return render(request, "desk/conflict.html", context, status=409)


def _clash(request: DeskRequest, posted: Posted, subject: str) -> Clash | None:
    rows = history(request.catalogue, subject)
    theirs = [row for row in rows if row.seq > posted.seen[subject] and row.who != request.who]
    if not theirs:
        return None
    found = request.catalogue.connection.execute(
        "SELECT title FROM documents WHERE id = :name UNION ALL SELECT title FROM reviews WHERE id = :name",
        {"name": subject},
    ).fetchone()
    return Clash(subject, found["title"] if found else subject, theirs, max(row.seq for row in rows))


def _mine(posted: Posted) -> list[tuple[str, str]]:
    """What I wanted, field by field."""
    wanted = [
        (wording.field_name(name), wording.value_words(name, value)) for name, value in posted.values.items()
    ]
    if posted.kind in DECIDES_STATUS:
        wanted.insert(0, ("Status", wording.value_words("status", DECIDES_STATUS[posted.kind] or "new")))
    elif posted.argument:
        wanted.insert(0, (wording.plain(posted.kind), posted.argument))
    return wanted


def _leave(posted: Posted) -> str:
    """Where one goes who leaves it as they decided it."""
    query = parse_query(posted.query)
    if posted.screen is Screen.RECORD and posted.documents:
        return record_address(posted.documents[0], query)
    if posted.screen is Screen.DUPLICATES:
        return reverse("duplicates")
    if posted.review_id:
        return reverse("review", args=[posted.review_id])
    return reverse("queue") + query.text()
