"""Two documents side by side: what differs in what is known of them, in their words and on their pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse

from harvester.catalogue.copies import pair_of
from harvester.catalogue.page_texts import text_of_pages
from harvester.compare import Comparison, PagePair
from harvester.compare import compare as compare_texts
from harvester.desk import wording
from harvester.desk.access import Role, allowed
from harvester.desk.views.duplicates import made_pairs
from harvester.desk.views.errors import error_page

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from django.http import HttpResponse

    from harvester.compare import Change
    from harvester.desk.request import DeskRequest
    from harvester.desk.views.duplicates import Pair

SHOWN_CHANGES = 100
_MAX_DIGITS = 6
_FACTS = (
    "title",
    "review_type",
    "role",
    "case_name",
    "board",
    "authors",
    "published",
    "completed",
    "language",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known of both."""

    words: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        """Whether it is not the same."""
        return self.left != self.right


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the one beside a page of the other."""

    number: int  # in the order of the sheets, from 1
    pair: PagePair

    @property
    def words(self) -> str:
        """Which pages these are."""
        left, right = self.pair.old, self.pair.new
        if left is None:
            return f"page {right} on the right alone"
        if right is None:
            return f"page {left} on the left alone"
        return f"page {left}" if left == right else f"page {left} beside page {right}"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change, and the sheet on which it is seen."""

    change: Change
    sheet: int
    words: str


@allowed(Role.READER)
def compare(request: DeskRequest, one: str, two: str) -> HttpResponse:
    """The left document (older, or the original) against the right one."""
    with request.catalogue.reading() as connection:
        pair = pair_of(connection, one, two)
        if pair is None:
            return error_page(request, HTTPStatus.NOT_FOUND, words="One of the two is no document of ours.")
        if pair.one.document_id != one:
            pair = replace(pair, one=pair.two, two=pair.one, relation="")
        (made,) = made_pairs(request, connection, [pair])
        texts = [tuple(text_of_pages(connection, side.sha256)) for side in (pair.one, pair.two)]
        facts = _facts(connection, one, two)
        standing = _standing(connection, one, two)
    comparison = _compared(*texts)
    sheets = _sheets(comparison, made)
    sheet = _asked(request, sheets)
    changed = [each.number for each in sheets if each.pair.changed]
    context = {
        "pair": made,
        "facts": facts,
        "standing": standing,
        "comparison": comparison,
        "no_words": [words for words, text in (("left", texts[0]), ("right", texts[1])) if not any(text)],
        "likeness": f"{comparison.likeness * 100:.0f}",
        "sheets": sheets,
        "sheet": sheet,
        "changed": len(changed),
        "before": max((number for number in changed if sheet and number < sheet.number), default=None),
        "following": min((number for number in changed if sheet and number > sheet.number), default=None),
        "differences": _differences(comparison, sheets),
        "left_out": max(0, len(comparison.changes) - SHOWN_CHANGES) + comparison.changes_left_out,
        "turned": reverse("compare", args=[two, one]),
    }
    return render(request, "desk/compare.html", context)


@lru_cache(maxsize=6)
def _compared(old: tuple[str, ...], new: tuple[str, ...]) -> Comparison:
    """As compared before; somebody who leafs through long texts waits once."""
    return compare_texts(old, new)


def _sheets(comparison: Comparison, pair: Pair) -> list[Sheet]:
    """The pairs of pages; those of files without any text are put side by side as they come."""
    pairs: Sequence[PagePair] = comparison.pairs
    if not pairs:
        counts = (pair.left.copy.pages or 0, pair.right.copy.pages or 0)
        pairs = [
            PagePair(page if page <= counts[0] else None, page if page <= counts[1] else None)
            for page in range(1, min(max(counts), 5000) + 1)
        ]
    return [Sheet(number, each) for number, each in enumerate(pairs, 1)]


def _asked(request: DeskRequest, sheets: Sequence[Sheet]) -> Sheet | None:
    """The sheet asked for; else the first that differs; else the first."""
    value = request.GET.get("sheet", "")
    if value.isdecimal() and len(value) <= _MAX_DIGITS and 1 <= int(value) <= len(sheets):
        return sheets[int(value) - 1]
    return next((sheet for sheet in sheets if sheet.pair.changed), sheets[0] if sheets else None)


def _differences(comparison: Comparison, sheets: Sequence[Sheet]) -> list[Difference]:
    by_old = {sheet.pair.old: sheet for sheet in sheets if sheet.pair.old}
    by_new = {sheet.pair.new: sheet for sheet in sheets if sheet.pair.new}
    found = []
    for change in comparison.changes[:SHOWN_CHANGES]:
        sheet = by_new[change.new_page] if change.new_page else by_old[change.old_page or 1]
        found.append(Difference(change, sheet.number, sheet.words))
    return found


def _facts(connection: sqlite3.Connection, one: str, two: str) -> list[Fact]:
    rows = {
        row["id"]: dict(row)
        for row in connection.execute("SELECT * FROM documents WHERE id IN (?, ?)", (one, two))
    }
    left, right = rows[one], rows[two]

    def shown(row: dict[str, str | None], name: str) -> str:
        value = row[name]
        return "" if value in (None, "", "[]") else wording.value_words(name, value)

    facts = [Fact(wording.field_name(name), shown(left, name), shown(right, name)) for name in _FACTS]
    facts.append(Fact("Pages", str(left["pages"] or ""), str(right["pages"] or "")))
    return [fact for fact in facts if fact.left or fact.right]


def _standing(connection: sqlite3.Connection, one: str, two: str) -> str:
    """What the catalogue holds of the two now, by a person or the machine."""
    rows = {
        row["id"]: row
        for row in connection.execute(
            "SELECT id, duplicate_of, replaces FROM documents WHERE id IN (?, ?)", (one, two)
        )
    }
    left, right = rows[one], rows[two]
    if right["duplicate_of"] == one:
        return "The right one counts as a copy of the left one."
    if left["duplicate_of"] == two:
        return "The left one counts as a copy of the right one."
    if right["replaces"] == one:
        return "The right one counts as a newer version of the left one."
    if left["replaces"] == two:
        return "The left one counts as a newer version of the right one."
    return "They count as two different documents."
