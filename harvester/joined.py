"""When directories were last joined into this one: grouping was done then, which no chronicle tells of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from harvester.durable import write_whole
from harvester.store import disk_errors

if TYPE_CHECKING:
    from harvester.paths import DataDirectory

_NAME = "joined.json"


def note_joined(data: DataDirectory, now: str) -> None:
    """Note it.

    Raises:
        DiskError: the disk refuses.
    """
    path = data.root / _NAME
    with disk_errors(path):
        write_whole(path, json.dumps({"at": now}).encode("ascii"))


def joined_at(data: DataDirectory) -> str:
    """When that was; "" where it never was, or is not to be read."""
    try:
        told = json.loads((data.root / _NAME).read_bytes())
    except (OSError, ValueError):
        return ""
    at = told.get("at") if isinstance(told, dict) else None
    return at if isinstance(at, str) else ""
