"""Which of the claims for one value counts, beyond the order of the places that made them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from harvester.normalise.cases import case_names
from harvester.vocabulary import Origin, Precision

if TYPE_CHECKING:
    from harvester.records import Description, Evidence

_FINENESS: Final = {4: 0, 7: 1, 10: 2}
PRECISION: Final = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}


def unless_published(items: list[Evidence], cover: Description) -> list[Evidence]:
    """A date in a file's name is when the file was made: it says nothing beside a cover's own publication."""
    if cover.published is None:
        return items
    return [e for e in items if e.origin not in (Origin.FILE_NAME, Origin.HTTP)]


def finest_first(items: list[Evidence]) -> list[Evidence]:
    """A finer date that agrees with the most trusted one takes its place."""
    items = [e for e in items if len(e.value) in PRECISION]
    if not items:
        return items
    first = items[0]
    finer = [e for e in items[1:] if e.value.startswith(first.value) and len(e.value) > len(first.value)]
    if not finer:
        return items
    best = max(finer, key=lambda e: _FINENESS[len(e.value)])
    return [best, *(e for e in items if e is not best)]


def fullest_first(items: list[Evidence]) -> list[Evidence]:
    """The same name with its code beside it takes the place of the bare name."""
    coded = [e for e in items[1:] if "(" in e.value]
    if not coded:
        return items
    names = case_names(items[0].value)
    fuller = next((e for e in coded if names < case_names(e.value)), None)
    return [fuller, *(e for e in items if e is not fuller)] if fuller else items


def lowered(items: list[Evidence]) -> list[Evidence]:
    """Alternatives are never surer than the chosen value; the same value twice is confirmation."""
    if not items:
        return []
    top = items[0]
    kept = [top]
    for item in items[1:]:
        if item.value != top.value and item.confidence >= top.confidence:
            item = replace(item, confidence=round(top.confidence * 0.9, 3))
        kept.append(item)
    return kept
