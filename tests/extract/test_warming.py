"""What is read before the first document, so that workers need not begin at nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.extract import EXTRACTOR, read_file
from harvester.extract.pool import ReadingPool
from harvester.extract.warming import _document, warm_up
from harvester.vocabulary import Outcome
from tests.makers.pdf import CoverLine, Report, make_pdf

if TYPE_CHECKING:
    from pathlib import Path


def test_the_made_up_document_needs_every_step_of_reading(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(_document())
    extract = read_file(tmp_path / "a", "0" * 64)
    assert (extract.outcome, extract.message, extract.page_count) == (Outcome.OK, "", 5)
    assert all("nobody had written it" in page for page in extract.pages)  # PDFium found each page's words
    assert {line.bold for line in extract.lines} == {True, False}
    assert {line.page for line in extract.lines} == {1, 2, 3}
    assert extract.properties == {"producer": "nobody"}


def test_reading_it_first_changes_nothing_of_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(
        make_pdf(Report(cover=[CoverLine(text="Child Q", size=20, bold=True)], body=["Words " * 90]))
    )
    before = read_file(path, "0" * 64)
    warm_up()
    with ReadingPool(1) as pool:
        by_worker = pool.submit(path, "0" * 64).result(timeout=60)
    assert read_file(path, "0" * 64) == before == by_worker
    assert by_worker.extractor == EXTRACTOR  # which the server is told
