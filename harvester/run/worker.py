"""One crawling process: `python -m harvester.run.worker` with a job on standard input.

The crawl runs in a process of its own so that a crash, a memory limit or a stopped reactor never
takes the reading, the catalogue or the person's terminal with it. It tells its parent what happens
as JSON lines on standard output and leaves each source's tally in the run's folder.
"""

from __future__ import annotations

import contextlib
import copy
import ctypes
import gc
import json
import logging
import os
import signal
import sys
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester.records import CrawlTally
from harvester.run.orphans import crawl_there
from harvester.run.tallies import write_tally
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from scrapy.crawler import Crawler, CrawlerProcess
    from scrapy.settings import Settings

    from harvester.web.options import CrawlOptions


PR_SET_PDEATHSIG = 1  # Linux prctl
# New objects after which garbage is looked for. Answers are freed without that; Python's 700 cost a tenth of
# the crawl's CPU time.
GARBAGE_AFTER = 20_000
LEFT_AT_LEAST_S = 10.0  # between two looks for what finished sources left behind
LEFT_SHARE = 50  # times what a look took, at least
AT_FIRST = 8  # sources that begin before any request is sent; each takes some 10 ms to set up
# Where hosts are asked without a pause, answers are worked through in turn. If files are read meanwhile, few
# sources begin, and the others one by one, so that there are some to read after a few pages, not hundreds.
AT_FIRST_ONE_BY_ONE, APART_S = 2, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one worker is to crawl: groups run at once, members of a group in turn."""

    groups: list[list[str]]
    concurrency: int
    run_folder: str
    number: int
    options: dict[str, Any]
    one_by_one: bool = False  # whether sources begin a while apart
    only: dict[str, str] | None = None  # url, who, why: ask this one address and nothing else

    def to_json(self) -> str:
        """The job as the worker reads it from standard input."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Job:
        """The job that `to_json` wrote."""
        return cls(**json.loads(text))


class Leftovers:
    """What finished sources leave behind: all they knew of their sites, held by each other.

    Python would come to it too late: what has lived long is gone through when that has grown by a quarter,
    and with as few looks as `GARBAGE_AFTER` makes, a crawl of many sites would grow with each.
    """

    def __init__(self) -> None:
        self.more = False
        self._due = 0.0

    def collect_when_due(self) -> None:
        """Collect it, if there is any and it was not just done."""
        began = time.monotonic()
        if self.more and began >= self._due:
            self.more = False
            gc.collect()
            _give_back()
            ended = time.monotonic()
            self._due = ended + max(LEFT_AT_LEAST_S, LEFT_SHARE * (ended - began))


def _give_back() -> None:
    """Let the system have what is free now: the C library keeps the most that was ever needed at once."""
    with contextlib.suppress(OSError, AttributeError):  # not glibc
        ctypes.CDLL(None).malloc_trim(0)


class Chains:
    """Crawls groups of sources: several groups at once, each group's sources one after another."""

    def __init__(self, process: CrawlerProcess, job: Job) -> None:
        self.process = process
        self.waiting = [list(group) for group in job.groups]
        self.concurrency = job.concurrency
        self.folder = Path(job.run_folder)
        self.only = job.only
        self.one_by_one = job.one_by_one
        self.stopped = False
        self.fatal = ""
        self.live: dict[str, Crawler] = {}
        self.done = {"pages": 0, "documents": 0, "finished": 0}
        self._left_over = Leftovers()

    def start(self) -> None:
        """Start as many groups as may run at once: a few now, the others while those wait for their sites."""
        from twisted.internet.defer import Deferred

        count = min(self.concurrency, len(self.waiting))
        first = AT_FIRST_ONE_BY_ONE if self.one_by_one else AT_FIRST
        for _ in range(min(count, first)):
            self._next_group()
        unfinished: Deferred[None] = Deferred()
        self.process._active.add(unfinished)  # else the process would end when the first few have
        self._start_later(count - first, unfinished)

    def _start_later(self, count: int, unfinished: Any) -> None:
        """Start so many further groups: one each time that the reactor comes round, or a while apart."""
        from twisted.internet import reactor

        if count <= 0 or self.stopped:
            self.process._active.discard(unfinished)
            unfinished.callback(None)
            return
        self._next_group()
        turns: Any = reactor
        turns.callLater(APART_S if self.one_by_one else 0, self._start_later, count - 1, unfinished)

    def _next_group(self) -> None:
        if self.waiting and not self.stopped:
            self._next_source(self.waiting.pop(0))

    def _next_source(self, group: list[str]) -> None:
        from harvester.web.quiet import QuietSignals

        if not group or self.stopped:
            self._next_group()
            return
        slug = group.pop(0)
        try:
            crawler = self.process.create_crawler(slug)
        except Exception as error:  # its declaration was changed or taken away just now
            self._left_out(slug, error)
            self._next_source(group)
            return
        crawler.signals = QuietSignals(crawler)
        self.live[slug] = crawler
        tell(event="started", source=slug)
        deferred = self.process.crawl(crawler, **self._arguments(slug))
        deferred.addBoth(self._finished, slug, crawler, group)

    def _left_out(self, slug: str, error: Exception) -> None:
        """A source that could not begin takes no other with it."""
        logging.getLogger(__name__).error("%s could not begin: %s", slug, error)
        tally = CrawlTally(source=slug, finished=False, message=f"it could not begin: {error}")
        with contextlib.suppress(OSError):  # a full disk is noticed where it matters
            write_tally(self.folder, tally)
        self.done["finished"] += 1
        tell(event="finished", source=slug)

    def _arguments(self, slug: str) -> dict[str, Any]:
        if self.only is None:
            return {}
        from harvester.run.adding import hand_candidate

        return {"only": hand_candidate(slug, self.only["url"], self.only["who"], self.only["why"])}

    def _finished(self, result: Any, slug: str, crawler: Crawler, group: list[str]) -> None:
        self.live.pop(slug, None)
        self.done = {**self.counts(crawler), "finished": self.done["finished"] + 1}
        stats = crawler.stats
        tally = stats.get_value("harvester/tally") if stats else None
        fatal = stats.get_value("harvester/fatal") if stats else None
        if not isinstance(tally, CrawlTally):
            tally = CrawlTally(source=slug, finished=False, message=_failure_text(result))
        if not fatal:
            try:
                write_tally(self.folder, tally)
            except OSError as error:
                fatal = f"cannot write to {self.folder}: {error.strerror}; make room, then run again"
        if fatal and not self.fatal:
            self.fatal, self.stopped = str(fatal), True
            code = stats.get_value("harvester/fatal_code") if stats else None
            tell(event="fatal", message=self.fatal, code=code)  # now: the parent stops the other sources
        tell(event="finished", source=slug)
        self._left_over.more = True
        self.tell_progress()
        self._next_source(group)

    def counts(self, *crawlers: Crawler) -> dict[str, int]:
        """Pages and documents so far: those of sources that are done, and of these crawlers."""
        every = [one.stats for one in crawlers if one.stats]
        return {
            name: self.done[name] + sum(stats.get_value(f"harvester/{name}", 0) for stats in every)
            for name in ("pages", "documents")
        }

    def tell_progress(self) -> None:
        """Tell the parent where this process stands."""
        self._left_over.collect_when_due()
        live = self.counts(*self.live.values())
        tell(event="progress", **live, sources=len(self.live), finished=self.done["finished"])


def _failure_text(result: Any) -> str:
    message = getattr(result, "getErrorMessage", None)
    if message is None:
        return "the crawl ended without a tally"
    logging.getLogger(__name__).error("crawl failed: %s", result.getTraceback())
    return f"internal error: {message()}"


def tell(**values: Any) -> None:
    """One JSON line to the parent; where it is gone, ask ourselves to stop as it would have asked."""
    try:
        sys.stdout.write(json.dumps(values) + "\n")
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - say it once only
        os.kill(os.getpid(), signal.SIGTERM)


def _options(values: dict[str, Any]) -> CrawlOptions:
    from harvester.web.options import CrawlOptions

    paths = {"data": Path(values["data"]), "replay": tuple(Path(p) for p in values["replay"])}
    sources_dir = Path(values["sources_dir"]) if values["sources_dir"] else None
    folders = {
        "sources_dir": sources_dir,
        "hosts_dir": Path(values["hosts_dir"]) if values["hosts_dir"] else None,
        "history": Path(values["history"]) if values["history"] else None,
    }
    hosts = tuple(values["allow_hosts"])
    return CrawlOptions(**{**values, **paths, **folders, "allow_hosts": hosts})


def _report_progress(chains: Chains) -> None:
    from twisted.internet import reactor, task

    loop = task.LoopingCall(chains.tell_progress)
    reactor.callWhenRunning(loop.start, 1.0, now=False)


def end_with_parent() -> None:
    """Be told (SIGTERM) when the parent dies, so that a killed run leaves no crawl behind."""
    with contextlib.suppress(OSError, AttributeError):  # not Linux: the crawl ends by itself
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def quickly_copied(values: dict[str, Any]) -> Settings:
    """Scrapy's settings, of which each crawler gets a copy of its own in a fifth of the usual time.

    Only what is changed in place is copied: the settings in settings, and lists and dicts.
    """
    from scrapy.settings import BaseSettings, Settings, SettingsAttribute

    def copied(value: Any) -> Any:
        if isinstance(value, BaseSettings):
            made = value.__class__.__new__(value.__class__)
            made.__dict__.update(value.__dict__)
            made.attributes = {}
            for name, one in value.attributes.items():
                made.attributes[name] = same = SettingsAttribute(copied(one.value), one.priority)
                same.priority = one.priority
            return made
        return copy.deepcopy(value) if isinstance(value, list | dict | set) else value

    class QuicklyCopied(Settings):
        def copy(self) -> QuicklyCopied:
            made: QuicklyCopied = copied(self)
            return made

    return QuicklyCopied(values)


def _log_for_programs(folder: Path) -> None:
    """Warnings also go into the run's JSON lines; this process was never told a secret."""
    from harvester.run.run_log import RunLog

    with contextlib.suppress(OSError):  # a full disk is noticed where it matters
        handler = RunLog(folder)
        handler.setLevel(logging.WARNING)
        logging.getLogger().addHandler(handler)


def _load() -> None:
    """Load what every crawl needs: often there is no job yet, and a core has nothing to do."""
    import scrapy.crawler  # noqa: F401
    from scrapy.settings.default_settings import TWISTED_REACTOR
    from scrapy.utils.reactor import install_reactor

    from harvester.web.settings import components

    install_reactor(TWISTED_REACTOR)  # before anything that takes whichever there is
    for name in components():
        import_module(name)
    import_module("spiders.rehearsal").rehearse()


def _complain_to(path: Path) -> None:
    """Write errors there: who started this process early did not know where."""
    with contextlib.suppress(OSError), path.open("ab") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())


def main() -> int:
    """Run the job on standard input; the exit code says how the crawl ended."""
    end_with_parent()
    gc.set_threshold(GARBAGE_AFTER, 10, 10)
    with contextlib.suppress(Exception):  # what is wrong shows again below, where it is told
        _load()
    text = sys.stdin.read()
    if not text:
        return ExitCode.OK  # whoever started this process had no job for it
    job = Job.from_json(text)
    log = Path(job.run_folder) / f"crawl-{job.number}.log"
    _complain_to(log.with_suffix(".err"))
    crawl_there(log.parent.parent)
    from scrapy.crawler import CrawlerProcess

    from harvester.web.settings import for_run

    settings = {**for_run(_options(job.options)), "LOG_FILE": str(log), "LOG_FILE_APPEND": True}
    process = CrawlerProcess(quickly_copied(settings))
    logging.disable(logging.INFO)  # nothing takes such messages: none is made up
    _log_for_programs(log.parent)
    chains = Chains(process, job)
    signalled: list[int] = []

    def on_signal(signum: int, frame: Any) -> None:
        signalled.append(signum)
        chains.stopped = True
        if len(signalled) == 1:
            process._signal_shutdown(signum, frame)
            listen()  # Scrapy would take a second one, as a dying parent sends, for "at once"

    def listen() -> None:
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, on_signal)

    chains.start()
    _report_progress(chains)
    from twisted.internet import reactor

    reactor.callWhenRunning(listen)
    reactor.callWhenRunning(gc.freeze)  # what is loaded by now stays: no need to go through it again
    process.start(install_signal_handlers=False)
    if chains.fatal:
        return ExitCode.DISK
    return ExitCode.STOPPED if signalled else ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
