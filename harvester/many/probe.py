"""What a worker says of itself before it is given anything."""

from __future__ import annotations

import fcntl
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A worker's versions, and what of our file system it sees."""

    versions: tuple[tuple[str, str], ...]  # what must be the same everywhere: name and version
    missing: tuple[str, ...] = ()  # paths that are not there for it
    denied: str = ""  # where it would have to write and may not
    locked_out: bool = True  # it cannot take a lock that we hold, as it should be

    @classmethod
    def of_here(cls) -> Self:
        """What this process would say."""
        from harvester import __version__
        from harvester.extract import EXTRACTOR

        python = ".".join(platform.python_version_tuple()[:2])
        return cls(versions=(("harvester", __version__), ("Python", python), ("the reader", EXTRACTOR)))


def probe(paths: Sequence[str], lock: str | None) -> Told:
    """Run on a worker: its versions, the paths it does not see, whether our locks hold for it.

    Args:
        paths: that it is to see.
        lock: a file that is locked, in a folder where it is to write.
    """
    here = Told.of_here()
    missing = tuple(path for path in paths if not Path(path).exists())
    folder = Path(lock).parent if lock else None
    denied = str(folder) if folder and folder.exists() and not os.access(folder, os.W_OK | os.X_OK) else ""
    return Told(versions=here.versions, missing=missing, denied=denied, locked_out=not (lock and _gets(lock)))


def _gets(lock: str) -> bool:
    try:
        handle = os.open(lock, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(handle)
