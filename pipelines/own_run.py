"""The run of a plain `scrapy crawl`, which no command has begun and none will finish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.accounts import TROUBLE
from harvester.clock import utc_now
from harvester.gates import DEFAULT_GATES
from harvester.health import Listing, judge_source
from harvester.records import CrawlTally
from harvester.run.judging import record
from harvester.run.options import SourceReport
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from harvester.catalogue import Catalogue
    from harvester.sources import Declaration

_KNOWN = "harvester/known"


def begin_own_run(catalogue: Catalogue, spider: Spider) -> int:
    """Begin a run of the one source that this spider crawls."""
    declaration: Declaration | None = getattr(spider, "declaration", None)
    sources = [declaration.info()] if declaration is not None else []
    known = catalogue.known_documents(spider.name)
    spider.crawler.stats.set_value(_KNOWN, known)
    return catalogue.start_run("scrapy crawl", sources, utc_now())


def finish_own_run(catalogue: Catalogue, run_id: int, crawler: Crawler) -> None:
    """Say what was found, judge the source and finish the run, as `harvester crawl --no-read` does."""
    from harvester.process import process

    stats = crawler.stats
    tally = stats.get_value("harvester/tally")
    fatal = stats.get_value("harvester/fatal")
    reason = str(stats.get_value("finish_reason") or "unknown")
    if fatal:
        catalogue.finish_run(run_id, utc_now(), ExitCode.DISK, str(fatal))
        return
    if not isinstance(tally, CrawlTally) or not tally.finished:
        catalogue.finish_run(run_id, utc_now(), ExitCode.STOPPED, f"ended early: {reason}")
        return
    # From the links alone; `harvester reprocess` reads the files, and groups.
    process(catalogue, catalogue.sources(), utc_now(), unread=True)
    declaration: Declaration = crawler.spidercls.declaration  # type: ignore[attr-defined]
    report = record(catalogue, run_id, declaration, _report(catalogue, run_id, tally, crawler), DEFAULT_GATES)
    code = ExitCode.SOURCES_NEED_CARE if report.outcome in TROUBLE else ExitCode.OK
    catalogue.finish_run(run_id, utc_now(), code, report.message or "all well")


def _report(catalogue: Catalogue, run_id: int, tally: CrawlTally, crawler: Crawler) -> SourceReport:
    declaration: Declaration = crawler.spidercls.declaration  # type: ignore[attr-defined]
    bounds = declaration.expect.documents
    listing = Listing(
        listed=catalogue.listed_documents(run_id, tally.source),
        known=int(crawler.stats.get_value(_KNOWN) or 0),
        expected_min=bounds.min if bounds else None,
        expected_max=bounds.max if bounds else None,
    )
    outcome, message = judge_source(tally, listing)
    new, changed, lost = catalogue.run_changes(run_id, tally.source)
    return SourceReport(
        source=tally.source,
        title=declaration.title,
        outcome=outcome,
        pages_fetched=tally.pages_fetched,
        requests=tally.requests,
        bytes=tally.bytes,
        candidates=tally.candidates,
        documents_listed=listing.listed,
        documents_new=new,
        documents_changed=changed,
        documents_lost=lost,
        seconds=round(tally.seconds, 1),
        message=message,
        platform=tally.platform,
    )
