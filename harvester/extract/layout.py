"""Lines of the first pages of a PDF, with size, weight and place, by pdfminer.six.

pdfminer.six only finds the glyphs; its own layout analysis is quadratic on hostile pages and scatters
title pages, so lines are put together by `assembly`. When it fails or takes too long, the lines come
from PDFium's text boxes.
"""

from __future__ import annotations

import functools
import logging
import re
import time
from typing import TYPE_CHECKING, Any, BinaryIO

from harvester.extract.assembly import Piece, assemble
from harvester.extract.clock import OutOfTimeError, time_limit
from harvester.extract.limits import LAYOUT_PAGES, LAYOUT_SECONDS, MAX_GLYPHS, MAX_LINES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harvester.records import Line

_BOLD = re.compile(r"bold|black|heavy|demi(?!\w*ital)|semibold|(?:^|[-,+ _])bd\b", re.IGNORECASE)


def page_layout(path: Path, pages: int = LAYOUT_PAGES) -> list[Line] | None:
    """The lines of the first pages, or None when pdfminer.six could not read them.

    Args:
        path: a PDF that opens without a password.
        pages: how many pages to lay out.
    """
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it narrates every oddity of a font
    lines: list[Line] = []
    try:
        with time_limit(LAYOUT_SECONDS), path.open("rb") as file:
            for number, (pieces, width) in enumerate(_pages_of_pieces(file, pages), 1):
                lines.extend(assemble(pieces, number, width))
    except (OutOfTimeError, MemoryError, RecursionError):
        return None
    except Exception:  # pdfminer raises whatever a damaged file leads it to
        return None
    return lines


def _pages_of_pieces(file: BinaryIO, pages: int) -> Iterator[tuple[list[Piece], float]]:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LTChar, LTFigure
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    deadline = time.monotonic() + LAYOUT_SECONDS
    resources = PDFResourceManager(caching=True)
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.get_pages(file, maxpages=pages):
        interpreter.process_page(page)
        layout = device.get_result()
        pieces: list[Piece] = []
        waiting: list[Any] = [iter(layout)]
        while waiting and len(pieces) < MAX_GLYPHS:
            item = next(waiting[-1], None)
            if item is None:
                waiting.pop()
            elif isinstance(item, LTChar):
                piece = _piece(item, layout.height)
                if piece is not None:
                    pieces.append(piece)
            elif isinstance(item, LTFigure):
                waiting.append(iter(item))
        yield pieces, layout.width
        if time.monotonic() > deadline:
            raise OutOfTimeError


def _piece(glyph: Any, height: float) -> Piece | None:
    """A glyph as a piece; None for turned glyphs, unmapped ones and those of no or absurd size."""
    text = glyph.get_text()
    a, b, c, _d, _e, _f = glyph.matrix
    if abs(b) > 0.1 * abs(a) or abs(c) > 0.5 * max(abs(a), 0.01) or not 1.0 <= glyph.size <= 400.0:
        return None
    if text.startswith("(cid:"):
        return None
    return Piece(
        text=text,
        x0=glyph.x0,
        top=height - glyph.y1,
        x1=glyph.x1,
        bottom=height - glyph.y0,
        size=glyph.size,
        bold=_is_bold(glyph.fontname),
    )


@functools.lru_cache(maxsize=256)
def _is_bold(font: str) -> bool:
    return _BOLD.search(font[:200]) is not None


def lines_by_boxes(document: Any, pages: int = LAYOUT_PAGES) -> list[Line]:
    """The lines of the first pages from PDFium's text boxes: no weight, size by height of the box."""
    lines: list[Line] = []
    for index in range(min(pages, len(document))):
        page = document[index]
        textpage = page.get_textpage()
        width, height = page.get_size()
        pieces: list[Piece] = []
        for rect in range(min(textpage.count_rects(), MAX_LINES * 4)):
            x0, y0, x1, y1 = textpage.get_rect(rect)
            text = textpage.get_text_bounded(x0, y0, x1, y1)
            if y1 - y0 >= 1.0:
                pieces.append(Piece(text, x0, height - y1, x1, height - y0, y1 - y0))
        lines.extend(assemble(pieces, index + 1, width))
        textpage.close()
        page.close()
    return lines
