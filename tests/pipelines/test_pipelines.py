from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.exceptions import DropItem
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import MemoryStatsCollector

from harvester.catalogue import Catalogue
from harvester.health import Listing, judge_source
from harvester.items import FoundDocument, FoundSightings
from harvester.records import Candidate, CrawlTally, Fetch, Link, LinkVerdict, PageVisit, SourceInfo
from harvester.vocabulary import Nation, Outcome, PageKind, SourceOutcome
from pipelines.catalogue import CataloguePipeline
from pipelines.store import StorePipeline

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

BODY = b"%PDF-1.4 report\n%%EOF"
SHA = hashlib.sha256(BODY).hexdigest()
AT = "2026-11-26T02:00:00Z"
SIGHTINGS = "SELECT url, page_url FROM sighting"
HUB = "https://northmoor.example/reviews"


def candidate(name: str) -> Candidate:
    link = Link(url=f"https://northmoor.example/{name}", text="Child Q overview report")
    verdict = LinkVerdict(is_review_document=True, score=0.9)
    return Candidate(
        source="northmoor",
        url=link.url,
        page_url=HUB,
        page_title="Reviews",
        page_kind=PageKind.HUB,
        link=link,
        verdict=verdict,
    )


def document(name: str, body: bytes | None = BODY, outcome: Outcome = Outcome.OK) -> FoundDocument:
    one = candidate(name)
    return FoundDocument(
        candidate=one, fetch=Fetch(source="northmoor", url=one.url, outcome=outcome, at=AT), body=body
    )


class _Engine:
    def __init__(self) -> None:
        self.closed: list[str] = []

    async def close_spider_async(self, *, reason: str) -> None:
        self.closed.append(reason)


def crawler(data: Path, run_id: int | None) -> Any:
    settings = Settings({"HARVESTER_DATA": str(data), "HARVESTER_RUN_ID": run_id})
    one = SimpleNamespace(settings=settings, engine=_Engine())
    one.signals = SignalManager(one)
    one.stats = MemoryStatsCollector(one)
    one.spider = SimpleNamespace(name="northmoor", crawler=one)
    one.spidercls = type(one.spider)
    return one


def begin(data: Path) -> int:
    with Catalogue.open(data / "catalogue.db") as catalogue:
        source = SourceInfo(slug="northmoor", title="Northmoor", nation=Nation.ENGLAND)
        return catalogue.start_run("crawl", [source], AT)


def passing(one: Any, *items: Any) -> list[Any]:
    """Send items through both stages, as Scrapy does, and close."""

    async def work() -> list[Any]:
        store, catalogue = StorePipeline.from_crawler(one), CataloguePipeline.from_crawler(one)
        await store.open_spider()
        await catalogue.open_spider()
        stages: tuple[Callable[[Any], Awaitable[Any]], ...] = (store.process_item, catalogue.process_item)
        results = []
        for item in items:
            try:
                for stage in stages:
                    item = await stage(item)
                results.append(item)
            except DropItem as drop:
                results.append(drop)
        await asyncio.sleep(0)  # a closing of the spider is a task of its own
        await catalogue.engine_stopped()
        return results

    return asyncio.run(work())


def rows(data: Path, query: str) -> list[tuple[Any, ...]]:
    with Catalogue.open(data / "catalogue.db") as catalogue:
        return [tuple(row) for row in catalogue.connection.execute(query)]


def test_a_found_document_ends_as_a_file_and_a_row(tmp_path: Path) -> None:
    one = crawler(tmp_path, begin(tmp_path))
    (passed,) = passing(one, document("q.pdf"))
    assert passed.body is None
    assert (passed.fetch.sha256, passed.fetch.size) == (SHA, len(BODY))
    assert (tmp_path / "files" / SHA[:2] / SHA).read_bytes() == BODY
    assert rows(tmp_path, "SELECT url, sha256, outcome FROM fetch") == [
        ("https://northmoor.example/q.pdf", SHA, "ok")
    ]
    assert rows(tmp_path, SIGHTINGS) == [("https://northmoor.example/q.pdf", HUB)]
    assert one.stats.get_value("harvester/documents") == 1


def test_what_could_not_be_fetched_has_a_row_and_no_file(tmp_path: Path) -> None:
    one = crawler(tmp_path, begin(tmp_path))
    passing(one, document("gone.pdf", None, Outcome.GONE))
    assert rows(tmp_path, "SELECT sha256, outcome FROM fetch") == [(None, "gone")]
    assert not list((tmp_path).glob("files/*/*"))


def test_visits_and_further_sightings_are_written_and_other_items_pass(tmp_path: Path) -> None:
    one = crawler(tmp_path, begin(tmp_path))
    visit = PageVisit(source="northmoor", url=HUB, outcome=Outcome.OK, status=200, kind=PageKind.HUB, at=AT)
    other = {"some": "item"}
    passed = passing(one, visit, FoundSightings(candidates=(candidate("q.pdf"), candidate("r.pdf"))), other)
    assert passed[2] is other
    assert rows(tmp_path, "SELECT url, outcome, kind FROM page_visit") == [(HUB, "ok", "hub")]
    assert len(rows(tmp_path, SIGHTINGS)) == 2
    assert one.stats.get_value("harvester/pages") == 1


def test_a_disk_that_refuses_leaves_no_row_and_stops_the_crawl(tmp_path: Path) -> None:
    one = crawler(tmp_path, begin(tmp_path))
    (tmp_path / "files").write_text("in the way")
    dropped = passing(one, document("q.pdf"), document("r.pdf", b"%PDF-1.4 other"))
    assert all(isinstance(drop, DropItem) for drop in dropped)
    assert rows(tmp_path, "SELECT * FROM fetch") == []
    assert "cannot write" in one.stats.get_value("harvester/fatal")
    assert one.engine.closed == ["disk"]


def test_a_catalogue_that_refuses_stops_the_crawl_and_the_file_is_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from harvester.errors import DiskError

    def refuse(*_: object) -> None:
        raise DiskError("cannot write the catalogue: the disk is full")

    one = crawler(tmp_path, begin(tmp_path))
    monkeypatch.setattr(Catalogue, "record_fetch", refuse)
    (dropped,) = passing(one, document("q.pdf"))
    assert isinstance(dropped, DropItem)
    assert (tmp_path / "files" / SHA[:2] / SHA).read_bytes() == BODY
    assert rows(tmp_path, SIGHTINGS) == []
    assert "the disk is full" in one.stats.get_value("harvester/fatal")


@pytest.mark.parametrize("place", ["store", "catalogue"])
def test_a_find_that_cannot_be_recorded_is_counted_and_the_source_fails(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of ours at one find: the others are recorded, and the night does not say that all is well."""
    from pipelines import store as store_stage

    def fault(*_: object) -> None:
        raise ValueError("nobody foresaw this")

    one = crawler(tmp_path, begin(tmp_path))
    one.stats.set_value("harvester/tally", CrawlTally(source="northmoor"))
    with monkeypatch.context() as patched:
        if place == "store":
            patched.setattr(store_stage, "uploads", fault)
        else:
            patched.setattr(Catalogue, "record_fetch", fault)
        (dropped,) = passing(one, document("q.pdf"))
    assert isinstance(dropped, DropItem)
    assert "northmoor: https://northmoor.example/q.pdf was found and could not be recorded" in caplog.text
    assert not one.engine.closed
    tally = one.stats.get_value("harvester/tally")
    outcome, why = judge_source(tally, Listing(listed=3, known=3))
    assert (outcome, why) == (
        SourceOutcome.FAILED,
        "1 find could not be recorded, see the log of the run",
    )
    assert passing(one, document("r.pdf"))[0].fetch.sha256 == SHA


def test_the_file_is_safe_before_the_row_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = crawler(tmp_path, begin(tmp_path))
    seen: list[bool] = []
    real = Catalogue.record_fetch

    def note(self: Catalogue, run_id: int, fetch: Fetch) -> None:
        seen.append((tmp_path / "files" / SHA[:2] / SHA).read_bytes() == BODY)
        real(self, run_id, fetch)

    monkeypatch.setattr(Catalogue, "record_fetch", note)
    passing(one, document("q.pdf"))
    assert seen == [True]


def test_crawls_of_one_process_share_the_writing_thread(tmp_path: Path) -> None:
    run_id = begin(tmp_path)

    async def work() -> int:
        pipes = [CataloguePipeline.from_crawler(crawler(tmp_path, run_id)) for _ in range(5)]
        for pipe in pipes:
            await pipe.open_spider()
        writers = {id(pipe._writer) for pipe in pipes}
        await asyncio.gather(
            *(pipe.process_item(document(f"{n}.pdf", None, Outcome.GONE)) for n, pipe in enumerate(pipes))
        )
        for pipe in pipes:
            await pipe.engine_stopped()
        again = CataloguePipeline.from_crawler(crawler(tmp_path, run_id))
        await again.open_spider()
        await again.process_item(document("later.pdf", None, Outcome.GONE))
        await again.engine_stopped()
        return len(writers)

    assert asyncio.run(work()) == 1
    assert len(rows(tmp_path, "SELECT * FROM fetch")) == 6
