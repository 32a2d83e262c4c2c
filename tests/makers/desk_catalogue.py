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
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from harvester.catalogue import Catalogue, RunSource
from harvester.paths import DataDirectory
from harvester.process import RULES, batched, describe_one
from harvester.records import (
    Fetch,
    Grouping,
    SourceInfo,
)
from harvester.store import LocalStore
from harvester.vocabulary import Outcome, SourceOutcome
from tests.makers import desk_words as words
from tests.makers.desk_records import (
    Made,
    candidate_of,
    description_of,
    extract_of,
    group_of,
    name_of,
    pdf_of,
    source_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIRST_NIGHT, SECOND_NIGHT = "2026-11-01T02", "2026-11-15T02"
BETWEEN_NIGHTS = "2026-11-08T12:00:00Z"  # a person who last looked then sees what the second brought
BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to make."""

    documents: int = 60
    files: int = 0  # the first so many have real PDF files in the store
    pages: tuple[int, int] = (2, 5)  # fewest and most pages of text
    seed: int = 5
    decided: float = 0.0  # share that people accepted or rejected before the second night
    payloads: Sequence[str] = ()  # put wherever a document's words come from outside, in turn


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
        self.sources = [source_of(number) for number in range(count)]
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
        store = LocalStore(data.files)
        for made in self.made:
            if made.copy_of is not None:
                made.pages = self.made[made.copy_of].pages
            if made.fetch_outcome is Outcome.OK:
                real = made.number < self.plan.files and made.text_outcome is Outcome.OK
                made.body = pdf_of(made) if real else b""
                made.sha = store.put(made.body).sha256 if real else name_of(made.url, *made.pages)

    def _changed(self, made: Made) -> Made:
        """The same address, other bytes: a page more, and some words fewer."""
        old = made.pages
        made.pages = (
            *(page.replace("several occasions", "three occasions") for page in old),
            "One page more.",
        )
        made.sha, made.body = name_of(made.url, *made.pages), b""
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
                        catalogue.save_extract(extract_of(data, made), f"{hour}:20:00Z")
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
        catalogue.record_candidates(run, [candidate_of(made)], now)
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
                        description, verdict = description_of(made or self._any(item.url))
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
            reviews=tuple(group_of(members, newer) for members in reviews.values()),
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
                    "id": name_of(made.id)[:32],
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


# ---------------------------------------------------------------- withdrawing, and the command


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
