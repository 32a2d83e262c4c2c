"""What a link says about the review document behind it: type, role, case, date of publication.

Order of trust: the link's own words, the title line of its entry, the other cells of its table row,
the column header, the sentence around it, the headings above from the inside out, the page's own
title. A vague link ("here", "Read the report") lends no words, so the sentence around it comes first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.normalise.cases import CaseKind, case_names, find_case_names, resolve_case
from harvester.normalise.dates import DateLabel, DateMention, find_dates
from harvester.normalise.lexicon import NOT_NAMES, fold, squeeze, straight, word_set
from harvester.normalise.roles import RoleMention, find_roles, resolve_role
from harvester.normalise.types import TypeMention, find_review_types, resolve_type
from harvester.records import Evidence, Link, Page
from harvester.vocabulary import Nation, Origin, Precision, ReviewType, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FIELD = 600  # characters of one field that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDescription:
    """The values that the words around a link give, each with its evidence."""

    review_type: ReviewType | None = None
    role: Role | None = None
    case_name: str | None = None
    published: str | None = None
    published_precision: Precision | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Field:
    """One text around the link, in its place in the order of trust."""

    name: str
    text: str
    origin: Origin
    confidence: float


_FAMILY = {
    "text": (Origin.LINK, 0.9),
    "alt": (Origin.LINK, 0.85),
    "title": (Origin.LINK, 0.8),
    "entry": (Origin.LINK, 0.85),
    "row": (Origin.LINK, 0.8),
    "column": (Origin.LINK, 0.8),
    "nearby": (Origin.LINK, 0.75),
    "heading": (Origin.HEADING, 0.7),
    "h1": (Origin.PAGE, 0.55),
    "page title": (Origin.PAGE, 0.5),
    "breadcrumb": (Origin.PAGE, 0.4),
}
_VAGUE = re.compile(
    r"\W*(?:(?:please\s+)?(?:click\s+)?(?:here|this(?:\s+(?:link|document|page))?)|read(?:\s+(?:more|it|on))?|download(?:\s+(?:here|now))?"
    r"|view|open|see|pdf|docx?|more|link|find\s+out\s+more|click|available|now|to|can|be|found|the|please|file|document|"
    r"darllen|yma|lawrlwytho|\W)*\W*",
    re.IGNORECASE,
)


def describe_link(link: Link, page: Page, *, nation: Nation) -> LinkDescription:
    """Type, role, case name and publication date as the page's words give them.

    A date is taken as published when its label says so, or when it stands without label in the link,
    its row or a heading: that is how sites date what they publish. Addresses give nothing here.
    """
    fields = tuple(_fields(link, page))
    published = _published(fields)
    year = int(published[0].value[:4]) if published else None
    review_type = _type(fields, nation, year)
    role = _role(fields)
    case = _case(fields, page)
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


def _evidence(name: str, value: str, field: _Field) -> Evidence:
    return Evidence(
        field=name,
        value=value,
        origin=field.origin,
        rule=f"link: {field.name}",
        confidence=field.confidence,
        line=field.text[:200],
    )


def _fields(link: Link, page: Page) -> Iterator[_Field]:
    """The texts around the link in order of trust, each once."""
    vague = _VAGUE.fullmatch(link.text) is not None
    texts: list[tuple[str, str]] = [("text", link.text), ("alt", link.alt), ("title", link.title)]
    if vague:
        texts.append(("nearby", link.nearby))
    texts += [("entry", link.entry), ("row", link.row), ("column", link.column), ("nearby", link.nearby)]
    texts.append(("heading", link.heading))
    texts += [("heading", text) for text in reversed(link.outline)]
    texts += [("h1", page.h1), ("page title", page.title), ("breadcrumb", page.breadcrumb)]
    seen: set[str] = set()
    for name, text in texts:
        plain = squeeze(text[:MAX_FIELD].replace("\n", " "))
        if plain and fold(plain) not in seen:
            seen.add(fold(plain))
            origin, confidence = _FAMILY[name]
            yield _Field(name, plain, origin, confidence)


# ---------------------------------------------------------------- type


def _type(fields: tuple[_Field, ...], nation: Nation, year: int | None) -> tuple[ReviewType, _Field] | None:
    context = " ".join(f.text for f in fields if f.name in ("text", "entry", "row"))
    for least in (2, 1, 0):
        for field in fields:
            mentions = [m for m in find_review_types(field.text) if m.rank >= least]
            if field.name in ("h1", "page title", "breadcrumb", "heading"):
                mentions = [m for m in mentions if m.term != "rapid review" or len(mentions) == 1]
            meant = resolve_type(mentions, nation=nation, year=year, context=context)
            if meant is not None:
                return meant, field
    return None


# ---------------------------------------------------------------- role

# Words that are a role in a link but only a subject in a heading or page title.
_HEADING_ONLY_SUBJECT = re.compile(
    r"learning\s+(?:from|summar|resources|materials|points|events?)|lessons\s+(?:from|for)|key\s+|statement|gwersi|what\s+"
    r"|report\s+(?:of|on|into)|respon|letter|learning\s+(?:and|&)|improvement",
    re.IGNORECASE,
)


def _role(fields: tuple[_Field, ...]) -> tuple[Role, _Field] | None:
    for field in fields:
        if field.name in ("page title", "breadcrumb"):
            continue
        found = [m for m in find_roles(field.text) if _role_counts(m, field)]
        if field.name == "text":
            found = _without_case_reports(found)
        role = resolve_role(found)
        if role is not None:
            return role, field
        if field.name == "heading" and _about_one_review(field.text) and not _names_review(fields[0].text):
            return Role.BRIEFING, field
    return None


def _about_one_review(heading: str) -> bool:
    """ "Learning from a 2014 Serious Incident Review": what stands below is learning, not the report."""
    if not re.match(r"\W*learning\s+from\b", heading, re.IGNORECASE):
        return False
    return any(not m.text.lower().endswith("s") for m in find_review_types(heading))


def _names_review(text: str) -> bool:
    return bool(find_review_types(text) or find_case_names(text) or find_roles(text))


def _role_counts(mention: RoleMention, field: _Field) -> bool:
    if field.name in ("text", "alt", "title", "entry", "column"):
        return mention.rank >= 2
    if field.name in ("row", "nearby"):
        return mention.rank >= 3 or (mention.rank == 2 and field.name == "nearby")
    return mention.rank >= 3 and not _HEADING_ONLY_SUBJECT.match(mention.text)


def _without_case_reports(found: list[RoleMention]) -> list[RoleMention]:
    """ "Final Report and Improvement Report": one file that holds both is the report."""
    first = next((m for m in found if m.rank >= 2), None)
    if first is not None and first.role is Role.OVERVIEW_REPORT:
        later = [m for m in found if m.role is Role.RESPONSE and m.rank == 3]
        if later and later[0].start > first.end and "improvement" in later[0].text.lower():
            return [m for m in found if m.role is not Role.RESPONSE]
    return found


# ---------------------------------------------------------------- case name


def _case(fields: tuple[_Field, ...], page: Page) -> tuple[str, _Field] | None:
    text = fields[0] if fields and fields[0].name in ("text", "alt", "title") else None
    for field in fields:
        if field.name in ("page title", "breadcrumb", "column"):
            continue
        found = [
            m
            for m in find_case_names(field.text)
            if field is text or m.kind is not CaseKind.BARE or m.confidence > 0.6
        ]
        name = resolve_case(found)
        if name is not None:
            return _fuller(name, fields, page), field
        if field is not text and field.name in ("row", "heading") and (name := _lone_name(field, text)):
            return name, field
        if field is text and (theme := _theme(field.text, fields)):
            return theme, field
        if field.name in ("entry", "nearby", "row", "heading") and (
            theme := _theme_after_letters(field.text)
        ):
            return theme, field
    for field in fields:
        if field.name == "page title" and (name := resolve_case(find_case_names(field.text))):
            return name, field
    return None


def _lone_name(field: _Field, text: _Field | None) -> str | None:
    """A cell or heading that is one or two capitalised words, above links that name only a role."""
    if text is not None and _rest(text.text) and not _VAGUE.fullmatch(text.text):
        return None
    for part in re.split(r"\s*[|;]\s*", field.text):
        rest = _rest(part)
        words = rest[0].split() if len(rest) == 1 else []
        alone = 1 <= len(words) <= 2 and all(
            w.isalpha() and w[0].isupper() and w[1:].islower() for w in words
        )
        if alone and not (NOT_NAMES | _GENERIC) & {w.lower() for w in words}:
            return rest[0]
    return None


def _fuller(name: str, fields: tuple[_Field, ...], page: Page) -> str:
    """The same case as the page elsewhere gives it with its code: "Theo" → "Theo (TDS20)"."""
    texts = [f.text for f in fields if f.name in ("entry", "row", "heading", "nearby")]
    texts += [link.text for link in page.links]
    for text in texts:
        if name in text and "(" in text:
            other = resolve_case(find_case_names(text[:MAX_FIELD]))
            if other and "(" in other and case_names(name) < case_names(other):
                return other
    return name


_LETTERS = re.compile(r"\b(?:L?CSPR|LSCPR|SCR|SAR|DHR|SPR|CPR|LCR)\b(?!s)")
_NOISE = re.compile(
    r"\((?:[^()]{0,40}(?:pdf|docx?|kb|mb|opens?|window|tab)[^()]{0,40})\)|\b(?:pdf|docx?|word)\b[\s,]*[\d.,]*\s?(?:kb|mb)?\b"
    r"|\b[\d.,]+\s?(?:kb|mb)\b|\.(?:pdf|docx?)\b|\bopens in (?:a )?new (?:window|tab)\b"
    r"|\[[^\[\]]{0,40}\]|\(\s*\)",
    re.IGNORECASE,
)
_EDGE = re.compile(
    r"^(?:\W|\b(?:the|a|an|read|download|view|see|on|for|of|in|into|full|final|latest|new|thematic|local|our|now|published|"
    r"concerning|regarding|re|case|is|available|from|and|here|report|version|copy|english|independent)\b)+"
    r"|(?:\W|\b(?:the|a|an|on|for|of|in|thematic|report|final|version|now|published|is|available|here|full|and|english|copy)\b)+$",
    re.IGNORECASE,
)


def _rest(text: str) -> list[str]:
    """What is left of a link text without type, role, date, file size and board words."""
    plain = _NOISE.sub(" | ", straight(text))
    cut: list[tuple[int, int]] = [(m.start, m.end) for m in find_dates(plain)]
    cut += [(m.start, m.end) for m in find_review_types(plain) if m.term != "rapid review"]
    cut += [
        (m.start, m.end)
        for m in find_roles(plain)
        if m.rank >= 2 and not m.text.lower().startswith("learning from")
    ]
    cut += [m.span() for m in re.finditer(r"\b[A-Z]{2,6}(?:SCP|SCB|SAB|SP)\b", plain)]
    for start, end in sorted(cut, reverse=True):
        plain = f"{plain[:start]}|{plain[end:]}"
    parts = [_EDGE.sub("", _EDGE.sub("", part)).strip() for part in re.split(r"\|+|\s-\s", plain)]
    return [squeeze(part) for part in parts if re.search(r"[^\W\d_]{2}", part) and part[0].isupper()]


def _theme(text: str, fields: tuple[_Field, ...]) -> str | None:
    """A review named by its theme, where something confirms that the rest of the text is its name."""
    rest = _rest(text)
    return next((part for part in rest if _is_theme(part, text, fields, alone=len(rest) == 1)), None)


def _is_theme(part: str, text: str, fields: tuple[_Field, ...], *, alone: bool) -> bool:
    words, key = part.split(), fold(part)
    if len(words) > 8:
        return False
    others = [f for f in fields if f.name != "text"]
    if any((theme := _theme_after_letters(f.text)) and fold(theme).startswith(key) for f in others):
        return True
    above = [f for f in others if f.name in ("heading", "row", "entry")]
    if len(words) > 1 and not _GENERIC & set(key.split()) and any(fold(f.text) == key for f in above):
        return True
    if not alone or _GENERIC & set(key.split()):
        return False
    if _LETTERS.search(text):
        return True
    whole = (
        fold(text) == key
        and len(words) <= 3
        and all(w[:1].isupper() or w in ("and", "&", "the") for w in words)
    )
    return whole and not NOT_NAMES & set(key.split())


_GENERIC = word_set(
    """
    reviews review reports report publications published documents resources briefings cases learning
    practice case downloads archive recent local national previous board partnership referral form forms
    panel process procedure guidance template protocol overview summary briefing action plan response
    statement panel training toolkit framework
    """
)


def _theme_after_letters(text: str) -> str | None:
    """ "Peer on Peer Abuse" in "The partnership published CSPR Peer on Peer Abuse on 21 February"."""
    for match in _LETTERS.finditer(straight(text)):
        tail = straight(text)[match.end() : match.end() + 90]
        cut = re.match(
            r"[\s:\-]{1,4}[\"']?((?:[A-Z][\w'&-]*)(?:\s+(?:[A-Z][\w'&-]*|on|of|and|in|to|the|for|by|&|with)){1,7}?)"
            r"(?=[\"']|\s+(?:on\s+(?:the\s+)?\d|was|has|is|in\s+[A-Z][a-z]+\s+\d{4}|here)|\s*[.,;:(\-]|\s*$)",
            tail,
        )
        if cut and not _GENERIC & set(fold(cut[1]).split()):
            return _EDGE.sub("", squeeze(cut[1])) or None
    return None


# ---------------------------------------------------------------- date

_NEVER = (DateLabel.BIRTH, DateLabel.DEATH, DateLabel.INCIDENT, DateLabel.PERIOD, DateLabel.OTHER)


def _published(fields: tuple[_Field, ...]) -> tuple[DateMention, _Field] | None:
    dates = [(field, [d for d in find_dates(field.text) if d.label not in _NEVER]) for field in fields]
    labelled = [
        (d, field)
        for field, found in dates
        for d in found
        if d.label is DateLabel.PUBLISHED and field.name != "breadcrumb"
    ]
    own = [(d, field) for field, found in dates for d in found if _undated_counts(d, field, fields)]
    if labelled:
        return _finest(labelled, own)
    return _finest(own, []) if own else None


def _undated_counts(mention: DateMention, field: _Field, fields: tuple[_Field, ...]) -> bool:
    """Whether a date without label dates the publication, by where it stands."""
    if mention.label is not None:
        return False
    if field.name in ("text", "alt", "title", "entry", "row"):
        return True
    if field.name == "heading":
        return len(field.text) <= 80 or mention.start <= 3
    if field.name in ("h1", "page title"):
        return bool(find_case_names(field.text)) and len(field.text) <= 80
    rest = field.text[: mention.start] + field.text[mention.end :]
    return field.name == "nearby" and len(re.sub(r"[\W_]", "", rest)) <= 12


def _finest(
    first: list[tuple[DateMention, _Field]], others: list[tuple[DateMention, _Field]]
) -> tuple[DateMention, _Field]:
    """The most trusted date, in the finest form that another text gives of the same date."""
    best = first[0]
    for candidate in first + others:
        finer = len(candidate[0].value) > len(best[0].value)
        if finer and candidate[0].value.startswith(best[0].value):
            best = candidate
    return best


__all__ = ["LinkDescription", "TypeMention", "describe_link"]
