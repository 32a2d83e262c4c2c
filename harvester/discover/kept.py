"""What web archives answered, below one folder: parts of lists, and captures as a WARC file with its log.

All is written so that a search which was stopped, or killed, asks for nothing twice: a part of a list is
there whole or not at all, and a line of the log stands for a record that lies before it in the WARC file.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from harvester.discover.index import Listed, may_be_wanted
from harvester.durable import write_whole
from harvester.store import disk_errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from harvester.cdx import Capture

WARC: Final = "captures.warc.gz"
_LOG: Final = "captures.jsonl"
WHOLE: Final = "whole"
BY_PAGES: Final = "page"  # how a list is had, and how its parts are called
BY_KEY: Final = "key"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a list: of its captures those that may be reviews."""

    rows: int  # that the index listed
    listed: tuple[Listed, ...]
    resume: str = ""


class KeptList:
    """The list of one query."""

    def __init__(self, folder: Path, query: str) -> None:
        """Below a folder, which is made when missing.

        Raises:
            DiskError: it cannot be made.
        """
        self.folder = folder / "lists" / hashlib.sha256(query.encode()).hexdigest()[:32]
        with disk_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)

    def load(self, name: str) -> Part | None:
        """A part that was had before; what makes no sense is as good as none."""
        try:
            told = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
            return Part(int(told["rows"]), tuple(Listed(*one) for one in told["listed"]), str(told["resume"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, name: str, rows: int, captures: Sequence[Capture], resume: str = "") -> Part:
        """Keep a part.

        Raises:
            DiskError: the disk refuses.
        """
        listed = tuple(one for one in map(Listed.of, captures) if may_be_wanted(one))
        values = {"rows": rows, "resume": resume, "listed": [one.values() for one in listed]}
        write_whole(self.folder / f"{name}.json", json.dumps(values).encode())
        return Part(rows, listed, resume)

    def parts(self) -> Iterator[Part]:
        """All parts that are there; of a whole list those that make it up."""
        whole = self.load(WHOLE)
        for path in sorted(self.folder.glob(f"{whole.resume if whole else ''}*.json")):
            part = self.load(path.stem)
            if part is not None:
                yield part

    def close(self, way: str) -> None:
        """Note that all parts are there.

        Args:
            way: how they were had; those of a search that had others, and was stopped, do not belong to it.

        Raises:
            DiskError: the disk refuses.
        """
        self.save(WHOLE, 0, (), way)


class KeptCaptures:
    """Captures that were fetched: one WARC file, and a log that says where each one lies."""

    def __init__(self, folder: Path) -> None:
        """Open, and take away what a crash left half written.

        Raises:
            DiskError: the disk refuses.
        """
        self.path, self._log = folder / WARC, folder / _LOG
        self.places: dict[tuple[str, str], tuple[int, int]] = {}  # address and time → offset and length
        self._end = 0
        with suppress(OSError):
            for line in self._log.read_text(encoding="utf-8").splitlines():
                with suppress(ValueError, KeyError, TypeError):
                    self._take(json.loads(line))

    def _take(self, told: dict[str, Any]) -> None:
        offset, length = int(told["offset"]), int(told["length"])
        self.places[str(told["url"]), str(told["at"])] = (offset, length)
        self._end = max(self._end, offset + length)

    def __enter__(self) -> Self:
        with disk_errors(self.path):
            self._warc = self.path.open("ab")
            self._warc.truncate(self._end)
            self._lines = self._log.open("ab")
            if self._log.stat().st_size:
                self._lines.write(b"\n")  # the last line may be cut
        return self

    def __exit__(self, *_: object) -> None:
        self._warc.close()
        self._lines.close()

    def add(self, listed: Listed, record: bytes) -> None:
        """Keep one record, compressed.

        Raises:
            DiskError: the disk refuses.
        """
        told = {"url": listed.url, "at": listed.at, "offset": self._end, "length": len(record)}
        with disk_errors(self.path):
            self._warc.write(record)
            self._warc.flush()
            os.fsync(self._warc.fileno())
            self._lines.write(json.dumps(told).encode() + b"\n")
            self._lines.flush()
        self._take(told)
