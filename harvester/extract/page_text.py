"""The text of each page of a PDF, and the words of the first pages with their places, by PDFium."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.extract.cleaning import clean_page, has_words
from harvester.extract.limits import LAYOUT_PAGES, MAX_PAGE_TEXT
from harvester.extract.words import Fonts, words_of

if TYPE_CHECKING:
    from harvester.extract.assembly import Piece

_MIN_SCAN = 0.4  # of the page: a picture at least so large may hold the page's text


@dataclass(slots=True)
class PageText:
    """What PDFium reads of one page."""

    text: str = ""  # "" also where nothing in it is a word
    is_picture: bool = False
    opened: bool = True
    letters: int = 0  # characters that PDFium counts, whatever they are
    words: list[Piece] = field(default_factory=list)  # of one of the first pages
    guessed: int = 0  # of these words, whose font does not say which letters its glyphs are
    width: float = 595.0  # of one of the first pages


def page_text(document: Any, index: int, fonts: Fonts) -> PageText:
    """Read a page.

    Args:
        document: an opened document of pypdfium2.
        index: of the page, from 0.
        fonts: of the document; shared by its pages.
    """
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return PageText(opened=False)
    read = PageText()
    try:
        textpage = page.get_textpage()
        try:
            read.letters = textpage.count_chars()
            raw = textpage.get_text_range()
            text = clean_page(raw[:MAX_PAGE_TEXT])
            if has_words(text):
                read.text = text
                if index < LAYOUT_PAGES:
                    read.width = page.get_size()[0]
                    read.words, read.guessed = words_of(page, textpage, raw, fonts)
        finally:
            textpage.close()
        read.is_picture = not read.text and _is_picture(page)
    except pypdfium2.PdfiumError:
        return PageText(opened=False)
    finally:
        page.close()
    return read


def _is_picture(page: Any) -> bool:
    """Whether a picture (or drawn outlines of letters) may hold what the page says."""
    from pypdfium2 import raw

    width, height = page.get_size()
    paths = 0
    for number, item in enumerate(page.get_objects(max_depth=3)):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = item.get_bounds()
            if (x1 - x0) * (y1 - y0) >= _MIN_SCAN * width * height:
                return True
        elif item.type in {raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_TEXT}:
            paths += 1
        if number > 2_000:
            break
    return paths > 20
