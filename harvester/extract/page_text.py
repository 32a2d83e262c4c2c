"""The text of each page of a PDF, and the words of the first pages with their places, by PDFium."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.extract.cleaning import clean_page, has_words
from harvester.extract.limits import LAYOUT_PAGES, MAX_PAGE_TEXT
from harvester.extract.pdfium import address_of
from harvester.extract.words import Fonts, OddPageError, words_of

if TYPE_CHECKING:
    from harvester.extract.assembly import Piece
    from harvester.extract.pdfium import Pdf

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


class PageTexts:
    """Reads the pages of an opened document, one after the other."""

    def __init__(self, document: Pdf) -> None:
        """Prepare to read."""
        self._document = document
        self._fonts = Fonts()

    def read(self, index: int) -> PageText:
        """Read a page.

        Args:
            index: of the page, from 0.
        """
        call = self._document.calls
        page = call.load(self._document.handle, index)
        if not page:
            return PageText(opened=False)
        try:
            textpage = call.load_text(page)
            if not textpage:
                return PageText(opened=False)
            try:
                read = self._plain(index, page, textpage)
            finally:
                call.close_text(textpage)
        except OddPageError:
            return PageText(opened=False)
        finally:
            call.close_page(page)
        return read or self._by_objects(index)

    def _plain(self, index: int, page: int, textpage: int) -> PageText | None:
        """A page's text and words; None where there are none, or where the text takes more care."""
        told = self._document.text_of(textpage)
        if told is None:
            return None
        raw, count = told
        text = clean_page(raw[:MAX_PAGE_TEXT])
        if not has_words(text):
            return None
        read = PageText(text, letters=count)
        if index < LAYOUT_PAGES:
            self._lay_out(read, page, textpage, raw)
        return read

    def _lay_out(self, read: PageText, page: int, textpage: int, raw: str) -> None:
        call = self._document.calls
        read.width = call.width(page)
        read.words, read.guessed = words_of(call, page, textpage, raw, self._fonts)

    def _by_objects(self, index: int) -> PageText:
        """A page's text and words, or whether it is a picture, with all of pypdfium2's care."""
        import pypdfium2

        try:
            page = self._document.objects()[index]
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
                        self._lay_out(read, address_of(page), address_of(textpage), raw)
            finally:
                textpage.close()
            read.is_picture = not read.text and _is_picture(page)
        except (pypdfium2.PdfiumError, OddPageError):
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
