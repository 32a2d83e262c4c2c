"""What one document is, and whether it is kept: from its links, its text and its source. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.detect.documents import judge_document
from harvester.detect.own_reviews import keep_own
from harvester.normalise.describe import describe
from harvester.vocabulary import PageKind

if TYPE_CHECKING:
    from harvester.catalogue import DocumentInput
    from harvester.records import Description, DocumentVerdict, Extract, SourceInfo

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
