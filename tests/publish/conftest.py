"""A catalogue with documents of every status, ready to be exported and published."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from harvester.catalogue import Catalogue, Decision, append_decision
from harvester.cli import run
from harvester.paths import DataDirectory
from harvester.records import Grouping, ReviewGroup
from harvester.store import LocalStore
from harvester.vocabulary import Nation, ReviewType
from tests.catalogue.harvests import EASTVALE, NORTHMOOR, Harvest

AT = "2026-02-01T10:00:00Z"
TITLES = (
    "=Child A: overview report",
    "Child B \u202eoverview",
    "Child C <b>overview</b>",
    "Child D overview",
)

DECLARATION = """slug: northmoor
title: Northmoor Safeguarding Partnership
nation: england
kind: partnership
authorities: []
homepage: https://northmoor.example/
start: [https://northmoor.example/reviews]
platform: generic
status: live
"""


def url(number: int) -> str:
    return f"https://northmoor.example/files/{number}.pdf"


class House:
    """A data directory with a harvest, and what people say about it."""

    def __init__(self, root: Path, harvest: Harvest) -> None:
        self.root, self.harvest, self.data = root, harvest, DataDirectory(root)
        self.out = root / "publications"
        self.sources = root / "sources"  # reading all that ship takes a second each time
        self.sources.mkdir()
        (self.sources / "northmoor.yaml").write_text(DECLARATION)
        self.ids: dict[int, str] = {}

    def night(self, numbers: range) -> None:
        self.harvest.start(NORTHMOOR, EASTVALE)
        for number in numbers:
            text = f"text of report {number} about supervision"
            LocalStore(self.data.files).put(text.encode())
            self.harvest.link(url(number), TITLES[number % len(TITLES)], heading=f"Case {number}")
            self.harvest.fetch(url(number), text)
        self.harvest.finish()
        rows = self.harvest.rows("documents")
        self.ids |= {int(row["url"].rsplit("/", 1)[1][:-4]): row["id"] for row in rows}
        self.group()

    def group(self) -> None:
        """Two documents a review; every second review is a joint one."""
        names = sorted(self.ids)
        reviews = tuple(
            ReviewGroup(
                id=f"r{number:012x}",
                source="northmoor",
                nation=Nation.ENGLAND,
                review_type=ReviewType.SCR,
                case_name=f"Case {number}",
                title=f"Review {number}",
                year=2016,
                document_ids=tuple(self.ids[name] for name in names[number : number + 2]),
                publishers=("northmoor", "eastvale") if number % 4 else ("northmoor",),
            )
            for number in range(0, len(names), 2)
        )
        grouping = Grouping(
            reviews=reviews, duplicate_of={}, replaces={}, publisher={}, foreign=frozenset(), reasons={}
        )
        self.harvest.catalogue.save_grouping(grouping, self.harvest.now())

    def decide(self, number: int, field: str, value: str | None, at: str = AT) -> None:
        said = Decision(document_id=self.ids[number], field=field, value=value, who="E. Librarian", at=at)
        append_decision(self.data, said, self.harvest.catalogue)

    def accept(self, *numbers: int) -> None:
        for number in numbers:
            self.decide(number, "status", "accepted")

    def withdraw(self, number: int) -> None:
        with self.harvest.catalogue.writing() as connection:
            connection.execute("UPDATE document SET presence = 'withdrawn' WHERE id = ?", (self.ids[number],))

    def publish(self, *arguments: str) -> tuple[int, Path | None]:
        asked = ["publish", str(self.out), "--sources", str(self.sources), *arguments]
        code = run(["--data", str(self.root), *asked])
        latest = self.out / "latest"
        return code, latest.resolve() if latest.exists() else None


@pytest.fixture(scope="session")
def bare_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bare") / "catalogue.db"
    Catalogue.open(path).close()
    return path


@pytest.fixture
def house(tmp_path: Path, bare_catalogue: Path):
    shutil.copy(bare_catalogue, tmp_path / "catalogue.db")
    with Catalogue.open(tmp_path / "catalogue.db") as catalogue:
        catalogue.connection.execute("PRAGMA synchronous = OFF")
        made = House(tmp_path, Harvest(catalogue))
        made.night(range(6))
        made.accept(0, 1, 2, 3)
        made.decide(4, "status", "rejected")
        yield made


@pytest.fixture
def ask(tmp_path):
    """Call a command of the house and have what it printed: standard output, and what it said beside."""

    def call(name: str, *arguments: str) -> tuple[bytes, str]:
        from harvester.cli import cli

        result = CliRunner().invoke(cli, ["--data", str(tmp_path), name, *arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.stdout_bytes, result.stderr

    return call
