"""What a declaration expects of a good run, beside the least number of documents, and what is broken of it.

Looked at last: of a source that failed, is blocked or lists nothing, that is what there is to say. A
broken expectation is a warning; on several nights in a row it raises an alarm (docs/operating.md).
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.vocabulary import SourceOutcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.sources import Expectations

CHECKED = frozenset({SourceOutcome.OK, SourceOutcome.SUSPECT, SourceOutcome.CAPPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDocuments:
    """What a source listed in a run, as far as expectations go."""

    listed: int
    dated: int  # of these, with a date of publication
    held: int  # of these, with bytes
    pdf: int  # of those held, PDF
    newest: str | None  # the latest date of publication, partial perhaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """One expectation that did not hold."""

    name: str  # as in the declaration: documents.max, dated_share, pdf_share, newest_within_days
    message: str


def check(
    expected: Expectations, outcome: SourceOutcome, found: ListedDocuments, today: dt.date
) -> tuple[Broken, ...]:
    """The expectations that did not hold, in the order of the declaration; none where nothing was listed."""
    if outcome not in CHECKED or not found.listed:
        return ()
    broken: list[Broken] = []
    most = expected.documents.max
    if most is not None and found.listed > most:
        told = f"lists {found.listed} document{'s'[: found.listed != 1]}, more than the {most} expected"
        broken.append(Broken(name="documents.max", message=told))
    if expected.dated_share is not None:
        broken += _share("dated_share", "are dated", found.dated, found.listed, expected.dated_share.min)
    if expected.pdf_share is not None:
        broken += _share("pdf_share", "are PDF", found.pdf, found.held, expected.pdf_share.min)
    days = expected.newest_within_days
    if days is not None and outcome is not SourceOutcome.CAPPED:
        broken += _newest(found.newest, days, today)
    return tuple(broken)


def _share(name: str, words: str, number: int, total: int, least: float) -> Sequence[Broken]:
    if not total or number >= least * total:
        return ()
    return [
        Broken(name=name, message=f"{number} of {total} documents {words}, at least {least:.0%} expected")
    ]


def _newest(newest: str | None, days: int, today: dt.date) -> Sequence[Broken]:
    """A partial date may mean its last day."""
    name = "newest_within_days"
    if newest is None:
        return [Broken(name=name, message=f"no document is dated, one within {days} days expected")]
    last = last_day(newest)
    if last is None or (today - last).days <= days:
        return ()
    return [Broken(name=name, message=f"the newest document is of {newest}, one within {days} days expected")]


def last_day(date: str) -> dt.date | None:
    """The last day that a partial date may mean."""
    try:
        parts = [int(part) for part in date.split("-")]
        year, month = parts[0], parts[1] if len(parts) > 1 else 12
        return dt.date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])
    except (ValueError, IndexError):
        return None
