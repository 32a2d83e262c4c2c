"""Sketches stand for texts: what grouping finds with them is what it finds with the texts."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.group import group
from harvester.group.compared import VERSION_INSIDE
from harvester.group.nearness import candidate_pairs
from harvester.group.texts import MIN_WORDS, likeness, sign, sketch

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
