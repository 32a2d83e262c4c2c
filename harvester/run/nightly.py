"""A night from beginning to end: what the timer calls (docs/nightly.md).

Each step stands alone: one that fails is reported, and those after it run, so that a digest that could
not be sent never hides what the crawl found. Only a lock, a full disk or a newer catalogue end it early.
"""

from __future__ import annotations

import logging
import time
import traceback
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from harvester.clock import utc_now
from harvester.disk import disk_trouble
from harvester.errors import DiskError, HarvesterError
from harvester.many.cluster import require_dask
from harvester.many.workers import crawling_workers
from harvester.redaction import Redactor
from harvester.report import NightReport, StepReport, Waiting
from harvester.report.night import DONE, FAILED, LEFT_OUT
from harvester.run import night_steps as steps
from harvester.run.beforehand import require_contact
from harvester.run.held import Held, in_hand
from harvester.run.limits import short_of_room
from harvester.run.night_files import write_report
from harvester.run.night_plan import plan_night, with_what_they_need
from harvester.run.night_telling import Telling
from harvester.run.orchestrate import Choice, crawl_held
from harvester.run.run_log import both, run_log
from harvester.run.selection import select
from harvester.run.stopping import Stop, stoppable
from harvester.run.watchdog import ended_in_time
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from harvester.accounts import RunAccount
    from harvester.config import Config
    from harvester.run.options import RunOptions, RunReport
    from harvester.sources import Declaration

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One night, as asked."""

    config: Config
    options: RunOptions  # of its crawl

    @classmethod
    def configured(cls, config: Config, options: RunOptions) -> Night:
        """A night with the limits of the configuration."""
        limits = config.nightly
        whole = replace(
            options,
            command="nightly",
            codings=False,  # a step of its own, which a stop of the crawl leaves for the next night
            retries=limits.retries,
            retry_minutes=limits.retry_minutes,
            hours=limits.hours,
            min_free_gb=limits.min_free_gb,
        )
        return cls(config=config, options=whole)


def nightly(night: Night, hear: Callable[[dict[str, Any]], None] = lambda _m: None) -> NightReport:
    """Go through a whole night.

    Args:
        night: what to do, and within which limits.
        hear: told of progress, as by `harvester.run.crawl`; steps are events too.

    Raises:
        HarvesterError: nothing could be begun: locked, a newer or damaged catalogue, a wrong configuration.
    """
    from harvester.sources import load_declarations

    declared = load_declarations(night.options.sources_dir)
    require_contact(night.options, select(declared, ()))
    require_dask(night.options.workers)
    with (
        stoppable() as stop,
        ended_in_time(stop),
        in_hand(night.options.data, "nightly", stop) as held,
    ):
        return _UnderWay(night, held, stop, hear).through(declared)


class _UnderWay:
    """A night under way."""

    def __init__(self, night: Night, held: Held, stop: Stop, hear: Callable[[dict[str, Any]], None]) -> None:
        self.night, self.options, self.held, self.stop, self.hear = night, night.options, held, stop, hear
        self.redact = Redactor(night.options.secrets)
        self.started, self.began = utc_now(), time.monotonic()
        self.run_id = 0
        self.crawled: RunReport | None = None
        self.account: RunAccount | None = None
        self.fetches: dict[str, int] = {}
        self.steps: list[StepReport] = []
        self.waiting: tuple[Waiting, ...] = ()
        self.notes: list[str] = []

    @property
    def folder(self) -> Path:
        """Where this night's files go."""
        return self.options.data.runs / str(self.run_id)

    def through(self, declared: Mapping[str, Declaration]) -> NightReport:
        """All steps, and the report of them."""
        live = [one.slug for one in select(declared, ())]
        self._begin()
        self.step("seal", lambda: steps.seal(self.options.data))
        self.step("crawl", lambda: self._crawl(declared))
        if not self.run_id:  # also a night without a crawl has its row
            self._row_without_crawl()
        with self._log():
            if not any(step.name == "crawl" and step.exit_code == ExitCode.DISK for step in self.steps):
                self._look_after()
            self.step("report", self._report)
            with suppress(HarvesterError):  # the last step closes it again, and says what is wrong
                self._close_row()  # so that what is told of this night has its end
            self._tell(live)
            self._say_how_it_ended()
        return self.report()

    @contextmanager
    def _log(self) -> Iterator[None]:
        """The run's log; a disk that does not take it is noticed where it matters."""
        hear = self.hear
        with ExitStack() as stack:
            with suppress(OSError):
                self.folder.mkdir(parents=True, exist_ok=True)
                run = stack.enter_context(run_log(self.folder, self.redact))
                self.hear = both(run.hear, hear)
            yield
        self.hear = hear

    # ------------------------------------------------------------ the crawl

    def _crawl(self, declared: Mapping[str, Declaration]) -> StepReport:
        limits = self.night.config.nightly
        short = short_of_room(self.options.data.root, limits.min_free_gb)
        if short:
            return StepReport(name="crawl", outcome=LEFT_OUT, message=short, exit_code=ExitCode.DISK)
        due, self.waiting = plan_night(self.held.catalogue, declared)
        due, without = with_what_they_need(due, self.options.chromium)
        self.notes += without
        if not due:
            nothing = "no source is due" if declared else "no source is declared"
            return StepReport(name="crawl", outcome=LEFT_OUT, message=nothing, exit_code=ExitCode.NOTHING_DUE)
        before = self._last_run()
        try:
            with crawling_workers(self.options) as cluster:
                done = crawl_held(self.held, self.options, Choice(declared, due), self.hear, cluster)
        except Exception:
            last = self._last_run()
            self.run_id = last if last != before else 0
            raise
        self.crawled, self.run_id = done, done.run_id
        self.notes += done.notes
        code = done.exit_code
        if without and code == ExitCode.OK:
            code = ExitCode.SOURCES_NEED_CARE
        counted = f"{len(due)} sources, {done.read} files read, {done.described} documents described"
        return StepReport(
            name="crawl",
            outcome=DONE,
            message=counted if done.exit_code == ExitCode.OK else done.reason,
            exit_code=code,
        )

    def _last_run(self) -> int:
        """The last run there is: after a crawl that could not report, its own if it had begun one."""
        last = self.held.catalogue.last_runs(1)
        return last[0].id if last else 0

    def _row_without_crawl(self) -> None:
        with suppress(HarvesterError):  # a disk that takes no row
            self.run_id = self.held.catalogue.start_run(self.options.command, [], self.started)

    # ------------------------------------------------------------ what follows

    def _look_after(self) -> None:
        """Whatever is done every night, crawl or none."""
        limits, data = self.night.config.nightly, self.options.data
        self.step("codings", lambda: steps.codings(self.held.catalogue, self.stop, self.hear))
        self.step("gate", self._gate)
        self.step(
            "verify", lambda: steps.verify(data, limits.verify_parts, self.run_id, self._unless_stopped)
        )
        if any(step.name == "seal" and step.outcome == FAILED for step in self.steps):
            # A copy of what is damaged would one day push out the last good one.
            self._leave_out("backup", "the catalogue is not what the last run left")
        else:
            self.step("backup", lambda: steps.backup(data, limits.backups))

    def _leave_out(self, name: str, why: str) -> None:
        self.steps.append(StepReport(name=name, outcome=LEFT_OUT, message=why))

    def _gate(self) -> StepReport:
        """Draw up the account, and see whether too much of all that is known would be lost."""
        self.account = self._account()
        detail = self.held.catalogue.run_detail(self.run_id)
        self.fetches = detail.fetches if detail else {}
        return steps.gate(self.account, self.night.config.nightly)

    def _unless_stopped(self, message: dict[str, Any]) -> None:
        """Pass progress on, and end a step between two things that it looks at once a signal came."""
        if self.stop():
            raise steps.StoppedError
        self.hear(message)

    def _account(self) -> RunAccount | None:
        return self.held.catalogue.run_account(self.run_id, self.options.gates)

    def _report(self) -> StepReport:
        """The report as far as the night has come; steps that follow are added at the end."""
        write_report(self.folder, self.report(), self.redact)
        return StepReport(name="report", outcome=DONE, message=str(self.folder / "report.html"))

    # ------------------------------------------------------------ telling

    @cached_property
    def _telling(self) -> Telling:
        return Telling(
            config=self.night.config,
            data=self.options.data,
            catalogue=self.held.catalogue,
            gates=self.options.gates,
            redact=self.redact,
        )

    def _begin(self) -> None:
        trouble = self._telling.begun()
        if trouble:
            self.notes.append(trouble)

    def _tell(self, live: Sequence[str]) -> None:
        self.step("digest", lambda: self._telling.digest(self.report(), live))
        self.step("feed", self._telling.feed)
        self.step("metrics", lambda: self._telling.metrics(self.report(), self.account))
        self.step("ping", lambda: self._telling.ended(self.report()))

    # ------------------------------------------------------------ the end

    def _close_row(self) -> None:
        """Give the run's row the night's own exit code, as far as that is known."""
        report = self.report()
        end = (self.run_id, report.finished, report.exit_code, report.reason)
        self.held.catalogue.finish_run(*end, gates=self.options.gates)
        if self.account is not None:
            self.account = self._account()

    def _say_how_it_ended(self) -> None:
        """Close the row once more, with what telling came to, and write the report as it stands then."""
        if self.stop():
            stopped = "stopped by a signal; state saved, run again to go on"
            self.steps.append(
                StepReport(name="stop", outcome=DONE, message=stopped, exit_code=ExitCode.STOPPED)
            )
        try:
            self._close_row()
            write_report(self.folder, self.report(), self.redact)
        except (HarvesterError, OSError) as error:
            self.steps.append(self._failed("report", error))
        report = self.report()
        level = "info" if report.exit_code in (ExitCode.OK, ExitCode.NOTHING_DUE) else "warning"
        said = f"exit {report.exit_code}: {report.reason}"
        self.hear({"event": "night ended", "message": said, "level": level})

    def report(self) -> NightReport:
        """What the night has come to so far."""
        return NightReport(
            run_id=self.run_id,
            started=self.started,
            finished=utc_now(),
            seconds=round(time.monotonic() - self.began, 1),
            steps=tuple(self.steps),
            sources=self.crawled.sources if self.crawled else (),
            waiting=self.waiting,
            notes=tuple(self.redact(note) for note in self.notes),
            account=self.account,
            fetches=self.fetches,
        )

    # ------------------------------------------------------------ steps

    def step(self, name: str, do: Callable[[], StepReport | None]) -> None:
        """Do one step, and note how it ended, if there is anything to note; after a signal none is begun."""
        if self.stop():
            return
        began = time.monotonic()
        self.hear({"event": f"step {name}"})
        done: StepReport | None
        try:
            done = do()
        except steps.StoppedError:
            done = StepReport(name=name, outcome=LEFT_OUT, message="cut short by a signal")
        except Exception as error:
            done = self._failed(name, error)
        if done is None:
            return
        done = replace(done, name=name, seconds=round(time.monotonic() - began, 1))
        self.steps.append(done)
        if done.outcome == FAILED:
            self.hear({"event": "step failed", "level": "error", "message": done.message})

    def _failed(self, name: str, error: Exception) -> StepReport:
        trouble = disk_trouble(error)
        known = isinstance(error, HarvesterError)
        said = trouble or (str(error) if known else f"{type(error).__name__}: {error}")
        code: int = ExitCode.DISK if trouble else ExitCode.UNEXPECTED
        if isinstance(error, DiskError):  # of a store elsewhere that does not answer it is another
            code = error.exit_code
        if not known and not trouble:
            log.error("%s failed:\n%s", name, self.redact("".join(traceback.format_exception(error))))
        return StepReport(name=name, outcome=FAILED, message=self.redact(f"{name}: {said}"), exit_code=code)
