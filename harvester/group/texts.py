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
SEED = 1  # sketches are kept: others would not compare with them
SAMPLE_ABOVE = 6_000  # shingles; longer texts are measured on every fourth, to save memory
ALMOST = 0.85  # of the smaller text's shingles: from here on it matters in which order the words stand
OPENING = 3_000  # words that are compared in order
MIN_WORDS = 25  # a shorter text says nothing about being a copy

# It begins with the hyphen, so that nothing else is looked at, and gives no white space back.
_HYPHENATED = re.compile(r"-(?<=\w-)[^\S\n]*+\n\s*+(?=[a-z])")
_LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "\u00ad": ""}
_WORD = re.compile(r"[^\W_]+")
_APART = bytes(  # lower case, and spaces for what is no part of a word
    code if code > 127 else ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(256)
)
_FEW = 50  # kinds of signs that are replaced one after another
_BLOCK = 120_000  # shingles times permutations that are worked out at once: they stay in the cache
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


def words_of(text: str) -> list[bytes]:
    """The words of a text as they compare, in UTF-8: no case, no accents, no line hyphens, no cover sheet."""
    plain = text[:MAX_CHARS]
    if not plain.isascii():
        for joined, letters in _LIGATURES.items():
            plain = plain.replace(joined, letters)
    plain = _COVER_SHEET.sub(" ", _HYPHENATED.sub("", plain))
    if not plain.isascii():
        plain = _without_signs(fold(plain))
    return plain.encode().translate(_APART).split()


def _without_signs(text: str) -> str:
    """A text with spaces for what is neither plain nor part of a word."""
    signs = [c for c in set(text) if c > "\x7f" and not c.isalnum()]
    if len(signs) > _FEW:
        return " ".join(_WORD.findall(text))
    for each in signs:
        text = text.replace(each, " ")
    return text


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
    """Those of datasketch's MinHash ("affine32"); importing it takes longer than a hundred sketches."""
    import numpy as np

    random = np.random.RandomState(SEED)  # of which numpy promises that it stays as it is
    factors = random.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, random.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)


def _least(shingles: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The hash values that datasketch's MinHash gives, sooner: some permutations at once, all shingles."""
    import numpy as np

    mixed = shingles.astype(np.uint32)  # a copy
    mixed ^= mixed >> np.uint32(16)
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    factors, summands = _permutations()
    rows = max(4, min(PERMUTATIONS // 4, _BLOCK // max(1, len(mixed))))
    permuted, least = np.empty((rows, len(mixed)), np.uint32), np.empty(PERMUTATIONS, np.uint32)
    for start in range(0, PERMUTATIONS, rows):
        some = slice(start, start + rows)
        block = permuted[: len(factors[some])]
        np.multiply(factors[some, None], mixed, out=block)
        block += summands[some, None]
        block.min(axis=1, out=least[some])
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
    return np.fromiter(map(zlib.crc32, words), dtype=np.uint32, count=len(words))


def _digest(codes: NDArray[np.uint32]) -> int:
    return zlib.crc32(codes.tobytes()) ^ (len(codes) << 32)


def _distinct_shingles(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    import numpy as np

    hashes = np.sort(_shingles(codes))  # np.unique takes ten times as long
    first = np.empty(len(hashes), dtype=np.bool_)
    first[:1] = True
    np.not_equal(hashes[1:], hashes[:-1], out=first[1:])
    return hashes[first]


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
