"""What is known of a page before it is read: somebody declared it, or a list of reviews led to it. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.detect import addresses, words
from harvester.detect.cases import has_case, is_name
from harvester.detect.page_kind import is_named_review
from harvester.records import Page
from harvester.urls import canonical, site_root
from harvester.vocabulary import PageKind

if TYPE_CHECKING:
    from harvester.frontier import Task
    from harvester.records import Link, PageVerdict

_ON_LISTS = frozenset({PageKind.HUB, PageKind.LISTING})
_MAX_TEXT = 60_000
_MANY_CASES = 4


def presumed(page: Page, verdict: PageVerdict, task: Task) -> PageVerdict:
    """The kind of a page, with what the way to it says where its own words say too little."""
    if task.declared and verdict.kind in (PageKind.OTHER, PageKind.LISTING) and _may_be_hub(page):
        return replace(verdict, kind=PageKind.HUB, score=0.7, reasons=("declared as a list of reviews",))
    if verdict.kind in (PageKind.OTHER, PageKind.HUB, PageKind.LISTING) and _is_one_of_list(page, task):
        return replace(verdict, kind=PageKind.CASE_PAGE, score=0.7, reasons=("a list of reviews names it",))
    return verdict


def dated(page: Page, verdict: PageVerdict, task: Task) -> Page:
    """The page of a case that gives no date, with the one that the list gives beside the link to it."""
    origin = task.candidate
    if page.published or verdict.kind is not PageKind.CASE_PAGE or origin is None or origin.link.furniture:
        return page
    if origin.page_kind not in _ON_LISTS:
        return page
    from harvester.normalise.links import date_link

    near = Page(url=origin.page_url, title=origin.page_title, h1=origin.page_heading)
    return replace(page, published=date_link(origin.link, near))


def _may_be_hub(page: Page) -> bool:
    """Whether a page speaks of reviews and offers several things; a stale start page does not."""
    if canonical(page.url) == canonical(site_root(page.url)) or addresses.is_off_limits(page.url):
        return False
    if not words.TYPE.search(f"{page.title}\n{page.text[:_MAX_TEXT]}"):
        return False
    offered = {link.url for link in page.links if not link.furniture and _offers(link)}
    headed = {head for head in page.headings if _names_case(head)}
    return bool(offered) or len(headed) > 1


def _offers(link: Link) -> bool:
    if addresses.shape_of(link.url) is addresses.Shape.DOCUMENT:
        return True
    return _names_case(link.text) or has_case(words.tidy(link.entry))


def _names_case(text: str) -> bool:
    plain = words.tidy(text)
    return has_case(plain) or is_name(plain) or is_named_review(plain)


def _is_one_of_list(page: Page, task: Task) -> bool:
    """Whether a list of reviews led here by the name of a case, and the page is titled by it."""
    origin = task.candidate
    if origin is None or origin.page_kind not in _ON_LISTS or origin.link.furniture:
        return False
    link, title = origin.link, words.tidy(page.h1 or page.title)
    told = [words.tidy(text) for text in (link.text, link.title, link.alt, link.entry, link.heading)]
    title_words = set(title.lower().split())
    named = any(text and _names_case(text) and set(text.lower().split()) & title_words for text in told)
    if not named or words.TYPE_PLURAL.search(title):
        return False
    others = {words.tidy(one.text) for one in page.links if not one.furniture}
    return sum(has_case(text) for text in others) < _MANY_CASES
