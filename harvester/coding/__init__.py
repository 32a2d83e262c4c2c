"""Codings of reviews: what studies count, suggested by rule from the words of a report. Pure.

A suggestion is never a value: it waits, with the sentence that it was read in, until a person confirms it,
corrects it, or says that the report does not state it (docs/studies.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.coding.values import RULES, Case, Suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

__all__ = ["RULES", "Case", "Suggestion", "suggest"]


def suggest(pages: Sequence[str], case: Case, *, today: date | None = None) -> tuple[Suggestion, ...]:
    """What a document suggests for the fields of the frame, best first within each field.

    Args:
        pages: its text, page by page.
        case: what is known of the review.
        today: days that lie ahead are no dates of an incident.
    """
    # Here, because every look at a catalogue knows the frame, and few read by the rules.
    from harvester.coding.suggestions import suggest as by_rules

    return by_rules(pages, case, today=today)
