"""A captured page judged as the crawl judges it, and what is kept of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from harvester.detect import words
from harvester.detect.addresses import Shape, is_off_limits, shape_of
from harvester.detect.links import judge_link
from harvester.detect.pages import judge_page, parse_page
from harvester.discover.findings import MOST_LINKS, FoundLink
from harvester.discover.sieve import names_case
from harvester.urls import host_of
from harvester.vocabulary import Nation, PageKind

if TYPE_CHECKING:
    from harvester.records import Link, LinkVerdict, Page, PageVerdict

LISTS: Final = frozenset({PageKind.HUB, PageKind.CASE_PAGE, PageKind.LISTING})
DEAD: Final = frozenset({PageKind.WALL, PageKind.MISSING})
_LEAD: Final = 0.6  # as sure must a link to another page be that reviews are listed there
_ALONE: Final = 0.6  # and one document on a page that is no list
_NO_DOCUMENT: Final = 0.35  # of a hub that links to no document
_NEWS, _OTHER = 0.6, 0.7  # of news, and of a page of no kind, with a document of its own site
_GOOD: Final = 0.8
_NO_TYPE = 0.55  # of its score, for a page of whose documents none is of a kind of review
_NAMED = 0.88  # the same, where several documents are about somebody
_NO_CASE, _FEW = 0.55, 3  # and for one with few documents, none about anybody
_MOST_JUDGED: Final = 1_500
_PARTS: Final = re.compile(r"\s+[|–—:»·]\s+|\s+-\s+")
_NATIONS: Final = ((".wales", Nation.WALES), (".cymru", Nation.WALES), (".scot", Nation.SCOTLAND))


class JudgedPage:
    """One page, taken apart and judged."""

    def __init__(self, body: bytes, url: str, *, encoding: str | None = None) -> None:
        """Judge a page.

        Args:
            body: as received, decompressed.
            url: its address.
            encoding: as HTTP said.
        """
        self._take(parse_page(body, url, encoding=encoding))

    @classmethod
    def of(cls, page: Page) -> JudgedPage:
        """Judge a page that is taken apart already."""
        judged = cls.__new__(cls)
        judged._take(page)
        return judged

    def _take(self, page: Page) -> None:
        self.page = page
        self.verdict: PageVerdict = judge_page(page)
        self.documents: list[FoundLink] = []
        self.leads: list[FoundLink] = []
        self.refused = is_off_limits(page.url) or ""
        if self.verdict.kind not in DEAD and not self.refused:
            self._judge_links()

    def _judge_links(self) -> None:
        nation = next(
            (nation for end, nation in _NATIONS if host_of(self.page.url).endswith(end)), Nation.ENGLAND
        )
        documents: dict[str, FoundLink] = {}
        leads: dict[str, FoundLink] = {}
        own = self.page.url.partition("#")[0]
        for link in self.page.links[:_MOST_JUDGED]:
            if not link.url or link.url.partition("#")[0] == own:
                continue
            verdict = judge_link(link, self.page, self.verdict, nation=nation)
            if verdict.is_review_document and not is_off_limits(link.url):
                _keep_better(documents, _found(link, verdict, verdict.score))
            elif verdict.follow >= _LEAD and _names_list(link) and shape_of(link.url) is not Shape.DOCUMENT:
                _keep_better(leads, _found(link, verdict, verdict.follow))
        self.documents = sorted(documents.values(), key=lambda one: (-one.score, one.url))
        self.leads = sorted(leads.values(), key=lambda one: (-one.score, one.url))[:MOST_LINKS]

    @property
    def score(self) -> float:
        """How sure it is that the page lists reviews or is one: 0 for a page that does neither."""
        return round(self._by_kind * self._doubt, 3)

    @property
    def _doubt(self) -> float:
        """Others review too, and write of our reviews: who lists some of ours names their kinds and cases."""
        if not self.documents or self.verdict.kind is PageKind.REVIEW:
            return 1.0
        some = self.documents
        if not any(one.review_type for one in some):
            named = any(_names_case_in_full(one) for one in some)
            return _NAMED if named and len(some) > 1 else _NO_TYPE
        return 1.0 if len(some) > _FEW or any(map(_names_case, some)) else _NO_CASE

    @property
    def _by_kind(self) -> float:
        kind = self.verdict.kind
        if self.refused or kind in DEAD:
            return 0.0
        if kind is PageKind.REVIEW:
            return self.verdict.score
        best = self.documents[0].score if self.documents else 0.0
        if kind in LISTS:
            sure = 1.0 if kind is not PageKind.LISTING else 0.9
            return round(sure * best, 3) if best else _NO_DOCUMENT * (kind is PageKind.HUB)
        here = host_of(self.page.url)
        best = max((one.score for one in self.documents if host_of(one.url) == here), default=0.0)
        return round((_NEWS if kind is PageKind.NEWS else _OTHER) * best, 3) if best >= _ALONE else 0.0

    @property
    def hangs_on_one(self) -> bool:
        """Whether a single link of no great promise is all that it has."""
        return len(self.documents) == 1 and self.documents[0].score < _GOOD

    @property
    def lists_or_is_review(self) -> bool:
        """Whether the page says of itself that it lists reviews, or is about one."""
        return self.verdict.kind in LISTS - {PageKind.LISTING} and not self.refused

    @property
    def site(self) -> str:
        """How the site calls itself: the last part of the title, or the first."""
        parts = [part.strip() for part in _PARTS.split(self.page.title[:300]) if part.strip()]
        named = [part for part in parts if re.search(_BODY, part, re.IGNORECASE)]
        return (named or parts[-1:] or [""])[-1][:120]


_BODY: Final = r"\b(?:board|partnership|committee|council|trust|bwrdd|partneriaeth|cyngor|\w*sc[bp])\b"


def _names_case_in_full(link: FoundLink) -> bool:
    """Whether a link says whom it is about, as "Child A" or "Teulu B"."""
    return names_case(f"{link.case_name or ''} | {link.text}".lower().encode())


def _names_case(link: FoundLink) -> bool:
    """The same, or by a name that is neither a code nor all of its text."""
    name = link.case_name or ""
    return _names_case_in_full(link) or bool(name and name != link.text and not re.search(r"[0-9]{3}", name))


def _names_list(link: Link) -> bool:
    text = words.tidy(link.text or link.alt or link.title)
    return bool(words.HUB.search(text)) and not words.NAVIGATION.match(text)


def _found(link: Link, verdict: LinkVerdict, score: float) -> FoundLink:
    return FoundLink(
        url=link.url,
        text=words.tidy(link.text or link.alt or link.title)[:200],
        score=score,
        review_type=verdict.review_type.value if verdict.review_type else None,
        role=verdict.role.value if verdict.role else None,
        case_name=verdict.case_name,
    )


def _keep_better(found: dict[str, FoundLink], link: FoundLink) -> None:
    known = found.get(link.url)
    if known is None or known.score < link.score:
        found[link.url] = link
