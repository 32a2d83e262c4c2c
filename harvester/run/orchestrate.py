"""A run from beginning to end: lock, crawl, read, describe, group, judge each source, say so."""

from __future__ import annotations

import logging
import signal
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from harvester.clock import utc_now
from harvester.errors import ConfigurationError, DiskError, HarvesterError
from harvester.run.lock import hold
from harvester.run.options import RunOptions, RunReport, SourceReport
from harvester.run.selection import host_groups, select, shards
from harvester.vocabulary import ExitCode, SourceOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory
    from harvester.run.adding import Addition
    from harvester.run.reading import Reader
    from harvester.sources import Declaration

log = logging.getLogger(__name__)

TROUBLE = frozenset({SourceOutcome.FAILED, SourceOutcome.BLOCKED, SourceOutcome.SUSPECT})


class Stop:
    """Set by SIGTERM or SIGINT: finish what is in hand, save, and end."""

    def __init__(self) -> None:
        self.event = threading.Event()

    def __call__(self) -> bool:
        """Whether to stop."""
        return self.event.is_set()


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Turn SIGTERM and SIGINT into a wish to stop; only the main thread may do so."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    old = {s: signal.signal(s, lambda *_: stop.event.set()) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for signum, handler in old.items():
            signal.signal(signum, handler)


def crawl(options: RunOptions, hear: Callable[[dict[str, Any]], None] = lambda _m: None) -> RunReport:
    """Harvest sources to the end: pages, files, text, metadata, grouping.

    Args:
        options: what to crawl and how.
        hear: told of progress: dicts with `event` started, progress, finished, reading, describing.

    Raises:
        HarvesterError: a run that could not begin, or could not be saved; the exit code is in it.
    """
    from harvester.catalogue import Catalogue, replay_decisions
    from harvester.sources import load_declarations

    chosen = select(load_declarations(options.sources_dir), options.slugs)
    require_contact(options, chosen)
    with ExitStack() as stack:
        stack.enter_context(hold(options.data, options.command))
        stop = stack.enter_context(stoppable())
        catalogue = stack.enter_context(Catalogue.open(options.data.catalogue))
        replay_decisions(options.data, catalogue)
        if not chosen:
            return RunReport(run_id=0, exit_code=ExitCode.NOTHING_DUE, reason="no live source is declared")
        notes = _index_archives(options)
        run_id = catalogue.start_run(options.command, [d.info() for d in chosen], utc_now())
        known = {d.slug: catalogue.known_documents(d.slug) for d in chosen}
        run = _Run(options, catalogue, chosen, run_id, stop, hear)
        try:
            run.notes += notes
            run.harvest()
            return run.conclude(known)
        except Exception as error:
            _close_badly(catalogue, run_id, error)
            raise


def _index_archives(options: RunOptions) -> list[str]:
    """Index the archives to replay now, so that a bad one ends the command before a run begins."""
    if not options.replay:
        return []
    from harvester.warc_replay import prepare_replay

    return list(prepare_replay(options.data.root.resolve(), crawl_options(options, None).replay))


def _close_badly(catalogue: Catalogue, run_id: int, error: Exception) -> None:
    """Say in the run's row why it ended, if the disk still takes it; never hide the first error."""
    code = error.exit_code if isinstance(error, HarvesterError) else ExitCode.UNEXPECTED
    with suppress(Exception):
        catalogue.finish_run(run_id, utc_now(), code, f"{type(error).__name__}: {error}")


def require_contact(options: RunOptions, chosen: Sequence[Declaration]) -> None:
    """Refuse to reach for a host that is not ours without saying who asks (design section 5).

    Raises:
        ConfigurationError: there is no contact; the text says what to set.
    """
    from harvester.web.settings import contact_needed

    if options.contact or not chosen:
        return
    if contact_needed(crawl_options(options, run_id=None)):
        raise ConfigurationError(
            "a real crawl must say who is asking: set HARVESTER_CONTACT to a mail address or web page "
            "where site owners can reach you (it goes into the User-Agent), or use --replay / --allow-host."
        )


def crawl_options(options: RunOptions, run_id: int | None) -> Any:
    """The part of a run's options that the crawling process needs."""
    from harvester.web.options import CrawlOptions

    return CrawlOptions(
        data=options.data.root.resolve(),
        sources_dir=options.sources_dir.resolve() if options.sources_dir else None,
        replay=tuple(path.resolve() for path in options.replay),
        allow_hosts=options.allow_hosts,
        max_pages=options.max_pages,
        delay=options.delay,
        run_id=run_id,
        contact=options.contact,
    )


def job_values(options: RunOptions, run_id: int) -> dict[str, Any]:
    """The crawl options as a job's JSON holds them."""
    from dataclasses import asdict

    values = asdict(crawl_options(options, run_id))
    values |= {"data": str(values["data"]), "replay": [str(p) for p in values["replay"]]}
    values["sources_dir"] = str(values["sources_dir"]) if values["sources_dir"] else None
    return values


def fetch_one(options: RunOptions, catalogue: Catalogue, run_id: int, addition: Addition) -> None:
    """Ask one address in a crawling process of its own."""
    from harvester.run.children import Children
    from harvester.run.worker import Job

    folder = options.data.runs / str(run_id)
    folder.mkdir(parents=True, exist_ok=True)
    only = {"url": str(addition.url), "who": addition.who, "why": addition.why}
    job = Job(
        groups=[[addition.declaration.slug]],
        concurrency=1,
        run_folder=str(folder.resolve()),
        number=0,
        options=job_values(options, run_id),
        only=only,
    )
    fatal: list[str] = []

    def hear(_worker: int, message: dict[str, Any]) -> None:
        if message.get("event") == "fatal":
            fatal.append(str(message.get("message")))

    codes = Children([job], hear).finish(grace_s=600)
    if fatal or any(codes):
        why = fatal[0] if fatal else f"the crawling process ended with {codes[0]}; see {folder}"
        catalogue.finish_run(run_id, utc_now(), ExitCode.DISK if fatal else ExitCode.UNEXPECTED, why)
        raise DiskError(why) if fatal else HarvesterError(why)


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
        self.fatal = ""
        self.crashed: list[str] = []
        self.notes: list[str] = []  # worth a person's while
        self.read = 0
        self.described = 0
        self.reviews = 0

    def harvest(self) -> None:
        """Crawl and read at once, then describe and group."""
        from harvester.process import process

        self.folder.mkdir(parents=True, exist_ok=True)
        with _reader(self.options, self.catalogue) as reader:
            self._crawl(reader)
            if self.fatal:
                raise DiskError(self.fatal)
            if reader is not None:
                self.hear({"event": "reading"})
                reader.drain(self.stop)
                self.read = reader.done
        if not self.stop():
            self.hear({"event": "describing"})
            done = process(self.catalogue, self._infos(), utc_now())
            self.described, self.reviews = done.described, done.reviews

    def _infos(self) -> Mapping[str, Any]:
        return self.catalogue.sources()

    def _crawl(self, reader: Reader | None) -> None:
        from harvester.run.children import Children
        from harvester.run.worker import Job

        values = job_values(self.options, self.run_id)
        parts = shards(host_groups(self.chosen), self.options.processes)
        at_once = self.options.concurrency or max(1, sum(len(part) for part in parts))
        jobs = [
            Job(
                groups=part,
                concurrency=max(1, at_once // len(parts)),
                run_folder=str(self.folder.resolve()),
                number=number,
                options=values,
            )
            for number, part in enumerate(parts)
        ]
        children = Children(jobs, self._on_message)
        asked = False
        while children.running():
            if (self.stop() or self.fatal) and not asked:
                children.stop()
                asked = True
            if reader is None or not reader.step(0.2):
                time.sleep(0.1)
        for number, code in enumerate(children.finish()):
            if code not in (ExitCode.OK, ExitCode.STOPPED, ExitCode.DISK):
                errors = self.folder / f"crawl-{number}.err"
                self.crashed.append(f"crawling process {number} ended with {code}; see {errors}")

    def _on_message(self, worker: int, message: dict[str, Any]) -> None:
        if message.get("event") == "fatal":
            self.fatal = str(message.get("message"))
        self.hear({"worker": worker, **message})

    def conclude(self, known: Mapping[str, int]) -> RunReport:
        """Judge each source, write the run's rows, and report."""
        reports = tuple(self._source_report(d, known[d.slug]) for d in self.chosen)
        code, reason = self._exit(reports)
        self.catalogue.finish_run(self.run_id, utc_now(), code, reason)
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

    def _source_report(self, declaration: Declaration, known: int) -> SourceReport:
        from harvester.health import Listing, judge_source
        from harvester.run.worker import load_tally

        slug = declaration.slug
        tally = load_tally(self.folder, slug)
        bounds = declaration.expect.documents
        listing = Listing(
            listed=self.catalogue.listed_documents(self.run_id, slug),
            known=known,
            expected_min=bounds.min if bounds else None,
            expected_max=bounds.max if bounds else None,
        )
        outcome, message = judge_source(tally, listing)
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
        )
        self.catalogue.record_source(self.run_id, report)
        return report

    def _exit(self, reports: Sequence[SourceReport]) -> tuple[int, str]:
        if self.stop():
            return ExitCode.STOPPED, "stopped by a signal; what was fetched is kept, run again to go on"
        if self.crashed:
            return ExitCode.UNEXPECTED, "; ".join(self.crashed)
        bad = [r for r in reports if r.outcome in TROUBLE]
        if len(reports) >= 3 and all(r.outcome is SourceOutcome.FAILED for r in reports):
            return ExitCode.NETWORK, "no source could be reached: is this machine's network down?"
        if bad:
            named = ", ".join(f"{r.source} ({r.outcome})" for r in bad)
            return ExitCode.SOURCES_NEED_CARE, f"need care: {named}"
        return ExitCode.OK, "all well"


@contextmanager
def _reader(options: RunOptions, catalogue: Catalogue) -> Iterator[Reader | None]:
    if not options.read:
        yield None
        return
    from harvester.extract.pool import ReadingPool
    from harvester.run.reading import Reader
    from harvester.store import FileStore

    with ReadingPool(options.readers) as pool:
        yield Reader(catalogue, FileStore(options.data.files), pool, now=utc_now)


def reprocess(
    data: DataDirectory, *, reread: bool = False, hear: Callable[[dict[str, Any]], None] = lambda _m: None
) -> RunReport:
    """Read what is unread (or all, with `reread`), describe every document again, and group.

    Raises:
        HarvesterError: no catalogue, locked, or the disk refuses.
    """
    from harvester.catalogue import Catalogue, replay_decisions
    from harvester.process import process

    with ExitStack() as stack:
        stack.enter_context(hold(data, "reprocess"))
        stop = stack.enter_context(stoppable())
        catalogue = stack.enter_context(Catalogue.open(data.catalogue, create=False))
        replay_decisions(data, catalogue)
        if reread:
            catalogue.mark_all_unread()
        catalogue.mark_all_stale()
        reader = stack.enter_context(_reader(RunOptions(data=data), catalogue))
        assert reader is not None  # noqa: S101 - reading is on by default
        hear({"event": "reading"})
        reader.drain(stop)
        if stop():
            stopped = "stopped by a signal; run again to go on"
            return RunReport(run_id=0, exit_code=ExitCode.STOPPED, reason=stopped)
        hear({"event": "describing"})
        done = process(catalogue, catalogue.sources(), utc_now())
    return RunReport(
        run_id=0,
        exit_code=ExitCode.OK,
        reason="all well",
        read=reader.done,
        described=done.described,
        reviews=done.reviews,
    )
