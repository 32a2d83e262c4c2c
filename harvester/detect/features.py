"""What can be observed of a link in its context: named yes/no features, nothing learned.

Four texts are looked at apart, because the same word means different things in each: what the link
says, what stands around it (entry, row, column, sentence), the headings above, and the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from harvester.detect import addresses, cases, words
from harvester.detect.addresses import Shape
from harvester.detect.titles import own_title

if TYPE_CHECKING:
    from harvester.records import Link, Page
    from harvester.vocabulary import PageKind

Features = dict[str, float]

_TOPICS: Final = {
    "form": words.FORM,
    "guidance": words.GUIDANCE,
    "governance": words.GOVERNANCE,
    "training": words.TRAINING,
    "national": words.NATIONAL,
    "explain": words.EXPLAIN,
    "news": words.NEWS,
    "audit": words.AUDIT,
    "other_body": words.OTHER_BODY,
    "assurance": words.ASSURANCE,
}
HARD_TOPICS: Final = frozenset(
    {"form", "guidance", "governance", "training", "national", "explain", "audit", "other_body", "assurance"}
)
HARD_TEXTS: Final = frozenset(f"text:{topic}" for topic in HARD_TOPICS)
_LEAST_TITLE: Final = 8  # letters of what a link says before it can be the title of its page


@dataclass(frozen=True, slots=True)
class Texts:
    """The tidied texts around one link, and what its address looks like."""

    text: str  # what the link says, or its image, title or file name says for it
    near: str  # entry, row, column, sentence; without the link's own words
    head: str  # headings above
    title: str  # title and first heading of the page
    shape: Shape
    vague: bool  # the link itself says nothing ("here", "download")
    borrowed: bool  # `text` is not the link's own text
    slug: str
    beside: str  # the sentence or line it stands in, sizes and all


def texts_of(link: Link, page: Page) -> Texts:
    """Gather and tidy the texts that the features look at."""
    text, vague, borrowed, slug = _said_by(link.text, link.title, link.alt, link.url)
    return Texts(
        text=text,
        near=_said_near((link.entry, link.row, link.column, link.nearby), text),
        head=_said_above(link.outline or (link.heading,)),
        title=own_title(page),
        shape=addresses.shape_of(link.url),
        vague=vague,
        borrowed=borrowed,
        slug=slug,
        beside=words.tidy(link.nearby),
    )


@lru_cache(maxsize=8_192)
def _said_by(said: str, title: str, alt: str, url: str) -> tuple[str, bool, bool, str]:
    """What a link says, whether that says nothing, whether it is borrowed; and what its file name says."""
    own = words.tidy(said)
    shape = addresses.shape_of(url)
    slug = "" if shape in {Shape.MEDIA, Shape.UNFETCHABLE, Shape.NONE} else _slug(url)
    lent = slug if _telling(slug) else ""
    vague = not own or words.is_vague(own)
    if vague or own.lower().startswith(("http://", "https://", "www.")):
        for other in map(words.tidy, (title, alt, lent)):
            if other and not words.is_vague(other):
                return (f"{own} {other}".strip() if vague else other), False, True, slug
    return own, vague, False, slug


@lru_cache(maxsize=8_192)
def _said_near(around: tuple[str, ...], text: str) -> str:
    near = " ; ".join(part for part in map(words.tidy, around) if part)
    near = near.replace(text, " ") if len(text) > 2 else near
    return _without_size(near)[: words.CAP]


@lru_cache(maxsize=8_192)
def _said_above(headings: tuple[str, ...]) -> str:
    return " ; ".join(filter(None, map(words.tidy, headings)))[: words.CAP]


@lru_cache(maxsize=8_192)
def _slug(url: str) -> str:
    """Words of a file name; all small, they get capitals as a title has ("child-bh" → "Child BH")."""
    slug = words.tidy(addresses.slug_words(url))
    if slug != slug.lower():
        return slug
    return " ".join(word.upper() if len(word) <= 2 else word.capitalize() for word in slug.split())


@lru_cache(maxsize=8_192)
def _telling(slug: str) -> bool:
    """Whether a file name says what the file is: worth more than "here"."""
    return bool(
        words.TYPE.search(slug)
        or words.ROLE_STRONG.search(slug)
        or cases.has_case(slug)
        or any(_TOPICS[topic].search(slug) for topic in ("form", "guidance", "governance"))
    )


def _without_size(text: str) -> str:
    return words.SIZE.sub(" ", text)


def observe(link: Link, page: Page, kind: PageKind, *, texts: Texts | None = None) -> Features:
    """All features of one link that hold, each with its value (1.0 unless it is a measure)."""
    seen = texts or texts_of(link, page)
    out: Features = dict.fromkeys(_of_text(seen.text), 1.0)
    _look_at_text(seen, out)
    out |= dict.fromkeys(_of_surroundings(seen.near, seen.head), 1.0)
    _mark(out, "text:title&alone", "text:title" in out and "near:none" in out)
    if seen.slug and not seen.borrowed:
        out |= dict.fromkeys(_of_slug(seen.slug), 1.0)
    out |= dict.fromkeys(of_page(page, kind), 1.0)
    _look_at_pairs(seen, out)
    return out


def of_page(page: Page, kind: PageKind) -> tuple[str, ...]:
    """The features that all links of a page have, whatever they say."""
    return _of_page(own_title(page), page.url, kind, named=bool(page.title or page.h1))


def repeats(link: Link, page: Page) -> bool:
    """Whether a link only repeats the title of its own page."""
    return said_whole(link) in titles_of(page)


def said_whole(link: Link) -> str:
    """What a link says, as it is compared with titles; "?" where that is too little to be compared."""
    bare = _bare(_said_by(link.text, link.title, link.alt, link.url)[0])
    return bare if len(bare) >= _LEAST_TITLE else "?"


def titles_of(page: Page) -> frozenset[str]:
    """The title of a page and its parts, as what links say is compared with them."""
    return _titles(own_title(page))


def _mark(out: Features, name: str, holds: object) -> None:
    if holds:
        out[name] = 1.0


# The same menu stands on every page of a site: what a text says is looked at once, not once a page.


@lru_cache(maxsize=8_192)
def _of_text(text: str) -> tuple[str, ...]:
    """What a link says, whatever stands around it."""
    out: Features = {}
    plain = _without_size(text)
    _mark(out, "text:type", words.TYPE.search(text))
    _mark(out, "text:types", words.TYPE_PLURAL.search(text))
    _mark(out, "text:role", words.ROLE.search(text))
    _mark(out, "text:strong_role", words.ROLE_STRONG.search(text))
    _mark(out, "text:case", cases.has_case(text))
    _mark(out, "text:entry", words.ENTRY.match(text))
    _mark(out, "text:date", words.DATE.search(text))
    _mark(out, "text:date_only", words.DATE_ONLY.match(plain.strip()))
    _mark(out, "text:year_span", words.YEAR_SPAN.search(text))
    _mark(out, "text:year_list", words.YEAR_LIST.search(plain.strip()))
    _mark(out, "file:size", words.SIZE.search(text))
    _mark(out, "file:word", words.FILE_WORD.search(text))
    _mark(out, "text:hub", words.HUB.search(plain.strip()) and not cases.has_case(text))
    _mark(out, "text:leads_on", words.LEADS_ON.search(plain.strip()))
    _mark(out, "text:question", "?" in text)
    _mark(out, "text:address", re.search(r"https?:|www\.", text))
    _mark(out, "text:long", len(text) > 110)
    for topic, pattern in _TOPICS.items():
        _mark(out, f"text:{topic}", pattern.search(text))
    return tuple(out)


def _look_at_text(seen: Texts, out: Features) -> None:
    """What a link says, seen with what stands around it."""
    text = seen.text
    only_name, navigation, _ = _told_alone(text)
    _mark(out, "text:name_only", not seen.vague and only_name)
    _mark(out, "text:vague", seen.vague)
    _mark(out, "text:navigation", navigation and not cases.has_case(seen.near or seen.head))
    _mark(out, "text:title", _same(text, seen.title))


@lru_cache(maxsize=8_192)
def _told_alone(text: str) -> tuple[bool, bool, bool]:
    """Whether a text is nothing but a name, whether it leads around the site, whether it names a briefing."""
    return (
        cases.is_name(_without_size(text).strip(" -:.")),
        words.NAVIGATION.match(text) is not None,
        words.BRIEFING.search(text) is not None,
    )


def _same(text: str, title: str) -> bool:
    """Whether the link only repeats the title of its own page."""
    bare = _bare(text)
    return len(bare) >= _LEAST_TITLE and bare in _titles(title)


@lru_cache(maxsize=1_024)
def _titles(title: str) -> frozenset[str]:
    return frozenset(_bare(part) for part in (title, *title.split(" ; ")))


@lru_cache(maxsize=4_096)
def _bare(text: str) -> str:
    return _SIGNS.sub("", text.lower())


_SIGNS: Final = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=8_192)
def _of_surroundings(near: str, head: str) -> tuple[str, ...]:
    """What stands around a link."""
    out: Features = {}
    around = words.without_more(f"{near} ; {head}")
    _mark(out, "near:none", not near and not head)
    _mark(out, "near:type", words.TYPE.search(around))
    _mark(out, "near:types", words.TYPE_PLURAL.search(around))
    _mark(out, "near:role", words.ROLE.search(around))
    _mark(out, "near:case", cases.has_case(near) or cases.has_case(head))
    _mark(out, "near:date", words.DATE.search(around))
    _mark(out, "near:listed", words.LISTED.search(around))
    _mark(out, "near:reports", words.REPORTS_HERE.search(around))
    _mark(out, "near:entry", words.ENTRY.match(near.strip(" ;")) or words.ENTRY.match(head))
    for topic, pattern in _TOPICS.items():
        _mark(out, f"near:{topic}", pattern.search(around))
    _mark(out, "near:contents", any(map(words.CONTENTS.search, around.split(" ; "))))
    return tuple(out)


@lru_cache(maxsize=8_192)
def _of_slug(slug: str) -> tuple[str, ...]:
    """What a file name says."""
    out: Features = {}
    _mark(out, "slug:role", words.ROLE.search(slug))
    _mark(out, "slug:type", words.TYPE.search(slug))
    _mark(out, "slug:case", cases.has_case(slug))
    bad = ("form", "guidance", "governance", "training")
    _mark(out, "slug:bad", any(_TOPICS[topic].search(slug) for topic in bad))
    return tuple(out)


@lru_cache(maxsize=1_024)
def _of_page(title: str, url: str, kind: PageKind, *, named: bool) -> tuple[str, ...]:
    """What the page says that a link stands on: asked for every one of its links."""
    out: Features = {}
    _mark(out, f"page:{kind.value}", True)
    _mark(out, "page:type", words.TYPE.search(title))
    _mark(out, "page:types", words.TYPE_PLURAL.search(title))
    _mark(out, "page:case", cases.has_case(title))
    _mark(out, "page:untitled", not named)
    for topic in ("guidance", "governance", "training", "national", "explain", "news"):
        _mark(out, f"page:{topic}", _TOPICS[topic].search(title))
    _mark(out, "page:news_path", addresses.NEWS_PATH.search(url))
    _mark(out, "page:news&untyped", "page:news" in out and "page:type" not in out)
    _mark(out, "page:off_limits", addresses.is_off_limits(url))
    return tuple(out)


def _look_at_pairs(seen: Texts, out: Features) -> None:
    """Combinations that mean more than their parts."""
    _pairs_with_names(seen, out)
    _pairs_of_vague_links(seen, out)
    _pairs_with_types(out)


_ON_HUB: Final = frozenset({"page:hub", "page:listing", "page:case_page"})
_ABOUT_REVIEWS: Final = frozenset({"page:types", "page:type", "page:case_page", "near:type", "near:listed"})
_BAD_NEAR: Final = frozenset({"near:form", "near:guidance", "near:training", "near:national"})
_TELLING: Final = frozenset(
    {"text:type", "text:role", "text:case", "text:name_only", "text:entry", "text:date_only"}
)


def _pairs_with_names(seen: Texts, out: Features) -> None:
    """Whether a case is named, in the link or near it, together with what else is said."""
    on_hub = not _ON_HUB.isdisjoint(out)
    about = not _ABOUT_REVIEWS.isdisjoint(out)
    named = "text:case" in out or "text:entry" in out or ("text:name_only" in out and about)
    near_named = "near:case" in out or "near:entry" in out or "page:case" in out
    hard = not HARD_TEXTS.isdisjoint(out)
    _mark(out, "any:case", named or near_named)
    _mark(out, "any:type", "text:type" in out or "near:type" in out or "page:type" in out)
    _mark(out, "hub&case", on_hub and named)
    _mark(out, "hub&role", on_hub and "text:role" in out)
    _mark(out, "hub&clean", on_hub and not hard)
    _mark(out, "case&type", named and "text:type" in out)
    _mark(out, "case&role", named and "text:role" in out)
    _mark(out, "type&role", "text:type" in out and "text:role" in out)
    _mark(out, "role&near_case", "text:role" in out and near_named)
    _mark(out, "vague&near_case", seen.vague and near_named)
    _mark(
        out,
        "vague&near_types",
        seen.vague and not near_named and words.TYPE_PLURAL.search(seen.near or seen.head),
    )
    _mark(
        out,
        "vague&nothing",
        seen.vague and not near_named and "near:type" not in out and "near:role" not in out,
    )
    _mark(out, "date_only&near_case", "text:date_only" in out and near_named)
    typed = "text:type" in out or "near:type" in out
    briefing = _told_alone(seen.text)[2]
    _mark(out, "briefing&case", briefing and (named or near_named))
    _mark(
        out,
        "briefing&nothing",
        briefing and not (named or near_named or typed),
    )
    _mark(out, "listed&clean", "near:listed" in out and not hard)
    _mark(
        out,
        "name_only&governance",
        "text:name_only" in out and "page:governance" in out and "page:type" not in out and not on_hub,
    )
    _mark(out, "text:hard", hard)
    _mark(out, "hard&case", hard and named)
    _mark(out, "hard&none", hard and not named)
    _mark(out, "types&nothing", "text:types" in out and "text:role" not in out and not named)


def _pairs_of_vague_links(seen: Texts, out: Features) -> None:
    """Links that say nothing themselves ("here", "Download"), by what stands near them."""
    _mark(out, "vague&near_role", seen.vague and "near:role" in out)
    _mark(out, "vague&near_one_type", seen.vague and "near:type" in out and "near:types" not in out)
    _mark(out, "near:national&unnamed", "near:national" in out and "text:case" not in out)
    _mark(
        out,
        "vague&near_bad",
        seen.vague and (not _BAD_NEAR.isdisjoint(out) or _is_under_governance(seen)),
    )
    _mark(out, "vague&near_leads_on", seen.vague and words.TELLS_MORE.search(seen.near or seen.head))
    _mark(out, "bare", not seen.vague and _TELLING.isdisjoint(out))


def _is_under_governance(seen: Texts) -> bool:
    """Whether the heading right above, of a card or entry, is of an annual report, minutes or a plan."""
    head = seen.head.rpartition(" ; ")[2]
    return bool(words.GOVERNANCE.search(head)) and not (words.TYPE.search(head) or cases.has_case(head))


def _pairs_with_types(out: Features) -> None:
    """Whether one kind of review is named, and nothing speaks against it."""
    hard = not HARD_TEXTS.isdisjoint(out)
    _mark(out, "one_type", "text:type" in out and "text:types" not in out)
    _mark(
        out,
        "one_type&clean",
        "text:type" in out and "text:types" not in out and not hard and "text:news" not in out,
    )
    _mark(out, "one_type&role&clean", "one_type&clean" in out and "text:strong_role" in out)
