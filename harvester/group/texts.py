"""How alike two texts are: MinHash on word shingles to find pairs, exact counts to measure them."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.normalise.lexicon import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

MAX_CHARS = 400_000  # a long report; what lies behind adds nothing to telling reports apart
PERMUTATIONS = 128
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
    digest: int  # of all words in order: equal texts have equal digests
    minhash: Any = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two texts share: `inside` of the smaller's shingles, `jaccard` of all."""

    inside: float
    jaccard: float
    shorter: int  # words
    longer: int

    @property
    def extra(self) -> int:
        """Words that the longer text has beyond the shorter."""
        return self.longer - self.shorter


def words_of(text: str) -> list[str]:
    """The words of a text as they compare: no case, no accents, no line hyphens, no cover sheet."""
    plain = text[:MAX_CHARS].translate(_LIGATURES)
    plain = _COVER_SHEET.sub(" ", _HYPHENATED.sub("", plain))
    return _WORD.findall(fold(plain))


def sign(text: str) -> Signature | None:
    """The signature of a text, or None when it is too short to be compared."""
    import numpy as np
    from datasketch import MinHash

    words = words_of(text)
    if len(words) < MIN_WORDS:
        return None
    codes = np.fromiter((zlib.crc32(w.encode()) for w in words), dtype=np.uint32, count=len(words))
    hashes = np.unique(_shingles(codes))
    minhash = MinHash(num_perm=PERMUTATIONS, hashfunc=int)
    minhash.update_batch(hashes.tolist())
    return Signature(
        words=codes[:OPENING],
        count=len(words),
        full=hashes if len(hashes) <= SAMPLE_ABOVE else None,
        sampled=hashes[hashes % 4 == 0],
        digest=zlib.crc32(codes.tobytes()) ^ (len(words) << 32),
        minhash=minhash,
    )


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


def candidate_pairs(signatures: Mapping[str, Signature]) -> Iterator[tuple[str, str]]:
    """Pairs of ids whose texts may be alike, each once, found in near-linear time."""
    from datasketch import MinHashLSH

    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    for key in sorted(signatures):
        mine = signatures[key].minhash
        found = sorted(index.query(mine), key=lambda other: (-mine.jaccard(signatures[other].minhash), other))
        for other in found[:MAX_PARTNERS]:
            yield str(other), key
        index.insert(key, mine)


def likeness(one: Signature, two: Signature) -> Likeness:
    """How much two texts share, counted exactly (or on the same sample of both)."""
    import numpy as np

    if one.digest == two.digest:
        return Likeness(1.0, 1.0, one.count, two.count)
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
