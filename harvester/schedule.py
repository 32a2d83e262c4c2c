"""Which sources are due, and until when the others wait: pure, on what is kept of earlier nights.

A source is due `every` so often (its declaration says, a day by default), counted from the start of its last
night and with some slack, because a timer is never exact. A source that is in trouble night after night is
asked less often; one whose pages list too little is not, since that is for a person to look at. Only
times that lie in the past count: after a clock was set back everything is due, and nothing is lost by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from harvester.vocabulary import ExitCode, SourceOutcome, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harvester.sources import Declaration

_EVERY = re.compile(r"([1-9]\d{0,3}) ?([hd])")
_MOST_EVERY = timedelta(days=366)
_SLACK = 4  # a night may be a quarter of the interval early …
_MOST_SLACK = timedelta(hours=6)  # … and never more than this
_AHEAD = timedelta(minutes=5)  # a start further in the future than this was noted by a wrong clock
_PATIENCE = 3  # nights in trouble, one after another, before a source is asked less often
_BACK_OFF = (timedelta(days=2), timedelta(days=4), timedelta(days=7))
_CLOSED = frozenset({SourceOutcome.FAILED, SourceOutcome.BLOCKED})
_LOOK_FIRST = frozenset({SourceOutcome.FAILED, SourceOutcome.BLOCKED, SourceOutcome.SUSPECT})


class Crawled(Protocol):
    """What must be known of a source to say when it is due; a declaration says it."""

    @property
    def status(self) -> SourceStatus:
        """Whether it is crawled."""

    @property
    def every(self) -> str:
        """How often a night takes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastNight:
    """One finished night of a source."""

    run_id: int
    started: str  # of its run, ISO, UTC
    outcome: SourceOutcome
    seconds: float = 0.0
    listed: int = 0  # documents
    exit_code: int | None = None  # of its run


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A source that is not due yet."""

    source: str
    until: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a night takes, in the order in which it is best begun, and what it leaves."""

    due: tuple[Declaration, ...] = ()
    waiting: tuple[Wait, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """When a source is due. `at` is "" for one that is due whenever it is asked, or never."""

    at: str
    why: str
    due: bool


def parse_every(text: str) -> timedelta:
    """The interval that `12h`, `1d` or `30d` stands for.

    Raises:
        ValueError: it is no such interval, or none of an hour to a year.
    """
    found = _EVERY.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"must be a number of hours or days, such as 12h or 7d, not {text[:40]!r}")
    number = int(found.group(1))
    every = timedelta(hours=number) if found.group(2) == "h" else timedelta(days=number)
    if every > _MOST_EVERY:
        raise ValueError("must be a year (366d) at most")
    return every


def due(
    declarations: Iterable[Declaration],
    history: Mapping[str, Sequence[PastNight]],
    now: str,
) -> Plan:
    """The live sources that are due at a time, and those that wait, with until when and why.

    Args:
        declarations: all declared sources; those that are paused or gone are passed over.
        history: finished nights by slug, newest first; a source without any is due.
        now: the time, ISO, UTC.
    """
    taken: list[Declaration] = []
    waiting: list[Wait] = []
    for one in declarations:
        if one.status is not SourceStatus.LIVE:
            continue
        found = next_due(one, history.get(one.slug, ()), now)
        if found.due:
            taken.append(one)
        else:
            waiting.append(Wait(source=one.slug, until=found.at, why=found.why))
    taken.sort(key=lambda one: _order(one.slug, history.get(one.slug, ())))
    return Plan(due=tuple(taken), waiting=tuple(sorted(waiting, key=lambda one: (one.until, one.source))))


def next_due(declaration: Crawled, nights: Sequence[PastNight], now: str) -> Next:
    """When a source is to be crawled next, by its cadence and its last nights (newest first)."""
    if declaration.status is not SourceStatus.LIVE:
        return Next(at="", why=f"{declaration.status}: only when it is named", due=False)
    own = [one for one in nights if one.exit_code != ExitCode.NETWORK]  # those were our fault
    moment = _time(now)
    last = _time(own[0].started) if own else None
    if last is None or moment is None or last > moment + _AHEAD:
        return Next(
            at="", why="not crawled yet" if not own else "its last night lies in the future", due=True
        )
    every = parse_every(declaration.every)
    why = f"every {declaration.every}"
    closed = _in_a_row(own)
    if closed >= _PATIENCE:
        pause = _BACK_OFF[min(closed - _PATIENCE, len(_BACK_OFF) - 1)]
        if pause > every:
            every, why = pause, f"{own[0].outcome} on {closed} nights in a row"
    at = last + every - min(every / _SLACK, _MOST_SLACK)
    return Next(at=at.strftime("%Y-%m-%dT%H:%M:%SZ"), why=why, due=moment >= at)


def _in_a_row(nights: Sequence[PastNight]) -> int:
    """Latest nights, without a break, on which a source was closed to us."""
    count = 0
    for one in nights:
        if one.outcome not in _CLOSED:
            break
        count += 1
    return count


def _order(slug: str, nights: Sequence[PastNight]) -> tuple[int, float, str]:
    """Sources that were in trouble or listed nothing, then new ones, then the longest."""
    if not nights:
        return 1, 0.0, slug
    last = nights[0]
    if last.outcome in _LOOK_FIRST or not last.listed:
        return 0, -last.seconds, slug
    return 2, -max(one.seconds for one in nights[:3]), slug


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
