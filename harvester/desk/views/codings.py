"""Coding reviews: one field after another beside the page that says it; and which reviews are to be coded."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from harvester import clock
from harvester.catalogue import codings as kept
from harvester.catalogue import deciding
from harvester.catalogue.page_texts import text_of_page
from harvester.coding.frame import FIELDS
from harvester.desk import coding, last_act, suggesting
from harvester.desk.access import Role, allowed
from harvester.desk.entering import EnteredWrong
from harvester.errors import ConflictError, UsageError
from harvester.suggesting import not_kept

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

    from harvester.catalogue.codings import CodingSheet
    from harvester.desk.coding import FieldView
    from harvester.desk.request import DeskRequest

_NAMES = tuple(FIELDS)


@allowed(Role.READER)
def coding_queue(request: DeskRequest) -> HttpResponse:
    """How far the coding has come, and the reviews that come next."""
    left = suggesting.have_made(request.data, request.catalogue)
    with request.catalogue.reading() as connection:
        progress, waiting = kept.progress(connection), kept.to_be_coded(connection, limit=50)
    rows = [{"field": FIELDS[name], **counts} for name, counts in progress.fields.items()]
    context = {
        "rows": rows,
        "waiting": waiting,
        "reviews": progress.reviews,
        "done": progress.done,
        "to_come": left,
    }
    return render(request, "desk/coding_queue.html", context)


@allowed(Role.READER)
def codings(request: DeskRequest, review_id: str) -> HttpResponse:
    """The codings of one review, one field of it open."""
    return _show(request, review_id)


@allowed(Role.LIBRARIAN, "POST")
def code(request: DeskRequest, review_id: str) -> HttpResponse:
    """What a person says of one field; then the next field that is not coded, or the next review."""
    sheet = _sheet(request, review_id)
    name = request.POST.get("field", "")
    if name not in FIELDS:
        raise Http404
    people = coding.people_of(sheet, request.POST.get("people", ""))
    try:
        value = coding.read_coding(FIELDS[name], sheet.fields[name], request.POST, people)
        with request.writing_catalogue() as catalogue:
            batch = deciding.decide(
                request.data,
                catalogue,
                [deciding.Change("review", review_id, kept.PREFIX + name, value)],
                who=request.who,
                at=clock.utc_now(),
                expected=_expected(request.POST, review_id),
            )
    except EnteredWrong as error:
        return _show(request, review_id, posted=request.POST, wrong=str(error))
    except ConflictError as error:
        theirs = FIELDS.get((error.field or "").removeprefix(kept.PREFIX))
        what = theirs.words if theirs else "this review"
        words = f"{error.who} has decided about “{what}” since you opened this page. Nothing was decided."
        return _show(request, review_id, posted=None, wrong=words, status=HTTPStatus.CONFLICT)
    except UsageError as error:
        return _show(request, review_id, posted=request.POST, wrong=f"{error}.")
    words = _said(name, value)
    messages.success(request, words, extra_tags=f"undo-{batch.id}")
    last_act.remember(request, batch.id, words)
    return HttpResponseRedirect(_next(request, review_id, name, value), status=HTTPStatus.SEE_OTHER)


def _said(name: str, value: str | None) -> str:
    words = FIELDS[name].words
    if value is None:
        return f"{words}: no longer coded."
    said = dict.fromkeys(FIELDS[name].say(one.value) for one in kept.from_decision(name, value))
    return f"{words}: {', '.join(said)}."


def _next(request: DeskRequest, review_id: str, name: str, value: str | None) -> str:
    """The next field that is not coded; when there is none, the next review."""
    own = reverse("codings", args=[review_id])
    if value is None:
        return f"{own}?field={name}"
    sheet = _sheet(request, review_id)
    following = coding.following(_NAMES, sheet.fields, name)
    if following is not None:
        return f"{own}?field={following}"
    with request.catalogue.reading() as connection:
        waiting = kept.to_be_coded(connection, limit=1, after=review_id)
    if not waiting:
        messages.info(request, "That was the last: every accepted review is coded.")
        return reverse("coding_queue")
    messages.info(request, "All fields of that review are coded. This is the next.")
    return reverse("codings", args=[waiting[0]["id"]])


def _expected(posted: QueryDict, review_id: str) -> dict[str, int] | None:
    name, _, number = posted.get("seen", "").partition(":")
    return {review_id: int(number)} if name == review_id and number.isascii() and number.isdigit() else None


# ---------------------------------------------------------------- the page


def _sheet(request: DeskRequest, review_id: str) -> CodingSheet:
    fresh = not_kept(request.catalogue, review_id)
    with request.catalogue.reading() as connection:
        found = kept.sheet(connection, review_id, fresh)
    if found is None:
        raise Http404
    return found


def _show(
    request: DeskRequest,
    review_id: str,
    *,
    posted: QueryDict | None = None,
    wrong: str = "",
    status: int | None = None,
) -> HttpResponse:
    sheet = _sheet(request, review_id)
    asked = request.POST if posted is not None or wrong else request.GET
    people = coding.people_of(sheet, asked.get("people", ""))
    name = asked.get("field", "")
    if name not in FIELDS:
        name = coding.following(_NAMES, sheet.fields, "") or _NAMES[0]
    views = {one: coding.field_view(sheet.fields[one], people) for one in _NAMES}
    current = coding.field_view(sheet.fields[name], people, posted, wrong) if posted else views[name]
    place = _NAMES.index(name)
    context = {
        "sheet": sheet,
        "review": sheet.review,
        "views": views.values(),
        "current": current,
        "name": name,
        "people": people,
        "more_people": min(people + 1, kept.MOST_PEOPLE),
        "revision": deciding.revision(request.catalogue, review_id),
        "previous": _NAMES[place - 1] if place else "",
        "next": _NAMES[place + 1] if place + 1 < len(_NAMES) else "",
        "wrong": wrong,
        **_page(request, sheet, current),
    }
    code_ = status or (HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK)
    return render(request, "desk/codings.html", context, status=code_)


def _page(request: DeskRequest, sheet: CodingSheet, current: FieldView) -> dict[str, Any]:
    """The document and page to be looked at: as asked, else where the value was read, else the report."""
    known = {row["id"]: row for row in sheet.documents}
    document, page = request.GET.get("document", ""), request.GET.get("page", "")
    said = [one for one in current.coded.said if one.document_id in known]
    places: list[tuple[str, int]] = [(one.document_id, one.page or 1) for one in said if one.document_id]
    places += [(one.document_id, one.page) for one in current.coded.offers]
    if document not in known:
        document = places[0][0] if places else next(iter(known), "")
    here = [number for name, number in places if name == document]
    wanted = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else (here[0] if here else 1)
    row = known.get(document)
    number = max(1, min(wanted, (row["pages"] or 1) if row else 1))
    marks = _marks(request, row, current, number) if row else {"boxes": [], "words": []}
    return {"document": row, "page": number, "marks": marks}


def _marks(request: DeskRequest, row: dict[str, Any], current: FieldView, page: int) -> dict[str, Any]:
    offers = current.coded.offers
    extract = request.catalogue.load_extract(row["sha256"]) if row["sha256"] and page <= 3 else None
    with request.catalogue.reading() as connection:
        text = text_of_page(connection, row["sha256"], page) or ""
    lines = extract.lines if extract else ()
    return {
        "boxes": coding.boxes_of(lines, offers, row["id"], page),
        "words": coding.places_in(text, offers, row["id"], page),
    }
