"""Joining data directories, step by step. Every step may be done again: a merge that was killed is run again.

A part is found sound, and its files are copied beside, before anything of it enters. Then: what was taken
down anywhere; runs; of each part its files, texts, and source by source what is known; what people decided;
and grouping over the union.
"""

from __future__ import annotations

import shutil
import time
from contextlib import ExitStack, nullcontext, suppress
from typing import TYPE_CHECKING, Any

from harvester import other_readings
from harvester.catalogue import Catalogue
from harvester.catalogue.tombstones import TAKEDOWN
from harvester.clock import utc_now
from harvester.errors import HarvesterError, UsageError
from harvester.fixity.seal import seal
from harvester.joined import note_joined
from harvester.merge import decisions as saying
from harvester.merge.files import Staging, forget_indexes
from harvester.merge.foreseeing import foresee
from harvester.merge.left_over import describe_left
from harvester.merge.parts import Part, PartRefusedError, open_part
from harvester.merge.report import MergeReport, PartReport
from harvester.merge.runs import Runs
from harvester.merge.sources import Sources
from harvester.merge.taken_down import Cleaning, KeptOut, known_to, leave_out, sweep, take_out
from harvester.merge.texts import attached, join_texts
from harvester.merge.union import Claim, claims_of, group_union
from harvester.paths import DataDirectory
from harvester.run.lock import hold
from harvester.run.stopping import stoppable
from harvester.takedown.cleaning import finish
from harvester.takedown.sweeping import nobodys
from harvester.vocabulary import ExitCode
from harvester.warc_index import tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from harvester.merge.decisions import Values

    Hear = Callable[[dict[str, Any]], None]

_STALE = """SELECT count(*) FROM document
    WHERE described_revision IS NULL OR described_revision < revision"""
_BESIDE = ".merging"  # in the target: copies on their way in


def merge(
    into: Path, parts: Sequence[Path], *, dry_run: bool = False, hear: Hear = lambda _m: None
) -> MergeReport:
    """Join data directories into one. In whatever order that is done, the same comes of it.

    Args:
        into: the data directory that the others are joined into; made when missing.
        parts: other data directories; they are only read.
        dry_run: only say what would be taken.
        hear: told of progress: dicts with `event` merging, `part`, `step`, `done`, `total`.

    Raises:
        UsageError: `into` lies within a part.
        NewerCatalogueError: the target or a part was written by a newer harvester; nothing was joined.
        LockedError: another process holds the target.
        DiskError: the disk refuses; what was joined is whole, and running it again does the rest.
    """
    data = DataDirectory(into)
    began = time.monotonic()
    report = MergeReport(into=into, parts=_asked(into, parts), dry_run=dry_run)
    with nullcontext() if dry_run else hold(data, "merge"), stoppable() as stop, ExitStack() as stack:
        _Merging(data, report, hear, stop).all(stack)
    report.seconds = round(time.monotonic() - began, 2)
    return report


def _asked(into: Path, parts: Sequence[Path]) -> list[PartReport]:
    """Each part once, and never the target itself."""
    target = into.resolve()
    seen: set[Path] = set()
    asked = []
    for path in parts:
        real = path.resolve()
        one = PartReport(path=path)
        if real == target:
            one.note = "it is the target itself"
        elif real in seen:
            one.note = "it was named before"
        elif target.is_relative_to(real):
            raise UsageError(f"{into} lies within {path}: nothing can be joined into a part of itself.")
        seen.add(real)
        asked.append(one)
    return asked


class _Merging:
    def __init__(
        self, data: DataDirectory, report: MergeReport, hear: Hear, stop: Callable[[], bool]
    ) -> None:
        self.data, self.report, self.hear, self.stop = data, report, hear, stop
        self.beside = data.root / _BESIDE
        self.parts: list[tuple[PartReport, Part]] = []
        self.said: list[Values] = []
        self.claims: dict[str, Claim] = {}
        self.kept_out = KeptOut()
        self.anew = False  # whether something was taken down of which the target did not know

    def all(self, stack: ExitStack) -> None:
        """Everything; what became of it stands in the report."""
        stack.callback(shutil.rmtree, self.beside, ignore_errors=True)
        shutil.rmtree(self.beside, ignore_errors=True)
        for number, one in enumerate(self.report.parts):
            if one.note:
                continue
            self._tell(one, "checking", 0, 1)
            try:
                part = open_part(one.path, self.beside / f"part-{number}")
            except PartRefusedError as refusal:
                one.refused = str(refusal)
                continue
            stack.callback(part.close)
            self.parts.append((one, part))
        if self.report.dry_run:
            foresee(self.data, self.parts)
        elif self.parts:
            self._join()
        for _, part in self.parts:
            self.report.notes += part.notes
        self._end()

    def _tell(self, one: PartReport, step: str, done: int, total: int) -> None:
        self.hear({"event": "merging", "part": str(one.path), "step": step, "done": done, "total": total})

    def _hearing(self, one: PartReport, step: str = "") -> Callable[..., None]:
        if step:
            return lambda done, total: self._tell(one, step, done, total)
        return lambda named, done, total: self._tell(one, named, done, total)

    # ------------------------------------------------------------ joining

    def _join(self) -> None:
        self.report.notes += tidy(self.data.warc)
        with Catalogue.open(self.data.catalogue) as catalogue:
            runs = Runs(self.data, catalogue)
            runs.finish_moving()
            staged = self._staged(runs.held())
            if not self.parts or self.stop():
                return
            self._say(catalogue, staged)
            numbers, out_of_order = runs.join([part for _, part in self.parts])
            self.report.renumbered = runs.renumbered
            self.claims = claims_of(catalogue.connection)
            for (one, part), staging in zip(self.parts, staged, strict=True):
                if self.stop():
                    return
                self._take(catalogue, one, part, staging, numbers)
            if out_of_order:
                forget_indexes(self.data)
            self.report.notes += tidy(self.data.warc)
            if self.kept_out:
                sweep(self.data, catalogue, self.kept_out)
            self._say_again(catalogue)
            self._group(catalogue)
            other_readings.keep(self.data, catalogue.connection)
            if not self.stop():
                note_joined(self.data, utc_now())
        finish(self.data)
        with suppress(HarvesterError):
            seal(self.data.catalogue)

    def _staged(self, held: dict[str, int]) -> list[Staging]:
        """Copies of the files of those parts that are sound to the last one; the others are refused."""
        staged, sound = [], []
        taken: set[str] = set()  # files that several parts have are new here once
        for number, (one, part) in enumerate(self.parts):
            staging = Staging(part, self.data, self.beside / f"files-{number}", self._hearing(one))
            try:
                staging.copy(held)
            except PartRefusedError as refusal:
                one.refused = str(refusal)
                shutil.rmtree(staging.beside, ignore_errors=True)
                continue
            one.files, one.archives = len(set(staging.staged.files) - taken), staging.staged.archives
            taken.update(staging.staged.files)
            one.runs = sum(run.uid not in held for run in part.runs)
            staged.append(staging)
            sound.append((one, part))
        self.parts = sound
        return staged

    def _say(self, catalogue: Catalogue, staged: list[Staging]) -> None:
        """What people said in any directory; what was taken down goes, here and out of every copy."""
        own, before = saying.held_in(self.data.decisions), known_to(catalogue.connection)
        known = {values["id"] for values in own}
        self.said = saying.union([own, *(part.decisions for _, part in self.parts)])
        stones = [values for values in self.said if values["field"] == TAKEDOWN]
        self.kept_out = KeptOut.of(stones)
        self.anew = any(values["id"] not in before for values in stones)
        with catalogue.writing() as connection:
            saying.keep(catalogue, self.data.decisions, self.said)
            if stones:
                take_out(connection, self.kept_out, anew=self.anew)
        for number, (one, part) in enumerate(self.parts):
            one.decisions = sum(values["id"] not in known for values in part.decisions)
            known |= {values["id"] for values in part.decisions}
            if stones:
                one.withheld = leave_out(part, stones, self.kept_out, self.beside / f"part-{number}")
        if stones:
            cleaning = Cleaning(self.kept_out, [catalogue.connection, *(p.connection for _, p in self.parts)])
            with catalogue.writing():
                cleaning.told()
            # What is nobody's is not moved in: a kill would leave it among the files.
            lost = nobodys(self.kept_out.beside, catalogue.connection, *(p.connection for _, p in self.parts))
            for (_, part), staging in zip(self.parts, staged, strict=True):
                staging.clean(cleaning.of(part.connection), lost)

    def _take(
        self, catalogue: Catalogue, one: PartReport, part: Part, staging: Staging, numbers: dict[str, int]
    ) -> None:
        """Everything of one part: what the catalogue speaks of is in its place before."""
        staging.move_in(numbers)
        with attached(catalogue.connection, part.path):
            one.texts = join_texts(catalogue, self._hearing(one, "texts"))
        taken = Sources(
            catalogue=catalogue,
            part=part,
            runs={run.number: numbers[run.uid] for run in part.runs},
            hear=self._hearing(one, "sources"),
            stop=self.stop,
            claims=self.claims,
            claims_there=claims_of(part.connection),
            taken_down=self.kept_out.documents,
            more=frozenset(catalogue.sources()) if self.anew else self.kept_out.sources,
        ).all()
        one.documents_new, one.documents_joined = taken.new, taken.joined

    def _say_again(self, catalogue: Catalogue) -> None:
        """Decisions, now that what they speak of is here, under the names that documents have now."""
        called = saying.Called.of(catalogue.connection, self.kept_out.documents)
        saying.keep(catalogue, self.data.decisions, saying.named_anew(self.said, called))
        saying.settle(catalogue)

    def _group(self, catalogue: Catalogue) -> None:
        if self.stop():
            return
        self.hear({"event": "merging", "part": "", "step": "grouping", "done": 0, "total": 1})
        if self.kept_out:
            describe_left(catalogue, utc_now())
        self.report.reviews = group_union(catalogue, self.claims, self.stop)
        count = catalogue.connection.execute
        self.report.documents = int(count("SELECT count(*) FROM documents").fetchone()[0])
        self.report.to_describe = int(count(_STALE).fetchone()[0])

    # ------------------------------------------------------------ the end

    def _end(self) -> None:
        report = self.report
        refused = [one for one in report.parts if one.refused]
        taken = len(self.parts)
        if self.stop():
            report.exit_code = ExitCode.STOPPED
            report.reason = "stopped by a signal; what was joined is kept, run it again for the rest"
        elif refused:
            report.exit_code = ExitCode.SOURCES_NEED_CARE
            report.reason = f"{len(refused)} of {len(report.parts)} parts refused: nothing of them was taken"
        elif report.dry_run:
            report.reason = "dry run: nothing was changed"
        elif not taken:
            report.reason = "there was nothing to join"
        else:
            report.reason = "joined"
