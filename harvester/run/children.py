"""The crawling processes of a run, as their parent sees them."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.run.worker import Job


class Children:
    """Starts one process per job, listens to all of them, and ends them when asked."""

    def __init__(self, jobs: list[Job], hear: Callable[[int, dict[str, Any]], None]) -> None:
        self.hear = hear
        self.processes: list[subprocess.Popen[str]] = []
        self.ears: list[threading.Thread] = []
        for job in jobs:
            errors = Path(job.run_folder) / f"crawl-{job.number}.err"
            with errors.open("a", encoding="utf-8") as stderr:
                process = subprocess.Popen(
                    [sys.executable, "-m", "harvester.run.worker"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=stderr,
                    text=True,
                    encoding="utf-8",
                    start_new_session=True,  # a terminal's Ctrl-C reaches the parent, which passes it on
                )
            assert process.stdin is not None  # noqa: S101 - asked for above
            process.stdin.write(job.to_json())
            process.stdin.close()
            ear = threading.Thread(target=self._listen, args=(job.number, process), daemon=True)
            ear.start()
            self.processes.append(process)
            self.ears.append(ear)

    def _listen(self, number: int, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None  # noqa: S101 - asked for above
        for line in process.stdout:
            try:
                message = json.loads(line)
            except ValueError:
                continue  # a library's stray print is no message of ours
            if isinstance(message, dict):
                self.hear(number, message)

    def running(self) -> bool:
        """Whether any process still crawls."""
        return any(process.poll() is None for process in self.processes)

    def stop(self) -> None:
        """Ask every process to finish what it holds and end."""
        for process in self.processes:
            if process.poll() is None:
                process.terminate()

    def finish(self, grace_s: float = 25.0) -> list[int]:
        """Wait for all to end (killing what does not within the grace) and give their exit codes."""
        for process in self.processes:
            try:
                process.wait(timeout=grace_s)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for ear in self.ears:
            ear.join(timeout=5)
        return [process.returncode for process in self.processes]
