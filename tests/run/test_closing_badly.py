"""A run that could not be ended as it should is closed within the limits that it was begun with."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.catalogue import Catalogue
from harvester.errors import DiskError
from harvester.gates import Gates
from harvester.run.orchestrate import close_badly
from harvester.vocabulary import ExitCode, Outcome
from tests.catalogue.harvests import NORTHMOOR, A, B, Harvest

PATIENT = Gates(withdraw_after=5)


def night(harvest: Harvest, *urls: str) -> None:
    harvest.start()
    for url in urls:
        harvest.link(url)
        harvest.fetch(url, url)
    harvest.ask({}, Outcome.GONE)
    harvest.finish(gates=PATIENT)


def test_a_run_that_is_closed_badly_withdraws_no_sooner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Catalogue.open(tmp_path / "catalogue.db") as catalogue:
        harvest = Harvest(catalogue)
        night(harvest, A, B)
        night(harvest, B)
        night(harvest, B)
        with monkeypatch.context() as full:
            full.setattr(catalogue, "finish_run", lambda *_, **__: None)  # the disk was full just then
            night(harvest, B)
        close_badly(catalogue, harvest.run_id, DiskError("full"), PATIENT)
        assert harvest.one("runs", "id = ?", harvest.run_id)["exit_code"] == ExitCode.DISK
        assert harvest.rows("withdrawals") == []
        assert catalogue.known_documents(NORTHMOOR.slug) == 2
