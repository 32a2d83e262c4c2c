"""The log of a run for programs: `runs/<id>/log.jsonl`, one JSON object a line.

Every line has `time`, `level`, `event`, `source`, `message`. Text from outside is escaped (ASCII only, no
line can be broken), cut, and cleared of secrets. Several processes may write: a line is one `write`.
"""

from __future__ import annotations

import json
import logging
import os
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from harvester.redaction import Redactor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FILE = "log.jsonl"
LONGEST = 2000  # characters of one message
LARGEST = 50 * 1024 * 1024  # bytes of one log; a hostile site must not fill the disk with warnings
_LEVELS = {"fatal": "error", "waiting": "warning", "crashed": "error"}
_SAID = frozenset({"event", "source", "message", "worker", "level"})
_QUIET = frozenset({"progress"})  # told every second, for the terminal


class RunLog(logging.Handler):
    """Writes log records and events of one run as JSON lines; it never fails a run."""

    def __init__(self, folder: Path, redact: Redactor | None = None) -> None:
        super().__init__(logging.INFO)
        self.redact = redact or Redactor()
        self._file = os.open(folder / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def event(self, event: str, message: str = "", *, level: str = "info", source: str = "") -> None:
        """Note that something happened."""
        self._write(datetime.now(UTC), level, event, source, message)

    def hear(self, message: dict[str, Any]) -> None:
        """Note what a run tells of its progress (`harvester.run.crawl`)."""
        event = str(message.get("event"))
        if event in _QUIET:
            return
        rest = {k: v for k, v in message.items() if k not in _SAID}
        said = str(message.get("message") or "") or ", ".join(f"{k}: {v}" for k, v in rest.items())
        source = str(message.get("source") or "")
        level = str(message.get("level") or _LEVELS.get(event, "info"))
        self.event(event, said, level=level, source=source)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record of Python's logging."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError):  # arguments that do not fit their format
            message = str(record.msg)
        if record.exc_info and record.exc_info[1] is not None:
            message += f" [{type(record.exc_info[1]).__name__}: {record.exc_info[1]}]"
        spider = getattr(record, "spider", None)
        source = str(getattr(spider, "name", "") or getattr(record, "source", ""))
        at = datetime.fromtimestamp(record.created, UTC)
        self._write(at, record.levelname.lower(), f"log {record.name}", source, message)

    def _write(self, at: datetime, level: str, event: str, source: str, message: str) -> None:
        line = {
            "time": at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z",
            "level": level,
            "event": event[:200],
            "source": source[:200],
            "message": self.redact(message)[:LONGEST],
        }
        with suppress(OSError):
            if os.fstat(self._file).st_size < LARGEST:
                os.write(self._file, (json.dumps(line) + "\n").encode("ascii"))

    def close(self) -> None:
        """Close the file."""
        if self._file >= 0:
            with suppress(OSError):
                os.close(self._file)
            self._file = -1
        super().close()


@contextmanager
def run_log(folder: Path, redact: Redactor | None = None) -> Iterator[RunLog]:
    """A run's log, which also takes what is logged meanwhile; people still see warnings on stderr."""
    log = RunLog(folder, redact)
    root, ours = logging.getLogger(), logging.getLogger("harvester")
    level = ours.level
    # With a handler of ours Python would no longer print warnings by itself.
    seen = logging.lastResort if not root.handlers else None
    added = [one for one in (log, seen) if one is not None]
    for handler in added:
        root.addHandler(handler)
    ours.setLevel(logging.INFO)
    try:
        yield log
    finally:
        ours.setLevel(level)
        for handler in added:
            root.removeHandler(handler)
        log.close()


def both(*ears: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    """One ear out of several."""

    def hear(message: dict[str, Any]) -> None:
        for ear in ears:
            ear(message)

    return hear
