"""A run from beginning to end: lock, crawl, read, describe, group, judge each source, say so."""

from __future__ import annotations

import logging
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harvester.archived import reached_hosts
from harvester.clock import utc_now
from harvester.errors import ConfigurationError, DiskError, HarvesterError
from harvester.run.lock import hold
from harvester.run.options import RunOptions, RunReport, SourceReport
from harvester.run.selection import select
from harvester.run.stopping import Stop, stoppable
from harvester.vocabulary import ExitCode, Outcome, SourceOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory
    from harvester.records import CrawlTally
    from harvester.run.reading import Reader
    from harvester.sources import Declaration

log = logging.getLogger(__name__)

TROUBLE = frozenset({SourceOutcome.FAILED, SourceOutcome.BLOCKED, SourceOutcome.SUSPECT})
OFFLINE = frozenset({Outcome.UNREACHABLE, Outcome.TIMEOUT})  # how a host ends without a network
MANY = 3  # sources that must all be unreachable before we say that it is us


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

    declared = load_declarations(options.sources_dir)
    chosen = select(declared, options.slugs, archived=options.archived)
    require_contact(options, chosen)
    require_rendering(chosen, options.chromium)
    with ExitStack() as stack:
        stack.enter_context(hold(options.data, options.command))
        catalogue = stack.enter_context(Catalogue.open(options.data.catalogue))
        replay_decisions(options.data, catalogue)
        if not chosen:
            return RunReport(run_id=0, exit_code=ExitCode.NOTHING_DUE, reason=_nothing_due(options))
        notes = index_archives(options)
        stop = stack.enter_context(stoppable())  # until here a signal just ends the command
        run_id = catalogue.start_run(options.command, [d.info() for d in chosen], utc_now())
        catalogue.save_sources([d.info() for d in declared.values()])  # title pages name their boards
        known = {d.slug: catalogue.known_documents(d.slug) for d in chosen}
        run = _Run(options, catalogue, chosen, run_id, stop, hear)
        try:
            run.notes += notes
            run.harvest()
            return run.conclude(known)
        except Exception as error:
            close_badly(catalogue, run_id, error)
            raise


def index_archives(options: RunOptions) -> list[str]:
    """Finish archives that a crash left open; index what is to be replayed, so that a bad file ends
    the command before a run begins.

    Returns:
        One sentence for each file that was finished or is damaged.
    """
    from harvester.run.jobs import crawl_options
    from harvester.warc_index import tidy
    from harvester.warc_replay import prepare_replay

    notes = [*tidy(options.data.warc)]
    if options.replay:
        notes += prepare_replay(options.data.root.resolve(), crawl_options(options, None).replay)
    return notes


def close_badly(catalogue: Catalogue, run_id: int, error: Exception) -> None:
    """Say in the run's row why it ended, if the disk still takes it; never hide the first error."""
    code = error.exit_code if isinstance(error, HarvesterError) else ExitCode.UNEXPECTED
    with suppress(Exception):
        catalogue.finish_run(run_id, utc_now(), code, f"{type(error).__name__}: {error}")


def require_contact(options: RunOptions, chosen: Sequence[Declaration]) -> None:
    """Refuse to reach for a host that is not ours without saying who asks (docs/operating.md).

    Raises:
        ConfigurationError: there is no contact; the text says what to set.
    """
    from harvester.run.jobs import crawl_options
    from harvester.web.settings import contact_needed

    if options.contact or not chosen:
        return
    hosts = [host for d in chosen for host in _asked_hosts(d)]
    if not hosts and all(d.archives for d in chosen):
        return  # files at hand; without a contact nothing else can be reached
    outside = [host for host in hosts if not _leads_inside(host, options.allow_hosts)]
    if contact_needed(crawl_options(options, run_id=None), outside):
        raise ConfigurationError(
            "a real crawl must say who is asking: set HARVESTER_CONTACT to a mail address or web page "
            "where site owners can reach you (it goes into the User-Agent), or use --replay / --allow-host."
        )


def require_rendering(chosen: Sequence[Declaration], chromium: str | None = None) -> None:
    """Refuse to begin a run in which a source needs a browser that is not there.

    Raises:
        ConfigurationError: the text says what to install.
    """
    if not any(one.render for one in chosen):
        return
    from harvester.web.browser import require_browser

    require_browser(chromium)


def _nothing_due(options: RunOptions) -> str:
    if options.archived:
        return "no closed source names archives (docs/vanished-boards.md)"
    return "no live source is declared"


def _asked_hosts(declaration: Declaration) -> list[str]:
    """The hosts without which a source could only fail; of a closed site those of its archives."""
    if declaration.archives:
        return reached_hosts(declaration)
    host = urlsplit(declaration.homepage or "").hostname
    return [host] if host else []


def _leads_inside(host: str, allow_hosts: Sequence[str]) -> bool:
    """Whether a name stands for permitted addresses only, as localhost does for 127.0.0.0/8."""
    import socket
    from ipaddress import ip_address

    from harvester.web.reach import Reach

    if not allow_hosts:
        return False
    reach = Reach.parse(allow_hosts, everywhere=False)
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, socket.AF_INET)}
    except OSError:
        return False
    return all(reach.permits(ip_address(address)) for address in found)


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
        with _reader(self.options, self.catalogue, self.stop) as reader:
            self._crawl(reader)
            if self.fatal and not self.stop():
                raise DiskError(self.fatal)
            if reader is not None:
                self.hear({"event": "reading"})
                reader.drain(self.stop)
                self.read = reader.done
        if not self.stop():
            self.hear({"event": "describing"})
            sources = self.catalogue.sources()
            unread = not self.options.read
            done = process(self.catalogue, sources, utc_now(), self.stop, unread=unread)
            self.described, self.reviews = done.described, done.reviews

    def _crawl(self, reader: Reader | None) -> None:
        from harvester.run.children import Children
        from harvester.run.jobs import crawl_jobs

        jobs = crawl_jobs(self.options, self.chosen, self.run_id, self.folder)

        def read_on() -> None:
            if reader is None or not reader.step(0.2):
                time.sleep(0.1)

        with Children(jobs, self._on_message) as children:
            codes = children.watch(lambda: self.stop() or bool(self.fatal), read_on)
        for number, code in enumerate(codes):
            if code not in (ExitCode.OK, ExitCode.STOPPED, ExitCode.DISK) and not self.stop():
                errors = self.folder / f"crawl-{number}.err"
                self.crashed.append(f"crawling process {number} ended with {code}; see {errors}")

    def _on_message(self, worker: int, message: dict[str, Any]) -> None:
        if message.get("event") == "fatal":
            self.fatal = str(message.get("message"))
        self.hear({"worker": worker, **message})

    def conclude(self, known: Mapping[str, int]) -> RunReport:
        """Judge each source, write the run's rows, and report."""
        from harvester.run.worker import load_tally

        tallies = {d.slug: load_tally(self.folder, d.slug) for d in self.chosen}
        reports = tuple(self._source_report(d, tallies[d.slug], known[d.slug]) for d in self.chosen)
        code, reason = self._exit(reports, tallies.values())
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

    def _source_report(self, declaration: Declaration, tally: CrawlTally | None, known: int) -> SourceReport:
        from harvester.health import Listing, judge_source

        slug = declaration.slug
        bounds = declaration.expect.documents
        listing = Listing(
            listed=self.catalogue.listed_documents(self.run_id, slug),
            known=known,
            expected_min=bounds.min if bounds else None,
            expected_max=bounds.max if bounds else None,
        )
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
        self.catalogue.record_source(self.run_id, report)
        return report

    def _exit(
        self, reports: Sequence[SourceReport], tallies: Collection[CrawlTally | None]
    ) -> tuple[int, str]:
        if self.stop():
            return ExitCode.STOPPED, "stopped by a signal; what was fetched is kept, run again to go on"
        broken = [r.source for r in reports if r.outcome is SourceOutcome.SKIPPED]
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


@contextmanager
def _reader(options: RunOptions, catalogue: Catalogue, stop: Stop) -> Iterator[Reader | None]:
    if not options.read:
        yield None
        return
    from harvester.extract.pool import ReadingPool
    from harvester.run.reading import Reader
    from harvester.store import FileStore

    with ReadingPool(options.readers) as pool:
        yield Reader(catalogue, FileStore(options.data.files), pool, now=utc_now)
        if stop():
            pool.close(stop=True)  # what is being read stays unread, for the next run


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
        catalogue = stack.enter_context(Catalogue.open(data.catalogue, create=False))
        stack.enter_context(hold(data, "reprocess"))
        replay_decisions(data, catalogue)
        stop = stack.enter_context(stoppable())
        if reread:
            catalogue.mark_all_unread()
        catalogue.mark_all_stale()
        with _reader(RunOptions(data=data), catalogue, stop) as reader:
            assert reader is not None  # noqa: S101 - reading is on by default
            hear({"event": "reading"})
            reader.drain(stop)
        hear({"event": "describing"})
        done = process(catalogue, catalogue.sources(), utc_now(), stop)
        if stop():
            stopped = "stopped by a signal; run again to go on"
            return RunReport(run_id=0, exit_code=ExitCode.STOPPED, reason=stopped, read=reader.done)
    return RunReport(
        run_id=0,
        exit_code=ExitCode.OK,
        reason="all well",
        read=reader.done,
        described=done.described,
        reviews=done.reviews,
    )
