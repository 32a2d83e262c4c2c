"""The steps of a night that tell people: digest, feed, figures, and the dead-man switch.

Each is for itself: one that fails is reported, and changes nothing of what the crawl came to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.report import StepReport
from harvester.report.night import DONE, FAILED, LEFT_OUT
from harvester.tell.material import Problem
from harvester.tell.ping import START, WENT_THROUGH, ping, signal_of
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from collections.abc import Collection

    from harvester.accounts import RunAccount
    from harvester.catalogue import Catalogue
    from harvester.config import Config
    from harvester.gates import Gates
    from harvester.paths import DataDirectory
    from harvester.redaction import Redactor
    from harvester.report import NightReport
    from harvester.tell.material import Material

# The crawl's own codes that are told source by source, or are nothing to tell.
_ORDINARY = WENT_THROUGH
_LAST_RUNS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Whom a night tells, and of what."""

    config: Config
    data: DataDirectory
    catalogue: Catalogue
    gates: Gates
    redact: Redactor

    def digest(self, report: NightReport, live: Collection[str]) -> StepReport:
        """Send everything that each address was not told yet."""
        from harvester.tell.delivering import deliver
        from harvester.tell.gathering import gather

        if not self.config.notify.urls:
            return StepReport(
                name="digest", outcome=LEFT_OUT, message="nobody to tell (notify.urls is empty)"
            )
        problems = problems_of(report)
        run_id = report.run_id or self._last_run()  # a disk that took no row is told all the same

        def material(after: int) -> Material:
            return gather(self.catalogue, run_id, gates=self.gates, after=after, live=live, problems=problems)

        done = deliver(material, run_id, self.data.root, self.config.notify, self.redact)
        return StepReport(
            name="digest",
            outcome=FAILED if done.failures else DONE,
            message=self.redact(done.text()),
            exit_code=ExitCode.UNEXPECTED if done.failures else ExitCode.OK,
            figures={"addresses": done.addresses, "told": done.sent, "failed": len(done.failures)},
        )

    def _last_run(self) -> int:
        last = self.catalogue.last_runs(1)
        return last[0].id if last else 0

    def feed(self) -> StepReport:
        """Write the feed of new finds."""
        from harvester.tell.feed import NAME, write_feed

        number = write_feed(self.catalogue, self.data.root, self.config.feed)
        said = f"{self.data.root / NAME} ({number} {'entry' if number == 1 else 'entries'})"
        return StepReport(name="feed", outcome=DONE, message=said, figures={"entries": number})

    def metrics(self, report: NightReport, account: RunAccount | None) -> StepReport:
        """Write the figures, where a file for them is configured."""
        from harvester.tell.metrics import Figures, write_metrics

        file = self.config.metrics.file
        if file is None:
            return StepReport(name="metrics", outcome=LEFT_OUT, message="metrics.file is not set")
        nights = {
            one.source: one.nights_in_trouble
            for one in (account.sources if account else ())
            if one.in_trouble
        }
        figures = Figures(
            report=report,
            account=account,
            health=tuple(self.catalogue.source_health()),
            last_success=self._last_success(report),
            last_backup=last_backup(self.data),
            free_bytes=_free(self.data),
            nights_in_trouble=nights,
        )
        write_metrics(file, figures)
        return StepReport(name="metrics", outcome=DONE, message=str(file))

    def _last_success(self, report: NightReport) -> str | None:
        if report.exit_code in WENT_THROUGH:
            return report.finished
        runs = self.catalogue.last_runs(_LAST_RUNS)
        good = (run for run in runs if run.command == "nightly" and run.id != report.run_id)
        return next((run.finished for run in good if run.finished and run.exit_code in WENT_THROUGH), None)

    def begun(self) -> str:
        """Tell the dead-man switch that a night begins; "" or why not."""
        return self.redact(ping(self.config.notify.ping, START))

    def ended(self, report: NightReport) -> StepReport | None:
        """Tell it how the night ended. What is wrong with it changes no exit code."""
        if self.config.notify.ping is None:
            return None
        note = self.redact(f"exit {report.exit_code}: {report.reason}")
        said = self.redact(ping(self.config.notify.ping, signal_of(report.exit_code), note))
        return StepReport(name="ping", outcome=FAILED if said else DONE, message=said)


def problems_of(report: NightReport) -> tuple[Problem, ...]:
    """Steps that went wrong; what the crawl says of single sources is told source by source."""
    return tuple(
        Problem(step=step.name, message=step.message)
        for step in report.steps
        if step.outcome == FAILED or step.exit_code not in _ORDINARY
    )


def last_backup(data: DataDirectory) -> str | None:
    """When the newest backup was made."""
    from harvester.backup import backups, load
    from harvester.errors import HarvesterError

    for path in reversed(backups(data.backups)):
        try:
            return load(path).made
        except HarvesterError:  # damaged: `harvester verify` tells
            continue
    return None


def _free(data: DataDirectory) -> int | None:
    import shutil

    try:
        return shutil.disk_usage(data.root).free
    except OSError:
        return None
