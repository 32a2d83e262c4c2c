"""Whose review it is, in the words of a national list: "Norfolk", "Newham and Lambeth", "Cumbria SCB".

Lists name an area oftener than a body. An area is matched whole, longest name first, and never from
an acronym alone. A name that several sources bear or bore (a body that was split up) is all of them.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from typing import TYPE_CHECKING

from harvester.normalise.boards import area_of, find_boards, kind_of_body
from harvester.normalise.lexicon import fold, squeeze
from harvester.resources import resource
from harvester.vocabulary import Nation, ReviewType, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.records import SourceInfo

MAX_TEXT = 300
_ANONYMOUS = re.compile(
    r"\banonym\w*|\bun(?:named|known|disclosed|identified|specified)\b|\bwithheld\b|\bdi-?enw\b"
    r"|\bnot\s+(?:be\s+)?(?:named|known|disclosed|stated|identified|given|specified)\b"
    # a body that is not called by its name: "an LSCB in the north", "on behalf of a safeguarding board"
    r"|^\W*(?:published\s+)?(?:(?:on\s+)?behalf\s+of\s+|by\s+)?(?:an?|one|another)\s+(?:[a-z'’]+\s+){0,4}"
    r"(?:lscb|lscp|l?sab|csp|board|partnership|committee|authority|council)\b",
    re.IGNORECASE,
)
_STYLE = re.compile(r"\b(?:city|borough|county|district|council|town|royal|metropolitan|london|unitary)\b")
_SPLIT = re.compile(r"\s*(?:,|;|/|\+)\s*")
_AND = re.compile(r"\s*(?:&|\band\b)\s*", re.IGNORECASE)
_ACRONYM = re.compile(r"[A-Z][A-Z&]{1,9}")
_DASHES = frozenset("-–—|:")
_OPENING = 600
_OF_CHILDREN = re.compile(
    r"\b(?:child(?:ren)?|bab(?:y|ies)|infants?|siblings?|young (?:person|people)|boy|girl|toddler|twins?)\b"
)
_OF_ADULTS = re.compile(r"\badults?\b")
_AGE_OF_CHILD = re.compile(
    r"\b(?:[a-z]+|\d{1,2})[- ](?:day|week|month)s?[- ]old\b"
    r"|\b(?:\d|1[0-7])[- ]years?[- ]old (?:boy|girl|child|baby)\b",
    re.IGNORECASE,
)
CHILD_TYPES = frozenset(
    {
        ReviewType.SCR,
        ReviewType.CSPR,
        ReviewType.CPR,
        ReviewType.SIG_CR,
        ReviewType.CMR,
        ReviewType.RAPID_REVIEW,
        ReviewType.NATIONAL,
    }
)
ADULT_TYPES = frozenset({ReviewType.SAR, ReviewType.APR})


def is_anonymous(text: str) -> bool:
    """Whether a list says here that the publisher is not to be named."""
    return bool(_ANONYMOUS.search(text[:MAX_TEXT]))


class PublisherNames:
    """The names of sources, ready to be looked up. National collections are no publishers of theirs."""

    def __init__(self, sources: Iterable[SourceInfo]) -> None:
        self._sources = tuple(s for s in sources if s.kind is not SourceKind.NATIONAL)
        self._names: dict[str, list[SourceInfo]] = {}
        self._own: dict[str, list[SourceInfo]] = {}
        self._former: dict[str, list[SourceInfo]] = {}
        self._own_loose: dict[str, list[SourceInfo]] = {}
        self._former_loose: dict[str, list[SourceInfo]] = {}
        for source in self._sources:
            self._enter(source)
        self._known: dict[tuple[str, ReviewType | None], tuple[str, ...]] = {}
        self._areas = frozenset((*self._own, *self._former, *_authority_codes()))

    def _enter(self, source: SourceInfo) -> None:
        for index, name in enumerate((source.title, *source.aliases)):
            if _ACRONYM.fullmatch(name.strip()):
                continue  # so that no text is ever matched by its initials
            _add(self._names, fold(name), source)
            exact, *loose = _forms(area_of(name))
            _add(self._own if index == 0 else self._former, exact, source)
            for form in loose:
                _add(self._own_loose if index == 0 else self._former_loose, form, source)

    def resolve(self, text: str | None, review_type: ReviewType | None = None) -> tuple[str, ...]:
        """Slugs of the publishers that a text names; () when it names none that is known for sure.

        Where an area has a board for children and another for adults, the kind of review says which is
        meant. A list that gives no kind tells it by the case: see `kind_of_case`.
        """
        plain = squeeze((text or "")[:MAX_TEXT]).strip(" .,:;-–—")
        if not plain or is_anonymous(plain):
            return ()
        key = (plain, review_type)
        if key not in self._known:
            self._known[key] = self._resolve(plain, review_type)
        return self._known[key]

    def _resolve(self, text: str, review_type: ReviewType | None) -> tuple[str, ...]:
        found = self._whole(text, review_type) or self._whole(re.sub(r"\s*\([^)]*\)", "", text), review_type)
        if found:
            return found
        mentioned = [m.name for m in find_boards(text) if fold(m.name) != fold(text)]
        found = _united(self._whole(name, review_type) for name in mentioned)
        return found or self._joint(text, review_type)

    def _joint(self, text: str, review_type: ReviewType | None) -> tuple[str, ...]:
        """All the publishers of "Newham and Lambeth", where each part is one's own area; else nothing."""
        kind = re.search(r"\s+(?:(?:local|joint)\s+)?(?:safeguarding|child protection)\b.*$", text, re.I)
        plain = text[: kind.start()] if kind else text
        found: list[str] = []
        for part in (p for p in _SPLIT.split(plain) if p.strip()):
            whole = self._whole(part, review_type)
            halves = [self._whole(half, review_type) for half in _AND.split(part) if half.strip()]
            if not whole and not (halves and all(halves)):
                return ()
            found.extend(whole or (slug for half in halves for slug in half))
        return tuple(dict.fromkeys(found))

    def _whole(self, text: str, review_type: ReviewType | None) -> tuple[str, ...]:
        """The sources that are or were called so, or whose area it is."""
        named = self._names.get(fold(text))
        if named:
            return _slugs(named)
        area = area_of(text)
        if not area:
            return ()
        # "Thornley" is Thornley, where there is one, before it is Thornley City.
        for form in _forms(area):
            for tables in ((self._own, self._former), (self._own_loose, self._former_loose)):
                for table in tables:
                    if hits := _fitting(table.get(form, []), text, review_type):
                        return _slugs(hits)
                codes = _authority_codes().get(form)
                if codes:
                    hits = [s for s in self._sources if codes & frozenset(s.authorities)]
                    if hits := _fitting(hits, text, review_type):
                        return _slugs(hits)
        return ()

    def nation_of(self, slug: str) -> Nation:
        """The nation of a source that was resolved here."""
        return next((s.nation for s in self._sources if s.slug == slug), Nation.ENGLAND)

    def leading(self, title: str) -> tuple[str, str]:
        """A known area with which a title begins, and the rest of it: "Camden Hannah" → Camden, Hannah."""
        words = squeeze(title[:MAX_TEXT]).split(" ")
        for count in range(min(6, len(words) - 1), 0, -1):
            if any(word in _DASHES or word.endswith(":") for word in words[: count - 1]):
                continue  # an area does not go on beyond a dash
            start = " ".join(words[:count]).strip(" -–—:,")
            if any(form in self._areas for form in _forms(area_of(start))[:1]) and start[:1].isupper():
                return start, " ".join(words[count:]).strip(" -–—:,")
        return "", title


def kind_of_case(case_name: str | None, summary: str = "") -> ReviewType | None:
    """The kind of review that a case alone gives away: "Child BR" and "a 9-month-old girl" are a child's.

    Only which body held the review is told by it, so the commonest kind stands for all of them.
    """
    name = f" {(case_name or '').lower()} "
    if _OF_CHILDREN.search(name) or _AGE_OF_CHILD.search(summary[:_OPENING]):
        return ReviewType.CSPR
    return ReviewType.SAR if _OF_ADULTS.search(name) else None


def _add(table: dict[str, list[SourceInfo]], key: str, source: SourceInfo) -> None:
    if key and source not in table.setdefault(key, []):
        table[key].append(source)


def _forms(area: str) -> tuple[str, ...]:
    """An area's name as written, and without the style of its council and the hyphens."""
    loose = squeeze(_STYLE.sub(" ", re.sub(r"[-.']", " ", area))) or area
    return (area, loose) if loose != area else (area,)


def _fitting(hits: Sequence[SourceInfo], text: str, review_type: ReviewType | None) -> Sequence[SourceInfo]:
    """Those of several bodies of one area that may have published this: for children, or for adults."""
    if len(hits) < 2:
        return hits
    kind = kind_of_body(text)
    if kind == "any" and review_type in CHILD_TYPES:
        kind = "children"
    elif kind == "any" and review_type in ADULT_TYPES:
        kind = "adults"
    if kind == "any":
        return hits
    return [s for s in hits if kind_of_body(s.title) in (kind, "any")] or hits


def _slugs(sources: Iterable[SourceInfo]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s.slug for s in sources))


def _united(found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slug for slugs in found for slug in slugs))


@cache
def _authority_codes() -> dict[str, frozenset[str]]:
    """Name of a local authority → its codes, past and present."""
    codes: dict[str, set[str]] = {}
    with resource("reference", "authorities.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            for form in _forms(area_of(row["name"])):
                codes.setdefault(form, set()).add(row["code"])
    return {name: frozenset(found) for name, found in codes.items() if name}


@cache
def registry_names() -> PublisherNames:
    """The names of the boards of the United Kingdom that we know."""
    from harvester.normalise.registry import registry

    return PublisherNames(registry())


def nation_of_list(publisher: str | None) -> Nation:
    """Whose law applies to a review of this publisher; England's where it is not known."""
    found = registry_names().resolve(publisher)
    return registry_names().nation_of(found[0]) if found else Nation.ENGLAND
