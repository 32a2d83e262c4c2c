"""Sources in the catalogue: those declared, and those that a run took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvests import EASTVALE, NORTHMOOR

from harvester.catalogue import Catalogue

if TYPE_CHECKING:
    from pathlib import Path


def test_a_source_that_no_run_took_is_known_but_has_no_health(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path / "catalogue.db") as catalogue:
        catalogue.start_run("crawl", [NORTHMOOR], "2026-11-26T02:00:00Z")
        catalogue.save_sources([NORTHMOOR, EASTVALE])
        assert set(catalogue.sources()) == {"northmoor", "eastvale"}
        assert [health.source for health in catalogue.source_health()] == ["northmoor"]
