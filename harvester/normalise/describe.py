"""Merges what every place says about one document into one description.

Order of trust, per field (the first place that says something gives the value; every other claim
is kept in the evidence, never as sure as the chosen one):

title: title page that names kind, role or case; link text; entry; heading; properties; any other
  title page; page; file name.
review_type: title page; running header; link; heading; page; properties; file name; what the
  publisher usually publishes.
role: title page where it names one; link; heading; file name; properties; else the report itself.
case_name: title page; link; running header; heading; page; file name; properties.
authors: title page only (a file's "author" property is whoever saved it).
board: title page; running header; link; heading; body text.
published: title page or running header where labelled; link, row or heading; date of a news page or of a
  page about one case; a file name that says so. Dates of upload folders and HTTP headers say nothing.
completed: title page; running header; file name.
language: the text; the page.

The document's own date of publication wins over the site's, unless it is vaguer and agrees with it
(a year on a repository sheet, a day on the page). The site's label never overrides the title page,
but it fills what the title page leaves open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.normalise.boards import find_boards, same_area
from harvester.normalise.cases import find_case_names, resolve_case
from harvester.normalise.covers import DEFAULT_ROLE, DEFAULT_TYPE, is_joint, read_cover
from harvester.normalise.describe_order import (
    PRECISION,
    finest_first,
    fullest_first,
    lowered,
    unless_published,
)
from harvester.normalise.entry_claims import claims_of_entries
from harvester.normalise.files import describe_file_name
from harvester.normalise.languages import detect_language
from harvester.normalise.lexicon import squeeze
from harvester.normalise.links import describe_link
from harvester.normalise.names import without_dates
from harvester.normalise.publishers import nation_of, usual_type
from harvester.normalise.roles import find_roles, resolve_role
from harvester.normalise.titles import clean_link_text, says_nothing
from harvester.normalise.types import find_review_types, resolve_type
from harvester.records import Description, Evidence, Page
from harvester.vocabulary import Nation, Origin, PageKind, ReviewType, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.records import Extract, Fetch, ListEntry, Sighting, SourceInfo

_DATED_PAGES = frozenset({PageKind.CASE_PAGE, PageKind.NEWS, PageKind.REVIEW})
_ORDER: dict[str, tuple[str, ...]] = {
    "title": ("cover", "link", "heading", "properties", "weak cover", "page", "http", "file_name"),
    "review_type": (
        "cover",
        "header",
        "entry",
        "link",
        "whole page",
        "heading",
        "page",
        "properties",
        "http",
        "file_name",
        "usual",
    ),
    "role": ("cover", "link", "whole page", "heading", "http", "file_name", "properties", "usual"),
    "case_name": (
        "cover",
        "entry",
        "link",
        "header",
        "whole page",
        "heading",
        "page",
        "http",
        "file_name",
        "properties",
    ),
    "board": ("cover", "header", "entry", "link", "heading", "page"),
    "published": ("cover", "header", "entry", "link", "whole page", "heading", "page", "http", "file_name"),
    "completed": ("cover", "header", "http", "file_name"),
    "language": ("cover", "page"),
}


@dataclass(slots=True)
class _Claims:
    """All that was said, by field and place, in the order it was found."""

    said: dict[str, list[tuple[str, Evidence]]] = field(default_factory=dict)

    def add(self, evidence: Evidence, place: str | None = None) -> None:
        self.said.setdefault(evidence.field, []).append((place or evidence.origin.value, evidence))

    def say(
        self, name: str, value: str | None, origin: Origin, rule: str, confidence: float, line: str = ""
    ) -> None:
        if value:
            item = Evidence(
                field=name,
                value=value,
                origin=origin,
                rule=rule,
                confidence=confidence,
                line=line[:300] or None,
            )
            self.add(item)

    def ordered(self, name: str) -> list[Evidence]:
        """Claims for a field, most trusted first."""
        order = _ORDER[name]
        ranked = [
            (order.index(place) if place in order else len(order), -e.confidence, i, e)
            for i, (place, e) in enumerate(self.said.get(name, ()))
        ]
        return [e for *_, e in sorted(ranked, key=lambda r: r[:3])]


def describe(
    extract: Extract | None,
    sightings: Sequence[Sighting],
    fetch: Fetch | None,
    source: SourceInfo | None,
    entries: Sequence[ListEntry] = (),
) -> Description:
    """The description of one document from its text and from everything around its links.

    Args:
        extract: what was read from its file; None when nothing was fetched.
        sightings: the links that led to it; the order given does not matter.
        fetch: how its bytes were got.
        source: the site that listed it.
        entries: of national lists, that link to it.
    """
    claims = _Claims()
    nation = source.nation if source else Nation.ENGLAND
    cover = _from_document(claims, extract, source, entries)
    for evidence in claims_of_entries(entries):
        claims.add(evidence, "entry")
    for sighting in _by_trust(sightings):
        _from_sighting(claims, sighting, nation, fetched=extract is not None)
    _from_names(claims, extract, fetch, sightings, nation)
    _board_in_text(claims, extract, source)
    _usual(claims, cover, source, read=extract is not None and any(extract.pages))
    return _settle(claims, cover)


# ---------------------------------------------------------------- the document


def _from_document(
    claims: _Claims, extract: Extract | None, source: SourceInfo | None, entries: Sequence[ListEntry]
) -> Description:
    if extract is None:
        return Description()
    bodies = [one.publisher_text for one in entries if one.publisher_text]
    cover = read_cover(
        extract.lines, extract.headers, source=source, properties=extract.properties, bodies=bodies
    )
    for evidence in cover.evidence:
        if evidence.field not in _ORDER:
            continue
        place = evidence.origin.value
        if evidence.rule in (DEFAULT_ROLE, DEFAULT_TYPE):
            place = "usual"
        elif evidence.field == "title" and evidence.confidence < 0.6:
            place = "weak cover"
        claims.add(evidence, place)
    text = "\n".join(extract.pages[:4])[:20_000]
    language = detect_language(text) or cover.language
    claims.say("language", language, Origin.COVER, "commonest words of the text", 0.9)
    _from_properties(claims, extract)
    return cover


def _from_properties(claims: _Claims, extract: Extract) -> None:
    """A document's "title" property, where it says something; often it names an older file."""
    raw = squeeze(str(extract.properties.get("title", "")))[:300]
    title = clean_link_text(
        re.sub(r"^(?:microsoft\s+(?:word|powerpoint)\s*[-–]\s*|untitled|document\d*$)", "", raw, flags=re.I)
    )
    if not title or says_nothing(title):
        return
    types, roles, case = find_review_types(title), find_roles(title), resolve_case(find_case_names(title))
    if not types and not case:
        return
    claims.say("title", title, Origin.PROPERTIES, "title property", 0.5, raw)
    kind, role = resolve_type(types), resolve_role([m for m in roles if m.rank >= 2])
    claims.say("review_type", kind.value if kind else None, Origin.PROPERTIES, "title property", 0.4, raw)
    claims.say("role", role.value if role else None, Origin.PROPERTIES, "title property", 0.4, raw)
    claims.say("case_name", case, Origin.PROPERTIES, "title property", 0.35, raw)


def _board_in_text(claims: _Claims, extract: Extract | None, source: SourceInfo | None) -> None:
    """A board that only the body names: the source's own if it is there, else the one named most."""
    if extract is None or "board" in claims.said:
        return
    mentions = find_boards("\n".join(extract.pages[:6]))
    if source is not None:
        own = next((m.name for m in mentions if same_area(m.name, source)), None)
        claims.say("board", own, Origin.PAGE, "source's own board named in the text", 0.5)
        return
    counts: dict[str, list[str]] = {}
    for mention in mentions:
        counts.setdefault(mention.area, []).append(mention.name)
    if counts:
        most = max(counts.values(), key=len)
        claims.say("board", most[0], Origin.PAGE, "board named most often in the text", 0.4)


# ---------------------------------------------------------------- the site


def _by_trust(sightings: Sequence[Sighting]) -> list[Sighting]:
    """Sightings in a fixed order: best judged first, then source, page and address."""
    return sorted(
        sightings, key=lambda s: (not s.is_review_document, -round(s.score, 2), s.source, s.page_url, s.url)
    )


def _from_sighting(claims: _Claims, sighting: Sighting, nation: Nation, *, fetched: bool) -> None:
    page = Page(url=sighting.page_url, title=sighting.page_title, h1=sighting.page_heading)
    says = describe_link(sighting.link, page, nation=nation)
    for evidence in says.evidence:
        claims.add(evidence)
    # The crawl saw the whole page; where that told more than the link's own context does, it counts.
    for name in ("review_type", "role", "case_name", "published"):
        told = getattr(sighting, name)
        if told and told != getattr(says, name):
            item = Evidence(
                field=name, value=str(told), origin=Origin.PAGE, rule="the page as a whole", confidence=0.55
            )
            claims.add(item, "whole page")
    _titles_of_link(claims, sighting, fetched=fetched)
    if sighting.page_published and _is_of_one_case(sighting):
        claims.say("published", sighting.page_published[:10], Origin.PAGE, "date of the page", 0.45)
    link = sighting.link
    for origin, text in (
        (Origin.LINK, f"{link.text}\n{link.entry}\n{link.row}"),
        (Origin.HEADING, link.heading),
    ):
        for mention in find_boards(text)[:1]:
            claims.say("board", mention.name, origin, "board named beside the link", 0.6, squeeze(text))


def _is_of_one_case(sighting: Sighting) -> bool:
    """Whether the page's own date dates the document: a page of one case, by its kind or by its title."""
    if sighting.page_kind in _DATED_PAGES:
        return True
    named = resolve_case(find_case_names(sighting.page_heading or sighting.page_title))
    return named is not None and sighting.case_name in (None, named)


def _titles_of_link(claims: _Claims, sighting: Sighting, *, fetched: bool) -> None:
    """The link's words as a title; where they say nothing, those of its entry or heading.

    Of a document that could not be fetched nothing but the link is known: its words are the title where
    they name a role, and a heading goes before them only where it names the case.
    """
    link = sighting.link
    for rule, text, confidence in (
        ("link text", link.text, 0.7),
        ("image text", link.alt, 0.6),
        ("title attribute", link.title, 0.6),
    ):
        if text and not says_nothing(text):
            claims.say("title", clean_link_text(text), Origin.LINK, rule, confidence, text)
            return
    role = clean_link_text(link.text or link.alt or link.title)
    named = role if role and find_roles(role) else ""
    for rule, text in (
        ("entry of the link", link.entry),
        ("entry of the link's row", link.row.split(" | ", 1)[0] if named_in(link.row) else ""),
        ("heading above the link", link.heading),
        ("page heading", sighting.page_heading),
    ):
        if text and not says_nothing(text) and not only_dates(text):
            head = clean_link_text(text)
            if named and not fetched and not find_case_names(head):
                claims.say("title", named, Origin.LINK, "link text", 0.55, link.text)
                return
            title = f"{head}: {named}" if named and named.lower() not in head.lower() else head
            origin = Origin.LINK if rule.startswith("entry") else Origin.HEADING
            if rule == "page heading":
                origin = Origin.PAGE
            claims.say("title", title, origin, rule, 0.55, text)
            return


def named_in(row: str) -> bool:
    """Whether the first cell of a row says which review the row is about."""
    first = row.split(" | ", 1)[0]
    return bool(find_case_names(first) or find_review_types(first))


def only_dates(text: str) -> bool:
    """Whether a text is a date or a span of them: the year over a list's rows."""
    return not re.search(r"[^\W\d_]{2}", without_dates(text)) and any(c.isdigit() for c in text)


def _from_names(
    claims: _Claims,
    extract: Extract | None,
    fetch: Fetch | None,
    sightings: Sequence[Sighting],
    nation: Nation,
) -> None:
    names: list[tuple[Origin, str]] = []
    if fetch is not None and fetch.file_name:
        names.append((Origin.HTTP, fetch.file_name))
    addresses = [fetch.url, fetch.final_url or ""] if fetch is not None else []
    addresses += sorted(s.url for s in sightings)
    names += [(Origin.FILE_NAME, address) for address in addresses if address]
    for origin, name in dict.fromkeys(names):
        says = describe_file_name(name, nation=nation)
        if not says.text:
            continue
        for key, value in (
            ("review_type", says.review_type and says.review_type.value),
            ("role", says.role and says.role.value),
            ("case_name", says.case_name),
            ("published", says.published),
            ("completed", says.completed),
        ):
            claims.say(key, value, origin, "file name", 0.3, says.text)
        if says.review_type or says.case_name:
            claims.say("title", says.text, origin, "file name", 0.2, says.text)


def _usual(claims: _Claims, cover: Description, source: SourceInfo | None, *, read: bool) -> None:
    """What an untyped report of this publisher most likely is, where anything shows a review."""
    if "role" not in claims.said and (claims.said.get("case_name") or claims.said.get("review_type")):
        default = Evidence(
            field="role",
            value=Role.OVERVIEW_REPORT.value,
            origin=Origin.PAGE,
            rule=DEFAULT_ROLE,
            confidence=0.3,
        )
        claims.add(default, "usual")
    if "review_type" in claims.said or not any(k in claims.said for k in ("case_name", "role")):
        return
    if cover.title is None and source is None:
        return
    year = next((int(d[:4]) for d in (cover.completed, cover.published, *_site_dates(claims)) if d), None)
    if year is None and not read and nation_of(None, source) is Nation.ENGLAND:
        return  # neither read nor dated: before 2020 it would be one kind, since then another
    nation = nation_of(cover.board, source, cover.title or "")
    usual, rule = usual_type(cover.board, nation, year), DEFAULT_TYPE
    if is_joint(cover.title or ""):
        if source is None:
            return
        kinds = [m.review_type for m in find_review_types(cover.title or "")]
        usual = usual_type(source.title, nation, year)
        usual, rule = (usual if usual in kinds else kinds[0]), "two kinds of review: the source's own"
    evidence = Evidence(field="review_type", value=usual.value, origin=Origin.PAGE, rule=rule, confidence=0.3)
    claims.add(evidence, "usual")


def _site_dates(claims: _Claims) -> list[str]:
    """When the site says that it was published: SCRs ended in 2019, and came out until 2022 at the latest."""
    return [e.value for e in claims.ordered("published")]


# ---------------------------------------------------------------- settling


def _settle(claims: _Claims, cover: Description) -> Description:
    ranked = {name: claims.ordered(name) for name in _ORDER}
    ranked["published"] = finest_first(ranked["published"])
    ranked["case_name"] = fullest_first(ranked["case_name"])
    ranked["completed"] = unless_published(ranked["completed"], cover)
    chosen = {name: items[0].value for name, items in ranked.items() if items}
    evidence: list[Evidence] = [e for e in cover.evidence if e.field not in _ORDER]
    for items in ranked.values():
        evidence.extend(lowered(items))
    published = chosen.get("published")
    return Description(
        title=chosen.get("title"),
        review_type=ReviewType(chosen["review_type"]) if "review_type" in chosen else None,
        role=Role(chosen["role"]) if "role" in chosen else None,
        case_name=chosen.get("case_name"),
        authors=cover.authors,
        board=chosen.get("board"),
        published=published,
        published_precision=PRECISION[len(published)] if published else None,
        completed=chosen.get("completed"),
        language=chosen.get("language"),
        evidence=tuple(evidence),
    )
