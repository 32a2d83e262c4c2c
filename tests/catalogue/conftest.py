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


@pytest.fixture(scope="session")
def made_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made catalogue of two nights, to read from; 23 of its documents were decided in between."""
    from tests.makers.desk_catalogue import Plan, make_catalogue

    return make_catalogue(tmp_path_factory.mktemp("made"), Plan(documents=230, files=4, decided=0.1)).root


@pytest.fixture
def made(made_desk: Path, tmp_path: Path):
    """The same for one test that writes: its data directory."""
    from harvester.paths import DataDirectory

    root = tmp_path / "made"
    shutil.copytree(made_desk, root)
    return DataDirectory(root)


@pytest.fixture
def made_catalogue(made):
    with Catalogue.open(made.catalogue) as catalogue:
        catalogue.connection.execute("PRAGMA synchronous = OFF")
        yield catalogue


@pytest.fixture(scope="session")
def queue(made_desk: Path):
    """A connection to the made catalogue, to read from."""
    with Catalogue.open(made_desk / "catalogue.db", read_only=True) as catalogue:
        yield catalogue.connection
