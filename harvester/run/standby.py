"""Crawling processes that load what they need while the command still opens its catalogue."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from harvester.run.children import start_module

if TYPE_CHECKING:
    import subprocess

MODULE = "harvester.run.worker"


class Standby:
    """Processes without a job yet. Use it as a context manager: those that nobody took end with it."""

    def __init__(self, count: int, inherited: tuple[int, ...] = ()) -> None:
        """Prepare them.

        Args:
            count: how many.
            inherited: files that each holds open for as long as it lives.
        """
        self._count, self._inherited = count, inherited
        self._waiting: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        # What goes wrong here goes wrong again with the job, and is told then, in the folder of the run.
        with open(os.devnull, "w", encoding="utf-8") as nowhere, suppress(OSError):  # noqa: PTH123
            for _ in range(self._count):
                self._waiting.append(start_module(MODULE, nowhere, self._inherited))
        return self

    def __exit__(self, *_: object) -> None:
        self.dismiss()

    def dismiss(self) -> None:
        """End those that nobody took."""
        while (process := self.take()) is not None:
            process.kill()
            process.communicate()

    def take(self) -> subprocess.Popen[str] | None:
        """One that waits for its job, if there is any."""
        while self._waiting:
            process = self._waiting.pop(0)
            if process.poll() is None:
                return process
            process.communicate()
        return None
