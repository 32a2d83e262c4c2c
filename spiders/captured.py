"""The list of what web archives hold of a site, as an extra way in: pages now, files when no page is left.

A crawler of a web archive often missed the page that links to a report, but not the report. Nothing is
known of such an address but its words and its media type. Pure, but for `listed`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.detect import addresses
from harvester.detect.links import CONSIDER, judge_link
from harvester.records import Link, Page, PageVerdict
from harvester.urls import OTHER_FILE_SUFFIXES, path_suffix
from harvester.vocabulary import PageKind
from harvester.web.archives import ArchivesMiddleware
from harvester.web.endings import RequestEnded
from spiders.reading import Reading, candidate_of, is_file_like
from spiders.site_maps import PROMISING, judge_slug, promising

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.crawler import Crawler

    from harvester.cdx import Capture
    from harvester.frontier import Task
    from harvester.records import Candidate
    from spiders.territory import Territory

_MAX_PAGES = 40
_MAX_JUDGED = 1_500  # judging takes time
_MAX_FILES = 80  # that no page links to; each is read to its title page
_SAYS_NOTHING = 0.015  # the least score of an address without words; less is known to be something else
_MAX_SILENT = 20
_FILE_TYPES = ("application/pdf", "application/msword", "officedocument", "application/rtf", "opendocument")

Listed = list[tuple[str, "Capture"]]  # the address of the list, and what it names


async def listed(crawler: Crawler) -> Listed:
    """What the archives of a source hold; nothing where it names none, or they do not answer."""
    middleware = crawler.get_downloader_middleware(ArchivesMiddleware)
    if not isinstance(middleware, ArchivesMiddleware):
        return []
    try:
        return await middleware.listed()
    except RequestEnded:
        return []  # the entrances end in the same way, and say why


def pages_of(found: Listed, territory: Territory) -> list[Task]:
    """Captured pages whose addresses promise reviews, best first, as if a site map named them."""
    lists = {one.url: where for where, one in found if not _is_file(one)}
    judged = (judge_slug(url, territory, lists[url]) for url in promising(tuple(lists), territory))
    tasks = sorted((one for one in judged if one is not None), key=lambda one: (-one.score, one.url))
    return tasks[:_MAX_PAGES]


def files_of(found: Listed, territory: Territory) -> list[Reading]:
    """Captured files whose addresses promise reviews: one reading a list, best first."""
    files = [(where, one) for where, one in _once(found) if _is_file(one)]
    files.sort(key=lambda one: not PROMISING.search(addresses.slug_words(one[1].url)))
    judged = [_judge(where, one.url, territory) for where, one in files[:_MAX_JUDGED]]
    judged.sort(key=lambda one: (-one.verdict.score, one.url))
    good = [one for one in judged if one.verdict.score >= CONSIDER][:_MAX_FILES]
    good += [one for one in judged if _SAYS_NOTHING <= one.verdict.score < CONSIDER][:_MAX_SILENT]
    by_list: dict[str, list[Candidate]] = {}
    for one in good:
        by_list.setdefault(one.page_url, []).append(one)
    return [
        Reading(page=Page(url=where), verdict=_UNKNOWN, candidates=tuple(candidates))
        for where, candidates in by_list.items()
    ]


_UNKNOWN = PageVerdict(kind=PageKind.OTHER, score=0.0)


def _once(found: Listed) -> Iterable[tuple[str, Capture]]:
    """Each address once, by the first list that names it."""
    return {one.url: (where, one) for where, one in reversed(found)}.values()


def _is_file(one: Capture) -> bool:
    if one.is_page:
        return False
    told = any(kind in one.media_type for kind in _FILE_TYPES)
    return told or (is_file_like(one.url) and path_suffix(one.url) not in OTHER_FILE_SUFFIXES)


def _judge(where: str, url: str, territory: Territory) -> Candidate:
    """An address as a link with its own words: as text of a link they may say more, or less."""
    page = Page(url=where)
    named = Link(url=url, text=addresses.slug_words(url))
    verdicts = (
        judge_link(link, page, _UNKNOWN, nation=territory.nation) for link in (named, replace(named, text=""))
    )
    best = max(verdicts, key=lambda one: one.score)
    verdict = replace(best, reasons=(*best.reasons, "captured by a web archive"))
    return candidate_of(territory.source, page, _UNKNOWN, named, verdict)
