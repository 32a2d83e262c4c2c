"""What a night does beside the crawl, each step a function that returns its report."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from harvester.gates import refusal
from harvester.report import StepReport
from harvester.report.night import DONE, FAILED, LEFT_OUT
from harvester.report.parts import counted, size
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harvester.accounts import RunAccount
    from harvester.catalogue import Catalogue
    from harvester.config import NightlySection
    from harvester.paths import DataDirectory

_LOOK_BACK = 60  # reports in which the last part that was verified is looked for
_MOST_FINDINGS = 5  # told in one line; the report for programs has all


class StoppedError(Exception):
    """A signal came while a step was under way; what it did so far is safe or undone."""


def codings(
    catalogue: Catalogue, stop: Callable[[], bool], hear: Callable[[dict[str, Any]], None]
) -> StepReport:
    """Suggest codings for what is new or changed; what a signal leaves is for the next night."""
    from harvester.suggesting import suggest_codings

    done = suggest_codings(catalogue, stop, hear)
    if stop():
        raise StoppedError
    said = f"{counted(done, 'text')} read for codings" if done else "no text is new"
    return StepReport(name="codings", outcome=DONE, message=said, figures={"texts": done})


def gate(account: RunAccount | None, limits: NightlySection) -> StepReport:
    """Whether too much of all that is known would be lost."""
    if account is None:
        return StepReport(name="gate", outcome=LEFT_OUT, message="the run has no row")
    withheld, documents = account.documents_withheld, account.documents
    refused = refusal(withheld, documents, share=limits.withheld_share, floor=limits.withheld_floor)
    return StepReport(
        name="gate",
        outcome=DONE,
        message=refused or f"{withheld} of {documents} documents withheld",
        exit_code=ExitCode.GATE if refused else ExitCode.OK,
        figures={"withheld": withheld, "documents": documents},
    )


def verify(
    data: DataDirectory, parts: int, run_id: int, hear: Callable[[dict[str, Any]], None]
) -> StepReport:
    """Look at the next part of everything that is kept; after `parts` nights all of it was looked at."""
    from harvester.fixity import check_part

    part = next_part(data.runs, run_id, parts)
    found = check_part(data, part, parts, hear)
    looked = ", ".join(
        counted(number, noun)
        for number, noun in ((found.files, "file"), (found.archives, "archive"), (found.backups, "backup"))
        if number
    )
    said = f"part {part} of {parts}: {looked or 'nothing yet'} ({size(found.bytes)})"
    figures = {
        "part": part,
        "parts": parts,
        "files": found.files,
        "bytes": found.bytes,
        "archives": found.archives,
        "notes": list(found.notes),
        "findings": [one.text() for one in found.findings],
    }
    if found.sound:
        return StepReport(name="verify", outcome=DONE, message=f"{said}, all sound", figures=figures)
    told = "; ".join(one.text() for one in found.findings[:_MOST_FINDINGS])
    count = len(found.findings)
    more = f"; and {count - _MOST_FINDINGS} more" if count > _MOST_FINDINGS else ""
    return StepReport(
        name="verify",
        outcome=FAILED,
        message=f"{counted(count, 'thing')} damaged: {told}{more}",
        exit_code=ExitCode.DISK,
        figures=figures,
    )


def next_part(runs: Path, run_id: int, parts: int) -> int:
    """The part after the one that the last night verified, so that a night left out leaves out no part."""
    for number in range(run_id - 1, max(0, run_id - 1 - _LOOK_BACK), -1):
        try:
            report = json.loads((runs / str(number) / "report.json").read_text(encoding="utf-8"))
            steps = [step for step in report["steps"] if step["name"] == "verify"]
            last = int(steps[0]["figures"]["part"])
        except (OSError, ValueError, LookupError, TypeError):
            continue  # a crawl by hand, or a night that did not come so far
        return last % parts + 1
    return date.today().toordinal() % parts + 1  # noqa: DTZ011 - any day will do


def backup(data: DataDirectory, keep: int) -> StepReport:
    """Copy the catalogue and what people said, and try the copy."""
    from harvester.backup import back_up

    made = back_up(data, keep)
    gone = f"; {len(made.pruned)} older removed" if made.pruned else ""
    return StepReport(
        name="backup",
        outcome=DONE,
        message=f"{made.path} ({size(made.size)}){gone}",
        figures={"path": str(made.path), "bytes": made.size, "pruned": list(made.pruned), **made.counts},
    )


def seal(data: DataDirectory) -> StepReport:
    """Whether the catalogue is, byte for byte, what the last run left; asked before anything is written."""
    from harvester.durable import sha256_of
    from harvester.fixity.seal import header_of, load_seal

    path = data.catalogue
    kept, header = load_seal(path), header_of(path)
    if kept is None or header is None or header.changes != kept.changes:
        why = "no run has sealed it yet" if kept is None else "written to since it was sealed"
        return StepReport(name="seal", outcome=LEFT_OUT, message=why)
    if path.stat().st_size == kept.size and sha256_of(path) == kept.sha256:
        return StepReport(name="seal", outcome=DONE, message="the catalogue is what the last run left")
    said = (
        f"{path}: a byte in it is not what the last run left. "
        "Run 'harvester rebuild', or 'harvester restore latest'"
    )
    return StepReport(name="seal", outcome=FAILED, message=said, exit_code=ExitCode.DISK)
