"""Finds dates in titles, cover lines and link texts, with what the words around them call them.

The finder is ours, because `dateparser` finds badly (it takes a pseudonym "June" for a date);
it parses well, so each phrase that the finder isolates goes to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from harvester.normalise.date_labels import DateLabel, bounds, last_label, told_later
from harvester.normalise.lexicon import (
    MONTH_NAMES,
    MONTH_PATTERN,
    MONTHS,
    straight,
)
from harvester.phrases import Phrases
from harvester.vocabulary import Precision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from dateparser.date import DateDataParser

__all__ = ["DateLabel", "DateMention", "find_dates"]

MAX_TEXT = 50_000  # covers, headings and links are far shorter; longer text is cut, not refused
MAX_MENTIONS = 500  # of one shape: a text with more is a table of dates
_SHORT_TEXT = (
    2_000  # characters of a text that is kept with its dates: the same lines are asked again and again
)
LATEST_YEAR = 2049  # used for the four-digit shapes only when no `today` is given
EARLIEST_YEAR = 1950


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date where it stands in the text. `value` is ISO 8601, partial where the text is."""

    value: str
    precision: Precision
    start: int
    end: int
    label: DateLabel | None = None


@dataclass(frozen=True, slots=True)
class _Shape:
    """One way of writing a date."""

    pattern: re.Pattern[str]
    precision: Precision
    monthly: bool  # names a month
    month_first: bool  # before any digit
    glued: bool  # has digits on both sides of a sign


_DIGIT = re.compile(r"\d")
_TWO_DIGITS = re.compile(r"\d\d")
_YEAR = r"(?P<y>(?:19[5-9]\d|20[0-4]\d))"
_SHORT = r"(?P<y>(?:19[5-9]\d|20[0-4]\d)|'?\d\d)"
_DAY = r"(?P<d>0?[1-9]|[12]\d|3[01])"
_ORDINAL = rf"(?P<o>[ ]?(?:st|nd|rd|th|ydd|eg|fed|ain|af|il|ail)(?:(?![a-z])|(?={MONTH_PATTERN})))?"
_MONTH = rf"(?P<m>{MONTH_PATTERN})"
_GAP = r"[\s_.,\-]{0,4}"
_START = r"(?<![a-z0-9./])"
_END = r"(?![0-9a-z])"


def _shape(pattern: str, precision: Precision, *, glued: bool = False) -> _Shape:
    month_first = pattern.startswith((_START + _MONTH, _START + MONTH_PATTERN))
    monthly = MONTH_PATTERN in pattern
    return _Shape(re.compile(pattern, re.IGNORECASE), precision, monthly, month_first, glued)


# In order: a span that an earlier shape took is not looked at again.
_SHAPES = (
    _shape(
        rf"{_START}(?P<y>(?:19|20)\d\d)-(?P<n>0[1-9]|1[0-2])-(?P<d>\d\d){_END}", Precision.DAY, glued=True
    ),
    _shape(
        rf"{_START}{_DAY}{_ORDINAL}{_GAP}(?:(?:day\s)?of\s{{1,3}}|o\s{{1,3}})?{_MONTH}"
        rf"(?:[\s_.,\-/]{{0,4}}{_YEAR}|[ _.,\-]{{1,3}}(?P<yy>'?\d\d)(?![:.]\d)){_END}",
        Precision.DAY,
    ),
    _shape(rf"{_START}{_MONTH}[\s_.]{{1,3}}{_DAY}{_ORDINAL}[\s,]{{1,4}}{_YEAR}{_END}", Precision.DAY),
    _shape(
        rf"(?<![0-9./]){_DAY}(?P<sep>[./\-_])(?P<n>0?[1-9]|[12]\d|3[01])(?P=sep){_SHORT}"
        r"(?![0-9/]|[.\-]\d)",
        Precision.DAY,
        glued=True,
    ),
    _shape(rf"{_START}{MONTH_PATTERN}\s?(?:[/&\-]|and|to)\s?{_MONTH}{_GAP}{_YEAR}{_END}", Precision.MONTH),
    _shape(
        rf"{_START}{_MONTH}(?:{_GAP}{_YEAR}|[ ](?P<yy>'\d\d)|-(?P<yyy>[012]\d)){_END}",
        Precision.MONTH,
    ),
    _shape(rf"(?<![\w./\-])(?P<n>0?[1-9]|1[0-2])/{_YEAR}(?![\w/.\-])", Precision.MONTH, glued=True),
    _shape(rf"(?<![\w./\-'£]){_YEAR}(?![\w%]|[./]\d|\s?[\-/]\s?\d)", Precision.YEAR),
)

_ANY_MONTH = Phrases(MONTH_PATTERN)
_GLUED = re.compile(r"\d[./\-_]\d")

# Words that make a following year part of a name: statutes, guidance, codes, plans.
_NOT_BEFORE = re.compile(
    r"(?:working\s+together|keeping\s+children\s+safe|\bact\b|\bacts\b|regulations?|statutory\s+guidance"
    r"|\bguidance\b|\bframework\b|\bstrategy\b|\border\b|\bmeasure\b|\bprocedures?\b|\bcode\b|\bcrb\b"
    r"|\bdeddf\b|rheoliadau|chapter\s+\w+)[^\n.;]{0,40}$",
    re.IGNORECASE,
)
_YEAR_NOT_BEFORE = re.compile(
    r"(?:\d\s?[\-/]\s?|\b[A-Z]{3,8}\s\d{1,3}[\s/\-]{1,3}|\b[A-Z]{2,8}[\s/\-]{1,3}\d{1,3}/|[(]?[Cc]\.?\s?"
    r"|\b(?:[Pp]age|[Vv]ersion|[Nn]o\.?|[Rr]oom|[Pp]hone|[Tt]el:?)\s?|\d\s|#\s?|\b[A-Z]{2,8}\s?/\s?)$"
)
_YEAR_NOT_AFTER = re.compile(
    r"\s{0,3}(?:act|acts|regulations?|order|guidance|edition|version|statutory|measure|[\-/]\s?(?:19|20)?\d\d\b)"
    r"|\)\s?(?:act|regulations?)",
    re.IGNORECASE,
)
_PAGE_BEFORE = re.compile(
    r"(?:\bp\s?a\s?g\s?e\s?s?\s{0,3}(?:\d{1,3}\s{0,3}(?:of|\||/)\s{0,3})?|\bv(?:ersion)?\.?\s{0,2})$", re.I
)

_PRESENTED_TO = re.compile(r"\b(?:presented|submitted|reported)\s+to\b[^.;:\d]{0,160}\bon\s*$", re.IGNORECASE)
_CLOSE = 18  # characters between "death of …" and a date that is still the day of the death
_AFTER = re.compile(
    r"[\s)\]]{0,2}[\s\-–:,(]{0,3}(?:now\s+|was\s+|is\s+|\(|date\s+of\s+)?"
    # "In June 2024 we published …": the one who publishes may stand between the date and the word.
    r"(?:(?:we|it|the\s+(?:\w+\s+){0,5}(?:board|partnership|committee))\s+(?:has\s+|have\s+)?(?=published))?"
    r"(?P<w>published|publication|publishing|updated|revised|approved|presented|completed|cyhoeddwyd)\b",
    re.IGNORECASE,
)
# "the death of Child A March 2012" dates the report; "died March 2012" does not.
_DIRECT = re.compile(
    r"[\W_]*(?:(?:on|in|during|date|of|the|review|occurred|happened|took|place)\b[\W_]*){0,4}", re.I
)
_SPOKEN = re.compile(r"\b(?:on|in|during)\s+(?:the\s+)?$", re.IGNORECASE)
_NUMBERS = re.compile(r"\d\d?/\d{4}")
_RANGE = re.compile(r"\s{0,2}(?:-|to|until|and|hyd at|i)\s{0,2}", re.IGNORECASE)
_LINE_ENDS_OPEN = re.compile(r"(?:[:\-]|\bon|\bin|\bdate|\bthe|\bof)\s*$", re.IGNORECASE)


def find_dates(text: str, *, today: date | None = None) -> tuple[DateMention, ...]:
    """Every date that the text states, in order, each with its label where the words give one.

    Args:
        text: title page, heading or link text; line breaks matter to labels.
        today: bounds two-digit years and throws out years that lie ahead.
    """
    if len(text) <= _SHORT_TEXT:
        return _found_in(text, today)
    return _found_in.__wrapped__(text[:MAX_TEXT], today)


@lru_cache(maxsize=2048)
def _found_in(text: str, today: date | None) -> tuple[DateMention, ...]:
    plain = straight(text)
    if not _TWO_DIGITS.search(plain):
        return ()  # nearly every text; no way of writing a date does without
    digit, month, glued = _DIGIT.search(plain), _ANY_MONTH.search(plain), _GLUED.search(plain)
    found: list[DateMention] = []
    taken: list[tuple[int, int]] = []
    for shape in _SHAPES:
        begin = month if shape.month_first else digit
        if begin is None or (shape.monthly and month is None) or (shape.glued and glued is None):
            continue
        for mention in _matches(shape, plain, begin.start(), today):
            if not any(mention.start < end and start < mention.end for start, end in taken):
                found.append(mention)
                taken.append((mention.start, mention.end))
    found.sort(key=lambda m: m.start)
    labelled = _with_labels(plain, found)
    return tuple(_with_ranges(plain, [m for m in labelled if not _is_number(plain, m)]))


def _is_number(text: str, mention: DateMention) -> bool:
    """Whether "1/2017" is the number of a review: it is, unless a label stands right before it."""
    if not _NUMBERS.fullmatch(text[mention.start : mention.end]):
        return False
    label, distance = last_label(text[max(0, mention.start - 16) : mention.start])
    return label is None or distance > 6


def _matches(shape: _Shape, text: str, begin: int, today: date | None) -> Iterator[DateMention]:
    for match in islice(shape.pattern.finditer(text, begin), MAX_MENTIONS):
        mention = _read(shape, match, text, today)
        if mention is not None and not _part_of_a_name(mention, text):
            yield mention


def _read(shape: _Shape, match: re.Match[str], text: str, today: date | None) -> DateMention | None:
    parts = match.groupdict()
    year = _year(parts.get("y") or parts.get("yy") or parts.get("yyy") or "", today)
    if year is None:
        return None
    if shape.precision is Precision.YEAR:
        return DateMention(str(year), Precision.YEAR, match.start(), match.end())
    # Patterns that ignore case take a dotless i for an i, which no month has.
    month = MONTHS.get(parts["m"].casefold(), 0) if parts.get("m") else int(parts["n"])
    start, precision = match.start(), shape.precision
    day = int(parts["d"]) if precision is Precision.DAY else None
    if day is not None and parts.get("m") and match.start("m") > match.start("d"):
        glued = not parts.get("o") and "\n" in text[match.end("d") : match.start("m")]
        if glued or _PAGE_BEFORE.search(text[max(0, start - 20) : start]):
            day, precision, start = None, Precision.MONTH, match.start("m")  # a page number, not a day
    if day is not None and month > 12:  # month first, as Americans and some programs write
        day, month = month, day
    value = _parse(day, month, year)
    return None if value is None else DateMention(value, precision, start, match.end())


def _year(written: str, today: date | None) -> int | None:
    digits = written.lstrip("'")
    limit = (today.year + 1) if today else LATEST_YEAR
    if len(digits) == 2:
        short = 2000 + int(digits)
        return short if short <= (today.year + 1 if today else 2035) else short - 100
    year = int(digits)
    return year if EARLIEST_YEAR <= year <= limit else None


@lru_cache(maxsize=1)
def _parser() -> DateDataParser:
    from dateparser.date import DateDataParser  # slow to import; most commands never need it

    # Made once: `dateparser.parse` makes one at each call, which takes eighty times as long as reading.
    return DateDataParser(languages=["en"], settings={"DATE_ORDER": "DMY", "STRICT_PARSING": True})


@lru_cache(maxsize=4096)
def _parse(day: int | None, month: int, year: int) -> str | None:
    """The ISO form of a date phrase, or None for a day that does not exist."""
    if not 1 <= month <= 12:
        return None
    phrase = f"{day or 1} {MONTH_NAMES[month]} {year}"
    parsed: datetime | None = _parser().get_date_data(phrase, date_formats=["%d %B %Y"]).date_obj
    if parsed is None or parsed.month != month:
        return None
    return parsed.strftime("%Y-%m-%d" if day else "%Y-%m")


def _part_of_a_name(mention: DateMention, text: str) -> bool:
    line_start = text.rfind("\n", 0, mention.start) + 1
    before = text[max(line_start, mention.start - 90) : mention.start]
    named = _NOT_BEFORE.search(before)
    if named and not last_label(before[named.start() :])[0]:
        return True
    if mention.precision is not Precision.YEAR:
        return False
    return bool(
        _YEAR_NOT_BEFORE.search(before) or _YEAR_NOT_AFTER.match(text[mention.end : mention.end + 24])
    )


def _with_labels(text: str, found: list[DateMention]) -> list[DateMention]:
    labelled: list[DateMention] = []
    for index, mention in enumerate(found):
        floor = found[index - 1].end if index else 0
        ceiling = found[index + 1].start if index + 1 < len(found) else len(text)
        labelled.append(replace(mention, label=_label(text, mention, floor, ceiling)))
    return labelled


def _label(text: str, mention: DateMention, floor: int, ceiling: int) -> DateLabel | None:
    line_start = text.rfind("\n", 0, mention.start) + 1
    before = text[max(line_start, floor, mention.start - 200) : mention.start]
    if bounds(before, text[mention.end : mention.end + 24], year=mention.precision is Precision.YEAR):
        return DateLabel.PERIOD
    later = told_later(before, text[mention.end : mention.end + 300])
    if later and mention.end + later <= ceiling:
        return DateLabel.PUBLISHED
    label, distance = last_label(before)
    after = _AFTER.match(text[mention.end : min(mention.end + 40, ceiling)].split("\n", 1)[0])
    if after and (label is None or distance > _CLOSE):
        rest = text[mention.end + after.end() : ceiling + 1]
        if ceiling == len(text) or "\n" in rest or len(rest) > 40:  # else it labels the next date
            return last_label(after["w"])[0]
    if label is DateLabel.COMPLETED and distance > _CLOSE:
        label = None  # "date" somewhere in the sentence says nothing about this date
    if label in (DateLabel.DEATH, DateLabel.INCIDENT):
        between = before[len(before) - distance :]
        if not (_DIRECT.fullmatch(between) or _SPOKEN.search(between)):
            label = None  # "the death of Child A March 2012" dates the report
    if label is None and not before.strip(" -:,.()|•*"):
        return _label_above(text, mention, line_start, floor)
    return label


def _label_above(text: str, mention: DateMention, line_start: int, floor: int) -> DateLabel | None:
    """The label on the line above, when the date begins its own line."""
    above = text[max(floor, 0, line_start - 200) : max(line_start - 1, floor)]
    lines = [line for line in above.split("\n") if line.strip()]
    if not lines:
        return None
    last = lines[-1]
    if re.search(r"\bon$", last.rstrip(), re.IGNORECASE) and _PRESENTED_TO.search(" ".join(lines[-4:])):
        return DateLabel.PRESENTED  # "Presented to the" / "… Board" / "on"
    if len(last.strip(" :-")) <= 3 and len(lines) > 1:  # a lone "on"
        last = f"{lines[-2]} {last}"
    label, distance = last_label(last.rstrip())
    if (
        label is DateLabel.PUBLISHED
        and re.match(r"\W*(?:published|publication)\b", last, re.I)
        and len(last) < 90
    ):
        return label  # "Published by the board", and the date below
    if label is DateLabel.DEATH and mention.precision is Precision.DAY and len(last) < 60:
        return label
    near = distance <= 12 or (_LINE_ENDS_OPEN.search(last) is not None and distance <= 80)
    return label if near and label not in (DateLabel.DEATH, DateLabel.INCIDENT) else None


def _with_ranges(text: str, found: list[DateMention]) -> list[DateMention]:
    """Marks both ends of "December 2010 - July 2013" as a period."""
    result = list(found)
    for index in range(len(result) - 1):
        first, second = result[index], result[index + 1]
        between = text[first.end : second.start]
        if len(between) <= 8 and between.strip() and _RANGE.fullmatch(between):
            kept = first.label if first.label is DateLabel.OTHER else DateLabel.PERIOD
            result[index] = replace(first, label=kept)
            result[index + 1] = replace(second, label=kept)
    return result
