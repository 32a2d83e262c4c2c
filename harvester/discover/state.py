"""What was searched already: one file for each unit, whole or not there."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple
from typing import TYPE_CHECKING, Final

from harvester import __version__
from harvester.discover.findings import VERSION, UnitFindings
from harvester.durable import write_whole
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from harvester.discover.opening import Unit

READ: Final = "read.jsonl"  # what title pages said


def rules() -> str:
    """By which rules something was found; what was kept by others is as good as not there."""
    return f"{VERSION} {__version__}"


class State:
    """Units that are done, below one folder. Two searches may share it: equal units give equal files."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, which is made when missing.

        Raises:
            UsageError: it is no folder, or cannot be made.
        """
        self.units, self._read = folder / "units", folder / READ
        try:
            self.units.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{folder}: cannot be used to note what is done ({error.strerror}).") from error

    def path(self, unit: Unit) -> Path:
        """Where the findings of a unit are kept; another place when the file or the rules changed."""
        parts = (*astuple(unit), rules())
        return self.units / f"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}.json"

    def load(self, unit: Unit) -> UnitFindings | None:
        """What a unit came to, when it was done before; a file that makes no sense is as good as none."""
        try:
            return UnitFindings.from_json(json.loads(self.path(unit).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, unit: Unit, found: UnitFindings) -> None:
        """Keep what a unit came to.

        Raises:
            DiskError: the disk refuses.
        """
        write_whole(self.path(unit), json.dumps(found.to_json(), ensure_ascii=False).encode())

    def forget(self, units: Iterable[Unit]) -> None:
        """Have units searched again, and all title pages read again."""
        self._read.unlink(missing_ok=True)
        for unit in units:
            self.path(unit).unlink(missing_ok=True)
