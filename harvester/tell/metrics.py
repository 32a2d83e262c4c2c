"""Figures of the last night, in the text format of Prometheus, for the textfile collector."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from harvester.durable import write_whole
from harvester.vocabulary import SourceOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from harvester.accounts import RunAccount
    from harvester.catalogue import SourceHealth
    from harvester.report import NightReport

Sample = tuple["Mapping[str, str]", float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the figures are drawn from."""

    report: NightReport
    health: tuple[SourceHealth, ...] = ()
    last_success: str | None = None  # end of the last night that went through
    last_backup: str | None = None
    free_bytes: int | None = None
    account: RunAccount | None = None
    nights_in_trouble: Mapping[str, int] = field(default_factory=dict)  # by slug


def write_metrics(path: Path, figures: Figures) -> None:
    """Write the file, whole or not at all; readable by the collector's user.

    Raises:
        DiskError: the disk refuses.
    """
    write_whole(path, metrics(figures).encode("utf-8"))


def metrics(figures: Figures) -> str:
    """The figures as text. Pure."""
    report, account = figures.report, figures.account
    outcomes = [one.outcome for one in figures.health]
    lines = [
        *_one("sources", "Sources by the outcome of their last run.", _by_outcome(outcomes)),
        *_one("source_listed_documents", "Documents listed at the last run.", _listed(figures)),
        *_one("source_nights_in_trouble", "Nights in trouble in a row.", _troubled(figures)),
        *_one("documents", "Documents that all sources should still offer.", _known(figures)),
        *_one("run_id", "Number of the last night.", report.run_id),
        *_one("run_exit_code", "Exit code of the last night.", report.exit_code),
        *_one("run_start_time_seconds", "When the last night began.", _seconds(report.started)),
        *_one("run_end_time_seconds", "When the last night ended.", _seconds(report.finished)),
        *_one("run_duration_seconds", "How long the last night took.", report.seconds),
        *_one("last_success_time_seconds", "End of the last night that went through (exit 0, 3 or 6).",
              _seconds(figures.last_success)),
        *_one("last_backup_time_seconds", "When the last backup was made.", _seconds(figures.last_backup)),
        *_one("backup_age_seconds", "Age of the last backup at the end of the night.", _age(figures)),
        *_one("free_bytes", "Free space where the harvest lives.", figures.free_bytes),
        *_one("step_failed", "Whether a step of the last night failed.",
              [({"step": step.name}, float(step.outcome == "failed")) for step in report.steps]),
        *_one("step_duration_seconds", "How long a step of the last night took.",
              [({"step": step.name}, step.seconds) for step in report.steps]),
    ]  # fmt: skip
    totals = report.totals()
    lines += _one("run_requests", "Requests sent in the last night.", totals["requests"])
    lines += _one("run_received_bytes", "Bytes of bodies received in the last night.", totals["bytes"])
    if account is not None:
        whats = ("new", "changed", "moved", "returned", "withdrawn", "withheld")
        sums = account.totals
        lines += _one("run_documents", "What became of documents in the last night.",
                      [({"what": what}, sums[what]) for what in whats])  # fmt: skip
        lines += _one("alarms", "Alarms that stand.", sums["alarms"])
        lines += _one("documents_withheld", "Documents with losses that wait for approval.",
                      account.documents_withheld)  # fmt: skip
    return "\n".join(lines) + "\n"


def _by_outcome(outcomes: Iterable[str | None]) -> list[Sample]:
    found = list(outcomes)
    words = [*(one.value for one in SourceOutcome), "unfinished"]
    return [({"outcome": word}, sum((one or "unfinished") == word for one in found)) for word in words]


def _listed(figures: Figures) -> list[Sample]:
    return [({"source": one.source}, one.documents_listed) for one in figures.health]


def _troubled(figures: Figures) -> list[Sample]:
    return [({"source": slug}, nights) for slug, nights in sorted(figures.nights_in_trouble.items())]


def _known(figures: Figures) -> float:
    if figures.account is not None:
        return figures.account.documents
    return sum(one.documents_known for one in figures.health)


def _age(figures: Figures) -> float | None:
    now, made = _seconds(figures.report.finished), _seconds(figures.last_backup)
    return None if now is None or made is None else max(0.0, now - made)


def _one(name: str, meaning: str, value: float | list[Sample] | None) -> list[str]:
    """A figure with its samples; one that is not known is left out."""
    samples: list[Sample] = value if isinstance(value, list) else [] if value is None else [({}, value)]
    if not samples:
        return []
    full = f"harvester_{name}"
    lines = [f"# HELP {full} {meaning}", f"# TYPE {full} gauge"]
    for labels, number in samples:
        inner = ",".join(f'{key}="{_escaped(word)}"' for key, word in labels.items())
        lines.append(f"{full}{{{inner}}} {_number(number)}" if inner else f"{full} {_number(number)}")
    return lines


def _escaped(word: str) -> str:
    return word.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _seconds(iso: str | None) -> float | None:
    try:
        moment = datetime.fromisoformat((iso or "").replace("Z", "+00:00"))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
