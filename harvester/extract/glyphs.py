"""A device for pdfminer.six that gathers glyphs and nothing else.

pdfminer.six's own devices make an object of every line and curve as well, which drawings on title pages
have by the ten thousand.
"""

from __future__ import annotations

import time
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.utils import apply_matrix_rect

from harvester.extract.assembly import Piece
from harvester.extract.clock import OutOfTimeError
from harvester.extract.limits import MAX_GLYPHS, MAX_SIZE
from harvester.extract.words import is_bold

_LOOK_EVERY = 1_000  # glyphs between two looks at the clock


class GlyphDevice(PDFTextDevice):
    """Collects the glyphs of one page after the other in `pieces`."""

    def __init__(self, resources: Any, deadline: float) -> None:
        super().__init__(resources)
        self.pieces: list[Piece] = []
        self.unmapped = 0
        self.width = 0.0
        self._left = self._top = 0.0  # of what is shown of the page
        self._deadline = deadline
        self._seen = 0

    def begin_page(self, page: Any, ctm: Any) -> None:
        """Start a page, which `ctm` turns as it is shown; places count from its crop box's top left."""
        left, _bottom, right, top = apply_matrix_rect(ctm, _shown(page))
        self.width = right - left
        self._left, self._top = left, top
        self.pieces = []
        self.unmapped = 0

    def render_char(
        self,
        matrix: Any,
        font: Any,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: Any,
    ) -> float:
        """Note a glyph; turned, unmapped and absurdly sized ones are left out.

        Returns:
            How far the next glyph is from this one.
        """
        self._seen += 1
        if self._seen % _LOOK_EVERY == 0 and time.monotonic() > self._deadline:
            raise OutOfTimeError
        advance = float(font.char_width(cid)) * fontsize * scaling
        a, b, c, d, e, f = matrix
        if abs(b) > 0.1 * abs(a) or abs(c) > 0.5 * max(abs(a), 0.01) or len(self.pieces) >= MAX_GLYPHS:
            return advance
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            self.unmapped += 1
            return advance
        foot = float(font.get_descent()) * fontsize + rise
        bottom, top = sorted((d * foot + f, d * (foot + fontsize) + f))
        left, right = sorted((e + c * foot, e + c * foot + a * advance))
        if 1.0 <= top - bottom <= MAX_SIZE and not font.is_vertical():
            self.pieces.append(
                Piece(
                    text=text,
                    x0=left - self._left,
                    top=self._top - top,
                    x1=right - self._left,
                    bottom=self._top - bottom,
                    size=top - bottom,
                    bold=is_bold(str(font.fontname)),
                )
            )
        return advance


def _shown(page: Any) -> tuple[float, float, float, float]:
    """What a viewer shows of a page: the crop box as far as it lies on the medium, as PDFium has it."""
    media, crop = _in_order(page.mediabox), _in_order(page.cropbox)
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else media


def _in_order(box: Any) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(value) for value in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
