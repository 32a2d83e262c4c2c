"""What follows from who publishes a review: whose law applies, and the usual kind of review."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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


def usual_type(board: str | None, nation: Nation, year: int | None) -> ReviewType:
    """The kind of review that a publisher's untyped report most likely is."""
    low = (board or "").lower()
    adults = "adult" in low and "child" not in low
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
    return ReviewType.CSPR if year and year >= 2021 else ReviewType.SCR
