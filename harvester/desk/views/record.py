"""One document: its pages beside the form, the evidence, and everything that may be decided about it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from harvester.catalogue.deciding import history, revision
from harvester.catalogue.queue import document_doubts, neighbours
from harvester.desk import looked
from harvester.desk.access import Role, allowed
from harvester.desk.entering import FIELDS
from harvester.desk.filters import Query, read_query
from harvester.desk.keys import REASONS
from harvester.desk.record import evidence_of, fields_of, first_page
from harvester.desk.relations import likely_reviews, only_copy, others_of
from harvester.desk.views.queue import record_address, source_titles
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse, QueryDict

    from harvester.catalogue.types import Record
    from harvester.desk.request import DeskRequest


@allowed(Role.READER)
def record(request: DeskRequest, document_id: str) -> HttpResponse:
    """The page of one document, opened from the queue or from anywhere else."""
    return show_record(request, document_id, read_query(dict(request.GET.lists())))


def show_record(
    request: DeskRequest,
    document_id: str,
    query: Query,
    *,
    problems: Mapping[str, str] | None = None,
    posted: QueryDict | None = None,
) -> HttpResponse:
    """The page; with what was wrong in a form that was posted from it, and what that form held."""
    found = _found(request, document_id)
    own = found.fields["id"]
    if own != document_id and posted is None:
        return HttpResponseRedirect(record_address(own, query))
    page = _page(request, found)
    context = {
        **_context(request, found, query, page, posted=posted, problems=problems),
        "problems": problems or {},
        "posted_reason": posted.get("reason", "") if posted else "",
        "revision": _revision(request, own, posted),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return render(request, "desk/record.html", context, status=status)


def _found(request: DeskRequest, document_id: str) -> Record:
    try:
        found = request.catalogue.record(document_id)
    except UsageError:  # several ids begin so
        found = None
    if found is None or found.kind != "document":
        raise Http404
    return found


def _revision(request: DeskRequest, document_id: str, posted: QueryDict | None) -> int:
    """What was seen stays what was seen, while a form goes to and fro."""
    for pair in posted.getlist("seen") if posted else ():
        name, _, number = pair.partition(":")
        if name == document_id and number.isdigit():
            return int(number)
    return revision(request.catalogue, document_id)


def _page(request: DeskRequest, found: Record) -> int:
    asked = request.GET.get("page", "")
    last = found.fields.get("pages") or 1
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else first_page(found)
    return max(1, min(page, last))


def _context(
    request: DeskRequest,
    found: Record,
    query: Query,
    page: int,
    *,
    posted: QueryDict | None,
    problems: Mapping[str, str] | None,
) -> dict[str, Any]:
    own = found.fields["id"]
    titles = source_titles(request)
    with request.catalogue.reading() as connection:
        doubts = document_doubts(connection, own)
        fields = fields_of(
            connection,
            found,
            doubts,
            posted=posted.dict() if posted else None,  # type: ignore[arg-type]
            problems=problems,
        )
        around = neighbours(connection, query.filters(looked.since(request)), own)
        others = others_of(connection, found, titles)
        reviews = likely_reviews(connection, found)
    evidence = evidence_of(found, page)
    marks = [piece for group in evidence for piece in (*group.pieces, *group.more) if piece.mark]
    return {
        "record": found,
        "document": found.fields,
        "titles": titles,
        "source_title": titles.get(found.fields["source"], found.fields["source"]),
        "doubts": [doubt for doubt in doubts if doubt.field not in FIELDS],
        "fields": fields,
        "evidence": evidence,
        "marks": marks,
        "page": page,
        "pages": found.fields.get("pages") or 0,
        "others": others,
        "copies": [other for other in others if other.copy],
        "only_copy": only_copy(others),
        "reviews": reviews,
        "earlier": _earlier(request, found),
        "history": history(request.catalogue, own),
        "reasons": REASONS,
        "query": query,
        "query_text": query.text(),
        "back": reverse("queue") + query.text(),
        "around": around,
        "next_address": record_address(around.next, query) if around.next else "",
        "previous_address": record_address(around.previous, query) if around.previous else "",
        "withdrawn": found.fields["presence"] == "withdrawn",
    }


def _earlier(request: DeskRequest, found: Record) -> dict[str, Any] | None:
    """The document that this one replaces, with the last word that was said on it."""
    name = found.fields.get("replaces")
    if not name:
        return None
    row = request.catalogue.connection.execute(
        "SELECT id, title, status, published, first_seen FROM documents WHERE id = ?", (name,)
    ).fetchone()
    if row is None:
        return None
    said = next((one for one in history(request.catalogue, name) if one.field == "status" and one.new), None)
    return {**dict(row), "said": said}
