"""How likely a link leads to a page that lists reviews, so that a crawl visits few others."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from harvester.detect import addresses, cases, words
from harvester.detect.addresses import Shape
from harvester.detect.invitations import without_verb
from harvester.vocabulary import PageKind

if TYPE_CHECKING:
    from harvester.detect.features import Texts
    from harvester.records import Link, Page

_LISTS: Final = frozenset({PageKind.HUB, PageKind.LISTING, PageKind.CASE_PAGE})
_NOT_LEADING: Final = (
    words.FORM,
    words.GUIDANCE,
    words.GOVERNANCE,
    words.TRAINING,
    words.OTHER_BODY,
    words.ASSURANCE,
    words.AUDIT,
)
_PATH_HUB: Final = re.compile(
    r"serious-?_?case-?_?review|practice-?_?review|case-?_?reviews|csprs?(?:[/.-]|$)|"
    r"learning-?_?(?:from-?_?)?(?:\w+-)?reviews?|published-?_?reviews?|safeguarding-?_?reviews?|"
    r"homicide-?_?review|adults?-?_?review|management-?_?review|/(?:scrs?|sars?|dhrs?|reviews?)(?:[/.]|$)",
    re.IGNORECASE,
)


def judge_follow(texts: Texts, link: Link, page: Page, kind: PageKind) -> tuple[float, str]:
    """How much the page behind a link is worth (0..1), and why."""
    if texts.shape in {Shape.DOCUMENT, Shape.MEDIA, Shape.UNFETCHABLE}:
        return 0.0, "not a page"
    if kind in {PageKind.WALL, PageKind.MISSING} or addresses.is_off_limits(page.url):
        return 0.0, "the page leads nowhere"
    if link.url and _in_calendar(link.url[:1_000]) and not words.PAGER.match(texts.text):
        return 0.02, "calendar, archive, search or log-in"
    score, reason = _by_text(texts, kind, link, page)
    if link.url and addresses.is_national(link.url) and not addresses.is_national(page.url):
        return min(score, 0.05), "a national body's site"
    if link.url and score < 0.6 and _is_hub_path(link.url) and not _not_leading(texts.text):
        score, reason = max(score, 0.6), "address of a page about reviews"
    if link.furniture and score < 0.8:
        score *= 0.85
    return score, reason


def _card(link: Link) -> str:
    """The title of the card or entry that a link belongs to."""
    return words.tidy(link.entry or (link.heading if len(link.outline) > 1 else ""))


def _by_text(texts: Texts, kind: PageKind, link: Link, page: Page) -> tuple[float, str]:
    furniture = link.furniture
    plain = _plain(texts.text) if not texts.vague or texts.borrowed else ""
    if kind in _LISTS and (words.PAGER.match(texts.text) or words.YEAR_LIST.match(plain)):
        return 0.75, "next page or year of a list of reviews"
    if not plain:
        return _vague(texts, kind, named=not furniture and cases.is_name(_card(link)))
    told = _told(plain, kind, furniture=furniture)
    return _case_text(plain, kind, link, page) if told is None else told


@lru_cache(maxsize=8_192)
def _plain(text: str) -> str:
    """What a link says, without the size of a file and without the verb of an invitation."""
    plain = words.SIZE.sub(" ", text).strip()
    return plain if words.HUB.search(plain) else without_verb(plain)


@lru_cache(maxsize=16_384)
def _told(plain: str, kind: PageKind, *, furniture: bool) -> tuple[float, str] | None:
    """What the words of a link are worth on a page of a kind; None when they name a case."""
    on_list = kind in _LISTS
    if words.NAVIGATION.match(plain):
        return 0.03, "navigation"
    against = _not_leading(plain)
    national = bool(words.NATIONAL.search(plain)) and not re.search(r"\blocal\b", plain, re.IGNORECASE)
    if words.HUB.search(plain):
        return _hub_text(plain, kind, against, national)
    if not against and (cases.has_case(plain) or words.ENTRY.match(plain)):
        return None
    if words.TYPE.search(plain) and not against and not national:
        return (0.7 if on_list else 0.6), "names a kind of review"
    if on_list and not furniture and cases.is_name(plain):
        return 0.6, "a bare name on a page that lists reviews"
    if against or national:
        return 0.06, "form, guidance, plan, training or national"
    if words.ROUTE.search(plain):
        return _route(plain, kind)
    return (0.12 if on_list else 0.1), "nothing of reviews"


def _case_text(plain: str, kind: PageKind, link: Link, page: Page) -> tuple[float, str]:
    if words.TYPE.search(plain) or kind in _LISTS:
        return (0.85 if kind in _LISTS else 0.6), "a case, on a page about reviews"
    if not link.furniture and kind is PageKind.OTHER and words.TYPE.search(page.text[:20_000]):
        return 0.5, "names a case, on a page that speaks of reviews"
    return 0.25, "names a case"


def _vague(texts: Texts, kind: PageKind, *, named: bool) -> tuple[float, str]:
    """ "here", "read more", a picture without words: what stands around it decides."""
    around = f"{texts.near} ; {texts.head}"
    if texts.slug and _PATH_HUB.search(texts.slug.replace(" ", "-")):
        return 0.7, "address of a page about reviews"
    if _not_leading(texts.near) or words.NATIONAL.search(texts.near):
        return 0.08, "beside a form, guidance or national body"
    if cases.has_case(texts.near) or cases.has_case(texts.head) or words.ENTRY.match(texts.head):
        return (0.75 if kind in _LISTS else 0.45), "beside a named case"
    if named and kind in _LISTS:
        return 0.65, "beside a bare name on a page that lists reviews"
    if words.HUB.search(texts.near):
        return 0.65, "beside words about published reviews"
    if words.TYPE.search(around) and kind in _LISTS:
        return 0.5, "beside a kind of review"
    if texts.shape is Shape.NONE:
        return 0.2, "says nothing"
    return 0.1, "says nothing"


def _hub_text(plain: str, kind: PageKind, against: bool, national: bool) -> tuple[float, str]:
    if words.GOVERNANCE.search(plain) or words.FORM.search(plain) or words.TRAINING.search(plain):
        return 0.12, "reviews as a chapter, form or course"
    if words.NEWS.search(plain) and kind is not PageKind.HUB:
        return 0.45, "news of reviews"
    if national:
        return 0.15, "national reviews"
    if words.EXPLAIN.search(plain) or against:
        return (0.3 if kind is PageKind.HUB else 0.45), "explains reviews"
    return (0.85 if kind is PageKind.HUB else 0.95), "leads to a list of reviews"


def _route(plain: str, kind: PageKind) -> tuple[float, str]:
    """Pages that often lead to the hub, worth it only while no hub is found."""
    if kind in (PageKind.HUB, PageKind.CASE_PAGE):
        return 0.2, "beside the list of reviews"
    strong = re.search(
        r"\blearning (?:from|lessons|zone|hub)\b|\blessons\b|\breviews?\b|\bpublications?\b|\bdysgu\b",
        plain,
        re.IGNORECASE,
    )
    return (0.55 if strong else 0.38), "may lead to the list of reviews"


@lru_cache(maxsize=8_192)
def _not_leading(text: str) -> bool:
    return any(pattern.search(text) for pattern in _NOT_LEADING)


@lru_cache(maxsize=8_192)
def _in_calendar(url: str) -> bool:
    return addresses.CALENDAR.search(url) is not None


@lru_cache(maxsize=8_192)
def _is_hub_path(url: str) -> bool:
    return _PATH_HUB.search(_path(url)) is not None


def _path(url: str) -> str:
    return url.split("//", 1)[-1].partition("/")[2]
