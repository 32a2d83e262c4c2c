"""The links of a menu, weighed once: the same menu stands on every page of a site. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING

from harvester.detect.features import said_whole, titles_of
from harvester.detect.links import ACCEPT, LINK_FACTS, facts_of_page
from harvester.frontier import Task, TaskKind
from harvester.urls import canonical, page_number
from harvester.vocabulary import Nation
from spiders.series import is_period
from spiders.weighing import candidate_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from harvester.records import Candidate, Link, LinkVerdict, Page, PageVerdict
    from spiders.territory import Territory

_MOST = 2_000  # links that are kept for pages of one sort
_facts_of = attrgetter(*LINK_FACTS)
_OF_TASK = tuple(one.name for one in fields(Task) if one.name != "candidate")


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What a link of a menu comes to on every page of one sort."""

    address: str
    said: str  # as it is compared with the titles of pages
    verdict: LinkVerdict
    task: Callable[..., Task] | None  # without the link


class MenuLinks:
    """What is known of the links of a page's menus from the pages before it.

    Args:
        page: the page.
        kind: what kind of page it is.
        territory: where the source is at home.
        task: what was asked for.
    """

    def __init__(self, page: Page, kind: PageVerdict, territory: Territory, task: Task) -> None:
        # On a Welsh site every link may be the page in the other language.
        self._known: dict[Hashable, _Weighed] | None = None
        if territory.nation is not Nation.WALES:
            of_task = (task.depth, task.scope, task.kind, task.declared, task.part)
            self._known = _weighed(facts_of_page(page, kind.kind), territory, of_task)
            self._here = canonical(page.url)
            self._titles = titles_of(page)
        self._page, self._kind, self._source = page, kind, territory.source

    def known(self, link: Link) -> tuple[Task, ...] | None:
        """What asking for a link would be, if anything; None where that is not known."""
        found = self._known.get(_facts_of(link)) if self._known else None
        if found is None or found.said in self._titles:
            return None
        if found.task is None or found.address == self._here:
            return ()
        candidate = candidate_of(self._source, self._page, self._kind, link, found.verdict)
        return (found.task(candidate=candidate),)

    def keep(self, one: Candidate, found: Task | None) -> None:
        """Keep what a link came to, where it comes to the same on other pages of the sort."""
        known, link = self._known, one.link
        if known is None or not link.furniture or len(known) >= _MOST:
            return
        if one.verdict.is_review_document or one.verdict.score >= ACCEPT:
            return  # what it is called depends on more
        if (found is not None and found.kind is not TaskKind.PAGE) or is_period(link, link.url):
            return
        # A further page of one list is that of no other.
        said = said_whole(link)
        if said in self._titles or page_number(link.url) is not None or link.text.strip().isdigit():
            return
        bare = None if found is None else partial(Task, **{name: getattr(found, name) for name in _OF_TASK})
        known[_facts_of(link)] = _Weighed(canonical(link.url), said, one.verdict, bare)


@lru_cache(maxsize=256)
def _weighed(*_: Hashable) -> dict[Hashable, _Weighed]:
    """Where what is known for pages of one sort is kept."""
    return {}
