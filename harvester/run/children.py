"""The crawling processes of a run, as their parent sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TextIO

from harvester.errors import DiskError, StoreUnreachableError
from harvester.stores.settings import for_children
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harvester.run.standby import Standby
    from harvester.run.worker import Job

GRACE_S = 20.0  # for a process that was asked to end; a stopped run must be over within 30 s


def without_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process that speaks with strangers: whom to notify is none of its business."""
    harmless = {name: value for name, value in environ.items() if not name.startswith("HARVESTER_NOTIFY_")}
    return for_children(harmless)


def start_module(module: str, stderr: TextIO, inherited: tuple[int, ...] = ()) -> subprocess.Popen[str]:
    """Start a module of ours that crawls: asked and answering in writing, it holds `inherited` open."""
    return subprocess.Popen(  # noqa: S603 - a module of ours
        # -P: what lies in the directory where the command was called is no module of ours.
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        encoding="utf-8",
        env=without_secrets(os.environ),
        pass_fds=inherited,
        start_new_session=True,  # a terminal's Ctrl-C reaches the parent, which passes it on
    )


def told_error(message: Mapping[str, Any]) -> DiskError:
    """Why a crawling process cannot go on, as it told."""
    said = str(message.get("message"))
    return StoreUnreachableError(said) if message.get("code") == ExitCode.NETWORK else DiskError(said)


class Children:
    """Starts one process per job, listens to all of them, and leaves none behind."""

    def __init__(
        self,
        jobs: list[Job],
        hear: Callable[[int, dict[str, Any]], None],
        inherited: tuple[int, ...] = (),
        standby: Standby | None = None,
    ) -> None:
        """Start them; each holds the `inherited` files open for as long as it lives.

        Args:
            jobs: one for each process.
            hear: told what process said, by the number of its job.
            inherited: files, by descriptor.
            standby: processes with the same files that wait for a job; those that get none end.
        """
        self.hear = hear
        self.inherited = inherited
        self.standby = standby
        self.processes: list[subprocess.Popen[str]] = []
        self.ears: list[threading.Thread] = []
        try:
            for job in jobs:
                self._start(job)
            if standby is not None:
                standby.dismiss()  # there are fewer jobs: each would hold its memory until all are done
        except BaseException:
            self.end()
            raise

    def _start(self, job: Job) -> None:
        errors = Path(job.run_folder) / f"crawl-{job.number}.err"
        with errors.open("a", encoding="utf-8") as stderr:  # there also where nothing is said
            process = self.standby.take() if self.standby else None
            if process is None:
                process = start_module("harvester.run.worker", stderr, self.inherited)
        self.processes.append(process)
        assert process.stdin is not None  # noqa: S101 - asked for above
        with suppress(BrokenPipeError):  # it died at once: its exit code will tell
            process.stdin.write(job.to_json())
            process.stdin.close()
        ear = threading.Thread(target=self._listen, args=(job.number, process), daemon=True)
        ear.start()
        self.ears.append(ear)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def _listen(self, number: int, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None  # noqa: S101 - asked for above
        with process.stdout as lines:
            for line in lines:
                try:
                    message = json.loads(line)
                except ValueError:
                    continue  # a library's stray print is no message of ours
                if isinstance(message, dict):
                    self.hear(number, message)

    def running(self) -> bool:
        """Whether any process still crawls."""
        return any(process.poll() is None for process in self.processes)

    def watch(
        self,
        stopping: Callable[[], bool],
        meanwhile: Callable[[], None] = lambda: time.sleep(0.1),
    ) -> list[int]:
        """Wait until all have ended, and give their exit codes.

        Args:
            stopping: once it says so they are asked to end, and killed if they do not within the grace.
            meanwhile: done over and over; must take a moment, and not much more.
        """
        while self.running() and not stopping():
            meanwhile()
        return self.end() if self.running() else self._codes()

    def end(self) -> list[int]:
        """Have all processes end now, the stubborn ones by force; their exit codes."""
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + GRACE_S
        for process in self.processes:
            try:
                process.wait(timeout=max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        return self._codes()

    def _codes(self) -> list[int]:
        for ear in self.ears:
            ear.join(timeout=5)
        return [process.wait() for process in self.processes]
