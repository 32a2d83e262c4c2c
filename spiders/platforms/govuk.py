"""Publications of one organisation on gov.uk: its listings, collections, publication pages and their files.

Everything on gov.uk is one site, so what is asked for is kept to what the organisation's own pages and the
site's search (`/api/search.json`, which it documents for this use) name. A publication is taken when it is a
review of a case or of cases by name; annual reports, guidance and newsletters stay out.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import urljoin, urlsplit

from harvester.detect.entry_fields import MAX_TITLE, is_collective
from harvester.frontier import Task, TaskKind
from harvester.normalise.cases import find_case_names, resolve_case
from harvester.normalise.roles import find_roles
from harvester.records import LinkVerdict, ListEntry, Page, PageVerdict
from harvester.urls import canonical, host_of, looks_like_download, site_root
from harvester.vocabulary import PageKind, ReviewType, Role
from spiders.platforms.generic import GenericSpider
from spiders.reading import Reading, candidate_of
from spiders.site_maps import SiteMaps
from spiders.ways import Ways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.frontier import Budget
    from harvester.records import Candidate, Link
    from harvester.sources import Declaration
    from spiders.answers import Answer
    from spiders.territory import Territory

_MAX_RESULTS: Final = 500
_SURE: Final = 0.9
_MAX_JSON: Final = 5_000_000
_CLEAR: Final = 2  # rank of a word that names a role by itself
_ORGANISATION: Final = re.compile(r"^/government/organisations/([a-z0-9-]{3,120})/?$")
_PUBLICATION: Final = re.compile(r"^/government/publications/[a-z0-9-]+/?$")
_PART: Final = re.compile(r"^/government/publications/[a-z0-9-]+/[a-z0-9-]+/?$")  # a text shown as a page
_WAY: Final = re.compile(
    r"^/government/(?:collections|organisations|publications|consultations)/|^/search/(?:all|research-and-statistics"
    r"|policy-papers-and-consultations)|^/government/publications/?$"
)
_REVIEW: Final = re.compile(
    r"\bnational\s+(?:child\s+)?(?:safeguarding\s+)?(?:practice\s+)?reviews?\b|\b(?:serious|significant)\s+case\s+review\b"
    r"|\b(?:practice|safeguarding|case)\s+review\s+(?:into|of|on|concerning|following|about|in\s+respect)\b",
    re.IGNORECASE,
)
_OTHER: Final = re.compile(
    r"\b(?:annual|guidance|newsletter|terms\s+of\s+reference|code\s+of|framework|governance|business\s+plan|minutes"
    r"|consultation|data\s+insights?|briefing\s+paper|letter|survey|working\s+together|research\s+report|publication\s+scheme"
    r"|register\s+of|membership|appointment|speech|transparency|expenses|government\s+response|response\s+to|(?:practice\s+)?briefings?|faqs?|privacy|toolkit|call\s+for\s+evidence)\b",
    re.IGNORECASE,
)
# What a publication says of itself where its title does not say that it is a review.
_THIS_REVIEW: Final = re.compile(
    r"\b(?:this|the|our)\s+(?:\w+\s+){0,2}review\s+(?:looks?|considers?|examines?|explores?|sets\s+out|makes|identifies|"
    r"highlights|finds|found|was\s+(?:commissioned|carried)|is\s+(?:about|into|the))\b",
    re.IGNORECASE,
)
_OTHER_KIND: Final = re.compile(
    r"^(?:guidance|(?:statutory|detailed)\s+guid(?:e|ance)|form|correspondence|corporate\s+report|policy\s+paper|"
    r"transparency(?:\s+data)?|notice|news(?:\s+story)?|press\s+release|speech|statistics|official\s+statistics|decision|map|"
    r"foi\s+release|regulation|promotional\s+material|impact\s+assessment|(?:open|closed)?\s*consultation)$",
    re.IGNORECASE,
)
_LISTS: Final = re.compile(r"^/government/(?:collections|organisations)/")


class GovukWays(Ways):
    """One organisation's publications."""

    name: ClassVar[str] = "govuk"

    def entrances(self, declaration: Declaration, home_url: str) -> tuple[Task, ...]:
        """What the search of the site lists for the organisation."""
        for url in (*declaration.start, declaration.homepage or "", home_url):
            match = _ORGANISATION.match(urlsplit(url).path)
            if match:
                query = f"filter_organisations={match[1]}&count={_MAX_RESULTS}&fields=title,link,description"
                address = f"{site_root(url).rstrip('/')}/api/search.json?{query}&order=-public_timestamp"
                return (Task(url=address, kind=TaskKind.DATA, score=0.9),)
        return ()

    def read_data(self, answer: Answer, task: Task, territory: Territory) -> Reading | None:
        """The results of the search: a task for each publication that may be a review."""
        tasks = []
        for result in _results(answer):
            title, link = str(result.get("title") or ""), str(result.get("link") or "")
            url = urljoin(answer.url, link)
            path = urlsplit(url).path
            told = f"{title} {result.get('description') or ''}"
            if (
                host_of(url) == host_of(answer.url)
                and _PUBLICATION.match(path)
                and may_be_review(title, told)
            ):
                tasks.append(Task(url=url, kind=TaskKind.PAGE, score=0.85, depth=1, sure=True))
        if not tasks:
            return None
        page = Page(url=answer.url)
        return Reading(page=page, verdict=PageVerdict(kind=PageKind.LISTING, score=1.0), tasks=tuple(tasks))

    def refine(self, reading: Reading, answer: Answer, task: Task, territory: Territory) -> Reading:
        """The files of a publication that is a review, and the pages that lead to publications."""
        path = urlsplit(answer.url).path
        if _PUBLICATION.match(path) or _PART.match(path):
            return _publication(reading, task, territory)
        tasks = {one.key: one for one in reading.tasks if _on_way(one)}
        if _LISTS.match(path):
            tasks |= {one.key: one for one in _named(reading, answer.url, task)}
        return replace(reading, tasks=tuple(tasks.values()), candidates=())

    def entries(self, reading: Reading, answer: Answer) -> tuple[ListEntry, ...]:
        """One record for each publication that is a review."""
        if not reading.candidates or not _PUBLICATION.match(urlsplit(answer.url).path):
            return ()
        page = reading.page
        title = page.h1 or page.title
        papers = [one for one in reading.candidates if looks_like_download(one.url)]
        reports = [one for one in papers if _is_report(one.link)]
        bodies = (link.text for link in page.links if _ORGANISATION.match(urlsplit(link.url).path))
        return (
            ListEntry(
                source="",
                title=title[:MAX_TITLE],
                page_url=answer.url,
                publisher_text=next(filter(None, bodies), None),
                case_name=resolve_case(find_case_names(title)),
                review_type=ReviewType.NATIONAL,
                year=int(page.published[:4]) if page.published else None,
                published=page.published,
                url=next((one.url for one in (*reports, *papers)), None),
                more=tuple(one.url for one in papers),
            ),
        )


def may_be_review(title: str, told: str) -> bool:
    """Whether a publication of this title may be a review of a case or of cases."""
    if is_collective(title) or _OTHER.search(title):
        return False
    return bool(_REVIEW.search(told) or re.search(r"\breview\b|\breport\b", told, re.IGNORECASE))


def _results(answer: Answer) -> list[dict[str, Any]]:
    if not answer.is_whole or len(answer.body) > _MAX_JSON:
        return []
    try:
        found = json.loads(answer.body)
    except ValueError:
        return []
    results = found.get("results") if isinstance(found, dict) else None
    kept = results[:_MAX_RESULTS] if isinstance(results, list) else []
    return [one for one in kept if isinstance(one, dict)]


def _publication(reading: Reading, task: Task, territory: Territory) -> Reading:
    """A publication's files, where the page says that it is a national review; nothing of any other."""
    page = reading.page
    title = page.h1 or page.title
    if not _is_review(title, page.text[:4_000]):
        return replace(reading, candidates=(), tasks=(), next_page=None)
    judged = {canonical(one.url): one for one in reading.candidates}
    kept: dict[str, Candidate] = {}
    for link in page.links:
        key = canonical(link.url)
        if (
            not link.furniture
            and (link.text or link.alt)
            and looks_like_download(link.url)
            and not _is_other(link)
        ):
            kept.setdefault(key, _national(judged.get(key) or _candidate(reading, link, territory), page))
    if kept:
        tasks = [_document(one, task) for one in kept.values()]
    else:  # the text is offered as a page alone
        tasks = [one for one in reading.tasks if _PART.match(urlsplit(one.url).path)]
        kept = {key: _national(one, page) for key, one in judged.items() if not _is_other(one.link)}
    return replace(reading, candidates=tuple(kept.values()), tasks=tuple(tasks), next_page=None)


def _is_review(title: str, text: str) -> bool:
    """Whether a publication is a national review, by its title, or by its text where its kind allows it."""
    if is_collective(title) or _OTHER.search(title):
        return False
    if _REVIEW.search(title):
        return True
    kind = text.partition(title)[0].strip().rpartition("\n")[2].strip()
    if _OTHER_KIND.match(kind):
        return False
    return bool(_REVIEW.search(text) or _THIS_REVIEW.search(text))


def _is_report(link: Link) -> bool:
    roles = {mention.role for mention in find_roles(link.text) if mention.rank >= _CLEAR}
    return not roles or Role.OVERVIEW_REPORT in roles


def _named(reading: Reading, here: str, task: Task) -> Iterator[Task]:
    """The publications that a list of the organisation names, but for those whose titles tell otherwise.

    A review is often called by its subject alone ("Out of sight"): its own page says what it is.
    """
    for link in reading.page.links:
        if link.furniture or not _PUBLICATION.match(urlsplit(link.url).path):
            continue
        if host_of(link.url) == host_of(here) and link.text and not _is_other(link):
            url = link.url.partition("#")[0]
            yield Task(url=url, kind=TaskKind.PAGE, score=0.85, depth=task.depth + 1, sure=True)


def _candidate(reading: Reading, link: Link, territory: Territory) -> Candidate:
    verdict = LinkVerdict(is_review_document=True, score=_SURE)
    return candidate_of(territory.source, reading.page, reading.verdict, link, verdict)


def _document(one: Candidate, task: Task) -> Task:
    return Task(
        url=one.url,
        kind=TaskKind.DOCUMENT,
        score=_SURE,
        depth=task.depth + 1,
        sure=True,
        candidate=one,
        scope=False,
    )


def _is_other(link: Link) -> bool:
    words = link.text or link.alt or link.heading
    return is_collective(words) or bool(_OTHER.search(words))


def _national(one: Candidate, page: Page) -> Candidate:
    """The candidate of a publication of the national panel: a review of its own kind."""
    title = page.h1 or page.title
    verdict = replace(
        one.verdict,
        is_review_document=True,
        score=max(_SURE, one.verdict.score),
        review_type=ReviewType.NATIONAL,
        published=page.published or one.verdict.published,
        reasons=(*one.verdict.reasons, f"a file of the publication {title[:80]!r}"),
    )
    return replace(one, verdict=verdict)


def _on_way(task: Task) -> bool:
    """Whether a page may lead to publications of the organisation, or is one."""
    if task.kind is not TaskKind.PAGE:
        return False
    parts = urlsplit(task.url)
    if not _WAY.match(parts.path):
        return False
    label = task.candidate.link.text if task.candidate else ""
    if _PUBLICATION.match(parts.path):
        return not task.candidate or may_be_review(label, label)
    organisation = _ORGANISATION.match(parts.path)
    return not organisation and (not parts.path.startswith("/search/") or "organisations" in parts.query)


class _NoSiteMaps(SiteMaps):
    """The site map of gov.uk has hundreds of thousands of addresses, of all departments."""

    def plan(self, url: str) -> None:
        """Plan nothing."""


class GovukSpider(GenericSpider):
    """Crawls the publications of one organisation on gov.uk."""

    name = "govuk"
    ways = GovukWays()

    def prepare(self, budget: Budget) -> None:
        """Set up an empty crawl that neither reads the site map nor guesses addresses."""
        super().prepare(budget)
        self._site_maps = _NoSiteMaps()
        self._guessed = True
