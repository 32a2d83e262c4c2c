"""The describers' processes: `python -m harvester.run.describer PARENT WORK CATALOGUE SOCKET…`.

One process loads the rules, forks a describer for each socket that it was given, and waits for them. A
describer takes tasks from its socket, one batch after the other, reads the catalogue, and answers. It ends
when the socket closes, when that process ends, and when a batch takes longer than it may.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import signal
import sys
from enum import StrEnum
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from harvester.run.rehearsal import rehearse
from harvester.run.working_out import Ended, Task, work_out

if TYPE_CHECKING:
    from collections.abc import Sequence

MEMORY_BYTES = 1024**3  # that one describer may take beyond what is mapped at its start
LESS_URGENT = 5  # than the crawl; as reading is
_PR_SET_PDEATHSIG = 1
_COLLECT_AFTER = 20_000  # objects
_REASON = 500  # characters


class Work(StrEnum):
    """What describers do, and so load."""

    DESCRIBE = "describe"
    CODE = "code"


_LOADS = {
    Work.DESCRIBE: ("harvester.described", "harvester.group.texts"),
    Work.CODE: ("harvester.coding.suggestions", "harvester.catalogue.codings"),
}


class Batch(NamedTuple):
    """What a describer is asked at once."""

    tasks: tuple[Task, ...]
    limit_s: int  # then the kernel ends it


def main(arguments: Sequence[str]) -> int:
    """Load the rules, fork the describers, and stay until they have ended."""
    parent, work, catalogue, *sockets = arguments
    # A stop is often sent to all processes at once; what it means the program decides.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    _end_with(int(parent))
    os.nice(LESS_URGENT)
    _load(Work(work))
    here = os.getpid()
    for own in sockets:
        if os.fork() == 0:
            _describe_on(int(own), [int(other) for other in sockets if other != own], here, Path(catalogue))
    for one in sockets:
        os.close(int(one))
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    return 0


def _load(work: Work) -> None:
    """Import the rules once, for all describers."""
    for name in ("harvester.catalogue.facade", *_LOADS[work]):
        import_module(name)
    if work is Work.DESCRIBE:
        with contextlib.suppress(Exception):  # what is wrong is found where it counts
            rehearse()
    gc.collect()
    gc.freeze()  # what is loaded now is never garbage: describers need not touch, and so copy, it
    gc.set_threshold(_COLLECT_AFTER)


def _end_with(parent: int) -> None:
    """Have the kernel end this process with that one, however that ends."""
    with contextlib.suppress(OSError, AttributeError):  # not Linux: the socket closes all the same
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _describe_on(own: int, others: Sequence[int], parent: int, catalogue: Path) -> NoReturn:
    """Be the describer of one socket; whatever happens, this never returns."""
    code = 1
    try:
        _end_with(parent)
        for other in others:
            os.close(other)
        channel = Connection(own)
        try:
            _confine()
            signal.signal(signal.SIGALRM, signal.SIG_DFL)  # which ends the process
            _serve(channel, catalogue)
            code = 0
        except Exception as error:
            channel.send(Ended(" ".join(f"{type(error).__name__}: {error}".split())[:_REASON]))
    finally:
        os._exit(code)


def _confine() -> None:
    mapped = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    for which, value in ((resource.RLIMIT_AS, mapped + MEMORY_BYTES), (resource.RLIMIT_CORE, 0)):
        _soft, hard = resource.getrlimit(which)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, hard))


def _serve(channel: Connection, path: Path) -> None:
    """Answer batches until nobody asks any more."""
    from harvester.catalogue import Catalogue

    with Catalogue.open(path, create=False, read_only=True) as catalogue, contextlib.suppress(EOFError):
        while True:
            batch: Batch = channel.recv()
            signal.alarm(batch.limit_s)
            answers = work_out(catalogue, batch.tasks)
            signal.alarm(0)
            channel.send(answers)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
