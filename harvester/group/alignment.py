"""The kind of review of a companion that does not say it: that of its review's report.

A briefing or a response often has no word for the kind of its review; what stood near its link (a
heading over many reviews, the title of the page) then spoke for it. Once it is known which review it
belongs to, the report of that review knows better.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from harvester.vocabulary import Origin, ReviewType, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.records import TypeClaim

RULE: Final = "type of its review's report"
# Words that stand over several documents, or over none: not the document's own.
_WEAK: Final = frozenset({Origin.HEADING, Origin.PAGE})


def is_weak(claim: TypeClaim) -> bool:
    """Whether the kind is not told by the document, its link, its file or a person."""
    return claim.review_type in (None, ReviewType.OTHER) or claim.origin in _WEAK


def aligned(claims: Sequence[TypeClaim]) -> dict[str, ReviewType]:
    """The companions whose kind is another than they said, by id, with that of their review's report.

    Only a report that tells its kind itself lends it, and only where all reports of the review agree.
    """
    told: dict[str, set[ReviewType]] = {}
    for claim in claims:
        if (
            claim.review_id
            and claim.role is Role.OVERVIEW_REPORT
            and not is_weak(claim)
            and claim.review_type
        ):
            told.setdefault(claim.review_id, set()).add(claim.review_type)
    result: dict[str, ReviewType] = {}
    for claim in claims:
        kinds = told.get(claim.review_id or "", set())
        if claim.role is Role.OVERVIEW_REPORT or not is_weak(claim) or len(kinds) != 1:
            continue
        (kind,) = kinds
        if kind is not claim.review_type:
            result[claim.id] = kind
    return result
