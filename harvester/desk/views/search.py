"""Search: words in the text of pages, found places marked, the page itself beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse

from harvester.catalogue.page_search import page_text, search_pages
from harvester.catalogue.queue_types import SearchFilters
from harvester.catalogue.search_facets import search_facets
from harvester.desk import wording
from harvester.desk.access import Role, allowed
from harvester.desk.views.queue import source_titles
from harvester.publish.text import one_line
from harvester.vocabulary import DocumentStatus, Nation, ReviewType
from harvester.vocabulary import Role as DocumentRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpResponse, QueryDict

    from harvester.catalogue.queue_types import MarkedText, PageHit, SearchPage
    from harvester.desk.request import DeskRequest

PAGE = 20  # documents on one page
MORE = 8  # further pages of a document that are offered
MAX_WORDS = 300
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")
_YEAR = re.compile(r"(?:19|20)\d{2}\Z")
_PLACE = re.compile(r"([A-Za-z0-9_-]{1,80}):(\d{1,6})\Z")
_AFTER = re.compile(r"[pr]\.\d{1,18}\Z")


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for, as it stands in an address; what is in no vocabulary is left out."""

    words: str = ""
    nation: str = ""
    source: str = ""
    review_type: str = ""
    role: str = ""
    status: str = ""
    year: str = ""

    @property
    def filters(self) -> SearchFilters:
        """The same for the catalogue."""
        return SearchFilters(
            nation=self.nation or None,
            source=self.source or None,
            review_type=self.review_type or None,
            role=self.role or None,
            status=self.status or None,
            year=int(self.year) if self.year else None,
        )

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return self.filters != SearchFilters()

    def address(self, **more: str) -> str:
        """The address of this search."""
        pairs = [(name, getattr(self, name)) for name in self.__slots__] + list(more.items())
        return f"{reverse('search')}?{urlencode([(name, value) for name, value in pairs if value])}"


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a document with the words on it."""

    page: int
    address: str  # of this search with the page beside it
    here: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One document that was found."""

    hit: PageHit
    record: str
    places: list[Place]
    left_out: int  # further pages that are not offered
    here: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """The page that is shown beside the list."""

    document_id: str
    page: int
    text: MarkedText | None
    record: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter."""

    name: str
    words: str
    choices: list[tuple[str, str]]
    value: str


@allowed(Role.READER)
def search(request: DeskRequest) -> HttpResponse:
    """The documents with all the words on one page, or in title, case or publisher."""
    query = read_query(request.GET)
    after = request.GET.get("after", "")
    after = after if _AFTER.match(after) else ""
    at = _PLACE.match(request.GET.get("at", ""))
    if request.htmx and at:
        beside = _beside(request, query, at[1], int(at[2]))
        return render(request, "desk/_search_beside.html", {"beside": beside})
    found, counted = None, None
    if query.words:
        with request.catalogue.reading() as connection:
            found = search_pages(connection, query.words, query.filters, after=after or None, limit=PAGE)
            counted = search_facets(connection, query.words, query.filters)
    document, page = (at[1], int(at[2])) if at else _best(found)
    context = {
        "query": query,
        "found": found,
        "rows": _rows(found.hits, query, after, (document, page)) if found else [],
        "beside": _beside(request, query, document, page) if document else None,
        "choices": _choices(request, query, counted),
        "years": counted is not None and bool(counted.get("year") or query.year),
        "first_page": query.address() if after else "",
        "next_page": query.address(after=found.next) if found and found.next else "",
    }
    return render(request, "desk/search.html", context)


def read_query(values: QueryDict) -> Query:
    """Read the values of an address."""

    def among(name: str, words: Iterable[str]) -> str:
        value = values.get(name, "")
        return value if value in list(words) else ""

    source, year = values.get("source", ""), values.get("year", "")
    return Query(
        words=one_line(values.get("words", "")[:MAX_WORDS]),
        nation=among("nation", Nation),
        source=source if _SLUG.match(source) else "",
        review_type=among("review_type", ReviewType),
        role=among("role", DocumentRole),
        status=among("status", DocumentStatus),
        year=year if _YEAR.match(year) else "",
    )


def _best(found: SearchPage | None) -> tuple[str, int]:
    """The first page that was found, which is shown unasked."""
    first = next((hit for hit in found.hits if hit.page), None) if found else None
    return (first.document_id, first.page or 1) if first else ("", 1)


def _rows(hits: Iterable[PageHit], query: Query, after: str, shown: tuple[str, int]) -> list[Row]:
    rows = []
    for hit in hits:
        pages = [page for page in (hit.page, *hit.more) if page][: MORE + 1]
        places = [
            Place(
                page,
                query.address(after=after, at=f"{hit.document_id}:{page}"),
                (hit.document_id, page) == shown,
            )
            for page in sorted(pages)
        ]
        rows.append(
            Row(
                hit,
                _record(hit.document_id, hit.page),
                places,
                max(0, len(hit.more) - MORE),
                hit.document_id == shown[0],
            )
        )
    return rows


def _record(document_id: str, page: int | None) -> str:
    return reverse("record", args=[document_id]) + (f"?page={page}" if page else "")


def _beside(request: DeskRequest, query: Query, document_id: str, page: int) -> Beside:
    with request.catalogue.reading() as connection:
        text = page_text(connection, document_id, page, query.words)
    return Beside(document_id, page, text, _record(document_id, page))


def _choices(
    request: DeskRequest, query: Query, counted: Mapping[str, Mapping[str, int]] | None
) -> list[Choice]:
    """The filters as lists to choose from, each value with how many documents it would leave."""
    titles = source_titles(request)
    offered: dict[str, tuple[str, list[tuple[str, str]]]] = {
        "nation": ("Nation", [(each.value, wording.nation_name(each)) for each in Nation]),
        "source": ("Area", sorted(titles.items(), key=lambda pair: pair[1].casefold())),
        "review_type": ("Kind of review", [(each.value, wording.type_name(each)) for each in ReviewType]),
        "role": ("Role of the document", [(each.value, wording.role_name(each)) for each in DocumentRole]),
        "status": ("Decided", [(each.value, wording.STATUSES[each]) for each in DocumentStatus]),
    }
    years = sorted((counted or {}).get("year", {}), reverse=True)
    if counted is not None and (years or query.year):
        years = years if not query.year or query.year in years else [query.year, *years]
        offered["year"] = ("Year of publication", [(year, year) for year in years])
    return [
        Choice(
            name,
            words,
            _counted(choices, getattr(query, name), (counted or {}).get(name)),
            getattr(query, name),
        )
        for name, (words, choices) in offered.items()
    ]


def _counted(
    choices: list[tuple[str, str]], value: str, counts: Mapping[str, int] | None
) -> list[tuple[str, str]]:
    """The choices with their counts; one that would find nothing is left out, unless it is made."""
    if counts is None:
        return choices
    return [
        (each, f"{words} ({counts.get(each, 0):,})")
        for each, words in choices
        if counts.get(each) or each == value
    ]
