"""A national body's own reviews, which name no case on their title pages."""

from __future__ import annotations

import pytest

from harvester.detect.own_reviews import keep_own
from harvester.records import DocumentVerdict, Extract, Link, Sighting, SourceInfo
from harvester.vocabulary import Nation, Outcome, PageKind, ReviewType, SourceKind

REFUSED = DocumentVerdict(kept=False, score=0.02, reasons=("against: title page says national study",))


def sighting(kind: ReviewType | None, score: float = 0.9) -> Sighting:
    link = Link(url="https://files.example.org/1.pdf", text="Unheard: babies in temporary housing")
    return Sighting(
        source="panel",
        url=link.url,
        page_url="https://example.org/unheard",
        page_title="Unheard",
        page_heading="Unheard",
        page_published=None,
        reasons=(),
        first_seen="2026-01-01T00:00:00Z",
        last_seen="2026-01-01T00:00:00Z",
        page_kind=PageKind.LISTING,
        link=link,
        score=score,
        is_review_document=True,
        review_type=kind,
    )


def text(*lines: str) -> Extract:
    return Extract(
        sha256="0" * 64, outcome=Outcome.OK, media_type="application/pdf", pages=("\n".join(lines),)
    )


@pytest.mark.parametrize(
    ("kind", "review_type", "score", "lines", "kept"),
    [
        (SourceKind.NATIONAL, ReviewType.NATIONAL, 0.9, ("Unheard",), True),
        (SourceKind.PARTNERSHIP, ReviewType.NATIONAL, 0.9, ("Unheard",), False),
        (SourceKind.NATIONAL, ReviewType.SAR, 0.9, ("Unheard",), False),
        (SourceKind.NATIONAL, ReviewType.NATIONAL, 0.4, ("Unheard",), False),
    ],
)
def test_what_its_publication_vouches_for(
    kind: SourceKind, review_type: ReviewType, score: float, lines: tuple[str, ...], kept: bool
) -> None:
    source = SourceInfo(slug="panel", title="National Panel", nation=Nation.ENGLAND, kind=kind)
    assert keep_own(REFUSED, text(*lines), sighting(review_type, score), source).kept is kept


def test_without_a_link_or_a_source_nothing_changes() -> None:
    assert keep_own(REFUSED, None, None, None) is REFUSED
