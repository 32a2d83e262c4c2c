"""Grouping against a corpus whose truth is known."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from harvester.group import group
from harvester.records import Grouping

from .corpus import Corpus, f1, pairs_of
from .traps import build


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return build()


@pytest.fixture(scope="module")
def grouping(corpus: Corpus) -> Grouping:
    return group(corpus.documents, corpus.sources)


def test_corpus_is_large_enough(corpus):
    assert len(set(corpus.review_of.values())) >= 40
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


def test_joint_review_has_both_publishers(corpus, grouping):
    joint = next(r for r in grouping.reviews if any(corpus.review_of[d] == "joint" for d in r.document_ids))
    assert joint.publishers == ("eastvale", "northmoor")
