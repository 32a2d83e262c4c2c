"""What may leave the house, what keeps it, and what has left: for librarians."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from harvester.clock import utc_now
from harvester.desk.access import Role, allowed
from harvester.desk.editions import editions_here, made_elsewhere
from harvester.desk.publication_jobs import Asked, Job, Jobs
from harvester.errors import HarvesterError, UsageError
from harvester.publish.about import LOSSES_LONGEST
from harvester.publish.as_at import checked_day
from harvester.publish.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.desk.request import DeskRequest

_SHOWN = 200  # texts that stay, by name
_GATES = {
    "nothing": "Something is accepted",
    "integrity": "Everything kept is sound",
    "withheld": "No losses are withheld",
    "records": "No record of the last edition is lost",
    "values": "No field of the last edition is lost",
    "real_names": "No possible real name is unseen",
}


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: what it asks, and why it is shut."""

    words: str
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A document whose text stays."""

    id: str
    title: str
    reason: str


@allowed(Role.LIBRARIAN, "GET", "POST")
def publications(request: DeskRequest) -> HttpResponse:
    """Ask the gates, publish, and see what was published."""
    jobs = Jobs(request.data)
    if request.method == "POST":
        return _begin(request, jobs)
    check, made = jobs.last("check"), jobs.last("make")
    running = next((job for job in (check, made) if job and job.running), None)
    context: dict[str, Any] = {"running": running, "check": check, "made": made}
    if request.htmx:
        if running is None:  # done: the whole page is new
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return render(request, "desk/_publication_job.html", context)
    return render(request, "desk/publications.html", {**context, **_told(request, jobs, check, made)})


def _told(request: DeskRequest, jobs: Jobs, check: Job | None, made: Job | None) -> dict[str, Any]:
    latest = max((job for job in (check, made) if job), key=lambda job: job.asked.at, default=None)
    result = latest.result if latest else None
    refusals = result["refusals"] if result else []
    return {
        "latest": latest,
        "result": result,
        "gates": _gates(refusals) if result else [],
        "may_be_accepted": bool(refusals) and all(one["may_be_accepted"] for one in refusals),
        "kept": _kept(request, (result or {}).get("held") or {}),
        "reasons": Counter(((result or {}).get("held") or {}).values()).most_common(),
        "shown": _SHOWN,
        "old": latest is not None and _decided_since(request, latest.asked.at),
        "editions": editions_here(jobs.root),
        "elsewhere": made_elsewhere(request.data),
        "folder": jobs.root,
        "today": utc_now()[:10],
        "longest": LOSSES_LONGEST,
    }


def _gates(refusals: list[dict[str, Any]]) -> list[Gate]:
    """Every gate in its order, then any that has no words of its own."""
    why: dict[str, list[str]] = {}
    for one in refusals:
        why.setdefault(one["gate"], []).append(one["what"])
    known = [Gate(words, why.pop(name, [])) for name, words in _GATES.items()]
    return [*known, *(Gate(name, reasons) for name, reasons in why.items())]


def _kept(request: DeskRequest, held: Mapping[str, str]) -> list[Kept]:
    names = list(held)[:_SHOWN]
    with request.catalogue.reading() as connection:
        rows = connection.execute(
            f"SELECT id, title FROM documents WHERE id IN ({', '.join('?' * len(names))})",  # noqa: S608 - marks
            names,
        )
        titles = {row["id"]: row["title"] for row in rows}
    return [Kept(name, titles.get(name, name), held[name]) for name in names]


def _decided_since(request: DeskRequest, at: str) -> bool:
    with request.catalogue.reading() as connection:
        last = connection.execute("SELECT max(at) FROM decisions").fetchone()[0]
    return last is not None and str(last) > at


def _begin(request: DeskRequest, jobs: Jobs) -> HttpResponse:
    try:
        jobs.start(_asked(request))
    except HarvesterError as error:
        said = str(error)
        messages.error(request, f"{said[:1].upper()}{said[1:].rstrip('.')}.")
    return HttpResponseRedirect(reverse("publications"))


def _asked(request: DeskRequest) -> Asked:
    said, now = request.POST, utc_now()
    act = said.get("act", "")
    if act not in ("check", "publish"):
        raise UsageError("nothing was begun")
    day = said.get("as_at", "").strip()
    losses = one_line(said.get("accept_losses", ""))
    if len(losses) > LOSSES_LONGEST:
        raise UsageError(f"say in at most {LOSSES_LONGEST} characters why losses are right")
    return Asked(
        who=request.who,
        at=now,
        dry_run=act == "check",
        with_text=said.get("with_text") == "yes",
        accept_losses=losses,
        as_at=checked_day(day, now) if day else "",
    )
