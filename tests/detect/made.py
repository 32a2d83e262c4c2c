"""Invented documents with the link that led to each, judged the way a crawl judges them."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from harvester.detect.documents import judge_document
from harvester.detect.links import CONSIDER, judge_link
from harvester.detect.pages import parse_page
from harvester.normalise.describe import describe
from harvester.records import Description, DocumentVerdict, Extract, Line, PageVerdict, Sighting, SourceInfo
from harvester.vocabulary import Nation, Outcome, PageKind

MADE = Path(__file__).with_name("documents_made.jsonl")
SOURCE = SourceInfo(
    slug="northmoor", title="Northmoor Safeguarding Children Partnership", nation=Nation.ENGLAND
)
_WITH_FILE = frozenset({Outcome.OK, Outcome.IMAGE_ONLY, Outcome.ENCRYPTED})


@dataclass(frozen=True)
class Judged:
    """One invented document after both looks."""

    row: dict[str, Any]
    link_score: float
    verdict: DocumentVerdict

    @property
    def kept(self) -> bool:
        """Whether a crawl would have kept it: fetched at all, and not refused afterwards."""
        return self.link_score >= CONSIDER and self.verdict.kept


def rows() -> list[dict[str, Any]]:
    """All invented documents."""
    return [json.loads(line) for line in MADE.read_text(encoding="utf-8").splitlines() if line.strip()]


def judge(row: dict[str, Any], link_score: float | None = None) -> Judged:
    """Judge the link on its page and then the document, with the link's own or a given score."""
    sighting, extract, description = _described(json.dumps(row))
    score = sighting.score if link_score is None else link_score
    verdict = judge_document(description, extract, score, page_kind=sighting.page_kind)
    return Judged(row=row, link_score=score, verdict=verdict)


@cache
def _described(row_text: str) -> tuple[Sighting, Extract | None, Description]:
    """What does not depend on the score that is given to the link."""
    row = json.loads(row_text)
    sighting = _sighting(row)
    extract = _extract(row) if Outcome(row["outcome"]) in _WITH_FILE else None
    return sighting, extract, describe(extract, [sighting], None, SOURCE)


def _sighting(row: dict[str, Any]) -> Sighting:
    heading = f"<h3>{html.escape(row['heading'])}</h3>" if row["heading"] else ""
    page = parse_page(
        f"<html><head><title>{html.escape(row['page'])} | Northmoor</title></head><body><main>"
        f"<h1>{html.escape(row['page'])}</h1><p>{html.escape(row['intro'])}</p>{heading}"
        f"<ul><li><a href='/files/{html.escape(row['url'])}'>{html.escape(row['link'])}</a></li></ul>"
        "</main></body></html>".encode(),
        f"https://www.northmoor.example/{row['page'].lower().replace(' ', '-')}/",
    )
    link = next(found for found in page.links if "/files/" in found.url)
    kind = PageKind(row["kind"])
    verdict = judge_link(link, page, PageVerdict(kind=kind, score=1.0))
    return Sighting(
        source="northmoor",
        url=link.url,
        page_url=page.url,
        page_title=page.title,
        page_kind=kind,
        page_heading=page.h1,
        page_published=None,
        link=link,
        score=verdict.score,
        is_review_document=verdict.is_review_document,
        reasons=verdict.reasons,
        first_seen="2026-01-01T00:00:00Z",
        last_seen="2026-01-01T00:00:00Z",
        review_type=verdict.review_type,
        role=verdict.role,
        case_name=verdict.case_name,
        published=verdict.published,
    )


def _extract(row: dict[str, Any]) -> Extract:
    lines = tuple(
        Line(text=text, page=1, number=number, size=24.0 if number < 3 else 12.0)
        for number, text in enumerate(row["lines"], start=1)
    )
    pages = ["\n".join(row["lines"])] + ([row["body"]] if row["body"] else [])
    return Extract(
        sha256="0" * 64,
        outcome=Outcome(row["outcome"]),
        media_type="application/pdf",
        pages=tuple(pages),
        lines=lines,
        page_count=len(pages),
    )
