"""Reasons are plain sentences: a librarian never reads the short names of features."""

from __future__ import annotations

import re

from harvester.detect.links import _RULES
from harvester.detect.model import link_model
from harvester.detect.reasons import plain_reasons, said
from harvester.detect.rows import judge_row

INTERNAL = re.compile(r"\w&\w|\b(?:text|near|page|hub|slug|file|any):|_")


def test_every_feature_that_weighs_has_a_sentence() -> None:
    for name in {*link_model().weights, *_RULES}:
        assert said(name) != said("no such feature"), name
        assert not INTERNAL.search(said(name)), said(name)
        assert len(said(name).split()) >= 3


def test_reasons_say_for_and_against_and_nothing_twice() -> None:
    moved = [("one_type&clean", 1.0), ("vague&nothing", -1.0), ("one_type&clean", 0.5)]
    assert plain_reasons(moved) == (
        "for: the link names one kind of review, and nothing in it speaks against it",
        "against: the link says nothing itself, and neither case, review nor role is named near it",
    )


def test_a_verdict_gives_its_reasons_in_words() -> None:
    verdict = judge_row(
        {"page_title": "Serious Case Reviews", "link_text": "SCR referral form", "context": "On this page"}
    )
    assert any(reason.startswith("against: ") for reason in verdict.reasons)
    assert not any(INTERNAL.search(reason) for reason in verdict.reasons)
