"""Search: nothing a person types is taken for query syntax."""

from __future__ import annotations

import pytest
from harvests import A, B

from harvester.catalogue import Filters


@pytest.fixture
def filled(harvest):
    harvest.start()
    harvest.link(A, "Child A")
    harvest.fetch(A, "Learning about supervision and the naïve optimism of professionals in Maes-y-Coed")
    harvest.link(B, "Child B")
    harvest.fetch(B, 'The "voice of the child" NEAR the end AND OR NOT col:umn supervision supervision')
    harvest.finish()
    return harvest


def urls(harvest, words, **filters):
    ids = {row["id"]: row["url"] for row in harvest.rows("documents")}
    return [ids[hit.document_id] for hit in harvest.catalogue.search(words, Filters(**filters))]


def test_words_are_found_in_any_form_with_or_without_accents(filled):
    assert urls(filled, "professional naive") == [A]
    assert set(urls(filled, "supervision")) == {A, B}
    assert urls(filled, "supervision") == [B, A], "the page that says it most comes first"
    assert urls(filled, "supervision zebra") == []


def test_phrases_and_beginnings(filled):
    assert urls(filled, '"voice of the child"') == [B]
    assert urls(filled, '"child of the voice"') == []
    assert set(urls(filled, "superv*")) == {A, B}


@pytest.mark.parametrize(
    "words",
    [
        '"', "'", '""', '"unclosed', "AND", "NOT", "NEAR(", "a AND", "(", ")", "*",
        "^x", "col:umn", "{x y}", "-",
        "supervision OR", "text:supervision", "😀", "😀 supervision", "\x00", "a\x00b", "%", "_", "\\", ";--",
        "supervision*\"", "x" * 5000, "a " * 500, "ΩΩ", "\ud800x", "«»", "\u202e",
    ],
)  # fmt: skip
def test_any_query_is_answered(filled, words):
    assert isinstance(filled.catalogue.search(words), list)


def test_operators_are_words(filled):
    assert urls(filled, "NEAR AND NOT") == [B]
    assert urls(filled, "col:umn") == [B]
    assert set(urls(filled, "😀 supervision")) == {A, B}


def test_titles_are_searched_too_and_come_first(filled):
    hits = filled.catalogue.search("overview")
    assert {hit.page for hit in hits} == {None}
    assert hits[0].snippet == "Overview report: Child A"
    assert hits[0].marks == ((0, 8),)


def test_a_hit_says_where_the_words_stand(filled):
    hit = filled.catalogue.search("supervision", Filters(limit=1))[0]
    assert hit.page == 1
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["supervision", "supervision"]


def test_filters(filled):
    assert urls(filled, "supervision", source="northmoor", review_type="scr", role="overview_report") == [
        B,
        A,
    ]
    assert urls(filled, "supervision", source="eastvale") == []
    assert urls(filled, "supervision", review_type="sar") == []
    assert len(urls(filled, "supervision", limit=1)) == 1
    filled.catalogue.mark_all_stale()
    filled.describe(published="2016-09", completed="2015")
    assert set(urls(filled, "supervision", year=2016)) == {A, B}
    assert urls(filled, "supervision", year=2015) == []


def test_reading_again_replaces_the_index(filled):
    for name, text in filled.texts.items():
        filled.texts[name] = text.replace("supervision", "oversight")
    filled.catalogue.mark_all_unread()
    filled.read()
    assert urls(filled, "supervision") == []
    assert set(urls(filled, "oversight")) == {A, B}
    filled.catalogue.connection.execute("INSERT INTO pages_fts (pages_fts) VALUES ('integrity-check')")
