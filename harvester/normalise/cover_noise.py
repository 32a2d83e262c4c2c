"""Lines of a title page that say nothing of the review: papers, references, slogans, thanks, other bodies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.normalise.body_names import names_a_body
from harvester.normalise.roles import find_roles
from harvester.normalise.types import find_review_types
from harvester.vocabulary import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_LINE = 300
_MARKS = re.compile(
    r"^(?:agenda\s+item\b.{0,40}|item\s+(?:no\.?\s*)?\d+.{0,20}"
    r"|(?:our\s+)?ref(?:erence)?(?:\s+(?:no\.?|number))?\s*[:.]?\s*[A-Z/\-]{0,12}\d[\w/.\-]*"
    r"|report\s+(?:no\.?|number)\s*:?\s*\w{1,8}"
    r"|final\s+(?:report|version|copy|draft)\s*[-–]?\s*(?:\w+\s+)?for\s+publication)$",
    re.IGNORECASE,
)
_NOTICES = re.compile(
    r"^(?:report\s+(?:to|for)\s+(?:the\s+)?(?:cabinet|(?:full\s+)?council|committee|executive|scrutiny)\b.{0,60}"
    r"|\W*pseudonyms?\b.{0,100}|\W*not\s+(?:his|her|their)\s+real\s+names?\W*|with\s+thanks\s+to\b.{0,120}"
    r"|every\s+child\s+matters|in\s+partnership\s+with\b.{0,120}"
    r"|(?:better|stronger|safer|working)\s+together(?:\s+for\s+\w+)?)$"
    r"|\bis\s+a\s+pseudonym\b|\b(?:used|using|given)\s+(?:an?\s+)?pseudonyms?\b|\bcondolences\b"
    r"|\bnames\s+(?:\w+\s+){0,3}(?:have|has)\s+been\s+(?:anonymi[sz]ed|altered|changed)\b",
    re.IGNORECASE,
)
_BODIES = re.compile(
    r"^(?:the\s+)?(?:(?:[A-Z][\w'’.\-]*|and|of|upon|on|&)\s+){1,7}"
    r"(?:council|constabulary|police|ccg|clinical\s+commissioning\s+group|nhs(?:\s+foundation)?\s+trust)$"
    r"|^nhs(?:\s+[A-Z][\w'’.\-]*){1,4}$"
    r"|^(?:the\s+)?(?:(?:london|royal|metropolitan)\s+){1,2}borough\s+of(?:\s+(?:[A-Z][\w'’.\-]*|and|upon|&)){1,6}$",
    re.IGNORECASE,
)
_PART = re.compile(r"^(?:appendix|annex(?:e)?)\s+\w{1,3}\s*(?:\(\w{1,3}\))?\W*$", re.IGNORECASE)


def is_mark(text: str) -> bool:
    """Whether a line only files the paper: "Agenda Item 6", "Ref: AB/2014/07"."""
    return bool(_MARKS.match(text[:_MAX_LINE]))


def is_aside(text: str) -> bool:
    """Whether a line thanks, condoles, speaks of pseudonyms or is a body's motto."""
    return bool(_NOTICES.search(text[:_MAX_LINE]))


def is_body(text: str) -> bool:
    """Whether a line is nothing but the name of a council, police force, health or safety body."""
    named = bool(_BODIES.match(text)) or names_a_body(text)
    return len(text) < 100 and named and not find_review_types(text)


def is_filed_as(text: str, others: Sequence[str]) -> bool:
    """Whether "Appendix 6" only says where a whole report was filed: the page has a title of its own."""
    if not _PART.match(text):
        return False
    told = any(find_review_types(t) for t in others)
    roles = {m.role for t in others for m in find_roles(t) if m.rank >= 2}
    return told and Role.APPENDIX not in roles
