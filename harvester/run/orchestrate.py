"""A run from beginning to end: lock, crawl, read, describe, group, judge each source, say so."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from harvester.accounts import TROUBLE
from harvester.clock import utc_now
from harvester.errors import HarvesterError
from harvester.gates import DEFAULT_GATES
from harvester.health import Listing, judge_source
from harvester.redaction import Redactor
from harvester.run.alarms import draw_alarms
from harvester.run.attempts import pause_s, worth_another
from harvester.run.beforehand import check_beforehand, index_archives
from harvester.run.children import told_error
from harvester.run.held import Held, in_hand
from harvester.run.judging import record
from harvester.run.limits import Limits
from harvester.run.options import RunReport, SourceReport
from harvester.run.reading import reader_of
from harvester.run.run_log import both, run_log
from harvester.run.selection import select
from harvester.run.tallies import load_tally, set_aside
from harvester.vocabulary import ExitCode, Outcome, SourceOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.errors import DiskError
    from harvester.gates import Gates
    from harvester.many.cluster import Cluster
    from harvester.records import CrawlTally
    from harvester.run.options import RunOptions
    from harvester.run.reading import Reader
    from harvester.run.standby import Standby
    from harvester.run.stopping import Stop
    from harvester.sources import Declaration

log = logging.getLogger(__name__)

OFFLINE = frozenset({Outcome.UNREACHABLE, Outcome.TIMEOUT})  # how a host ends without a network
SURELY_MUCH = 10  # sources, of which so much is going to be described that describers begin to load at once
MANY = 3  # sources that must all be unreachable before we say that it is us


def crawl(options: RunOptions, hear: Callable[[dict[str, Any]], None] = lambda _m: None) -> RunReport:
    """Harvest sources to the end: pages, files, text, metadata, grouping.

    Args:
        options: what to crawl and how.
        hear: told of progress: dicts with `event` started, progress, finished, reading, describing.

    Raises:
        HarvesterError: a run that could not begin, or could not be saved; the exit code is in it.
    """
    from harvester.many.workers import crawling_workers
    from harvester.run.standby import Standby
    from harvester.sources import load_declarations

    inherited = options.part.inherited if options.part else ()
    with Standby(0 if options.workers else options.processes, inherited) as standby:
        declared = load_declarations(options.sources_dir)
        chosen = select(declared, options.slugs, archived=options.archived)
        check_beforehand(options, chosen)
        with in_hand(options.data, options.command) as held:
            if not chosen:
                return RunReport(run_id=0, exit_code=ExitCode.NOTHING_DUE, reason=_nothing_due(options))
            with crawling_workers(options) as cluster:
                return crawl_held(held, options, Choice(declared, chosen), hear, cluster or standby)


class Choice(NamedTuple):
    """All declared sources, and those of them that a run takes."""

    declared: Mapping[str, Declaration]
    chosen: Sequence[Declaration]


def crawl_held(
    held: Held,
    options: RunOptions,
    choice: Choice,
    hear: Callable[[dict[str, Any]], None],
    crawlers: Cluster | Standby | None = None,
) -> RunReport:
    """The same for a caller that holds the data directory and has chosen at least one source.

    Args:
        held: the data directory.
        options: what to crawl and how.
        choice: the sources.
        hear: told of progress.
        crawlers: a cluster, or processes that wait for a job; without, processes are started when needed.
    """
    from harvester.many.joining import join_leftovers
    from harvester.run.standby import Standby

    catalogue, (declared, chosen) = held.catalogue, choice
    notes = [*join_leftovers(held.data, catalogue), *index_archives(options)]
    with held.stoppable() as stop:  # until here a signal just ends the command
        run_id = catalogue.start_run(options.command, [d.info() for d in chosen], utc_now())
        catalogue.save_sources([d.info() for d in declared.values()])  # title pages name their boards
        known = {d.slug: catalogue.known_documents(d.slug) for d in chosen}
        run = _Run(options, catalogue, chosen, run_id, stop, hear)
        run.known = known
        if isinstance(crawlers, Standby):
            run.standby = crawlers
        else:
            run.cluster = crawlers
        run.notes += notes
        try:
            return run.logged(Redactor(options.secrets))
        except Exception as error:
            close_badly(catalogue, run_id, error, options.gates)
            raise


def close_badly(catalogue: Catalogue, run_id: int, error: Exception, gates: Gates = DEFAULT_GATES) -> None:
    """Say in the run's row why it ended, if the disk still takes it; never hide the first error."""
    code = error.exit_code if isinstance(error, HarvesterError) else ExitCode.UNEXPECTED
    with suppress(Exception):
        catalogue.finish_run(run_id, utc_now(), code, f"{type(error).__name__}: {error}", gates=gates)


def _nothing_due(options: RunOptions) -> str:
    if options.archived:
        return "no closed source names archives (docs/vanished-boards.md)"
    return "no live source is declared"


class _Run:
    """One run under way: what its steps share."""

    def __init__(
        self,
        options: RunOptions,
        catalogue: Catalogue,
        chosen: Sequence[Declaration],
        run_id: int,
        stop: Stop,
        hear: Callable[[dict[str, Any]], None],
    ) -> None:
        self.options, self.catalogue, self.chosen = options, catalogue, chosen
        self.run_id, self.stop, self.hear = run_id, stop, hear
        self.folder: Path = options.data.runs / str(run_id)
        self.known: dict[str, int] = {}  # documents of each source before the run
        self.cluster: Cluster | None = None  # whose workers crawl and read, instead of our own processes
        self.standby: Standby | None = None  # our own processes for the first attempt
        self.limits = Limits(options.data.root, hours=options.hours, min_free_gb=options.min_free_gb)
        self.fatal: DiskError | None = None
        self.crashed: list[str] = []
        self.notes: list[str] = []  # worth a person's while
        self.read = 0
        self.described = 0
        self.reviews = 0

    def logged(self, redact: Redactor) -> RunReport:
        """Go through the whole run, and keep its log."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with run_log(self.folder, redact) as log:
            self.hear = both(log.hear, self.hear)
            log.event("run started", f"{self.options.command}: {len(self.chosen)} sources")
            self.harvest()
            report = self.conclude()
            # What a part has is weighed when it was joined and described.
            for one in report.sources if self.options.part is None else ():
                level = "warning" if one.outcome in TROUBLE else "info"
                said = f"{one.outcome}: {one.message}" if one.message else one.outcome
                log.event("outcome", said, level=level, source=one.source)
            log.event("run ended", report.reason, level="info" if report.exit_code == 0 else "warning")
        return report

    def harvest(self) -> None:
        """Crawl and read at once, then describe and group, then suggest codings."""
        from harvester.run.ahead import Ahead
        from harvester.run.describers import describers_of

        with describers_of(self.catalogue.path, self.options.readers) as describers:
            self.ahead = Ahead(self.catalogue, describers)
            with reader_of(self.options, self.catalogue, self.stop, self.cluster) as reader:
                if describers and reader and self.options.part is None and len(self.chosen) >= SURELY_MUCH:
                    describers.prepare()
                self._crawl(reader)
                if self.fatal and not self.stop():
                    raise self.fatal
                if reader is not None:
                    self.hear({"event": "reading"})
                    self.ahead.hurry()
                    while not self.stop() and self.limits.left() > 0 and reader.step(0.2, last=True):
                        self._describe_ahead(busy=True)
                    self.read += reader.done
                    self.crashed += [reader.left()] if reader.left() else []
            if not self.stop() and self.options.part is None:
                self._describe()
        if self.options.codings and self.options.read and self.options.part is None and not self.stop():
            from harvester.suggesting import suggest_codings

            suggest_codings(self.catalogue, self.stop, self.hear, self.options.readers)

    def _describe_ahead(self, *, busy: bool) -> bool:
        """Whether there was anything to do; a part describes nothing, who joins it does."""
        return self.options.part is None and self.ahead.step(busy=busy)

    def _describe(self) -> None:
        from harvester.process import NotGroupedError, process

        self.hear({"event": "describing"})
        sources = self.catalogue.sources()
        unread = not self.options.read
        gates = self.options.gates
        now, ahead = utc_now(), self.ahead
        try:
            done = process(self.catalogue, sources, now, self.stop, unread=unread, gates=gates, ahead=ahead)
        except NotGroupedError as error:  # what was crawled counts all the same
            self.crashed.append(str(error))
            self.described = error.described
            return
        self.described, self.reviews = done.described, done.reviews

    def _crawl(self, reader: Reader | None) -> None:
        """Crawl every source, and those that failed again later, while there is time."""
        pending = self.chosen
        for attempt in range(1, self.options.retries + 2):
            self._attempt(pending, reader)
            pending = self._worth_another(pending) if attempt <= self.options.retries else []
            pause = pause_s(attempt, self.options.retry_minutes)
            if not pending or self._ending() or self.limits.left_to_crawl() <= pause:
                return
            self.hear({"event": "waiting", "seconds": pause, "sources": [d.slug for d in pending]})
            if not self._wait(pause, reader):
                return
            for one in pending:
                set_aside(self.folder, one.slug, attempt)
            self.notes += self.crashed
            self.crashed = []

    def _attempt(self, sources: Sequence[Declaration], reader: Reader | None) -> None:
        from harvester.run.children import Children
        from harvester.run.jobs import crawl_jobs

        if self.cluster is not None:
            self._attempt_on(self.cluster, sources, reader)
            return
        jobs = crawl_jobs(self.options, sources, self.run_id, self.folder)
        inherited = self.options.part.inherited if self.options.part else ()
        with Children(jobs, self._on_message, inherited, self.standby) as children:
            codes = children.watch(self._ending, lambda: self._meanwhile(reader))
        for number, code in enumerate(codes):
            if code not in (ExitCode.OK, ExitCode.STOPPED, ExitCode.DISK) and not self.stop():
                errors = self.folder / f"crawl-{number}.err"
                self.crashed.append(f"crawling process {number} ended with {code}; see {errors}")

    def _attempt_on(self, cluster: Cluster, sources: Sequence[Declaration], reader: Reader | None) -> None:
        from harvester.many.crawling import Crawling, Whole

        whole = Whole(
            options=self.options,
            catalogue=self.catalogue,
            run_id=self.run_id,
            folder=self.folder,
            hear=lambda message: self._on_message(0, message),
            ending=self._ending,
            stopped=self.stop,
            meanwhile=lambda: self._meanwhile(reader),
        )
        crawling = Crawling(whole, cluster)
        self.crashed += crawling.crawl(sources)
        self.read += crawling.read

    def _ending(self) -> bool:
        return self.stop() or bool(self.fatal) or self.limits.cut() is not None

    def _meanwhile(self, reader: Reader | None) -> None:
        read = reader is not None and reader.step(0.1)
        described = reader is not None and self._describe_ahead(busy=read)
        if not (read or described):
            time.sleep(0.1)

    def _wait(self, seconds: float, reader: Reader | None) -> bool:
        """Read on for so long; False when the run must end."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._ending():
            self._meanwhile(reader)
        return not self._ending()

    def _worth_another(self, sources: Sequence[Declaration]) -> list[Declaration]:
        found = []
        for one in sources:
            tally = load_tally(self.folder, one.slug)
            outcome, _ = judge_source(tally, self._listing(one))
            if worth_another(outcome, tally):
                found.append(one)
        return found

    def _on_message(self, worker: int, message: dict[str, Any]) -> None:
        if message.get("event") == "fatal":
            self.fatal = told_error(message)
        self.hear({"worker": worker, **message})

    def conclude(self) -> RunReport:
        """Judge each source, write the run's rows, and report."""
        tallies = {d.slug: load_tally(self.folder, d.slug) for d in self.chosen}
        with self.catalogue.writing():  # one commit for all sources: each costs an fsync
            reports = tuple(self._source_report(d, tallies[d.slug]) for d in self.chosen)
        code, reason = self._exit(reports, tallies.values())
        self.catalogue.finish_run(self.run_id, utc_now(), code, reason, gates=self.options.gates)
        draw_alarms(self.options.data, self.catalogue, self.run_id, self.options.gates)
        return RunReport(
            run_id=self.run_id,
            exit_code=code,
            reason=reason,
            sources=reports,
            read=self.read,
            described=self.described,
            reviews=self.reviews,
            notes=(*self.crashed, *self.notes),
        )

    def _listing(self, declaration: Declaration) -> Listing:
        bounds = declaration.expect.documents
        return Listing(
            listed=self.catalogue.listed_documents(self.run_id, declaration.slug),
            known=self.known[declaration.slug],
            expected_min=bounds.min if bounds else None,
            expected_max=bounds.max if bounds else None,
        )

    def _source_report(self, declaration: Declaration, tally: CrawlTally | None) -> SourceReport:
        slug, listing = declaration.slug, self._listing(declaration)
        outcome, message = judge_source(tally, listing)
        if tally is None and self.crashed:
            message = "its crawling process ended before it did"
        new, changed, lost = self.catalogue.run_changes(self.run_id, slug)
        report = SourceReport(
            source=slug,
            title=declaration.title,
            outcome=outcome,
            pages_fetched=tally.pages_fetched if tally else 0,
            requests=tally.requests if tally else 0,
            bytes=tally.bytes if tally else 0,
            candidates=tally.candidates if tally else 0,
            documents_listed=listing.listed,
            documents_new=new,
            documents_changed=changed,
            documents_lost=lost,
            seconds=round(tally.seconds, 1) if tally else 0.0,
            message=message,
            platform=tally.platform if tally else None,
        )
        return record(self.catalogue, self.run_id, declaration, report, self.options.gates)

    def _exit(
        self, reports: Sequence[SourceReport], tallies: Collection[CrawlTally | None]
    ) -> tuple[int, str]:
        if self.stop():
            return ExitCode.STOPPED, "stopped by a signal; what was fetched is kept, run again to go on"
        broken = [r.source for r in reports if r.outcome is SourceOutcome.SKIPPED]
        cut = self.limits.cut()
        if cut is not None and (broken or cut.exit_code == ExitCode.DISK):
            left = f"; not crawled to the end: {', '.join(broken)}" if broken else ""
            return cut.exit_code, f"{cut.message}{left}"
        if self.crashed or broken:
            rest = [f"not crawled to the end: {', '.join(broken)}"] if broken else []
            return ExitCode.UNEXPECTED, "; ".join([*self.crashed, *rest])
        bad = [r for r in reports if r.outcome in TROUBLE]
        if len(reports) >= MANY and all(tally is not None and _offline(tally) for tally in tallies):
            return ExitCode.NETWORK, "no source could be reached; look whether this machine's network is down"
        if bad:
            named = ", ".join(f"{r.source} ({r.outcome})" for r in bad)
            return ExitCode.SOURCES_NEED_CARE, f"need care: {named}"
        return ExitCode.OK, "all well"


def _offline(tally: CrawlTally) -> bool:
    """Whether nothing of a source could be reached, as when our own network is down."""
    return bool(tally.entrances) and set(tally.entrances.values()) <= OFFLINE
