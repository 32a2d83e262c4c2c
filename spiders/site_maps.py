"""Which site maps of a source to ask for, and what their addresses promise."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.detect import addresses
from harvester.detect.links import FOLLOW, judge_link
from harvester.frontier import Task, TaskKind
from harvester.records import Link, Page, PageVerdict
from harvester.sitemaps import parse_site_map, site_maps_of_robots
from harvester.urls import host_of, is_trap, site_root
from harvester.vocabulary import Nation, PageKind
from spiders.routes import news_worth
from spiders.weighing import ONE_HOP, candidate_of, is_file_like

if TYPE_CHECKING:
    from spiders.answers import Answer
    from spiders.territory import Territory

# Judging is slow beside this, and a site map may name 20,000 addresses.
PROMISING = re.compile(
    r"review|case|scr|spr|sar\b|dhr|apr\b|cpr\b|susr|cmr|learn|lesson|publi|report|child|baby|famil|adult"
    r"|homicide|adolygiad|ymarfer|dysgu|silp|macr|inquir",
    re.IGNORECASE,
)
_KIND_OF_REVIEW = re.compile(
    r"(?:case|practice|safeguarding|homicide|adults?|learning|published|statutory|from) reviews?\b|cspr"
    r"|\bscrs?\b|\bsars?\b|\bdhrs?\b|adolygiad",
    re.IGNORECASE,
)
_NAMES_REVIEWS = re.compile(r"reviews?\b|cspr|\bscrs?\b|\bsars?\b|\bdhrs?\b|adolygiad|lessons", re.IGNORECASE)
_SLASHES_OF_ROOT = 3  # https://host/
_MAX_FOLDERS = 2
_MAX_SITE_MAPS = 6
_MAX_JUDGED = 1_000
_MAX_TASKS = 60  # the best addresses of a site map are enough; a hub leads to the rest
_GUESSES = {
    Nation.WALES: ("practice-reviews/", "child-practice-reviews/", "reviews/"),
    Nation.SCOTLAND: ("learning-reviews/", "significant-case-reviews/", "reviews/"),
    Nation.NORTHERN_IRELAND: ("case-management-reviews/", "reviews/"),
}
_ENGLISH_GUESSES = (
    "serious-case-reviews/",
    "child-safeguarding-practice-reviews/",
    "learning-from-reviews/",
    "case-reviews/",
    "published-reviews/",
    "reviews/",
)


class SiteMaps:
    """The site maps of one crawl: `/sitemap.xml`, else those that robots.txt names."""

    def __init__(self) -> None:
        self._left: list[str] = []
        self._asked: set[str] = set()
        self.found = False  # whether any site map was read

    def plan(self, url: str) -> None:
        """Ask for the site map of the host of this address."""
        root = site_root(url)
        self._add((f"{root}sitemap.xml", f"{root}robots.txt"))

    def _add(self, urls: tuple[str, ...]) -> None:
        for url in urls:
            room = len(self._left) + len(self._asked) < _MAX_SITE_MAPS
            if room and url not in self._asked and url not in self._left:
                self._left.append(url)

    def next(self) -> Task | None:
        """The next one to ask for."""
        if not self._left:
            return None
        url = self._left.pop(0)
        self._asked.add(url)
        return Task(url=url, kind=TaskKind.SITE_MAP, score=1.0)

    def read(self, answer: Answer, territory: Territory) -> list[Task]:
        """Pages whose addresses promise reviews, best first. Nothing else of a site map is asked for."""
        if answer.status >= 400:
            return []
        if answer.url.endswith("/robots.txt"):
            self._add(site_maps_of_robots(answer.body))
            return []
        found = parse_site_map(answer.body)
        if found is None:
            return []
        self.found = True
        # One was there: no need to look for others in that host's robots.txt.
        robots = f"{site_root(answer.url)}robots.txt"
        self._left = [url for url in self._left if url != robots]
        self._add(tuple(url for url in found.maps if host_of(url) in territory.hosts))
        judged = (judge_slug(url, territory, answer.url) for url in promising(found.pages, territory))
        tasks = sorted((one for one in judged if one is not None), key=lambda one: (-one.score, one.url))
        return tasks[:_MAX_TASKS]


def promising(urls: tuple[str, ...], territory: Territory) -> list[str]:
    """The addresses that are worth judging, those that name reviews before others."""
    ranked: list[tuple[int, str]] = []
    for url in urls:
        slug = addresses.slug_words(url)
        if not PROMISING.search(slug) or host_of(url) not in territory.hosts:
            continue
        if not (is_trap(url) or is_file_like(url)):
            rank = 0 if _KIND_OF_REVIEW.search(slug) else 1 if _NAMES_REVIEWS.search(slug) else 2
            ranked.append((rank, url))
    ranked.sort(key=lambda one: one[0])
    return [url for _, url in ranked[:_MAX_JUDGED]]


def judge_slug(url: str, territory: Territory, map_url: str) -> Task | None:
    """What an address of the site map promises, by its words alone."""
    slug = addresses.slug_words(url)
    page = Page(url=map_url)
    link = Link(url=url, text=slug)
    kind = PageVerdict(kind=PageKind.OTHER, score=0.0)
    judged = judge_link(link, page, kind, nation=territory.nation)
    # Nobody links here in words we have seen, so a little less than a link with the same words.
    score = max(judged.follow * 0.9, news_worth(slug))
    if score < FOLLOW or (score < ONE_HOP and not territory.is_inside(url)):
        return None
    candidate = candidate_of(territory.source, page, kind, link, replace(judged, follow=score))
    directory = url.partition("?")[0].rstrip("/").rpartition("/")[0]
    return Task(
        url=url, kind=TaskKind.PAGE, score=score, depth=2, group=f"map {directory}", candidate=candidate
    )


def guesses(homepage: str, start: tuple[str, ...], nation: Nation) -> list[Task]:
    """The few addresses to try when nothing leads to a hub.

    The folders of stale start pages first, and the usual names in them: hubs are renamed in place
    ("serious-case-reviews" → "child-safeguarding-practice-reviews"). Then the same below the homepage.
    """
    folders = dict.fromkeys(_plain(url).rstrip("/").rpartition("/")[0] + "/" for url in start)
    bases = [base for base in folders if base.count("/") > _SLASHES_OF_ROOT][:_MAX_FOLDERS]
    paths = _GUESSES.get(nation, _ENGLISH_GUESSES)
    home = _plain(homepage).rstrip("/") + "/"
    addresses_ = [*bases, *(base + path for base in (*bases, home) for path in paths)]
    return [
        Task(url=url, kind=TaskKind.GUESS, score=0.9 - number / 100, group="guess")
        for number, url in enumerate(dict.fromkeys(addresses_))
    ]


def _plain(url: str) -> str:
    return url.partition("?")[0].partition("#")[0]
