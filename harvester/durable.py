"""Files that are whole or not there: written under another name, flushed to the disk, then renamed."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from harvester.store import disk_errors, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CHUNK = 1024 * 1024


def write_whole(path: Path, body: bytes | Iterable[bytes]) -> None:
    """Write a file, given at once or in pieces; a crash leaves the old one or the new one.

    Raises:
        DiskError: the disk refuses.
    """
    draft = path.with_name(f".{path.name}.tmp")
    with disk_errors(path):
        try:
            with draft.open("wb") as stream:
                for piece in [body] if isinstance(body, bytes) else body:
                    stream.write(piece)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(path)
        except BaseException:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def copy_whole(source: Path, target: Path) -> str:
    """Copy a file to a new place, flushed to the disk; gives the SHA-256 of what was copied.

    Raises:
        DiskError: the disk refuses.
    """
    digest = hashlib.sha256()
    draft = target.with_name(f".{target.name}.tmp")
    with disk_errors(target):
        with source.open("rb") as reading, draft.open("wb") as stream:
            while chunk := reading.read(_CHUNK):
                digest.update(chunk)
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
        sync_folder(target.parent)
    return digest.hexdigest()


def sync_file(path: Path) -> None:
    """Flush a file that another library wrote."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
