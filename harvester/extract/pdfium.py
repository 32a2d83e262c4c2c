"""PDFium by its own functions, addresses in and numbers out.

pypdfium2, which brings it, makes an object of each page and text page, with all that closes it in the end.
For a report that is as much work as the words of its first pages; it is left for what is seldom asked.
"""

from __future__ import annotations

import ctypes
import functools
import os
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_BUFFER = 16_384  # bytes, for the text of a page of common length
_Buffer, _Size = ctypes.c_char * _BUFFER, ctypes.c_float * 2  # made here, for ctypes forgets what is not held
_A4 = (595.0, 842.0)  # points


class Calls(NamedTuple):
    """PDFium's functions in their plainest form."""

    open: Callable[[bytes, None], int | None]
    open_bytes: Callable[[bytes, int, None], int | None]
    close: Callable[[int], None]
    pages: Callable[[int], int]
    property: Callable[[int, bytes, int, int], int]
    page_size: Callable[[int, int, Any], int]
    # Of a page.
    load: Callable[[int, int], int | None]
    close_page: Callable[[int], None]
    width: Callable[[int], float]
    height: Callable[[int], float]
    shown: Callable[[int, Any], int]
    turn: Callable[[int], int]
    # Of the text of a page.
    load_text: Callable[[int], int | None]
    close_text: Callable[[int], None]
    count: Callable[[int], int]
    place: Callable[[int, int], int]
    text: Callable[[int, int, int, int], int]
    # Of one of its letters.
    letter: Callable[[int, int], int]
    drawn_by: Callable[[int, int], int | None]
    box: Callable[[int, int, int], int]
    unnamed: Callable[[int, int], int]
    made_up: Callable[[int, int], int]
    matrix: Callable[[int, int, Any], int]
    size: Callable[[int, int], float]
    font: Callable[[int], int | None]
    font_name: Callable[[int, int, int], int]


@functools.cache
def calls() -> Calls:
    """PDFium's functions, looked up once."""
    from pypdfium2 import raw

    address, number, text = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
    length, single = ctypes.c_size_t, ctypes.c_float

    def plain(function: Any, result: Any, *arguments: Any) -> Any:
        # Addresses as numbers are what ctypes passes fastest.
        return ctypes.cast(function, ctypes.CFUNCTYPE(result, *arguments))

    return Calls(
        open=plain(raw.FPDF_LoadDocument, address, text, text),
        open_bytes=plain(raw.FPDF_LoadMemDocument64, address, text, length, text),
        close=plain(raw.FPDF_CloseDocument, None, address),
        pages=plain(raw.FPDF_GetPageCount, number, address),
        property=plain(raw.FPDF_GetMetaText, ctypes.c_ulong, address, text, address, ctypes.c_ulong),
        page_size=plain(raw.FPDF_GetPageSizeByIndexF, number, address, number, address),
        load=plain(raw.FPDF_LoadPage, address, address, number),
        close_page=plain(raw.FPDF_ClosePage, None, address),
        width=plain(raw.FPDF_GetPageWidthF, single, address),
        height=plain(raw.FPDF_GetPageHeightF, single, address),
        shown=plain(raw.FPDF_GetPageBoundingBox, number, address, address),
        turn=plain(raw.FPDFPage_GetRotation, number, address),
        load_text=plain(raw.FPDFText_LoadPage, address, address),
        close_text=plain(raw.FPDFText_ClosePage, None, address),
        count=plain(raw.FPDFText_CountChars, number, address),
        place=plain(raw.FPDFText_GetTextIndexFromCharIndex, number, address, number),
        text=plain(raw.FPDFText_GetText, number, address, number, number, address),
        letter=plain(raw.FPDFText_GetUnicode, ctypes.c_uint, address, number),
        drawn_by=plain(raw.FPDFText_GetTextObject, address, address, number),
        box=plain(raw.FPDFText_GetLooseCharBox, number, address, number, address),
        unnamed=plain(raw.FPDFText_HasUnicodeMapError, number, address, number),
        made_up=plain(raw.FPDFText_IsGenerated, number, address, number),
        matrix=plain(raw.FPDFText_GetMatrix, number, address, number, address),
        size=plain(raw.FPDFText_GetFontSize, ctypes.c_double, address, number),
        font=plain(raw.FPDFTextObj_GetFont, address, address),
        font_name=plain(raw.FPDFFont_GetBaseFontName, length, address, address, length),
    )


class Pdf:
    """An opened PDF. Close it."""

    def __init__(self, handle: int, held: object = None) -> None:
        """Take over what PDFium opened.

        Args:
            handle: of the document.
            held: the bytes that it reads, which must stay.
        """
        self.handle = handle
        self.calls = calls()
        self.page_count = self.calls.pages(handle)
        self._held = held
        self._objects: Any = None
        self._buffer: ctypes.Array[ctypes.c_char] = _Buffer()
        self._at, self._size = ctypes.addressof(self._buffer), _BUFFER

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a file.

        Raises:
            pypdfium2.PdfiumError: PDFium cannot.
        """
        handle = calls().open(os.fsencode(path), None)
        if handle and calls().pages(handle) > 0:
            return cls(handle)
        if handle:
            calls().close(handle)
        import pypdfium2

        opened = pypdfium2.PdfDocument(path)  # which says what is wrong
        made = cls(address_of(opened))
        made._objects = opened
        return made

    @classmethod
    def of_bytes(cls, body: bytes) -> Self:
        """Open what is in memory already.

        Raises:
            ValueError: it is no PDF.
        """
        handle = calls().open_bytes(body, len(body), None)
        if not handle:
            raise ValueError("no PDF")
        return cls(handle, body)

    def close(self) -> None:
        """Close it."""
        if self._objects is not None:
            self._objects.close()
        else:
            self.calls.close(self.handle)

    def objects(self) -> Any:
        """The same document of pypdfium2, which now closes it."""
        if self._objects is None:
            import pypdfium2

            self._objects = pypdfium2.PdfDocument(ctypes.cast(self.handle, pypdfium2.raw.FPDF_DOCUMENT))
        return self._objects

    def property(self, key: bytes) -> str:
        """What the file says of itself under a key; "" where it says nothing."""
        size = self.calls.property(self.handle, key, self._at, self._size)
        if size > self._size:
            self._grow(size)
            self.calls.property(self.handle, key, self._at, size)
        return self._read(size - 2).decode("utf-16-le")

    def page_size(self, index: int) -> tuple[float, float]:
        """Width and height of a page as shown, in points; of one that is damaged, of A4."""
        size = _Size()
        if not self.calls.page_size(self.handle, index, ctypes.addressof(size)):
            return _A4
        return size[0], size[1]

    def text_of(self, textpage: int) -> tuple[str, int] | None:
        """The text of a text page, and how many letters PDFium counts; None where it takes more care."""
        call = self.calls
        count = call.count(textpage)
        if count <= 0:
            return None
        start, end = call.place(textpage, 0), call.place(textpage, count - 1)
        if start < 0 or end < 0:
            return None  # PDFium leaves out the first or the last, and would write more than is asked for
        size = 2 * (end + 2 - start)
        if size > self._size:
            self._grow(2 * size)
        written = call.text(textpage, 0, count, self._at)
        return self._read(2 * (written - 1)).decode("utf-16-le", "ignore"), count

    def _grow(self, size: int) -> None:
        self._buffer = ctypes.create_string_buffer(size)
        self._at, self._size = ctypes.addressof(self._buffer), size

    def _read(self, size: int) -> bytes:
        return ctypes.string_at(self._at, max(0, size))


def address_of(opened: Any) -> int:
    """The address of what an object of pypdfium2 stands for."""
    return ctypes.cast(opened.raw, ctypes.c_void_p).value or 0
