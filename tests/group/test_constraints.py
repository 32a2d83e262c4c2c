"""Grouping honours what people decided, again and again, and a decision pulls nothing else along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.group import Constraints, group
from harvester.group.constraints import Placement
from harvester.group.texts import sketch
from harvester.records import Grouping, GroupInput

from . import traps
from .corpus import Corpus


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    made = traps.build()
    made.documents = [replace(d, sketch=sketch(d.text)) for d in made.documents]
    return settled(made, group(made.documents, made.sources))


def settled(corpus: Corpus, grouping: Grouping) -> Corpus:
    """The corpus on the night after a grouping."""
    review = reviews_of(grouping)
    documents = [replace(d, previous_review=review.get(d.id)) for d in corpus.documents]
    return replace(corpus, documents=documents)


def reviews_of(grouping: Grouping) -> dict[str, str]:
    return {key: review.id for review in grouping.reviews for key in review.document_ids}


def company(grouping: Grouping) -> dict[str, frozenset[str]]:
    return {key: frozenset(r.document_ids) for r in grouping.reviews for key in r.document_ids}


def members(corpus: Corpus) -> dict[str, list[GroupInput]]:
    found: dict[str, list[GroupInput]] = {}
    for document in corpus.documents:
        found.setdefault(str(document.previous_review), []).append(document)
    return found


def large(corpus: Corpus) -> tuple[str, list[GroupInput]]:
    """A review with several documents, no two of which are copies or versions."""
    grouping = group(corpus.documents, corpus.sources)
    related = {*grouping.duplicate_of, *grouping.duplicate_of.values(), *grouping.replaces}
    return next(
        (name, docs)
        for name, docs in sorted(members(corpus).items())
        if len(docs) >= 3 and not related & {d.id for d in docs}
    )


# ---------------------------------------------------------------- reviews


def test_a_document_that_was_moved_stays_and_takes_nobody_along(corpus):
    name, docs = large(corpus)
    into = next(key for key, others in sorted(members(corpus).items()) if key != name and len(others) == 1)
    (anchor,) = members(corpus)[into]
    said = Constraints(placed={docs[0].id: Placement(into, anchor.id)})
    now = corpus
    for _ in range(3):
        grouping = group(now.documents, now.sources, said)
        review = reviews_of(grouping)
        assert review[docs[0].id] == review[anchor.id] == into
        assert {review[d.id] for d in docs[1:]} == {name}
        assert grouping.reasons[docs[0].id] == "a person said so"
        now = settled(now, grouping)


def test_a_review_of_ones_own_admits_only_what_is_new(corpus):
    name, docs = large(corpus)
    said = Constraints(placed={docs[0].id: Placement("r_own")})
    now = corpus
    for _ in range(2):
        grouping = group(now.documents, now.sources, said)
        assert company(grouping)[docs[0].id] == {docs[0].id}
        assert reviews_of(grouping)[docs[0].id] == "r_own"
        assert {reviews_of(grouping)[d.id] for d in docs[1:]} == {name}
        now = settled(now, grouping)


def test_merged_reviews_stay_one_and_new_papers_of_either_join(corpus):
    into, docs = large(corpus)
    other, moved = next((k, v) for k, v in sorted(members(corpus).items()) if k != into and v[0].case_name)
    said = Constraints(placed={d.id: Placement(into, docs[0].id) for d in moved})
    grouping = group(corpus.documents, corpus.sources, said)
    together = {d.id for d in (*docs, *moved)}
    assert company(grouping)[docs[0].id] == together
    assert reviews_of(grouping)[docs[0].id] == into
    now = settled(corpus, grouping)
    new = replace(
        moved[0],
        id="d_new_paper",
        sha256="f" * 64,
        url=f"{moved[0].url}-new",
        text="",
        sketch=None,
        previous_review=None,
    )
    again = group([*now.documents, new], now.sources, said)
    assert reviews_of(again)["d_new_paper"] == into
    assert company(again)[docs[0].id] == together | {"d_new_paper"}
    assert other not in {review.id for review in again.reviews}


def test_on_a_catalogue_that_was_never_grouped_the_anchor_tells_the_review(corpus):
    fresh = replace(corpus, documents=[replace(d, previous_review=None) for d in corpus.documents])
    _, docs = large(corpus)
    into = next(v for k, v in sorted(members(corpus).items()) if k != docs[0].previous_review and len(v) == 1)
    said = Constraints(placed={docs[0].id: Placement("r_decided", into[0].id)})
    grouping = group(fresh.documents, fresh.sources, said)
    assert company(grouping)[docs[0].id] == {docs[0].id, into[0].id}
    assert reviews_of(grouping)[docs[0].id] == "r_decided"


def test_what_a_decision_names_need_not_be_there(corpus):
    said = Constraints(
        placed={"d_gone": Placement("r_gone", "d_nowhere")},
        copy_of={"d_gone": "d_nowhere", corpus.documents[0].id: "d_nowhere"},
        replaces={"d_gone": "d_nowhere"},
        not_copies=frozenset({("d_gone", "d_nowhere")}),
    )
    plain = group(corpus.documents, corpus.sources)
    assert company(group(corpus.documents, corpus.sources, said)) == company(plain)


# ---------------------------------------------------------------- copies and versions


def test_of_three_copies_the_one_of_which_it_was_said_leaves(corpus):
    grouping = group(corpus.documents, corpus.sources)
    sets: dict[str, list[str]] = {}
    for copy, original in grouping.duplicate_of.items():
        sets.setdefault(original, []).append(copy)
    tried = 0
    for original, copies in sorted(sets.items(), key=lambda one: -len(one[1]))[:3]:
        for copy in copies[:2]:
            said = Constraints(not_copies=frozenset({(copy, original)}))
            now = group(corpus.documents, corpus.sources, said)
            assert copy not in now.duplicate_of
            assert copy not in now.duplicate_of.values()
            rest = {key: of for key, of in grouping.duplicate_of.items() if key != copy}
            assert now.duplicate_of == rest
            tried += 1
    assert tried >= 3


def test_a_person_makes_copies_and_names_the_original(corpus):
    grouping = group(corpus.documents, corpus.sources)
    copy, original = next(iter(sorted(grouping.duplicate_of.items())))
    strange = next(d.id for d in corpus.documents if d.id not in {copy, original, *grouping.duplicate_of})
    turned = group(corpus.documents, corpus.sources, Constraints(copy_of={original: copy}))
    assert turned.duplicate_of[original] == copy
    assert copy not in turned.duplicate_of
    made = group(corpus.documents, corpus.sources, Constraints(copy_of={original: strange}))
    assert made.duplicate_of[original] == strange
    assert made.duplicate_of[copy] == strange, "copies of what became a copy"
    assert "a person said so" in made.reasons[original]
    none = group(corpus.documents, corpus.sources, Constraints(copy_of={copy: ""}))
    assert copy not in none.duplicate_of
    assert none.duplicate_of[original] == copy, "it is a copy of nothing; the others are copies of it"


def test_a_version_is_decided_and_undecided(corpus):
    grouping = group(corpus.documents, corpus.sources)
    newer, older = next(iter(sorted(grouping.replaces.items())))
    none = group(corpus.documents, corpus.sources, Constraints(replaces={newer: ""}))
    assert newer not in none.replaces
    turned = group(corpus.documents, corpus.sources, Constraints(replaces={older: newer}))
    assert turned.replaces.get(older) == newer
    assert newer not in turned.replaces
    copy, original = next(iter(sorted(grouping.duplicate_of.items())))
    version = group(corpus.documents, corpus.sources, Constraints(replaces={copy: original}))
    assert version.replaces[copy] == original
    assert copy not in version.duplicate_of


# ---------------------------------------------------------------- whatever is said


@st.composite
def _said(draw, corpus: Corpus) -> Constraints:
    """What the desk lets people say: stars of copies, lines of versions, nothing both."""
    ids = sorted(d.id for d in corpus.documents)
    reviews = members(corpus)
    placed: dict[str, Placement] = {}
    for key in draw(st.lists(st.sampled_from(ids), max_size=6, unique=True)):
        review = draw(st.sampled_from([*sorted(reviews), "new"]))
        anchors = [d.id for d in reviews.get(review, []) if d.id != key]
        placed[key] = (
            Placement(f"r_own_{key}") if review == "new" else Placement(review, min(anchors, default=None))
        )
    used = draw(st.lists(st.sampled_from(ids), max_size=12, unique=True))
    pairs = list(zip(used[::2], used[1::2], strict=False))
    kinds = draw(st.lists(st.sampled_from(["copy", "apart", "version", "none"]), min_size=6, max_size=6))
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for pair, kind in zip(pairs, kinds, strict=False):
        by_kind.setdefault(kind, []).append(pair)
    return Constraints(
        placed=placed,
        copy_of={**dict(by_kind.get("copy", [])), **{one: "" for one, _ in by_kind.get("none", [])}},
        replaces=dict(by_kind.get("version", [])),
        not_copies=frozenset(by_kind.get("apart", [])),
    )


def _root(grouping: Grouping, key: str) -> str:
    return grouping.duplicate_of.get(key, key)


def _named(said: Constraints) -> set[str]:
    pairs: list[tuple[str, str]] = [*said.copy_of.items(), *said.replaces.items(), *said.not_copies]
    return {*said.placed, *(key for pair in pairs for key in pair if key)}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_said_holds_and_holds_again_and_the_rest_is_as_it_was(corpus, data):
    said = data.draw(_said(corpus))
    before = group(corpus.documents, corpus.sources)
    grouping = group(corpus.documents, corpus.sources, said)
    review = reviews_of(grouping)
    assert sorted(review) == sorted(d.id for d in corpus.documents), "each in one review"
    assert {key: review[key] for key in said.placed} == {k: p.review for k, p in said.placed.items()}
    for copy, original in said.copy_of.items():
        assert _root(grouping, copy) == (_root(grouping, original) if original else copy)
    for one, two in said.not_copies:
        assert _root(grouping, one) != _root(grouping, two)
    for newer, older in said.replaces.items():
        assert grouping.replaces[newer] == older
        assert _root(grouping, newer) != _root(grouping, older)
    _leaves_the_rest_alone(before, grouping, said)
    again = group(settled(corpus, grouping).documents, corpus.sources, said)
    assert again == group(settled(corpus, again).documents, corpus.sources, said), "it comes to rest"
    assert company(again) == company(grouping)
    assert again.duplicate_of == grouping.duplicate_of


def _leaves_the_rest_alone(before: Grouping, now: Grouping, said: Constraints) -> None:
    """Reviews that nothing was said of, nor of a copy or version of theirs, are the same sets."""
    touched: set[str] = set()
    then: Mapping[str, frozenset[str]] = company(before)
    for key in _named(said) | {p.anchor for p in said.placed.values() if p.anchor}:
        touched |= then[key]
    reviews = {p.review for p in said.placed.values()}
    for found in before.reviews:
        if not touched & set(found.document_ids) and found.id not in reviews:
            kept = company(now)[found.document_ids[0]]
            assert kept == set(found.document_ids), found
