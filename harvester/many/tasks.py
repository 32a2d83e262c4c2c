"""What runs on a worker. Looked up there by name: a worker needs the same release of harvester."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from harvester.many.copies import copy_of, remove_left
from harvester.many.orders import ShardEnd, errors_name

if TYPE_CHECKING:
    from harvester.many.orders import ShardOrder

_LAST_WORDS = 2000  # characters
_MUCH = 32 * 1024 * 1024  # bytes
_THREAD = threading.local()


def crawl_shard(order: ShardOrder) -> ShardEnd:
    """Crawl a shard in a process of its own, and wait for its end."""
    from harvester.run.children import start_module

    errors = Path(order.root) / errors_name(order.epoch)
    with errors.open("a", encoding="utf-8") as stderr:
        process = start_module("harvester.many.shard", stderr)
        out, _ = process.communicate(order.to_json())
    return ShardEnd(code=process.returncode, message=out[-_LAST_WORDS:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One file to be read."""

    sha256: str
    path: str  # where it lies, if the worker sees it
    body: bytes | None = field(default=None, repr=False)  # else what is in it


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadUnits:
    """What was read of the first files of a batch; a worker that has taken long enough leaves the rest."""

    extracts: tuple[
        bytes, ...
    ]  # pickled by its reading process, which has looked at what the confined one said
    seconds: float


def read_units(units: tuple[Unit, ...], enough_s: float) -> ReadUnits:
    """Read files, one at least, and no more once it has taken so long or what was read is much."""
    begun = time.monotonic()
    extracts: list[bytes] = []
    size, seconds = 0, 0.0
    for unit in units:
        extracts.append(_read_unit(unit))
        size += len(extracts[-1])
        seconds = time.monotonic() - begun
        if seconds > enough_s or size > _MUCH:
            break
    return ReadUnits(extracts=tuple(extracts), seconds=seconds)


def _read_unit(unit: Unit) -> bytes:
    """Read one file as `ReadingPool` does: in a fresh process with limits, never in the worker itself."""
    if unit.body is None:
        return _read(unit.path, unit.sha256)
    with copy_of(unit.body) as path:
        return _read(path, unit.sha256)


def _read(path: str, sha256: str) -> bytes:
    for last in (False, True):
        reader = getattr(_THREAD, "reader", None)
        if reader is None or not reader.alive():
            remove_left()
            reader = _THREAD.reader = _ReadingProcess()
        try:
            return reader.read(path, sha256)
        except (OSError, EOFError):  # it was ended, not by a document: those have processes of their own
            reader.close()
            if last:
                raise
    raise AssertionError


class _ReadingProcess:
    """A process that keeps a `ReadingPool`, one for each of a worker's threads.

    A worker that Dask's nanny started is a daemon, which may have no processes of multiprocessing's.
    """

    def __init__(self) -> None:
        from harvester.run.children import without_secrets

        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "harvester.many.reading_process"],
                stdin=theirs.fileno(),  # a socket: it is asked and answers there
                env=without_secrets(os.environ),
                start_new_session=True,
            )
        self.connection = Connection(ours.detach())

    def alive(self) -> bool:
        """Whether it can be asked."""
        return self.process.poll() is None

    def read(self, path: str, sha256: str) -> bytes:
        """Have a file read: an `Extract`, as it came."""
        self.connection.send((path, sha256))
        return self.connection.recv_bytes()

    def close(self) -> None:
        """End it."""
        self.connection.close()
        self.process.kill()
        self.process.wait()
