"""An invented document, described once before describers are forked.

Patterns are compiled when they are first asked, which takes as long as describing a hundred documents; what
is compiled before the fork all describers have.
"""

from __future__ import annotations

from harvester.catalogue.types import DocumentInput
from harvester.records import Extract, Line, Link, Sighting, SourceInfo
from harvester.vocabulary import Nation, Outcome, PageKind

_TITLE_PAGE = (
    ("Northmoor Safeguarding Children Partnership", 14.0, False),
    ("Local Child Safeguarding Practice Review", 20.0, True),
    ("Child A (S25) and Jordan", 20.0, True),
    ("Overview Report", 18.0, True),
    ("Independent reviewer: Ann Marsh", 12.0, False),
    ("Published 3 March 2021", 12.0, False),
)
_BODY = (
    "1. Introduction\nThis safeguarding practice review concerns Child A, who was seven months old when she "
    "died on 14 March 2019. Adroddiad. The review was commissioned by the partnership.\n\n2. Findings and "
    "recommendations\nFinding 1: information was not shared between the hospital and the health visitor. "
)
_SOURCE = SourceInfo(slug="northmoor", title="Northmoor Partnership", nation=Nation.ENGLAND)


def rehearse() -> None:
    """Describe and sketch it."""
    from harvester.described import describe_read
    from harvester.group.texts import sketch

    describe_read(_extract(), _document(), _SOURCE)
    sketch(_BODY * 3)


def _extract() -> Extract:
    lines = tuple(
        Line(text=text, page=1, number=n, box=(70.0, 60.0 * n, 500.0, 60.0 * n + size), size=size, bold=bold)
        for n, (text, size, bold) in enumerate(_TITLE_PAGE, 1)
    )
    first = "\n".join(text for text, _, _ in _TITLE_PAGE)
    pages = (first, _BODY * 2, _BODY)
    return Extract(
        sha256="0" * 64,
        outcome=Outcome.OK,
        media_type="application/pdf",
        pages=pages,
        lines=lines,
        page_count=len(pages),
        page_sizes=((595.0, 842.0),),
        properties={"title": "Child A overview report", "author": "Ann Marsh", "created": "2021-03-01"},
    )


def _document() -> DocumentInput:
    url, page = "https://northmoor.example/files/child-a-report.pdf", "https://northmoor.example/reviews"
    heading = "Child safeguarding practice reviews 2021"
    link = Link(url=url, text="Child A overview report (PDF)", heading=heading, outline=(heading,))
    sighting = Sighting(
        source=_SOURCE.slug,
        url=url,
        page_url=page,
        page_title="Published reviews",
        page_kind=PageKind.HUB,
        page_heading="Published reviews",
        page_published=None,
        link=link,
        score=0.7,
        is_review_document=True,
        reasons=(),
        first_seen="2021-03-03T00:00:00Z",
        last_seen="2021-03-03T00:00:00Z",
    )
    return DocumentInput(
        id="dx",
        source=_SOURCE.slug,
        sha256="0" * 64,
        url=url,
        sightings=(sighting,),
        fetch=None,
        changed=True,
    )
