"""Which sources are worth another attempt in the same night, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.health import UNREACHED
from harvester.vocabulary import SourceOutcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.records import CrawlTally


def worth_another(outcome: SourceOutcome, tally: CrawlTally | None) -> bool:
    """Whether an hour may make a difference.

    A site that was down may be up again, and a source whose crawling process died has no fault of its
    own. A refusal is an answer: who says 403 is not asked again tonight, unless another of its entrances
    only failed.
    """
    if tally is None or not tally.finished:
        return True
    if outcome is SourceOutcome.BLOCKED:
        return any(end in UNREACHED for end in tally.entrances.values())
    return outcome is SourceOutcome.FAILED


def pause_s(attempt: int, minutes: Sequence[float]) -> float:
    """Seconds between an attempt (from 1) and the next; the last pause serves for all that follow."""
    return 60 * minutes[min(attempt, len(minutes)) - 1] if minutes else 0.0
