"""What one document is, and whether it is kept: from its links, its text and its source. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.detect.documents import KEEP, judge_document
from harvester.detect.own_reviews import keep_own
from harvester.normalise.describe import describe
from harvester.records import Description, DocumentVerdict
from harvester.vocabulary import PageKind

if TYPE_CHECKING:
    from harvester.catalogue import DocumentInput
    from harvester.records import Extract, SourceInfo

    Described = tuple[Description, DocumentVerdict]


def describe_read(extract: Extract | None, item: DocumentInput, source: SourceInfo | None) -> Described:
    """What one document is, and whether it is kept.

    Args:
        extract: what was read from its file, if anything was.
        item: what else is known of it.
        source: whose it is.
    """
    description = describe(extract, item.sightings, item.fetch, source, item.entries)
    best = max(item.sightings, key=lambda s: s.score, default=None)
    score, kind = (best.score, best.page_kind) if best else (1.0, PageKind.OTHER)
    link = best.link if best else None
    verdict = judge_document(description, extract, score, page_kind=kind, link=link)
    return description, keep_own(verdict, extract, best, source)


def describe_by_links(item: DocumentInput, source: SourceInfo | None, why: str) -> Described:
    """What a document is whose text the rules fail at.

    Args:
        item: what is known of it.
        source: whose it is.
        why: they fail; said among the reasons of the verdict.
    """
    reason = f"the rules fail at its text ({why}): the link alone decides"
    try:
        description, verdict = describe_read(None, item, source)
    except MemoryError:
        raise
    except Exception:  # they fail at its links as well
        score = max((sighting.score for sighting in item.sightings), default=1.0)
        return Description(), DocumentVerdict(kept=score >= KEEP, score=round(score, 4), reasons=(reason,))
    return description, replace(verdict, reasons=(reason, *verdict.reasons[1:]))
