"""A catalogue of any size as a crawl leaves it, for tests and measurements of the desk.

Invented areas, real-looking titles, pages of text, evidence with boxes, links, two nights: the second
brings newer versions, withdrawals and new finds. Some documents are copies, unread, pictures, another
area's, without a date, weak or contested in a value. The first few have real PDF files, read and
described as a crawl would; the others were never files. Equal plans make equal catalogues.

    data = make_catalogue(tmp_path / "data", Plan(documents=60, files=6))
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from harvester.catalogue import Catalogue, RunSource
from harvester.catalogue.values import document_id, review_id
from harvester.extract.files import extractor_name, read_file
from harvester.paths import DataDirectory
from harvester.process import RULES, batched, describe_one
from harvester.records import (
    Candidate,
    Description,
    DocumentVerdict,
    Evidence,
    Extract,
    Fetch,
    Grouping,
    Line,
    Link,
    LinkVerdict,
    ReviewGroup,
    SourceInfo,
)
from harvester.store import FileStore
from harvester.vocabulary import Nation, Origin, Outcome, PageKind, ReviewType, Role, SourceOutcome
from tests.makers import desk_words as words
from tests.makers.pdf import CoverLine, Report, make_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FIRST_NIGHT, SECOND_NIGHT = "2026-11-01T02", "2026-11-15T02"
BETWEEN_NIGHTS = "2026-11-08T12:00:00Z"  # a person who last looked then sees what the second brought
BATCH = 500
PAGE = (595.276, 841.89)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to make."""

    documents: int = 60
    files: int = 0  # the first so many have real PDF files in the store
    pages: tuple[int, int] = (2, 5)  # fewest and most pages of text
    seed: int = 5
    decided: float = 0.0  # share that people accepted or rejected before the second night
    payloads: Sequence[str] = ()  # put wherever a document's words come from outside, in turn


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


@dataclass
class Maker:
    """Makes one catalogue."""

    plan: Plan
    random: Random = field(init=False)
    sources: list[SourceInfo] = field(init=False)
    made: list[Made] = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.plan.seed)
        count = max(3, min(len(words.AREAS), self.plan.documents // 20))
        self.sources = [_source(number) for number in range(count)]
        blocks = {s.slug: words.paragraphs(self.random, s.title.split()[0], 40) for s in self.sources}
        self.made = []
        for number in range(self.plan.documents):
            self.made.append(self._document(number, blocks))

    def _document(self, number: int, blocks: Mapping[str, list[str]]) -> Made:
        review = number // 3
        source = self.sources[review % len(self.sources)]
        case = words.case_name(review)
        kind = words.TYPES.get(source.nation, ("scr",))[
            review % len(words.TYPES.get(source.nation, ("scr",)))
        ]
        role = tuple(words.ROLE_WORDS)[0 if number % 3 == 0 else 1 + number // 2 % 4]
        day = f"{2009 + review % 17}-{1 + review % 12:02}-{1 + number % 28:02}"
        title = f"{words.TYPE_WORDS[kind]}: {case} – {words.ROLE_WORDS[role]}"
        payload = self.plan.payloads[number % len(self.plan.payloads)] if self.plan.payloads else ""
        made = Made(
            number=number,
            source=source,
            review=review,
            case=f"{case} {payload}".strip(),
            kind=kind,
            role=role,
            published=day,
            title=f"{title} {payload}".strip(),
            url=f"https://{source.slug}.example/files/{number}-{role.replace('_', '-')}.pdf",
            pages=self._pages(number, case, blocks[source.slug]),
            payload=payload,
        )
        return self._odd(made)

    def _pages(self, number: int, case: str, block: list[str]) -> tuple[str, ...]:
        first = f"{case}. Reference {words.rare_word(number)}."
        count = self.random.randint(*self.plan.pages)
        pages = ["\n\n".join(self.random.sample(block, 4)) for _ in range(count)]
        return (f"{first}\n\n{pages[0]}", *pages[1:])

    def _odd(self, made: Made) -> Made:
        """Give one document in three something that a person has to look at."""
        odd = {3: "no_date", 7: "weak_type", 11: "contested_date", 13: "gone", 17: "image_only", 19: "broken",
               23: "borderline", 29: "foreign", 31: "weak_case", 37: "contested_role", 41: "copy",
               43: "changed", 47: "withdrawn", 49: "late"}.get(made.number % 50, "")  # fmt: skip
        made.oddity = odd
        if odd == "no_date":
            made.published = None
        elif odd == "gone":
            made.fetch_outcome, made.pages = Outcome.GONE, ()
        elif odd == "image_only":
            made.text_outcome, made.pages = Outcome.IMAGE_ONLY, ()
        elif odd == "broken":
            made.text_outcome, made.pages = Outcome.PARSE_ERROR, ()
        elif odd == "copy":
            first = self.made[made.number - made.number % 50]  # that one has no oddity
            made.copy_of = first.number
            made.case, made.kind, made.role = first.case, first.kind, first.role
            made.title, made.published = first.title, first.published
        return made

    # ------------------------------------------------------------ nights

    def fill(self, data: DataDirectory) -> None:
        """Write both nights, and what people decided between them."""
        with Catalogue.open(data.catalogue) as catalogue:
            catalogue.connection.execute("PRAGMA synchronous = OFF")  # nothing here is about power cuts
            self._files(data)
            early = [made for made in self.made if made.oddity != "late"]
            self._night(catalogue, data, FIRST_NIGHT, early)
            self._decide(catalogue, data, early)
            late = [made for made in self.made if made.oddity == "late"]
            changed = [self._changed(made) for made in early if made.oddity == "changed"]
            run = self._night(catalogue, data, SECOND_NIGHT, [*late, *changed])
            _withdraw(catalogue, run, [m.id for m in early if m.oddity == "withdrawn"])

    def _files(self, data: DataDirectory) -> None:
        store = FileStore(data.files)
        for made in self.made:
            if made.copy_of is not None:
                made.pages = self.made[made.copy_of].pages
            if made.fetch_outcome is Outcome.OK:
                real = made.number < self.plan.files and made.text_outcome is Outcome.OK
                made.body = _pdf(made) if real else b""
                made.sha = store.put(made.body).sha256 if real else _name(made.url, *made.pages)

    def _changed(self, made: Made) -> Made:
        """The same address, other bytes: a page more, and some words fewer."""
        old = made.pages
        made.pages = (
            *(page.replace("several occasions", "three occasions") for page in old),
            "One page more.",
        )
        made.sha, made.body = _name(made.url, *made.pages), b""
        return made

    def _night(self, catalogue: Catalogue, data: DataDirectory, hour: str, found: Sequence[Made]) -> int:
        run = catalogue.start_run("crawl", self.sources, f"{hour}:00:00Z")
        for part in batched(found, BATCH):
            with catalogue.writing():
                for made in part:
                    self._crawl(catalogue, run, made, f"{hour}:10:00Z")
        for part in batched(found, BATCH):
            with catalogue.writing():
                for made in part:
                    if made.sha is not None:
                        catalogue.save_extract(_extract(data, made), f"{hour}:20:00Z")
        self._describe(catalogue, found, f"{hour}:30:00Z")
        catalogue.save_grouping(self._grouping(catalogue), f"{hour}:40:00Z")
        for source in self.sources:
            counts = catalogue.run_changes(run, source.slug)
            ended = RunSource(source=source.slug, outcome=SourceOutcome.OK, documents_new=counts[0],
                              documents_changed=counts[1], pages_fetched=4, requests=12)  # fmt: skip
            catalogue.record_source(run, ended)
        catalogue.finish_run(run, f"{hour}:50:00Z", 0, "all well")
        return run

    def _crawl(self, catalogue: Catalogue, run: int, made: Made, now: str) -> None:
        catalogue.record_candidates(run, [_candidate(made)], now)
        ok = made.fetch_outcome is Outcome.OK
        fetch = Fetch(
            source=made.source.slug,
            url=made.url,
            outcome=made.fetch_outcome,
            at=now,
            status=200 if ok else 404,
            sha256=made.sha,
            size=len(made.body) or 123_456 if ok else None,
            media_type="application/pdf" if ok else None,
        )
        catalogue.record_fetch(run, fetch)

    def _describe(self, catalogue: Catalogue, found: Sequence[Made], now: str) -> None:
        by_address = {(made.source.slug, made.url): made for made in found}
        infos = {source.slug: source for source in self.sources}
        for items in batched(catalogue.stale_documents(rules=RULES), BATCH):
            with catalogue.writing():
                for item in items:
                    made = by_address.get((item.source, item.url))
                    if made is not None and made.body:
                        description, verdict = describe_one(catalogue, infos, item)
                    else:
                        description, verdict = _description(made or self._any(item.url))
                    catalogue.save_description(item.id, description, verdict, now, rules=RULES)

    def _any(self, url: str) -> Made:
        return next(made for made in self.made if made.url == url)

    # ------------------------------------------------------------ grouping and deciding

    def _grouping(self, catalogue: Catalogue) -> Grouping:
        held = {row[0] for row in catalogue.connection.execute("SELECT id FROM documents")}
        reviews: dict[int, list[Made]] = {}
        for made in self.made:
            if made.id in held:
                reviews.setdefault(made.review, []).append(made)
        newer = dict(catalogue.connection.execute(
            "SELECT replaces_address, id FROM document WHERE replaces_address IS NOT NULL"))  # fmt: skip
        copies = {m.id: self.made[m.copy_of].id for m in self.made if m.copy_of is not None and m.id in held}
        return Grouping(
            reviews=tuple(_group(members, newer) for members in reviews.values()),
            duplicate_of=copies,
            replaces={},
            publisher={made.id: made.source.slug for made in self.made if made.id in held},
            foreign=frozenset(m.id for m in self.made if m.oddity == "foreign" and m.id in held),
            reasons={key: f"copy of {other}: 97% of the text is the same" for key, other in copies.items()},
        )

    def _decide(self, catalogue: Catalogue, data: DataDirectory, early: Sequence[Made]) -> None:
        from harvester.catalogue.decisions import replay_decisions

        wanted = int(len(early) * self.plan.decided)
        chosen = self.random.sample(early, wanted)
        lines = [
            json.dumps(
                {
                    "id": _name(made.id)[:32],
                    "document_id": made.id,
                    "field": "status",
                    "value": "rejected" if made.number % 5 == 0 else "accepted",
                    "who": "robin",
                    "at": "2026-11-02T10:00:00Z",
                    "reason": "",
                    "source": made.source.slug,
                    "sha256": made.sha,
                    "url": made.url,
                }
            )
            for made in chosen
        ]
        if lines:
            data.decisions.write_text("\n".join(lines) + "\n", encoding="ascii")
            with catalogue.writing():
                replay_decisions(data, catalogue)


def make_catalogue(root: Path, plan: Plan | None = None) -> DataDirectory:
    """Make a data directory by a plan and return it."""
    data = DataDirectory(root)
    Maker(plan or Plan()).fill(data)
    return data


# ---------------------------------------------------------------- parts


def _source(number: int) -> SourceInfo:
    area = words.AREAS[number]
    nation = Nation(words.nation_of(number))
    return SourceInfo(
        slug=area.lower(),
        title=f"{area} Safeguarding {'Board' if nation is Nation.WALES else 'Partnership'}",
        nation=nation,
        homepage=f"https://{area.lower()}.example/",
    )


def _name(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()


def _candidate(made: Made) -> Candidate:
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


def _pdf(made: Made) -> bytes:
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


def _extract(data: DataDirectory, made: Made) -> Extract:
    if made.body:
        return read_file(FileStore(data.files).path(str(made.sha)), str(made.sha))
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


def _description(made: Made) -> tuple[Description, DocumentVerdict]:
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


def _group(members: Sequence[Made], newer: Mapping[str, str]) -> ReviewGroup:
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


def _withdraw(catalogue: Catalogue, run: int, documents: Sequence[str]) -> None:
    """As the end of a night does it once the source has gone without them long enough."""
    with catalogue.writing() as connection:
        for name in documents:
            connection.execute(
                """UPDATE document SET presence = 'withdrawn', withdrawn_run = ?,
                    withdrawn_reason = 'not listed for 3 nights' WHERE id = ?""",
                (run, name),
            )
            connection.execute(
                """INSERT INTO event (run_id, source, document_id, what)
                SELECT ?, source, id, 'withdrawn' FROM document WHERE id = ?""",
                (run, name),
            )


def main() -> None:
    """Make a catalogue from the command line: python -m tests.makers.desk_catalogue DIR."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--decided", type=float, default=0.0)
    options = parser.parse_args()
    plan = Plan(documents=options.documents, files=options.files, decided=options.decided)
    print(make_catalogue(options.folder, plan).root)


if __name__ == "__main__":
    main()
