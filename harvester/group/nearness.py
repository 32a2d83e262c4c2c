"""Which texts are compared with each other: those whose sketches agree in one of many places.

A sketch is cut into bands; texts with the same band stand in one bucket, and those of one bucket are
compared. What hundreds of texts share (a template, a page of terms) fills a few buckets with all of them. In
a bucket that is too full only texts are compared that agree in the next band too, and where that is not
enough, each with the first few. True copies agree in most bands, so that they meet elsewhere, or by way of
the first.

The rule looks at the texts that there are, never at when they came: so it can be kept up text by text
(`harvester/catalogue/nearness.py`), and comes to the same as comparing all of them anew.
"""

from __future__ import annotations

import math
import struct
from collections import defaultdict
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from harvester.group.texts import PERMUTATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harvester.records import Sketch

BANDS, ROWS = 32, 4  # finds 99 % of pairs that share 60 % of their shingles
MOST = 64  # texts in a bucket up to which each is compared with each
FIRST = 8  # in a bucket that is fuller than that and cannot be divided, the texts that all are compared with
FINE = 1 << 32  # keys of one bucket; those that agree in the next band too have the same key
_WORD = (1 << 64) - 1
_VALUES = struct.Struct(f"<{BANDS * ROWS}I")  # of a sketch
_FIRST_KEYS = tuple(band * 0x9E3779B97F4A7C15 & _WORD for band in range(1, BANDS + 1))


@lru_cache(maxsize=512)
def keys_of(hashes: bytes) -> tuple[int, ...]:
    """Where a sketch stands: a key of 63 bits for each band. The upper 31 name the bucket."""
    # In plain Python, which is as fast for one sketch: to load numpy takes as long as thousands of them.
    mixed = []
    values = iter(_VALUES.unpack(hashes))
    for key, *row in zip(_FIRST_KEYS, *[values] * ROWS, strict=True):
        for value in row:
            key = (key ^ value) * 0xBF58476D1CE4E5B9 & _WORD
            key ^= key >> 29
        mixed.append(key)
    following = (*mixed[1:], mixed[0])
    return tuple(own >> 33 << 32 | other >> 32 for own, other in zip(mixed, following, strict=True))


def compared(members: Sequence[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    """The pairs of one bucket that are compared.

    Args:
        members: (key, name) of each text in it, in order.
    """
    if len(members) <= MOST:
        yield from combinations(sorted(name for _, name in members), 2)
        return
    alike: dict[int, list[str]] = defaultdict(list)
    for key, name in members:
        alike[key].append(name)
    for names in alike.values():
        names.sort()
        if len(names) <= MOST:
            yield from combinations(names, 2)
        else:
            for place, one in enumerate(names[:FIRST]):
                yield from ((one, two) for two in names[place + 1 :])


def candidate_pairs(sketches: Mapping[str, Sketch], inside: float = 0.0) -> set[tuple[str, str]]:
    """Pairs of names (the smaller first) whose texts may be alike, found in near-linear time.

    Args:
        sketches: of the texts, by name.
        inside: the least share of the smaller text that is asked for: pairs whose sketches rule it out
            are left out, so that their texts need not be read.
    """
    buckets: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for name, sketch in sketches.items():
        for key in keys_of(sketch.hashes):
            buckets[key // FINE].append((key, name))
    pairs = {pair for members in buckets.values() for pair in compared(members)}
    return {(a, b) for a, b in pairs if may_share(sketches[a], sketches[b], inside)}


def may_share(one: Sketch, two: Sketch, inside: float) -> bool:
    """Whether the smaller of two texts may share so much with the larger, as far as sketches tell."""
    jaccard = _agreeing(one.hashes, two.hashes) / PERMUTATIONS
    error = 3 * math.sqrt(max(jaccard * (1 - jaccard), 1 / PERMUTATIONS) / PERMUTATIONS)
    most = min(1.0, jaccard + error)
    least = max(1, min(one.shingles, two.shingles))
    return most / (1 + most) * (one.shingles + two.shingles) / least >= inside


def _agreeing(one: bytes, two: bytes) -> int:
    import numpy as np

    return int(np.count_nonzero(np.frombuffer(one, dtype="<u4") == np.frombuffer(two, dtype="<u4")))
