"""What was decided last, by whom, with a way to take each act back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse

from harvester.catalogue.deciding import recent_batches
from harvester.desk.access import Role, allowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from harvester.catalogue.deciding import BatchRow
    from harvester.desk.request import DeskRequest

ACTS = 50
_SUBJECTS = 5  # of one act that are named


@dataclass(frozen=True, slots=True)
class Subject:
    """A document or review that an act was about."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Act:
    """One act with what it was about."""

    row: BatchRow
    subjects: list[Subject]
    more: int  # subjects that are not named


@allowed(Role.READER)
def history(request: DeskRequest) -> HttpResponse:
    """The last acts, of everybody or of this person."""
    mine = request.GET.get("mine") == "1"
    rows = recent_batches(request.catalogue, request.who if mine else None, ACTS)
    named = {name for row in rows for name in row.subjects[:_SUBJECTS]}
    known = _subjects(request, sorted(named))
    acts = [
        Act(
            row,
            [known[name] for name in row.subjects[:_SUBJECTS] if name in known],
            max(0, len(row.subjects) - _SUBJECTS),
        )
        for row in rows
    ]
    return render(request, "desk/history.html", {"acts": acts, "mine": mine})


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
