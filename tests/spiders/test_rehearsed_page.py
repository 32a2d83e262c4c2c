"""The page that a crawling process reads before its job is one worth reading."""

from __future__ import annotations

import subprocess
import sys

import pytest

from harvester.vocabulary import PageKind
from spiders import rehearsal
from spiders.reading import Reading, read_page


def test_it_goes_through_the_rules_of_pages_and_links(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Reading] = []

    def noted(*arguments: object) -> Reading:
        seen.append(read_page(*arguments))  # type: ignore[arg-type]
        return seen[-1]

    monkeypatch.setattr(rehearsal, "read_page", noted)
    rehearsal.rehearse()
    (reading,) = seen
    assert reading.verdict.kind is PageKind.HUB
    assert len(reading.candidates) == 3
    assert any(task.url.endswith("/baby-jay") for task in reading.tasks)


def test_what_it_loads_leaves_the_reactor_to_scrapy() -> None:
    script = "\n".join(
        (
            "from harvester.run.worker import _load",
            "_load()",
            "from scrapy.crawler import CrawlerProcess",
            "from twisted.internet import reactor",
            "CrawlerProcess({})",
            "print(type(reactor).__name__)",
        )
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "AsyncioSelectorReactor"
