"""Errors of the disk beneath everything, in plain words."""

from __future__ import annotations

import errno

_REFUSED = {errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EFBIG, errno.EIO}


def disk_trouble(error: BaseException) -> str | None:
    """Plain words for an error of the disk beneath SQLite or the store, else None."""
    import sqlite3

    if isinstance(error, OSError) and error.errno in _REFUSED:
        where = error.filename or "data directory, or where the output goes"
        return f"the disk refused: {error.strerror} ({where})"
    if isinstance(error, PermissionError):
        return f"no permission to write {error.filename}"
    if isinstance(error, sqlite3.OperationalError):
        text = str(error).lower()
        if any(words in text for words in ("disk is full", "readonly", "disk i/o", "unable to open")):
            return f"the catalogue could not be written: {error}"
    return None
