"""The words of a list's entry: its title line, its labelled fields, its subjects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from harvester.normalise.cases import find_case_names, resolve_case
from harvester.normalise.dates import find_dates
from harvester.normalise.lexicon import MONTH_PATTERN, squeeze, straight
from harvester.normalise.list_publishers import is_anonymous
from harvester.normalise.roles import find_roles
from harvester.normalise.types import find_review_types

MAX_TITLE: Final = 220
_MAX_SUBJECTS: Final = 60
_LINE: Final = 80
_MAX_WORDS: Final = 14  # of one subject; a longer one is a sentence

_DATED: Final = re.compile(
    rf"^\W{{0,3}}(?P<date>(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{MONTH_PATTERN}\.?\s+)?(?:19[5-9]\d|20[0-4]\d))"
    r"(?![-/\d])\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
# Dashes set off by spaces part the fields; a hyphen without them ("Stockton-on-Tees") is part of a name.
_PARTS: Final = re.compile(r"\s+-\s*|\s*-\s+|\s*[–—]\s*|\s+\|\s+")
NUMBER: Final = re.compile(r"\bNC\s?(\d{5,6})\b", re.IGNORECASE)
_LABELS: Final[dict[str, str]] = {
    "publisher": r"(?:name\s+of\s+)?(?:community\s+safety\s+partnership|csp|lscbs?|lscps?|scb|scp|l?sab|"
    r"safeguarding\s+(?:adults?|children'?s?)?\s*(?:board|partnership)|partnership|board|publisher|published\s+by|"
    r"commissioned\s+by|commissioning\s+(?:body|board)|organisation|local\s+authority(?:\s+area)?|authority|council"
    r"|area)(?:\s+name)?",
    "place": r"region|police\s+force(?:\s+area)?|nation|country",
    "published": r"(?:date\s+(?:of\s+)?)?publi(?:shed|cation)(?:\s+(?:date|year|on))?|"
    r"(?:date|year)\s+(?:(?:the\s+)?(?:report|review)\s+)?(?:was\s+)?published|"
    r"(?:year|month)(?:\s+(?:of\s+publication|published))?|date(?:\s+of\s+(?:report|review))?",
    "added": r"(?:date\s+)?(?:uploaded|added|deposited)(?:\s+on)?|upload\s+date|date\s+of\s+upload",
    "event": r"(?:date|month|year)\s+of\s+(?:the\s+)?(?:death|homicide|murder|suicide|incident|offence|"
    r"injury)|(?:death|homicide|incident)\s+date|date\s+(?:died|of\s+birth)",
    "type": r"(?:review\s+type|type(?:\s+of\s+(?:review|report|document))?|category)",
    "name": r"(?:case(?:\s+name)?|(?:name|title)(?:\s+of\s+(?:the\s+)?(?:\w+\s+)?(?:review|report|case|sar|"
    r"dhr|document))?|pseudonym|review(?:\s+(?:name|title))?|report(?:\s+(?:name|title))?|subject(?:\s+name)?|[sd][ah]r(?:\s+name)?)",
    "number": r"(?:(?:record|catalogue|copy|library|case|nspcc)\s*)?"
    r"(?:number|no\.?|ref(?:erence)?(?:\s+n(?:umber|o\.?))?|id)",
    "subjects": r"key\s*words?|subjects|subject\s+terms|themes|topics|tags|learning\s+themes|"
    r"key\s+themes|abuse\s+types?|types?\s+of\s+abuse(?:/neglect)?",
    "summary": r"summary|abstract|description|synopsis|overview|background|details",
    "link": r"links?|downloads?|reports?\s+link|documents?|files?|view|pdf|"
    r"(?:full|overview|published|review|final)\s+reports?",
}
_LABEL: Final = {name: re.compile(rf"(?:{words})\s*:?\s*$", re.IGNORECASE) for name, words in _LABELS.items()}
_LABELLED: Final = {
    name: re.compile(rf"^\W{{0,2}}(?:{words})\s*:\s*(?P<value>\S.*)$", re.IGNORECASE | re.DOTALL)
    for name, words in _LABELS.items()
}
_A_DATE: Final = (
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{MONTH_PATTERN}\.?,?\s+)?(?:19[5-9]\d|20[0-4]\d)"
    r"|\d{1,2}[./-]\d{1,2}[./-](?:20)?\d\d"
)
_DATE_ALONE: Final = re.compile(rf"\W{{0,3}}(?P<date>{_A_DATE})\W{{0,3}}", re.IGNORECASE)
# "Published 3 May 2021", "Year of death 2018": a label and its date, without a colon between them.
_LABELLED_DATE: Final = {
    name: re.compile(
        rf"\W{{0,2}}(?:first\s+|report\s+)?(?:{_LABELS[name]})\s+(?:(?:on|in)\s+)?(?P<value>{_A_DATE})\W{{0,2}}",
        re.IGNORECASE,
    )
    for name in ("event", "added", "published")
}
_THEMES: Final = re.compile(
    r"\b(?:learning\s+themes|(?:key\s+)?themes|key\s*words?|subjects)(?:\s+include)?\s*:\s*(?P<value>[^\n]{3,4000}?)"
    r"(?=\s*(?:\.?\s+(?:recommendations|model|key\s*words?|background|learning)\b[^:.;]{0,40}:|\.\s+[A-Z]|$))",
    re.IGNORECASE,
)
_COLLECTIVE: Final = re.compile(
    r"\bannual\s+(?:report|review|summary)|\b(?:tri|bi)ennial\b|\boverview\s+of\s+(?:\w+\s+){0,3}reviews\b"
    r"|\b(?:analysis|learning|lessons|themes|findings|messages|summary|summaries)\s+(?:of|from|in|across)\s+"
    r"(?:\w+[\s-]+){0,5}(?:reviews|SARs|SCRs|DHRs|LCSPRs)\b|\bkey\s+findings\b|\bthematic\s+briefings?\b|\bguidance\b|\btoolkit\b"
    r"|\bnewsletter\b|\btemplate\b|\breferral\s+form|\bminutes\b|\bterms\s+of\s+reference\b|\bprotocol\b|\bpolicy\b"
    r"|\bsurvey\b|\be-?forms?\b|\bcover\s?-?sheet\b|\bdecision(?:[\s-]making)?\s+(?:tool|tree|form)\b|\bcomplaints?\b"
    r"|\bcorporate\s+plan\b|\bbusiness\s+plan\b|\bcode\s+of\s+practice\b|\bhow\s+to\s+(?:notify|refer|use|deposit)\b"
    r"|\bnotification\s+form\b|\bhandbook\b|\bchecklist\b|\bstatistical\s+bulletin\b|\bnational\s+overview\b|\btri(?:a|e)nnial\s+review\b|\bprivacy\b|\bcookies?\b|\bterms\s+and\s+conditions\b|\bquality\s+markers\b|\blearning\s+for\s+the\s+future\b",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"\b([A-Z]{2,6})\s*[:–-]\s*(?=\d{1,4}\b)")  # "SAR: 31"
_SUFFIX: Final = re.compile(r"\.(?:pdf|docx?|odt|rtf)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A title line such as "December 2014 – Blackpool – Child BR", taken apart."""

    date: str | None = None
    publisher: str | None = None
    anonymous: bool = False
    name: str = ""


def read_title(text: str) -> TitleLine | None:
    """The parts of a dated title line; None for a line that is not shaped like one."""
    plain = squeeze(straight_but_dashes(text))
    if not plain or len(plain) > MAX_TITLE:
        return None
    match = _DATED.match(plain)
    if match is None:
        return None
    rest = match["rest"].lstrip(" -–—:|")
    parts = [part.strip() for part in _PARTS.split(rest) if part.strip()]
    glued = rest[:1].isupper() or rest[:1] in "'\"" or bool(parts and is_anonymous(parts[0]))
    if not parts or len(parts) < 2 or not glued or parts[0].endswith((".", ";")):
        return None
    dates = find_dates(match["date"])
    publisher, anonymous = parts[0], is_anonymous(parts[0])
    return TitleLine(
        date=dates[0].value if dates else None,
        publisher=None if anonymous else publisher,
        anonymous=anonymous,
        name=" - ".join(parts[1:]),
    )


def straight_but_dashes(text: str) -> str:
    """Plain quotes and spaces, but long dashes as they are: they part the fields of a title line."""
    return "".join(char if char in "–—" else plain for char, plain in zip(text, straight(text), strict=True))


def label_of(text: str) -> str | None:
    """The field that a text labels, when it is a label and nothing else."""
    plain = squeeze(text)
    if not plain or len(plain) > 60:
        return None
    return next((name for name, pattern in _LABEL.items() if pattern.match(plain)), None)


def labelled(text: str) -> tuple[str, str] | None:
    """Field and value of "Keywords: neglect, housing"."""
    plain = text[:6_000]
    if len(plain) <= _LINE:
        for name, pattern in _LABELLED_DATE.items():
            if match := pattern.fullmatch(plain.strip()):
                return name, match["value"]
    if ":" not in plain[:80]:
        return None
    for name, pattern in _LABELLED.items():
        match = pattern.match(plain)
        if match:
            return name, squeeze(match["value"])
    return None


def date_alone(text: str) -> str | None:
    """The date that a line is, when it is nothing else: "May 2021", "12/05/2021"; a year alone is none."""
    plain = squeeze(text)
    match = _DATE_ALONE.fullmatch(plain) if 6 < len(plain) <= _LINE else None
    return match["date"] if match else None


def subjects_in(text: str) -> tuple[str, ...]:
    """Subjects that a paragraph lists after "Keywords:" or "Learning themes include:"."""
    found: list[str] = []
    for match in _THEMES.finditer(text[:8_000]):
        found.extend(split_subjects(match["value"]))
    return tuple(dict.fromkeys(found))[:_MAX_SUBJECTS]


def split_subjects(text: str) -> tuple[str, ...]:
    """The subjects of a list: parted by semicolons, else by commas."""
    parts = re.split(r"[;•|\n]" if re.search(r"[;•|]", text) else r",", text[:4_000])
    tidy = (re.sub(r"^(?:and\s+)", "", squeeze(part).strip(" .,;:"), flags=re.IGNORECASE) for part in parts)
    return tuple(dict.fromkeys(p for p in tidy if p and len(p.split()) <= _MAX_WORDS))[:_MAX_SUBJECTS]


def bare_subjects(text: str) -> tuple[str, ...]:
    """Subjects of a last line that is nothing but them: "Suicide, self-harm."."""
    plain = text.strip().rstrip(".")
    if not 4 < len(plain) <= 240 or re.search(r"[.:!?]", plain):
        return ()
    parts = split_subjects(plain)
    return parts if len(parts) >= 2 and all(len(part.split()) <= 5 for part in parts) else ()


def is_collective(text: str) -> bool:
    """Whether a title is of many reviews, or of none: annual reports, analyses, guidance, forms."""
    return bool(_COLLECTIVE.search(text[:400]))


def without_suffix(text: str) -> str:
    """A title that is the name of a file, without its ending, underscores, and hyphens for spaces."""
    plain = _SUFFIX.sub("", squeeze(text)).replace("_", " ")
    return plain.replace("-", " ") if " " not in plain and plain.count("-") > 1 else plain


def case_in(name: str) -> str | None:
    """The case that the last part of a title line names: "Katie", "Child F and Family"."""
    plain = without_suffix(name)[:MAX_TITLE]
    known = resolve_case(find_case_names(plain)) or resolve_case(
        find_case_names(_NUMBERED.sub(r"\1 ", plain))
    )
    if known is not None:
        return known
    spans = [(m.start, m.end) for m in find_review_types(plain)]
    spans += [(m.start, m.end) for m in find_roles(plain)]
    for start, end in sorted(spans, reverse=True):
        plain = f"{plain[:start]} {plain[end:]}"
    plain = squeeze(
        re.sub(r"\b(?:final|report|version|v\d+|review|redacted|for publication)\b", " ", plain, flags=re.I)
    )
    plain = plain.strip(" -–—:,.()'\"")
    words = plain.split()
    named = all(w[:1].isupper() or w.isdigit() or w in ("and", "&", "the", "of") for w in words)
    if 0 < len(words) <= 4 and named and words[0][:1].isupper():
        return plain
    return None
