"""One source in one line: its last nights as a sparkline, how it is, since when, when it is due. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from harvester.accounts import TROUBLE
from harvester.schedule import next_due
from harvester.vocabulary import SourceOutcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.catalogue import SourceHealth
    from harvester.catalogue.telling import Standing
    from harvester.schedule import Crawled, PastNight

NIGHTS = 14
_BARS = ("▁▂▃▄▅▆▇█", "12345678")
# A night that listed nothing, or of which nothing can be said, has a mark of its own.
_MARKS = {
    SourceOutcome.FAILED: ("✗", "x"),
    SourceOutcome.BLOCKED: ("⊘", "#"),
    SourceOutcome.SUSPECT: ("?", "?"),
    SourceOutcome.SKIPPED: ("-", "-"),
}
_NOTHING = ("·", ".")
LEGEND = (
    "last night right: ▁…█ documents listed, · none, ? suspect, ⊘ blocked, ✗ failed",
    "last night right: 1-8 documents listed, . none, ? suspect, # blocked, x failed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What `harvester status` shows of one source."""

    health: SourceHealth
    nights: tuple[PastNight, ...] = ()  # newest first
    in_trouble: int = 0  # nights in a row
    trouble_since: str | None = None
    due: str = ""  # "now", "19 h", "3 d"; "" unknown or never
    due_at: str = ""
    due_why: str = ""


def overview(
    health: SourceHealth,
    nights: Sequence[PastNight],
    standing: Standing | None,
    declaration: Crawled | None,
    now: str,
) -> Overview:
    """Everything there is to show of one source.

    Args:
        health: as it stands.
        nights: its finished nights, newest first.
        standing: nights in a row that ended alike.
        declaration: None where it is not declared any more.
        now: the time, ISO, UTC.
    """
    bad = standing is not None and standing.outcome in TROUBLE
    due, at, why = _due(declaration, nights, now)
    return Overview(
        health=health,
        nights=tuple(nights[:NIGHTS]),
        in_trouble=standing.nights if bad and standing else 0,
        trouble_since=standing.since if bad and standing else None,
        due=due,
        due_at=at,
        due_why=why,
    )


def _due(declaration: Crawled | None, nights: Sequence[PastNight], now: str) -> tuple[str, str, str]:
    if declaration is None:
        return "", "", "not declared"
    found = next_due(declaration, nights, now)
    if found.due:
        return "now", found.at, found.why
    if not found.at:
        return "", "", found.why
    hours = (_time(found.at) - _time(now)).total_seconds() / 3600
    return (f"{max(1, round(hours))} h" if hours < 48 else f"{round(hours / 24)} d"), found.at, found.why


def _time(iso: str) -> datetime:
    moment = datetime.fromisoformat(iso.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def strip(nights: Sequence[PastNight], *, ascii_only: bool = False) -> str:
    """The last nights as one character each, the latest right: how many documents, or what was wrong.

    The bars of one source are of one scale, from nothing to its best night.
    """
    which = 1 if ascii_only else 0
    shown = nights[:NIGHTS]
    most = max((one.listed for one in shown), default=0)
    return "".join(_char(one, most, which) for one in reversed(shown)).rjust(NIGHTS)


def _char(night: PastNight, most: int, which: int) -> str:
    if night.outcome in _MARKS:
        return _MARKS[night.outcome][which]
    if not night.listed:
        return _NOTHING[which]
    bars = _BARS[which]
    return bars[min(len(bars) - 1, max(0, -(-night.listed * len(bars) // most) - 1))]
