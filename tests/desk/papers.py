"""Real files in a desk's catalogue: stored, read, described and grouped as a night would."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from harvester.catalogue import Catalogue
from harvester.extract import read_file
from harvester.media_type import PDF
from harvester.process import RULES, describe_one, process
from harvester.records import Extract
from harvester.store import LocalStore
from harvester.vocabulary import Outcome
from tests.catalogue.harvests import EASTVALE, NORTHMOOR, Harvest
from tests.desk.support import Desk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = "2026-02-01T03:00:00Z"


def harvested(template: Path, root: Path, fill: Callable[[Papers], None]) -> dict[str, str]:
    """A copy of a desk's data directory with more papers in it; ids of the documents by file name."""
    shutil.copytree(template, root)
    papers = Papers(Desk.at(root))
    fill(papers)
    return papers.harvest()


@contextmanager
def copy_of(template: Path, root: Path) -> Iterator[Desk]:
    """A desk of its own for one test."""
    from django.db import connections

    shutil.copytree(template, root)
    yield Desk.at(root)
    connections.close_all()


@dataclass
class Papers:
    """Adds files to the catalogue of a desk; whatever they say, they are kept."""

    desk: Desk
    night: int = 2
    _links: list[tuple[str, bytes, str, str, bool]] = field(default_factory=list)

    def add(
        self,
        name: str,
        body: bytes,
        link: str = "Child A overview report",
        *,
        source: str = "northmoor",
        hostile: bool = False,
    ) -> None:
        """A file `name` of a source, to be harvested with the next `harvest()`; hostile ones are not read."""
        self._links.append((f"https://{source}.example/files/{name}", body, link, source, hostile))

    def harvest(self) -> dict[str, str]:
        """Let the night pass; ids of the documents by the name of their file."""
        with Catalogue.open(self.desk.data.catalogue, create=False) as catalogue:
            catalogue.connection.execute("PRAGMA synchronous = OFF")
            night = Harvest(catalogue, night=self.night)
            night.start(NORTHMOOR, EASTVALE)
            self.night += 1
            for url, body, link, source, hostile in self._links:
                self._one(catalogue, night, url, body, link=link, source=source, hostile=hostile)
            self._links.clear()
            for item in catalogue.stale_documents(rules=RULES):
                description, verdict = describe_one(catalogue, {}, item)
                catalogue.save_description(
                    item.id, description, replace(verdict, kept=True), NOW, rules=RULES
                )
            process(catalogue, {source.slug: source for source in (NORTHMOOR, EASTVALE)}, NOW)
            catalogue.finish_run(night.run_id, NOW, 0, "all well")
            rows = catalogue.connection.execute("SELECT id, url FROM documents ORDER BY first_seen")
            return {row["url"].rpartition("/")[2]: row["id"] for row in rows}

    def _one(
        self,
        catalogue: Catalogue,
        night: Harvest,
        url: str,
        body: bytes,
        *,
        link: str,
        source: str,
        hostile: bool,
    ) -> None:
        stored = LocalStore(self.desk.data.files).put(body)
        if hostile:
            extract = Extract(sha256=stored.sha256, outcome=Outcome.LIMIT, media_type=PDF, extractor="x")
        else:
            extract = read_file(stored.path, stored.sha256)
        more: dict[str, Any] = {"source": source}
        night.link(url, link, heading=link, page_url=f"https://{source}.example/reviews", **more)
        night.fetch(
            url,
            None,
            sha256=stored.sha256,
            size=stored.size,
            media_type=extract.media_type or PDF,
            **more,
        )
        catalogue.save_extract(extract, NOW)
