"""National lists: entries as records, every document that an entry offers, year pages and further pages."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Final
from urllib.parse import parse_qsl, urlsplit

from harvester.detect.addresses import slug_words
from harvester.detect.entries import read_entries
from harvester.detect.entry_fields import is_collective
from harvester.frontier import PAGES, Task, TaskKind
from harvester.normalise.roles import find_roles, resolve_role
from harvester.records import Candidate, Link, LinkVerdict, ListEntry
from harvester.urls import canonical, host_of, is_trap, looks_like_download, never_fetched
from harvester.vocabulary import PageKind, Role
from spiders.platforms.generic import GenericSpider
from spiders.reading import Reading, candidate_of
from spiders.ways import Ways

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spiders.answers import Answer
    from spiders.territory import Territory

_SURE: Final = 0.95
_CLEAR: Final = 2  # rank of a word that names a role by itself
_PAGE: Final = 0.9
_YEAR_PAGE: Final = 0.85
_MAX_PAGES: Final = 300  # further pages that one page may name
_PAGER: Final = re.compile(
    r"(?:^|\W|_)(?:page(?:_?n(?:umber|o))?|pg|paged|start|offset|from)\W*$", re.IGNORECASE
)
_OF_YEAR: Final = re.compile(
    r"\b(?:reviews?|published|library|collection|sars?|scrs?|dhrs?|cspr?s?)\b[\w\s,'’-]{0,40}\b(?:19|20)\d\d\b"
    r"|^\W*(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?\W*$|\brecently\s+published\b|\bmonthly\b[\w\s]{0,20}\bupdate\b"
    r"|\b(?:case\s+)?reviews\s+update\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4)
def _read(body: bytes, url: str, charset: str | None) -> tuple[ListEntry, ...]:
    """The entries of a page; asked for twice, by `refine` and by `entries`."""
    return read_entries(body, url, "", encoding=charset)


class NationalListWays(Ways):
    """What a national list offers is what its entries offer, on all its pages."""

    name: ClassVar[str] = "national_list"

    def entries(self, reading: Reading, answer: Answer) -> tuple[ListEntry, ...]:
        """The records on a page; the spider says of which list."""
        return _read(answer.body, answer.url, answer.charset)

    def refine(self, reading: Reading, answer: Answer, task: Task, territory: Territory) -> Reading:
        """The documents of the entries first; then pages of other years and further pages of the list."""
        entries = self.entries(reading, answer)
        offered = {
            canonical(url): (url, entry)
            for entry in entries
            for url in (entry.url, *entry.more)
            if url and not never_fetched(url, territory.hosts)
        }
        found = _candidates(reading, offered, territory)
        titles = {entry.title for _, entry in offered.values()}
        other = {
            canonical(one.url)
            for one in (*reading.candidates, *(t.candidate for t in reading.tasks if t.candidate))
            if is_of_many(one) or _is_view(one.link, titles)
        }
        rest = tuple(one for one in reading.candidates if canonical(one.url) not in offered.keys() | other)
        tasks = [one for one in reading.tasks if canonical(one.url) not in offered.keys() | other]
        tasks += [_document(one, task, territory) for one in found]
        tasks += _records(entries, answer.url, task, territory)
        known = {canonical(one.url) for one in tasks if one.score >= _YEAR_PAGE}
        if entries or task.depth == 0:
            more = _further(reading, task, territory, listing=bool(entries))
            tasks += [one for one in more if canonical(one.url) not in known]
        verdict = reading.verdict
        if len(entries) > 1 and verdict.kind is not PageKind.HUB:
            verdict = replace(verdict, kind=PageKind.HUB, reasons=(*verdict.reasons, "entries of a list"))
        return replace(reading, verdict=verdict, candidates=(*found, *rest), tasks=tuple(tasks))


def _is_view(link: Link, titles: set[str]) -> bool:
    """Whether a link shows on a page what its entry offers as a file anyway."""
    if link.furniture or looks_like_download(link.url):
        return False
    return bool(titles.intersection((link.entry, link.heading)))


def is_of_many(one: Candidate) -> bool:
    """Whether a link leads to what tells of many reviews, or of none: an analysis, a report of a year."""
    return is_collective(one.link.text or one.link.entry or one.link.heading)


def _candidates(
    reading: Reading, offered: Mapping[str, tuple[str, ListEntry]], territory: Territory
) -> tuple[Candidate, ...]:
    """A sure candidate for each document of an entry, with what the entry says of it."""
    links: dict[str, Link] = {}
    for link in reading.page.links:
        links.setdefault(canonical(link.url), link)
    judged = {canonical(one.url): one for one in reading.candidates}
    found = []
    for key, (url, entry) in offered.items():
        link = links.get(key) or Link(url=url, text="", heading=entry.title)
        link = replace(link, url=url, furniture=False)
        if not link.entry and link.heading != entry.title:
            link = replace(link, entry=entry.title)
        before = judged[key].verdict if key in judged else None
        verdict = LinkVerdict(
            is_review_document=True,
            score=max(_SURE, before.score if before else 0.0),
            review_type=entry.review_type or (before.review_type if before else None),
            role=_role(link, entry, before.role if before else None),
            case_name=entry.case_name or (before.case_name if before else None),
            published=entry.published or (before.published if before else None),
            reasons=("offered by an entry of a national list", *(before.reasons if before else ())),
        )
        found.append(candidate_of(territory.source, reading.page, reading.verdict, link, verdict))
    return tuple(found)


def _role(link: Link, entry: ListEntry, judged: Role | None) -> Role:
    """The role of a paper by its own words, else by the entry's; never by those of the paper beside it."""
    for text in (link.text, entry.title):
        own = resolve_role([mention for mention in find_roles(text) if mention.rank >= _CLEAR])
        if own is not None:
            return own
    return Role.OVERVIEW_REPORT if link.url == entry.url else judged or Role.OVERVIEW_REPORT


def _records(entries: tuple[ListEntry, ...], here: str, task: Task, territory: Territory) -> Iterator[Task]:
    """The list's own pages of single reviews, where its rows offer no document or name no publisher."""
    lacking = (e for e in entries if not e.url or not (e.publisher_text or e.anonymous))
    for url in dict.fromkeys(entry.page_url for entry in lacking):
        if canonical(url) != canonical(here) and host_of(url) in territory.hosts and not is_trap(url):
            yield Task(url=url, kind=TaskKind.PAGE, score=_PAGE, depth=task.depth + 1, sure=True)


def _document(one: Candidate, task: Task, territory: Territory) -> Task:
    """What to ask for: a file, or the record of the entry on a page of the list's own."""
    page = host_of(one.url) in territory.hosts and not looks_like_download(one.url)
    file = not page or "/download/" in one.url
    return Task(
        url=one.url,
        kind=TaskKind.DOCUMENT if file else TaskKind.PAGE,
        score=_SURE,
        depth=task.depth + 1,
        sure=True,
        candidate=one,
        scope=host_of(one.url) in territory.hosts,
    )


def _further(reading: Reading, task: Task, territory: Territory, *, listing: bool) -> list[Task]:
    """Pages of other years, and later pages of this list."""
    here = reading.page.url
    found: dict[str, Task] = {}
    for link in reading.page.links:
        url = link.url.partition("#")[0]
        if host_of(url) not in territory.hosts or canonical(url) == canonical(here) or url in found:
            continue
        if listing and _is_page_of(url, here):
            chain = f"{PAGES}{canonical(here).partition('?')[0]}"
            found[url] = Task(
                url=url,
                kind=TaskKind.PAGE,
                score=_PAGE,
                depth=task.depth,
                sure=True,
                group=chain,
                series=chain,
                part=True,
            )
        elif _is_year_page(link, url) and not is_trap(url):
            found[url] = Task(url=url, kind=TaskKind.PAGE, score=_YEAR_PAGE, depth=task.depth + 1, sure=True)
        if len(found) >= _MAX_PAGES:
            break
    return list(found.values())


def _is_year_page(link: Link, url: str) -> bool:
    if looks_like_download(url):
        return False
    return bool(_OF_YEAR.search(link.text[:120]) or _OF_YEAR.search(slug_words(url)[:120]))


def _is_page_of(url: str, base: str) -> bool:
    """Whether an address shows another page of the same list: it differs in the page's number alone."""
    there, here = urlsplit(url), urlsplit(base)
    if there.path.rstrip("/") != here.path.rstrip("/"):
        return False
    pages = [value for name, value in parse_qsl(there.query) if _PAGER.search(name)]
    if len(pages) != 1 or not pages[0].isdigit():
        return False
    if pages == ["0"] and not any(_PAGER.search(name) for name, _ in parse_qsl(here.query)):
        return False  # counted from nought: this page itself
    filters = [(name, value) for name, value in parse_qsl(there.query) if not _PAGER.search(name)]
    given = [(name, value) for name, value in parse_qsl(here.query) if not _PAGER.search(name)]
    # A pager may spell out the order that the first page has by itself, but no choice among the reviews.
    return all(pair in given or _is_order(pair[0]) for pair in filters)


def _is_order(name: str) -> bool:
    return bool(re.search(r"sort|order|direction|size|per_?page|limit", name, re.IGNORECASE))


class NationalListSpider(GenericSpider):
    """Crawls a national list of reviews."""

    name = "national_list"
    ways = NationalListWays()
