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
from array import array
from dataclasses import dataclass, field
from itertools import groupby, islice, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from harvester.extract.assembly import WORD_GAP, Piece
from harvester.extract.limits import MAX_GLYPHS, MAX_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from harvester.extract.pdfium import Calls

_BOLD = re.compile(r"bold|black|heavy|demi(?!\w*ital)|semibold|(?:^|[-,+ _])bd\b", re.IGNORECASE)
# PDFium's marks of a hyphen at a line's end, after which the next line's word follows without a blank.
_HYPHENS = "\x02\ufffe"
_WORD = re.compile(rf"[^\s\x00-\x20{_HYPHENS}\uffff]+[{_HYPHENS}]?")
_HALF = re.compile("[\ud800-\udfff]")
_UNKNOWN = "\uffff"
_LEANING = 0.1  # of the size: in a gap so much narrower than a blank PDFium is not believed
_STEEP = 0.1  # of its length: text that rises more is turned
_SLANTED = 0.5
_SECOND = itemgetter(1)
# Made here, for ctypes forgets what is not held.
_Box, _Matrix, _Name = ctypes.c_float * 4, ctypes.c_float * 6, ctypes.c_char * 200
_BOX = 16  # bytes: four numbers of four
_QUARTERS = frozenset({0, 1, 2, 3})  # that a page may be turned to the right
_made = tuple.__new__  # makes a named tuple in a third of the time that its own constructor takes


@functools.lru_cache(maxsize=256)
def is_bold(font: str) -> bool:
    """Whether a font's name says that it is bold."""
    return _BOLD.search(font[:200]) is not None


class OddPageError(Exception):
    """PDFium opened a page and does not say how it is shown."""


class Frame:
    """How a page is shown: PDFium's boxes of characters know neither its turn nor its crop box."""

    def __init__(self, call: Calls, page: int) -> None:
        box = _Box()
        if not call.shown(page, ctypes.addressof(box)):
            raise OddPageError
        self.left, self.top, self._right, self._bottom = box
        quarters = call.turn(page)
        if quarters not in _QUARTERS:
            raise OddPageError
        self.turn = 90 * quarters

    def place(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """A box of a character as (x0, top, x1, bottom) of the page as shown."""
        one, other = self._place(box[0], box[1]), self._place(box[2], box[3])
        return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])

    def _place(self, x: float, y: float) -> tuple[float, float]:
        """A place from the top left of the page as shown."""
        if self.turn == 90:
            return y - self._bottom, x - self.left
        if self.turn == 180:
            return self._right - x, y - self._bottom
        if self.turn == 270:
            return self.top - y, self._right - x
        return x - self.left, self.top - y

    def height(self, matrix: Iterable[float]) -> float | None:
        """How high text drawn so stands, for each point of its size; None when it does not read upright."""
        a, b, c, d, _e, _f = matrix
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
class Fonts:
    """Which fonts of a document are bold, by address."""

    bold: dict[int, bool] = field(default_factory=dict)

    def is_bold(self, call: Calls, drawn: int) -> bool:
        """Whether a piece of text is set in bold type."""
        font = call.font(drawn) or 0
        known = self.bold.get(font)
        if known is None:
            name = _Name()
            length = min(call.font_name(font, ctypes.addressof(name), 200), 200) if font else 0
            known = is_bold(name.raw[:length].rstrip(b"\0").decode("utf-8", "replace"))
            self.bold[font] = known
        return known


def words_of(call: Calls, page: int, textpage: int, text: str, fonts: Fonts) -> tuple[list[Piece], int]:
    """The words of a page that are set upright, in the order of the page's content.

    Also how many of them PDFium only guesses, since their font does not say which letters its glyphs are.

    Args:
        call: PDFium's functions.
        page: an opened page.
        textpage: of that page.
        text: of the whole text page as PDFium gives it.
        fonts: of the document; shared by its pages.

    Raises:
        OddPageError: PDFium does not say how the page is shown.
    """
    letters = call.count(textpage)
    if len(text) != letters:  # PDFium left some out of the text, or put some in
        codes = map(call.letter, repeat(textpage), range(min(letters, MAX_GLYPHS)))
        text = "".join(chr(code) if code <= sys.maxunicode else _UNKNOWN for code in codes)
    words = _Words(call, page, textpage, fonts)
    return words.pieces(text[:MAX_GLYPHS]), words.guessed


_Edges = tuple[float, float, float, float]  # left, top, right, bottom as PDFium has them


class _Style(NamedTuple):
    size: float
    bold: bool
    named: bool  # whether PDFium knows which letters its glyphs are


class _Words:
    def __init__(self, call: Calls, page: int, textpage: int, fonts: Fonts) -> None:
        self._calls, self._fonts = call, fonts
        self._frame = Frame(call, page)
        self._textpage = textpage
        self._matrix = _Matrix()
        self._to_matrix = ctypes.addressof(self._matrix)
        self.guessed = 0  # pieces whose letters PDFium does not know for sure
        self._styles: dict[int | None, _Style | None] = {None: None}  # of what is drawn; None: left out

    def pieces(self, text: str) -> list[Piece]:
        """The words of a page whose text this is. PDFium is asked of all in one go: that is soonest done."""
        spans, styles = self._parts(text)
        odd = not text.isascii() or "\x02" in text
        frame = self._frame
        frame_left, frame_top, turn = frame.left, frame.top, frame.turn
        found: list[Piece] = []
        last_x1 = last_size = 0.0
        for (first, end), (size, bold, named), box in zip(spans, styles, self._boxes(spans), strict=True):
            if box is None:
                continue
            left, top, right, bottom = box
            if turn:
                x0, head, x1, foot = frame.place((left, bottom, right, top))
            else:
                x0, head, x1, foot = (
                    left - frame_left,
                    frame_top - top,
                    right - frame_left,
                    frame_top - bottom,
                )
            if size < 1.0:
                size = foot - head  # fonts of odd scale are told by their boxes
            if not 1.0 <= size <= MAX_SIZE:
                continue
            if not named:
                self.guessed += 1
            word = text[first:end]
            if odd:
                word = _plainly(word)
            larger = size if size > last_size else last_size
            spaced = (
                not x0 - last_x1 > WORD_GAP * larger
                and text[first - 1] == " "
                and bool(found)
                and self._is_blank(first - 1, x0 - last_x1, larger)
            )
            found.append(_made(Piece, (word, x0, foot - size, x1, foot, size, bold, spaced)))
            last_x1, last_size = x1, size
        return found

    def _is_blank(self, index: int, gap: float, size: float) -> bool:
        """Whether a narrow blank is really there: PDFium makes up some for letters that lean over gaps."""
        return not (gap <= _LEANING * size and self._calls.made_up(self._textpage, index) == 1)

    def _parts(self, text: str) -> tuple[list[tuple[int, int]], list[_Style]]:
        """Words by their letters, taken apart by what drew them, and how each is set."""
        spans = [match.span() for match in _WORD.finditer(text)]
        drawn_by, textpage = self._calls.drawn_by, self._textpage
        drawers = map(drawn_by, repeat(textpage), [end - 1 for _start, end in spans])
        parts: list[tuple[int, int]] = []
        styles: list[_Style] = []
        for drawn, group in groupby(zip(spans, drawers, strict=False), key=_SECOND):
            words = [span for span, _drawn in group]  # the last letters of all of which were drawn as one
            start, end = words[0]
            if end - start > 1 and drawn_by(textpage, start) != drawn:
                for first, last, by in self._drawn_apart(start, end - 1):
                    style = self._style(by, first)
                    if style is not None:
                        parts.append((first, last + 1))
                        styles.append(style)
                del words[0]
            style = self._style(drawn, start)
            if style is not None:
                parts += words
                styles += [style] * len(words)
        return parts, styles

    def _drawn_apart(self, start: int, last: int) -> Iterator[tuple[int, int, int | None]]:
        """A word taken apart by what drew it."""
        first, before = start, self._calls.drawn_by(self._textpage, start)
        for index in range(start + 1, last + 1):
            drawn = self._calls.drawn_by(self._textpage, index)
            if drawn != before:
                yield first, index - 1, before
                first, before = index, drawn
        yield first, last, before

    def _boxes(self, spans: list[tuple[int, int]]) -> Sequence[_Edges | None]:
        """Around words, by the boxes of their first and last letters; None where PDFium knows none."""
        box, page, count = self._calls.box, repeat(self._textpage), len(spans)
        rects = array("f", bytes(2 * _BOX * count))
        at, _length = rects.buffer_info()
        half, end = at + _BOX * count, at + 2 * _BOX * count
        known = list(map(box, page, [start for start, _end in spans], range(at, half, _BOX)))
        known_last = list(map(box, page, [end - 1 for _start, end in spans], range(half, end, _BOX)))
        edges: Iterator[Any] = iter(rects.tolist())
        each: Iterator[_Edges] = zip(edges, edges, edges, edges, strict=True)
        firsts = list(islice(each, count))
        lasts = list(each)
        if not all(known_last):
            known_both = zip(firsts, lasts, known_last, strict=True)
            lasts = [last if is_known else first for first, last, is_known in known_both]
        around: list[_Edges | None] = [
            (l2 if l2 < l1 else l1, t2 if t2 > t1 else t1, r2 if r2 > r1 else r1, b2 if b2 < b1 else b1)
            for (l1, t1, r1, b1), (l2, t2, r2, b2) in zip(firsts, lasts, strict=True)
        ]
        if not all(known):
            return [edges if is_known else None for edges, is_known in zip(around, known, strict=True)]
        return around

    def _style(self, drawn: int | None, index: int) -> _Style | None:
        """How a piece of text is set; None when it is turned, and so no line of the page."""
        if drawn not in self._styles:
            self._styles[drawn] = self._style_of(drawn or 0, index)
        return self._styles[drawn]

    def _style_of(self, drawn: int, index: int) -> _Style | None:
        if not self._calls.matrix(self._textpage, index, self._to_matrix):
            return None
        height = self._frame.height(self._matrix)
        if height is None:
            return None
        size = self._calls.size(self._textpage, index) * height
        named = self._calls.unnamed(self._textpage, index) != 1
        return _Style(size, self._fonts.is_bold(self._calls, drawn), named)


def _plainly(word: str) -> str:
    """A word with PDFium's mark of a hyphen as a hyphen, and letters that PDFium counts as two as one."""
    if word[-1] in _HYPHENS:
        word = word[:-1] + "-"
    if not word.isascii() and _HALF.search(word):
        word = word.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return word
