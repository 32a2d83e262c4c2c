"""A catalogue that keeps a chronicle of what it is told, so that it can be rebuilt (`harvester rebuild`)."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from harvester.catalogue import tombstones
from harvester.catalogue.facade import Catalogue
from harvester.catalogue.sightings import values_of
from harvester.chronicle import Chronicle, Entry, last_number
from harvester.gates import DEFAULT_GATES
from harvester.paths import DataDirectory

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from harvester.catalogue.types import RunSource
    from harvester.expectations import Broken
    from harvester.gates import Gates
    from harvester.records import Candidate, Fetch, ListEntry, PageVisit, SourceInfo


class RecordingCatalogue(Catalogue):
    """What commands that harvest write through.

    The chronicle is written before the commit, under the same lock: a crash in between leaves at most
    one transaction in it that the catalogue lacks, never the reverse.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        super().__init__(connection, path)
        self._data = DataDirectory(path.parent)
        self._chronicle = Chronicle(self._data.warc)
        self._told: list[Entry] = []

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """As `Catalogue.writing`; the outermost one keeps what was told inside it."""
        if self.connection.in_transaction:
            yield self.connection
            return
        self._told = []
        added = False
        try:
            with super().writing() as connection:
                yield connection
                if self._told:
                    added = True
                    self._chronicle.add(self._told)
        except BaseException:
            if added:
                self._chronicle.take_back()
            raise

    def _tell(self, run_id: int, op: str, now: str = "", **values: Any) -> None:
        self._told.append(Entry(run_id=run_id, op=op, now=now, values=values))

    # ------------------------------------------------------------ runs

    def start_run(self, command: str, sources: Sequence[SourceInfo], now: str, uid: str | None = None) -> int:
        """As `Catalogue.start_run`; a number that any earlier run left files under is passed over."""
        name = uuid4().hex if uid is None else uid
        with self.writing() as connection:
            pass_over(connection, last_number(self._data.warc, self._data.runs))
            run_id = super().start_run(command, sources, now, uid=name)
            slugs = [asdict(source) for source in sources]
            self._tell(run_id, "start", now, command=command, sources=slugs, uid=name)
        return run_id

    def save_sources(self, sources: Sequence[SourceInfo]) -> None:
        """As `Catalogue.save_sources`."""
        with self.writing():
            super().save_sources(sources)
            if self._run_id is not None:
                self._tell(self._run_id, "sources", sources=[asdict(s) for s in sources])

    def record_source(self, run_id: int, values: RunSource) -> None:
        """As `Catalogue.record_source`."""
        with self.writing():
            super().record_source(run_id, values)
            self._tell(run_id, "source", source=_columns(values))

    def record_broken(self, run_id: int, source: str, broken: Sequence[Broken]) -> None:
        """As `Catalogue.record_broken`."""
        with self.writing():
            super().record_broken(run_id, source, broken)
            self._tell(run_id, "broken", source=source, broken=[asdict(one) for one in broken])

    def finish_run(
        self, run_id: int, now: str, exit_code: int, reason: str, *, gates: Gates = DEFAULT_GATES
    ) -> None:
        """As `Catalogue.finish_run`."""
        with self.writing():
            super().finish_run(run_id, now, exit_code, reason, gates=gates)
            self._tell(run_id, "finish", now, exit_code=int(exit_code), reason=reason, gates=asdict(gates))

    def note_processed(self, now: str, gates: Gates, *, unread: bool) -> None:
        """As `Catalogue.note_processed`: in the course of a run, everything was described and grouped."""
        if self._run_id is None:
            return
        with self.writing():
            self._tell(self._run_id, "processed", now, gates=asdict(gates), unread=unread)

    # ------------------------------------------------------------ crawl

    def record_visit(self, run_id: int, visit: PageVisit) -> None:
        """As `Catalogue.record_visit`."""
        with self.writing() as connection:
            if tombstones.address_held_out(connection, visit.url):
                return
            super().record_visit(run_id, visit)
            self._tell(run_id, "visit", visit=values_of(visit))

    def record_candidates(self, run_id: int, candidates: Sequence[Candidate], now: str) -> None:
        """As `Catalogue.record_candidates`."""
        if not candidates:
            return
        with self.writing() as connection:
            candidates = tombstones.allowed(connection, candidates)
            super().record_candidates(run_id, candidates, now)
            self._tell(run_id, "candidates", now, candidates=[_whole(one) for one in candidates])

    def record_fetch(self, run_id: int, fetch: Fetch) -> None:
        """As `Catalogue.record_fetch`."""
        with self.writing() as connection:
            super().record_fetch(run_id, fetch)
            if tombstones.address_held_out(connection, fetch.url):
                return
            self._tell(run_id, "fetch", fetch=values_of(fetch))

    def record_entries(self, run_id: int, entries: Sequence[ListEntry], now: str) -> None:
        """As `Catalogue.record_entries`."""
        if not entries:
            return
        with self.writing() as connection:
            entries = tombstones.allowed(connection, entries)
            super().record_entries(run_id, entries, now)
            self._tell(run_id, "entries", now, entries=[asdict(one) for one in entries])


def _whole(one: Candidate) -> dict[str, Any]:
    return {**values_of(one), "link": values_of(one.link), "verdict": values_of(one.verdict)}


def _columns(values: RunSource) -> dict[str, Any]:
    """How a source ended, without what a subclass knows beside it."""
    from harvester.catalogue.types import RunSource

    return {name: getattr(values, name) for name in RunSource.__dataclass_fields__}


def pass_over(connection: sqlite3.Connection, number: int) -> None:
    """Give the next run a number above this one."""
    connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'run' AND seq < ?", (number, number))
    connection.execute(
        """INSERT INTO sqlite_sequence (name, seq)
        SELECT 'run', ? WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'run')""",
        (number,),
    )
