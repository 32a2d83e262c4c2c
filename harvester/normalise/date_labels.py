"""What the words around a date call it, and words that make a date a bound rather than a day."""

from __future__ import annotations

import re
from enum import StrEnum


class DateLabel(StrEnum):
    """What the words around a date call it."""

    PUBLISHED = "published"
    COMPLETED = "completed"
    APPROVED = "approved"
    PRESENTED = "presented"
    UPDATED = "updated"
    BIRTH = "birth"
    DEATH = "death"
    INCIDENT = "incident"
    PERIOD = "period"
    OTHER = "other"


_LABELS: tuple[tuple[DateLabel, re.Pattern[str]], ...] = tuple(
    (label, re.compile(pattern, re.IGNORECASE))
    for label, pattern in (
        (
            DateLabel.PUBLISHED,
            r"(?<!un)(?<!un-)(?<!not )(?<!until )(?<!unless )(?<!before )(?<!prior to )(?<!awaiting )"
            r"(?:publish(?:ed|ing)?\b|publication\b(?! (?:has been |was )?delayed)|(?<![a-z])(?:g?cyhoeddwyd|"
            r"g?cyhoeddi(?:ad)?|rhyddhawyd)\b|\breleased\b)|\bembargo(?:ed)?\s+until\b"
            r"|\bdate\s+(?:added|uploaded|posted)\b|\b(?:added|uploaded|posted)\s+(?:on\b|to\s+(?:the\s+|this\s+|our\s+)?(?:web)?site\b)"
            r"|\b(?:added|uploaded|posted)(?=\s*:)|\bdyddiad\s+(?:ychwanegu|uwchlwytho|llwytho|postio)\b|\bychwanegwyd\b",
        ),
        (
            DateLabel.COMPLETED,
            r"\b(?:report|review)\s+(?:date|dated)\b|\bdate\s+of\s+(?:the\s+|this\s+)?(?:overview\s+)?(?:report|"
            r"review)\b|\bcomplet(?:ed|ion)\b|\bfinali[sz]ed\b|\bdated\b|\bcwblh\w{2,6}\b",
        ),
        (
            DateLabel.APPROVED,
            r"\bapprov(?:ed|al)\b|\badopt(?:ed|ion)\b|\bendors(?:ed|ement)\b|\bratif(?:ied|ication)\b"
            r"|\bagreed\b|\bsign(?:ed)?[\s-]off\b|\baccepted\b|\bg?cymeradw\w{2,8}\b|\bf?mabwysiadwyd\b|\bch?ytunwyd\b",
        ),
        (
            DateLabel.PRESENTED,
            r"\bpresented\b|\bpresentation\s+to\b|\bsubmitted\b|\b(?:for|to)\s+(?:the\s+)?(?:full\s+)?(?:board"
            r"|[A-Z]{2,6}SCB)\b|\b(?:board|panel)\s+meeting\b|\bg?cyflwynwyd\b|\bg?cyflwyno\b",
        ),
        (
            DateLabel.UPDATED,
            r"updated?\b|\brevis(?:ed|ion)\b|\bamend(?:ed|ment)\b|\blast\s+(?:modified|reviewed)\b"
            r"|\b(?:wedi['i]?\s+)?d?diweddar(?:wyd|u)\b|\bd?diwygi(?:wyd|edig)\b",
        ),
        (DateLabel.BIRTH, r"\bborn\b|\bbirth\b|\bd\.?\s?o\.?\s?b\b|\bganwyd\b|\bgeni\b"),
        (
            DateLabel.DEATH,
            r"\bdied\b|\bdeceased\b|\bdate\s+of\s+death\b|\bdeath\b(?!\s+reviews?)|\bd\.?\s?o\.?\s?d\b|\bkilled\b"
            r"|\bmurder(?:ed)?\b|\bkilling\b|\bsuicide\b|\bbu\s+farw\b|\bmarwolaeth\b",
        ),
        (
            DateLabel.INCIDENT,
            r"\bincident\b|(?<!learning )\bevents?\b|\bepisode\b|\btriggered\b|\binjur(?:y|ies|ed)\b"
            r"|\bassault(?:ed)?\b|\bdigwyddiad\b",
        ),
        (
            DateLabel.PERIOD,
            r"\bperiod\b|\bcover(?:s|ing|ed)\b|\btime[\s-]?(?:frame|scale|line)\b|\bbetween\b|\bcyfnod\b|\bsince\b",
        ),
        (
            DateLabel.OTHER,
            r"©|\binitiated\b|\bcommissioned\b|\bproceedings\b|\btrial\b|\binquest\b|\b(?:started|began|commenced)\b"
            r"|\bsentenced\b|\bconvicted\b|\bnotified\b|\bdecision\b|\breferr(?:al|ed)\b|\barrest(?:ed)?\b"
            r"|\bnext\s+review\b|\breview\s+due\b|\bcopyright\b|\bchronology\b|\bdeveloped\b|\bremoved\b",
        ),
    )
)
_BARE_DATE = re.compile(r"\b(?:date|dyddiad)\b", re.IGNORECASE)
_BOUND_BEFORE = re.compile(
    r"\b(?:(?<!not )before|prior\s+to|pre|older\s+than|earlier\s+than|cyn|h[yŷ]n\s+na)[\s-]{1,3}"
    r"(?:the\s+|y\s+)?$",
    re.IGNORECASE,
)
_UP_TO = re.compile(r"\b(?:up\s+to|until|hyd(?:\s+at)?)\s+(?:the\s+|y\s+)?$", re.IGNORECASE)
_BOUND_AFTER = re.compile(
    r"\s{1,2}(?:(?:and|or|a|neu)\s+(?:before|earlier|older|prior|chynt|cyn\b|chynharach|gynharach|h[yŷ]n)|onwards?\b|ymlaen\b)",
    re.IGNORECASE,
)
_SENTENCE = 200  # characters
_OPENS_SENTENCE = re.compile(
    r"\W*(?:on|in|ar|ym|yn)\s+(?:the\s+|y\s+)?(?:[a-z]{2,5}day,?\s+(?:the\s+)?)?", re.IGNORECASE
)
_WAS_PUBLISHED = re.compile(
    r"[^.;!?\n]{0,160}?\b(?:was|were|has\s+been|have\s+been)\s+(?:jointly\s+)?published\b", re.IGNORECASE
)
_HAPPENED = re.compile(
    r"\b(?:died|killed|born|murder\w*|injur\w+|assault\w*|arrest\w*|found|convicted|sentenced|commission\w+|beg[au]n|start\w*)\b",
    re.IGNORECASE,
)
_OTHER_DATE = re.compile(r"\s+(?:later|on|in|until)\b(?=[^.;]{0,20}\d)|\s+later\b", re.IGNORECASE)


def last_label(text: str) -> tuple[DateLabel | None, int]:
    """The label that stands last in `text`, and how far its end is from the end of the text."""
    best: tuple[DateLabel | None, int] = (None, -1)
    for label, pattern in _LABELS:
        for match in pattern.finditer(text):
            if match.end() > best[1]:
                best = (label, match.end())
    if best[0] is None:  # a bare "Date:" gives way to every word that says which date
        for match in _BARE_DATE.finditer(text):
            best = (DateLabel.COMPLETED, match.end())
    return best[0], len(text) - best[1]


def bounds(before: str, after: str, *, year: bool) -> bool:
    """Whether a date only bounds a time: "reviews before 2013", "pre-2013", "2013 and earlier"."""
    if _BOUND_AFTER.match(after) or _BOUND_BEFORE.search(before):
        return True
    return year and bool(_UP_TO.search(before))


def told_later(before: str, rest: str) -> int:
    """How far behind a date its sentence says that something "was published", 0 where it does not.

    "On 1 February 2022 the review of Child H was published": the sentence begins with the date.

    Args:
        before: what stands before the date on its line.
        rest: what stands behind it.
    """
    start = re.split(r"[.!?;]\s", before)[-1]
    if not _OPENS_SENTENCE.fullmatch(start):
        return 0
    line = rest[:_SENTENCE].split("\n", 1)[0]
    told = _WAS_PUBLISHED.match(line)
    if told is None or _HAPPENED.search(told.group()) or _OTHER_DATE.match(line[told.end() :]):
        return 0
    return told.end()
