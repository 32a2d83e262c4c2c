"""Pages that stand for a document: landing pages, reviews published as pages, twins. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.detect import addresses
from harvester.frontier import Task, TaskKind
from harvester.records import Candidate, Link, LinkVerdict
from harvester.urls import canonical, host_of
from spiders.reading import DEAD, candidate_of, is_file_like, links_of

if TYPE_CHECKING:
    from harvester.records import Page
    from spiders.reading import Reading


def with_landing(reading: Reading, task: Task) -> Reading:
    """The reading of a landing page, with the one file that it offers as its candidate."""
    only = _landing_download(reading, task.candidate)
    if only is None:
        return reading
    others = tuple(one for one in reading.candidates if one.url != only.url)
    leap = Task(
        url=only.url, kind=TaskKind.DOCUMENT, score=only.verdict.score, depth=task.depth, candidate=only
    )
    return replace(reading, candidates=(only, *others), tasks=(leap, *reading.tasks))


def _landing_download(reading: Reading, first: Candidate | None) -> Candidate | None:
    """The one file that a landing page offers, as a candidate that speaks with the words of both links."""
    files = {
        canonical(link.url): link
        for link in links_of(reading.page)
        if not link.furniture and is_file_like(link.url)
    }
    if len(files) != 1 or first is None or reading.verdict.kind in DEAD:
        return None
    (link,) = files.values()
    told = first.link.text or first.link.entry
    joined = replace(link, entry=link.entry or told, heading=link.heading or first.link.heading or told)
    judged = next((one.verdict for one in reading.candidates if one.url == link.url), None)
    better = judged if judged is not None and judged.score > first.verdict.score else first.verdict
    verdict = replace(better, reasons=(*better.reasons, f"landing page of {told!r}"))
    return candidate_of(first.source, reading.page, reading.verdict, joined, verdict)


def html_review(reading: Reading, task: Task, source: str) -> Candidate:
    """A candidate for a page that is itself the text of a review, with the link that led to it."""
    own = reading.verdict
    if task.candidate is not None:
        verdict = task.candidate.verdict
        raised = replace(
            verdict, score=max(verdict.score, own.score), reasons=(*verdict.reasons, *own.reasons)
        )
        return replace(task.candidate, verdict=raised)
    title = reading.page.h1 or reading.page.title
    link = Link(url=task.url, text=title)
    judged = LinkVerdict(is_review_document=True, score=own.score, reasons=own.reasons)
    return candidate_of(source, reading.page, own, link, judged)


def canonical_twin(page: Page, url: str) -> str | None:
    """The address that a page calls its own, when its words show that this is no slip.

    Many sites name their homepage, or the first page of a list, as the canonical address of every page.
    """
    own = page.canonical
    if not own or canonical(own) == canonical(url) or host_of(own) != host_of(url):
        return None
    slug = {word for word in addresses.slug_words(own).lower().split() if len(word) > 2}
    title = set(re.findall(r"[a-z]+", f"{page.title} {page.h1}".lower()))
    return own if slug and len(slug & title) * 2 > len(slug) else None
