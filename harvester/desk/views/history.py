"""What was decided last, by whom, with a way to take each act back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse

from harvester.catalogue.deciding import recent_batches
from harvester.desk import wording
from harvester.desk.access import Role, allowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from harvester.catalogue.deciding import BatchRow
    from harvester.desk.request import DeskRequest

ACTS = 50
_SUBJECTS = 5  # of one act that are named
_LONGEST = 100  # characters of a value


@dataclass(frozen=True, slots=True)
class Subject:
    """A document or review that an act was about."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Act:
    """One act with what it was about."""

    row: BatchRow
    words: str  # what was decided, field by field
    subjects: list[Subject]
    more: int  # subjects that are not named


@allowed(Role.READER)
def history(request: DeskRequest) -> HttpResponse:
    """The last acts, of everybody or of this person."""
    mine = request.GET.get("mine") == "1"
    rows = recent_batches(request.catalogue, request.who if mine else None, ACTS)
    named = {name for row in rows for name in row.subjects[:_SUBJECTS]}
    known = _subjects(request, sorted(named))
    words = _words(request, [row.batch for row in rows])
    acts = [
        Act(
            row,
            words.get(row.batch, ""),
            [known[name] for name in row.subjects[:_SUBJECTS] if name in known],
            max(0, len(row.subjects) - _SUBJECTS),
        )
        for row in rows
    ]
    return render(request, "desk/history.html", {"acts": acts, "mine": mine})


def _words(request: DeskRequest, batches: Sequence[str]) -> dict[str, str]:
    """What each act decided, once for all that it was about: "Status: accepted; Published: 2016"."""
    marks = ", ".join("?" * len(batches))
    with request.catalogue.reading() as connection:
        rows = connection.execute(
            f"""SELECT DISTINCT batch, field, value FROM decisions WHERE batch IN ({marks})
            ORDER BY batch, field <> 'status', field""",  # noqa: S608 - marks only
            tuple(batches),
        ).fetchall()
    said: dict[str, list[str]] = {}
    for row in rows:
        words = wording.value_words(row["field"], row["value"])
        said.setdefault(row["batch"], []).append(f"{wording.field_name(row['field'])}: {words[:_LONGEST]}")
    return {batch: "; ".join(words[:_SUBJECTS]) for batch, words in said.items()}


def _subjects(request: DeskRequest, names: Sequence[str]) -> dict[str, Subject]:
    """Titles and addresses by id; what is no longer in the catalogue is left out."""
    marks = ", ".join("?" * len(names))
    with request.catalogue.reading() as connection:
        rows = connection.execute(
            f"""SELECT id, 'record' AS screen, COALESCE(title, label) AS title FROM document
                WHERE id IN ({marks})
            UNION ALL SELECT id, 'review', title FROM review WHERE id IN ({marks})""",  # noqa: S608 - marks only
            (*names, *names),
        )
        return {row["id"]: Subject(row["title"], reverse(row["screen"], args=[row["id"]])) for row in rows}
