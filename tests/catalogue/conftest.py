"""An empty catalogue in a temporary folder, and the harvest that fills it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from harvests import Harvest

from harvester.catalogue import Catalogue


@pytest.fixture(scope="session")
def empty_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "catalogue.db"
    Catalogue.open(path).close()
    return path


@pytest.fixture
def harvest(tmp_path: Path, empty_catalogue: Path):
    """A harvest into a fresh catalogue; migrating once for all tests saves most of their time."""
    path = tmp_path / "catalogue.db"
    shutil.copy(empty_catalogue, path)
    with Catalogue.open(path) as catalogue:
        # Nothing here is about power cuts, and waiting for the disk is what takes long.
        catalogue.connection.execute("PRAGMA synchronous = OFF")
        yield Harvest(catalogue)
