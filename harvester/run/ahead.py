"""Describing ahead: while the crawl waits for its sites, work out what documents are, and keep it in memory.

What is written is written after the crawl, as ever, and only if nothing that it was worked out from has
changed since; so a night ends with what it would have ended with, and sooner. Sketches of texts, and which
texts are alike, are kept at once: they depend on the texts alone.

A few documents are worked out here, one after the other. Where many wait, describers beside this process do
it on all cores (`describers.py`), after the crawl too; what they fail at is done by whoever saves it.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import FIRST_COMPLETED, wait
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from harvester.catalogue import describing, prepared
from harvester.catalogue.nearness import compare_new
from harvester.catalogue.sketches import waiting
from harvester.process import RULES
from harvester.run.describers import DescriberDiedError
from harvester.run.working_out import Task, work_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from concurrent.futures import Future

    from harvester.catalogue import Catalogue, DocumentInput
    from harvester.catalogue.prepared import Sketched, State
    from harvester.described import Described
    from harvester.records import SourceInfo
    from harvester.run.describers import Describers
    from harvester.run.working_out import Answer, Name

log = logging.getLogger(__name__)

LOOK_EVERY_S = 4.0  # for documents that were read since, at most so often
LOOK_OFTEN_S = 0.5  # the same once nothing is crawled any more: what is found then stays as it is
LOOK_SHARE = 0.02  # of the time at most goes into looking, where there are many documents
MOST = 20_000  # documents of which what was worked out is kept in memory
SKETCHED_AT_ONCE = 50  # kept in one transaction
FEW = 60  # documents that wait, for which no process is started
AT_ONCE = 8  # documents that a describer is asked at once
HANDED = 3  # batches a describer that are handed out and not taken back
QUIET_S = 2.0  # without other work, before anything is worked out in this process
_PATIENCE_S = 0.2  # between two looks at whether to stop


class _Known(NamedTuple):
    """What was worked out of a document, and from what."""

    item: DocumentInput
    source: SourceInfo | None
    stamp: str | None  # of its text
    described: Described | None  # None: in vain


class Ahead:
    """Descriptions and sketches worked out before their time."""

    def __init__(
        self,
        catalogue: Catalogue,
        describers: Describers | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.catalogue = catalogue
        self._describers = describers
        self._clock = clock
        self._look_every_s = LOOK_EVERY_S
        self._look_at = clock() + LOOK_EVERY_S
        self._busy_until = 0.0
        self._wanted: dict[Name, Task] = {}  # in order
        self._handed: dict[Future[list[Answer | None]], tuple[Task, ...]] = {}
        self._flying: dict[Name, Task] = {}  # all that is handed out
        self._known: dict[str, _Known] = {}
        self._seen: dict[str, State] = {}  # as documents were when they were wanted
        self._sketched: list[Sketched] = []  # and not yet kept
        self._in_vain: set[Name] = set()  # texts that could not be sketched

    def step(self, *, busy: bool = False) -> bool:
        """Go on for a moment; whether there was anything to do.

        Args:
            busy: whether there is other work for this process: then, and for a while, nothing is worked out
                in it, for which it would have to load all rules. That may be for describers, or for later.
        """
        if busy:
            self._busy_until = self._clock() + QUIET_S
        if self._collect(0.0):
            self._hand_out()
            return True
        if not self._wanted or self._spread() is None:
            self._look_when_due()
        if self._hand_out() or (self._clock() >= self._busy_until and self._do_one()):
            return True
        if not self._sketched or self._flying:
            return False
        self._keep_sketches()
        return True

    def hurry(self) -> None:
        """Look more often: the crawl is over, and little should be left when the last file is read."""
        self._look_every_s = LOOK_OFTEN_S
        self._look_at = min(self._look_at, self._clock() + LOOK_OFTEN_S)

    # ------------------------------------------------------------ what is asked after the crawl

    def settle(self) -> None:
        """From here on what was wanted before no longer is."""
        self._wanted.clear()

    def ask_for_documents(self, items: Sequence[DocumentInput], sources: Mapping[str, SourceInfo]) -> None:
        """Have all of these described that are not yet, if they are many."""
        if self._describers is None:
            return
        with self.catalogue.reading() as connection:
            for item in items:
                source = sources.get(item.source)
                by = prepared.stamp(connection, item.sha256) if item.sha256 else None
                if not self._has(item, source, by):
                    self._want(Task(item.sha256, item, source))

    def await_documents(self, items: Sequence[DocumentInput], stopping: Callable[[], bool]) -> None:
        """Wait until none of these is under way any more."""
        self._await([Task(item.sha256, item).name for item in items], stopping)

    def description(self, item: DocumentInput, source: SourceInfo | None) -> Described | None:
        """What was worked out from exactly this, if it was; it is given once."""
        with self.catalogue.reading() as connection:
            by = prepared.stamp(connection, item.sha256) if item.sha256 else None
        known = self._known.pop(item.id, None)
        self._seen.pop(item.id, None)
        return known.described if known is not None and known[:3] == (item, source, by) else None

    def sketch_all(self, stopping: Callable[[], bool]) -> None:
        """Have all texts sketched that are not yet, if they are many."""
        if self._describers is not None:
            self._keep_sketches()
            tasks = [Task(sha256) for sha256 in waiting(self.catalogue, -1)]
            for task in tasks:
                self._want(task)
            self._await([task.name for task in tasks], stopping)
            self._describers.dismiss()
        self._keep_sketches()

    # ------------------------------------------------------------ looking for work

    def _look_when_due(self) -> None:
        began = self._clock()
        if began < self._look_at:
            return
        self._look()
        ended = self._clock()
        self._look_at = ended + max(self._look_every_s, (ended - began) / LOOK_SHARE)

    def _look(self) -> None:
        """Want all documents described, and texts sketched, that are as they will be at the end."""
        from harvester.extract import EXTRACTOR

        if len(self._known) < MOST:
            sources = self.catalogue.sources()
            with self.catalogue.reading() as connection:
                states = prepared.ready(connection, RULES, EXTRACTOR)
                new = {name: state for name, state in states.items() if self._seen.get(name) != state}
                stale = describing.stale_documents(connection, RULES, None, new) if new else []
            for item in stale:
                if item.sha256 is None and item.fetch is None:
                    continue  # it is not known yet whether there is a file
                self._seen[item.id] = new[item.id]
                source = sources.get(item.source)
                if not self._has(item, source, new[item.id].stamp):
                    self._want(Task(item.sha256, item, source))
        covered = {task.sha256 for task in (*self._wanted.values(), *self._flying.values())}
        covered.update(one.sha256 for one in self._sketched)
        for sha256 in waiting(self.catalogue, MOST):
            if sha256 not in covered:
                self._want(Task(sha256))

    def _has(self, item: DocumentInput, source: SourceInfo | None, stamp: str | None) -> bool:
        """Whether it was worked out from exactly this, or in vain: what killed a describer kills the next."""
        known = self._known.get(item.id)
        if known is None or known[:2] != (item, source):
            return False
        return known.described is None or known.stamp == stamp

    def _want(self, task: Task) -> None:
        if task.name not in self._in_vain and self._flying.get(task.name) != task:
            self._wanted[task.name] = task

    # ------------------------------------------------------------ having it done

    def _spread(self) -> Describers | None:
        """The describers, where they work and it pays to ask them."""
        there = self._describers
        if there is None or not there.working:
            return None
        return there if there.started or len(self._wanted) > FEW else None

    def _do_one(self) -> bool:
        """Work one thing out here, unless describers do."""
        if not self._wanted or self._spread() is not None:
            return False
        task = self._wanted.pop(next(iter(self._wanted)))
        try:
            answers = work_out(self.catalogue, [task])
        except MemoryError:
            answers = [None]
        self._take((task,), answers)
        return True

    def _hand_out(self) -> bool:
        describers, some = self._spread(), False
        while describers is not None and self._wanted and len(self._handed) < HANDED * describers.count:
            names = list(islice(self._wanted, AT_ONCE))
            tasks = tuple(self._wanted.pop(name) for name in names)
            self._flying.update(zip(names, tasks, strict=True))
            self._handed[describers.submit(tasks)] = tasks
            some = True
        return some

    def _collect(self, timeout_s: float) -> bool:
        """Take back what is done, waiting so long for some; whether there was any."""
        if not self._handed:
            return False
        done, _ = wait(self._handed, timeout_s, FIRST_COMPLETED)
        for future in done:
            tasks = self._handed.pop(future)
            try:
                answers = future.result()
            except DescriberDiedError as error:
                log.warning("%s; %d documents are described without it", error, len(tasks))
                answers = [None] * len(tasks)
            self._take(tasks, answers)
        return bool(done)

    def _take(self, tasks: Sequence[Task], answers: Iterable[Answer | None]) -> None:
        for task, answer in zip(tasks, answers, strict=True):
            if self._flying.get(task.name) is task:
                del self._flying[task.name]
            if task.item is not None:
                stamp, told = (answer.stamp, answer.described) if answer is not None else (None, None)
                self._known[task.item.id] = _Known(task.item, task.source, stamp, told)
            elif answer is None:
                self._in_vain.add(task.name)
            if answer is not None and answer.sketched is not None:
                self._sketched.append(answer.sketched)
        if len(self._sketched) >= SKETCHED_AT_ONCE:
            self._keep_sketches()

    def _keep_sketches(self) -> None:
        from harvester.group.texts import SKETCHED

        if self._sketched:
            made, self._sketched = self._sketched, []
            prepared.save_sketches(self.catalogue, made, SKETCHED)
        compare_new(self.catalogue)

    def _await(self, names: Sequence[Name], stopping: Callable[[], bool]) -> None:
        """Have describers go on until none of these is under way any more; without them nothing is wanted."""
        while not stopping():
            if self._spread() is None:
                self._wanted.clear()
            self._hand_out()
            if not any(name in self._wanted or name in self._flying for name in names):
                return
            self._collect(_PATIENCE_S)
