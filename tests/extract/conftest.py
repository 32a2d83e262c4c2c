from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harvester.extract import read_file
from harvester.extract.pool import ReadingPool
from harvester.records import Extract


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Extract]:
    """Read bytes in this process."""

    def read_bytes(body: bytes, name: str = "file") -> Extract:
        path = tmp_path / name
        path.write_bytes(body)
        return read_file(path, hashlib.sha256(body).hexdigest())

    return read_bytes


@pytest.fixture(scope="session")
def pool() -> Iterator[ReadingPool]:
    """A pool with short limits, so that hostile files end soon."""
    with ReadingPool(2, timeout_s=6, memory_bytes=300 * 1024**2) as reading:
        yield reading
