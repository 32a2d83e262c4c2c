"""The text of each page of a PDF, and the words of the first pages with their places, by PDFium."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable  # noqa: TC003  a field's type below
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from harvester.extract import words
from harvester.extract.cleaning import clean_page, has_words
from harvester.extract.limits import LAYOUT_PAGES, MAX_PAGE_TEXT
from harvester.extract.words import Fonts, plain, words_of

if TYPE_CHECKING:
    from harvester.extract.assembly import Piece

_BUFFER = 65_536  # bytes, for the text of a page of common length
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

    def __init__(self, document: Any) -> None:
        """Prepare to read.

        Args:
            document: opened by pypdfium2.
        """
        self._document = document
        self._handle = ctypes.cast(document.raw, ctypes.c_void_p).value or 0
        self._fonts = Fonts()
        self._buffer = ctypes.create_string_buffer(_BUFFER)

    def read(self, index: int) -> PageText:
        """Read a page.

        Args:
            index: of the page, from 0.
        """
        if index >= LAYOUT_PAGES:
            text = self._plain_text(index)
            if text is not None and has_words(text):
                return PageText(text)
        return self._whole(index)

    def _plain_text(self, index: int) -> str | None:
        """A page's text by PDFium's own functions, since pypdfium2's objects cost half as much again.

        None where it takes more care than that.
        """
        calls = _calls()
        page = calls.load(self._handle, index)
        if not page:
            return None
        try:
            textpage = calls.load_text(page)
            if not textpage:
                return None
            try:
                raw = self._characters(calls, textpage)
            finally:
                calls.close_text(textpage)
        finally:
            calls.close(page)
        return None if raw is None else clean_page(raw[:MAX_PAGE_TEXT])

    def _characters(self, calls: _Calls, textpage: int) -> str | None:
        count = calls.count(textpage)
        if count <= 0:
            return None
        start, end = calls.place(textpage, 0), calls.place(textpage, count - 1)
        if start < 0 or end < 0:
            return None  # PDFium leaves out the first or the last, and would write more than is asked for
        size = 2 * (end + 2 - start)
        if size > len(self._buffer):
            self._buffer = ctypes.create_string_buffer(2 * size)
        written = calls.text(textpage, 0, count, ctypes.addressof(self._buffer))
        return bytes(memoryview(self._buffer)[: 2 * (written - 1)]).decode("utf-16-le", "ignore")

    def _whole(self, index: int) -> PageText:
        """A page's text and words, or whether it is a picture."""
        import pypdfium2

        try:
            page = self._document[index]
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
                        read.words, read.guessed = words_of(page, textpage, raw, self._fonts)
            finally:
                textpage.close()
            read.is_picture = not read.text and _is_picture(page)
        except pypdfium2.PdfiumError:
            return PageText(opened=False)
        finally:
            page.close()
        return read


class _Calls(NamedTuple):
    """PDFium's functions in their plainest form: addresses in, numbers out."""

    load: Callable[[int, int], int | None]
    close: Callable[[int], None]
    load_text: Callable[[int], int | None]
    close_text: Callable[[int], None]
    count: Callable[[int], int]
    place: Callable[[int, int], int]
    text: Callable[[int, int, int, int], int]


@functools.cache
def _calls() -> _Calls:
    from pypdfium2 import raw

    address, number = ctypes.c_void_p, ctypes.c_int
    return _Calls(
        load=plain(raw.FPDF_LoadPage, address, address, number),
        close=plain(raw.FPDF_ClosePage, None, address),
        load_text=plain(raw.FPDFText_LoadPage, address, address),
        close_text=plain(raw.FPDFText_ClosePage, None, address),
        count=plain(raw.FPDFText_CountChars, number, address),
        place=plain(raw.FPDFText_GetTextIndexFromCharIndex, number, address, number),
        text=plain(raw.FPDFText_GetText, number, address, number, number, address),
    )


def make_ready() -> None:
    """Look PDFium's functions up now, so that processes forked from this one need not."""
    _calls()
    words.make_ready()


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
