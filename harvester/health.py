"""How a source ended in a run: the one place where the outcomes of docs/operating.md are decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.vocabulary import Outcome, SourceOutcome

if TYPE_CHECKING:
    from harvester.records import CrawlTally

UNREACHED = frozenset(
    {Outcome.UNREACHABLE, Outcome.TLS, Outcome.TIMEOUT, Outcome.SERVER_ERROR, Outcome.REFUSED}
)
WALLED = frozenset({Outcome.BLOCKED, Outcome.ROBOTS_DENIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a run found of a source's documents, against what was expected."""

    listed: int  # review documents listed in this run, withheld ones included
    known: int  # review documents known before this run
    expected_min: int | None = None
    expected_max: int | None = None  # more is a warning (harvester/expectations.py)


def judge_source(tally: CrawlTally | None, listing: Listing) -> tuple[SourceOutcome, str]:
    """The outcome of a source in a run, and one plain sentence saying why."""
    if tally is None:
        return SourceOutcome.SKIPPED, "not started"
    if not tally.finished:  # what it lists is not known, so nothing can be said of its health
        spent = f"not finished after {_count(tally.pages_fetched, 'page')}; run again to go on"
        return SourceOutcome.SKIPPED, _join(spent, tally)
    if tally.unwritten:
        lost = f"{_count(tally.unwritten, 'find')} could not be recorded, see the log of the run"
        return SourceOutcome.FAILED, _join(lost, tally)
    entrance = _entrances(tally)
    if entrance is not None and listing.listed == 0:
        return entrance
    spent = f"the budget ended after {_count(tally.pages_fetched, 'page')} with links left"
    look = f"{spent}, which may be why" if tally.capped else "look at the site"
    if listing.listed == 0 and listing.known > 0:
        return SourceOutcome.SUSPECT, f"lists nothing, though {_count(listing.known)} known: {look}"
    if listing.expected_min is not None and listing.listed < listing.expected_min:
        return SourceOutcome.SUSPECT, (
            f"lists {_count(listing.listed)}, at least {listing.expected_min} expected: {look}"
        )
    if tally.capped:
        return SourceOutcome.CAPPED, _join(spent, tally)
    if listing.listed == 0:
        return SourceOutcome.EMPTY, _join("answered and lists no review", tally)
    if listing.expected_max is not None and listing.listed > listing.expected_max:
        return SourceOutcome.OK, _join(
            f"lists {_count(listing.listed)}, more than the {listing.expected_max} expected", tally
        )
    return SourceOutcome.OK, _join("", tally)


def _entrances(tally: CrawlTally) -> tuple[SourceOutcome, str] | None:
    """`failed` or `blocked` when no entrance let us in, else None.

    A start page that is gone says nothing while another entrance failed: stale start pages are
    ordinary, so the homepage's end decides.
    """
    ends = set(tally.entrances.values())
    if not ends:
        return None
    telling = ends - {Outcome.GONE} or ends
    names = ", ".join(sorted(telling))
    if telling <= UNREACHED:
        return SourceOutcome.FAILED, _join(f"no entrance answered ({names})", tally)
    if telling <= WALLED | UNREACHED and telling & WALLED:
        return SourceOutcome.BLOCKED, _join(f"every entrance is closed to us ({names})", tally)
    return None


def _count(number: int, noun: str = "document") -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _join(first: str, tally: CrawlTally) -> str:
    return "; ".join(part for part in (first, *tally.moved, tally.message) if part)
