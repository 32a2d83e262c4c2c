"""What a crawl took of the cores, from its first shard started to its last one joined: for `bench.many`."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import psutil  # type: ignore[import-untyped]

CORES = os.cpu_count() or 1
LOOK_S = 0.1
QUIET = 0.1  # share of the cores that others may take


@dataclass(frozen=True, slots=True)
class Crawled:
    """What a crawl on workers took: from its first shard started to its last one joined, and as a whole."""

    seconds: float
    cpu: float  # CPU seconds of command, workers and farm meanwhile
    others: float  # of everything else on this machine
    whole: float  # seconds of the command, with starting workers, describing and ending
    whole_cpu: float
    farm: float  # CPU seconds of the farm

    def told(self) -> str:
        """For people."""
        said = (
            f"crawl and join {self.seconds:6.1f} s, cores busy {self.cpu / self.seconds:.2f} of {CORES}; "
            f"whole command {self.whole:.1f} s, {self.whole_cpu / self.whole:.2f}; farm {self.farm:.1f} s CPU"
        )
        if self.others > QUIET * CORES * self.seconds:
            said += f" (others kept {self.others / self.seconds:.2f} busy: measure again)"
        return said

    @property
    def bound(self) -> float:
        """How many times as fast anything could be that needs as much of the cores."""
        return CORES * self.seconds / self.cpu

    @property
    def whole_bound(self) -> float:
        """The same for the whole command."""
        return CORES * self.whole / self.whole_cpu


class Moment(NamedTuple):
    """The time, and CPU seconds until then."""

    at: float
    used: float
    idle: float  # of all cores


class Looking:
    """The CPU that processes have used, with all that they started, at moments of a run's log."""

    def __init__(self, log: Path, processes: list[int]) -> None:
        self.log, self.processes = log, [psutil.Process(pid) for pid in processes]
        self.seen: list[tuple[str, Moment]] = []  # events of the log, in order
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Looking:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(LOOK_S):
            with contextlib.suppress(OSError):
                lines = self.log.read_text(encoding="ascii").splitlines()
                for line in lines[len(self.seen) :]:
                    with contextlib.suppress(ValueError):  # half a line
                        event = str(json.loads(line)["event"])
                        idle = psutil.cpu_times().idle + psutil.cpu_times().iowait
                        self.seen.append((event, Moment(time.perf_counter(), self._used(), idle)))

    def _used(self) -> float:
        used = 0.0
        for one in self.processes:
            with contextlib.suppress(psutil.Error):
                for process in (one, *one.children(recursive=True)):
                    with contextlib.suppress(psutil.Error):
                        used += sum(process.cpu_times()[:4])  # with its own children that have ended
        return used
