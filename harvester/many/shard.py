"""The crawl of one shard: `python -m harvester.many.shard` with an order on standard input.

An ordinary crawl into an ordinary data directory, in a process of its own: a worker's threads cannot
take signals, and a worker that dies takes its shard's process with it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester.errors import HarvesterError, LockedError
from harvester.many.lease import Watch, claim_within
from harvester.many.orders import PROGRESS, ShardOrder
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from harvester.paths import DataDirectory
    from harvester.run.options import RunReport

CLAIM_S = 120.0  # for those who crawled the shard before to end
_TOLD_EVERY_S = 1.0


def main() -> int:
    """Crawl the shard; the exit code is that of an ordinary crawl."""
    from harvester.run.worker import end_with_parent

    end_with_parent()
    order = ShardOrder.from_json(sys.stdin.read())
    try:
        report = crawl_shard(order)
    except HarvesterError as error:
        sys.stdout.write(str(error))
        return error.exit_code
    sys.stdout.write("; ".join((report.reason, *report.notes)))
    return report.exit_code


def crawl_shard(order: ShardOrder) -> RunReport:
    """Claim the shard, and crawl it for as long as its lease holds.

    Raises:
        HarvesterError: the shard is not to be had, or its crawl could not begin.
    """
    from harvester.run import crawl

    root = Path(order.root)
    watch = Watch(root, order.epoch)
    handle = claim_within(root, CLAIM_S, watch.lost)
    if handle is None:
        raise LockedError(f"{root} is still being crawled by another worker")
    with watch.watched(lambda: os.kill(os.getpid(), signal.SIGTERM)):
        options = order.options((handle,))
        _prepare(options.data, order)
        return crawl(options, _Progress(root / PROGRESS).hear)


def _prepare(data: DataDirectory, order: ShardOrder) -> None:
    """What an ordinary crawl of the whole data directory would know: its number, what was taken down."""
    from harvester.catalogue import RecordingCatalogue
    from harvester.catalogue.decision_file import holding, read_decisions
    from harvester.catalogue.recording import pass_over
    from harvester.catalogue.tombstones import TAKEDOWN
    from harvester.paths import DataDirectory

    history = DataDirectory(Path(order.history))
    with RecordingCatalogue.open(data.catalogue) as catalogue, catalogue.writing() as connection:
        # Captures of this run must not look older than those of the nights before.
        pass_over(connection, order.run_id - 1)
    # Those that are not here yet: the worker before may have been killed while it took them over.
    here = {one.id for one in read_decisions(data.decisions) if one is not None}
    said = [one for one in read_decisions(history.decisions) if one is not None and one.id not in here]
    with holding(data.decisions) as file:
        for one in said:
            if one.field == TAKEDOWN:
                file.append([one])
    if history.archives.is_dir() and not data.archives.exists():
        data.archives.symlink_to(history.archives.resolve())


class _Progress:
    """Where a shard stands, in a small file that the run looks at."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told = 0.0

    def hear(self, message: dict[str, Any]) -> None:
        if message.get("event") != "progress" or time.monotonic() - self.told < _TOLD_EVERY_S:
            return
        self.told = time.monotonic()
        draft = self.path.with_suffix(".tmp")
        with suppress(OSError):  # it is for the eye only
            draft.write_text(json.dumps(message), encoding="ascii")
            draft.replace(self.path)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.exit(int(code) if code else ExitCode.OK)
