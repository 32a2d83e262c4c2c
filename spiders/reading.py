"""From one HTML page to what it offers: document candidates and pages worth asking for. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harvester.detect import words
from harvester.detect.cases import has_case
from harvester.detect.links import ACCEPT, CONSIDER, FOLLOW, judge_link
from harvester.detect.pages import judge_page, parse_page
from harvester.frontier import PAGES, Task, TaskKind
from harvester.records import Candidate, Page
from harvester.shared_files import is_shared_folder
from harvester.urls import (
    canonical,
    host_of,
    is_next_page_of,
    is_numbered_after,
    is_trap,
    never_fetched,
    page_number,
)
from harvester.vocabulary import PageKind, Role
from spiders.languages import twin_of
from spiders.menu_links import MenuLinks
from spiders.presuming import dated, presumed
from spiders.weighing import LISTS, candidate_of, is_file_like, task_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harvester.records import Link, PageVerdict
    from spiders.answers import Answer
    from spiders.territory import Territory

__all__ = ["LISTS", "Reading", "candidate_of", "is_file_like", "links_of", "poorer", "read_page"]
DEAD = frozenset({PageKind.WALL, PageKind.MISSING})
_MAX_LINKS = 3_000
_MAX_NOTES = 5
LEAD = 0.5  # a page that leads to one as good as this was not in vain
_REVIEW_LENGTH, _REVIEW_HEADINGS = 2_000, 4  # of a page that a list of reviews calls a review
_SURE, _BESIDE_SURE = 0.8, 0.08
_NEXT, _OLDER = 0.9, 0.6  # the next page of a list of reviews; of a news archive that holds news of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one page offers."""

    page: Page
    verdict: PageVerdict
    candidates: tuple[Candidate, ...] = ()
    tasks: tuple[Task, ...] = ()  # pages and documents to ask for
    next_page: Task | None = None  # of the same list; worth it only if this page brought something
    extra: bool = False  # of a listing beside the pages: counts only for what no page links to
    covers: tuple[str, ...] = ()  # addresses of pages whose whole text this one has
    notes: tuple[str, ...] = ()  # what a person should know: sentences for the page's visit and the run

    @property
    def accepted(self) -> int:
        """How many links are judged documents by themselves."""
        return sum(one.verdict.score >= ACCEPT for one in self.candidates)

    @property
    def leads(self) -> bool:
        """Whether it leads to pages that promise something."""
        return any(one.score >= LEAD for one in self.tasks)

    @property
    def lists_reviews(self) -> bool:
        """Whether it is a list of reviews, or of their documents, and not of briefings on topics."""
        if self.verdict.kind is PageKind.HUB:
            return True
        good = (one.verdict for one in self.candidates if one.verdict.score >= ACCEPT)
        return self.verdict.kind in LISTS and any(
            one.role is not Role.BRIEFING and (one.case_name or one.review_type) for one in good
        )

    @property
    def is_review(self) -> bool:
        """Whether the page is the text of a review that it does not offer as a file."""
        if self.verdict.kind is not PageKind.REVIEW:
            return False
        good = (one.verdict for one in self.candidates if one.verdict.score >= ACCEPT)
        return all(one.role not in (None, Role.OVERVIEW_REPORT) for one in good)

    @property
    def fingerprint(self) -> str | None:
        """The same for pages that say the same and link to the same; None for pages that say little."""
        if len(self.page.text) < 200:
            return None
        links = sorted({canonical(link.url) for link in self.page.links if not link.furniture})
        text = "\n".join((self.page.h1, self.page.text, *links))
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def read_page(answer: Answer, territory: Territory, task: Task) -> Reading:
    """Take a page apart, and judge it and its links.

    Args:
        answer: what came back.
        territory: where the source is at home.
        task: what we asked for.
    """
    url = answer.url
    page = parse_page(answer.body, answer.base or url, encoding=answer.charset)
    page = replace(page, url=url, title=territory.plain_title(page.title))
    verdict = judge_page(page, status=answer.status)
    if verdict.kind in DEAD or answer.status >= 400:
        return Reading(page=page, verdict=verdict)
    verdict = presumed(page, verdict, task)
    page = dated(page, verdict, task)
    menus = MenuLinks(page, verdict, territory, task)
    judged, later = _judge_links(page, verdict, territory, menus)
    fresh = [one for one in judged if isinstance(one, Candidate)]
    least = _least_scores(fresh)
    candidates: list[Candidate] = []
    tasks: list[Task] = []
    notes: list[str] = []
    for one in judged:
        if isinstance(one, Task):
            tasks.append(one)
            continue
        if is_shared_folder(one.url):
            notes += _note_of_folder(one)
            continue
        enough = least.get(_group_of(one.link), CONSIDER)
        found = task_of(one, territory, task, enough)
        menus.keep(one, found)
        if found is not None:
            tasks.append(found)
            if is_file_like(one.url) or one.verdict.score >= ACCEPT:
                candidates.append(one)
    tasks += _refreshed(page, territory, task)
    if (twin := twin_of(page, fresh, territory, task)) is not None:
        tasks = [one for one in tasks if one.key != twin.key] + [twin]
    if _is_told_review(page, verdict, task):
        verdict = replace(verdict, kind=PageKind.REVIEW, reasons=(*verdict.reasons, "linked as a review"))
    reading = Reading(
        page=page,
        verdict=verdict,
        candidates=tuple(candidates),
        tasks=tuple(tasks),
        notes=tuple(dict.fromkeys(notes))[:_MAX_NOTES],
    )
    following = _next_page(reading, later, territory, task) if later else None
    return replace(reading, next_page=following) if following is not None else reading


def _note_of_folder(one: Candidate) -> list[str]:
    """A folder of a file-sharing service is no document, and cannot be listed; where it matters, say so."""
    matters = one.page_kind in LISTS or one.verdict.score >= CONSIDER or one.verdict.follow >= FOLLOW
    if one.link.furniture or not matters:
        return []
    return [f"{one.page_url} leads to a folder of a file-sharing service, which is not read: {one.url}"]


def _refreshed(page: Page, territory: Territory, task: Task) -> list[Task]:
    """Where a page sends its reader by itself: as good as the page was thought to be."""
    target = page.refresh
    if not target or canonical(target) == canonical(page.url) or never_fetched(target, territory.hosts):
        return []
    candidate = replace(task.candidate, url=target) if task.candidate else None
    same = replace(task, url=target, key="", candidate=candidate)
    if candidate is not None and is_file_like(target):
        return [replace(same, kind=TaskKind.DOCUMENT)]
    if host_of(target) not in territory.hosts or is_trap(target):
        return []
    return [replace(same, kind=TaskKind.PAGE if task.kind is TaskKind.DOCUMENT else task.kind)]


def _judge_links(
    page: Page, kind: PageVerdict, territory: Territory, menus: MenuLinks
) -> tuple[list[Candidate | Task], list[Link]]:
    """All links that may be asked for, each judged; and apart from them the further pages of the list.

    Of links that are known from the menus of pages before, what asking for them would be.
    """
    here = canonical(page.url)
    judged: list[Candidate | Task] = []
    later: list[Link] = []
    for link in links_of(page):
        known = menus.known(link) if link.furniture else None
        if known is not None:
            judged += known
            continue
        if canonical(link.url) == here or never_fetched(link.url, territory.hosts):
            continue
        if is_next_page_of(link.url, page.url) or is_numbered_after(link.url, page.url, link.text):
            later.append(link)
            continue
        verdict = judge_link(link, page, kind, nation=territory.nation)
        judged.append(candidate_of(territory.source, page, kind, link, verdict))
    return judged, later


def _least_scores(judged: list[Candidate]) -> dict[tuple[str, str], float]:
    """The least score of a file worth asking for, where it is lower than usual.

    What stands under the same name as a sure document of a list is asked for with less promise: its own
    title page decides.
    """
    sure = (one for one in judged if one.verdict.score >= _SURE and one.page_kind in LISTS)
    return {_group_of(one.link): _BESIDE_SURE for one in sure if _group_of(one.link) != ("", "")}


def _group_of(link: Link) -> tuple[str, str]:
    """The entry that a link belongs to: its title line, or the heading below the page's first."""
    if link.furniture:
        return ("", "")
    return (link.entry, link.heading if len(link.outline) > 1 else "")


def _is_told_review(page: Page, verdict: PageVerdict, task: Task) -> bool:
    """Whether a list of reviews called this page a review, and it is a long text that offers no file."""
    origin = task.candidate
    if origin is None or origin.page_kind not in LISTS or origin.link.furniture:
        return False
    if verdict.kind not in (PageKind.OTHER, PageKind.CASE_PAGE) or len(page.text) < _REVIEW_LENGTH:
        return False
    told = origin.link.text or origin.link.alt
    named = words.TYPE.search(told) or has_case(told)
    same = _words_of(told) & _words_of(f"{page.title} {page.h1}")
    offers = any(is_file_like(link.url) for link in page.links if not link.furniture)
    return bool(named and same and not offers and len(page.headings) >= _REVIEW_HEADINGS)


def _words_of(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", text[:300].lower()))


def links_of(page: Page) -> Iterator[Link]:
    """The links of a page that can be asked for, without fragments."""
    for link in page.links[:_MAX_LINKS]:
        if link.url.startswith(("http://", "https://")):
            url = link.url.partition("#")[0]
            yield link if url == link.url else replace(link, url=url)


def _page_of(link: Link) -> tuple[int, str]:
    """Which page of its list a link of a pager leads to; the nearest of those to come is asked for next."""
    told = link.text.strip()
    return page_number(link.url) or (int(told) if told.isdecimal() else 0), link.url


def _next_page(reading: Reading, later: Iterable[Link], territory: Territory, task: Task) -> Task | None:
    """The next page of a list, when this is a list of something we look for."""
    best = min(later, key=_page_of, default=None)
    if best is None or is_trap(best.url) or host_of(best.url) not in territory.hosts or not task.scope:
        return None
    leads = [one for one in reading.tasks if one.score >= FOLLOW and not one.explore and not _is_menu(one)]
    chain = f"{PAGES}{canonical(task.url).partition('?')[0]}"
    group = task.group if task.group.startswith(PAGES) else chain
    # As deep as this page: a list of twelve pages is no deeper than one of two.
    following = Task(
        url=best.url,
        kind=TaskKind.PAGE,
        score=_NEXT,
        depth=task.depth,
        sure=True,
        group=group,
        series=task.series if task.part else group,
        part=True,
    )
    if reading.candidates or (reading.verdict.kind in LISTS and leads):
        return following
    # News of reviews are few among others, and a list may have a page without any.
    return poorer(following) if leads or group == task.group else None


def poorer(following: Task) -> Task:
    """The next page of a list that brings little: asked a few times more, unless it brings something."""
    return replace(following, score=_OLDER, sure=False)


def _is_menu(task: Task) -> bool:
    return task.candidate is not None and task.candidate.link.furniture
