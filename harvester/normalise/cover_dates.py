"""When a review was published and when it was completed, by its title page.

`published` is only what the page itself calls publication. Everything else that dates the report
(approval, presentation, a bare month under the title) is `completed`. Dates of births, deaths,
incidents and proceedings are neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.normalise.cover_breaks import is_sentence
from harvester.normalise.cover_lines import Kind
from harvester.normalise.dates import DateLabel, DateMention, find_dates
from harvester.normalise.lexicon import squeeze
from harvester.normalise.types import find_review_types
from harvester.vocabulary import Origin, Precision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.normalise.cover_lines import CoverLine
    from harvester.normalise.cover_sheet import Sheet
    from harvester.records import Line

_FINENESS = {Precision.YEAR: 0, Precision.MONTH: 1, Precision.DAY: 2}
# A board's own act (presented, approved) dates the report it accepted; a later touch-up does not.
_RANK = {
    DateLabel.PRESENTED: 5,
    DateLabel.APPROVED: 4,
    DateLabel.UPDATED: 3,
    DateLabel.COMPLETED: 2,
    None: 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFound:
    """A date with where it was read."""

    value: str
    precision: Precision
    origin: Origin
    rule: str
    confidence: float
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class _Placed:
    mention: DateMention
    line: Line
    kind: Kind
    text: str


def _placed(zone: Sequence[CoverLine]) -> list[_Placed]:
    texts = [c.full for c in zone]
    text = "\n".join(texts)
    ends, at = [], 0
    for line_text in texts:
        at += len(line_text) + 1
        ends.append(at)
    found: list[_Placed] = []
    for mention in find_dates(text):
        index = next(i for i, end in enumerate(ends) if mention.start < end)
        found.append(_Placed(mention, zone[index].source, zone[index].kind, zone[index].full))
    return found


def _better_published(old: DateFound | None, new: DateFound) -> DateFound:
    """The finer of two dates that agree, else the first."""
    if old is None:
        return new
    finer = _FINENESS[new.precision] > _FINENESS[old.precision]
    if finer and (new.value.startswith(old.value) or old.precision is Precision.YEAR):
        return new
    return old


def published_date(
    zone: Sequence[CoverLine], headers: Sequence[Line], sheet: Sheet | None
) -> tuple[DateFound | None, tuple[DateFound, ...]]:
    """The date of publication the page states, and all that it states."""
    found: list[DateFound] = []
    if sheet and sheet.published:
        line = sheet.lines["published"] if sheet.lines else None
        for mention in find_dates(sheet.published)[:1]:
            found.append(_found(mention, Origin.COVER, "repository sheet: date of publication", 0.9, line))
    for placed in _placed(zone):
        if placed.mention.label is DateLabel.PUBLISHED:
            found.append(_found(placed.mention, Origin.COVER, "labelled as publication", 0.97, placed.line))
    for header in headers:
        for mention in find_dates(squeeze(header.text)):
            if mention.label is DateLabel.PUBLISHED:
                found.append(_found(mention, Origin.HEADER, "labelled as publication", 0.93, header))
    best: DateFound | None = None
    for date in found:
        best = _better_published(best, date)
    return best, tuple(found)


def _found(
    mention: DateMention, origin: Origin, rule: str, confidence: float, line: Line | None
) -> DateFound:
    return DateFound(
        value=mention.value,
        precision=mention.precision,
        origin=origin,
        rule=rule,
        confidence=confidence,
        line=line,
    )


def completed_date(
    zone: Sequence[CoverLine], headers: Sequence[Line], title: str
) -> tuple[DateFound | None, tuple[DateFound, ...]]:
    """The date of the report itself, and the others that could be meant."""
    ranked: list[tuple[tuple[int, int, int, int, int], DateFound]] = []
    for order, placed in enumerate(_placed(zone)):
        mention = placed.mention
        if mention.label not in _RANK or placed.kind is Kind.LIFE:
            continue
        if mention.label is None and placed.kind is Kind.NOTICE and is_sentence(placed.text):
            continue  # tells of an event
        in_title = placed.kind in (Kind.TITLE, Kind.NOTICE) and mention.label is None
        own_line = not in_title or (placed.kind is Kind.TITLE and _ends_line(placed))
        if mention.precision is Precision.YEAR and placed.kind is not Kind.DATE and not _after_kind(placed):
            continue
        rule = f"labelled {mention.label.value}" if mention.label else "date without a label"
        found = _found(mention, Origin.COVER, rule, 0.9 if mention.label else 0.85, placed.line)
        fine = _FINENESS[mention.precision]
        rank = _RANK[mention.label] if own_line else 0
        # Of two bare dates the later year is the report's, the earlier that of what happened.
        year = int(mention.value[:4]) if own_line and mention.label is None else 0
        ranked.append(((rank, min(fine, 1), year, fine, -order), found))
    if not ranked:
        ranked = _from_headers(headers)
    if not ranked:
        return None, ()
    ranked.sort(key=lambda pair: pair[0], reverse=True)
    return ranked[0][1], tuple(found for _, found in ranked)


def _after_kind(placed: _Placed) -> bool:
    """Whether a bare year follows the kind of review: "Lessons from T Family SCR 2011"."""
    if placed.kind is not Kind.TITLE:
        return False
    text = placed.text
    found = [m for m in find_dates(text) if m.value == placed.mention.value]
    types = [m.end for m in find_review_types(text)]
    if not found or not types:
        return False
    bracketed = text[max(0, found[0].start - 1) :] == f"({placed.mention.value})"
    return bracketed or any(0 <= found[0].start - end <= 2 for end in types)


def _ends_line(placed: _Placed) -> bool:
    """Whether the date stands at the end of its line, as in "Charlie Spencer March 2019"."""
    mentions = find_dates(placed.text)
    return bool(mentions) and not placed.text[mentions[-1].end :].strip(" .)")


def _from_headers(headers: Sequence[Line]) -> list[tuple[tuple[int, int, int, int, int], DateFound]]:
    ranked = []
    for order, header in enumerate(headers):
        for mention in find_dates(squeeze(header.text)):
            if mention.label in _RANK and mention.precision is not Precision.YEAR:
                found = _found(mention, Origin.HEADER, "date in the running header", 0.75, header)
                fine = _FINENESS[mention.precision]
                ranked.append(((_RANK[mention.label], 1, 0, fine, -order), found))
    return ranked
