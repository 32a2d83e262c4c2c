"""A small harvest to write into a real catalogue: one night, one link, one file at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from harvester.catalogue import Catalogue, RunSource
from harvester.gates import DEFAULT_GATES, Gates
from harvester.records import (
    Candidate,
    Description,
    DocumentVerdict,
    Evidence,
    Extract,
    Fetch,
    Line,
    Link,
    LinkVerdict,
    SourceInfo,
)
from harvester.vocabulary import Nation, Origin, Outcome, PageKind, ReviewType, Role, SourceOutcome

HUB = "https://northmoor.example/reviews"
A = "https://northmoor.example/files/a.pdf"
B = "https://northmoor.example/files/b.pdf"
PDF = "application/pdf"
NORTHMOOR = SourceInfo(slug="northmoor", title="Northmoor Safeguarding Partnership", nation=Nation.ENGLAND)
EASTVALE = SourceInfo(slug="eastvale", title="Eastvale Safeguarding Board", nation=Nation.WALES)


def name_of(body: str) -> str:
    return sha256(body.encode()).hexdigest()


@dataclass
class Harvest:
    """Writes into a catalogue what a crawl would, with a clock that only it moves."""

    catalogue: Catalogue
    run_id: int = 0
    night: int = 0
    ticks: int = 0
    rules: int = 1
    texts: dict[str, str] = field(default_factory=dict)

    def now(self) -> str:
        self.ticks += 1
        minutes, seconds = divmod(self.ticks, 60)
        return f"2026-01-{self.night:02}T02:{minutes:02}:{seconds:02}Z"

    def start(self, *sources: SourceInfo) -> int:
        self.night += 1
        self.ticks = 0
        self.run_id = self.catalogue.start_run("crawl", sources or (NORTHMOOR,), self.now())
        return self.run_id

    def link(self, url: str = A, text: str = "Child A overview report", **more: Any) -> None:
        self.catalogue.record_candidates(self.run_id, [self.candidate(url, text, **more)], self.now())

    def candidate(self, url: str = A, text: str = "Child A overview report", **more: Any) -> Candidate:
        link = {"heading": more.pop("heading", "Child A"), "row": more.pop("row", "")}
        score = more.pop("score", 0.9)
        values: dict[str, Any] = {
            "source": "northmoor",
            "url": url,
            "page_url": HUB,
            "page_title": "Published reviews",
            "page_kind": PageKind.HUB,
            "link": Link(url=url, text=text, **link),
            "verdict": LinkVerdict(is_review_document=True, score=score, reasons=("names a review",)),
        }
        return Candidate(**(values | more))

    def fetch(self, url: str = A, body: str | None = "first text", **more: Any) -> None:
        values: dict[str, Any] = {
            "source": "northmoor",
            "url": url,
            "outcome": Outcome.OK,
            "at": self.now(),
            "status": 200,
            "sha256": None if body is None else name_of(body),
            "size": None if body is None else len(body),
            "media_type": None if body is None else PDF,
        }
        if body is not None:
            self.texts[name_of(body)] = body
        self.catalogue.record_fetch(self.run_id, Fetch(**(values | more)))

    def ask(self, answers: Mapping[str, Outcome], default: Outcome = Outcome.OK) -> list[str]:
        """Ask for known documents that no page listed, as the spider does at the end of a crawl."""
        asked = [known.url for known in self.catalogue.unlisted_documents("northmoor", self.run_id)]
        for url in asked:
            outcome = answers.get(url, default)
            status = {Outcome.OK: 200, Outcome.NOT_MODIFIED: 304, Outcome.GONE: 404}.get(outcome, 503)
            method = "HEAD" if outcome is Outcome.OK else "GET"
            self.fetch(url, None, outcome=outcome, status=status, method=method)
        return asked

    def read(self) -> None:
        for sha, media_type in self.catalogue.files_to_read("reader 1", limit=1000):
            if sha not in self.texts:
                continue  # another process fetched it, and will read it
            text = self.texts[sha]
            line = Line(text=text, page=1, number=1, box=(72.0, 90.5, 300.0, 110.0), size=18.0, bold=True)
            self.catalogue.save_extract(
                Extract(
                    sha256=sha,
                    outcome=Outcome.OK,
                    media_type=media_type,
                    pages=(text, "second page"),
                    lines=(line,),
                    properties={"title": "Untitled"},
                    extractor="reader 1",
                ),
                self.now(),
            )

    def describe(self, *, refuse: tuple[str, ...] = (), **values: Any) -> None:
        for item in self.catalogue.stale_documents(rules=self.rules):
            evidence = Evidence(
                field="title", value="t", origin=Origin.COVER, rule="large", confidence=0.9, page=1
            )
            given: dict[str, Any] = {
                "title": "Overview report: Child A",
                "review_type": ReviewType.SCR,
                "role": Role.OVERVIEW_REPORT,
                "evidence": (evidence,),
            }
            self.catalogue.save_description(
                item.id,
                Description(**(given | values)),
                DocumentVerdict(
                    kept=item.sha256 not in map(name_of, refuse),
                    score=0.9,
                    reasons=("its title page says so",),
                ),
                self.now(),
                rules=self.rules,
            )

    def finish(
        self, outcome: SourceOutcome = SourceOutcome.OK, code: int = 0, gates: Gates = DEFAULT_GATES
    ) -> tuple[int, int, int]:
        self.read()
        self.describe()
        changes = self.catalogue.run_changes(self.run_id, "northmoor")
        new, changed, lost = changes
        self.catalogue.record_source(
            self.run_id,
            RunSource(
                source="northmoor",
                outcome=outcome,
                documents_listed=self.catalogue.listed_documents(self.run_id, "northmoor"),
                documents_new=new,
                documents_changed=changed,
                documents_lost=lost,
            ),
        )
        self.catalogue.finish_run(self.run_id, self.now(), code, "all well", gates=gates)
        return changes

    def rows(self, view: str, where: str = "1", *values: object) -> list[dict[str, Any]]:
        found = self.catalogue.connection.execute(f"SELECT * FROM {view} WHERE {where}", values)
        return [dict(row) for row in found]

    def one(self, view: str = "documents", where: str = "1", *values: object) -> dict[str, Any]:
        (row,) = self.rows(view, where, *values)
        return row
