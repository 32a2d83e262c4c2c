"""Nothing here is about power cuts, and waiting for the disk is what takes long."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from harvester.catalogue import connection


@pytest.fixture(scope="module", autouse=True)
def _no_waiting() -> Iterator[None]:
    prepare = connection._prepare

    def without_waiting(db: Any, path: Any, **how: Any) -> None:
        prepare(db, path, **how)
        db.execute("PRAGMA synchronous = OFF")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "fsync", lambda _handle: None)
        patched.setattr(os, "sync", lambda: None)
        patched.setattr(connection, "_prepare", without_waiting)
        yield
