"""Sketches stand for texts: what grouping finds with them is what it finds with the texts."""

from __future__ import annotations

import time
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.group import group, texts
from harvester.group.compared import VERSION_INSIDE
from harvester.group.nearness import BANDS, FINE, ROWS, candidate_pairs, keys_of
from harvester.group.texts import MAX_CHARS, MIN_WORDS, PERMUTATIONS, likeness, sign, sketch, words_of

from . import hard_traps, more_traps, traps

WORDS = [
    f"{a}{b}" for a in ("north", "moor", "vale", "west", "eld") for b in ("a", "b", "ing", "er", "s", "y")
]


@pytest.mark.parametrize("made", [traps, hard_traps, more_traps], ids=["traps", "hard", "more"])
def test_kept_sketches_change_nothing(made):
    corpus = made.build()
    sketched = [replace(doc, sketch=sketch(doc.text)) for doc in corpus.documents]
    assert any(doc.sketch for doc in sketched)
    assert group(sketched, corpus.sources) == group(corpus.documents, corpus.sources)


def test_a_short_text_has_none():
    assert sketch("word " * (MIN_WORDS - 1)) is None
    assert sketch("word " * MIN_WORDS) is not None


@pytest.mark.parametrize("words", [MIN_WORDS, 400, 5_000, 70_000])
def test_a_sketch_is_that_of_datasketch(words):
    random = Random(words)
    text = " ".join(f"{random.choice(WORDS)}{random.randrange(90)}" for _ in range(words))[:MAX_CHARS]
    hashes = texts._distinct_shingles(texts._codes(text)).tolist()
    kept = MinHash(num_perm=PERMUTATIONS, seed=1, hashfunc=int, scheme="affine32")
    kept.update_batch(hashes)
    made = sketch(text)
    assert np.array_equal(np.frombuffer(made.hashes, "<u4"), kept.hashvalues)
    assert made.shingles == len(set(hashes)) == len(hashes)
    assert hashes == sorted(hashes)
    assert sketch(text.upper()) == made


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=4 * PERMUTATIONS, max_size=4 * PERMUTATIONS))
def test_where_a_sketch_stands_is_what_it_was_when_the_index_was_made(hashes):
    values = np.frombuffer(hashes, dtype="<u4").astype(np.uint64).reshape(BANDS, ROWS)
    mixed = np.arange(1, BANDS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for row in range(ROWS):
        mixed ^= values[:, row]
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(29)
    bucket, following = mixed >> np.uint64(33), np.roll(mixed, -1) >> np.uint64(32)
    assert [(key // FINE, key % FINE) for key in keys_of(hashes)] == list(
        zip(bucket.tolist(), following.tolist(), strict=True)
    )


def test_words_are_the_same_however_they_are_set():
    plain = words_of("The office_keeper's notes, page 3: naive and cafe")
    assert plain == b"the office keeper s notes page 3 naive and cafe".split()
    for text in (
        "THE OFFICE_KEEPER\u2019S NOTES \u2013 PAGE 3 \u2022 NA\u00cfVE AND CAFE\u0301",
        "the o\ufb03ce keeper's no\u00adtes page\u00a03: na\u00efve and caf\u00e9 \ud800 \U0001f642",
        "the of-\n  fice kee- \n\n per's notes page 3: nai\u0308ve and ca-\nfe",
    ):
        assert words_of(text) == plain


@pytest.mark.parametrize(
    "signs", [[], [chr(0x2190 + n) for n in range(200)], [chr(0x300 + n) for n in range(100)]]
)
def test_words_stand_between_signs_of_however_many_kinds(signs):
    text = " ".join(f"w{number}{sign} caf\u00e9 \u6f22" for number, sign in enumerate([*signs, "\u2192"]))
    found = words_of(text)
    assert found.count(b"cafe") == found.count("\u6f22".encode()) == len(signs) + 1
    assert found[:2] == [b"w0", b"cafe"]


@pytest.mark.parametrize("text", ["a-" + "\n" * 300_000, "-\n" * 150_000, "\u0301a" * 150_000])
def test_hostile_texts_are_sketched_in_no_time(text):
    started = time.process_time()
    sketch(text)
    assert time.process_time() - started < 2


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 100))
def test_what_shares_enough_is_not_ruled_out(seed, edited):
    """A pair that the index finds is left out only when its texts share too little."""
    random = Random(seed)
    text = [random.choice(WORDS) + str(random.randrange(40)) for _ in range(800)]
    other = [w if random.randrange(100) >= edited else "changed" + str(i) for i, w in enumerate(text)]
    sketches = {name: sketch(" ".join(words)) for name, words in (("a", text), ("b", other))}
    found = candidate_pairs(sketches, VERSION_INSIDE)
    indexed = candidate_pairs(sketches)
    shared = likeness(sign(" ".join(text)), sign(" ".join(other))).inside
    assert found <= indexed
    if shared >= VERSION_INSIDE:
        assert found == indexed
    if shared < VERSION_INSIDE / 2:
        assert not found
