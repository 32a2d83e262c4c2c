"""One review with its documents: split, merge, assign; and finding a review to assign a document to."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render

from harvester.catalogue.deciding import history, revision, revisions
from harvester.desk import wording
from harvester.desk.access import Role, allowed
from harvester.desk.entering import REVIEW_FIELDS
from harvester.desk.filters import MAX_WORDS
from harvester.desk.relations import find_reviews
from harvester.desk.views.queue import source_titles
from harvester.errors import UsageError
from harvester.publish.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse, QueryDict

    from harvester.catalogue.types import Record
    from harvester.desk.request import DeskRequest


@allowed(Role.READER)
def review(request: DeskRequest, review_id: str) -> HttpResponse:
    """The page of one review."""
    return show_review(request, review_id)


def show_review(
    request: DeskRequest,
    review_id: str,
    *,
    problems: Mapping[str, str] | None = None,
    posted: QueryDict | None = None,
) -> HttpResponse:
    """The page; with what was wrong in a form that was posted from it, and what that form held."""
    found = _found(request, review_id)
    own = found.fields["id"]
    words = _words(request)
    with request.catalogue.reading() as connection:
        others = find_reviews(connection, words, own)
    seen = revisions(request.catalogue, [row["id"] for row in found.documents])
    titles = source_titles(request)
    context = {
        "record": found,
        "review": found.fields,
        "revision": revision(request.catalogue, own),
        "fields": _fields(found, posted, problems or {}),
        "documents": [{**row, "revision": seen[row["id"]]} for row in found.documents],
        "titles": titles,
        "publishers": [titles.get(slug, slug) for slug in found.publishers],
        "history": history(request.catalogue, own),
        "words": words,
        "others": others,
        "problems": problems or {},
        "ticked": set(posted.getlist("document")) if posted else set(),
        "merged": set(posted.getlist("merged")) if posted else set(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return render(request, "desk/review.html", context, status=status)


@allowed(Role.LIBRARIAN)
def find_review(request: DeskRequest) -> HttpResponse:
    """Reviews that hold some words, for a document to be assigned to one of them."""
    try:
        found = request.catalogue.record(request.GET.get("document", ""))
    except UsageError:
        found = None
    if found is None or found.kind != "document":
        raise Http404
    words = _words(request)
    with request.catalogue.reading() as connection:
        reviews = find_reviews(connection, words, found.fields.get("review_id"))
    context = {
        "document": found.fields,
        "revision": revision(request.catalogue, found.fields["id"]),
        "words": words,
        "reviews": reviews,
    }
    return render(request, "desk/find_review.html", context)


def _words(request: DeskRequest) -> str:
    return one_line(request.GET.get("words", "")[:MAX_WORDS])


def _found(request: DeskRequest, review_id: str) -> Record:
    try:
        found = request.catalogue.record(review_id)
    except UsageError:
        found = None
    if found is None or found.kind != "review":
        raise Http404
    return found


def _fields(found: Record, posted: QueryDict | None, problems: Mapping[str, str]) -> list[dict[str, Any]]:
    values = []
    for name in REVIEW_FIELDS:
        was = found.fields.get(name) or ""
        values.append(
            {
                "name": name,
                "words": wording.field_name(name),
                "value": posted.get(name, was) if posted else was,
                "was": posted.get(f"was-{name}", was) if posted else was,
                "choices": wording.choices(name),
                "wrong": problems.get(name, ""),
            }
        )
    return values
