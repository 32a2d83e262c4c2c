"""Captured documents: what their title pages say raises a host, or takes away what a name promised."""

from __future__ import annotations

from pathlib import Path

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
