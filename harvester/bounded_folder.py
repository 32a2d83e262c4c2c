"""Folders of bounded size whose files only save time: those longest unused go first."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

DRAFT = ".draft-"  # so begins the name of a file that is still being written
_DRAFT_AGE_S = 3600.0
_DOWN_TO = 0.8  # of what the folder may take, once it took more


def make_room(folders: Iterable[Path], max_bytes: int, remove: Callable[[Path], bool]) -> None:
    """Remove the files longest unused, where all together are too large; drafts that a crash left go too.

    Args:
        folders: that hold the files; what is not there, or no folder, is passed over.
        max_bytes: that all of them may take.
        remove: removes a file, or says that it stays.

    Raises:
        OSError: a file could not be looked at or removed.
    """
    found = sorted(_files(folders))
    total = sum(size for _used, size, _path in found)
    if total <= max_bytes:
        return
    for _used, size, path in found:
        total -= size if remove(path) else 0
        if total <= _DOWN_TO * max_bytes:
            return


def _files(folders: Iterable[Path]) -> Iterator[tuple[float, int, Path]]:
    """Last use, size and place of each."""
    for folder in folders:
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):
                    found = entry.stat()
                    if not entry.name.startswith(DRAFT):
                        yield found.st_mtime, found.st_size, Path(entry.path)
                    elif time.time() - found.st_mtime > _DRAFT_AGE_S:
                        Path(entry.path).unlink()
