"""Boxes of lines lie on the words of the page as a viewer shows it, however it is turned or cropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import ImageOps

from harvester.extract.assembly import assemble
from harvester.extract.layout import page_layout
from harvester.extract.page_text import PageTexts
from harvester.extract.pdfium import Pdf
from harvester.records import Extract, Line
from tests.makers.placed import PlacedPage, placed_pdf

Box = tuple[float, float, float, float]
WORDS = {(60.0, 90.0): "Published 28.09.16"}

PAGES = [
    *(PlacedPage(words=WORDS, rotate=turn) for turn in (0, 90, 180, 270)),
    *(PlacedPage(words=WORDS, rotate=turn, crop=(50, 60, 400, 700)) for turn in (0, 90, 180, 270)),
    PlacedPage(words=WORDS, media=(-100, -200, 495, 642)),
    PlacedPage(words=WORDS, media=(595, 842, 0, 0)),
    PlacedPage(words=WORDS, media=(20, 30, 595, 842), rotate=-90),
    PlacedPage(words=WORDS, media=(20, 30, 595, 842), crop=(100, 100, 500, 500), rotate=450),
]


def name(page: PlacedPage) -> str:
    return f"{page.rotate}-{page.media}-{page.crop}"


def ink(path: Path, page: PlacedPage) -> Box:
    """Where the page is not white, in points of the page as shown."""
    scale = 4
    document = pypdfium2.PdfDocument(path)
    picture = document[0].render(scale=scale, grayscale=True).to_pil()
    document.close()
    assert picture.size == tuple(round(side * scale) for side in page.shown)
    found = ImageOps.invert(picture).getbbox()
    assert found is not None
    x0, top, x1, bottom = (value / scale for value in found)
    return x0, top, x1, bottom


def lies_on(box: Box | None, words: Box, size: float) -> None:
    """The box holds all the ink, and is no larger than a line of that size has a right to be."""
    assert box is not None
    assert box[0] <= words[0] + 0.5
    assert box[1] <= words[1] + 0.5
    assert box[2] >= words[2] - 0.5
    assert box[3] >= words[3] - 0.5
    assert box[2] - box[0] <= words[2] - words[0] + 0.3 * size
    assert box[3] - box[1] <= 1.4 * size


def by_pdfminer(path: Path) -> list[Line]:
    return page_layout(path) or []


def by_pdfium(path: Path) -> list[Line]:
    document = Pdf.open(path)
    try:
        read = PageTexts(document).read(0)
        return assemble(read.words, 1, read.width)
    finally:
        document.close()


@pytest.mark.parametrize("engine", [by_pdfminer, by_pdfium])
@pytest.mark.parametrize("page", PAGES, ids=name)
def test_boxes_lie_on_the_words_as_shown(
    page: PlacedPage, engine: Callable[[Path], list[Line]], tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(placed_pdf([page]))
    words = ink(path, page)
    assert words[0] == pytest.approx(60, abs=3)  # the maker put them where it was told
    assert words[3] == pytest.approx(90, abs=6)
    (line,) = engine(path)
    assert line.text == "Published 28.09.16"
    lies_on(line.box, words, page.size)


def test_the_size_of_each_laid_out_page_is_kept_as_shown(read: Callable[..., Extract]) -> None:
    pages = [PAGES[0], PAGES[1], PAGES[4], PAGES[5]]
    extract = read(placed_pdf(pages))
    assert extract.page_sizes == tuple(page.shown for page in pages[:3])
