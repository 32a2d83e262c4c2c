"""Grouping only what a change concerns comes to the same as grouping everything anew."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import pytest

from harvester.group import Constraints
from harvester.group.compared import FromTexts
from harvester.group.constraints import Placement
from harvester.group.texts import sketch

from . import hard_traps, more_traps, traps
from .corpus import Corpus
from .kept import Kept

# What may be described otherwise on another night: the value of another document takes its place.
DESCRIBED = (
    *("case_name", "heading", "page_url", "title", "role", "review_type", "published", "completed", "board"),
    "language",
)


@cache
def made(name: str) -> tuple[Corpus, FromTexts]:
    corpus = {"traps": traps, "hard": hard_traps, "more": more_traps}[name].build()
    corpus.documents = [replace(doc, sketch=sketch(doc.text)) for doc in corpus.documents]
    return corpus, FromTexts(corpus.documents)


def said_by(dice: Random, kept: Kept) -> tuple[Constraints, set[str]]:
    """Something that a person says, and the documents that it is about, now or before."""
    names = sorted(kept.documents.keys() & kept.review_of.keys())
    one, two = dice.sample(names, 2)
    alike = sorted((p.one, p.two) for p in kept.alike if {p.one, p.two} <= set(names))
    pair = dice.choice([*alike, (one, two)])
    said = dice.choice(
        [
            Constraints(copy_of={one: two}),
            Constraints(replaces={one: two}),
            Constraints(not_copies=frozenset([pair])),
            Constraints(copy_of={pair[0]: ""}),
            Constraints(placed={one: Placement(kept.review_of[two], two)}),
            Constraints(placed={one: Placement("r0000own")}),
            Constraints(),
        ]
    )
    before = kept.said
    about = {*said.copy_of, *said.replaces, *said.placed, *before.copy_of, *before.replaces, *before.placed}
    about |= {name for told in (said, before) for pair in told.not_copies for name in pair}
    about |= {name for told in (said, before) for name in (*told.copy_of.values(), *told.replaces.values())}
    return said, about & kept.documents.keys()


@pytest.mark.parametrize(("name", "seed"), [("traps", 0), ("hard", 1), ("hard", 2), ("more", 3)])
def test_step_by_step_is_as_anew(name, seed):
    corpus, texts = made(name)
    dice = Random(f"{name}{seed}")
    waiting = {doc.id: doc for doc in dice.sample(corpus.documents, len(corpus.documents))}
    kept = Kept(corpus.sources, texts)
    sizes = [len(waiting) * 2 // 3, *[9] * 3]
    for number, size in enumerate(sizes):
        new = list(waiting)[:size]
        kept.documents |= {key: waiting.pop(key) for key in new}
        changed = set(new)
        if number:
            for key in dice.sample(sorted(kept.documents), 6):
                other = kept.documents[dice.choice(sorted(kept.documents))]
                column = dice.choice(DESCRIBED)
                kept.documents[key] = replace(kept.documents[key], **{column: getattr(other, column)})
                changed.add(key)
            for key in dice.sample(sorted(kept.documents), 3):
                waiting[key] = kept.documents.pop(key)
                changed.add(key)
            kept.said, about = said_by(dice, kept)
            changed |= about
        kept.step(changed)
        assert kept.as_grouping() == kept.anew(), number
        if number:
            assert kept.grouped < len(kept.documents), "a part of them"


def test_nothing_changed_concerns_nothing():
    corpus, texts = made("traps")
    kept = Kept(corpus.sources, texts, {doc.id: doc for doc in corpus.documents})
    kept.step(kept.documents)
    before = kept.as_grouping()
    kept.step(())
    assert (kept.grouped, kept.as_grouping()) == (0, before)
