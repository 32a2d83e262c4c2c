"""Files that a command writes where the user says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.durable import write_whole
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


def require_folder(file: Path) -> None:
    """Refuse a place in a folder that does not exist, before any work is done.

    Raises:
        UsageError: the folder does not exist.
    """
    if not file.absolute().parent.is_dir():
        raise UsageError(f"{file.parent} is no folder; make it first, or choose another place.")


def write_text(file: Path, text: str) -> None:
    """Write a text whole or not at all; an older file of the name is replaced.

    Raises:
        UsageError: the folder does not exist.
        DiskError: the disk refuses.
    """
    require_folder(file)
    write_whole(file, text.encode())


def write_csv(file: Path, names: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    """Write a table whole or not at all, in the CSV of a publication: no cell is a formula.

    Raises:
        UsageError: the folder does not exist.
        DiskError: the disk refuses.
    """
    from harvester.publish.rows import csv_bytes

    require_folder(file)
    write_whole(file, csv_bytes(names, rows))
