"""What asking for a judged link would be: a document of enough promise, a page, or nothing. Pure."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.detect import addresses
from harvester.detect.cases import has_case
from harvester.detect.links import ACCEPT, CONSIDER, FOLLOW
from harvester.frontier import Task, TaskKind
from harvester.records import Candidate
from harvester.shared_files import direct_address, is_shared_folder
from harvester.urls import canonical, host_of, is_period_archive, is_trap, looks_like_download
from harvester.vocabulary import Nation, PageKind
from spiders.languages import language_of_label
from spiders.routes import OUR_PART, SHELF, is_shelf, news_worth, route_worth, way_of
from spiders.series import is_period, member_of, promise_of_part, series_of

if TYPE_CHECKING:
    from harvester.records import Link, LinkVerdict, Page, PageVerdict
    from spiders.territory import Territory

LISTS = frozenset({PageKind.HUB, PageKind.LISTING, PageKind.CASE_PAGE})
# A page of another host is asked for only when the link is as good as this.
ONE_HOP = 0.6
_EXPLORE_DEPTH, _EXPLORE_DEPTH_ON_WAY = 1, 3
_SHELF_DEPTH = 2
_BESIDE_REPORT = 0.5  # may be a page or a file; under the name of a sure document it is asked for
_MAY_BE_FILE = 0.4  # on a list, a page as likely a document as a file that would be asked for
_MENU_BESIDE_LIST = 0.55
_TILE, _HALF = 0.6, 0.33
_BELOW_LIST = 0.45  # a page in the folder of a list of reviews, whatever it is called
_RULED_OUT = 0.09  # links below this are known to lead elsewhere (forms, guidance, navigation)


@lru_cache(maxsize=16_384)
def is_file_like(url: str) -> bool:
    """Whether an address promises a file by its shape, or is that of a file with a file-sharing service."""
    if looks_like_download(url) or addresses.shape_of(url) is addresses.Shape.DOCUMENT:
        return not is_shared_folder(url)
    return direct_address(url) is not None


def candidate_of(source: str, page: Page, kind: PageVerdict, link: Link, verdict: LinkVerdict) -> Candidate:
    """A judged link with what is known of its page."""
    return Candidate(
        source=source,
        url=link.url,
        page_url=page.url,
        page_title=page.title,
        page_kind=kind.kind,
        link=link,
        verdict=verdict,
        page_heading=page.h1,
        page_published=page.published,
    )


def task_of(one: Candidate, territory: Territory, task: Task, enough: float) -> Task | None:
    """What asking for a link would be: a document of enough promise, a page, or nothing."""
    score = one.verdict.score
    at_home = host_of(one.url) in territory.hosts
    if is_file_like(one.url):
        return _make(one, TaskKind.DOCUMENT, score, task, scope=at_home) if score >= enough else None
    if not at_home:
        return _elsewhere(one, territory, task)
    part = is_period(one.link, one.url)
    if not task.scope or (is_trap(one.url) and not (part and is_period_archive(one.url))):
        return None
    found = _page(one, territory, task, enough)
    if not part:
        return member_of(found, one, task)
    series = series_of(one.url)
    if found is None or found.explore:
        promise = promise_of_part(one, task)
        if not promise:
            return found
        made = _make(one, TaskKind.PAGE, promise, task)
        found = replace(made, explore=promise < FOLLOW, group=series, sure=False)
    return replace(found, series=series, part=True)


def _page(one: Candidate, territory: Territory, task: Task, enough: float) -> Task | None:
    """What a link to a page of the source is worth, if anything."""
    score, follow = one.verdict.score, one.verdict.follow
    label = one.link.text or one.link.alt or one.link.title
    shelf = is_shelf(label) and task.depth <= _SHELF_DEPTH
    worth = max(
        score if score >= ACCEPT else 0.0, follow, news_worth(one.link.text), _list_worth(one, territory)
    )
    if enough < CONSIDER <= score:
        worth = max(worth, _BESIDE_REPORT)
    elif one.page_kind in LISTS and not one.link.furniture and score >= CONSIDER:
        worth = max(worth, _MAY_BE_FILE)
    # In a menu beside a list every short label looks like the name of a case, and on a shared site most
    # of the menu is not ours.
    is_doubtful = one.link.furniture and (one.page_kind in LISTS or not territory.is_inside(one.url))
    if worth >= (_MENU_BESIDE_LIST if is_doubtful else FOLLOW):
        return replace(_make(one, TaskKind.PAGE, worth, task), shelf=shelf)
    menu = one.link.furniture and task.depth == 0
    way = way_of(one, task)
    route = OUR_PART if territory.names_us(label) else route_worth(label, menu=menu, way=way)
    if territory.nation is Nation.WALES and task.kind is TaskKind.ENTRANCE and language_of_label(label):
        route = _HALF  # a door to one half of the site
    route = max(route, SHELF) if shelf else route
    ours = territory.is_inside(one.url) or not one.link.furniture
    if route and ours and task.depth <= (_EXPLORE_DEPTH_ON_WAY if way else _EXPLORE_DEPTH):
        made = _make(one, TaskKind.PAGE, route, task, explore=True)
        return replace(made, shelf=True) if shelf else made
    return None


def _list_worth(one: Candidate, territory: Territory) -> float:
    """What only a list of reviews makes worth asking for."""
    link = one.link
    if one.page_kind not in (PageKind.HUB, PageKind.LISTING):
        return 0.0
    if territory.nation is Nation.WALES and language_of_label(link.text) == "cy":
        return _TILE  # the same list in Welsh may lead to the Welsh texts
    if link.furniture or one.verdict.follow < _RULED_OUT:
        return 0.0
    on_hub = one.page_kind is PageKind.HUB
    below = on_hub and one.url.startswith(one.page_url.partition("?")[0].rstrip("/") + "/")
    if not (link.text or link.alt):
        # A tile without words: under the name of a case, or in the folder of the list.
        named = any(has_case(text) for text in (link.heading, addresses.slug_words(one.url).title()))
        return _TILE if named or below else 0.0
    return _BELOW_LIST if below else 0.0


def _elsewhere(one: Candidate, territory: Territory, task: Task) -> Task | None:
    """A link to another host, not shaped like a file."""
    if is_trap(one.url):
        return None
    if one.verdict.score >= ACCEPT:
        return _make(one, TaskKind.DOCUMENT, one.verdict.score, task, scope=False)
    leads = one.verdict.follow >= ONE_HOP and not one.link.furniture and one.page_kind in LISTS
    if leads and task.scope and territory.is_neighbour(one.url) and not addresses.is_national(one.url):
        return _make(one, TaskKind.PAGE, one.verdict.follow, task, scope=False)
    return None


def _make(
    one: Candidate, kind: TaskKind, score: float, task: Task, *, scope: bool = True, explore: bool = False
) -> Task:
    on_list = one.page_kind in LISTS and not one.link.furniture
    directory = one.url.partition("?")[0].rstrip("/").rpartition("/")[0]
    return Task(
        url=one.url,
        kind=kind,
        score=min(score, 1.0),
        depth=task.depth + 1,
        group=f"{canonical(one.page_url) if on_list else ''} {directory}",
        sure=on_list and score >= 0.6 and one.page_kind is not PageKind.CASE_PAGE and not explore,
        candidate=one,
        scope=scope,
        explore=explore,
    )
