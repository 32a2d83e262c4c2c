"""Describers that load before anything is asked."""

from __future__ import annotations

import time
from pathlib import Path

import psutil
import pytest

from harvester.catalogue import Catalogue
from harvester.run import describers as module
from harvester.run.describers import Describers


def test_they_are_started_once_less_urgent_than_the_crawl_and_end_though_nothing_was_asked(
    tmp_path: Path,
) -> None:
    Catalogue.open(tmp_path / "catalogue.db").close()
    with Describers(tmp_path / "catalogue.db", 2) as describers:
        assert not describers.started
        describers.prepare()
        describers.prepare()
        assert describers.started
        assert describers.working
        assert len(describers._processes) == 1
        first = psutil.Process(describers._processes[0].pid)  # it holds the rules, and forks the others
        until = time.monotonic() + 60
        while len(first.children()) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        family = [first, *first.children()]
        assert len(family) == 3
        own = psutil.Process().nice()
        assert {one.nice() for one in family} == {min(19, own + 5)}
    assert not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family)


def test_that_they_cannot_be_started_is_found_when_they_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **_more: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(module.subprocess, "Popen", refused)
    with Describers(tmp_path / "catalogue.db", 1) as describers:
        describers.prepare()
        with pytest.raises(module.DescriberDiedError):
            describers.submit(()).result(10)
