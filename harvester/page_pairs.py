"""Which page of one text belongs beside which page of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def pair_pages(
    old: int, new: int, shared: Mapping[tuple[int, int], int]
) -> list[tuple[int | None, int | None]]:
    """Put the pages of two texts side by side; every page of both comes once, in order.

    Args:
        old: number of pages of the one.
        new: and of the other.
        shared: how many words a page of the one (from 0) shares with a page of the other.
    """
    rows: list[tuple[int | None, int | None]] = []
    left = right = 0
    for beside, there in [*_heaviest_rising(new, shared), (old, new)]:
        rows.extend(_between(range(left, beside), range(right, there)))
        if beside < old:
            rows.append((beside, there))
        left, right = beside + 1, there + 1
    return rows


def _between(olds: range, news: range) -> Iterator[tuple[int | None, int | None]]:
    """Pages that share nothing: in the order they come."""
    for index in range(max(len(olds), len(news))):
        yield (
            olds[index] if index < len(olds) else None,
            news[index] if index < len(news) else None,
        )


def _heaviest_rising(new: int, shared: Mapping[tuple[int, int], int]) -> list[tuple[int, int]]:
    """The pairs, rising in both texts, that share the most words together.

    A tree over the pages of the new text keeps the best row of pairs that ends before each page.
    """
    tree: list[tuple[int, int]] = [(0, -1)] * (new + 1)  # (words shared, index of the last pair)
    pairs = sorted(shared, key=lambda pair: (pair[0], -pair[1]))
    before = [-1] * len(pairs)
    best = (0, -1)
    for index, (_old, there) in enumerate(pairs):
        row = (0, -1)
        at = there  # pages 0 … there-1
        while at > 0:
            row = max(row, tree[at])
            at -= at & -at
        before[index] = row[1]
        mine = (row[0] + shared[pairs[index]], index)
        best = max(best, mine)
        at = there + 1
        while at <= new:
            tree[at] = max(tree[at], mine)
            at += at & -at
    rows: list[tuple[int, int]] = []
    at = best[1]
    while at >= 0:
        rows.append(pairs[at])
        at = before[at]
    return rows[::-1]
