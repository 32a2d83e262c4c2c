"""Running the later steps again over what is stored: read, describe, group, suggest; nothing is fetched."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from harvester.clock import utc_now
from harvester.run.held import finished_afterwards
from harvester.run.lock import hold
from harvester.run.options import RunOptions, RunReport
from harvester.run.reading import reader_of
from harvester.run.stopping import stoppable
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.catalogue import Catalogue
    from harvester.many.orders import Workers
    from harvester.paths import DataDirectory


def reprocess(
    data: DataDirectory,
    *,
    reread: bool = False,
    codings: bool = True,
    workers: Workers | None = None,
    hear: Callable[[dict[str, Any]], None] = lambda _m: None,
) -> RunReport:
    """Read what is unread (or all, with `reread`), describe every document again, group, and suggest codings.

    Args:
        data: where the harvest lives.
        reread: read all files again.
        codings: suggest them at the end.
        workers: where to read, if not in processes of our own.
        hear: told of progress.

    Raises:
        HarvesterError: no catalogue, locked, or the disk refuses.
    """
    from harvester.catalogue import Catalogue, replay_decisions
    from harvester.many.workers import reading_workers
    from harvester.process import process
    from harvester.run.ahead import Ahead
    from harvester.run.describers import describers_of
    from harvester.suggesting import suggest_codings

    options = RunOptions(data=data)
    with ExitStack() as stack:
        catalogue = stack.enter_context(Catalogue.open(data.catalogue, create=False))
        stack.enter_context(hold(data, "reprocess"))
        stack.enter_context(finished_afterwards(data))
        replay_decisions(data, catalogue)
        cluster = stack.enter_context(reading_workers(data, workers))
        stop = stack.enter_context(stoppable())
        if reread:
            catalogue.mark_all_unread()
        catalogue.mark_all_stale()
        with describers_of(data.catalogue, options.readers) as describers:
            ahead = Ahead(catalogue, describers)
            with reader_of(options, catalogue, stop, cluster) as reader:
                assert reader is not None  # noqa: S101 - reading is on by default
                hear({"event": "reading"})
                reader.drain(stop, lambda: ahead.step(busy=True))
            hear({"event": "describing"})
            done = process(catalogue, catalogue.sources(), utc_now(), stop, ahead=ahead)
        if codings:
            suggest_codings(catalogue, stop, hear)
        if stop():
            return _stopped(reader.done)
        notes = _withheld(catalogue)
    return RunReport(
        run_id=0,
        exit_code=ExitCode.UNEXPECTED if reader.left() else ExitCode.OK,
        reason=reader.left() or "all well",
        read=reader.done,
        described=done.described,
        reviews=done.reviews,
        notes=notes,
    )


def _stopped(read: int) -> RunReport:
    reason = "stopped by a signal; run again to go on"
    return RunReport(run_id=0, exit_code=ExitCode.STOPPED, reason=reason, read=read)


def _withheld(catalogue: Catalogue) -> tuple[str, ...]:
    waiting = sum(one.what == "value" for one in catalogue.withheld())
    note = f"{waiting} values that descriptions no longer give still stand: 'harvester approve' lists them"
    return (note,) if waiting else ()
