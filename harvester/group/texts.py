"""How alike two texts are: MinHash sketches of word shingles to find pairs, exact counts to measure them."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.normalise.lexicon import fold
from harvester.records import Sketch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SKETCHED = 1  # raise when sketches are made otherwise, and every one is made again
MAX_CHARS = 400_000  # a long report; what lies behind adds nothing to telling reports apart
PERMUTATIONS = 128
SEED, SCHEME = 1, "affine32"  # sketches are kept: others would not compare with them
SAMPLE_ABOVE = 6_000  # shingles; longer texts are measured on every fourth, to save memory
ALMOST = 0.85  # of the smaller text's shingles: from here on it matters in which order the words stand
OPENING = 3_000  # words that are compared in order
MIN_WORDS = 25  # a shorter text says nothing about being a copy

_HYPHENATED = re.compile(r"(?<=\w)[-\u00ad]\s*\n\s*(?=[a-z])")
_LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "\u00ad": None})
_WORD = re.compile(r"[^\W_]+")
# The first lines of the national collection's cover sheet, up to the sentence that ends it.
_COVER_SHEET = re.compile(
    r"\A\s*title:.{0,600}?date of publication:.{0,200}?"
    r"(?:deposited by|national (?:case review )?(?:repository|collection))[^\n.]{0,300}",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Signature:
    """A text reduced to what comparing needs."""

    words: NDArray[np.uint32]  # hashes of the first of them, for the word-by-word check
    count: int  # words in all
    full: NDArray[np.uint32] | None  # sorted hashes of all shingles, None when sampled
    sampled: NDArray[np.uint32]  # every fourth of them
    digest: int  # of all words in order


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two texts share: `inside` of the smaller's shingles, `jaccard` of all."""

    inside: float
    jaccard: float
    shorter: int  # words
    longer: int
    same: bool = False  # word by word
    order: float = (
        0.0  # of the shorter opening, what stands in the longer in the same order; where `inside` is ALMOST
    )

    @property
    def extra(self) -> int:
        """Words that the longer text has beyond the shorter."""
        return self.longer - self.shorter


def words_of(text: str) -> list[str]:
    """The words of a text as they compare: no case, no accents, no line hyphens, no cover sheet."""
    plain = text[:MAX_CHARS].translate(_LIGATURES)
    plain = _COVER_SHEET.sub(" ", _HYPHENATED.sub("", plain))
    return _WORD.findall(fold(plain))


def sketch(text: str) -> Sketch | None:
    """The sketch of a text, or None when it is too short to be compared."""
    codes = _codes(text)
    if len(codes) < MIN_WORDS:
        return None
    shingles = _distinct_shingles(codes)
    hashes = _least(shingles).astype("<u4").tobytes()
    return Sketch(count=len(codes), shingles=len(shingles), digest=_digest(codes), hashes=hashes)


@lru_cache(maxsize=1)
def _permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    from datasketch import MinHash

    factors, summands = MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme=SCHEME).permutations
    return factors, summands


def _least(shingles: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The hash values that datasketch's MinHash gives, eight times as fast: one permutation after another."""
    import numpy as np

    mixed = shingles.astype(np.uint32)  # a copy
    mixed ^= mixed >> np.uint32(16)
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    permuted, least = np.empty_like(mixed), np.empty(PERMUTATIONS, dtype=np.uint32)
    for place, (factor, summand) in enumerate(zip(*_permutations(), strict=True)):
        np.multiply(mixed, factor, out=permuted)
        permuted += summand
        least[place] = permuted.min()
    return least


def sign(text: str) -> Signature:
    """The signature of a text that is long enough to be compared."""
    codes = _codes(text)
    hashes = _distinct_shingles(codes)
    return Signature(
        words=codes[:OPENING],
        count=len(codes),
        full=hashes if len(hashes) <= SAMPLE_ABOVE else None,
        sampled=hashes[hashes % 4 == 0],
        digest=_digest(codes),
    )


def _codes(text: str) -> NDArray[np.uint32]:
    import numpy as np

    words = words_of(text)
    return np.fromiter(map(zlib.crc32, map(str.encode, words)), dtype=np.uint32, count=len(words))


def _digest(codes: NDArray[np.uint32]) -> int:
    return zlib.crc32(codes.tobytes()) ^ (len(codes) << 32)


def _distinct_shingles(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    import numpy as np

    return np.unique(_shingles(codes))


def _shingles(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """A hash for each run of three words, all at once; the order of the words counts."""
    import numpy as np

    wide = codes.astype(np.uint64)
    mixed: NDArray[np.uint64] = (
        wide[:-2] * np.uint64(0x9E3779B1)
        + wide[1:-1] * np.uint64(0x85EBCA77)
        + wide[2:] * np.uint64(0xC2B2AE3D)
    )
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    folded: NDArray[np.uint32] = (mixed >> np.uint64(32)).astype(np.uint32)
    return folded


def same_text(words: int) -> Likeness:
    """The likeness of two texts that are word by word the same."""
    return Likeness(1.0, 1.0, words, words, same=True)


def likeness(one: Signature, two: Signature) -> Likeness:
    """How much two texts share, counted exactly (or on the same sample of both)."""
    import numpy as np

    if one.digest == two.digest:
        return same_text(one.count)
    whole = one.full is not None and two.full is not None
    a, b = (one.full, two.full) if whole else (one.sampled, two.sampled)
    if a is None or b is None or not len(a) or not len(b):
        return Likeness(0.0, 0.0, min(one.count, two.count), max(one.count, two.count))
    common = len(np.intersect1d(a, b, assume_unique=True))
    inside = common / min(len(a), len(b))
    return Likeness(
        inside=inside,
        jaccard=common / (len(a) + len(b) - common),
        shorter=min(one.count, two.count),
        longer=max(one.count, two.count),
        order=in_order(one, two) if inside >= ALMOST else 0.0,
    )


def in_order(one: Signature, two: Signature) -> float:
    """Share of the shorter opening that stands in the longer in the same order (rapidfuzz, on words)."""
    from rapidfuzz.distance import LCSseq

    a, b = one.words[: OPENING // 2].tolist(), two.words.tolist()
    if len(one.words) > len(two.words):
        a, b = two.words[: OPENING // 2].tolist(), one.words.tolist()
    return float(LCSseq.similarity(a, b)) / max(1, len(a))
