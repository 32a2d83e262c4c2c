"""Rebuilding: a new catalogue beside the old one, compared with it, and put in its place."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from harvester import other_readings
from harvester.durable import sync_file
from harvester.errors import DamagedCatalogueError, HarvesterError, NewerCatalogueError, UsageError
from harvester.fixity.seal import seal
from harvester.run.lock import hold
from harvester.run.stopping import stoppable
from harvester.store import disk_errors, sync_folder
from harvester.takedown.cleaning import finish
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.catalogue import Catalogue
    from harvester.gates import Gates
    from harvester.paths import DataDirectory
    from harvester.rebuild.comparing import Difference
    from harvester.rebuild.replaying import Told

_LEFT = ("-journal", "-wal", "-shm")
_NOT_TO_BE_LOST = ("documents", "decisions", "runs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What rebuilding came to."""

    runs: int
    entries: int
    decisions: int
    described: int
    differences: tuple[Difference, ...]  # empty where there was no old catalogue to compare with
    uncompared: str  # why there was none
    kept: str  # what the old catalogue is called now
    notes: tuple[str, ...]
    swapped: bool
    exit_code: int
    reason: str


def rebuild(
    data: DataDirectory,
    *,
    dry_run: bool = False,
    accept_losses: bool = False,
    hear: Callable[[dict[str, Any]], None] = lambda _m: None,
) -> Rebuilt:
    """Make the catalogue anew from the store, the archives' chronicles and the decisions.

    Args:
        data: where the harvest lives.
        dry_run: build and compare, then throw the new catalogue away.
        accept_losses: put the new one in place though documents or decisions of the old one are not in it.
        hear: told of progress: dicts with `event` rebuilding, `run`, `done`, `total`.

    Raises:
        UsageError: nothing was recorded here.
        NewerCatalogueError: the old catalogue is of a newer harvester.
        HarvesterError: locked, or the disk refuses.
    """
    from harvester.chronicle import recorded_runs

    if not recorded_runs(data.warc):
        raise UsageError(
            f"no run in {data.warc} has a chronicle, so there is nothing to rebuild from; "
            "'harvester restore latest' puts a backup back."
        )
    with hold(data, "rebuild"), stoppable() as stop:
        return _Rebuilding(data, stop, hear).all(dry_run=dry_run, accept_losses=accept_losses)


class _Rebuilding:
    def __init__(
        self, data: DataDirectory, stop: Callable[[], bool], hear: Callable[[dict[str, Any]], None]
    ) -> None:
        self.data, self.stop, self.hear = data, stop, hear
        self.draft = data.root / "catalogue.db.rebuilding"

    def all(self, *, dry_run: bool, accept_losses: bool) -> Rebuilt:
        from harvester.warc_index import tidy

        with suppress(DamagedCatalogueError):  # then there is nothing to be asked; the new one is cleaned
            finish(self.data)
        notes = list(tidy(self.data.warc))
        self._remove_draft()
        try:
            told = self._build()
            told.notes[:0] = notes
            if self.stop():
                reason = "stopped by a signal; nothing was changed"
                return self._report(told, (), "", ExitCode.STOPPED, reason)
            differences, old = self._compare()
            lost = [d for d in differences if d.view in _NOT_TO_BE_LOST and d.only_old]
            if lost and not accept_losses:
                counts = ", ".join(f"{one.only_old} {one.view}" for one in lost)
                reason = (
                    f"{counts} of the old catalogue could not be rebuilt, so it was left in place; "
                    "--accept-losses takes the new one all the same"
                )
                return self._report(told, differences, old, ExitCode.GATE, reason)
            if dry_run:
                return self._report(told, differences, old, ExitCode.OK, "dry run: nothing was changed")
            kept = self._swap()
            done = "the catalogue was rebuilt"
            return self._report(told, differences, old, ExitCode.OK, done, swapped=True, kept=kept)
        finally:
            self._remove_draft()

    def _remove_draft(self) -> None:
        for ending in ("", *_LEFT):
            with suppress(FileNotFoundError):
                self.draft.with_name(self.draft.name + ending).unlink()

    def _build(self) -> Told:
        from harvester.catalogue import Catalogue
        from harvester.extract.pool import ReadingPool
        from harvester.rebuild.replaying import Replaying
        from harvester.suggesting import suggest_codings

        with Catalogue.open(self.draft) as catalogue, ReadingPool(2) as pool:
            # Nobody else sees it, and a crash begins anew: it is flushed once, when it is whole.
            catalogue.connection.execute("PRAGMA synchronous = OFF")
            told = Replaying(
                self.data,
                catalogue,
                lambda now, gates, unread: self._process(catalogue, pool, now, gates, unread=unread),
                self.hear,
                self.stop,
            ).all()
            if self.stop():
                pool.close(stop=True)
            with catalogue.writing() as connection:
                other_readings.bring_back(self.data, connection)
            suggest_codings(catalogue, self.stop)
        with disk_errors(self.draft):
            sync_file(self.draft)
        return told

    def _process(self, catalogue: Catalogue, pool: Any, now: str, gates: Gates, *, unread: bool) -> int:
        from harvester.process import process
        from harvester.run.reading import Reader
        from harvester.store import open_store

        if not unread:
            Reader(catalogue, open_store(self.data), pool, now=lambda: now).drain(self.stop)
        done = process(catalogue, catalogue.sources(), now, self.stop, unread=unread, gates=gates)
        return done.described

    def _compare(self) -> tuple[tuple[Difference, ...], str]:
        from harvester.catalogue import Catalogue
        from harvester.rebuild.comparing import compare

        path = self.data.catalogue
        if not path.exists():
            return (), "there was no catalogue"
        try:
            Catalogue.open(path, create=False).close()  # brings it to the schema of the new one
            return compare(path, self.draft), ""
        except NewerCatalogueError:
            raise
        except (DamagedCatalogueError, sqlite3.DatabaseError) as error:
            return (), f"the old catalogue cannot be read ({str(error).partition('. ')[0]})"

    def _swap(self) -> str:
        """Put the new catalogue in the old one's place; the old one is kept beside it."""
        path = self.data.catalogue
        kept = ""
        with disk_errors(path):
            if path.exists():
                suffix = datetime.now(UTC).strftime(".%Y%m%dT%H%M%SZ.old")
                aside = path.with_name(path.name + suffix)
                os.link(path, aside)
                kept = aside.name
                for ending in _LEFT:  # a journal left beside would be rolled back into the new one
                    left = path.with_name(path.name + ending)
                    if left.exists():
                        left.replace(aside.with_name(aside.name + ending))
                sync_folder(path.parent)
            self.draft.replace(path)
            sync_folder(path.parent)
        with suppress(HarvesterError):
            finish(self.data)  # the old catalogue beside, and the memory of the new one
            seal(path)
        return kept

    def _report(
        self,
        told: Told,
        differences: tuple[Difference, ...],
        old: str,
        code: int,
        reason: str,
        **more: Any,
    ) -> Rebuilt:
        return Rebuilt(
            runs=told.runs,
            entries=told.entries,
            decisions=told.decisions,
            described=told.described,
            differences=differences,
            uncompared=old,
            notes=tuple(told.notes),
            **{"swapped": False, "kept": "", **more},
            exit_code=code,
            reason=reason,
        )
