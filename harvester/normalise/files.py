"""What a file's name says about the document: little, and trusted last.

"Child_V_LCSPR_Overview_Report_Aug_2021.pdf" names case, kind, role and a month. The folder that a
site put the file in ("/2024/03/") dates the upload: it is neither published nor completed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from harvester.normalise.cases import CaseKind, find_case_names, resolve_case
from harvester.normalise.dates import DateLabel, find_dates
from harvester.normalise.lexicon import GIVEN_NAMES, squeeze
from harvester.normalise.roles import find_roles, resolve_role
from harvester.normalise.types import find_review_types, resolve_type
from harvester.normalise.words import words
from harvester.vocabulary import Nation, Precision, ReviewType, Role

_MAX = 200
_SUFFIX = re.compile(r"\.(?:pdf|docx?|rtf|odt|html?|aspx?|php|ashx)$", re.IGNORECASE)
_OPAQUE = re.compile(
    r"^(?:[0-9a-f]{8,}|[\d\s._-]+|download|document|file|get|view|attachment|doc\d*|scan\d*)$", re.IGNORECASE
)
_SMALL = words("a an and at by for from in into of on or re the to with")
_LETTERS = words(
    "scr scrs lscb lscp scb scp sab sar sars dhr dhrs cspr lcspr lscpr cpr apr susr cmr icr csap csp cpc"
)
_NEVER = frozenset({DateLabel.BIRTH, DateLabel.DEATH, DateLabel.INCIDENT, DateLabel.PERIOD, DateLabel.OTHER})


@dataclass(frozen=True, slots=True, kw_only=True)
class FileNameSays:
    """The values in a file's name; `text` is the name as words, "" when it is opaque."""

    text: str = ""
    review_type: ReviewType | None = None
    role: Role | None = None
    case_name: str | None = None
    published: str | None = None  # only where the name itself says "published"
    published_precision: Precision | None = None
    completed: str | None = None


def name_of(address: str) -> str:
    """The last part of an address's path, decoded; a query names no file."""
    try:
        path = urlsplit(address).path if "://" in address else address
    except ValueError:  # no address that could be fetched; its last part still names a file
        path = address
    return unquote(path.rstrip("/").rsplit("/", 1)[-1])[:_MAX]


def as_words(name: str) -> str:
    """A file name as words: "child-v_OverviewReport.pdf" → "Child V Overview Report"."""
    text = _SUFFIX.sub("", name.strip())
    text = re.sub(r"(?<=\d)[-_.](?=\d)", ".", text)
    text = re.sub(r"%20|[_+]+|(?<!\d)-+(?!\d)|-(?=\D)|(?<=\D)-", " ", text)
    text = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=\d)", " ", text)
    text = squeeze(text)
    if _OPAQUE.match(text) or not re.search(r"[^\W\d_]{3}", text):
        return ""
    if text.islower():
        text = " ".join(_cased(w, i) for i, w in enumerate(text.split()))
    return text


def _cased(word: str, index: int) -> str:
    if word in _LETTERS or (len(word) <= 2 and word not in _SMALL) or (word == "a" and index):
        return word.upper()
    if any(c.isdigit() for c in word):
        return word.upper()
    return word if word in _SMALL and index else word.capitalize()


def describe_file_name(name: str, *, nation: Nation = Nation.ENGLAND) -> FileNameSays:
    """Kind, role, case and dates in a file's name (or in an address that ends in one)."""
    text = as_words(name_of(name))
    if not text:
        return FileNameSays()
    types = [m for m in find_review_types(text) if m.rank >= 2]
    roles = [m for m in find_roles(text) if m.rank >= 2]
    cases = [m for m in find_case_names(text) if m.kind is not CaseKind.BARE or m.name.lower() in GIVEN_NAMES]
    dates = [m for m in find_dates(text) if m.label not in _NEVER] if types or roles or cases else []
    published = next((d for d in dates if d.label is DateLabel.PUBLISHED), None)
    completed = next((d for d in dates if d is not published and d.precision is not Precision.YEAR), None)
    return FileNameSays(
        text=text,
        review_type=resolve_type(types, nation=nation, context=text),
        role=resolve_role(roles),
        case_name=resolve_case(cases),
        published=published.value if published else None,
        published_precision=published.precision if published else None,
        completed=completed.value if completed else None,
    )
