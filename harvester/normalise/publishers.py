"""What follows from who publishes a review: whose law applies, and the usual kind of review."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.normalise.lexicon import MONTH_PATTERN
from harvester.normalise.registry import match_registry, registry
from harvester.vocabulary import Nation, ReviewType, SourceKind

if TYPE_CHECKING:
    from harvester.records import SourceInfo


def nation_of(board: str | None, source: SourceInfo | None, text: str = "") -> Nation:
    """Whose law applies: the named board's nation where it is known, else the source's, else England."""
    known = match_registry(board) if board else None
    if known and (source is None or source.kind is SourceKind.NATIONAL or source.nation is Nation.UK):
        return next(s.nation for s in registry() if s.slug == known)
    if source is not None and source.nation is not Nation.UK:
        return source.nation
    low = f"{board or ''} {text}".lower()
    if "child protection committee" in low or "significant case review" in low:
        return Nation.SCOTLAND
    if "northern ireland" in low or "case management review" in low:
        return Nation.NORTHERN_IRELAND
    if (
        "cymru" in low
        or "bwrdd diogelu" in low
        or re.search(r"(?<!safeguarding )child practice review", low)
        or "wales" in low
    ):
        return Nation.WALES
    return Nation.ENGLAND


_CHILD = re.compile(r"\b(?:child|children|baby|babies|infant|young|toddler|boy|girl)\b", re.IGNORECASE)
_PARTNERSHIP = re.compile(r"\bsafeguarding\s+(?:children(?:'s)?\s+)?partnership\b")
_DIED_IN = re.compile(
    rf"\b(?:who\s+died|death\s+of\s+\S+(?:\s+\S+)?)\s+(?:in|on)\s+(?:\S+\s+)?{MONTH_PATTERN}", re.IGNORECASE
)


def usual_type(board: str | None, nation: Nation, year: int | None, *, subject: str = "") -> ReviewType:
    """The kind of review that a publisher's untyped report most likely is.

    Args:
        board: the publisher.
        nation: whose law applies.
        year: of the report.
        subject: case name and title: "Adult B" is no child, and reports on domestic homicides are
            headed "… regarding Joan who died in May 2020".
    """
    low = (board or "").lower()
    grown = not _CHILD.search(f"{subject} {low}")
    adults = ("adult" in low and "child" not in low) or (
        grown and re.search(r"\badults?\b", subject, re.IGNORECASE) is not None
    )
    if grown and nation is Nation.ENGLAND and _DIED_IN.search(subject):
        return ReviewType.DHR
    if nation is Nation.WALES:
        return ReviewType.APR if adults else ReviewType.CPR
    if "community safety" in low or low.startswith("safer "):
        return ReviewType.DHR
    if adults:
        return ReviewType.SAR
    if nation is Nation.SCOTLAND:
        return ReviewType.LEARNING_REVIEW if year and year >= 2022 else ReviewType.SIG_CR
    if nation is Nation.NORTHERN_IRELAND:
        return ReviewType.CMR
    if year is None:  # partnerships took the place of boards when CSPRs took that of SCRs
        return ReviewType.CSPR if _PARTNERSHIP.search(low) else ReviewType.SCR
    return ReviewType.CSPR if year >= 2021 else ReviewType.SCR
