"""Acts: what a person decides is posted here, from whichever screen. Undo takes a whole act back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from harvester import clock
from harvester.catalogue import deciding
from harvester.catalogue.codings import PREFIX as CODING
from harvester.catalogue.queue import neighbours, queue_page
from harvester.desk import last_act, looked
from harvester.desk.access import Role, allowed
from harvester.desk.acts import changes_of, said
from harvester.desk.filters import parse_query
from harvester.desk.forms import DECIDES_STATUS, ActKind, FormError, Screen, read_post
from harvester.desk.views.conflict import conflict_page
from harvester.desk.views.queue import record_address, show_queue
from harvester.desk.views.record import show_record
from harvester.desk.views.review import show_review
from harvester.errors import ConflictError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpResponse

    from harvester.desk.forms import Posted
    from harvester.desk.request import DeskRequest


@allowed(Role.LIBRARIAN, "POST")
def decide(request: DeskRequest) -> HttpResponse:
    """One act on one or more documents, or on a review."""
    try:
        posted = read_post(request.POST)
    except FormError as error:
        return _back_with(request, error.problems)
    members = _members(request, posted)
    if posted.kind is ActKind.MERGE and not members:
        return _back_with(request, {"": "Those reviews hold no documents; there is nothing to merge."})
    titles = _titles(request, members or posted.documents or (str(posted.review_id),))
    try:
        with request.writing_catalogue() as catalogue:
            batch = deciding.decide(
                request.data,
                catalogue,
                changes_of(posted, members),
                who=request.who,
                at=clock.utc_now(),
                expected=posted.seen,
            )
    except ConflictError:
        return conflict_page(request, posted)
    except UsageError as error:
        return _back_with(request, {"": _sentence(str(error))})
    words = said(posted, titles)
    messages.success(request, words, extra_tags=f"undo-{batch.id}")
    last_act.remember(request, batch.id, words)
    return HttpResponseRedirect(_next_address(request, posted), status=HTTPStatus.SEE_OTHER)


@allowed(Role.LIBRARIAN, "POST")
def undo(request: DeskRequest, batch: str) -> HttpResponse:
    """Take back everything that was decided in one act."""
    try:
        with request.writing_catalogue() as catalogue:
            taken = deciding.undo(request.data, catalogue, batch, who=request.who, at=clock.utc_now())
    except (ConflictError, UsageError) as error:
        messages.error(request, f"Nothing was taken back: {error}")
        return HttpResponseRedirect(reverse("history"), status=HTTPStatus.SEE_OTHER)
    subjects = list(dict.fromkeys(one.review_id or str(one.document_id) for one in taken.decisions))
    titles = _titles(request, subjects)
    what = f"“{titles[0]}”" if len(titles) == 1 else f"{len(titles)} documents"
    messages.success(request, f"Taken back: what was decided on {what}.", extra_tags=f"redo-{taken.id}")
    last_act.forget(request)
    query = parse_query(request.POST.get("queue") or "")
    if len(subjects) == 1 and taken.decisions[0].document_id:
        address = record_address(subjects[0], query)
    elif len(subjects) == 1:
        coded = taken.decisions[0].field.startswith(CODING)
        address = reverse("codings" if coded else "review", args=[subjects[0]])
    else:
        address = reverse("queue") + query.text()
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


# ---------------------------------------------------------------- what the act needs to know


def _members(request: DeskRequest, posted: Posted) -> tuple[str, ...]:
    """The documents of the reviews that become part of another."""
    if posted.kind is not ActKind.MERGE:
        return ()
    with request.catalogue.reading() as connection:
        rows = connection.execute(
            f"SELECT id FROM documents WHERE review_id IN ({_marks(posted.merged)}) ORDER BY id",  # noqa: S608
            posted.merged,
        )
        return tuple(row["id"] for row in rows)


def _titles(request: DeskRequest, subjects: Iterable[str]) -> list[str]:
    names = tuple(subjects)
    with request.catalogue.reading() as connection:
        rows = connection.execute(
            f"""SELECT id, title FROM documents WHERE id IN ({_marks(names)})
            UNION ALL SELECT id, title FROM reviews WHERE id IN ({_marks(names)})""",  # noqa: S608
            (*names, *names),
        )
        titles = {row["id"]: row["title"] for row in rows}
    return [titles.get(name, name) for name in names]


def _marks(names: Iterable[str]) -> str:
    return ", ".join("?" for _ in names)


# ---------------------------------------------------------------- where it goes on


def _next_address(request: DeskRequest, posted: Posted) -> str:
    """After a word on the status the next find; else where one was."""
    query = parse_query(posted.query)
    if posted.screen is Screen.REVIEW and posted.review_id:
        return reverse("review", args=[posted.review_id])
    if posted.screen is Screen.DUPLICATES:
        return reverse("duplicates")
    if posted.screen is Screen.QUEUE or not posted.documents:
        return reverse("queue") + query.text(after=posted.at)
    document = posted.documents[0]
    if posted.kind not in DECIDES_STATUS or posted.kind is ActKind.REOPEN:
        return record_address(document, query)
    filters = query.filters(looked.since(request))
    with request.catalogue.reading() as connection:
        following = neighbours(connection, filters, document).next
        if following is None:
            rows = queue_page(connection, filters, limit=2).rows
            following = next((row.document_id for row in rows if row.document_id != document), None)
    if following is None:
        messages.info(request, "That was the last of this queue.")
        return reverse("queue") + query.text()
    return record_address(following, query)


def _back_with(request: DeskRequest, problems: Mapping[str, str]) -> HttpResponse:
    """The page that the form came from, with what is wrong in it and everything that was typed."""
    query = parse_query(request.POST.get("queue") or "")
    screen = request.POST.get("screen")
    if screen == Screen.RECORD and request.POST.get("document"):
        return show_record(request, request.POST["document"], query, problems=problems, posted=request.POST)
    if screen == Screen.REVIEW and request.POST.get("review"):
        return show_review(request, request.POST["review"], problems=problems, posted=request.POST)
    if screen == Screen.QUEUE:
        return show_queue(request, query, problems=problems, posted=request.POST)
    if screen == Screen.DUPLICATES:
        messages.error(request, f"Nothing was decided: {' '.join(problems.values())}")
        return HttpResponseRedirect(reverse("duplicates"), status=HTTPStatus.SEE_OTHER)
    context = {"title": "Nothing was decided", "words": " ".join(problems.values()), "status": 422}
    return render(request, "desk/error.html", context, status=422)
