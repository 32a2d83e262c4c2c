"""Suggestions for codings that the desk lacks: made by `harvester codings`, in a process of its own.

They are lacking while a crawl is under way, and where one was stopped or had `--no-codings`. One review's are
worked out when it is looked at; those of all others take a process that the desk starts, at most one at a
time, and does not wait for.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

from harvester.fixity.seal import header_of
from harvester.suggesting import to_come

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory

log = logging.getLogger(__name__)

PAUSE_S = 60  # before one is started again that has ended and left something

_starting = threading.Lock()
_ended = threading.Event()
_ended.set()
_not_before = 0.0
_complete: tuple[int, int] | None = (0, 0)  # the state of the catalogue in which nothing was to come


def have_made(data: DataDirectory, catalogue: Catalogue) -> int:
    """How many texts are still to be read for codings; that is under way when this returns."""
    global _complete
    state = _state_of(data.catalogue)
    if state == _complete:
        return 0  # looking goes through all documents
    left = to_come(catalogue)
    if left:
        _begin(data)
    else:
        _complete = state  # which was noted before the look: what came meanwhile makes it another
    return left


def _state_of(path: Path) -> tuple[int, int] | None:
    """The file, and how often it was written to."""
    header = header_of(path)
    return (path.stat().st_ino, header.changes) if header is not None else None


def _begin(data: DataDirectory) -> None:
    global _not_before
    with _starting:
        if not _ended.is_set() or time.monotonic() < _not_before:
            return
        _not_before = time.monotonic() + PAUSE_S
        _ended.clear()
    threading.Thread(target=_run, args=(data,), daemon=True).start()


def _run(data: DataDirectory) -> None:
    """Run it to its end; what it leaves, the next look finds."""
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "harvester", "--data", str(data.root.resolve()), "codings"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            check=False,
        )
        if done.returncode:
            log.warning("suggesting codings: %s", done.stderr[-2000:].decode("utf-8", "replace").strip())
    except OSError as error:
        log.warning("suggesting codings: %s", error)
    finally:
        _ended.set()
