"""The queue: what waits for a person to look at it, with filters, and acts on several at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from harvester import clock
from harvester.catalogue.deciding import revisions
from harvester.catalogue.queue import facets, queue_page
from harvester.catalogue.queue_types import FACETS
from harvester.desk import looked, wording
from harvester.desk.access import Role, allowed
from harvester.desk.entering import FIELDS, NEVER_BLANK
from harvester.desk.filters import LOOKED, Query, read_query
from harvester.desk.keys import REASONS
from harvester.doubts import LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse, QueryDict

    from harvester.catalogue.queue_types import QueuePage, QueueRow
    from harvester.desk.request import DeskRequest

PAGE = 25  # finds on one page
_HERE = format_html(' aria-current="{}"', "true")
_FIRST = 8  # choices of a facet that are shown at once
_FACET_WORDS = {
    "kind": "What happened",
    "nation": "Nation",
    "source": "Area",
    "review_type": "Kind of review",
    "role": "Role of the document",
    "doubt": "Doubt",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a facet."""

    words: str
    number: int
    address: str
    made: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet with its choices; those of many that come first are shown at once."""

    name: str
    words: str
    first: list[Choice]
    more: list[Choice]

    @property
    def first_items(self) -> str:
        """Those shown at once, as items of a list."""
        return _items(self.first)

    @property
    def more_items(self) -> str:
        """The others, as items of a list."""
        return _items(self.more)


def _items(choices: Sequence[Choice]) -> str:
    # Not a template: there are hundreds of areas, and each page shows them all.
    return format_html_join(
        "\n",
        '<li><a href="{}"{}>{}</a> <span class="number">{}</span></li>',
        ((one.address, _HERE if one.made else "", one.words, one.number) for one in choices),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One find of the list."""

    find: QueueRow
    document_id: str
    address: str
    revision: int


@allowed(Role.READER)
def queue(request: DeskRequest) -> HttpResponse:
    """What is new, changed, withdrawn or doubtful."""
    answer = show_queue(request, read_query(dict(request.GET.lists())))
    looked.mark_looked(request, clock.utc_now())
    return answer


def show_queue(
    request: DeskRequest,
    query: Query,
    *,
    problems: Mapping[str, str] | None = None,
    posted: QueryDict | None = None,
) -> HttpResponse:
    """The page; with what was wrong in a form that was posted from it, and what that form held."""
    since = looked.since(request)
    after = (posted or request.GET).get("after") or None
    with request.catalogue.reading() as connection:
        page = queue_page(connection, query.filters(since), after=after, limit=PAGE)
        counted = facets(connection, query.filters(since))
    context = {
        "page": page,
        "rows": _rows(request, page, query),
        "query": query,
        "query_text": query.text(),
        "after": after,
        "looked": since,
        "since_looked": query.toggled("since", LOOKED).text(),
        "all_times": query.toggled("since", query.since).text() or reverse("queue"),
        "chosen": _chosen(request, query, since),
        "kept_filters": _kept(query),
        "facets": _facets(request, query, counted),
        "first_page": query.text() or reverse("queue"),
        "next_page": query.text(after=page.next) if page.next else "",
        "next_count": PAGE,
        "problems": problems or {},
        "reasons": REASONS,
        "posted_reason": posted.get("reason", "") if posted else "",
        "posted_review": posted.get("assign-argument", "") if posted else "",
        "ticked": set(posted.getlist("document")) if posted else set(),
        "bulk_fields": bulk_fields(posted),
    }
    return render(request, "desk/queue.html", context, status=422 if problems else 200)


def record_address(document_id: str, query: Query, *, page: int | None = None) -> str:
    """Where a document is opened, from this queue; at one of its pages."""
    return reverse("record", args=[document_id]) + query.text(page=str(page or ""))


def _rows(request: DeskRequest, page: QueuePage, query: Query) -> list[Row]:
    known = revisions(request.catalogue, [row.document_id for row in page.rows])
    return [
        Row(row, row.document_id, record_address(row.document_id, query), known[row.document_id])
        for row in page.rows
    ]


def _kept(query: Query) -> list[tuple[str, str]]:
    """What a search for words keeps of the other filters."""
    kept = [("kind", kind) for kind in query.kind]
    kept += [(name, getattr(query, name)) for name in (*FACETS[1:], "since") if getattr(query, name)]
    return kept


# ---------------------------------------------------------------- filters


def _facets(
    request: DeskRequest, query: Query, counted: Mapping[str, Sequence[tuple[str, int]]]
) -> list[Facet]:
    titles = source_titles(request) if counted.get("source") else {}
    found = []
    for name in FACETS:
        choices = [
            Choice(
                words=facet_words(name, value, titles),
                number=number,
                address=query.toggled(name, value).text() or reverse("queue"),
                made=query.has(name, value),
            )
            for value, number in counted.get(name, ())
        ]
        if choices:
            cut = _FIRST if len(choices) > _FIRST + 1 else len(choices)
            found.append(Facet(name, _FACET_WORDS[name], choices[:cut], choices[cut:]))
    return found


def source_titles(request: DeskRequest) -> dict[str, str]:
    """The titles of all sources, by slug."""
    with request.catalogue.reading() as connection:
        return {row["slug"]: row["title"] for row in connection.execute("SELECT slug, title FROM source")}


def facet_words(facet: str, value: str, titles: Mapping[str, str]) -> str:
    """A choice as the list names it."""
    if facet == "source":
        return titles.get(value, value)
    if facet == "doubt":
        return LABELS.get(value, value)
    names: dict[str, Any] = {
        "kind": lambda kind: wording.KINDS.get(kind, kind),
        "nation": wording.nation_name,
        "review_type": wording.type_name,
        "role": wording.role_name,
    }
    return str(names[facet](value))


def _chosen(request: DeskRequest, query: Query, since: str | None) -> list[tuple[str, str]]:
    """Each filter in use, with the address without it."""
    found = [(wording.KINDS[kind], query.toggled("kind", kind).text()) for kind in query.kind]
    titles = source_titles(request) if query.source else {}
    for name in FACETS[1:]:
        value = getattr(query, name)
        if value:
            words = f"{_FACET_WORDS[name]}: {facet_words(name, value, titles)}"
            found.append((words, query.toggled(name, value).text()))
    if query.since:
        at = since if query.since == LOOKED else query.since
        words = f"Since {wording.moment(at)}" if at else "Since ever: you have not looked before"
        found.append((words, query.toggled("since", query.since).text()))
    if query.words:
        found.append((f"Words: {query.words}", query.toggled("words", query.words).text()))
    return [(words, address or reverse("queue")) for words, address in found]


# ---------------------------------------------------------------- the bulk form


def bulk_fields(posted: QueryDict | None) -> list[dict[str, Any]]:
    """The fields of the bulk form, blank unless a form came back."""
    cleared = posted.getlist("clear") if posted else []
    return [
        {
            "name": name,
            "words": wording.field_name(name),
            "choices": wording.choices(name),
            "value": posted.get(name, "") if posted else "",
            "may_be_blank": name not in NEVER_BLANK,
            "cleared": name in cleared,
        }
        for name in FIELDS
    ]
