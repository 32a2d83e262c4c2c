from __future__ import annotations

from collections.abc import Callable

import pytest

from harvester.extract.scans import lines_of_tsv
from harvester.records import Extract
from harvester.vocabulary import Outcome
from tests.makers.pdf import picture_cover_pdf, scanned_pdf

COVER = "Serious Case Review\nChild Q\nOverview Report\nAuthor: Jo Bloggs\nSeptember 2016"


@pytest.mark.needs_program("tesseract")
def test_a_scanned_report_is_recognised_with_its_layout(read: Callable[..., Extract]) -> None:
    extract = read(scanned_pdf([COVER, "The panel met on several occasions."]))
    assert extract.outcome is Outcome.OK
    assert extract.ocr
    assert extract.pages == (COVER, "The panel met on several occasions.")
    cover = [line for line in extract.lines if line.page == 1]
    assert [line.text for line in cover] == COVER.split("\n")
    assert all(line.box is not None and line.size is not None for line in cover)
    tops = [line.box[1] for line in cover if line.box]
    assert tops == sorted(tops)
    assert "2 pages recognised by tesseract" in extract.message


@pytest.mark.needs_program("tesseract")
def test_a_scan_behind_a_cover_sheet_with_text_is_recognised(read: Callable[..., Extract]) -> None:
    body = scanned_pdf(
        [COVER, "The panel met.", "It met again."], text_first=["Title: Child Q", "Repository"]
    )
    extract = read(body)
    assert extract.outcome is Outcome.OK
    assert extract.pages[0].startswith("Title: Child Q")
    assert extract.pages[1] == COVER
    assert [line.text for line in extract.lines if line.page == 2] == COVER.split("\n")


@pytest.mark.needs_program("tesseract")
def test_a_picture_of_a_title_page_is_recognised_alone(read: Callable[..., Extract]) -> None:
    extract = read(picture_cover_pdf(COVER, ["Contents"]))
    assert extract.pages[0] == COVER
    assert not extract.ocr  # the report itself has a text layer
    assert [line.text for line in extract.lines if line.page == 1][:2] == ["Serious Case Review", "Child Q"]


def test_words_become_lines_with_boxes_in_points() -> None:
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
    rows = [
        "1\t1\t0\t0\t0\t0\t0\t0\t1654\t2339\t-1\t",
        "5\t1\t1\t1\t1\t1\t200\t100\t80\t40\t96\tChild",
        "5\t1\t1\t1\t1\t2\t300\t100\t20\t40\t91\tQ",
        "5\t1\t1\t1\t1\t3\t340\t100\t20\t40\t12\t~~",
        "5\t1\t1\t1\t2\t1\t200\t200\t80\t40\t95\tReport",
    ]
    lines = lines_of_tsv("\n".join([head, *rows]), page=2, scale=2.0)
    assert [(line.text, line.number, line.page) for line in lines] == [("Child Q", 1, 2), ("Report", 2, 2)]
    assert lines[0].box == (100.0, 50.0, 160.0, 70.0)
