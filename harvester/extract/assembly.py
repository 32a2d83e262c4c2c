"""Lines of a page put together from its pieces of text, whichever engine found them.

A piece is a glyph, a word or a run, with its box from the top left. Pieces that follow each other on
one baseline become runs; runs of one height become rows; rows are split at gutters between columns of
running text, and otherwise read from left to right.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from harvester.extract.cleaning import clean_line
from harvester.extract.columns import in_reading_order
from harvester.extract.limits import MAX_LINES
from harvester.records import Line

WORD_GAP = 0.17  # of the font size: a wider gap between glyphs is a space
RUN_GAP = 1.2  # of the font size: a wider gap ends a run
SPACED_OUT = 0.6  # share of single letters with gaps between them that makes a row spaced out


class Piece(NamedTuple):
    """A piece of text as an engine reports it."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False
    spaced: bool = False  # a blank stands before it, however narrow


@dataclass(slots=True)
class Run:
    """Pieces that follow each other on one baseline."""

    pieces: list[Piece] = field(default_factory=list)
    x0: float = 0.0
    top: float = 0.0
    x1: float = 0.0
    bottom: float = 0.0
    size: float = 0.0

    @property
    def middle(self) -> float:
        """Height of its middle on the page."""
        return (self.top + self.bottom) / 2

    def add(self, piece: Piece) -> None:
        """Append a piece and grow."""
        self._grow(piece)
        self.pieces.append(piece)

    def join(self, run: Run) -> None:
        """Append the pieces of another run and grow."""
        self._grow(run)
        self.pieces += run.pieces

    def _grow(self, new: Piece | Run) -> None:
        if not self.pieces:
            self.x0, self.top, self.x1, self.bottom = new.x0, new.top, new.x1, new.bottom
        else:
            if new.x0 < self.x0:
                self.x0 = new.x0
            if new.x1 > self.x1:
                self.x1 = new.x1
            if new.top < self.top:
                self.top = new.top
            if new.bottom > self.bottom:
                self.bottom = new.bottom
        if new.size > self.size:
            self.size = new.size


def assemble(pieces: list[Piece], page: int, width: float) -> list[Line]:
    """The lines of one page, in reading order.

    Args:
        pieces: in the order of the page's content.
        page: number of the page, from 1.
        width: of the page, in points.
    """
    rows = _rows(_without_shadows(_runs(pieces)))
    segments = [segment for row in rows for segment in _segments(row)]
    lines: list[Line] = []
    for parts in in_reading_order(segments, width):
        line = _line(parts, page, len(lines) + 1)
        if line is not None:
            lines.append(line)
        if len(lines) >= MAX_LINES:
            break
    return lines


def _runs(pieces: list[Piece]) -> list[Run]:
    runs: list[Run] = []
    current = Run()
    last: Piece | None = None
    for piece in pieces:
        if not piece.text.strip():
            continue  # blanks show as gaps
        if last is not None and not _follows(last, piece):
            runs.append(current)
            current = Run()
        current.add(piece)
        last = piece
    if current.pieces:
        runs.append(current)
    return runs


def _follows(last: Piece, piece: Piece) -> bool:
    size = max(last.size, piece.size, 1.0)
    level = abs(last.bottom - piece.bottom) <= 0.12 * size and abs(last.size - piece.size) <= 0.25 * size
    return level and -0.4 * size <= piece.x0 - last.x1 <= RUN_GAP * size


def _without_shadows(runs: list[Run]) -> list[Run]:
    """Drop a run printed again on (nearly) the same place, which is how some programs embolden."""
    kept: list[Run] = []
    seen: dict[str, list[Run]] = {}
    for run in runs:
        text = "".join(piece.text for piece in run.pieces)
        near = 0.25 * max(run.size, 1.0)
        twins = seen.setdefault(text, [])
        if any(abs(run.x0 - twin.x0) <= near and abs(run.top - twin.top) <= near for twin in twins[-8:]):
            continue
        twins.append(run)
        kept.append(run)
    return kept


def _rows(runs: list[Run]) -> list[list[Run]]:
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda each: (each.middle, each.x0)):
        for row in reversed(rows[-4:]):
            if _belongs(run, row):
                row.append(run)
                break
        else:
            rows.append([run])
    return [sorted(row, key=lambda each: each.x0) for row in rows]


def _belongs(run: Run, row: list[Run]) -> bool:
    """Whether a run stands on the line of a row; raised ordinals ("28th") do."""
    tall = max(row, key=lambda each: each.size)
    height = min(run.bottom - run.top, tall.bottom - tall.top)
    overlap = min(run.bottom, tall.bottom) - max(run.top, tall.top)
    if height <= 0 or overlap < 0.55 * height:
        return False
    if abs(run.middle - tall.middle) > 0.45 * max(run.size, tall.size):
        return False
    small, big = min(run.size, tall.size), max(run.size, tall.size)
    if small < 0.45 * big and not _touches(run, row, big):
        return False  # small print beside a headline
    shared = sum(max(0.0, min(run.x1, each.x1) - max(run.x0, each.x0)) for each in row)
    return shared <= 0.3 * max(run.x1 - run.x0, 0.1)


def _touches(run: Run, row: list[Run], size: float) -> bool:
    return any(
        -0.2 * size <= gap <= 0.5 * size for each in row for gap in (run.x0 - each.x1, each.x0 - run.x1)
    )


def _segments(row: list[Run]) -> list[Run]:
    """The row in parts that a wide gap divides; each may belong to a column of its own."""
    segments: list[Run] = []
    for run in row:
        if segments and run.x0 - segments[-1].x1 <= RUN_GAP * _gauge(run.size, segments[-1].size):
            segments[-1].join(run)
        else:
            fresh = Run()
            fresh.join(run)
            segments.append(fresh)
    return segments


def _gauge(one: float, other: float) -> float:
    """The size that measures a gap: of two very unlike ones the smaller, for they hardly are one text."""
    small, big = min(one, other), max(one, other)
    return big if small >= 0.6 * big else small


def _line(parts: list[Run], page: int, number: int) -> Line | None:
    pieces = [piece for part in parts for piece in part.pieces]
    text = clean_line(_text(pieces))
    if not text:
        return None
    weights: Counter[float] = Counter()
    bold = 0
    for piece in pieces:
        weights[piece.size] += len(piece.text)
        if piece.bold:
            bold += len(piece.text)
    return Line(
        text=text,
        page=page,
        number=number,
        box=(
            round(min(part.x0 for part in parts), 1),
            round(min(part.top for part in parts), 1),
            round(max(part.x1 for part in parts), 1),
            round(max(part.bottom for part in parts), 1),
        ),
        size=_commonest(weights),
        bold=bold * 2 > weights.total(),
    )


def _commonest(weights: Counter[float]) -> float:
    """The size of most letters, in tenths of a point."""
    if len(weights) == 1:
        return round(next(iter(weights)), 1)
    rounded: Counter[float] = Counter()
    for size, weight in weights.items():
        rounded[round(size, 1)] += weight
    return rounded.most_common(1)[0][0]


def _text(pieces: list[Piece]) -> str:
    """The pieces with spaces where the gaps are."""
    gaps = [(right.x0 - left.x1) / max(left.size, right.size, 1.0) for left, right in pairwise(pieces)]
    word = _word_gap(pieces, gaps)
    set_close = word == WORD_GAP
    out = [pieces[0].text]
    for piece, gap in zip(pieces[1:], gaps, strict=True):
        blank = gap > word or gap < -2 or (piece.spaced and set_close)
        out.append(f" {piece.text}" if blank else piece.text)
    return "".join(out)


def _word_gap(pieces: list[Piece], gaps: list[float]) -> float:
    """The gap that is a space: wider in rows whose letters are set apart."""
    singles = sum(1 for piece in pieces if len(piece.text) == 1)
    if len(gaps) < 4 or singles < 0.9 * len(pieces):
        return WORD_GAP
    wide = [gap for gap in gaps if gap > WORD_GAP]
    if len(wide) < SPACED_OUT * len(gaps):
        return WORD_GAP
    return max(WORD_GAP, 1.6 * median(wide))
