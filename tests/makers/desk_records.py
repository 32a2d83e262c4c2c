"""The records of one made document: as it was linked, fetched, read and described (`desk_catalogue`)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from harvester.catalogue.values import document_id, review_id
from harvester.extract.files import extractor_name, read_file
from harvester.records import (
    Candidate,
    Description,
    DocumentVerdict,
    Evidence,
    Extract,
    Line,
    Link,
    LinkVerdict,
    ReviewGroup,
    SourceInfo,
)
from harvester.store import LocalStore
from harvester.vocabulary import Nation, Origin, Outcome, PageKind, ReviewType, Role
from tests.makers import desk_words as words
from tests.makers.pdf import CoverLine, Report, make_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harvester.paths import DataDirectory

PAGE = (595.276, 841.89)


@dataclass(kw_only=True)
class Made:
    """One document of the plan."""

    number: int
    source: SourceInfo
    review: int
    case: str
    kind: str
    role: str
    published: str | None
    title: str
    url: str
    pages: tuple[str, ...]
    text_outcome: Outcome = Outcome.OK
    fetch_outcome: Outcome = Outcome.OK
    oddity: str = ""
    copy_of: int | None = None
    payload: str = ""
    body: bytes = b""  # of a real file
    sha: str | None = None

    @property
    def id(self) -> str:
        """Its name in the catalogue: by its address, since that was known before its bytes."""
        return document_id(self.source.slug, self.url)


def source_of(number: int) -> SourceInfo:
    """A partnership or board of an invented area."""
    area = words.AREAS[number]
    nation = Nation(words.nation_of(number))
    return SourceInfo(
        slug=area.lower(),
        title=f"{area} Safeguarding {'Board' if nation is Nation.WALES else 'Partnership'}",
        nation=nation,
        homepage=f"https://{area.lower()}.example/",
    )


def name_of(*parts: str) -> str:
    """A SHA-256 of these words."""
    return sha256("\n".join(parts).encode()).hexdigest()


def candidate_of(made: Made) -> Candidate:
    """The link to a document."""
    page = f"https://{made.source.slug}.example/reviews"
    text = f"{made.case} {words.ROLE_WORDS[made.role].lower()}"
    return Candidate(
        source=made.source.slug,
        url=made.url,
        page_url=page,
        page_title=f"Published reviews {made.payload}".strip(),
        page_kind=PageKind.HUB,
        page_heading="Published reviews",
        link=Link(url=made.url, text=text, heading=made.case, position=made.number % 50),
        verdict=LinkVerdict(is_review_document=True, score=0.9, reasons=("names a review",)),
    )


def pdf_of(made: Made) -> bytes:
    """The file of a document, for those that have one."""
    cover = [
        CoverLine(text=words.TYPE_WORDS[made.kind], size=24, bold=True, top=190),
        CoverLine(text=made.case[:60], size=20),
        CoverLine(text=words.ROLE_WORDS[made.role], size=18),
        CoverLine(text=f"Author: {words.AUTHORS[made.review % len(words.AUTHORS)]}", top=430),
    ]
    if made.published:
        year, month, day = made.published.split("-")
        cover.append(CoverLine(text=f"Published {day}.{month}.{year[2:]}"))
    return make_pdf(
        Report(
            cover=cover,
            header=made.source.title,
            footer=made.case[:60],
            body=made.pages,
            properties={"title": made.title, "author": "Unnamed clerk"},
        )
    )


def extract_of(data: DataDirectory, made: Made) -> Extract:
    """What is read from its file, or would be."""
    if made.body:
        return read_file(LocalStore(data.files).path(str(made.sha)), str(made.sha))
    ok = made.text_outcome is Outcome.OK
    cover = (
        words.TYPE_WORDS[made.kind],
        made.case,
        words.ROLE_WORDS[made.role],
        f"Published {made.published}",
    )
    lines = tuple(
        Line(
            text=text, page=1, number=place + 1, box=_box(place), size=18.0 - 3 * (place > 2), bold=place < 1
        )
        for place, text in enumerate(cover)
    )
    return Extract(
        sha256=str(made.sha),
        outcome=made.text_outcome,
        media_type="application/pdf",
        pages=("\n".join(cover), *made.pages) if ok else (),
        lines=lines if ok else (),
        properties={"title": made.title, "author": "Unnamed clerk"},
        page_count=len(made.pages) + 1 if ok else 4,
        page_sizes=(PAGE, PAGE, PAGE) if ok else (),
        extractor=extractor_name(),
    )


def _box(place: int) -> tuple[float, float, float, float]:
    top = 176.0 + 40 * place
    return (120.0, top, 475.0, top + 20.0)


def description_of(made: Made) -> tuple[Description, DocumentVerdict]:
    """What the machine makes of a document that has no real file."""
    date = made.published if made.oddity != "late" else made.published and made.published[:7]
    description = Description(
        title=made.title,
        review_type=ReviewType(made.kind),
        role=Role(made.role),
        case_name=made.case,
        authors=(words.AUTHORS[made.review % len(words.AUTHORS)],),
        board=made.source.title,
        published=date,
        published_precision=None,
        language="cy" if made.number % 97 == 96 else "en",
        evidence=tuple(_evidence(made, date)),
    )
    score = 0.56 if made.oddity == "borderline" else 0.93
    verdict = DocumentVerdict(kept=True, score=score, reasons=("its title page says so",))
    return description, verdict


def _evidence(made: Made, date: str | None) -> Iterator[Evidence]:
    weak = made.oddity
    read = bool(made.pages)
    for place, (name, value) in enumerate(
        (("review_type", made.kind), ("case_name", made.case), ("role", made.role), ("published", date))
    ):
        if value is None:
            continue
        if not read or weak == f"weak_{name.removeprefix('review_').removesuffix('_name')}":
            yield Evidence(field=name, value=value, origin=Origin.FILE_NAME, rule=words.NAMED_RULES,
                           confidence=0.3, line=made.url.rpartition("/")[2])  # fmt: skip
            continue
        line = _line(made, name, date)
        yield Evidence(field=name, value=value, origin=Origin.COVER, rule=words.NAMED_RULES, confidence=0.95,
                       page=1, line=line, box=_box(place))  # fmt: skip
    yield Evidence(field="title", value=made.title, origin=Origin.COVER if read else Origin.LINK,
                   rule=words.NAMED_RULES, confidence=0.8, page=1 if read else None, line=made.title,
                   box=_box(0) if read else None)  # fmt: skip
    if weak == "contested_date":
        yield Evidence(field="published", value="2007-02", origin=Origin.LINK, rule=words.NAMED_RULES,
                       confidence=0.9, line="published February 2007")  # fmt: skip
    if weak == "contested_role":
        yield Evidence(field="role", value="statement", origin=Origin.HEADING, rule=words.NAMED_RULES,
                       confidence=0.85, line="Statements of the partnership")  # fmt: skip


def _line(made: Made, name: str, date: str | None) -> str:
    """The line of the title page where a value stands."""
    said = {
        "published": f"Published {date}",
        "review_type": words.TYPE_WORDS[made.kind],
        "role": words.ROLE_WORDS[made.role],
    }
    return f"{said.get(name, made.case)} {made.payload}".strip()


def group_of(members: Sequence[Made], newer: Mapping[str, str]) -> ReviewGroup:
    """One review with its documents."""
    first = members[0]
    ids = [made.id for made in members]
    return ReviewGroup(
        id=review_id(first.source.slug, str(first.review)),
        source=first.source.slug,
        nation=first.source.nation,
        review_type=ReviewType(first.kind),
        case_name=first.case,
        title=f"{words.TYPE_WORDS[first.kind]}: {first.case}",
        year=2009 + first.review % 17,
        document_ids=(*ids, *(newer[name] for name in ids if name in newer)),
        publishers=(first.source.slug,),
    )
