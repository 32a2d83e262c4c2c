"""Small data directories made through the catalogue's own interface, and what is the same in every copy."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from harvester.catalogue import Catalogue, RunSource, tombstones
from harvester.catalogue.recording import RecordingCatalogue
from harvester.catalogue.values import document_id
from harvester.chronicle import finish
from harvester.paths import DataDirectory
from harvester.process import process
from harvester.records import Candidate, Extract, Fetch, Line, Link, LinkVerdict, SourceInfo
from harvester.store import LocalStore
from harvester.takedown.deciding import came_back
from harvester.vocabulary import Nation, Outcome, PageKind, SourceOutcome

PDF = "application/pdf"
SOURCES = {
    slug: SourceInfo(slug=slug, title=f"{slug.title()} Safeguarding Partnership", nation=Nation.ENGLAND)
    for slug in ("northmoor", "eastvale")
}
VIEWS = (
    *("documents", "reviews", "review_publishers", "sightings", "evidence", "pages", "list_entries"),
    *("captures", "withdrawals", "runs", "run_sources", "tombstones", "codings"),
)
# Row numbers are of no meaning, and when a takedown was carried out is a matter of one directory.
_LOCAL = {"tombstones": {"cleaned"}}


@dataclass(frozen=True)
class Night:
    """One crawl of one source: day, and what each address had: the words of its file, or an outcome."""

    day: int
    source: str = "northmoor"
    answers: dict[str, str | Outcome] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)  # of links, where they are not the usual ones
    outcome: SourceOutcome = SourceOutcome.OK
    unlisted: frozenset[str] = frozenset()  # addresses that were asked though no page listed them


class Making:
    """A data directory on its way from night to night."""

    def __init__(self, root: Path) -> None:
        self.data = DataDirectory(root)
        self.store = LocalStore(self.data.files)

    def copy(self, root: Path) -> Making:
        shutil.copytree(self.data.root, root)
        return Making(root)

    def nights(self, nights: Iterable[Night]) -> Making:
        with RecordingCatalogue.open(self.data.catalogue) as catalogue:
            catalogue.connection.execute("PRAGMA synchronous = OFF")
            for night in nights:
                self._night(catalogue, night)
        finish(self.data.warc)
        return self

    def _night(self, catalogue: Catalogue, night: Night) -> None:
        now = f"2026-01-{night.day:02}T02:00:00Z"
        later = now.replace("T02:00", "T03:00")
        source = SOURCES[night.source]
        run_id = catalogue.start_run("crawl", [source], now)
        site = f"https://{night.source}.example"
        for name, answer in night.answers.items():
            words = night.words.get(name, f"Child {name.upper()} serious case review overview report")
            url = f"{site}/files/{name}.pdf"
            candidate = Candidate(
                source=night.source,
                url=url,
                page_url=f"{site}/reviews",
                page_title="Published reviews",
                page_kind=PageKind.HUB,
                link=Link(url=url, text=words, heading="Reviews"),
                verdict=LinkVerdict(is_review_document=True, score=0.9, reasons=("names a review",)),
            )
            if name not in night.unlisted:
                catalogue.record_candidates(run_id, [candidate], now)
            if self._may_keep(catalogue, candidate, answer, now):
                catalogue.record_fetch(run_id, self._fetch(night, url, answer, now))
        for name, _ in catalogue.files_to_read("reader 1", limit=1000):
            text = (self.store.read(name) or b"").decode()
            catalogue.save_extract(read_of(name, text), now)
        process(catalogue, catalogue.sources(), later)
        new, changed, lost = catalogue.run_changes(run_id, night.source)
        catalogue.record_source(
            run_id,
            RunSource(
                source=night.source,
                outcome=night.outcome,
                documents_listed=catalogue.listed_documents(run_id, night.source),
                documents_new=new,
                documents_changed=changed,
                documents_lost=lost,
            ),
        )
        catalogue.finish_run(run_id, later, 0, "all well")

    def _may_keep(self, catalogue: Catalogue, found: Candidate, answer: str | Outcome, now: str) -> bool:
        """As a crawl does: what was taken down is not asked; where it comes from elsewhere it goes again."""
        db = catalogue.connection
        if tombstones.address_held_out(db, found.url):
            return False
        stone = None if isinstance(answer, Outcome) else tombstones.file_held_out(db, name_of(answer))
        if stone is None:
            return True
        row = db.execute(
            """SELECT d.id FROM address a JOIN document d ON d.id = a.document_id
            WHERE a.source = ? AND a.url = ? AND d.sha256 IS NULL""",
            (found.source, found.url),
        ).fetchone()
        if row is not None:
            came_back(self.data, catalogue, [row["id"]], stone, now)
        return False

    def _fetch(self, night: Night, url: str, answer: str | Outcome, now: str) -> Fetch:
        if isinstance(answer, Outcome):
            return Fetch(source=night.source, url=url, outcome=answer, at=now, status=404)
        kept = self.store.put(answer.encode())
        return Fetch(
            source=night.source,
            url=url,
            outcome=Outcome.OK,
            at=now,
            status=200,
            sha256=kept.sha256,
            size=kept.size,
            media_type=PDF,
            etag=f'"{kept.sha256[:6]}"',
        )


COVER = (
    "Northmoor Safeguarding Children Board\nSerious Case Review\nOverview Report\n{}\nPublished March 2016"
)
BODY = "The review considered what agencies knew of the family, and what may be learnt from it. " * 8


def read_of(name: str, text: str) -> Extract:
    """What is read from a made file."""
    cover = COVER.format(text)
    lines = [
        Line(
            text=line, page=1, number=number, box=(72.0, 90.0 * number, 300.0, 90.0 * number + 20), size=18.0
        )
        for number, line in enumerate(cover.splitlines(), start=1)
    ]
    return Extract(
        sha256=name,
        outcome=Outcome.OK,
        media_type=PDF,
        pages=(cover, BODY + text),
        lines=tuple(lines),
        extractor="reader 1",
    )


def name_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def seen(root: Path) -> dict[str, Any]:
    """Everything of a data directory that does not depend on how it came to be."""
    data = DataDirectory(root)
    found: dict[str, Any] = {"files": sorted(LocalStore(data.files).hashes())}
    lines = data.decisions.read_bytes().splitlines() if data.decisions.exists() else []
    found["decisions"] = [json.loads(line) for line in lines]
    with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
        db = catalogue.connection
        runs = dict(db.execute("SELECT id, uid FROM run").fetchall())
        for table in (*VIEWS, "fetch", "page_visit", "address", "document_alias", "standing"):
            rows = [dict(row) for row in db.execute(f"SELECT * FROM {table}")]
            for row in rows:
                for column in ("id", "run_id", "first_run"):
                    if column in row and isinstance(row[column], int):
                        row[column] = runs.get(row[column]) if table == "runs" or column != "id" else None
                row.pop("seq", None)
                for column in _LOCAL.get(table, ()):
                    row.pop(column, None)
            if table == "document_alias":  # a name that says the bytes only says what they say themselves
                own = {
                    document_id(row[0], row[1]): row[2]
                    for row in db.execute("SELECT source, sha256, id FROM document WHERE sha256 IS NOT NULL")
                }
                rows = [row for row in rows if own.get(row["id"]) != row["document_id"]]
            found[table] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True, default=str))
        order = db.execute("SELECT uid FROM run ORDER BY id").fetchall()
        found["order of runs"] = [row[0] for row in order]
        found["archives"] = sorted(
            (runs[int(path.parent.name)], path.name) for path in data.warc.glob("*/_chronicle*.warc.gz")
        )
    return found


def differences(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What differs, table by table, for a person."""
    found = {}
    for name in one:
        if one[name] != other[name]:
            mine = [row for row in one[name] if row not in other[name]]
            theirs = [row for row in other[name] if row not in one[name]]
            found[name] = (mine[:9], theirs[:9])
    return found


def union(into: Path, *parts: Path) -> dict[str, Any]:
    """Join parts one by one; what comes of it."""
    from harvester.merge import merge

    for part in parts:
        report = merge(into, [part])
        assert report.exit_code == 0, report
    return seen(into)


def at_once(into: Path, parts: Sequence[Path]) -> dict[str, Any]:
    """Join parts in one go."""
    from harvester.merge import merge

    report = merge(into, list(parts))
    assert report.exit_code == 0, report
    return seen(into)
