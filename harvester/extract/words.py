"""Words of a page with their place, size and weight, from PDFium's text page.

PDFium is asked about the first and the last letter of a word, not about every letter: each question
crosses from Python to C, and a title page must cost milliseconds. A word that was drawn in several pieces
(a raised "th", small capitals) is taken apart where they meet.
"""

from __future__ import annotations

import ctypes
import functools
import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from harvester.extract.assembly import WORD_GAP, Piece
from harvester.extract.limits import MAX_GLYPHS, MAX_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BOLD = re.compile(r"bold|black|heavy|demi(?!\w*ital)|semibold|(?:^|[-,+ _])bd\b", re.IGNORECASE)
# PDFium's marks of a hyphen at a line's end, after which the next line's word follows without a blank.
_HYPHENS = "\x02\ufffe"
_WORD = re.compile(rf"[^\s\x00-\x20{_HYPHENS}\uffff]+[{_HYPHENS}]?")
_HALF = re.compile("[\ud800-\udfff]")
_UNKNOWN = "\uffff"
_LEANING = 0.1  # of the size: in a gap so much narrower than a blank PDFium is not believed
_STEEP = 0.1  # of its length: text that rises more is turned
_SLANTED = 0.5


@functools.lru_cache(maxsize=256)
def is_bold(font: str) -> bool:
    """Whether a font's name says that it is bold."""
    return _BOLD.search(font[:200]) is not None


class Frame:
    """How a page is shown: PDFium's boxes of characters know neither its turn nor its crop box."""

    def __init__(self, page: Any) -> None:
        self.width, self._height = page.get_size()
        left, bottom, right, top = page.get_bbox()
        self.left, self.top = left, top
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

    def height(self, matrix: Any) -> float | None:
        """How high text drawn so stands, for each point of its size; None when it does not read upright."""
        a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
        if self.turn == 90:
            a, b, c, d = b, -a, d, -c
        elif self.turn == 180:
            a, b, c, d = -a, -b, -c, -d
        elif self.turn == 270:
            a, b, c, d = -b, a, -d, c
        if abs(b) > _STEEP * abs(a) or abs(c) > _SLANTED * max(abs(a), 0.01):
            return None
        return abs(float(d))


@dataclass(slots=True)
class _Calls:
    """PDFium's functions in their plainest form: addresses in, numbers out."""

    letter: Callable[[int, int], int]
    drawn_by: Callable[[int, int], int | None]
    box: Callable[[int, int, Any], int]
    unnamed: Callable[[int, int], int]
    made_up: Callable[[int, int], int]
    matrix: Callable[[int, int, Any], int]
    size: Callable[[int, int], float]
    font: Callable[[int], int | None]
    name: Callable[[int, Any, int], int]


def plain(function: Any, result: Any, *arguments: Any) -> Any:
    """A function of PDFium that takes and gives addresses as numbers, which ctypes passes fastest."""
    return ctypes.cast(function, ctypes.CFUNCTYPE(result, *arguments))


@functools.cache
def _calls() -> _Calls:
    from pypdfium2 import raw

    address, number, length = ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t
    return _Calls(
        letter=plain(raw.FPDFText_GetUnicode, ctypes.c_uint, address, number),
        drawn_by=plain(raw.FPDFText_GetTextObject, address, address, number),
        box=plain(raw.FPDFText_GetLooseCharBox, number, address, number, address),
        unnamed=plain(raw.FPDFText_HasUnicodeMapError, number, address, number),
        made_up=plain(raw.FPDFText_IsGenerated, number, address, number),
        matrix=plain(raw.FPDFText_GetMatrix, number, address, number, address),
        size=plain(raw.FPDFText_GetFontSize, ctypes.c_double, address, number),
        font=plain(raw.FPDFTextObj_GetFont, address, address),
        name=plain(raw.FPDFFont_GetBaseFontName, length, address, address, length),
    )


def make_ready() -> None:
    """Look PDFium's functions up now, so that processes forked from this one need not."""
    _calls()


@dataclass(slots=True)
class Fonts:
    """Which fonts of a document are bold, by address."""

    bold: dict[int, bool] = field(default_factory=dict)

    def is_bold(self, calls: _Calls, drawn: int) -> bool:
        """Whether a piece of text is set in bold type."""
        font = calls.font(drawn) or 0
        known = self.bold.get(font)
        if known is None:
            name = ctypes.create_string_buffer(200)
            length = min(calls.name(font, name, 200), 200) if font else 0
            known = is_bold(name.raw[:length].rstrip(b"\0").decode("utf-8", "replace"))
            self.bold[font] = known
        return known


def words_of(page: Any, textpage: Any, text: str, fonts: Fonts) -> tuple[list[Piece], int]:
    """The words of a page that are set upright, in the order of the page's content.

    Also how many of them PDFium only guesses, since their font does not say which letters its glyphs are.

    Args:
        page: an opened page of pypdfium2.
        textpage: of that page.
        text: of the whole text page as PDFium gives it.
        fonts: of the document; shared by its pages.
    """
    if len(text) != textpage.count_chars():  # PDFium left some out of the text, or put some in
        address = _address(textpage)
        count = min(textpage.count_chars(), MAX_GLYPHS)
        codes = (_calls().letter(address, index) for index in range(count))
        text = "".join(chr(code) if code <= sys.maxunicode else _UNKNOWN for code in codes)
    words = _Words(page, textpage, fonts)
    return words.pieces(text[:MAX_GLYPHS]), words.guessed


def _address(textpage: Any) -> int:
    return ctypes.cast(textpage.raw, ctypes.c_void_p).value or 0


class _Style(NamedTuple):
    size: float
    bold: bool
    named: bool  # whether PDFium knows which letters its glyphs are


class _Words:
    def __init__(self, page: Any, textpage: Any, fonts: Fonts) -> None:
        from pypdfium2 import raw

        self._calls, self._fonts = _calls(), fonts
        self._frame = Frame(page)
        self._textpage = _address(textpage)
        self._rect, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._to_rect, self._to_matrix = ctypes.byref(self._rect), ctypes.byref(self._matrix)
        self.guessed = 0  # pieces whose letters PDFium does not know for sure
        self._styles: dict[int | None, _Style | None] = {None: None}  # of what is drawn; None: left out

    def pieces(self, text: str) -> list[Piece]:
        found: list[Piece] = []
        drawn_by, textpage = self._calls.drawn_by, self._textpage
        before: int | None = None
        for match in _WORD.finditer(text):
            start, last = match.start(), match.end() - 1
            drawn = drawn_by(textpage, last)
            if drawn == before or start == last or drawn_by(textpage, start) == drawn:
                piece = self._piece(text[start : last + 1], start, last, drawn)
                if piece is not None:
                    found.append(self._after(found[-1], piece, text, start) if found else piece)
            else:
                for first, end, by in self._parts(start, last):
                    piece = self._piece(text[first : end + 1], first, end, by)
                    if piece is not None:
                        found.append(self._after(found[-1], piece, text, first) if found else piece)
            before = drawn
        return found

    def _after(self, last: Piece, piece: Piece, text: str, start: int) -> Piece:
        """The piece, with a note of a narrow blank that really stands before it."""
        size, gap = max(last.size, piece.size), piece.x0 - last.x1
        if gap > WORD_GAP * size or text[start - 1] != " ":
            return piece
        # PDFium makes up blanks for gaps; letters that lean over them leave some narrow.
        if gap <= _LEANING * size and self._calls.made_up(self._textpage, start - 1) == 1:
            return piece
        return piece._replace(spaced=True)

    def _parts(self, start: int, last: int) -> Iterator[tuple[int, int, int | None]]:
        """A word taken apart by what drew it."""
        first, before = start, self._calls.drawn_by(self._textpage, start)
        for index in range(start + 1, last + 1):
            drawn = self._calls.drawn_by(self._textpage, index)
            if drawn != before:
                yield first, index - 1, before
                first, before = index, drawn
        yield first, last, before

    def _piece(self, text: str, first: int, last: int, drawn: int | None) -> Piece | None:
        if drawn not in self._styles:
            self._styles[drawn] = self._style(drawn or 0, first)
        style = self._styles[drawn]
        if style is None:
            return None
        box = self._box(first, last)
        if box is None:
            return None
        x0, head, x1, foot = box
        size = style.size if style.size >= 1.0 else foot - head  # fonts of odd scale are told by their boxes
        if not 1.0 <= size <= MAX_SIZE:
            return None
        if text[-1] in _HYPHENS:
            text = text[:-1] + "-"
        if not text.isascii() and _HALF.search(text):  # a letter that PDFium counts as two
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
        self.guessed += not style.named
        return Piece(text, x0, foot - size, x1, foot, size, style.bold)

    def _box(self, first: int, last: int) -> tuple[float, float, float, float] | None:
        """Where a word stands on the page as shown, by its first and last letter: (x0, top, x1, bottom)."""
        rect, box = self._rect, self._calls.box
        if not box(self._textpage, first, self._to_rect):
            return None
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        if last != first and box(self._textpage, last, self._to_rect):
            if rect.left < left:
                left = rect.left
            if rect.right > right:
                right = rect.right
            if rect.bottom < bottom:
                bottom = rect.bottom
            if rect.top > top:
                top = rect.top
        frame = self._frame
        if frame.turn:
            return frame.place((left, bottom, right, top))
        return left - frame.left, frame.top - top, right - frame.left, frame.top - bottom

    def _style(self, drawn: int, index: int) -> _Style | None:
        """How a piece of text is set; None when it is turned, and so no line of the page."""
        if not self._calls.matrix(self._textpage, index, self._to_matrix):
            return None
        height = self._frame.height(self._matrix)
        if height is None:
            return None
        size = self._calls.size(self._textpage, index) * height
        named = self._calls.unnamed(self._textpage, index) != 1
        return _Style(size, self._fonts.is_bold(self._calls, drawn), named)
