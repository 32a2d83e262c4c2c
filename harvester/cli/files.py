"""Files that a command writes where the user says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.errors import DiskError, UsageError

if TYPE_CHECKING:
    from pathlib import Path


def write_text(file: Path, text: str) -> None:
    """Write a text whole or not at all; an older file of the name is replaced.

    Raises:
        UsageError: the folder does not exist.
        DiskError: the disk refuses.
    """
    if not file.absolute().parent.is_dir():
        raise UsageError(f"{file.parent} is no folder; make it first, or choose another place.")
    draft = file.with_name(f".{file.name}.tmp")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise DiskError(f"cannot write {file}: {error.strerror or error}") from error
