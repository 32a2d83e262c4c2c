"""How alike two texts are: MinHash on word shingles to find pairs, exact counts to measure them."""

from __future__ import annotations

import math
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.normalise.lexicon import fold
from harvester.records import Sketch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

SKETCHED = 1  # raise when sketches are made otherwise, and every one is made again
MAX_CHARS = 400_000  # a long report; what lies behind adds nothing to telling reports apart
PERMUTATIONS = 128
SEED, SCHEME = 1, "affine32"  # sketches are kept: others would not compare with them
BANDS, ROWS = 32, 4  # finds 99 % of pairs that share 60 % of their shingles
SAMPLE_ABOVE = 6_000  # shingles; longer texts are measured on every fourth, to save memory
MAX_PARTNERS = 60  # candidates per text that are measured, the likeliest first
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
    from datasketch import MinHash

    codes = _codes(text)
    if len(codes) < MIN_WORDS:
        return None
    shingles = _distinct_shingles(codes)
    minhash = MinHash(num_perm=PERMUTATIONS, seed=SEED, hashfunc=int, scheme=SCHEME)
    minhash.update_batch(shingles.tolist())
    hashes = minhash.hashvalues.astype("<u4").tobytes()
    return Sketch(count=len(codes), shingles=len(shingles), digest=_digest(codes), hashes=hashes)


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


def candidate_pairs(sketches: Mapping[str, Sketch], inside: float = 0.0) -> Iterator[tuple[str, str]]:
    """Pairs of ids whose texts may be alike, each once, found in near-linear time.

    Args:
        sketches: of the texts, by id.
        inside: the least share of the smaller text that is asked for: pairs whose sketches rule it out
            (by three standard errors) are left out, so that their texts need not be read.
    """
    import numpy as np
    from datasketch import LeanMinHash, MinHashLSH

    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    known: dict[str, Any] = {}
    for key in sorted(sketches):
        values = np.frombuffer(sketches[key].hashes, dtype="<u4").astype(np.uint32)
        mine = known[key] = LeanMinHash(seed=SEED, hashvalues=values, scheme=SCHEME)
        shared = {other: mine.jaccard(known[other]) for other in index.query(mine)}
        for other in sorted(shared, key=lambda other: (-shared[other], other))[:MAX_PARTNERS]:
            if _most_inside(shared[other], sketches[other], sketches[key]) >= inside:
                yield str(other), key
        index.insert(key, mine)


def _most_inside(jaccard: float, one: Sketch, two: Sketch) -> float:
    """What the smaller text may share with the larger, at most, when their sketches share so much."""
    error = 3 * math.sqrt(max(jaccard * (1 - jaccard), 1 / PERMUTATIONS) / PERMUTATIONS)
    most = min(1.0, jaccard + error)
    return most / (1 + most) * (one.shingles + two.shingles) / max(1, min(one.shingles, two.shingles))


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
    return Likeness(
        inside=common / min(len(a), len(b)),
        jaccard=common / (len(a) + len(b) - common),
        shorter=min(one.count, two.count),
        longer=max(one.count, two.count),
    )


def in_order(one: Signature, two: Signature) -> float:
    """Share of the shorter opening that stands in the longer in the same order (rapidfuzz, on words)."""
    from rapidfuzz.distance import LCSseq

    a, b = one.words[: OPENING // 2].tolist(), two.words.tolist()
    if len(one.words) > len(two.words):
        a, b = two.words[: OPENING // 2].tolist(), one.words.tolist()
    return float(LCSseq.similarity(a, b)) / max(1, len(a))
