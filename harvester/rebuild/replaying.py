"""Telling a new catalogue what the old one was told: run by run, in the order and with the times of then."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from harvester import chronicle
from harvester.catalogue.decision_file import read_decisions
from harvester.catalogue.recording import pass_over
from harvester.catalogue.tombstones import TAKEDOWN
from harvester.catalogue.types import RunSource
from harvester.errors import ArchiveError, HarvesterError
from harvester.expectations import Broken
from harvester.gates import Gates
from harvester.joined import joined_at
from harvester.records import Candidate, Fetch, ListEntry, PageVisit, SourceInfo
from harvester.vocabulary import SourceOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harvester.catalogue import Catalogue
    from harvester.catalogue.decisions import Decision
    from harvester.chronicle import Entry
    from harvester.paths import DataDirectory

_BATCH = 200  # entries between two commits: nobody else sees the new catalogue, and a crash begins anew


@dataclass(slots=True, kw_only=True)
class Told:
    """What was replayed."""

    runs: int = 0
    entries: int = 0
    decisions: int = 0
    described: int = 0
    notes: list[str] = field(default_factory=list)


@cache
def _adapter(kind: type) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _made(kind: type, values: Any) -> Any:
    return _adapter(kind).validate_python(values)


class Replaying:
    """One new catalogue on its way from empty to what it was."""

    def __init__(
        self,
        data: DataDirectory,
        catalogue: Catalogue,
        process: Callable[[str, Gates, bool], int],
        hear: Callable[[dict[str, Any]], None],
        stop: Callable[[], bool],
    ) -> None:
        self.data, self.catalogue, self.process = data, catalogue, process
        self.hear, self.stop = hear, stop
        self.told = Told()
        self._last = ""  # when the last run was over
        self._decisions = self._read_decisions()
        self._waiting: Decision | None = next(self._decisions, None)

    def all(self) -> Told:
        """Every recorded run, then the decisions that came after the last."""
        numbers = chronicle.recorded_runs(self.data.warc)
        self._take_down_first()
        for done, number in enumerate(numbers):
            if self.stop():
                return self.told
            self.hear({"event": "rebuilding", "run": number, "done": done, "total": len(numbers)})
            self._run(number)
        self._group_joined()
        self._decide(None)
        self._say_what_is_not_recorded(numbers)
        with self.catalogue.writing() as connection:
            pass_over(connection, chronicle.last_number(self.data.warc, self.data.runs))
        return self.told

    def _take_down_first(self) -> None:
        """What was taken down is kept out from the beginning, whatever a chronicle still says of it."""
        for decision in read_decisions(self.data.decisions):
            if decision is not None and decision.field == TAKEDOWN:
                self.catalogue.save_decision(decision)

    def _run(self, number: int) -> None:
        self.catalogue._run_id = None
        held: list[Entry] = []
        begun = False
        try:
            for entry in chronicle.read(self.data.warc, number):
                if entry is None:
                    continue
                if entry.op == "start":
                    begun = True
                if not begun:
                    continue
                held.append(entry)
                if len(held) >= _BATCH or entry.op not in _QUICK:
                    self._tell(held)
                    held = []
        except ArchiveError as damage:
            self.told.notes.append(f"run {number}: {damage}")
        self._tell(held)
        if begun:
            self.told.runs += 1
        else:
            self.told.notes.append(f"run {number}: its chronicle has no beginning; left out")

    def _tell(self, entries: list[Entry]) -> None:
        quick = [entry for entry in entries if entry.op in _QUICK]
        with self.catalogue.writing():
            for entry in quick:
                _QUICK[entry.op](self.catalogue, entry)
        for entry in entries[len(quick) :]:  # at most the last one
            if entry.now:
                self._decide(entry.now)
            if entry.op == "start":
                _start(self.catalogue, entry)
            elif entry.op == "processed":
                gates = _made(Gates, entry.values["gates"])
                self.told.described += self.process(entry.now, gates, bool(entry.values["unread"]))
            elif entry.op == "finish":
                _finish(self.catalogue, entry)
                self._last = max(self._last, entry.now)
            else:
                self.told.notes.append(f"run {entry.run_id}: {entry.op!r} is of a newer harvester; left out")
        self.told.entries += len(entries)

    # ------------------------------------------------------------ decisions

    def _read_decisions(self) -> Iterator[Decision]:
        for decision in read_decisions(self.data.decisions):
            if decision is None:
                self.told.notes.append("a line of decisions.jsonl is no decision; left out")
            else:
                yield decision

    def _decide(self, until: str | None) -> None:
        """Enter the decisions made up to a time, in the order of the file."""
        while self._waiting is not None and (until is None or self._waiting.at <= until):
            try:
                self.catalogue.save_decision(self._waiting)
                self.told.decisions += 1
            except HarvesterError as error:
                self.told.notes.append(f"decision {self._waiting.id}: {error}")
            self._waiting = next(self._decisions, None)

    def _group_joined(self) -> None:
        """Where directories were joined since the last run, all was grouped by what was decided till then."""
        from harvester.process import regroup

        joined = joined_at(self.data)
        if joined > self._last and not self.stop():
            self._decide(joined)
            regroup(self.catalogue, self.catalogue.sources(), joined, self.stop)

    def _say_what_is_not_recorded(self, numbers: list[int]) -> None:
        if not self.data.warc.is_dir():
            return
        recorded = {str(number) for number in numbers}
        for folder in sorted(self.data.warc.iterdir()):
            if folder.is_dir() and folder.name not in recorded and any(folder.glob("*.warc.gz")):
                self.told.notes.append(
                    f"{folder}: no chronicle of this run is left; to bring in what it recorded, run "
                    f"'harvester crawl --replay {folder}' afterwards"
                )


# ---------------------------------------------------------------- one entry each


def _start(catalogue: Catalogue, entry: Entry) -> None:
    sources = [_made(SourceInfo, one) for one in entry.values["sources"]]
    with catalogue.writing() as connection:
        pass_over(connection, entry.run_id - 1)
        uid = str(entry.values.get("uid") or "")
        number = catalogue.start_run(entry.values["command"], sources, entry.now, uid=uid)
        if number != entry.run_id:
            raise HarvesterError(f"run {entry.run_id} was begun twice; its chronicle is not to be trusted")


def _finish(catalogue: Catalogue, entry: Entry) -> None:
    values = entry.values
    gates = _made(Gates, values["gates"])
    catalogue.finish_run(entry.run_id, entry.now, values["exit_code"], values["reason"], gates=gates)


def _sources(catalogue: Catalogue, entry: Entry) -> None:
    catalogue.save_sources([_made(SourceInfo, one) for one in entry.values["sources"]])


def _visit(catalogue: Catalogue, entry: Entry) -> None:
    catalogue.record_visit(entry.run_id, _made(PageVisit, entry.values["visit"]))


def _candidates(catalogue: Catalogue, entry: Entry) -> None:
    candidates = [_made(Candidate, one) for one in entry.values["candidates"]]
    catalogue.record_candidates(entry.run_id, candidates, entry.now)


def _fetch(catalogue: Catalogue, entry: Entry) -> None:
    catalogue.record_fetch(entry.run_id, _made(Fetch, entry.values["fetch"]))


def _entries(catalogue: Catalogue, entry: Entry) -> None:
    found = [_made(ListEntry, one) for one in entry.values["entries"]]
    catalogue.record_entries(entry.run_id, found, entry.now)


def _source(catalogue: Catalogue, entry: Entry) -> None:
    values = {**entry.values["source"], "outcome": SourceOutcome(entry.values["source"]["outcome"])}
    known = RunSource.__dataclass_fields__
    catalogue.record_source(
        entry.run_id, RunSource(**{name: value for name, value in values.items() if name in known})
    )


def _broken(catalogue: Catalogue, entry: Entry) -> None:
    broken = [Broken(**one) for one in entry.values["broken"]]
    catalogue.record_broken(entry.run_id, entry.values["source"], broken)


_QUICK: dict[str, Callable[[Catalogue, Entry], None]] = {
    "sources": _sources,
    "visit": _visit,
    "candidates": _candidates,
    "fetch": _fetch,
    "entries": _entries,
    "source": _source,
    "broken": _broken,
}

_CRAWLED = frozenset({"visit", "candidates", "fetch", "entries"})


def prepare() -> None:
    """Have at hand what telling needs, which takes a moment to make."""
    for kind in (Candidate, Fetch, ListEntry, PageVisit):
        _adapter(kind)


def tell_crawled(catalogue: Catalogue, entry: Entry) -> bool:
    """Tell a catalogue what a crawl told another: pages, links, files, entries of lists.

    Returns:
        False for everything else, which is not told.
    """
    if entry.op not in _CRAWLED:
        return False
    _QUICK[entry.op](catalogue, entry)
    return True
