"""Describe and group what is stored: run after every crawl, and again whenever rules get better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.detect.documents import judge_document
from harvester.group import group
from harvester.normalise.describe import describe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harvester.catalogue import Catalogue
    from harvester.records import SourceInfo

RULES = 1  # raise when describing or judging changes, and every document is described again


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """What a pass of describing and grouping came to."""

    described: int
    kept: int
    reviews: int


def describe_stale(
    catalogue: Catalogue,
    sources: Mapping[str, SourceInfo],
    now: str,
    progress: Callable[[int], None] = lambda _n: None,
) -> tuple[int, int]:
    """Describe every document whose links, bytes, text or rules changed; (described, kept)."""
    described = kept = 0
    for item in catalogue.stale_documents(rules=RULES):
        extract = catalogue.load_extract(item.sha256) if item.sha256 else None
        description = describe(extract, item.sightings, item.fetch, sources.get(item.source))
        best = max(item.sightings, key=lambda s: s.score, default=None)
        verdict = judge_document(
            description,
            extract,
            best.score if best else 1.0,
            page_kind=best.page_kind if best else None,
        )
        catalogue.save_description(item.id, description, verdict, now, rules=RULES)
        described += 1
        kept += verdict.kept
        progress(described)
    return described, kept


def process(catalogue: Catalogue, sources: Mapping[str, SourceInfo], now: str) -> Processed:
    """Describe what is stale, then group everything kept. Running it twice changes nothing."""
    described, kept = describe_stale(catalogue, sources, now)
    grouping = group(catalogue.group_inputs(), list(sources.values()))
    catalogue.save_grouping(grouping, now)
    return Processed(described=described, kept=kept, reviews=len(grouping.reviews))
