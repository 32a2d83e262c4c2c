"""What a link says about the review document behind it: type, role, case, date of publication.

Order of trust: the link's own words, the title line of its entry, the other cells of its table row,
the column header, the sentence around it, the headings above from the inside out, the page's own
title. A vague link ("here", "Read the report") lends no words, so the sentence around it comes first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from harvester.normalise.cases import case_names, find_case_names, resolve_case
from harvester.normalise.link_cases import case_of
from harvester.normalise.link_dates import (
    posted,
    published_of,
    speaks_of_publishing,
    told_by_twin,
    told_on_page,
)
from harvester.normalise.link_fields import MAX_FIELD, Field, fields_of
from harvester.normalise.link_paragraphs import told_in_paragraph, told_of_link
from harvester.normalise.roles import RoleMention, find_roles, resolve_role
from harvester.normalise.types import find_review_types, nation_told, resolve_type
from harvester.records import Evidence, Link, Page
from harvester.vocabulary import Nation, Origin, Precision, ReviewType, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.normalise.dates import DateMention

MAX_SIBLINGS = 300  # other links of the page that are asked


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDescription:
    """The values that the words around a link give, each with its evidence."""

    review_type: ReviewType | None = None
    role: Role | None = None
    case_name: str | None = None
    published: str | None = None
    published_precision: Precision | None = None
    evidence: tuple[Evidence, ...] = ()


def describe_link(link: Link, page: Page, *, nation: Nation) -> LinkDescription:
    """Type, role, case name and publication date as the page's words give them.

    A date is taken as published when its label says so, or when it stands without label in the link,
    its row or a heading: that is how sites date what they publish. The address of the link gives
    nothing here; that of a dated news post gives its day where no words do.
    """
    fields = tuple(fields_of(link, page))
    case = case_of(fields, page)
    published = _published(link, page, fields, case[0] if case else None)
    year = int(published[0].value[:4]) if published else None
    review_type = _type(_with_siblings(fields, page, case[0] if case else None), nation, year)
    role = _role(fields)
    evidence = [
        _evidence(name, value, field)
        for name, value, field in (
            ("review_type", review_type and review_type[0].value, review_type and review_type[1]),
            ("role", role and role[0].value, role and role[1]),
            ("case_name", case and case[0], case and case[1]),
            ("published", published and published[0].value, published and published[1]),
        )
        if value and field
    ]
    return LinkDescription(
        review_type=review_type[0] if review_type else None,
        role=role[0] if role else Role.OVERVIEW_REPORT,
        case_name=case[0] if case else None,
        published=published[0].value if published else None,
        published_precision=published[0].precision if published else None,
        evidence=tuple(evidence),
    )


def date_link(link: Link, page: Page) -> str | None:
    """The publication date alone, as `describe_link` gives it."""
    fields = tuple(fields_of(link, page))
    published = published_of(fields)
    if published is None:
        case = case_of(fields, page) if speaks_of_publishing(page) else None  # it is looked for in the text
        published = _told_around(link, page, case[0] if case else None)
    return published[0].value if published else None


def _published(
    link: Link, page: Page, fields: tuple[Field, ...], case: str | None
) -> tuple[DateMention, Field] | None:
    return published_of(fields) or _told_around(link, page, case)


def _told_around(link: Link, page: Page, case: str | None) -> tuple[DateMention, Field] | None:
    return (
        told_on_page(page, link, case)
        or (told_on_page(page, link, _case_of_title(page)) if speaks_of_publishing(page) else None)
        or told_in_paragraph(link, page)
        or told_by_twin(link, page)
        or posted(page)
    )


def _case_of_title(page: Page) -> str | None:
    """The case that the page is about by its own title; a heading below may know it by another name."""
    return resolve_case(find_case_names(page.h1 or page.title))


def _evidence(name: str, value: str, field: Field) -> Evidence:
    return Evidence(
        field=name,
        value=value,
        origin=field.origin,
        rule=f"link: {field.name}",
        confidence=field.confidence,
        line=field.text[:200],
    )


def _with_siblings(fields: tuple[Field, ...], page: Page, case: str | None) -> tuple[Field, ...]:
    """The fields, and before the page's own titles what other links of the page say of the same case.

    "Child Juniper - briefing" on a page of learning reviews belongs to "Child Juniper - LCSPR".
    """
    near = [f for f in fields if f.origin is not Origin.PAGE]
    names = case_names(case) if case else frozenset()
    if not names or any(m.rank >= 2 for f in near for m in find_review_types(f.text)):
        return fields
    siblings = page.links[:MAX_SIBLINGS]
    texts = dict.fromkeys([text[:MAX_FIELD] for say in _SIBLING_SAYS for text in map(say, siblings)])
    for text in texts:
        if len(text) <= 3:
            continue
        if not any(m.rank >= 2 for m in find_review_types(text)):
            continue
        if names & case_names(resolve_case(find_case_names(text)) or ""):
            sibling = Field("sibling", text, Origin.PAGE, 0.6)
            return (*near, sibling, *(f for f in fields if f.origin is Origin.PAGE))
    return fields


# What another link of the page says of its case: itself, or the sentence or entry it stands in.
_SIBLING_SAYS: tuple[Callable[[Link], str], ...] = (
    attrgetter("text"),
    attrgetter("entry"),
    attrgetter("nearby"),
    attrgetter("heading"),
)


def _type(fields: tuple[Field, ...], nation: Nation, year: int | None) -> tuple[ReviewType, Field] | None:
    context = " ".join(f.text for f in fields if f.name in ("text", "entry", "row"))
    nation = nation_told(" ".join(f.text for f in fields), nation)
    for least in (2, 1, 0):
        for field in fields:
            mentions = [m for m in find_review_types(field.text) if m.rank >= least]
            if field.name in ("h1", "page title", "breadcrumb", "heading"):
                mentions = [m for m in mentions if m.term != "rapid review" or len(mentions) == 1]
            meant = resolve_type(mentions, nation=nation, year=year, context=context)
            if meant is not None:
                return meant, field
    return None


# Words that are a role in a link but only a subject in a heading or page title.
_HEADING_ONLY_SUBJECT = re.compile(
    r"learning\s+(?:from|summar|resources|materials|points|events?)|lessons\s+(?:from|for)|key\s+|statement|gwersi|what\s+"
    r"|report\s+(?:of|on|into)|respon|letter|learning\s+(?:and|&)|improvement",
    re.IGNORECASE,
)


def _role(fields: tuple[Field, ...]) -> tuple[Role, Field] | None:
    for field in fields:
        if field.name in ("page title", "breadcrumb", "dated"):
            continue
        # Another link's words beside this one ("Action plan") are not its role.
        own = field.text if field.own is None else field.own
        if field.name == "nearby":
            own = told_of_link(own, fields[0].text)
        found = [m for m in find_roles(own) if _role_counts(m, field)]
        if field.name == "text":
            found = _without_case_reports(found)
        elif field.name in ("heading", "nearby") and _SEVERAL_ROLES.search(field.text):
            continue  # "reports and briefings" stand below: which one this is, it does not say
        role = resolve_role(found)
        if role is not None:
            return role, field
        if field.name == "heading" and _about_one_review(field.text) and not _names_review(fields[0].text):
            return Role.BRIEFING, field
    return None


_SEVERAL_ROLES = re.compile(
    r"\breports\b[\w\s,&/-]{0,40}\b(?:and|&|/)\s[\w\s-]{0,30}\b(?:briefings|summaries|responses|statements|plans)\b"
    r"|\b(?:briefings|summaries|responses|statements|plans)\b[\w\s,&/-]{0,40}\b(?:and|&|/)\s[\w\s-]{0,30}\breports\b",
    re.IGNORECASE,
)


def _about_one_review(heading: str) -> bool:
    """ "Learning from a 2014 Serious Incident Review": what stands below is learning, not the report."""
    if not re.match(r"\W*learning\s+from\b", heading, re.IGNORECASE):
        return False
    return any(not m.text.lower().endswith("s") for m in find_review_types(heading))


def _names_review(text: str) -> bool:
    return bool(find_review_types(text) or find_case_names(text) or find_roles(text))


def _role_counts(mention: RoleMention, field: Field) -> bool:
    if field.name in ("text", "alt", "title", "entry", "column"):
        return mention.rank >= 2
    if field.name in ("row", "nearby"):
        whole = field.name == "row" and len(mention.text.strip()) >= len(field.text.strip(" :|-–"))
        return mention.rank >= 3 or (mention.rank == 2 and (field.name == "nearby" or whole))
    return mention.rank >= 3 and not _HEADING_ONLY_SUBJECT.match(mention.text)


def _without_case_reports(found: list[RoleMention]) -> list[RoleMention]:
    """ "Final Report and Improvement Report": one file that holds both is the report.

    "Executive summary and board response" likewise is the summary.
    """
    first = next((m for m in found if m.rank >= 2), None)
    if first is not None and first.role is Role.EXECUTIVE_SUMMARY:
        return [m for m in found if m.role is not Role.RESPONSE or m.start < first.start]
    if first is not None and first.role is Role.OVERVIEW_REPORT:
        later = [m for m in found if m.role is Role.RESPONSE and m.rank == 3]
        if later and later[0].start > first.end and "improvement" in later[0].text.lower():
            return [m for m in found if m.role is not Role.RESPONSE]
    return found
