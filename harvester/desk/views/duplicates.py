"""Pairs of documents that may be the same text: a list to decide from, each pair side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse

from harvester.catalogue.copies import possible_copies
from harvester.catalogue.deciding import revisions
from harvester.desk.access import Role, allowed
from harvester.desk.pictures import pictures
from harvester.desk.views.queue import source_titles
from harvester.media_type import PDF

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from django.http import HttpResponse

    from harvester.catalogue.queue_types import CopyPair, CopySide
    from harvester.desk.request import DeskRequest

PAGE = 10  # pairs
MAX_KEY = 300
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}\Z")
RELATIONS = {
    "copy": "Taken for a copy",
    "version": "Taken for a newer version",
    "alike": "Much alike",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One document of a pair."""

    copy: CopySide
    revision: int
    drawn: bool  # its first page can be shown as a picture


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents side by side; the left one would be the original, or the older version."""

    left: Side
    right: Side
    relation: str
    words: str
    why: str
    share: str  # per cent, "" where it was not measured
    compare: str  # address

    @property
    def sides(self) -> tuple[tuple[str, Side], tuple[str, Side]]:
        """Both with their name."""
        return ("Left", self.left), ("Right", self.right)


@allowed(Role.READER)
def duplicates(request: DeskRequest) -> HttpResponse:
    """What nobody has decided on yet, the most alike first."""
    source, document = (_name(request.GET.get(name, "")) for name in ("source", "document"))
    after = request.GET.get("after", "")[:MAX_KEY]
    with request.catalogue.reading() as connection:
        page = possible_copies(
            connection,
            document_id=document or None,
            source=source or None,
            after=after or None,
            limit=PAGE,
        )
        pairs = made_pairs(request, connection, page.pairs)

    def address(**more: str | None) -> str:
        values = {"source": source, "document": document} | more
        asked = urlencode({name: value for name, value in values.items() if value})
        return reverse("duplicates") + (f"?{asked}" if asked else "")

    context = {
        "pairs": pairs,
        "total": page.total,
        "source": source,
        "document": document,
        "sources": sorted(source_titles(request).items(), key=lambda pair: pair[1].casefold()),
        "first_page": address() if after else "",
        "next_page": address(after=page.next) if page.next else "",
        "all_pairs": reverse("duplicates"),
    }
    return render(request, "desk/duplicates.html", context)


def made_pairs(request: DeskRequest, connection: sqlite3.Connection, pairs: Iterable[CopyPair]) -> list[Pair]:
    """Pairs with what showing and deciding them needs."""
    found = list(pairs)
    ids = {side.document_id for pair in found for side in (pair.one, pair.two)}
    known = revisions(request.catalogue, sorted(ids))
    hashes = {side.sha256 for pair in found for side in (pair.one, pair.two) if side.sha256}
    drawn = {sha256 for sha256 in hashes if _is_drawn(request, connection, sha256)}

    def side(copy: CopySide) -> Side:
        return Side(copy, known[copy.document_id], copy.sha256 in drawn)

    return [
        Pair(
            left=side(pair.one),
            right=side(pair.two),
            relation=pair.relation,
            words=RELATIONS.get(pair.relation, ""),
            why=pair.why.rstrip("."),
            share="" if pair.share is None else f"{pair.share * 100:.0f}",
            compare=reverse("compare", args=[pair.one.document_id, pair.two.document_id]),
        )
        for pair in found
    ]


def _is_drawn(request: DeskRequest, connection: sqlite3.Connection, sha256: str) -> bool:
    row = connection.execute(
        """SELECT COALESCE(e.media_type, f.media_type) AS media_type
        FROM file f LEFT JOIN extract e ON e.sha256 = f.sha256 WHERE f.sha256 = ?""",
        (sha256,),
    ).fetchone()
    return row is not None and row["media_type"] == PDF and pictures(request.data).held(sha256)


def _name(value: str) -> str:
    return value if _NAME.match(value) else ""
