"""A data directory in hand: locked, its catalogue open, what people decided replayed into it."""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.errors import DiskError, HarvesterError, LockedError
from harvester.run.lock import hold
from harvester.run.stopping import Stop, stoppable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a command that changes a harvest works on."""

    data: DataDirectory
    catalogue: Catalogue
    stop: Stop | None = None  # of a caller that listens to signals itself

    @contextmanager
    def stoppable(self) -> Iterator[Stop]:
        """The caller's wish to stop, else one of our own."""
        if self.stop is not None:
            yield self.stop
            return
        with stoppable() as stop:
            yield stop


@contextmanager
def in_hand(data: DataDirectory, command: str, stop: Stop | None = None) -> Iterator[Held]:
    """Lock a data directory, open its catalogue, and enter decisions that a crash left out of it.

    Raises:
        HarvesterError: locked, damaged, newer than the program, or the disk refuses.
    """
    from harvester.catalogue import RecordingCatalogue, replay_decisions

    with ExitStack() as stack:
        stack.enter_context(hold(data, command))
        stack.enter_context(finished_afterwards(data))
        finish_takedowns(data)
        catalogue = stack.enter_context(RecordingCatalogue.open(data.catalogue))
        replay_decisions(data, catalogue)
        yield Held(data=data, catalogue=catalogue, stop=stop)


@contextmanager
def finished_afterwards(data: DataDirectory) -> Iterator[None]:
    """When a command that changes a harvest is over: its chronicle closed, its catalogue sealed.

    A disk that refuses that takes nothing away: the open chronicle is as good, and the next run tries again.
    """
    from harvester.chronicle import finish
    from harvester.fixity.manifests import seal_archives
    from harvester.fixity.seal import seal

    yield
    with suppress(DiskError):
        finish(data.warc)
        seal_archives(data.warc)
        finish_takedowns(data)
        seal(data.catalogue)


def finish_takedowns(data: DataDirectory) -> None:
    """Clean what was taken down, while the data directory is held: before a harvest, and after it.

    What cannot be cleaned now stays hidden, is not harvested, and is cleaned next time.
    """
    from harvester.takedown.cleaning import finish, pending

    try:
        waiting = pending(data)
    except HarvesterError:  # whoever opens the catalogue next says what is wrong with it
        return
    if not waiting:
        return
    try:
        done = finish(data)
    except LockedError as error:
        log.warning("what was taken down is not cleaned yet: %s", error)
        return
    if done is not None and not done.done:
        log.warning("what was taken down left %d bytes: 'harvester takedown --finish'", done.residue.bytes)
