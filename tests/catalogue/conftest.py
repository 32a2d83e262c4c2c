"""An empty catalogue in a temporary folder, and the harvest that fills it."""

from __future__ import annotations

from pathlib import Path

import pytest
from harvests import Harvest

from harvester.catalogue import Catalogue


@pytest.fixture
def harvest(tmp_path: Path):
    with Catalogue.open(tmp_path / "catalogue.db") as catalogue:
        yield Harvest(catalogue)
