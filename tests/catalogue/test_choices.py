"""What is offered for the fields of a document, the reviews it may belong to, and pairs to compare."""

from __future__ import annotations

import json

import pytest

from harvester.catalogue.alternatives import FIELDS, alternatives, review_choices
from harvester.catalogue.copies import copy_side, pair_of, possible_copies
from harvester.catalogue.deciding import Change, decide
from harvester.catalogue.queue import facets
from harvester.catalogue.queue_types import QueueFilters
from harvester.records import AlikePair
from harvester.vocabulary import ReviewType, Role


def one_with(connection, doubt):
    return connection.execute(
        "SELECT document_id FROM find WHERE instr(doubts, ?) ORDER BY document_id", (f" {doubt} ",)
    ).fetchone()[0]


def test_what_stands_is_offered_first(queue):
    for row in queue.execute("SELECT * FROM documents").fetchall():
        offered = alternatives(queue, row["id"])
        for field, choices in offered.items():
            assert [choice.chosen for choice in choices[1:]] == [False] * (len(choices) - 1), field
            assert choices[0].chosen == bool(row[field] and row[field] != "[]"), field
            if choices[0].chosen:
                assert choices[0].value == row[field]
            assert len({choice.value for choice in choices}) == len(choices)
            assert len(choices) <= max(9, len(ReviewType), len(Role)) + 3
        assert set(offered) <= set(FIELDS)


def test_a_contested_value_is_offered_with_its_evidence(queue):
    choices = alternatives(queue, one_with(queue, "contested_date"))["published"]
    other = next(choice for choice in choices if not choice.chosen)
    assert (other.value, other.origin, other.line) == ("2007-02", "link", "published February 2007")
    assert choices[0].box is not None
    assert choices[0].page == 1


def test_the_whole_vocabulary_is_offered_the_likeliest_for_the_nation_first(queue):
    for nation, likely in (("wales", "cpr"), ("england", "cspr"), ("scotland", "learning_review")):
        name = queue.execute(
            "SELECT id FROM documents WHERE nation = ? AND review_type <> ?", (nation, likely)
        ).fetchone()[0]
        choices = alternatives(queue, name)
        types = [choice.value for choice in choices["review_type"]]
        assert set(types) == {kind.value for kind in ReviewType}
        assert types[1] == likely
        assert {choice.value for choice in choices["role"]} == {role.value for role in Role}


def test_a_date_read_as_one_kind_is_offered_for_the_other(queue):
    name = queue.execute("SELECT id FROM documents WHERE published IS NOT NULL").fetchone()[0]
    assert alternatives(queue, name)["completed"][0].value.startswith("20")


def test_authors_are_offered_as_decisions_take_them(queue):
    for row in queue.execute("SELECT id, authors FROM documents").fetchall():
        for choice in alternatives(queue, row["id"])["authors"]:
            assert all(isinstance(name, str) for name in json.loads(choice.value))
            assert choice.label == ", ".join(json.loads(choice.value))


@pytest.mark.parametrize("name", ["", "nobody", "\0", "'; --", "\ud800"])
def test_of_what_is_not_there_nothing_is_offered(queue, name):
    assert alternatives(queue, name) == {}
    assert review_choices(queue, name) == []
    assert copy_side(queue, name) is None
    assert pair_of(queue, name, name) is None
    assert possible_copies(queue, document_id=name, source=name, after=name).pairs == ()


def test_a_decision_is_offered_as_what_stands(made, made_catalogue):
    connection = made_catalogue.connection
    name = one_with(connection, "contested_date")
    change = Change("document", name, "published", "2007-02", "the link says so")
    decide(made, made_catalogue, [change], who="robin", at="2026-11-20T10:00:00Z")
    first = alternatives(connection, name)["published"][0]
    assert (first.value, first.chosen, first.confidence) == ("2007-02", True, 1.0)


# ------------------------------------------------------------ reviews


def test_reviews_of_the_same_case_and_source_are_offered_first(queue):
    document = queue.execute("SELECT * FROM documents WHERE source = 'northmoor' ORDER BY id").fetchone()
    offered = review_choices(queue, document["id"])
    assert document["review_id"] not in {review.review_id for review in offered}
    assert 0 < len(offered) <= 9
    same = [review.case_name == document["case_name"] for review in offered]
    assert same == sorted(same, reverse=True)
    assert all(s or review.source == "northmoor" for s, review in zip(same, offered, strict=True))


def test_reviews_can_be_searched(queue):
    document = queue.execute("SELECT id FROM documents WHERE source = 'northmoor'").fetchone()[0]
    offered = review_choices(queue, document, "FINCH eastmoor")
    assert {(review.case_name, review.source) for review in offered} == {
        ("Family Finch", "eastmoor")
    } or not (
        queue.execute(
            "SELECT 1 FROM reviews WHERE case_name = 'Family Finch' AND source = 'eastmoor'"
        ).fetchone()
    )
    assert review_choices(queue, document, "nothing has this name") == []


# ------------------------------------------------------------ pairs


def pairs(connection, **asked):
    found, after = [], None
    while True:
        page = possible_copies(connection, after=after, limit=3, **asked)
        found += page.pairs
        if page.next is None:
            assert page.total == len(found)
            return found
        after = page.next


def test_what_the_machine_took_for_copies_can_be_looked_at(queue):
    copies = {(r["duplicate_of"], r["id"]) for r in queue.execute(
        """SELECT c.id, c.duplicate_of FROM documents c JOIN documents o ON o.id = c.duplicate_of
        WHERE c.status <> 'rejected' AND o.status <> 'rejected'""")}  # fmt: skip
    found = pairs(queue)
    assert {(pair.one.document_id, pair.two.document_id) for pair in found} == copies != set()
    assert {pair.relation for pair in found} == {"copy"}
    one = found[0].one.document_id
    assert one in {pair.one.document_id for pair in pairs(queue, document_id=one)}
    assert all("northmoor" in (p.one.source, p.two.source) for p in pairs(queue, source="northmoor"))


@pytest.fixture
def alike(made_catalogue):
    """Three pairs of texts that share much, of which grouping made nothing."""
    rows = made_catalogue.connection.execute(
        """SELECT id FROM documents WHERE status = 'new' AND duplicate_of IS NULL AND replaces IS NULL
        ORDER BY id LIMIT 6"""
    )
    ids = [row["id"] for row in rows]
    with made_catalogue.writing() as connection:
        for place, share in enumerate((0.86, 0.99, 0.9)):
            pair = AlikePair(
                one=ids[2 * place], two=ids[2 * place + 1], inside=share, jaccard=0.7, verdict=None
            )
            connection.execute(
                "INSERT INTO alike VALUES (?, ?, ?, ?, ?)",
                (pair.one, pair.two, pair.inside, pair.jaccard, None),
            )
    return ids


def test_the_most_alike_come_first_and_before_what_is_settled(made_catalogue, alike):
    found = pairs(made_catalogue.connection)
    assert [pair.share for pair in found[:3]] == [0.99, 0.9, 0.86]
    assert [pair.relation for pair in found[:4]] == ["alike", "alike", "alike", "copy"]
    assert found[0].why.startswith("99 % of the shorter text")
    assert dict(facets(made_catalogue.connection, QueueFilters())["doubt"])["possible_copy"] == 6


@pytest.mark.parametrize("field", ["duplicate_of", "not_duplicate_of", "replaces", "status"])
def test_a_decided_pair_is_not_shown_again(made, made_catalogue, alike, field):
    one, two = alike[:2]
    value = "rejected" if field == "status" else one
    change = Change("document", two, field, value)
    decide(made, made_catalogue, [change], who="robin", at="2026-11-20T10:00:00Z")
    found = pairs(made_catalogue.connection)
    assert (one, two) not in {(pair.one.document_id, pair.two.document_id) for pair in found}
    assert [pair.relation for pair in found[:3]] == ["alike", "alike", "copy"]


@pytest.mark.parametrize("field", [None, "duplicate_of", "replaces"])
def test_a_version_is_asked_about_until_somebody_says_what_it_is(made, made_catalogue, field):
    connection = made_catalogue.connection
    new, old = connection.execute("SELECT id, replaces FROM documents WHERE replaces IS NOT NULL").fetchone()
    assert pair_of(connection, old, new).relation == "", "the same address: no question"
    with made_catalogue.writing() as writing:
        writing.execute(
            "UPDATE document SET replaces_text = replaces_address, replaces_address = NULL WHERE id = ?",
            (new,),
        )
    assert pair_of(connection, old, new).relation == "version"
    if field:
        change = Change("document", new, field, old)
        decide(made, made_catalogue, [change], who="robin", at="2026-11-20T10:00:00Z")
        assert pair_of(connection, old, new).relation == ""


def test_any_two_documents_can_be_put_side_by_side(made_catalogue, alike):
    connection = made_catalogue.connection
    known = pair_of(connection, alike[1], alike[0])
    assert (known.relation, known.share) == ("alike", 0.86)
    other = pair_of(connection, alike[0], alike[3])
    assert (other.one.document_id, other.two.document_id, other.relation) == (alike[0], alike[3], "")
    assert pair_of(connection, alike[0], "nobody") is None
