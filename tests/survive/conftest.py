"""One small harvest of two nights, with a decision and a backup, to be damaged in copies."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from harvester.backup import back_up
from harvester.catalogue import Decision, append_decision
from harvester.fixity.seal import seal
from harvester.paths import DataDirectory
from tests.run.farm import NAMES, Site, ask, run


@pytest.fixture(scope="package")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> DataDirectory:
    folder = tmp_path_factory.mktemp("harvested")
    data = DataDirectory(folder / "data")
    with Site("cedar", 23, names=NAMES[:4]) as cedar:
        cedar.declare(folder / "sources")
        crawl = ("crawl", "--sources", folder / "sources", "--allow-host", "127.0.0.0/8", "--delay", "0")
        for names in (NAMES[:3], NAMES[:4]):
            cedar.names = names
            done = run("--data", data.root, *crawl)
            assert done.returncode == 0, done.stderr + done.stdout
    (document,) = ask(data.root, "SELECT id FROM documents ORDER BY id LIMIT 1")[0]
    for number in range(12):
        at = f"2026-11-26T0{number % 10}:00:00Z"
        append_decision(
            data,
            Decision(field="title", value=f"Title {number}", who="R. Librarian", at=at, document_id=document),
        )
    seal(data.catalogue)
    back_up(data)
    return data


@pytest.fixture
def copied(harvested: DataDirectory, tmp_path: Path) -> Callable[[], DataDirectory]:
    """Fresh copies of the harvest."""
    number = 0

    def copy() -> DataDirectory:
        nonlocal number
        number += 1
        target = tmp_path / f"copy-{number}"
        shutil.copytree(harvested.root, target)
        return DataDirectory(target)

    return copy
