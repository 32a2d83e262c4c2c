"""Two small sites on loopback, and what an unbroken harvest of them comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

import pytest

from tests.run.farm import NAMES, Site, end_state, run


@dataclass
class Farm:
    """The sites, their declarations, and the end state that every harvest of them must reach."""

    ashby: Site
    birch: Site
    sources: Path
    reference: Path
    state: dict[str, list[str]]

    def crawl(self, data: Path, *more: object) -> tuple[object, ...]:
        """The arguments of a crawl of both sites."""
        options = ("--sources", self.sources, "--allow-host", "127.0.0.0/8", "--delay", "0")
        return ("--data", data, "crawl", *options, *more)

    def let(self, files: float) -> None:
        """Let each site serve so many files from now on, and hold all further answers back."""
        for site in (self.ashby, self.birch):
            site.asked.clear()
            site.open = files

    def stuck(self) -> bool:
        """Whether a crawl waits for answers that are held back."""
        return all(
            sum(path.startswith("/files/") for path in site.asked) > site.open
            for site in (self.ashby, self.birch)
        )


@pytest.fixture(scope="package")
def whole_farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    folder = tmp_path_factory.mktemp("farm")
    with Site("ashby", 2, names=NAMES[:6]) as ashby, Site("birch", 3, names=NAMES[:2]) as birch:
        for site in (ashby, birch):
            site.declare(folder / "sources")
        farm = Farm(ashby, birch, folder / "sources", folder / "reference", {})
        done = run(*farm.crawl(farm.reference))
        assert done.returncode == 0, done.stderr
        farm.state = end_state(farm.reference)
        yield farm


@pytest.fixture
def farm(whole_farm: Farm) -> Iterator[Farm]:
    whole_farm.let(inf)
    yield whole_farm
    whole_farm.let(inf)


@pytest.fixture
def data(tmp_path: Path) -> Any:
    return tmp_path / "data"
