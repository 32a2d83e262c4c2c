"""Reading order of a page: columns of running text one after the other, everything else by rows.

A gutter is only believed where several wide, left-aligned segments stand beside other wide segments;
"Author:      Jo Bloggs" on a title page is one line, two columns of a briefing are not. A page of few
lines, such as a title page, has columns too where a clear gap runs down between lines that do not
pair up: a title in large type on the left, the board and the date in small type on the right.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Protocol, TypeVar

MIN_ROWS = 5  # aligned rows that make a column
MIN_WIDTH = 0.18  # of the page: narrower segments are labels or cells
MAX_DEPTH = 3
UNLIKE = 0.7  # of the height: what stands beside it in such smaller type is another text
SPARSE = 60  # segments; a page with more is no title page
CLEAR = 10.0  # points of empty width that part two columns of a title page


class Boxed(Protocol):
    """Anything with a box from the top left."""

    x0: float
    top: float
    x1: float
    bottom: float


T = TypeVar("T", bound=Boxed)


def in_reading_order(segments: list[T], width: float, depth: int = 0) -> list[list[T]]:
    """Segments grouped into lines, in reading order.

    Args:
        segments: pieces of rows, top to bottom; those of one row follow each other.
        width: of the page.
        depth: how many gutters enclose these segments.
    """
    gutter = _gutter(segments, width) if depth < MAX_DEPTH else None
    if gutter is None and depth < MAX_DEPTH:
        gutter = _clear_gap(segments)
    if gutter is None:
        return _by_row(segments)
    place, first, last = gutter
    ordered: list[list[T]] = []
    plain: list[T] = []
    left: list[T] = []
    right: list[T] = []

    def flush() -> None:
        ordered.extend(_by_row(plain))
        ordered.extend(in_reading_order(left, width, depth + 1))
        ordered.extend(in_reading_order(right, width, depth + 1))
        for group in (plain, left, right):
            group.clear()

    for segment in segments:
        inside = first <= (segment.top + segment.bottom) / 2 <= last
        if inside and segment.x1 <= place:
            left.append(segment)
        elif inside and segment.x0 >= place - 1:
            right.append(segment)
        else:
            if left or right:
                flush()
            plain.append(segment)
    flush()
    return ordered


def _by_row(segments: list[T]) -> list[list[T]]:
    """Neighbours on one row as one line, from left to right."""
    rows: list[list[T]] = []
    for segment in segments:
        if rows and _level(rows[-1][-1], segment):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [sorted(row, key=lambda each: each.x0) for row in rows]


def _level(last: Boxed, segment: Boxed) -> bool:
    height, taller = sorted((last.bottom - last.top, segment.bottom - segment.top))
    if height < UNLIKE * taller:
        return False  # small print beside a headline, with a gap between
    overlap = min(last.bottom, segment.bottom) - max(last.top, segment.top)
    return overlap >= 0.55 * height and segment.x0 >= last.x1


def _gutter(segments: list[T], width: float) -> tuple[float, float, float] | None:
    """A column's left edge and its vertical extent, when the page has columns of running text."""
    wide = [each for each in segments if MIN_WIDTH * width <= each.x1 - each.x0]
    if len(wide) < 2 * MIN_ROWS:
        return None
    edges: dict[int, list[T]] = defaultdict(list)
    for segment in wide:
        edges[round(segment.x0 / 4)].append(segment)
    leftmost = min(each.x0 for each in wide)
    best: tuple[float, float, float] | None = None
    most = 0
    for edge in edges:
        column = [each for near in (edge, edge + 1) for each in edges.get(near, [])]
        place = min((each.x0 for each in column), default=0.0)
        if len(column) < MIN_ROWS or place <= leftmost + MIN_WIDTH * width:
            continue
        found = _extent(wide, column, place)
        if found is not None and len(column) > most:
            best, most = (place, *found), len(column)
    return best


def _extent(wide: list[T], column: list[T], place: float) -> tuple[float, float] | None:
    """Where a column stands beside another, when little crosses the gutter between them."""
    first, last = min(each.top for each in column), max(each.bottom for each in column)
    beside = [each for each in wide if each.bottom > first and each.top < last]
    left = [each for each in beside if each.x1 < place]
    crossing = [each for each in beside if each.x0 < place - 2 and each.x1 > place]
    # Running text fills its column; labels before values do not reach the gutter.
    filling = sum(1 for each in left if place - each.x1 <= 0.15 * (place - each.x0))
    if len(left) < MIN_ROWS or filling < 0.3 * len(left) or len(crossing) > 0.25 * len(column):
        return None
    first = min(first, min(each.top for each in left if each.bottom > first - 4 * (each.bottom - each.top)))
    last = max(last, max(each.bottom for each in left))
    # A paragraph's short first or last line is too narrow to count above, and belongs to its column.
    pitch = 1.5 * max(each.bottom - each.top for each in column)
    return first - pitch, last + pitch


def _clear_gap(segments: list[T]) -> tuple[float, float, float] | None:
    """The right column's left edge and both columns' vertical extent, on a page of few lines."""
    if not 4 <= len(segments) <= SPARSE:
        return None
    best: tuple[float, float, float] | None = None
    most = 0
    for place in sorted({each.x0 for each in segments}):
        for stretch in _uncrossed(segments, place):
            left = [each for each in stretch if each.x1 <= place]
            right = [each for each in stretch if each.x0 >= place - 1]
            if min(len(left), len(right)) < 2 or len(stretch) <= most or _paired(left, right):
                continue
            if place - max(each.x1 for each in left) >= CLEAR and _side_by_side(left, right):
                most = len(stretch)
                best = (place, min(e.top for e in stretch), max(e.bottom for e in stretch))
    return best


def _uncrossed(segments: list[T], place: float) -> list[list[T]]:
    """Stretches of the page in which no segment crosses a vertical line."""
    stretches: list[list[T]] = [[]]
    for segment in segments:
        if segment.x0 < place - 1 and segment.x1 > place:
            stretches.append([])
        else:
            stretches[-1].append(segment)
    return stretches


def _side_by_side(left: list[T], right: list[T]) -> bool:
    """Whether two columns overlap for at least two lines, one of which runs on beside the other."""
    first = max(min(each.top for each in left), min(each.top for each in right))
    last = min(max(each.bottom for each in left), max(each.bottom for each in right))
    shared = [sum(1 for e in side if e.bottom > first and e.top < last) for side in (left, right)]
    return min(shared) >= 1 and max(shared) >= 2


def _paired(left: list[T], right: list[T]) -> bool:
    """Whether most lines of the shorter side have a like one on their row: labels and values, or a table."""
    fewer, more = sorted((left, right), key=len)
    pairs = sum(1 for each in fewer if any(_alike(each, other) for other in more))
    return pairs > 0.5 * len(fewer)


def _alike(one: Boxed, other: Boxed) -> bool:
    small, big = sorted((one.bottom - one.top, other.bottom - other.top))
    level = abs((one.top + one.bottom) - (other.top + other.bottom)) / 2
    return small >= 0.75 * big and level <= 0.2 * big
