"""What a night came to: its steps, its sources, and the account of what became of documents."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from harvester import __version__
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from harvester.accounts import RunAccount
    from harvester.run.options import SourceReport

DONE, FAILED, LEFT_OUT = "done", "failed", "left out"

# Worst first. The contract orders 11, 8, 9, 5, 3; a step that failed comes after what the crawl found.
ORDER = (
    ExitCode.STOPPED,
    ExitCode.DISK,
    ExitCode.NETWORK,
    ExitCode.GATE,
    ExitCode.SOURCES_NEED_CARE,
    ExitCode.UNEXPECTED,
    ExitCode.NOTHING_DUE,
    ExitCode.OK,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReport:
    """One step of a night."""

    name: str  # crawl, gate, verify, backup, report, digest, …
    outcome: str  # done | failed | left out
    seconds: float = 0.0
    message: str = ""
    exit_code: int = ExitCode.OK  # what it asks the night to end with
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A source that was not due."""

    source: str
    until: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NightReport:
    """Everything that is told of one night."""

    run_id: int
    started: str
    finished: str
    seconds: float
    steps: tuple[StepReport, ...] = ()
    sources: tuple[SourceReport, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    notes: tuple[str, ...] = ()
    account: RunAccount | None = None
    fetches: dict[str, int] = field(default_factory=dict)  # outcome → document requests

    @property
    def exit_code(self) -> int:
        """The worst that a step asks for."""
        asked = {step.exit_code for step in self.steps}
        return next((code for code in ORDER if code in asked), max(asked, default=ExitCode.OK))

    @property
    def reason(self) -> str:
        """Why it ended so: the message of the step that decided, then of others that went wrong."""
        code = self.exit_code
        told = [step for step in self.steps if step.exit_code == code and step.message]
        other = [step for step in self.steps if step.exit_code not in (code, ExitCode.OK) and step.message]
        if code == ExitCode.OK:
            return "all well"
        return "; ".join(dict.fromkeys(step.message for step in (*told, *other))) or "see the report"

    def totals(self) -> dict[str, int]:
        """Requests, bytes and pages over all sources."""
        names = ("requests", "bytes", "pages_fetched", "candidates")
        return {name: sum(getattr(source, name) for source in self.sources) for name in names}

    def to_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "run_id": self.run_id,
            "command": "nightly",
            "version": __version__,
            "started": self.started,
            "finished": self.finished,
            "seconds": self.seconds,
            "exit_code": self.exit_code,
            "reason": self.reason,
            "totals": self.totals(),
            "steps": [asdict(step) for step in self.steps],
            "sources": [asdict(source) for source in self.sources],
            "waiting": [asdict(one) for one in self.waiting],
            "fetches": self.fetches,
            "notes": list(self.notes),
            "account": self.account.to_json() if self.account else None,
        }
