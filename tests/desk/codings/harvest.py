"""Two invented reviews: of a child, with a summary beside the report; of an adult, as one report."""

from __future__ import annotations

from pathlib import Path

from harvester.catalogue import Catalogue
from harvester.catalogue.deciding import Change, decide
from harvester.paths import DataDirectory
from harvester.suggesting import suggest_codings
from tests.desk.papers import Papers
from tests.desk.support import Desk
from tests.makers.pdf import CoverLine, Report, make_pdf

CHILD = Report(
    cover=[
        CoverLine(text="Northmoor Safeguarding Partnership", size=14),
        CoverLine(text="Serious Case Review", size=22, bold=True),
        CoverLine(text="Child A", size=22, bold=True),
        CoverLine(text="Overview Report", size=18, bold=True),
        CoverLine(text="Published March 2021", size=12),
    ],
    body=[
        "1. Introduction. This review concerns Child A. Child A was seven months old when she died in"
        " hospital on 14 March 2019. A post-mortem found several fractures, and the injuries were judged to"
        " be non-accidental. The review was carried out using the SCIE Learning Together model.",
        "2. The family. The parents were invited to take part in the review but declined to do so.",
        "3. Findings. Finding 1: practitioners did not show enough professional curiosity about the men in"
        " the household. Finding 2: information was not shared between the hospital and the health visitor."
        ' Some wrote <script>alert(1)</script> and "quoted" it.',
    ],
)
SUMMARY = Report(
    cover=["Northmoor Safeguarding Partnership", "Serious Case Review Child A", "Executive Summary"],
    body=["This is the summary of the review of Child A, who died on 14 March 2019 aged 7 months. " * 3],
)
ADULT = Report(
    cover=["Eastvale Safeguarding Board", "Safeguarding Adult Review", "Mr Quill", "Overview Report"],
    body=[
        "Mr Quill was 84 years old and lived alone. Nobody knows when he was last seen. The review looks at"
        " how agencies worked with him over two years and what is to be learnt from it for others. " * 2
    ],
)


def make(root: Path) -> DataDirectory:
    """Harvested, read, described, grouped, suggested; every document accepted."""
    data = DataDirectory(root)
    root.mkdir(parents=True, exist_ok=True)
    Catalogue.open(data.catalogue).close()
    papers = Papers(Desk.at(root), night=1)
    papers.add("a.pdf", make_pdf(CHILD), "Child A overview report")
    papers.add("as.pdf", make_pdf(SUMMARY), "Child A executive summary")
    papers.add("q.pdf", make_pdf(ADULT), "Mr Quill safeguarding adult review", source="eastvale")
    documents = papers.harvest()
    with Catalogue.open(data.catalogue, create=False) as catalogue:
        suggest_codings(catalogue)
        changes = [Change("document", name, "status", "accepted") for name in documents.values()]
        decide(data, catalogue, changes, who="lena", at="2026-02-01T04:00:00Z")
    return data
