"""Lines of the first pages of a PDF, with size, weight and place, by pdfminer.six.

It takes thirty times as long as PDFium, and names letters in some fonts of which PDFium makes nothing; so
it is asked about pages with text that PDFium cannot read, and about files that PDFium cannot open.
pdfminer.six only finds the glyphs; its own layout analysis is quadratic on hostile pages and scatters
title pages, so lines are put together by `assembly`.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, BinaryIO

from harvester.extract.assembly import assemble
from harvester.extract.clock import OutOfTimeError, time_limit
from harvester.extract.limits import LAYOUT_PAGES, LAYOUT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from harvester.extract.assembly import Piece
    from harvester.records import Line

MAX_UNMAPPED = 50  # of so many glyphs, one without a letter is let pass


def page_layout(path: Path, numbers: Collection[int] = range(1, LAYOUT_PAGES + 1)) -> list[Line] | None:
    """The lines of some pages, or None when pdfminer.six could not read them.

    A page many of whose glyphs pdfminer.six cannot name has no lines.

    Args:
        path: a PDF that opens without a password.
        numbers: of the pages to lay out, from 1.
    """
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it narrates every oddity of a font
    lines: list[Line] = []
    try:
        with time_limit(LAYOUT_SECONDS), path.open("rb") as file:
            for number, pieces, width, unmapped in _pages_of_pieces(file, numbers):
                if unmapped * MAX_UNMAPPED <= len(pieces):
                    lines.extend(assemble(pieces, number, width))
    except (OutOfTimeError, MemoryError, RecursionError):
        return None
    except Exception:  # pdfminer raises whatever a damaged file leads it to
        return None
    return lines


def _pages_of_pieces(
    file: BinaryIO, numbers: Collection[int]
) -> Iterator[tuple[int, list[Piece], float, int]]:
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    from harvester.extract.glyphs import GlyphDevice

    resources = PDFResourceManager(caching=True)
    device = GlyphDevice(resources, time.monotonic() + LAYOUT_SECONDS)
    interpreter = PDFPageInterpreter(resources, device)
    for number, page in enumerate(PDFPage.get_pages(file, maxpages=max(numbers)), 1):
        if number in numbers:
            interpreter.process_page(page)
            yield number, device.pieces, device.width, device.unmapped
