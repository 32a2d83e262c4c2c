"""The case that a link is about, from its words and from what confirms them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.normalise.cases import CaseKind, case_names, find_case_names, resolve_case
from harvester.normalise.dates import find_dates
from harvester.normalise.lexicon import NOT_NAMES, fold, squeeze, straight, word_set
from harvester.normalise.link_fields import MAX_FIELD, VAGUE, Field
from harvester.normalise.roles import find_roles
from harvester.normalise.types import find_review_types

if TYPE_CHECKING:
    from harvester.records import Page


def case_of(fields: tuple[Field, ...], page: Page) -> tuple[str, Field] | None:
    """The case name and the text that gives it; a name without its code is completed from the page."""
    text = fields[0] if fields and fields[0].name in ("text", "alt", "title") else None
    for field in fields:
        if field.name in ("page title", "breadcrumb", "column", "dated"):
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
        if field is text and (entry := _ENTRY.match(straight(field.text))):
            return squeeze(entry["what"]), field
        if field is text and (letters := _initials_of_page(field.text, page)):
            return letters, field
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


_BEGINS = re.compile(r"(?P<id>[A-Z]{2})\s?[-:]\s")
MAX_SIBLINGS = 300  # other links of the page that are asked


def _initials_of_page(text: str, page: Page) -> str | None:
    """Two letters before a role ("TK - Briefing") that another link of the page puts before a review."""
    match = _BEGINS.match(straight(text))
    if match is None:
        return None
    for link in page.links[:MAX_SIBLINGS]:
        other = _BEGINS.match(straight(link.text[:MAX_FIELD]))
        if other and other["id"] == match["id"] and resolve_case(find_case_names(link.text)) == match["id"]:
            return match["id"]
    return None


_LETTERED = re.compile(r"(?!SC[PBR]|SA[BR]|DHR|CSP|N/?A)[A-Z]{1,3}\d{0,3}")


def _lone_name(field: Field, text: Field | None) -> str | None:
    """A cell or heading that is one or two capitalised words, above links that name only a role."""
    if text is not None and rest_of(text.text) and not VAGUE.fullmatch(text.text):
        return None
    for part in re.split(r"\s*[|;]\s*", field.text):
        rest = rest_of(part)
        words = rest[0].split() if len(rest) == 1 else []
        alone = 1 <= len(words) <= 2 and all(
            w.isalpha() and w[0].isupper() and w[1:].islower() for w in words
        )
        if field.name == "row" and _LETTERED.fullmatch(part):
            return part
        if alone and not (NOT_NAMES | _GENERIC) & {w.lower() for w in words}:
            return rest[0]
    return None


def _fuller(name: str, fields: tuple[Field, ...], page: Page) -> str:
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

# The year lists of the national collection: "2022 - Anonymous - Infants with burns".
_ENTRY = re.compile(
    r"(?:[A-Z][a-z]+\s)?20\d\d\s-\s[A-Z][^-]{2,60}\s-\s(?P<what>[A-Z][\w',&]*(?:\s[\w',&]+){0,6})\s?$"
)

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


def rest_of(text: str) -> list[str]:
    """What is left of a link text without type, role, date, file size and board words."""
    plain = _NOISE.sub(" | ", straight(text))
    cut: list[tuple[int, int]] = [(m.start, m.end) for m in find_dates(plain)]
    cut += [(m.start, m.end) for m in find_review_types(plain) if m.term != "rapid review"]
    cut += [
        (m.start, m.end)
        for m in find_roles(plain)
        if m.rank >= 2 and not m.text.lower().startswith("learning from")
    ]
    cut += [m.span() for m in re.finditer(r"\b[A-Z]{1,6}(?:SCP|SCB|SAB|SP)\b", plain)]
    for start, end in sorted(cut, reverse=True):
        plain = f"{plain[:start]}|{plain[end:]}"
    parts = [_EDGE.sub("", _EDGE.sub("", part)).strip() for part in re.split(r"\|+|\s-\s", plain)]
    return [squeeze(part) for part in parts if re.search(r"[^\W\d_]{2}", part) and part[0].isupper()]


def _theme(text: str, fields: tuple[Field, ...]) -> str | None:
    """A review named by its theme, where something confirms that the rest of the text is its name."""
    rest = rest_of(text)
    return next((part for part in rest if _is_theme(part, text, fields, alone=len(rest) == 1)), None)


def _is_theme(part: str, text: str, fields: tuple[Field, ...], *, alone: bool) -> bool:
    words, key = part.split(), fold(part)
    if len(words) > 8:
        return False
    text = _undated(text)
    others = [f for f in fields if f.name != "text"]
    if any((theme := _theme_after_letters(f.text)) and fold(theme).startswith(key) for f in others):
        return True
    above = [f for f in others if f.name in ("heading", "row", "entry")]
    if len(words) > 1 and not _GENERIC & set(key.split()) and any(fold(f.text) == key for f in above):
        return True
    if not alone or _GENERIC & set(key.split()):
        return False
    if re.search(
        rf"(?:\s-|\b(?:for|about|on|concerning|regarding|re:?))\s{re.escape(part)}\W*$", straight(text)
    ) and _may_be_name(part, fields):
        return True
    if _LETTERS.search(text) or _beside_type(part, text):
        return True
    whole = (
        fold(text) == key
        and len(words) <= 3
        and all(w[:1].isupper() or w in ("and", "&", "the") for w in words)
    )
    return whole and not NOT_NAMES & set(key.split())


def _undated(text: str) -> str:
    """A link text without what follows its name: "Report for Jay - July 2016 (PDF 9Kb)"."""
    text = _NOISE.sub(" ", straight(text))
    for date in reversed(find_dates(text)):
        if not re.search(r"\w", text[date.end :]):
            text = text[: date.start]
    return text.strip(" -:,(")


_GENERIC = word_set(
    """
    reviews review reports report publications published documents resources briefings cases learning
    practice case downloads archive recent local national previous board partnership referral form forms
    panel process procedure guidance template protocol overview summary briefing action plan response
    statement panel training toolkit framework
    """
)


def _beside_type(part: str, text: str) -> bool:
    """A theme in capitals right before the words of a review: "Missing Teenagers Thematic Review 2019"."""
    words = part.split()
    if len(words) < 2 or not all(
        w[:1].isupper() or w in ("and", "of", "in", "to", "on", "&", "the") for w in words
    ):
        return False
    plain = squeeze(straight(text))
    if not plain.startswith(part):
        return False
    return any(0 <= m.start - len(part) <= 3 and m.rank >= 2 for m in find_review_types(plain))


def _may_be_name(part: str, fields: tuple[Field, ...]) -> bool:
    """Whether one word after a dash can be a pseudonym: no common word, and not the area of the site."""
    if not (part.isalpha() and part[0].isupper() and part[1:].islower()) or part.lower() in NOT_NAMES:
        return False
    return not any(
        part.lower() in f.text.lower() and _undated(f.text) != part for f in fields if f.name != "text"
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
