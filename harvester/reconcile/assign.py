"""The best assignment of entries to reviews, each to one at most."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from harvester.group.joining import Joiner

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LARGEST: Final = 600  # entries or reviews that are assigned together exactly; more go by the best first
_WORTH: Final = 0.45  # what a pair must be better than: two poor pairs never outweigh a good one


def assign(scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """Entry → review such that the sum of the scores is the greatest.

    Args:
        scores: of all pairs that may be (entry, review); missing pairs may not be.
    """
    result: dict[int, int] = {}
    for group in _connected(scores):
        rows = sorted({row for row, _ in group})
        columns = sorted({column for _, column in group})
        if len(group) == 1:
            result[rows[0]] = columns[0]
        elif max(len(rows), len(columns)) > _LARGEST:
            result |= _greedy(group, scores)
        else:
            result |= _exact(rows, columns, scores)
    return result


def _connected(scores: Mapping[tuple[int, int], float]) -> Iterable[list[tuple[int, int]]]:
    sets = Joiner({f"{side}{number}" for pair in scores for side, number in zip("eh", pair, strict=True)})
    for row, column in scores:
        sets.join(f"e{row}", f"h{column}")
    groups: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for pair in sorted(scores):
        groups[sets.root(f"e{pair[0]}")].append(pair)
    return groups.values()


def _greedy(group: list[tuple[int, int]], scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    taken: dict[int, int] = {}
    used: set[int] = set()
    for row, column in sorted(group, key=lambda pair: (-scores[pair], pair)):
        if row not in taken and column not in used:
            taken[row] = column
            used.add(column)
    return taken


def _exact(rows: list[int], columns: list[int], scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """Exactly, by scipy; a pair that may not be is worth nothing and dropped again."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    worth = np.zeros((len(rows), len(columns)))
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            worth[i, j] = max(0.0, scores.get((row, column), 0.0) - _WORTH)
    chosen = zip(*linear_sum_assignment(worth, maximize=True), strict=True)
    pairs = ((rows[int(i)], columns[int(j)]) for i, j in chosen)
    return {row: column for row, column in pairs if (row, column) in scores}
