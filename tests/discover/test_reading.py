"""Captured documents: what their title pages say raises a host, or takes away what a name promised."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harvester.cli import run
from harvester.discover.opening import units_of
from harvester.discover.reading import ReadBefore, read_files
from harvester.discover.search import search
from harvester.discover.state import State
from tests.discover.archives import gzipped, response
from tests.makers.pdf import Report, make_pdf

BODY = "The review looked at how agencies worked together to safeguard the child and the family. " * 12
COVER = (
    "Northmoor Safeguarding Children Board",
    "Serious Case Review",
    "Child A",
    "Overview Report",
    "March 2016",
)
REVIEW = make_pdf(Report(cover=COVER, body=[BODY] * 3))
POLICY = make_pdf(Report(cover=["Annual report 2016", "Case review subgroup"], body=[BODY]))
SOURCES = Path(__file__).parents[2] / "data" / "sample" / "sources"


def test_title_pages_decide(tmp_path: Path) -> None:
    files = [
        ("https://northmoor.example/files/scr-child-a.pdf", REVIEW),
        ("https://eastmoor.example/files/serious-case-review-2.pdf", POLICY),
        ("https://westmoor.example/files/serious-case-review-3.pdf", b"%PDF-1.4 damaged"),
        ("https://southmoor.example/files/minutes.pdf", REVIEW),
    ]
    answers = [response(url, body, kind="application/pdf") for url, body in files]
    (tmp_path / "one.warc.gz").write_bytes(gzipped(*answers))
    found = search(units_of([str(tmp_path)]), State(tmp_path / "state"), {})
    hosts = found.hosts.ranked()
    assert [(one.host, one.score) for one in hosts] == [
        ("eastmoor.example", 0.35),
        ("northmoor.example", 0.35),
        ("westmoor.example", 0.35),
    ]
    assert read_files(hosts, ReadBefore(tmp_path / "state")) == 3
    northmoor, *others = found.hosts.ranked()
    assert northmoor.host == "northmoor.example"
    assert northmoor.score > 0.5
    assert northmoor.types() == {"scr": 1}
    assert not others
    with (tmp_path / "state" / "read.jsonl").open("a") as stream:
        stream.write('{"torn')
    again = search(units_of([str(tmp_path)]), State(tmp_path / "state"), {}).hosts
    assert read_files(again.ranked(), ReadBefore(tmp_path / "state")) == 0
    assert again.ranked()[0].to_json() == northmoor.to_json()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "one.warc.gz"
    url = "https://northmoor.org.uk/files/scr-child-a.pdf"
    path.write_bytes(gzipped(response(url, REVIEW, kind="application/pdf")))
    return path


def test_what_other_rules_said_of_title_pages_does_not_count(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read() -> int:
        hosts = search(units_of([str(archive)]), State(tmp_path / "state"), {}).hosts
        return read_files(hosts.ranked(), ReadBefore(tmp_path / "state"))

    assert (read(), read()) == (1, 0)
    monkeypatch.setattr("harvester.discover.state.VERSION", 99)
    assert (read(), read()) == (1, 0)


def test_afresh_means_title_pages_too(archive: Path, tmp_path: Path, capsys: Any) -> None:
    def hosts(*more: str) -> list[str]:
        data = str(tmp_path / "data")
        assert (
            run(["--data", data, "discover", str(archive), "--sources", str(SOURCES), "--json", *more]) == 0
        )
        return [json.loads(line)["host"] for line in capsys.readouterr().out.splitlines()]

    assert hosts() == ["northmoor.org.uk"]
    said = tmp_path / "data" / "discover" / "read.jsonl"
    said.write_text(said.read_text().replace('"kept": true', '"kept": false'))
    assert hosts() == []
    assert hosts("--fresh") == hosts() == ["northmoor.org.uk"]
