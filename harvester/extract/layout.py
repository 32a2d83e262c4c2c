"""Lines of the first pages of a PDF, with size, weight and place, by pdfminer.six.

pdfminer.six only finds the glyphs; its own layout analysis is quadratic on hostile pages and scatters
title pages, so lines are put together by `assembly`. When it fails or takes too long, the lines come
from PDFium's text boxes.
"""

from __future__ import annotations

import logging
import math
import time
from typing import TYPE_CHECKING, Any, BinaryIO

from harvester.extract.assembly import Piece, assemble
from harvester.extract.clock import OutOfTimeError, time_limit
from harvester.extract.limits import LAYOUT_PAGES, LAYOUT_SECONDS, MAX_GLYPHS, MAX_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from harvester.records import Line

_BOLD_WEIGHT = 600
MAX_UNMAPPED = 50  # of so many glyphs, one without a letter is let pass


def page_layout(path: Path, pages: int = LAYOUT_PAGES) -> list[Line] | None:
    """The lines of the first pages, or None when pdfminer.six could not read them.

    A page many of whose glyphs pdfminer.six cannot name has no lines.

    Args:
        path: a PDF that opens without a password.
        pages: how many pages to lay out.
    """
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it narrates every oddity of a font
    lines: list[Line] = []
    try:
        with time_limit(LAYOUT_SECONDS), path.open("rb") as file:
            for number, (pieces, width, unmapped) in enumerate(_pages_of_pieces(file, pages), 1):
                if unmapped * MAX_UNMAPPED <= len(pieces):
                    lines.extend(assemble(pieces, number, width))
    except (OutOfTimeError, MemoryError, RecursionError):
        return None
    except Exception:  # pdfminer raises whatever a damaged file leads it to
        return None
    return lines


def _pages_of_pieces(file: BinaryIO, pages: int) -> Iterator[tuple[list[Piece], float, int]]:
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    from harvester.extract.glyphs import GlyphDevice

    resources = PDFResourceManager(caching=True)
    device = GlyphDevice(resources, time.monotonic() + LAYOUT_SECONDS)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.get_pages(file, maxpages=pages):
        interpreter.process_page(page)
        yield device.pieces, device.width, device.unmapped


def lines_by_boxes(document: Any, number: int) -> list[Line]:
    """The lines of one page from PDFium's boxes of characters."""
    page = document[number - 1]
    textpage = page.get_textpage()
    try:
        frame = _Frame(page)
        pieces = [
            piece
            for index in range(min(textpage.count_chars(), MAX_GLYPHS))
            if (piece := _character(textpage, index, frame)) is not None
        ]
    finally:
        textpage.close()
        page.close()
    return assemble(pieces, number, frame.width)


class _Frame:
    """How a page is shown: PDFium's boxes of characters know neither its turn nor its crop box."""

    def __init__(self, page: Any) -> None:
        self.width, self._height = page.get_size()
        left, bottom, right, top = page.get_bbox()
        self.turn = page.get_rotation()
        # Places from the top left of the page as shown, for each quarter that it is turned to the right.
        self._place: Callable[[float, float], tuple[float, float]] = {
            90: lambda x, y: (y - bottom, x - left),
            180: lambda x, y: (right - x, y - bottom),
            270: lambda x, y: (top - y, right - x),
        }.get(self.turn, lambda x, y: (x - left, top - y))

    def place(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """A box of a character as (x0, top, x1, bottom) of the page as shown."""
        one, other = self._place(box[0], box[1]), self._place(box[2], box[3])
        return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])


def _character(textpage: Any, index: int, frame: _Frame) -> Piece | None:
    """One character of a page; None for those that PDFium made up, turned ones and blanks."""
    from pypdfium2 import raw

    code = raw.FPDFText_GetUnicode(textpage, index)
    if code <= 0x20 or code >= 0xFFFE or raw.FPDFText_IsGenerated(textpage, index) == 1:
        return None
    if abs(math.sin(raw.FPDFText_GetCharAngle(textpage, index) + math.radians(frame.turn))) > 0.1:
        return None
    x0, head, x1, foot = frame.place(textpage.get_charbox(index, loose=True))
    if not 1.0 <= foot - head <= MAX_SIZE:
        return None
    bold = raw.FPDFText_GetFontWeight(textpage, index) >= _BOLD_WEIGHT
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(textpage, index, matrix)
    size = raw.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.b, matrix.d)
    return Piece(chr(code), x0, head, x1, foot, size if size >= 1.0 else foot - head, bold)
