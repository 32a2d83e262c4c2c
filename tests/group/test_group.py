"""Grouping against a corpus whose truth is known."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from harvester.group import group
from harvester.group.names import split_names
from harvester.records import Grouping

from . import hard_traps, more_traps, traps
from .corpus import Corpus, f1, pairs_of


@pytest.fixture(
    scope="module", params=[traps, hard_traps, more_traps], ids=["traps", "hard traps", "more traps"]
)
def corpus(request: pytest.FixtureRequest) -> Corpus:
    made: Corpus = request.param.build()
    return made


@pytest.fixture(scope="module")
def grouping(corpus: Corpus) -> Grouping:
    return group(corpus.documents, corpus.sources)


def test_corpus_is_large_enough(corpus):
    assert len(set(corpus.review_of.values())) >= 30
    assert len({d.id for d in corpus.documents}) == len(corpus.documents)


def test_reviews(corpus, grouping):
    found = pairs_of([list(r.document_ids) for r in grouping.reviews])
    true = corpus.true_pairs()
    wrong = [(corpus.review_of[a], corpus.review_of[b]) for a, b in map(sorted, found - true)]
    missed = [corpus.review_of[a] for a, b in map(sorted, true - found)]
    assert f1(found, true) >= 0.97, (Counter(wrong), Counter(missed))


def test_duplicates(corpus, grouping):
    found, true = set(grouping.duplicate_of.items()), set(corpus.duplicate_of.items())
    assert f1(found, true) >= 0.97, (found - true, true - found)


def test_versions(corpus, grouping):
    assert grouping.replaces == corpus.replaces


def test_foreign(corpus, grouping):
    assert set(grouping.foreign) == corpus.foreign


def test_every_document_is_in_one_review(corpus, grouping):
    listed = [d for r in grouping.reviews for d in r.document_ids]
    assert sorted(listed) == sorted(d.id for d in corpus.documents)
    assert len({r.id for r in grouping.reviews}) == len(grouping.reviews)


def test_order_and_time_of_arrival_change_nothing(corpus, grouping):
    shuffled = [
        replace(d, first_seen=f"2026-02-{1 + i % 28:02d}T00:00:00Z") for i, d in enumerate(corpus.documents)
    ]
    random.Random(5).shuffle(shuffled)
    assert group(shuffled, list(reversed(corpus.sources))) == grouping


def test_ids_stay_when_documents_join(corpus, grouping):
    review = {d: r.id for r in grouping.reviews for d in r.document_ids}
    known = [replace(d, previous_review=review[d.id], title=d.title + " (PDF)") for d in corpus.documents]
    again = group(known[5:], corpus.sources)
    for r in again.reviews:
        assert r.id in {review[d] for d in r.document_ids}


@pytest.mark.parametrize(
    ("build", "review", "publishers"),
    [
        (traps.build, "joint", ("eastvale", "northmoor")),
        (hard_traps.build, "joint Nell", ("northmoor",)),
        (hard_traps.build, "joint Child Z", ("oxmere", "stonebeck")),
        (hard_traps.build, "joint Child Y", ("eastvale", "marfield")),
        (hard_traps.build, "joint Remi", ("calderby", "harrowdale")),
    ],
)
def test_joint_review_has_all_its_publishers(build, review, publishers):
    made = build()
    some = [d for d in made.documents if made.review_of[d.id] == review]
    (joint,) = group(some, made.sources).reviews
    assert joint.publishers == publishers


@pytest.mark.parametrize(
    ("name", "main", "aliases"),
    [
        ("Child Cameron", {"cameron"}, set()),
        ("Child LN12", {"ln12"}, set()),
        ("Child A", {"child a"}, set()),
        ("Child HD", {"hd"}, set()),
        ("Sibling group C", {"sibling c"}, set()),
        ("Case 9 / Kay", {"kay"}, {"case 9"}),
        ("Claire/Anne", {"claire", "anne"}, set()),
        ("CSB 3/2018", {"csb 3-2018"}, set()),
        ("Mr and Mrs K", {"mr k", "mrs k"}, set()),
        ("Zac (ZDS22)", {"zac"}, {"zds22"}),
    ],
)
def test_names_as_they_compare(name, main, aliases):
    assert split_names(name) == (main, aliases)
