"""Publishing from the desk: `harvester publish` in a process of its own, one at a time.

What it was asked for, its steps and what came of it lie in `publications/.desk/` of the data directory, so
that every process of the desk, and one that is started later, tells the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from harvester.durable import write_whole
from harvester.errors import UsageError
from harvester.store import disk_errors

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.paths import DataDirectory

KINDS = ("check", "make")
_LONGEST = 5_000_000  # bytes of what a process said that are looked at
_LAST_WORDS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asked for."""

    who: str
    at: str
    dry_run: bool = False  # only to ask the gates
    with_text: bool = False
    accept_losses: str = ""
    as_at: str = ""

    @property
    def options(self) -> list[str]:
        """As options of `harvester publish`."""
        flags = [("--dry-run", self.dry_run), ("--with-text", self.with_text)]
        said = [("--accept-losses", self.accept_losses), ("--as-at", self.as_at)]
        return [name for name, on in flags if on] + [f"{name}={value}" for name, value in said if value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One call of it; `result` is None while it runs, and where it ended without one."""

    asked: Asked
    running: bool
    steps: tuple[str, ...] = ()
    result: dict[str, Any] | None = None
    trouble: str = ""  # what it said instead of a result

    @property
    def refused(self) -> bool:
        """Whether a gate kept it from being made."""
        return bool(self.result and self.result["refusals"])


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs of one data directory. `check` asks the gates only, `make` makes an edition."""

    data: DataDirectory

    @property
    def root(self) -> Path:
        """The folder of editions."""
        return self.data.root / "publications"

    def _place(self, kind: str, what: str) -> Path:
        return self.root / ".desk" / f"{kind}.{what}"

    def start(self, asked: Asked) -> None:
        """Begin.

        Raises:
            UsageError: one is under way.
            DiskError: the disk refuses.
        """
        from filelock import FileLock

        folder = self.root / ".desk"
        with disk_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
        kind = "check" if asked.dry_run else "make"
        with FileLock(folder / "lock", timeout=10):
            for other in KINDS:
                known = self.last(other)
                if known is not None and known.running:
                    raise UsageError(f"{known.asked.who} has begun one already; wait until it is done")
            self._run(kind, asked)

    def _run(self, kind: str, asked: Asked) -> None:
        # The exit code is not needed: what was made, or why not, is in the answer.
        command = [
            sys.executable,
            "-m",
            "harvester",
            "--data",
            str(self.data.root),
            "publish",
            "--json",
            "--steps",
        ]
        with (
            disk_errors(self._place(kind, "json")),
            self._place(kind, "json").open("wb") as answer,
            self._place(kind, "steps").open("wb") as steps,
        ):
            process = subprocess.Popen(  # noqa: S603 - our own command
                [*command, *asked.options, "--", str(self.root)],
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=steps,
                start_new_session=True,
            )
        said = {"asked": asdict(asked), "pid": process.pid, "born": _born(process.pid)}
        write_whole(self._place(kind, "asked"), json.dumps(said).encode())
        threading.Thread(target=process.wait, daemon=True).start()  # so that no dead process is left

    def last(self, kind: str) -> Job | None:
        """The last job of a kind, under way or done; None where there was none."""
        try:
            said = json.loads(self._place(kind, "asked").read_bytes())
            asked, pid, born = Asked(**said["asked"]), int(said["pid"]), said["born"]
        except (OSError, ValueError, TypeError, KeyError):
            return None
        running = born is not None and _born(pid) == born
        words = _read(self._place(kind, "steps")).decode("utf-8", "replace")
        steps = tuple(line.rstrip(".") for line in words.splitlines() if line.strip())
        if running:
            return Job(asked=asked, running=True, steps=steps)
        try:
            result = dict(json.loads(_read(self._place(kind, "json"))))
        except ValueError:
            trouble = words[-_LAST_WORDS:].strip() or "It ended without a word."
            return Job(asked=asked, running=False, steps=steps, trouble=trouble)
        return Job(asked=asked, running=False, steps=steps, result=result)


def _read(path: Path) -> bytes:
    with suppress(OSError), path.open("rb") as stream:
        return stream.read(_LONGEST)
    return b""


def _born(pid: int) -> str | None:
    """When a living process began, which with its number names it; None when it is no more."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return ""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stream:  # noqa: PTH123 - no file of ours
            fields = stream.read().rpartition(b")")[2].split()
    except OSError:
        return ""
    return None if fields[0] == b"Z" else fields[19].decode("ascii", "replace")
